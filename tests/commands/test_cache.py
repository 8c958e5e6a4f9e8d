"""``cache`` on the command line, in a cache folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from symxent.commands import cache as command
from symxent.errors import SymxentError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "user_cache_path", lambda name: tmp_path / name)
    for name in ("kernels/sigmoid.so", "forms/deep/one.json", "check/report.json"):
        place = tmp_path / "symxent" / name
        place.parent.mkdir(parents=True)
        place.write_bytes(b"x" * 1_500_000)
    return tmp_path / "symxent"


def test_it_shows_what_is_kept(home: Path) -> None:
    lines = CliRunner().invoke(command.cache, []).output.splitlines()
    assert lines[0] == str(home)
    assert [line.split()[:5] for line in lines[1:]] == [
        [p, "1.5", "MB", "in", "1"] for p in ("kernels", "forms", "check")
    ]


def test_one_part_is_removed_and_the_others_stay(home: Path) -> None:
    assert CliRunner().invoke(command.cache, ["--clear", "forms"]).exit_code == 0
    assert sorted(p.name for p in home.iterdir()) == ["check", "kernels"]


def test_all_is_removed_and_an_empty_cache_is_shown(home: Path) -> None:
    result = CliRunner().invoke(command.cache, ["--clear", "all"])
    assert (result.exit_code, list(home.iterdir())) == (0, [])
    assert result.output.count("0 files") == 3


def test_a_link_is_not_followed(home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("mine")
    (home / "check" / "report.json").unlink()
    (home / "check").rmdir()
    (home / "check").symlink_to(elsewhere)
    result = CliRunner().invoke(command.cache, ["--clear", "check"])
    assert isinstance(result.exception, SymxentError)
    assert (elsewhere / "precious").exists()
