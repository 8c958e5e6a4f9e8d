"""Row kernels as text for the templates: the loops that ``schedule`` decided on, with their algebra in one format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Basic, Expr, Indexed, Symbol

from symxent.kernels.arithmetic.formats import Format
from symxent.kernels.arithmetic.inlined import PARTS
from symxent.kernels.emit.printers import CPrinter
from symxent.kernels.program.loops import Let, Program, Reduce, Statement, exp_difference
from symxent.kernels.program.schedule import Pass, Schedule, schedule


@dataclass(frozen=True)
class Line:
    """``name`` = ``value``, as text."""

    name: str
    value: str


@dataclass(frozen=True)
class SumText:
    """A sum over the row: ``kept`` names the array that holds its terms already, or is empty."""

    name: str
    term: str
    skip: str
    kept: str


@dataclass(frozen=True)
class Scalars:
    """Lets computed once a row, and the names of rows' values that they read."""

    reads: tuple[str, ...]
    lets: tuple[Line, ...]


@dataclass(frozen=True)
class PassText:
    """One pass over the row: what its loop reads, computes, keeps, sums and stores, and the scalars after it."""

    maxima: tuple[Line, ...]  # name, array
    elements: tuple[Line, ...]  # name of an input's element, array
    kept: tuple[str, ...]  # arrays of earlier passes that are read again
    spread: tuple[str, ...]  # scalars of the row that the loop reads
    lets: tuple[Line, ...]
    keeps: tuple[str, ...]
    sums: tuple[SumText, ...]
    stores: tuple[Line, ...]
    scalars: Scalars

    @property
    def parts(self) -> str:
        """The names of the partial sums of a block."""
        return ", ".join(f"part_{s.name}" for s in self.sums)

    @property
    def loops(self) -> bool:
        """Whether there is anything to do for each element, maxima apart."""
        return bool(self.lets or self.sums or self.stores)


@dataclass(frozen=True)
class RowBody:
    """All the text of a row kernel in one format."""

    gathers: tuple[tuple[str, str, str], ...]  # name, array, label
    numbers: tuple[str, ...]  # inputs that have one value a row
    passes: tuple[PassText, ...]
    late: Scalars
    results: tuple[Line, ...]
    own: tuple[tuple[str, str, str], ...]  # output, label, value
    scalars: tuple[str, ...]  # every name that has a value for each row
    keeps: tuple[str, ...]
    online: bool
    scratch: int  # rows of memory that the kernel wants beside its outputs, where a row is long

    @property
    def long_scalars(self) -> tuple[str, ...]:
        """The names with a value a row where rows are computed one by one; one read once is shifted by block."""
        return tuple(n for n in self.scalars if not (self.online and n.rpartition("_")[2] in SHIFT))

    @property
    def columns(self) -> tuple[str, ...]:
        """The arrays of elements that live between the passes, where rows are computed side by side."""
        terms = [f"{s.name}_terms" for p in self.passes for s in p.sums if not s.kept]
        return (*(f"{name}_kept" for name in self.keeps), *terms)

    @property
    def left_out(self) -> dict[str, str]:
        """Kept arrays whose element of a class is kept as 0, because the sum over them skips it."""
        return {s.kept: s.skip for p in self.passes for s in p.sums if s.kept and s.skip}

    @property
    def labels(self) -> set[str]:
        """The labels that the passes read."""
        return {label for *_, label in self.gathers} | {s.skip for p in self.passes for s in p.sums if s.skip}


#: What ``shift`` of math.c.jinja makes of the largest element of a row, in the order of ``exp_shifted``'s arguments.
SHIFT = ("base", "lowest", "lifted", "scale")
CLASSES = Symbol("k", integer=True)


def read_by(s: Statement) -> set[Basic]:
    """The symbols that a statement reads for each element."""
    return set((s.term if isinstance(s, Reduce) else s.value).free_symbols)


def names_in(text: str) -> set[str]:
    """The names that a piece of C reads."""
    return set(re.findall(r"\b[A-Za-z_]\w*\b", text))


def row_body(program: Program, form: Format, needed: set[str]) -> RowBody:
    """The text of a row kernel; adds to ``needed`` the functions that it calls."""
    return _Text(program, form, needed).body()


class _LoopPrinter(CPrinter):
    """C of the loop over a row: e^(x[j] − m) is ``exp_shifted`` of what is taken off the row for its largest, m."""

    def __init__(self, form: Format, program: Program, names: Mapping[Basic, str]) -> None:
        super().__init__(form, program.ranges, names)
        self.largest = {r.symbol for r in program.reductions if r.op == "max"}

    def _print_exp_difference(self, expr: exp_difference) -> str:
        element, m = expr.args
        if not isinstance(element, Indexed) or m not in self.largest:
            return super()._print_exp_difference(expr)
        self.needed |= {"exp_shifted"} | PARTS["exp_shifted"]
        shift = ", ".join(f"{m}_{part}" for part in SHIFT)
        return f"exp_shifted_{self.form.letter}({self._print(element)}, {shift})"


