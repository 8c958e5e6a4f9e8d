"""What the README shows is what the program prints."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from docs_examples import run

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def test_its_examples_print_what_it_shows(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    assert run(ROOT / "README.md") >= 8


def test_its_badges_are_true() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = [c.split()[-1] for c in project["classifiers"] if re.search(r"Python :: 3\.\d+$", c)]
    assert f"![Python {', '.join(versions)}]" in README
    assert "python-" + "%20%7C%20".join(versions) + "-blue" in README
    assert f"licence-{project['license']}-blue" in README
    assert (ROOT / "symxent" / "py.typed").exists()


def test_the_errata_that_it_shows_are_those_of_the_example_notes() -> None:
    (shown,) = re.findall(r"^```text\n(  line .*?)^```$", README, re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-m", "symxent", "derive", "two_class", "--errata"],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert shown in done.stdout


def test_every_folder_that_it_lists_exists() -> None:
    rows = re.findall(r"^\| (`.*?`) \|", README, re.MULTILINE)
    folders = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(folders) >= 12
    assert [name for name in folders if not (ROOT / name).is_dir()] == []
