"""The JSON schema of all messages, from which `js/src/protocol.gen.ts` is made."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

import msgspec

from nblabel.wire import messages
from nblabel.wire.values import Value


@cache
def protocol_hash() -> str:
    """Twelve hex digits that change whenever a message changes; page and kernel compare them."""
    text = json.dumps(json_schema(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def json_schema() -> dict[str, Any]:
    """A JSON schema with one definition a message, and maps from op and event to their classes."""
    kinds: set[type[Value]] = {
        *messages.ARGS.values(),
        *messages.REPLIES.values(),
        *messages.EVENTS.values(),
        messages.Error,
    }
    ordered = sorted(kinds, key=lambda kind: kind.__name__)
    _, definitions = msgspec.json.schema_components(ordered, ref_template="#/definitions/{name}")
    definitions = _draft_4(definitions)
    maps = {"Args": messages.ARGS, "Replies": messages.REPLIES, "Events": messages.EVENTS}
    for name, table in maps.items():
        definitions[name] = _map_of(table)
    return {"title": "Protocol", "type": "object", "definitions": definitions, "version": messages.VERSION}


def _draft_4(schema: Any) -> Any:
    """Tuples as older drafts wrote them: the generator of the TypeScript knows no `prefixItems`."""
    if isinstance(schema, list):
        return [_draft_4(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _draft_4(part) for name, part in schema.items()}
    if "prefixItems" in made:
        made["items"] = made.pop("prefixItems")
        made["additionalItems"] = False
    return made


def _map_of(table: dict[str, type[Value]]) -> dict[str, Any]:
    properties = {op: {"$ref": f"#/definitions/{kind.__name__}"} for op, kind in table.items()}
    return {"type": "object", "properties": properties, "required": list(table), "additionalProperties": False}
