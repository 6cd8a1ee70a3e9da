"""Registration files of somebody else: none leads out of its root, hangs, or leaves anything half done."""

from __future__ import annotations

import functools
import json
import os
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import nblabel as nb
from nblabel.errors import RegistrationError, SourceError
from nblabel.ops.adding import register as registering
from nblabel.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with nb.open(tmp_path / "pets.duckdb", annotator="ada") as opened:
        yield opened


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    """A folder with a picture, beside one that is nobody's business."""
    made = tmp_path / "inside"
    secret = tmp_path / "secret"
    (made / "day").mkdir(parents=True)
    secret.mkdir()
    Image.new("RGB", (4, 4)).save(made / "day" / "cat.png")
    Image.new("RGB", (4, 4)).save(secret / "key.png")
    return made


def registered(project: Project, folder: Path, *urls: str, **options: Any) -> nb.Receipt:
    path = folder / "files.json"
    path.write_text(json.dumps({"images": [{"objectUrl": url} for url in urls]}))
    return project.register(path, **options)


def reason(project: Project, folder: Path, url: str, **options: Any) -> str:
    """Why this file is not registered; another one beside it is."""
    receipt = registered(project, folder, url, str(folder / "day/cat.png"), **options)
    assert (receipt.applied, receipt.failed) == (1, 1), receipt
    ((place, why),) = receipt.problems
    assert place == "images[0], line 1"
    assert why.count("\n") == 0
    return why


@pytest.mark.parametrize("url", ["../secret/key.png", "day/../../secret/key.png", "day/../day/cat.png", "..", "a/.."])
def test_two_dots_are_refused_wherever_they_lead(project: Project, inside: Path, url: str) -> None:
    assert reason(project, inside, url).startswith('The path holds ".."')


def test_a_name_that_only_contains_two_dots_is_a_name(project: Project, inside: Path) -> None:
    (inside / "day/cat.png").rename(inside / "cat..2.png")
    assert registered(project, inside, "cat..2.png").applied == 1


def test_an_absolute_path_outside_of_the_root_is_refused(project: Project, inside: Path) -> None:
    why = reason(project, inside, str(inside.parent / "secret/key.png"))
    assert why.startswith(f'The file lies outside of "{inside}", the root of this registration.')
    assert reason(project, inside, "file://" + str(inside.parent / "secret/key.png")).startswith(
        "The file lies outside"
    )


def test_a_file_address_inside_of_the_root_is_kept_to_the_byte(project: Project, inside: Path) -> None:
    url = "file://" + str(inside / "day/cat%2Epng")
    assert registered(project, inside, url).problems == ()
    assert project[0].uri == url


def test_a_folder_whose_name_begins_like_the_root_is_outside(project: Project, inside: Path) -> None:
    twin = inside.parent / "inside2"
    twin.mkdir()
    Image.new("RGB", (4, 4)).save(twin / "cat.png")
    assert "lies outside of" in reason(project, inside, str(twin / "cat.png"))


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
@pytest.mark.parametrize("what", ["file", "folder", "chain"])
def test_a_link_out_of_the_root_is_refused(project: Project, inside: Path, what: str) -> None:
    secret = inside.parent / "secret"
    if what == "folder":
        (inside / "way").symlink_to(secret)
        url = "way/key.png"
    else:
        (inside / "one.png").symlink_to(secret / "key.png")
        (inside / "two.png").symlink_to(inside / "one.png")
        url = "one.png" if what == "file" else "two.png"
    assert "leads, through a link, out of" in reason(project, inside, url)


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_that_stays_inside_is_followed_and_a_linked_root_is_one(project: Project, inside: Path) -> None:
    (inside / "same.png").symlink_to(inside / "day/cat.png")
    linked = inside.parent / "linked"
    linked.symlink_to(inside)
    assert registered(project, linked, "same.png", "day/cat.png").applied == 2
    assert project[0].problem is None


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_that_is_turned_later_does_not_show_what_it_leads_to(project: Project, inside: Path) -> None:
    link = inside / "turned.png"
    link.symlink_to(inside / "day/cat.png")
    registered(project, inside, "turned.png")
    link.unlink()
    link.symlink_to(inside.parent / "secret/key.png")
    assert "outside" in (project[0].problem or "")


