"""The README is true: its Python runs, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_python_of_the_readme_runs_offline_and_does_what_its_remarks_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    exec(blocks("python")[0], scope)
    project, plan, receipt = scope["project"], scope["plan"], scope["receipt"]
    assert len(project) == 1008  # type: ignore[arg-type]
    assert f"{plan.will_change} will change" in README  # type: ignore[attr-defined]
    assert receipt.applied == 72  # type: ignore[attr-defined]
    assert project.to_df()["Subject"].isna().all()  # type: ignore[attr-defined]
    project.redo()  # type: ignore[attr-defined]
    assert project.to_df()["Material"].value_counts().to_dict() == {"brick": 72}  # type: ignore[attr-defined]
    for block in blocks("python")[1:]:
        exec(block, scope)
    project.close()  # type: ignore[attr-defined]


def test_the_example_is_short() -> None:
    lines = [line for line in blocks("python")[0].splitlines() if line and "import" not in line]
    assert len(lines) == 8


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_and_paths_lead_somewhere(document: str) -> None:
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("http") or (REPOSITORY / target).exists(), target
    for path in re.findall(
        r"`((?:src|js|tests|notebooks|scripts|domain|ops|store|media|widgets|wire)/[\w./-]+)`", text
    ):
        places = (REPOSITORY, REPOSITORY / "src/nblabel")
        assert any((place / path).exists() for place in places), path


def test_the_make_verbs_that_documents_name_are_there() -> None:
    verbs = set(re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    named = "\n".join((REPOSITORY / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    assert set(re.findall(r"\bmake (\w+)\b(?= |`|$)", named, re.MULTILINE)) - {"are"} <= verbs
