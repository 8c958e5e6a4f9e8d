"""Any expression in its stable form: its proof, its error beside that of the formula as written, its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Basic, Expr, IndexedBase, Interval, Rational, S, Set, Symbol, acosh, asinh, atanh, log, sstr, sympify

from symxent.errors import SymxentError
from symxent.kernels.catalogue import Kernel, Output
from symxent.kernels.emit import targets
from symxent.kernels.emit.templates import Family
from symxent.kernels.program.classes import Definitions
from symxent.kernels.program.loops import Input, once
from symxent.kernels.program.names import check_name
from symxent.kernels.run.load import Spec, from_sources
from symxent.kernels.stable.candidates import FEW
from symxent.kernels.stable.measure.natural import natural
from symxent.kernels.stable.measure.score import OVERFLOWN, Judge, size
from symxent.kernels.stable.measure.trials import NEXT_TO_OVERFLOW, Trial, trials
from symxent.kernels.stable.search import StableForm, find, functions, proof
from symxent.language.display import display, line, range_text
from symxent.language.domain import Domain
from symxent.language.expression import expression
from symxent.proof.verdict import Verdict

POINTS, SEED = 1600, 3  # points that no search has seen
AREA = (asinh, acosh, atanh)
WORST = 2.0**12  # ULP, beyond which a form is no stable one
Ends = tuple[Any, Any]
Worst = tuple[tuple[float, float], str]
"""The worst errors in float32 and float64, and where the larger of the two is."""


@dataclass(frozen=True)
class StableExpression:
    """An expression and the most accurate form that was found for it in float32 and float64.

    ``form`` is over exp, log, log1p, expm1, abs, max, min, choices, sums, products and powers, where ``once(u)`` is u,
    computed before what it stands in; ``proof`` the verdict on
    expression = form; ``error`` and ``error_as_written`` the worst errors in ULP, in both formats, at points that the
    search has not seen.  ``c()``, ``numpy()`` are its code, ``compile()`` a ufunc.
    """

    name: str
    expr: Expr
    found: StableForm

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The arguments, in the order of their names."""
        return tuple(self.found.domain.where)

    @property
    def form(self) -> Expr:
        return self.found.form

    @property
    def steps(self) -> tuple[str, ...]:
        """The rewrites that lead to the form."""
        return self.found.steps

    @cached_property
    def proof(self) -> Verdict:
        return proof(self.found)

    @cached_property
    def _trials(self) -> tuple[Trial, ...]:
        return trials([self.expr, self.found.named], self.symbols, self.found.domain, POINTS, SEED, probe=True)

    @cached_property
    def _errors(self) -> tuple[Worst, Worst]:
        return _worst(self._trials, functions(), self.found.named), _worst(self._trials, {}, self.expr)

    @property
    def error(self) -> tuple[float, float]:
        return self._errors[0][0]

    @property
    def error_as_written(self) -> tuple[float, float]:
        return self._errors[1][0]

    @property
    def failure(self) -> str:
        """Why it is not to be relied on, in words; empty where it is."""
        if not self.proof.proved:
            return f"that the form equals the formula is {self.proof.status.value}: {self.proof.reason}"
        if not max(self.error) < WORST:
            return f"the best form found is wrong by {max(self.error):.3g} ULP, at {self._errors[0][1]}"
        return ""

    @property
    def _kernel(self) -> Kernel:
        inputs = tuple(Input(s.name, domain=where) for s, where in self.found.domain.where.items())
        return Kernel(
            self.name, self.name, sstr(self.expr), inputs, (Output("value", self.expr, (), self.found.named),)
        )

    @property
    def _family(self) -> Family:
        return Family(self.name, f"{self.name}({', '.join(s.name for s in self.symbols)})")

    def files(self, target: str = "c") -> dict[str, str]:
        """The code as files by name: "c" (C11 without dependencies), or a module for "numpy", "torch" or "jax"."""
        return targets.files(target, self._family, [self._kernel])

    def compile(self) -> Any:
        """A NumPy ufunc over the generated C; raises NoCompiler where there is no compiler."""
        return from_sources(Spec.of(self._kernel, sstr(self.expr)), self.files())

    def facts(self) -> dict[str, Any]:
        """What was found, as data."""
        return {
            "name": self.name,
            "formula": line(self.expr),
            "domain": {s.name: range_text(s.name, where) for s, where in self.found.domain.where.items()},
            "form": line(self.form),
            "steps": list(self.steps),
            "proved": self.proof.status.value,
            "ulp": dict(zip(("float32", "float64"), map(_finite, self.error), strict=True)),
            "ulp_as_written": dict(zip(("float32", "float64"), map(_finite, self.error_as_written), strict=True)),
        }

    def text(self, width: int = 100) -> str:
        """The report for people."""
        mark = {"proved": "✓", "refuted": "✗", "unknown": "?"}[self.proof.status.value]
        form, before = parts_first(self.form)
        first, *rest = display("stable", form, [s.name for s in self.symbols], width - 4, before)
        return "\n".join(
            [
                *display("formula", self.expr, [s.name for s in self.symbols], width),
                "  for " + ", ".join(range_text(s.name, where) for s, where in self.found.domain.where.items()),
                f"  {mark} {first}",
                *(f"    {text}" for text in rest),
                f"    by {', '.join(self.steps) or 'leaving it as it is'}; {self.proof.status.value} equal",
                f"  worst error in ULP, float32 and float64: {_both(self.error)}",
                f"                                as written: {_both(self.error_as_written)}",
                *([f"  ✗ {self.failure}"] if self.failure else []),
            ]
        )

    def __str__(self) -> str:
        return f"{line(self.expr)} = {line(self.found.named)}"


