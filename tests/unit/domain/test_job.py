"""A long call that tells how far it is and can be stopped."""

from __future__ import annotations

import threading

import pytest

from nblabel.domain import job
from nblabel.domain.job import Job
from nblabel.errors import Interrupted


def test_a_cancelled_job_raises_where_it_next_asks() -> None:
    work = Job("op-1")
    work.check()
    work.cancel()
    with pytest.raises(Interrupted, match="cancelled before it ended"):
        work.check()
    with pytest.raises(Interrupted):
        work.step("Writing", 1, 2)


def test_what_a_job_waits_for_is_stopped_and_what_comes_after_does_not_start() -> None:
    stopped: list[str] = []
    work = Job()
    with work.stoppable(lambda: stopped.append("first")):
        work.cancel()
    assert stopped == ["first"]
    with pytest.raises(Interrupted), work.stoppable(lambda: stopped.append("second")):
        stopped.append("never")
    assert stopped == ["first"]


def test_a_cancel_after_the_commit_comes_too_late() -> None:
    work = Job()
    work.stand()
    work.cancel()
    work.check()
    assert not work.is_cancelled


def test_a_cancel_that_did_not_stop_the_commit_is_forgotten() -> None:
    work = Job()
    work.cancel()
    work.stand()
    work.check()


def test_steps_are_told_to_whoever_waits() -> None:
    told: list[tuple[str, int, int]] = []
    Job(told=lambda *step: told.append(step)).step("Writing", 1, 3)
    assert told == [("Writing", 1, 3)]


def test_the_current_job_is_of_one_thread_and_ends_with_its_block() -> None:
    work, seen = Job("op-1"), list[str]()
    with work.as_current():
        assert job.current() is work
        other = threading.Thread(target=lambda: seen.append(job.current().id))
        other.start()
        other.join()
    assert seen == [""]
    assert job.current() is not work
    job.current().check()
