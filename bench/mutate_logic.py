"""Takes the conditions out of the logic, one at a time, and tells which of them no test of its rooms misses.

Usage: python bench/mutate_logic.py [--sample N] [--seed S] [--only TEXT …] [--tests PATH …] [--renew]

Which mutants survive is known: bench/surviving_mutants.txt.  Others are an error; ``--renew`` writes the list.

A mutant is the package with one change: a call of ``need…`` left out, a refusal that is never reached, one factor of an
``and`` dropped, or "positive" weakened to "not negative".
The tests are collected and run once as they are, in a logic that notes where a condition fails: in the other tests
nothing is different without it.  Then each mutant lives in a fork of that process, and runs the tests in which its
condition fails, until one notices.  A test that takes ten times as long counts as one that does, and so does what ends
in another exception than a refusal, or than a ValueError: what pairs off too few premises, or unpacks too many parts,
refuses them.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import functools
import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import process_time
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

import symxent.logic
from symxent.logic import proof

ROOT = Path(__file__).resolve().parent.parent
LOGIC = ROOT / "symxent" / "logic"
TESTS = [ROOT / "tests" / room for room in ("logic", "matrices", "probability")]
KNOWN = ROOT / "bench" / "surviving_mutants.txt"
UNTRUSTED = ("shape",)  # what is well formed is not thereby true
SECONDS = 5  # of the processor's time, for what a test may take beyond ten times its own
SLOW = ("test_mutants", "test_shape")  # run this program, or try no proofs that are well formed


@dataclass(frozen=True)
class Mutant:
    """``place``: file, line and function; ``change``: what is left out there."""

    path: Path
    function: str
    number: int  # of the node that is changed, in the order of ast.walk
    factor: int | None  # of an ``and``: the one that is dropped
    place: str
    change: str

    def __str__(self) -> str:
        return f"{self.place}: {self.change}"

    @property
    def key(self) -> str:
        """Its own, in this state of the sources."""
        return f"{self.path.stem} {self.number} {self.factor}"

    @property
    def name(self) -> str:
        """The same wherever in its file the function stands."""
        return f"{self.path.stem} {self.function}: {self.change}"


def mutants() -> list[Mutant]:
    """Every mutant of the logic, in the order of the files."""
    return [m for path in sorted(LOGIC.glob("*.py")) if path.stem not in UNTRUSTED for m in _of_file(path)]


def _of_file(path: Path) -> Iterator[Mutant]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {id(node): f.name for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for node in ast.walk(f)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) not in names:
            continue
        place = f"{path.name}:{getattr(node, 'lineno', 0)} {names[id(node)]}"
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            for i, factor in enumerate(node.values):
                if not _is_limit(factor):
                    yield Mutant(path, names[id(node)], number, i, place, f"without the factor {ast.unparse(factor)}")
        elif _changed(node) is not None:
            yield Mutant(path, names[id(node)], number, None, place, f"without {ast.unparse(node).splitlines()[0]}")


def _changed(node: ast.AST) -> ast.AST | None:
    """What stands in the place of a condition that is taken out."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        name = getattr(node.value.func, "attr", getattr(node.value.func, "id", "")).lstrip("_")
        return ast.Pass() if name.startswith("need") else None
    if isinstance(node, ast.If) and len(node.body) == 1 and isinstance(node.body[0], ast.Raise):
        if _is_limit(node.test):
            return None
        return ast.If(ast.Constant(False), node.body, node.orelse)
    if isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) in ("(1, True)", "(-1, True)"):
        weak = ast.Subscript(node.left, ast.Constant(0), ast.Load())
        return ast.Compare(weak, node.ops, [ast.parse(ast.unparse(node.comparators[0]), mode="eval").body.elts[0]])
    return None