class _Text:
    def __init__(self, program: Program, form: Format, needed: set[str]) -> None:
        self.program = program
        self.plan: Schedule = schedule(program)
        self.needed = needed
        self.element: dict[Basic, str] = {}
        for i in program.inputs:
            if i.indices:
                self.element[i.symbol[self.plan.index]] = f"{i.name}_{self.plan.index}"
        self.gathered = {g: f"{g.base.name}_{g.indices[0]}" for g in self.plan.gathers}
        classes = {CLASSES: f"({form.real})k"}
        names = {**self.element, **self.gathered, **classes}
        self.printer, self.loop = CPrinter(form, program.ranges, names), _LoopPrinter(form, program, names)
        self.numbers = tuple(i.name for i in program.inputs if not i.indices and not i.label)
        self.row = {str(s.symbol) for s in program.lets + program.reductions if not s.over}
        self.row |= {*self.gathered.values(), *self.numbers}

    def body(self) -> RowBody:
        keeps = tuple(str(k) for p in self.plan.passes for k in p.keeps)
        passes = tuple(self._pass(p, keeps) for p in self.plan.passes)
        own = tuple((s.output, str(s.own[0]), self._print(s.own[1])) for s in self.program.outputs if s.own)
        results = tuple(Line(s.output, self._print(s.value)) for s in self.program.outputs if not s.over)
        late_values = [let.value for let in self.plan.late]
        late_values += [s.value for s in self.program.outputs if not s.over]
        late_values += [s.own[1] for s in self.program.outputs if s.own]
        late = Scalars(self._reads(late_values), self._lines(self.plan.late))
        rescaled = {"exp_difference", "exp_shifted"} if self.plan.online() else set()
        self.needed |= self.printer.needed | self.loop.needed | rescaled
        return RowBody(
            tuple((name, str(g.base.name), str(g.indices[0])) for g, name in self.gathered.items()),
            self.numbers,
            passes,
            late,
            results,
            own,
            self._stored(passes, late),
            keeps,
            self.plan.online(),
            len(keeps),
        )

    def _may_be_left_out(self, r: Reduce) -> bool:
        """Whether the kept terms of a sum may lose the one that it skips: nobody reads that again."""
        if r.skip is None:
            return True
        others = [s for s in self.program.statements if s is not r and r.term in read_by(s)]
        own = all(s.own is not None and s.own[0] == r.skip for s in self.program.outputs if s.over)
        return own and not any(isinstance(s, Reduce) and s.skip != r.skip for s in others)

    def _stored(self, passes: tuple[PassText, ...], late: Scalars) -> tuple[str, ...]:
        """The names whose values outlive the loop that computes them."""
        read = set(late.reads) | {m.name for p in passes for m in p.maxima} | {s.name for p in passes for s in p.sums}
        for p in passes:
            read |= set(p.spread) | set(p.scalars.reads)
        return tuple(sorted(read | {*self.gathered.values(), *self.numbers}))

    def _print(self, expr: Expr) -> str:
        return str(self.printer.doprint(expr))

    def _in_loop(self, expr: Expr) -> str:
        """The text of a value of the loop over the row."""
        return str(self.loop.doprint(expr))

    def _lines(self, lets: tuple[Let, ...]) -> tuple[Line, ...]:
        return tuple(Line(str(let.symbol), self._print(let.value)) for let in lets)

    def _names(self, exprs: list[Expr]) -> set[str]:
        atoms = {a for e in exprs for a in e.free_symbols | e.atoms(Indexed)}
        return {self.gathered.get(a, str(a)) for a in atoms}

    def _reads(self, exprs: list[Expr]) -> tuple[str, ...]:
        """Names with a value a row that are read, less those that the same expressions define."""
        defined = {str(let.symbol) for let in self.plan.late}
        return tuple(sorted((self._names(exprs) & self.row) - defined))

    def _pass(self, p: Pass, keeps: tuple[str, ...]) -> PassText:
        values = [let.value for let in p.lets] + [r.term for r in p.sums] + [s.value for s in p.stores]
        names = self._names(values)
        here = {str(let.symbol) for let in p.lets}
        elements = tuple(
            Line(text, str(e.base.name)) for e, text in self.element.items() if any(v.has(e) for v in values)
        )
        sums = tuple(
            SumText(
                str(r.symbol),
                self._in_loop(r.term),
                "" if r.skip is None else str(r.skip),
                str(r.term) if str(r.term) in keeps and self._may_be_left_out(r) else "",
            )
            for r in p.sums
        )
        scalar_lets = {str(let.symbol) for let in p.scalars}
        scalar_reads = tuple(sorted((self._names([let.value for let in p.scalars]) & self.row) - scalar_lets))
        lets = tuple(Line(str(let.symbol), self._in_loop(let.value)) for let in p.lets)
        stores = tuple(Line(s.output, self._in_loop(s.value)) for s in p.stores)
        read = {name for line in (*lets, *stores) for name in names_in(line.value)}
        read |= {name for each in sums for name in names_in(each.term)}
        shifts = {f"{m}_{part}" for m in self.loop.largest for part in SHIFT}
        return PassText(
            tuple(Line(str(r.symbol), str(r.term.base.name)) for r in p.maxima),
            elements,
            tuple(k for k in keeps if k in names and k not in here),
            tuple(sorted(read & (self.row | shifts))),
            lets,
            tuple(str(k) for k in p.keeps),
            sums,
            stores,
            Scalars(scalar_reads, self._lines(p.scalars)),
        )
