"""Write js/src/protocol.gen.ts from the messages that Python defines; with --check, only say whether it is current."""

from __future__ import annotations

import difflib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import node
from nblabel.wire.messages import VERSION, WRITES
from nblabel.wire.schema import json_schema, protocol_hash

TARGET = node.ROOT / "js/src/protocol.gen.ts"
HEADER = """\
// Generated from src/nblabel/wire by `make protocol`: do not edit.

export const PROTOCOL_VERSION = {version};
export const PROTOCOL_HASH = "{hash}";
/** What writes carries an id made by the page. */
export const WRITE_OPS = {writes} as const;
"""


def main(arguments: list[str]) -> None:
    text = HEADER.format(version=VERSION, hash=protocol_hash(), writes=json.dumps(WRITES)) + types()
    if "--check" in arguments:
        check(text)
    else:
        TARGET.write_text(text, encoding="utf-8")
        print(f"Wrote {TARGET.relative_to(node.ROOT)}, protocol {protocol_hash()}.")


def check(text: str) -> None:
    """Fail with the difference if the file is not what the messages say."""
    found = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    if found == text:
        return
    sys.stdout.writelines(difflib.unified_diff(found.splitlines(True), text.splitlines(True), "committed", "current"))
    sys.exit("js/src/protocol.gen.ts is not what src/nblabel/wire says: run `make protocol` and commit it.")


def types() -> str:
    """Return one TypeScript interface a message."""
    options = ["--unreachableDefinitions", "--no-additionalProperties", "--unknownAny", "--style.printWidth=120"]
    with tempfile.TemporaryDirectory() as folder:
        schema, out = Path(folder, "protocol.json"), Path(folder, "protocol.ts")
        schema.write_text(json.dumps(json_schema()), encoding="utf-8")
        command = ["node", "node_modules/json-schema-to-typescript/dist/src/cli.js"]
        if node.run(*command, *options, "-i", str(schema), "-o", str(out)):
            raise subprocess.SubprocessError("json-schema-to-typescript could not read the schema of the messages.")
        return tidied(out.read_text(encoding="utf-8"))


def tidied(text: str) -> str:
    """Drop what the tool says about itself and about where a definition stood."""
    body = text[text.index("export interface Protocol") :].replace("export interface Protocol {}\n", "\n", 1)
    body = re.sub(r" \*\n \* This interface was referenced by `Protocol`'s JSON-Schema\n \* via the .*\n", "", body)
    return re.sub(
        r"/\*\*\n \* This interface was referenced by `Protocol`'s JSON-Schema\n \* via the .*\n \*/\n", "", body
    )


if __name__ == "__main__":
    main(sys.argv[1:])
