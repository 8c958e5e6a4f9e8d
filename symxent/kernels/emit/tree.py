"""The tree of generated files: made as text, compared with what lies there, or put in its place in one step."""

from __future__ import annotations

import ctypes
import difflib
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from symxent.errors import SymxentError, unknown
from symxent.kernels.catalogue import FAMILIES, KERNELS, Kernel
from symxent.kernels.emit.libraries import TARGETS
from symxent.kernels.emit.manifest import manifest, without_versions
from symxent.kernels.emit.targets import files as target_files
from symxent.kernels.emit.templates import Family

MANIFEST = "MANIFEST"
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2
_HERE = -100  # AT_FDCWD


def tree(only: Sequence[str] = (), targets: Sequence[str] = TARGETS) -> dict[str, str]:
    """The generated files, path → text; ``only`` names kernels or families (none: all).

    Raises SymxentError for a name that is neither, or a target that there is not.
    """
    unknown = [t for t in targets if t not in TARGETS]
    if unknown:
        raise SymxentError(f"there is no target {unknown[0]!r}; there are {', '.join(TARGETS)}")
    kernels = chosen(only)
    files: dict[str, str] = {}
    for name, title in FAMILIES.items():
        members = [k for k in kernels if k.family == name]
        if not members:
            continue
        family = Family(name, title)
        for target in targets:
            files |= {f"{target}/{file}": text for file, text in target_files(target, family, members).items()}
    files[MANIFEST] = manifest(kernels, files, targets)
    return files


def chosen(only: Sequence[str]) -> list[Kernel]:
    names = {k.name for k in KERNELS} | set(FAMILIES)
    for name in only:
        if name not in names:
            raise unknown("kernel or family", name, sorted(names))
    return [k for k in KERNELS if not only or k.name in only or k.family in only]


def differences(where: Path, files: Mapping[str, str], part: bool = False) -> list[str]:
    """What is wrong with the files under ``where``, as the lines of a diff; none when it is what the sources give.

    The versions of packages are not compared: another SymPy that gives the same text is no difference.  ``part``: the
    files are some of those that are there; the manifest is of all.
    """
    lines: list[str] = []
    for path, text in sorted(files.items()):
        if part and path == MANIFEST:
            continue
        place = where / path
        there = place.read_text(encoding="utf-8") if place.is_file() else ""
        if path == MANIFEST and there:
            text, there = without_versions(text), without_versions(there)
        if text != there:
            lines += difflib.unified_diff(
                there.splitlines(), text.splitlines(), f"committed/{path}", f"generated/{path}", lineterm=""
            )
    for stray in () if part else _strays(where, files):
        lines.append(f"{stray} is no longer generated")
    return lines


def _strays(where: Path, files: Mapping[str, str]) -> Iterable[str]:
    for target in TARGETS:
        if (where / target).is_dir() and any(path.startswith(f"{target}/") for path in files):
            for place in sorted((where / target).rglob("*")):
                path = place.relative_to(where).as_posix()
                if place.is_file() and path not in files and "__pycache__" not in path:
                    yield path


def write(where: Path, files: Mapping[str, str]) -> None:
    """Puts the files in place of the tree ``where`` in one step: killed at any moment, one of them is there.

    What other commands keep beside the targets is carried over.  Raises SymxentError when ``where`` holds files but
    no manifest of ours: those files are not ours to replace.
    """
    fresh = _beside(where)
    try:
        if where.is_dir():
            for kept in where.iterdir():
                if kept.name not in (*TARGETS, MANIFEST):
                    _copy(kept, fresh / kept.name)
        for path, text in files.items():
            place = fresh / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        fresh.chmod(0o755)
        _put(fresh, where)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def check_place(where: Path) -> None:
    """Raises SymxentError where ``write`` would: asked before the work, which takes half a minute."""
    shutil.rmtree(_beside(where))


def _beside(where: Path) -> Path:
    """A new folder beside ``where``."""
    try:
        if where.exists() and not where.is_dir():
            raise SymxentError(f"{where} is a file; give a folder for the generated files")
        if where.is_dir() and any(p.name != ".gitkeep" for p in where.iterdir()) and not (where / MANIFEST).is_file():
            raise SymxentError(f"{where} holds files that were not generated; give a new or an empty folder")
        where.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{where.name}-", dir=where.parent))
    except OSError as error:
        raise SymxentError(f"cannot write beside {where}: {error.strerror}") from error


def _copy(source: Path, place: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, place)
    else:
        shutil.copy2(source, place)


def _put(fresh: Path, where: Path) -> None:
    """``fresh`` becomes ``where``; what was there, if anything, becomes ``fresh``."""
    if not where.exists():
        os.rename(fresh, where)
        return
    if _exchange(fresh, where):
        return
    # A system that cannot exchange two folders in one step: the old tree is out of its place for an instant only.
    aside = fresh.with_name(fresh.name + "-old")
    os.rename(where, aside)
    os.rename(fresh, where)
    os.rename(aside, fresh)


def _exchange(one: Path, other: Path) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    return libc.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
