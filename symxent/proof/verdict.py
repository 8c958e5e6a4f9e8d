"""The outcome of judging a claim: plain frozen data, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from sympy import Basic, Expr, latex

from symxent.logic import By, Each, Theorem, check, is_theorem

if TYPE_CHECKING:
    from symxent.proof.written import WrittenProof


class Status(Enum):
    """Proved: holds on the whole domain.  Refuted: fails at a stated point.  Unknown: neither was reached."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Ball:
    """A rigorous enclosure of a real number, as decimal text: the value lies in midpoint ± radius."""

    midpoint: str
    radius: str

    def __str__(self) -> str:
        return self.midpoint if self.radius in ("0", "0.0") else f"{self.midpoint} ± {self.radius}"


@dataclass(frozen=True)
class Witness:
    """A point of the domain, exact, at which the two sides provably differ, with both values as balls.

    ``point`` pairs each symbol (or component x[1], or dimension k) with a rational number.
    """

    point: tuple[tuple[Basic, Expr], ...]
    lhs: Ball
    rhs: Ball

    def __str__(self) -> str:
        where = ", ".join(f"{symbol} = {value}" for symbol, value in self.point)
        return f"at {where}: {self.lhs} against {self.rhs}" if where else f"{self.lhs} against {self.rhs}"


@dataclass(frozen=True)
class Verdict:
    """What was found out about ``lhs op rhs``; ``op`` is a relation, "≈" (rounds to), or "is (not) convex in".

    Proved is what a theorem of ``symxent.logic`` says of just these sides, and nothing else can be; raises TypeError.
    ``methods`` names each independent method that contributed ("normal form", "simplify", "ball arithmetic" …);
    ``reason`` says in one sentence why, for Unknown what was missing; ``used`` lists the declared facts that the
    proof rests on (Σ y_i = 1, 1 − p > 0); ``milliseconds`` is the time it took; ``theorem`` is what was proved.
    """

    status: Status
    lhs: Expr
    rhs: Expr
    op: str = "="
    methods: tuple[str, ...] = ()
    reason: str = ""
    used: tuple[str, ...] = ()
    witness: Witness | None = None
    milliseconds: float = 0.0
    theorem: Theorem | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.status is not Status.PROVED:
            return
        if self.theorem is None or not is_theorem(self.theorem):
            raise TypeError("a verdict is Proved by a theorem of symxent.logic, and by nothing else")
        if not self.theorem.says(self.lhs, self.op, self.rhs):
            raise TypeError(f"{self.theorem} does not prove {self.lhs} {self.op} {self.rhs}")

    @classmethod
    def of(cls, theorem: Theorem, methods: tuple[str, ...] = (), reason: str = "", **more: Any) -> Verdict:
        """The verdict that a theorem is; ``more`` as in the fields.

        >>> from sympy import Rational, pi
        >>> from symxent.logic import rounded
        >>> print(Verdict.of(rounded(pi, Rational(22, 7), 2)))
        proved: pi ≈ 22/7
        """
        lhs, op, rhs = theorem.claim.said
        return cls(Status.PROVED, lhs, rhs, op, methods, reason, theorem=theorem, **more)

    @classmethod
    def together(cls, verdicts: Iterable[Verdict]) -> Verdict:
        """The verdict on all of several claims: of the first that is not proved, else the theorem that each holds."""
        made, theorems = [], []
        for verdict in verdicts:
            if verdict.theorem is None or not verdict.proved:
                return verdict
            made.append(verdict)
            theorems.append(verdict.theorem)
        if len(made) == 1:
            return made[0]
        theorem = check(Each(tuple(t.claim for t in theorems)), By("each", tuple(theorems)))
        methods = tuple(dict.fromkeys(method for v in made for method in v.methods))
        used = tuple(dict.fromkeys(fact for v in made for fact in v.used))
        milliseconds = sum(v.milliseconds for v in made)
        return cls.of(theorem, methods, made[-1].reason, used=used, milliseconds=milliseconds)

    def proved_by(self, theorem: Theorem, methods: tuple[str, ...]) -> Verdict:
        """The same, proved."""
        return replace(self, status=Status.PROVED, methods=methods, theorem=theorem)

    def __reduce__(self) -> tuple[Any, ...]:
        return Verdict, tuple(getattr(self, f.name) for f in fields(self))

    @property
    def proof(self) -> WrittenProof | None:
        """The proof, as text and as JSON; None for what is not proved."""
        from symxent.proof.written import WrittenProof  # only when somebody asks how it was proved

        return WrittenProof(self.theorem) if self.proved and self.theorem is not None else None

    @property
    def proved(self) -> bool:
        return self.status is Status.PROVED

    @property
    def refuted(self) -> bool:
        return self.status is Status.REFUTED

    def __bool__(self) -> bool:
        return self.proved

    def __str__(self) -> str:
        text = f"{self.status.value}: {self.lhs} {self.op} {self.rhs}"
        if self.witness is not None:
            return f"{text}; {self.witness}"
        return f"{text} ({self.reason})" if self.reason else text

    def _repr_latex_(self) -> str:
        signs = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}
        mark = {Status.PROVED: r"\checkmark", Status.REFUTED: r"\times", Status.UNKNOWN: "?"}[self.status]
        return rf"$\displaystyle {latex(self.lhs)} {signs.get(self.op, self.op)} {latex(self.rhs)} \quad {mark}$"

    def _repr_html_(self) -> str:
        from symxent.report.html import fragment  # only when a notebook asks how a verdict looks

        return fragment(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))