def _is_limit(node: ast.AST) -> bool:
    """Whether a condition bounds how much is worked out, by a constant of the module: it makes nothing true."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Gt | ast.LtE) or len(node.ops) > 1:
        return False
    limit = node.comparators[0]
    return isinstance(limit, ast.Name) and limit.id.isupper()


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


class Noting(ast.NodeTransformer):
    """A module of the logic in which each condition that fails tells ``_noted`` which mutant it would be without it."""

    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self._numbers = {id(node): number for number, node in enumerate(ast.walk(self.tree))}
        self._mutants: dict[int, dict[int | None, Mutant]] = {}
        for mutant in _of_file(path):
            self._mutants.setdefault(mutant.number, {})[mutant.factor] = mutant
        self.code = compile(ast.fix_missing_locations(self.visit(self.tree)), str(path), "exec")

    def visit(self, node: ast.AST) -> Any:
        mine = self._mutants.get(self._numbers[id(node)], {})
        self.generic_visit(node)
        if isinstance(node, ast.BoolOp):
            last = len(node.values) - 1
            for i in mine:
                assert i is not None
                node.values[i] = _noted(mine[i], "last" if i == last else "factor", node.values[i])
        elif mine and isinstance(node, ast.Compare):
            node.left = _noted(mine[None], "sign", node.left)
        elif mine and isinstance(node, ast.If):
            node.body.insert(0, ast.copy_location(ast.Expr(_noted(mine[None], "refused", node)), node))
        elif mine:
            assert isinstance(node, ast.Expr)
            told = [ast.Expr(_noted(mine[None], "refused", node)), ast.Raise()]
            fails = ast.ExceptHandler(ast.Name("BaseException", ast.Load()), None, told)
            return ast.copy_location(ast.Try([node], [fails], [], []), node)
        return node


def _noted(mutant: Mutant, kind: str, value: ast.AST) -> ast.expr:
    given = value if isinstance(value, ast.expr) else ast.Constant(None)
    call = ast.Call(
        ast.Name("_noted", ast.Load()), [*(ast.Constant(what, None) for what in (mutant.key, kind)), given], []
    )
    return ast.copy_location(call, value)


def note(failed: set[str], key: str, kind: str, value: Any) -> Any:
    """The value, noted if a mutant goes on otherwise: a factor that is false, a sign that is not strict."""
    otherwise = {
        "refused": lambda: True,
        "factor": lambda: not value,
        "last": lambda: not isinstance(value, bool) or not value,  # what an ``and`` of values is, is not a truth value
        "sign": lambda: not value[1],
    }
    if otherwise[kind]():
        failed.add(key)
    return value


def functions_of_the_logic() -> list[Any]:
    """Its functions in this process, and what remembers their values."""
    found = []
    for made in gc.get_objects():
        f = made.__wrapped__ if isinstance(made, functools._lru_cache_wrapper) else made
        if isinstance(f, FunctionType) and f.__code__.co_filename.startswith(str(LOGIC)):
            found.append(made)
    return found


def put_in_place(code: CodeType, functions: list[Any]) -> None:
    """Let the functions that live in this process have the code of the mutant.

    Not the lambdas of a module, several of which share a line: none of them is changed, those within functions come
    with the functions' codes.
    """
    compiled: dict[tuple[str, int], CodeType] = {}
    waiting = [code]
    while waiting:
        inner = [c for c in waiting.pop().co_consts if isinstance(c, CodeType)]
        compiled |= {(c.co_qualname, c.co_firstlineno): c for c in inner}
        waiting += inner
    forget(functions)
    for made in functions:
        if isinstance(made, functools._lru_cache_wrapper):
            continue
        mine = compiled.get((made.__code__.co_qualname, made.__code__.co_firstlineno))
        if made.__code__.co_filename == code.co_filename and mine is not None and made.__name__ != "<lambda>":
            made.__code__ = mine


def forget(functions: list[Any]) -> None:
    """Nothing is remembered of what functions were asked before."""
    for made in functions:
        if isinstance(made, functools._lru_cache_wrapper):
            made.cache_clear()


@dataclass
class Judge:
    """The plugin of pytest that runs the tests once, and then those that matter for each mutant."""

    chosen: list[Mutant]
    told: Callable[[Mutant, bool], None]
    _functions: list[Any] = field(default_factory=list)
    _failed: dict[str, list[tuple[float, Any]]] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        proof.NET = (ValueError,)  # type: ignore[assignment]  # too few or too many of something
        self._functions = functions_of_the_logic()
        failed: set[str] = set()
        for path in LOGIC.glob("*.py"):
            module = importlib.import_module(f"{symxent.logic.__name__}.{path.stem}")
            vars(module)["_noted"] = functools.partial(note, failed)
            put_in_place(Noting(path).code, self._functions)
        for item in session.items:
            if item.path.stem not in SLOW and not hasattr(getattr(item, "obj", None), "hypothesis"):
                took = self.look(item, failed)
                for key in failed:
                    self._failed.setdefault(key, []).append((took, item))
        gc.freeze()  # what is here is shared by all processes
        for mutant in self.chosen:
            self.told(mutant, self._survives(mutant))
        return True

    def look(self, item: Any, failed: set[str]) -> float:
        """Run a test as it is, and note which conditions fail in it; what time it takes."""
        forget(self._functions)
        failed.clear()
        began = process_time()
        assert all(report.passed for report in runtestprotocol(item, log=False)), f"{item.nodeid} fails as it is"
        return process_time() - began

    def _survives(self, mutant: Mutant) -> bool:
        """Whether no test of the logic notices; in a process of its own."""
        tests = sorted(self._failed.get(mutant.key, ()), key=lambda pair: pair[0])
        if not tests:
            return True
        child = os.fork()
        if child == 0:
            put_in_place(code_of(mutant), self._functions)
            for took, item in tests:
                signal.setitimer(signal.ITIMER_PROF, SECONDS + 10 * took)
                if not all(report.passed for report in runtestprotocol(item, log=False)):
                    os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="so many of the mutants, drawn with the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", default=[""], help="mutants in whose description one of these stands")
    parser.add_argument(
        "--tests", nargs="+", type=Path, default=TESTS, help="those that are tried, all of the rooms' else"
    )
    parser.add_argument("--renew", action="store_true", help="write down which survive, of all of them")
    given = parser.parse_args()
    chosen = [m for m in mutants() if any(text in str(m) for text in given.only)]
    if given.sample is not None and given.sample < len(chosen):
        drawn = sorted(chosen, key=lambda m: sha256(f"{given.seed} {m.name}".encode()).digest())
        chosen = [m for m in chosen if m in drawn[: given.sample]]
    left: list[Mutant] = []
    out = os.fdopen(os.dup(1), "w")

    def told(mutant: Mutant, alive: bool) -> None:
        left.extend([mutant] * alive)
        print("SURVIVES" if alive else "noticed ", mutant, file=out, flush=True)

    quiet = [
        "-q",
        "-p",
        "no:cacheprovider",
        "--capture=sys",
        "--rootdir",
        str(ROOT),
        "-c",
        str(ROOT / "pyproject.toml"),
    ]
    judge = Judge(chosen, told)
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
        code = pytest.main([*quiet, *map(str, given.tests)], plugins=[judge])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit(f"the tests do not run: {code}")
    if given.renew:
        KNOWN.write_text("".join(f"{name}\n" for name in sorted({m.name for m in left})), encoding="utf-8")
    known = set(KNOWN.read_text(encoding="utf-8").splitlines()) if KNOWN.exists() else set()
    new = [m for m in left if m.name not in known]
    print(f"{len(chosen)} mutants, {len(left)} survive, {len(new)} of them unknown")
    return min(len(new), 1)


if __name__ == "__main__":
    sys.exit(main())
