"""Why a line stands as it does: what a reader finds behind a verdict, prepared for the templates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from symxent.check.findings import Counterexample, counterexample
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.proof.derivatives import evaluated
from symxent.proof.normal import canonical
from symxent.proof.verdict import Status, Verdict
from symxent.report import mathml
from symxent.report.terminal import MARKS
from symxent.report.witness_plot import Picture, picture

SECONDS = 0.3  # for one normal form: it is shown, nothing rests on it
LONGEST = 400  # characters of LaTeX of a normal form that helps a reader

_METHODS = {
    "normal form": "normal form: the difference of both sides is the zero of a polynomial ring",
    "ball arithmetic": "ball arithmetic: rigorous enclosures of both sides at exact points",
    "simplify": "SymPy's simplify, as a second voice",
    "sign argument": "sign argument: a form whose sign is plain, itself proved equal",
}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "+")
_WORDS = {Status.PROVED: "Proved", Status.REFUTED: "Refuted", Status.UNKNOWN: "Not decided"}


@dataclass(frozen=True)
class WitnessView:
    """The point, and what both sides are there."""

    point: tuple[Markup, ...]
    names: tuple[str, str]
    lhs: str
    rhs: str
    varied: Markup
    picture: Picture | None
    told: str


@dataclass(frozen=True)
class Why:
    """``form`` is the normal form that both sides share; ``told`` says the picture in words."""

    status: str
    word: str
    mark: str
    methods: tuple[str, ...]
    reason: str
    used: tuple[str, ...]
    form: Markup
    witness: WitnessView | None
    milliseconds: str


def why(verdict: Verdict, domain: Domain | None = None, sides: tuple[str, str] = ("left", "right")) -> Why:
    """What is behind a verdict: methods, reason, the facts it used, the normal form, the witness with its picture.

    ``sides`` are the names of what was compared: the line before and this line, in a chain.
    """
    example = counterexample(verdict)
    return Why(
        status=verdict.status.value,
        word=_WORDS[verdict.status],
        mark=MARKS[verdict.status][0],
        methods=tuple(_METHODS.get(method, method) for method in verdict.methods),
        reason=verdict.reason,
        used=verdict.used,
        form=_shared_form(verdict, domain or Domain()),
        witness=None if example is None else witness_view(example, sides),
        milliseconds=f"{verdict.milliseconds:.0f} ms" if verdict.milliseconds >= 1 else "under 1 ms",
    )


def _shared_form(verdict: Verdict, domain: Domain) -> Markup:
    if not verdict.proved or verdict.op != "=" or "normal form" not in verdict.methods:
        return Markup("")
    try:
        left = canonical(evaluated(verdict.lhs), domain, seconds=SECONDS)
        right = canonical(evaluated(verdict.rhs), domain, seconds=SECONDS)
    except SymxentError:
        return Markup("")
    latex = mathml.of(left)
    return mathml.lines(latex) if left == right and len(latex) <= LONGEST else Markup("")


def witness_view(example: Counterexample, sides: tuple[str, str] = ("left", "right")) -> WitnessView:
    """A counterexample for the templates: its point as formulas, its curves as a picture and in words."""
    drawn = None if example.curves is None else picture(example.curves)
    point = (f"{mathml.letter(symbol)} = {mathml.number(value)}" for symbol, value in example.point)
    return WitnessView(
        point=tuple(mathml.mathml(assigned, display=False) for assigned in point),
        names=sides,
        lhs=typeset(example.lhs),
        rhs=typeset(example.rhs),
        varied=mathml.mathml(mathml.letter(drawn.symbol), display=False) if drawn and drawn.symbol else Markup(""),
        picture=drawn,
        told=_told(drawn, example, sides) if drawn else "",
    )


def _told(drawn: Picture, example: Counterexample, sides: tuple[str, str]) -> str:
    """The picture in words, for whoever does not see it."""
    where = f"{drawn.symbol} from {drawn.low} to {drawn.high}" if drawn.symbol else "a line of numbers"
    lhs, rhs = typeset(example.lhs), typeset(example.rhs)
    return f"Both sides over {where}; at the witness {sides[0]} is {lhs}, {sides[1]} is {rhs}."


def typeset(number: str) -> str:
    r"""A decimal or a ball as print sets it.

    >>> typeset("-1.25 ± 2e-12").replace("\u00a0", "~")
    '−1.25 ±~2·10⁻¹²'
    """
    powered = re.sub(r"e([+-]?\d+)", lambda found: "·10" + found[1].translate(_RAISED), number)
    return powered.replace("-", "−").replace("± ", "±\u00a0")  # an error stays beside its sign
