"""What takes long says what it does, and what does not says nothing."""

from __future__ import annotations

import time

import pytest

from symxent.progress import telling


@pytest.fixture(autouse=True)
def aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYMXENT_QUIET", raising=False)


def test_whoever_wants_no_word_of_it_gets_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYMXENT_QUIET", "1")
    with telling("searching", patience=0.01):
        time.sleep(0.2)
    assert capsys.readouterr().err == ""


def test_quick_work_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with telling("adding"):
        pass
    assert capsys.readouterr().err == ""


def test_slow_work_says_once_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with telling("searching", patience=0.01), telling("a part of it", patience=0.01):
        time.sleep(0.2)
    with telling("searching again", patience=60):
        pass
    assert capsys.readouterr().err == "symxent: still at work after 10 s: searching\n"


def test_a_terminal_gets_a_line_that_is_taken_back(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with telling("searching", patience=0.01):
        time.sleep(0.2)
    assert capsys.readouterr().err == "\r\x1b[Ksearching …\r\x1b[K"
