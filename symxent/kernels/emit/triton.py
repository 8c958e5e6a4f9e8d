"""Programs as Triton: one program a block of elements or a row; rows that are too long for one are read in passes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields

from sympy import Basic, Expr, Indexed, Pow, Symbol

from symxent.errors import SymxentError
from symxent.kernels.arithmetic.formats import FLOAT
from symxent.kernels.arithmetic.inlined import PARTS
from symxent.kernels.arithmetic.minimax import polynomials
from symxent.kernels.catalogue import Kernel
from symxent.kernels.emit.arrays import ArrayKernel, described, values
from symxent.kernels.emit.libraries import Library
from symxent.kernels.emit.printers import ArrayText
from symxent.kernels.emit.rows import CLASSES, Line
from symxent.kernels.emit.templates import COMMAND, Family, environment, program_of
from symxent.kernels.program.loops import Let, Program, Reduce, Statement, Store

_OURS = (
    "exp",
    "log",
    "log1p",
    "expm1",
    "exp_difference",
    "exp_product",
    "exp_quotient",
    "exp_square",
    "sigmoid_power",
    "two_products",
    "rounded_product",
    "product_rest",
)
TRITON = Library(
    "triton",
    "Triton",
    "tl",
    special={
        **{name: f"_{name}" for name in _OURS},
        **{"maximum": "_larger", "minimum": "_smaller"},
        **{"nan": 'float("nan")', "inf": 'float("inf")'},
    },
)


@dataclass(frozen=True)
class Reduction:
    """One sum or maximum of a pass: the accumulators' start, and what a block does to them."""

    name: str
    op: str
    start: str
    step: str


@dataclass(frozen=True)
class Pass:
    """One reading of a long row: what is computed of each block, and of the row after it."""

    reads: tuple[str, ...]
    lines: tuple[Line, ...]
    reductions: tuple[Reduction, ...]
    stores: tuple[str, ...]
    after: tuple[Line, ...]


@dataclass(frozen=True)
class Gather:
    """The element of a row at a label; ``limited``: what a row that may be infinite is put through."""

    name: str
    row: str
    label: str
    limited: str


@dataclass(frozen=True)
class TritonKernel(ArrayKernel):
    """``lines`` are for a row that fits into one program, ``first`` and ``passes`` for one that does not."""

    gathers: tuple[Gather, ...] = ()
    first: tuple[Line, ...] = ()
    passes: tuple[Pass, ...] = ()


class TritonText(ArrayText):
    """Algebra over blocks in float32.  Raises SymxentError for a power that is no whole number or half of one."""

    def __init__(self, names: dict[Basic, str] | None = None) -> None:
        super().__init__(TRITON, names)

    def _print_Pow(self, expr: Pow, rational: bool = False) -> str:
        base, exponent = expr.args
        if exponent.is_Integer and exponent > 1:
            return "(" + "*".join([self.parenthesize(base, 50)] * int(exponent)) + ")"
        if exponent.is_Rational and exponent.q == 2:
            root = f"tl.sqrt_rn({self._print(base)})"
            return root if exponent == 0.5 else f"1/{root}" if exponent == -0.5 else self._refused(expr)
        return super()._print_Pow(expr, rational) if exponent == -1 or exponent.is_Integer else self._refused(expr)

    def _refused(self, expr: Expr) -> str:
        raise SymxentError(f"there is no Triton for {expr}")

    def _print_Abs(self, expr: Expr) -> str:
        return f"tl.abs({self._print(expr.args[0])})"

    def _print_Phi(self, expr: Expr) -> str:
        return self._refused(expr)

    _print_erfc = _print_Phi

    def _print_rounded_product(self, expr: Expr) -> str:
        return self._helper(expr)

    def _argument(self, expr: Expr) -> str:  # bits are taken of tensors, not of numbers
        return f"tl.full((), {float(expr)}, tl.float32)" if expr.is_number else super()._argument(expr)