def test_a_wider_root_may_be_given_and_must_be_a_folder(project: Project, inside: Path) -> None:
    secret = inside.parent / "secret/key.png"
    assert registered(project, inside, str(secret), "secret/key.png", root=inside.parent).applied == 2
    assert registered(project, inside, str(secret), root="/").applied == 1
    for root in (secret, inside / "gone", 7, ""):
        with pytest.raises(SourceError, match="root is a folder"):
            registered(project, inside, "day/cat.png", root=root)


def test_files_of_a_dict_may_lie_anywhere_unless_a_root_is_given(project: Project, inside: Path) -> None:
    given = {"images": [{"objectUrl": str(inside.parent / "secret/key.png")}]}
    assert project.register(given).applied == 1
    assert project.register(given, root=inside).failed == 1
    assert project.register({"images": [{"objectUrl": "../x.png"}]}).failed == 1


def test_missing_files_folders_and_devices_are_told_apart(project: Project, inside: Path) -> None:
    assert reason(project, inside, "day/gone.png").startswith("There is no such file")
    assert reason(project, inside, "day").startswith('"day" is a folder')
    assert reason(project, inside, "day/cat.png/x.png").startswith("The file cannot be looked at")
    assert reason(project, inside, "x" * 5000 + ".png").startswith("The file cannot be looked at")
    if os.name == "posix":
        os.mkfifo(inside / "pipe.png")
        (inside / "gone.png").symlink_to(inside / "nowhere.png")
        assert reason(project, inside, "pipe.png") == "This is a device or pipe, not a file."
        assert reason(project, inside, "/dev/zero", root="/") == "This is a device or pipe, not a file."
        assert reason(project, inside, "gone.png").startswith("There is no such file")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user whom a folder can be closed to")
def test_a_folder_that_may_not_be_entered_says_so(project: Project, inside: Path) -> None:
    closed = inside / "closed"
    closed.mkdir(mode=0)
    assert "Permission denied" in reason(project, inside, "closed/a.png")


@pytest.mark.parametrize(
    "url",
    [
        "simplecache::file:///etc/passwd",
        "zip://a.png::https://example.org/a.zip",
        "memory://a.png",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "ftp://example.org/a.png",
        "file://elsewhere/share/a.png",
        "https:///a.png",
        "https://",
        "https://exa\nmple.org/a.png",
        "s3:a.png",
        "local:///etc/passwd",
    ],
)
def test_addresses_that_nobody_opens_are_not_registered(project: Project, inside: Path, url: str) -> None:
    assert reason(project, inside, url)


def test_a_host_seen_before_opens_no_door_for_odd_addresses(project: Project, inside: Path) -> None:
    urls = ["https://example.org/a.png", "https://example.org/b::c.png", "https://example.org/a\tb.png"]
    receipt = registered(project, inside, *urls)
    assert (receipt.applied, receipt.failed) == (1, 2)


def test_a_name_and_password_in_an_address_are_not_stored(project: Project, inside: Path) -> None:
    registered(project, inside, "https://ada:opensesame@example.org/a.png")
    assert project[0].uri == "https://example.org/a.png"
    assert b"opensesame" not in project.path.read_bytes()


@pytest.mark.parametrize("on_error", ["ignore", "", None, 1])
def test_on_error_is_one_of_two_words(project: Project, on_error: Any) -> None:
    with pytest.raises(SourceError, match='on_error is "collect" or "abort"'):
        project.register({}, on_error=on_error)


@pytest.mark.parametrize("name", [3, None, "\ud800", "x" * 301])
def test_datasets_and_folders_are_named_by_texts(project: Project, name: Any) -> None:
    for word in ("dataset", "folder"):
        with pytest.raises(SourceError, match=f"A {word} is named by a text"):
            project.register({}, **{word: name})


