"""What the linter says, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from symxent.proof.curves import Curves, curves
from symxent.proof.verdict import Verdict

#: The code of a false step by the kind of slip that it is, and what is said of it.
CODES = {
    "sign": "M201",
    "index": "M202",
    "factor": "M203",
    "constant": "M204",
    "rounding": "M205",
    "bracket": "M206",
    "symbol": "M207",
    "term": "M208",
}
KINDS = {
    "sign": "a sign is wrong",
    "index": "an index is wrong",
    "factor": "a factor is wrong",
    "constant": "a number is wrong",
    "bracket": "a bracket stands in the wrong place",
    "symbol": "a symbol is wrong",
    "term": "a term is missing",
    "fraction": "a fraction is turned over",
    "function": "a function is wrong",
}


@dataclass(frozen=True)
class Place:
    """Offsets in the text of the page, and the same for people: lines and columns count from 1."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = None

    def __str__(self) -> str:
        where = f"{self.line}:{self.column}"
        return where if self.cell is None else f"cell {self.cell}:{where}"


@dataclass(frozen=True)
class Counterexample:
    """A point at which a step fails, and both values there, as text; ``curves`` are both sides around it."""

    point: tuple[tuple[str, str], ...]
    lhs: str
    rhs: str
    curves: Curves | None = None

    def __str__(self) -> str:
        where = ", ".join(f"{symbol} = {value}" for symbol, value in self.point)
        return f"{f'at {where}: ' if where else ''}{self.lhs} against {self.rhs}"


def counterexample(verdict: Verdict | None, drawn: bool = True) -> Counterexample | None:
    """What a finding keeps of a refuted verdict; ``drawn``: with the curves of both sides."""
    if verdict is None or verdict.witness is None:
        return None
    point = tuple((str(symbol), str(value)) for symbol, value in verdict.witness.point)
    return Counterexample(point, str(verdict.witness.lhs), str(verdict.witness.rhs), curves(verdict) if drawn else None)


@dataclass(frozen=True)
class Edit:
    """Replace the characters from ``start`` to ``end`` of the page."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Correction:
    """A small change of the source that makes both neighbours provable, ``assuming`` what the page does not say."""

    edits: tuple[Edit, ...]
    before: str
    after: str
    kind: str
    assuming: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    ``latex`` is the step as it stands; ``instead`` what holds instead, as LaTeX; ``corrections`` the smallest edits
    that mend it, of which one is written by --fix only when it is alone.  ``shown_only``: what keeps its
    correction from being written, in words.
    """

    code: str
    message: str
    place: Place
    latex: str = ""
    witness: Counterexample | None = None
    instead: str = ""
    corrections: tuple[Correction, ...] = ()
    shown_only: str = ""

    @property
    def severity(self) -> str:
        """error: false, or not checked for an error of ours; warning: misleading; note: not decided, not read."""
        if self.code in ("M102", "M103"):
            return "warning" if self.code == "M102" else "error"
        return {"2": "error", "3": "warning", "5": "error"}.get(self.code[1], "note")

    @property
    def fixable(self) -> bool:
        """Whether --fix tries it: it writes what is then proved."""
        return len(self.corrections) == 1 and not self.shown_only


@dataclass(frozen=True)
class Step:
    """One relation of the page: what it is (definition, claim, update, numeric, condition), and what became of it.

    ``status``: proved, refuted, given (nothing to prove), needs definition, not read, unknown.
    """

    place: Place
    kind: str
    op: str
    status: str
    latex: str
    reason: str = ""
    used: tuple[str, ...] = ()
    milliseconds: float = 0.0


@dataclass(frozen=True)
class Broken:
    """An error of symxent's own: where on the page, what it cost, what it was, and its whole trace."""

    place: Place
    lost: str
    error: str
    trace: str


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook: its number, and where it lies in the text of the report."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Report:
    """Everything about one file; of a notebook, ``text`` is that of its Markdown ``cells``, one behind the other.

    ``broken``: the errors of symxent's own, each of which cost one step or one finding.
    """

    name: str
    findings: tuple[Finding, ...] = ()
    steps: tuple[Step, ...] = ()
    milliseconds: float = 0.0
    text: str = field(default="", repr=False)
    cells: tuple[Cell, ...] = field(default=(), repr=False)
    broken: tuple[Broken, ...] = field(default=(), repr=False)

    def count(self, status: str) -> int:
        return sum(step.status == status for step in self.steps)

    def summary(self) -> str:
        """61 steps: 52 proved, 6 refuted, 2 need a definition, 1 not read."""
        return summary([self])

    def _repr_html_(self) -> str:
        from symxent.report.html_check import fragment  # only when a notebook asks how a report looks

        return fragment(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(f"{self.name}: {self.summary()}")


def summary(reports: list[Report]) -> str:
    """One line for people over all files."""
    steps = sum(len(r.steps) for r in reports)
    parts = []
    for status, words in (
        ("proved", "proved"),
        ("given", "given"),
        ("refuted", "refuted"),
        ("needs definition", "need a definition"),
        ("not read", "not read"),
        ("unknown", "not decided"),
    ):
        count = sum(r.count(status) for r in reports)
        if count or status == "proved":
            parts.append(f"{count} {words}")
    noun = "step" if steps == 1 else "steps"
    broken = sum(len(r.broken) for r in reports)
    own = f"; {broken} error{'s' * (broken > 1)} of symxent's own, please report" if broken else ""
    return f"{steps} {noun}: {', '.join(parts)}{own}"


# -- to and from JSON, for the cache and for other programs


def report_from(data: dict[str, Any]) -> Report:
    """A report from what ``dataclasses.asdict`` made of it."""
    return Report(
        data["name"],
        tuple(_finding_from(f) for f in data["findings"]),
        tuple(Step(**{**s, "place": Place(**s["place"]), "used": tuple(s["used"])}) for s in data["steps"]),
        data["milliseconds"],
        data.get("text", ""),
        tuple(Cell(**cell) for cell in data.get("cells", ())),
        tuple(Broken(**{**b, "place": Place(**b["place"])}) for b in data.get("broken", ())),
    )


def _finding_from(data: dict[str, Any]) -> Finding:
    witness = data["witness"]
    example = None
    if witness is not None:
        example = Counterexample(
            tuple((a, b) for a, b in witness["point"]), witness["lhs"], witness["rhs"], _curves_from(witness["curves"])
        )
    fixes = tuple(
        Correction(tuple(Edit(**e) for e in c["edits"]), c["before"], c["after"], c["kind"])
        for c in data["corrections"]
    )
    where = Place(**data["place"])
    return Finding(
        data["code"], data["message"], where, data["latex"], example, data["instead"], fixes, data["shown_only"]
    )


def _curves_from(data: dict[str, Any] | None) -> Curves | None:
    if data is None:
        return None
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return Curves(**values)


def distinct(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, each once: of one code, at one place, in the same words; a command that is not known, once."""
    seen: set[tuple[str, int, int, str]] = set()
    for finding in findings:
        anywhere = finding.code == "M101" and finding.message.startswith("the command ")
        extent = (0, 0) if anywhere else (finding.place.start, finding.place.end)
        key = (finding.code, *extent, finding.message)
        if key not in seen:
            seen.add(key)
            yield finding