class _Rows:
    """The statements of a program over rows, ordered by how often a row must have been read before them."""

    def __init__(self, kernel: Kernel, program: Program) -> None:
        self.made = described(kernel)
        self.program, self.index = program, self.made.index
        self.x = self.made.rows[0]
        indexed = sorted((a for s in program.statements for v in values(s) for a in v.atoms(Indexed)), key=str)
        self.gathered = [g for g in dict.fromkeys(indexed) if str(g.indices[0]) != self.index]
        names: dict[Basic, str] = {g: f"{g.base.name}_{g.indices[0]}" for g in self.gathered}
        self.text = TritonText(names)
        self.largest: Symbol | None = None  # the row's largest element: known when the row has been read once
        self.level: dict[Basic, int] = {CLASSES: 0}
        for s in program.statements:
            level = max((self.level.get(a, 0) for v in values(s) for a in v.free_symbols), default=0)
            if isinstance(s, Reduce):
                if s.op == "max" and isinstance(s.term, Indexed) and s.skip is None:
                    self.largest = s.symbol
                else:
                    level += 1
            if not isinstance(s, Store):
                self.level[s.symbol] = level

    def kernel(self) -> TritonKernel:
        """The kernel, both ways."""
        limits = [
            Gather(self.text.names[g], str(g.base.name), str(g.indices[0]), "_limited(" * (str(g.base.name) == self.x))
            for g in self.gathered
        ]
        depth = max(self.level.values())
        fields = {f.name: getattr(self.made, f.name) for f in dataclass_fields(self.made)}
        fields["lines"] = tuple(self._whole())
        passes = tuple(p for level in range(1, depth + 2) if (p := self._pass(level, last=level > depth)))
        return TritonKernel(**fields, gathers=tuple(limits), first=tuple(self._of_rows(0)), passes=passes)

    def _whole(self) -> Iterator[Line]:
        for s in self.program.statements:
            if isinstance(s, Store):
                yield Line(s.output, self._stored(s))
            elif isinstance(s, Let):
                yield Line(str(s.symbol), self.text.doprint(s.value))
            elif s.symbol == self.largest:
                yield Line(str(s.symbol), "_limited(top, top, zero)")
            else:
                yield Line(str(s.symbol), f"tl.{s.op}({self._masked(s)})")

    def _of_rows(self, level: int) -> Iterator[Line]:
        """What has one value a row, at a level."""
        for s in self.program.statements:
            if isinstance(s, Store):
                if not s.over and max((self.level.get(a, 0) for a in s.value.free_symbols), default=0) == level:
                    yield Line(s.output, self._stored(s))
            elif s.symbol == self.largest and level == 0:
                yield Line(str(s.symbol), "_limited(top, top, zero)")
            elif isinstance(s, Let) and not s.over and self.level[s.symbol] == level:
                yield Line(str(s.symbol), self.text.doprint(s.value))

    def _pass(self, level: int, last: bool) -> Pass | None:
        wanted = [s for s in self.program.statements if isinstance(s, Reduce) and s.symbol != self.largest]
        reductions = [s for s in wanted if self.level[s.symbol] == level]
        stores = [s for s in self.program.outputs if s.over] if last else []
        if not reductions and not stores:
            return None
        used: list[Statement] = [*reductions, *stores]
        needed = {a for s in used for v in values(s) for a in v.free_symbols}
        lines: list[Line] = []
        for s in reversed(self.program.statements):  # of the statements over the row, those that are used here
            if isinstance(s, Let) and s.over and s.symbol in needed:
                needed |= s.value.free_symbols
                lines.insert(0, Line(str(s.symbol), self.text.doprint(s.value)))
        lines += [Line(s.output, self._stored(s)) for s in stores]
        names = {str(a) for a in needed}
        return Pass(
            tuple(a for a in self.made.rows if a in names),
            tuple(lines),
            tuple(self._reduction(s) for s in reductions),
            tuple(s.output for s in stores),
            tuple(self._of_rows(level)),
        )

    def _reduction(self, s: Reduce) -> Reduction:
        name, term = str(s.symbol), self._masked(s)
        if s.op == "max":
            return Reduction(name, "max", '-float("inf")', f"_larger({name}_parts, {term})")
        return Reduction(name, "sum", "0.0", f"{name}_parts + {term}")

    def _masked(self, s: Reduce) -> str:
        counted = "inside" if s.skip is None else f"inside & ({self.index} != {s.skip})"
        term = self.text.doprint(s.term)
        nothing = "0.0" if s.op == "sum" else '-float("inf")'
        return f"tl.where({counted}, {term}, {nothing})"

    def _stored(self, s: Store) -> str:
        value = self.text.doprint(s.value)
        if s.own is None:
            return value
        return f"tl.where({self.index} == {s.own[0]}, {self.text.doprint(s.own[1])}, {value})"


def _elementwise(kernel: Kernel, program: Program) -> TritonKernel:
    made, text = described(kernel), TritonText()
    lines = tuple(
        Line(s.output if isinstance(s, Store) else str(s.symbol), text.doprint(s.value))
        for s in program.statements
        if not isinstance(s, Reduce)
    )
    return TritonKernel(**{f.name: getattr(made, f.name) for f in dataclass_fields(made)} | {"lines": lines})


def source(family: Family, kernels: Sequence[Kernel]) -> str:
    """The module of a family.  Raises SymxentError for a function that is not written for Triton."""
    made = [_elementwise(k, program_of(k)) if not k.by_row else _Rows(k, program_of(k)).kernel() for k in kernels]
    template = environment().get_template("triton/family.py.jinja")
    text = " ".join(
        line.value
        for k in made
        for line in (*k.lines, *k.first, *(each for p in k.passes for each in (*p.lines, *p.after)))
    )
    used = {name for name in _OURS if re.search(rf"(?<!\w)_{name}\(", text)}
    used |= {part.replace("_scaled", "") for name in used for part in PARTS[name]}  # here all is scaled at the end
    used |= {"exp"} if "exp_difference" in used else set()
    return template.render(
        command=COMMAND,
        family=family,
        kernels=made,
        rows=any(k.rows for k in made),
        format=replace(FLOAT, literal=""),
        need=used,
        poly=polynomials({n.removesuffix("_polynomial") for n in used if n.endswith("_polynomial")})[FLOAT.letter],
        upper_mask=int(FLOAT.half_mask, 16) - (1 << FLOAT.bits),
    )