def test_a_registration_file_that_is_none_says_what_it_is(project: Project, inside: Path) -> None:
    (inside / "files.json").write_text("{}")
    with pytest.raises(
        RegistrationError, match=r'There is no registration file ".*file\.json".*Did you mean "files\.json"'
    ):
        project.register(inside / "file.json")
    with pytest.raises(RegistrationError, match="is a folder: name the registration file in it"):
        project.register(inside)
    with pytest.raises(RegistrationError, match="cannot be read"):
        project.register("a\x00b.json")
    with pytest.raises(RegistrationError, match=r"neither \.json nor \.csv"):
        project.register(inside / "day/cat.png")
    with pytest.raises(RegistrationError, match="Cannot register a list"):
        project.register([])  # type: ignore[arg-type]


@pytest.mark.skipif(os.name != "posix", reason="pipes of a name are a thing of POSIX")
def test_a_pipe_in_the_place_of_the_file_does_not_hang(project: Project, inside: Path) -> None:
    os.mkfifo(inside / "pipe.json")
    with pytest.raises(RegistrationError, match="is a device or pipe"):
        project.register(inside / "pipe.json")
    with pytest.raises(RegistrationError, match="is a device or pipe"):
        project.register("/dev/zero")


def test_a_broken_end_means_that_nothing_is_registered(project: Project, inside: Path) -> None:
    path = inside / "files.json"
    entries = ", ".join(['{"objectUrl": "day/cat.png"}'] * 3000)
    path.write_text(f'{{"images": [{entries}],\n "videos": [}}')
    with pytest.raises(RegistrationError, match="broken at line 2, column 13"):
        project.register(path)
    assert len(project) == 0
    assert project.history().empty


def test_a_file_that_breaks_between_the_two_readings_leaves_nothing(
    project: Project, inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "BATCH_ITEMS", 10)
    path = inside / "files.json"
    entries = ", ".join(['{"objectUrl": "day/cat.png"}'] * 100)
    path.write_text(f'{{"images": [{entries}]}}')
    counted = registering._read_through

    def then_broken(*args: Any) -> Any:
        found = counted(*args)
        path.write_text(f'{{"images": [{entries}')
        return found

    monkeypatch.setattr(registering, "_read_through", then_broken)
    with pytest.raises(RegistrationError, match="ends in the middle"):
        project.register(path)
    assert len(project) == 0


def test_only_the_first_thousand_problems_are_listed_and_all_are_counted(project: Project) -> None:
    receipt = project.register({"images": [7] * 1500})
    assert (receipt.failed, len(receipt.problems)) == (1500, 1000)


def test_a_title_or_place_cannot_steer_a_terminal(project: Project, inside: Path) -> None:
    receipt = project.register({"images": [{"objectUrl": "https://example.org/\u202egnp.png", "title": "\x1b[31mred"}]})
    assert "\x1b" not in repr(project[0])
    bad = project.register({"im\x1b[31mages": []})
    assert "\x1b" not in repr(bad)
    assert receipt.applied == 1


@pytest.fixture
def server(inside: Path) -> Iterator[str]:
    """The folder, served to this machine."""
    handler = functools.partial(QuietHandler, directory=str(inside))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def test_a_registration_from_an_address_names_no_files_of_this_machine(
    project: Project, inside: Path, server: str
) -> None:
    given = [
        {"objectUrl": f"{server}/day/cat.png"},
        {"objectUrl": str(inside / "day/cat.png")},
        {"objectUrl": "day/cat.png"},
    ]
    (inside / "files.json").write_text(json.dumps({"images": given}))
    receipt = project.register(f"{server}/files.json", allow_hosts=["127.0.0.1"])
    assert (receipt.applied, receipt.failed) == (1, 2)
    assert {why for _, why in receipt.problems} == {
        "A registration from an address names addresses; give root= if its files lie on this machine."
    }
    assert project[0].width == 4
    assert project.register(f"{server}/files.json", root=inside).applied == 3


def test_a_registration_at_a_private_address_is_not_fetched(project: Project) -> None:
    for url in ("http://169.254.169.254/files.json", "https://10.0.0.1/files.json", "ftp://example.org/files.json"):
        with pytest.raises(nb.errors.MediaProblem):
            project.register(url)
    assert len(project) == 0
