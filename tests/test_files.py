"""Writing files: whole or not at all, links and devices stay what they are."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from symxent.errors import SymxentError
from symxent.files import write_atomically


def test_a_file_keeps_its_rights_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept.md", tmp_path / "link.md"
    kept.write_text("old")
    link.symlink_to("kept.md")
    write_atomically(link, "new")
    assert link.is_symlink()
    assert kept.read_text() == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    write_atomically(pipe, "text")
    reader.join(5)
    assert read == ["text"]
    assert pipe.is_fifo()


def test_a_name_of_an_open_file_is_written_into_and_keeps_what_stood_before(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with open(path, "a") as log:
        log.write("before\n")
        log.flush()
        named = Path(f"/dev/fd/{log.fileno()}")
        if not named.exists():
            pytest.skip("open files have no names here")
        inode = path.stat().st_ino
        write_atomically(named, "text")
    assert path.stat().st_ino == inode
    assert path.read_text() == "before\ntext"


@pytest.mark.parametrize("given", ["missing/page.html", "folder"])
def test_what_cannot_be_written_is_named_as_it_was_given(tmp_path: Path, monkeypatch, given: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(SymxentError, match=f"^{given} cannot be written: "):
        write_atomically(Path(given), "text")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_read_only_file_is_kept(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "notes.md"
    path.write_text("old")
    path.chmod(0o444)
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everything
    with pytest.raises(SymxentError, match=r"notes\.md cannot be written: it is read-only"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
