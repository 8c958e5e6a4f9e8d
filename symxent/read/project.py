r"""The macros of a page's project: the files that it inputs, its main file, a macros.tex beside it, MathJax's settings.

Only files below the root of the project are opened, and only for their macros.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from symxent.read.macros import Macro, configured_macros, find_macros

#: What marks the root of a project.
_ROOTS = (
    ".git", ".gitignore", "_quarto.yml", "_config.yml", "myst.yml", "_toc.yml", "book.toml", "mkdocs.yml", "conf.py",
)  # fmt: skip
#: So many folders are climbed in search of it.
_CLIMB = 5
#: Files of these names hold macros or settings, and what they are called as LaTeX or as a configuration.
_NAMED = re.compile(
    r"(?:.*(?:macro|command|preamble|notation|defs|definition|shortcut|symbol|common|header|mathjax|katex|"
    r"latex|math).*\.(?:tex|ltx|sty|cls|jax|html|js|mjs|md|json|ya?ml|inc|txt)"
    r"|_[\w-]*\.tex|_quarto\.yml|_config\.yml|myst\.yml|mkdocs\.yml|conf\.py|head(?:er)?\.html|default\.html|[^.]+\.(?:sty|cls))",
    re.IGNORECASE,
)
_FOLDERS = (
    "_includes", "_layouts", "includes", "_static", "tex", "latex", "style", "styles", "preamble", "macros",
    "latex-math", "theme", ".vitepress", "docs/.vitepress", "javascripts", "docs/javascripts", "assets/js",
)  # fmt: skip
_INPUT = re.compile(
    r"\\(?:input|include|subfile|subimport|import|usepackage|RequirePackage|documentclass|loadmacros)\s*"
    r"(?:\[[^\]]*\])?\s*\{(?P<name>[^{}]*)\}(?:\{(?P<second>[^{}]*)\})?"
)
_CONFIGURATIONS = frozenset((".jax", ".html", ".js", ".mjs", ".md", ".json", ".yml", ".yaml", ".py"))
_LARGEST = 1_000_000
_MOST_FILES = 60
_DEEPEST = 6


def project_macros(path: Path, text: str) -> dict[str, Macro]:
    """The macros that the file at ``path`` may use beside those that it declares; ``text`` is what stands in it."""
    try:
        here = path.resolve().parent
        root = _root(here)
        found: dict[str, Macro] = {}
        seen: set[Path] = {path.resolve()}
        folders = [here, *(f for f in here.parents if f == root or root in f.parents)]
        for folder in reversed(folders):  # what stands nearer counts for more
            for file in _settings(folder):
                found |= _macros_of(file, root, seen, 0)
        if path.suffix.lower() in (".tex", ".ltx") and "\\documentclass" not in text:
            for main in _mains(path, folders):
                found |= _macros_of(main, root, seen, 0)
        return found | _inputs(text, here, root, seen, 0)
    except OSError:
        return {}


def _root(folder: Path) -> Path:
    for candidate in (folder, *folder.parents[:_CLIMB]):
        if any((candidate / mark).exists() for mark in _ROOTS):
            return candidate
    return folder


def _settings(folder: Path) -> Iterator[Path]:
    """Files of a folder, and of those of its folders that usually hold such things, that look like macros."""
    for place in (folder, *(folder / name for name in _FOLDERS)):
        if place.is_dir():
            yield from _named_in(place, place.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _named_in(folder: Path, changed: int) -> tuple[Path, ...]:
    """The files of a folder that are named so, until the folder is changed: it is asked about each page in it."""
    named = (p for p in sorted(folder.iterdir()) if _NAMED.fullmatch(p.name) and p.is_file())
    return tuple(islice(named, _MOST_FILES))


def _mains(path: Path, folders: list[Path]) -> Iterator[Path]:
    """The documents that input a fragment."""
    for folder in folders:
        for count, candidate in enumerate(sorted(folder.glob("*.tex"))):
            if count == _MOST_FILES:
                break
            if candidate != path and path.stem in _names_of_inputs(_text(candidate)):
                yield candidate


def _names_of_inputs(text: str) -> set[str]:
    return {Path(m["name"].strip()).stem for m in _INPUT.finditer(text)} if "\\documentclass" in text else set()


def _macros_of(file: Path, root: Path, seen: set[Path], depth: int) -> dict[str, Macro]:
    """The macros of one file, of what it inputs first."""
    file = file.resolve()
    if file in seen or depth > _DEEPEST or len(seen) > 10 * _MOST_FILES or root not in file.parents:
        return {}
    seen.add(file)
    text = _text(file)
    return _inputs(text, file.parent, root, seen, depth) | _declared(text, file.suffix.lower())


def _inputs(text: str, folder: Path, root: Path, seen: set[Path], depth: int) -> dict[str, Macro]:
    found: dict[str, Macro] = {}
    for match in _INPUT.finditer(text) if "\\" in text else ():
        for name in match["name"].split(","):
            joined = name.strip() + (match["second"] or "").strip()
            for place in (folder, root):
                for suffix in ("", ".tex", ".sty", ".cls"):
                    file = place / f"{joined}{suffix}"
                    if joined and file.is_file():
                        found |= _macros_of(file, root, seen, depth + 1)
    return found


def _text(file: Path) -> str:
    stat = file.stat()
    return _read(file, stat.st_mtime_ns) if stat.st_size <= _LARGEST else ""


@lru_cache(maxsize=256)
def _read(file: Path, stamp: int) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


@lru_cache(maxsize=256)
def _declared(text: str, suffix: str) -> dict[str, Macro]:
    found = find_macros(text)
    return configured_macros(text) | found if suffix in _CONFIGURATIONS else found
