"""The loops of a row program: which statements share a pass over the row, and what must be kept between passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Basic, Expr, Indexed, Symbol

from symxent.errors import SymxentError
from symxent.kernels.program.loops import Let, Program, Reduce, Statement, Store


@dataclass(frozen=True)
class Pass:
    """One pass over a row, and then the scalars of the row that the next pass needs.

    ``keeps`` are those of the ``lets`` that a later pass reads again.
    """

    maxima: tuple[Reduce, ...]
    lets: tuple[Let, ...]
    keeps: tuple[Symbol, ...]
    sums: tuple[Reduce, ...]
    stores: tuple[Store, ...]
    scalars: tuple[Let, ...]


@dataclass(frozen=True)
class Schedule:
    """The passes in order; ``late`` scalars are needed by no pass, and so can be computed for many rows at a time.

    ``gathers`` are the elements x[t] of a row that scalars use.
    """

    index: Symbol
    passes: tuple[Pass, ...]
    late: tuple[Let, ...]
    results: tuple[Store, ...]
    gathers: tuple[Indexed, ...]

    def online(self) -> bool:
        """Whether maximum and sums can be had in one pass: every sum is linear in e^(x − m), so a new m rescales it."""
        if len(self.passes) < 2 or len(self.passes[0].maxima) != 1 or len(self.passes) > 3:
            return False
        if self.passes[0].sums or self.passes[0].lets:
            return False
        second = self.passes[1]
        exponentials = [let.symbol for let in second.lets if _is_exponential(let, self.passes[0].maxima[0].symbol)]
        if len(exponentials) != 1 or len(second.lets) != 1 or second.stores or not second.sums:
            return False
        if any(p.sums or p.scalars for p in self.passes[2:]) or len({r.skip for r in second.sums}) > 1:
            return False
        return all(r.term == exponentials[0] for r in second.sums)


def _is_exponential(let: Let, m: Symbol) -> bool:
    return type(let.value).__name__ == "exp_difference" and let.value.args[1] == m


def schedule(program: Program) -> Schedule:
    """The passes of a program over one index.  Raises SymxentError when it runs over more than one."""
    indices = {i for s in program.statements for i in s.over} | {r.index for r in program.reductions}
    if len(indices) != 1:
        raise SymxentError(f"{program.name} runs over the indices {indices}; a row kernel has one")
    return _Scheduling(program, indices.pop()).schedule()


class _Scheduling:
    def __init__(self, program: Program, index: Symbol) -> None:
        self.program = program
        self.index = index
        self.made: dict[Basic, Statement] = {s.symbol: s for s in program.statements if not isinstance(s, Store)}
        self.stage: dict[Basic, int] = {}
        for s in program.statements:
            if not isinstance(s, Store):
                self.stage[s.symbol] = self._earliest(s)
        self.last = max([1, *(self._earliest(s) for s in program.outputs if s.over), *self.stage.values()])
        self._delay()

    def _parts(self, s: Statement) -> list[Basic]:
        """The names that a statement reads."""
        exprs: list[Expr] = [s.term] if isinstance(s, Reduce) else [s.value]
        if isinstance(s, Store) and s.own is not None:
            pass  # written after the passes, from late scalars
        return [a for e in exprs for a in e.free_symbols if a in self.made]

    def _earliest(self, s: Statement) -> int:
        """The pass that can compute it: an element needs the scalars of the passes before, a scalar those so far."""
        in_pass = bool(s.over) or isinstance(s, Reduce)
        stage = 1  # a scalar of inputs alone, too: it is computed after the first pass
        for name in self._parts(s):
            source = self.made[name]
            ready = self.stage[name]
            if in_pass and not source.over:
                ready += 1
            stage = max(stage, ready)
        return stage

    def _delay(self) -> None:
        """An element is computed in the first pass that reads it, not before."""
        for s in reversed(self.program.statements):
            if isinstance(s, Let) and s.over:
                readers = [self._when(r) for r in self.program.statements if s.symbol in self._parts(r)]
                if readers:
                    self.stage[s.symbol] = min(readers)

    def _when(self, s: Statement) -> int:
        if isinstance(s, Store):
            return self.last if s.over else self.last + 1
        return self.stage[s.symbol]

    def schedule(self) -> Schedule:
        early = self._early()
        passes = [self._pass(n, early) for n in range(1, self.last + 1)]
        scalars = [s for s in self.program.lets if not s.over]
        late = tuple(s for s in scalars if s.symbol not in early)
        results = tuple(s for s in self.program.outputs if not s.over or s.own is not None)
        return Schedule(self.index, tuple(passes), late, results, self._gathers())

    def _pass(self, n: int, early: set[Basic]) -> Pass:
        reductions = [r for r in self.program.reductions if self.stage[r.symbol] == n]
        lets = [s for s in self.program.lets if s.over and self.stage[s.symbol] == n]
        keeps = [s.symbol for s in lets if any(self._when(r) > n for r in self._readers(s.symbol))]
        before = [s for s in self.program.lets if not s.over and s.symbol in early and self.stage[s.symbol] == n]
        return Pass(
            tuple(r for r in reductions if r.op == "max"),
            tuple(lets),
            tuple(keeps),
            tuple(r for r in reductions if r.op == "sum"),
            tuple(s for s in self.program.outputs if s.over) if n == self.last else (),
            tuple(before),
        )

    def _readers(self, symbol: Symbol) -> Iterable[Statement]:
        return [s for s in self.program.statements if symbol in self._parts(s)]

    def _early(self) -> set[Basic]:
        """The scalars that some pass reads, and those that these are made of."""
        waiting = [
            name
            for s in self.program.statements
            if s.over or isinstance(s, Reduce)
            for name in self._parts(s)
            if not self.made[name].over
        ]
        found: set[Basic] = set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [p for p in self._parts(self.made[name]) if not self.made[p].over]
        return found

    def _gathers(self) -> tuple[Indexed, ...]:
        found: dict[Indexed, None] = {}
        for s in self.program.statements:
            exprs = [s.term] if isinstance(s, Reduce) else [s.value]
            if isinstance(s, Store) and s.own is not None:
                exprs.append(s.own[1])
            for e in exprs:
                found.update(
                    dict.fromkeys(sorted((a for a in e.atoms(Indexed) if a.indices[0] != self.index), key=str))
                )
        return tuple(found)
