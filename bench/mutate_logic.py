"""Takes the conditions out of the logic, one at a time, and tells which of them no test of tests/logic misses.

Usage: python bench/mutate_logic.py [--sample N] [--seed S] [--only TEXT] [--seconds T]

A mutant is the package with one change: a call of ``need…`` or ``enter`` left out, a refusal that is never reached, one
factor of an ``and`` dropped, "positive" weakened to "not negative", or ``total`` and ``polynomial_in`` always true.
Each runs the tests in a process of its own; what runs out of time counts as noticed.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import gc
import importlib
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import CodeType, FunctionType

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOGIC = ROOT / "symxent" / "logic"
TESTS = ROOT / "tests" / "logic"
ALWAYS = ("total", "polynomial_in")


@dataclass(frozen=True)
class Mutant:
    """``place``: file, line and function; ``change``: what is left out there."""

    path: Path
    number: int  # of the node that is changed, in the order of ast.walk
    factor: int | None  # of an ``and``: the one that is dropped
    place: str
    change: str

    def __str__(self) -> str:
        return f"{self.place}: {self.change}"


def mutants() -> list[Mutant]:
    """Every mutant of the logic, in the order of the files."""
    return [m for path in sorted(LOGIC.glob("*.py")) for m in _of_file(path)]


def _of_file(path: Path) -> Iterator[Mutant]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {id(node): f.name for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for node in ast.walk(f)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) not in names:
            continue
        place = f"{path.name}:{getattr(node, 'lineno', 0)} {names[id(node)]}"
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            for i, factor in enumerate(node.values):
                yield Mutant(path, number, i, place, f"without the factor {ast.unparse(factor)}")
        elif _changed(node) is not None:
            yield Mutant(path, number, None, place, f"without {ast.unparse(node).splitlines()[0]}")


def _changed(node: ast.AST) -> ast.AST | None:
    """What stands in the place of a condition that is taken out."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        name = getattr(node.value.func, "attr", getattr(node.value.func, "id", "")).lstrip("_")
        return ast.Pass() if name.startswith("need") or name == "enter" else None
    if isinstance(node, ast.If) and len(node.body) == 1 and isinstance(node.body[0], ast.Raise):
        return ast.If(ast.Constant(False), node.body, node.orelse)
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ALWAYS:
        return ast.Constant(True)
    if isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) in ("(1, True)", "(-1, True)"):
        weak = ast.Subscript(node.left, ast.Constant(0), ast.Load())
        return ast.Compare(weak, node.ops, [ast.parse(ast.unparse(node.comparators[0]), mode="eval").body.elts[0]])
    return None


def code_of(mutant: Mutant) -> CodeType:
    """The module of a mutant, compiled."""
    tree = ast.parse(mutant.path.read_text(encoding="utf-8"))
    node = list(ast.walk(tree))[mutant.number]
    if mutant.factor is not None:
        assert isinstance(node, ast.BoolOp)
        rest = [copy.deepcopy(v) for i, v in enumerate(node.values) if i != mutant.factor]
        other: ast.AST = rest[0] if len(rest) == 1 else ast.BoolOp(ast.And(), rest)
    else:
        other = _changed(node) or node
    ast.copy_location(other, node)
    for parent in ast.walk(tree):
        for name, held in ast.iter_fields(parent):
            if held is node:
                setattr(parent, name, other)
            elif isinstance(held, list) and any(one is node for one in held):
                setattr(parent, name, [other if one is node else one for one in held])
    return compile(ast.fix_missing_locations(tree), str(mutant.path), "exec")


def put_in_place(code: CodeType) -> None:
    """Let the functions that live in this process have the code of the mutant."""
    compiled: dict[tuple[str, int], CodeType] = {}
    waiting = [code]
    while waiting:
        inner = [c for c in waiting.pop().co_consts if isinstance(c, CodeType)]
        compiled |= {(c.co_qualname, c.co_firstlineno): c for c in inner}
        waiting += inner
    for f in gc.get_objects():
        if isinstance(f, FunctionType) and f.__code__.co_filename == code.co_filename:
            mine = compiled.get((f.__code__.co_qualname, f.__code__.co_firstlineno))
            if mine is not None and mine.co_freevars == f.__code__.co_freevars:
                f.__code__ = mine


def survives(mutant: Mutant, seconds: int) -> bool:
    """Whether no test of the logic notices; in a process of its own."""
    child = os.fork()
    if child == 0:
        signal.alarm(seconds)
        with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
            put_in_place(code_of(mutant))
            quiet = ["-x", "-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")]
            found = pytest.main([*quiet, "--ignore", str(TESTS / "test_mutants.py"), str(TESTS)])
        os._exit(int(found))
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def ready() -> None:
    """Load once, before the processes part, what each of them needs."""
    for path in sorted(LOGIC.glob("*.py")):
        importlib.import_module(f"symxent.logic.{path.stem}" if path.stem != "__init__" else "symxent.logic")
    importlib.import_module("symxent.language.functions")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="so many of the mutants, drawn with the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="mutants in whose description this stands")
    parser.add_argument("--seconds", type=int, default=120, help="time for the tests of one mutant")
    given = parser.parse_args()
    chosen = [m for m in mutants() if given.only in str(m)]
    if given.sample is not None and given.sample < len(chosen):
        chosen = Random(given.seed).sample(chosen, given.sample)
    ready()
    left = 0
    for mutant in chosen:
        alive = survives(mutant, given.seconds)
        left += alive
        print("SURVIVES" if alive else "noticed ", mutant, flush=True)
    print(f"{len(chosen)} mutants, {left} survive")
    return min(left, 1)


if __name__ == "__main__":
    sys.exit(main())
