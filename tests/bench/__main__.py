"""`python -m tests.bench [part ...]`: measure, print, and write `RESULTS.md`."""

from __future__ import annotations

import sys

from tests.bench import results
from tests.bench.parts import PARTS, outcome_of
from tests.bench.results import Outcome


def main(names: list[str]) -> int:
    """Measure these parts, all by default; not 0 where one could not be measured."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f'There is no part "{unknown[0]}". There are: {", ".join(PARTS)}.')
        return 2
    outcomes: dict[str, Outcome] = {}
    for name in names or PARTS:
        print(f"\n## {name}", flush=True)
        outcomes[name] = outcome = outcome_of(name)
        print(f"{outcome.about}\n{results.table(outcome)}", flush=True)
        # written after each part, so that an interrupted run keeps what it measured
        results.write(outcomes, PARTS)
    return int(any(outcome.error for outcome in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
