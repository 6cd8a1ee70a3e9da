"""What stands in a cell where no widget runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

import nblabel as nb
from nblabel.project import Project


def test_a_contact_sheet_names_ticked_options_as_words(project: Project) -> None:
    project.items[0].classify("Animal", "cat")
    first, second, *_ = project.ontology["Flags"].options
    project.items[0].classify("Flags", [first.name, second.name])
    assert f"<strong>cat, {first.name}, {second.name}</strong>" in project.items[:1]._repr_html_()


def test_duplicates_are_shown_group_by_group_and_the_rest_is_counted(tmp_path: Path) -> None:
    for group in range(7):
        noise = np.random.default_rng(group).integers(0, 256, (8, 8, 3)).astype("uint8")
        picture = Image.fromarray(noise).resize((64, 64), Image.Resampling.BICUBIC)
        for twin in range(10 if group == 0 else 2):
            picture.save(tmp_path / f"{group}-{twin:02}.png")
    with nb.open(tmp_path / "twins.duckdb") as project:
        project.add(tmp_path)
        found = project.duplicates()
        assert len(found) == 7
        html = found._repr_html_()
    assert html.count("<img") == 8 + 4 * 2
    assert "0-00.png" in html
    assert "and 2 more<" in html
    assert "and 2 more groups: see .to_df()" in html
