"""Duplicates, failures and limits: S4.21 to S4.24, S4.32, S4.37, S4.38."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.integration.registration.files import web, written

from nblabel.errors import RegistrationError
from nblabel.ops.adding import register as registering
from nblabel.project import Project


def test_s4_22_with_the_flag_exactly_equal_urls_are_skipped(project: Project) -> None:
    project.register({"images": web(3)})
    again = [*web(4), {"objectUrl": "https://example.org/0.JPG"}, {"objectUrl": "https://Example.org/0.jpg"}]
    receipt = project.register({"images": again}, skip_duplicate_urls=True)
    assert (receipt.applied, receipt.skipped) == (3, 3)
    assert [item.title for item in receipt.items("skipped")] == ["0.jpg", "1.jpg", "2.jpg"]


def test_s4_22_the_file_itself_may_ask_for_it(project: Project, tmp_path: Path) -> None:
    given = {"images": [*web(2), *web(2)], "skip_duplicate_urls": True}
    receipt = project.register(written(tmp_path, given))
    assert (receipt.applied, receipt.skipped) == (2, 2)
    assert project.register(written(tmp_path, given)).skipped == 4


def test_s4_22_what_was_added_is_known_to_a_registration_and_back(project: Project, folder: Path) -> None:
    project.add(folder / "day")
    path = written(folder, {"images": [{"objectUrl": f"day/{n}.png"} for n in range(6)]})
    assert project.register(path, skip_duplicate_urls=True).skipped == 6
    project.register({"image_groups": [{"objectUrl_0": str(folder / "day/0.png")}]})
    assert project.add(folder / "day").skipped == 6


def test_s4_23_a_group_is_skipped_when_all_its_urls_are_the_same_in_order(project: Project) -> None:
    def group(*names: str, video: bool = False) -> dict[str, Any]:
        return {
            "createVideo": video,
            **{f"objectUrl_{n}": f"https://example.org/{name}" for n, name in enumerate(names)},
        }

    project.register({"image_groups": [group("a", "b", "c")]})
    again = [
        group("a", "b", "c"),
        group("a", "b", "d"),
        group("a", "c", "b"),
        group("a", "b"),
        group("a", "b", "c", video=True),
    ]
    receipt = project.register({"image_groups": again}, skip_duplicate_urls=True)
    assert (receipt.applied, receipt.skipped) == (4, 1)
    assert project.register({"images": [{"objectUrl": "https://example.org/a"}]}, skip_duplicate_urls=True).applied == 1


def test_s4_24_without_the_flag_a_duplicate_is_registered_again(project: Project) -> None:
    assert project.register({"images": [*web(1), *web(1)]}).applied == 2
    assert project.register({"images": web(1)}).applied == 1
    assert project.verify() == []


def test_s4_37_one_bad_file_of_a_hundred_is_reported_and_the_rest_registered(project: Project, folder: Path) -> None:
    given = [{"objectUrl": f"day/{n % 6}.png"} for n in range(100)]
    given[42] = {"objectUrl": "day/gone.png"}
    receipt = project.register(written(folder, {"images": given}))
    assert (receipt.applied, receipt.failed) == (99, 1)
    (problem,) = receipt.problems
    assert problem[0].startswith("images[42], line ")
    assert problem[1].startswith("There is no such file")


@pytest.mark.parametrize("bad", [{"objectUrl": "day/gone.png"}, {"objectUrl": "day/0.png", "titel": "x"}, 7])
def test_s4_37_abort_registers_nothing_when_one_fails(project: Project, folder: Path, bad: Any) -> None:
    given = [{"objectUrl": f"day/{n % 6}.png"} for n in range(100)]
    path = written(folder, {"images": [*given, bad]})
    with pytest.raises(RegistrationError, match=r'^Nothing was registered, as on_error="abort" asks: images\[100\]'):
        project.register(path, on_error="abort")
    assert len(project) == 0
    assert project.history().empty
    assert project.register(path).applied == 100


def test_s4_38_progress_is_told_each_thousand(project: Project) -> None:
    steps: list[int] = []
    registering.register(project._session, {"images": web(5000)}, progress=steps.append)
    assert steps == [1000] * 5


def test_s4_21_too_many_items_or_urls_are_refused_with_their_count(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "MOST_ITEMS", 10)
    monkeypatch.setattr(registering, "MOST_URLS", 20)
    assert project.register({"images": web(10)}).applied == 10
    with pytest.raises(RegistrationError, match=r"files\.json holds 11 items; 10 are allowed at once"):
        project.register(written(tmp_path, {"images": web(11)}))
    group = {f"objectUrl_{n}": f"https://example.org/{n}.jpg" for n in range(21)}
    with pytest.raises(RegistrationError, match="holds 21 URLs; 20 are allowed at once"):
        project.register({"image_groups": [group]})
    assert len(project) == 10


@pytest.mark.slow
def test_s4_21_500_001_items_are_refused_with_the_count(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "files.json"
    entry = '{"objectUrl": "https://example.org/a.jpg"}'
    path.write_text(f'{{"images": [{", ".join([entry] * 500_001)}]}}')
    with pytest.raises(RegistrationError, match="holds 500,001 items; 500,000 are allowed"):
        project.register(path)
    assert len(project) == 0


def test_s4_32_a_long_sequence_is_refused_and_a_longish_one_warns(project: Project) -> None:
    def sequence(n: int) -> dict[str, Any]:
        return {"createVideo": True, **{f"objectUrl_{k}": f"s3://b/{k}.jpg" for k in range(n)}}

    with pytest.warns(UserWarning, match="15,001 frames; up to 15,000 are recommended"):
        receipt = project.register({"image_groups": [sequence(15_001), sequence(32_768)]})
    assert (receipt.applied, receipt.failed) == (1, 1)
    assert "32,768 frames" in receipt.problems[0][1]
