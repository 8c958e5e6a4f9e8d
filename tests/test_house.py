"""The layout of the package: who may import whom, and how long a file may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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


# The loss gives its user whatever follows from it (``loss.compile()``), and a verdict its picture in a notebook: what
# such methods import when they are called is above the file that they stand in.
FACADES = {"symxent.losses.loss"}
PICTURES = "_repr_"


def modules() -> dict[str, Path]:
    """Every module of the package by its name."""
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(node: ast.AST, is_facade: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """What a file imports, at once or later, but for types and for what the methods of a facade hand out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and getattr(child.test, "id", "") == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.FunctionDef) and (is_facade or child.name.startswith(PICTURES)):
            continue
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        yield from imports(child, is_facade)


def graph() -> dict[str, set[str]]:
    """Which module imports which."""
    known, found = modules(), {}
    for name, path in known.items():
        to: set[str] = set()
        for node in imports(ast.parse(path.read_text(encoding="utf-8")), name in FACADES):
            if isinstance(node, ast.Import):
                to |= {alias.name for alias in node.names}
            else:
                to |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
        found[name] = {one for one in to if one in known and not name.startswith(f"{one}.")} - {name}
    return found


def circles(edges: dict[str, set[str]]) -> list[set[str]]:
    """The sets of modules that all reach each other."""
    reach = {name: {name} for name in edges}
    waiting = True
    while waiting:
        waiting = False
        for name, to in edges.items():
            more = set().union(*(reach[one] for one in to)) if to else set()
            if not more <= reach[name]:
                reach[name] |= more
                waiting = True
    found = {frozenset(b for b in reach[a] if a in reach[b]) for a in edges}
    return [set(one) for one in found if len(one) > 1]


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [{"a", "b", "c"}]


def test_no_files_import_each_other() -> None:
    found = circles(graph())
    assert not found, "files that import each other: " + "; ".join(", ".join(sorted(circle)) for circle in found)


CORE = ("ring", "values", "letters", "hypotheses", "statements", "shape", "checker", "proof")


def code_lines(path: Path) -> int:
    """How many lines there are besides imports, docstrings, comments and blank ones."""
    text, aside = path.read_text(encoding="utf-8"), set()
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        documented = (
            isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None
        )
        for one in (node,) if isinstance(node, ast.Import | ast.ImportFrom) else body[:1] if documented else ():
            aside |= set(range(one.lineno, (one.end_lineno or one.lineno) + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(bool(line.strip()) and not line.strip().startswith("#") and n not in aside for n, line in lines)


def test_the_core_of_the_logic_can_be_read_in_an_hour() -> None:
    assert sum(code_lines(ROOT / "logic" / f"{name}.py") for name in CORE) <= 1000


def test_every_file_of_the_logic_is_told_where_what_is_trusted_is_explained() -> None:
    told = (ROOT.parent / "docs" / "explanation" / "proved.md").read_text(encoding="utf-8")
    files = {path.stem for path in (ROOT / "logic").glob("*.py")} - {"__init__"}
    assert {name for name in files if f"`{name}`" not in told} == set()
