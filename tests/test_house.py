"""The layout of the package: who may import whom, and how long a file may be."""

from __future__ import annotations

import ast
from pathlib import Path

import symxent

ROOT = Path(symxent.__file__).parent


def imported_rooms(path: Path) -> set[str]:
    """The rooms of the package that a file imports, when it is loaded or later."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        found |= {name.split(".")[1] for name in names if name.startswith("symxent.")}
    return found


def test_the_logic_imports_nothing_of_the_package_but_itself() -> None:
    files = sorted((ROOT / "logic").glob("*.py"))
    assert files
    for path in files:
        assert imported_rooms(path) <= {"logic"}, path.name


def test_what_searches_for_proofs_knows_no_room_above_it() -> None:
    above = {"derive", "read", "check", "kernels", "losses", "lint", "adapters", "certify", "serve", "commands"}
    for room in ("language", "proof"):
        for path in sorted((ROOT / room).glob("*.py")):
            assert not imported_rooms(path) & above, f"{room}/{path.name}"