def stable(
    expr: Expr | str, where: Mapping[Symbol | str, Set | Ends] | Sequence[Symbol] = (), *, name: str = "f"
) -> StableExpression:
    """The numerically stable form of an expression of one or several variables.

    ``expr`` may be text in the language of the command line, ``stable("sqrt(x + 1) - sqrt(x)", {"x": (0, 1)})``.
    ``where`` says where each variable lives, a SymPy interval or two ends that belong to it; one that it leaves out is
    any real number.  ``name`` is what the code is called.  Raises SymxentError for what no kernel computes, for a name
    that the generated code needs for itself, and for a set that is no interval.

    >>> from sympy import exp, log
    >>> from sympy.abc import x
    >>> print(stable(log(1 + exp(x))))
    log(eˣ + 1) = softplus(x)
    """
    given: dict[Any, Any] = dict(where) if isinstance(where, Mapping) else dict.fromkeys(where, S.Reals)
    if isinstance(expr, str):
        expr = expression(expr, {str(s): s for s in given if isinstance(s, Symbol)})
    expr = sympify(expr, strict=True)
    expr = expr.replace(lambda e: isinstance(e, AREA), lambda e: e.rewrite(log))
    if not isinstance(expr, Expr):
        raise SymxentError(f"a SymPy expression was expected, and a {type(expr).__name__} was given")
    if rows := sorted(map(str, expr.atoms(IndexedBase))):
        raise SymxentError(
            f"{rows[0]} is a row of numbers: list them, softmax(a, b)[1]; over rows of any length losses are compiled"
        )
    named = {str(s): s for s in expr.free_symbols}
    given = {named.get(s, s) if isinstance(s, str) else s: values for s, values in given.items()}
    strange = sorted(str(s) for s in set(given) - expr.free_symbols)
    if strange:
        raise SymxentError(f"{expr} does not contain {', '.join(strange)}")
    for each in (name, *(str(s) for s in expr.free_symbols)):
        check_name(each)
    bare: dict[Basic, Basic] = {s: Symbol(s.name) for s in expr.free_symbols}
    sets = {bare[s]: _set(s, given.get(s, S.Reals)) for s in sorted(expr.free_symbols, key=str)}
    plain = expr.xreplace(bare)
    found = find(plain, Domain(natural(plain, sets)), tuple(sets), general=True)
    return _reliable(StableExpression(name, plain, found))


def _reliable(first: StableExpression) -> StableExpression:
    """Of the forms that were measured to the end the first that is proved and, at points that no search has seen, in
    neither format worse than the formula as written, unless by less than a few ULP; at last the formula itself.
    """
    found = first.found
    for best in (found.best, *found.losers):
        made = StableExpression(first.name, first.expr, replace(found, best=best))
        made.__dict__["_trials"] = first._trials
        if made.proof.proved and all(e <= max(FEW, w) for e, w in zip(made.error, made.error_as_written, strict=True)):
            return made
    return StableExpression(first.name, first.expr, replace(found, best=replace(found.naive, named=first.expr)))


def _worst(made: Sequence[Trial], definitions: Definitions, form: Expr) -> Worst:
    """Over finite inputs, where neither these nor the result are subnormal numbers or next to overflow."""
    worst: list[float] = []
    where = ""
    for trial, raw in zip(made, Judge(made, definitions).errors(form), strict=True):
        info = np.finfo(trial.dtype)
        inputs = np.abs(np.stack(list(trial.columns.values())))
        aside = trial.limits | ((inputs > 0) & (inputs < float(info.tiny))).any(axis=0)
        size = np.abs(trial.exact.nearest)
        aside |= (size > NEXT_TO_OVERFLOW * float(info.max)) | ((size > 0) & (size < float(info.tiny)))
        errors = trial.excused(np.where(aside | np.isnan(raw), 0.0, raw))
        i = int(np.argmax(errors))
        if not worst or errors[i] > worst[0]:
            where = ", ".join(f"{s.name} = {v[i]:.9g}" for s, v in trial.columns.items())
        worst.append(float(errors[i]))
    return (worst[0], worst[1]), where


def _set(symbol: Basic, where: Set | Ends) -> Set:
    if isinstance(where, tuple):
        ends = [sympify(Rational(repr(e)) if isinstance(e, float) else e, strict=True) for e in where]
        where = Interval(*ends) if len(ends) == 2 else S.EmptySet
    if not isinstance(where, Interval) or where.is_empty:
        raise SymxentError(f"{symbol} lives in {where}; an interval, or its two ends in order, was expected")
    return where


def parts_first(form: Expr) -> tuple[Expr, list[str]]:
    """The form with a letter for each part that is computed first, and what these letters mean."""
    names: dict[Basic, Basic] = {}
    lines = []
    for place, part in enumerate(sorted(form.atoms(once), key=lambda e: (size(e), str(e))), 1):
        name = Symbol(f"t{place}")
        lines.append(f"{name} = {line(part.args[0].xreplace(names))}")
        names[part] = name
    return form.xreplace(names), lines


def _finite(value: float) -> float | None:
    return value if value < OVERFLOWN else None


def _both(errors: tuple[float, float]) -> str:
    return " and ".join(f"{e:.3g}" if e < 1e5 else "all digits" for e in errors)
