"""A page checked: steps and findings in the order of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from symxent.check.antiderivative import KIND as ANTIDERIVATIVE
from symxent.check.arithmetic import mended_number
from symxent.check.beside import beside
from symxent.check.corrections import corrections
from symxent.check.failures import Failure
from symxent.check.findings import (
    CODES,
    KINDS,
    Broken,
    Cell,
    Correction,
    Counterexample,
    Edit,
    Finding,
    Place,
    Report,
    Step,
    counterexample,
    distinct,
)
from symxent.check.ignore import ignored
from symxent.check.judge import Judge
from symxent.check.judged import Judged
from symxent.check.of_matrices import what_holds
from symxent.check.rules import warnings
from symxent.check.statements import Statement
from symxent.errors import InternalError, SymxentError
from symxent.language.latex import to_latex
from symxent.language.text import to_text
from symxent.language.tree import Node, Number
from symxent.read.document import MAX_BYTES, NO_MACROS, Page, Problem, decode, read_page
from symxent.read.errors import ReadError
from symxent.read.macros import Macro
from symxent.read.project import project_macros
from symxent.read.sentences import Sentence, sentences_of

T = TypeVar("T")
#: How long one step may take to be judged, and one false step to be corrected, in seconds of processor time.
SECONDS = 2.0

#: Where so large a part of the characters cannot be decoded, the file is a picture or a program, not notes.
NO_TEXT = 0.1


def check_text(
    text: str,
    name: str = "<text>",
    *,
    seconds: float = SECONDS,
    correct: bool = True,
    drawn: bool = True,
    macros: Mapping[str, Macro] = NO_MACROS,
) -> Report:
    """Check all formulas of a text; ``name`` tells by its ending what kind of document it is.

    ``correct``: search for corrections.  ``drawn``: keep both sides around each counterexample, for a picture.
    ``macros``: those that the text uses and does not declare.

    >>> report = check_text(r"$$f(x) = x^2$$ and $$f'(x) = -2x$$")
    >>> report.findings[0].code, report.findings[0].corrections[0].after
    ('M201', '2x')
    >>> report.summary()
    '2 steps: 0 proved, 1 given, 1 refuted'
    """
    return _checked(partial(_page_of, text, name, macros), name, seconds, correct, drawn)


def _page_of(text: str, name: str, macros: Mapping[str, Macro]) -> Page:
    return _too_long(name, len(text)) if len(text) > MAX_BYTES else read_page(text, name, macros=macros)


def _too_long(name: str, size: int) -> Page:
    return _unread(name, f"this file has {size} characters, more than {MAX_BYTES}: split it")


def _unread(name: str, why: str) -> Page:
    """A page of which nothing is looked at."""
    return Page(name, "", problems=(Problem(why, 0, 1),), _lines=(0,))


def _checked(read: Callable[[], Page], name: str, seconds: float, correct: bool, drawn: bool) -> Report:
    """The report on a page; what breaks off all of it is told like what breaks off one step."""
    began = perf_counter()
    try:
        return _Writer(read(), seconds, correct, drawn).report(began)
    except SymxentError:
        raise
    except Exception as error:
        return not_checked(name, InternalError.of(error))


def not_checked(name: str, error: InternalError) -> Report:
    """The report on a file of which an error of symxent's own left nothing."""
    place, lost = Place(0, 1, 1, 1, 1, 2), "this file was not checked"
    finding = Finding("M501", f"{lost}: {error}", place)
    return Report(name, (finding,), broken=(Broken(place, lost, str(error), error.trace),))


def check_file(path: str | Path, *, seconds: float = SECONDS, correct: bool = True, drawn: bool = True) -> Report:
    """Check one file, with the macros of its project.  Raises SymxentError when it cannot be opened."""
    data = read_bytes(path)
    macros = macros_beside(path, data)
    return check_bytes(data, str(path), seconds=seconds, correct=correct, drawn=drawn, macros=macros)


def macros_beside(path: str | Path, data: bytes) -> dict[str, Macro]:
    """The macros that a file may use because its project declares them; ``data`` is what stands in the file."""
    return project_macros(Path(path), data.decode("utf-8", errors="replace")) if len(data) <= MAX_BYTES else {}


def read_bytes(path: str | Path) -> bytes:
    """A file's content, no more than is checked at once."""
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SymxentError(f"{path} cannot be read: {error.strerror}") from error


def check_bytes(
    data: bytes,
    name: str,
    *,
    seconds: float = SECONDS,
    correct: bool = True,
    drawn: bool = True,
    macros: Mapping[str, Macro] = NO_MACROS,
) -> Report:
    """Check a file's content."""
    return _checked(partial(_page_of_bytes, data, name, macros), name, seconds, correct, drawn)


def _page_of_bytes(data: bytes, name: str, macros: Mapping[str, Macro]) -> Page:
    if len(data) > MAX_BYTES:
        return _too_long(name, len(data))
    text, problem = decode(data, name)
    if problem is not None and text.count("\ufffd") > len(text) * NO_TEXT:
        return _unread(name, f"this is not text: {problem.message}")
    page = read_page(text, name, macros=macros)
    return page if problem is None else replace(page, problems=(problem, *page.problems))


class _Writer:
    """Turns what the judge found into findings with places."""

    def __init__(self, page: Page, seconds: float, correct: bool, drawn: bool) -> None:
        self.page = page
        self.seconds = seconds
        self.correct = correct
        self.drawn = drawn
        self.judge = Judge(page, seconds)
        self.failures = self.judge.failures

    def report(self, began: float) -> Report:
        findings = list(self._problems())
        judged = self.judge.all()
        for step in judged:
            bare = [Finding("M200", "false", self._place(*self._extent(step)))] if step.status == "refuted" else []
            findings += self._guarded(partial(self._about, step), bare, "what was found here is not told in full", step)
        for statement in self.judge.knowledge.statements:
            lost = "its notation was not examined"
            findings += self.judge.knowledge.guarded(partial(self._warnings, statement), [], lost, statement.chain)
        steps = tuple(self._step(j) for j in judged)
        findings = [self._held_back(finding) for finding in findings]
        broken = tuple(self._broken())
        findings += [Finding("M501", f"{b.lost}: {b.error}", b.place) for b in broken]
        findings.sort(key=lambda f: (f.place.start, f.code))
        kept = distinct(f for f in findings if not ignored(f, self.page))
        cells = tuple(Cell(s.cell, s.start, s.start + len(s.text)) for s in self.page.segments)
        spent = 1000 * (perf_counter() - began)
        return Report(self.page.name, tuple(kept), steps, spent, self.page.text, cells, broken)

    def _held_back(self, finding: Finding) -> Finding:
        """The finding, with what keeps a correction that is alone from being written."""
        if not finding.fixable:
            return finding
        start, end = finding.place.start, finding.place.end
        look, lost = partial(self._beside, start), "what stands beside it was not examined"
        words = self.failures.guarded(look, lost, lost, start, end)
        return replace(finding, shown_only=f"{words} stands beside it" if words and words != lost else words)

    def _beside(self, start: int) -> str:
        number = max(n for n, formula in enumerate(self.page.formulas) if formula.start <= start)
        return beside(self.page, number, self.judge.knowledge.speeches.at(number), self._sentences)

    @cached_property
    def _sentences(self) -> list[Sentence]:
        return list(sentences_of(self.page))

    def _guarded(self, action: Callable[[], T], otherwise: T, lost: str, step: Judged) -> T:
        return self.failures.guarded(action, otherwise, lost, *self._extent(step))

    def _broken(self) -> Iterator[Broken]:
        """The errors of symxent's own, each told once."""
        told: set[tuple[int, int, str]] = set()
        for failure in self.failures:
            key = (failure.start, failure.end, failure.error.words)
            if key not in told:
                told.add(key)
                place = self._place(failure.start, failure.end)
                yield Broken(place, failure.lost, str(failure.error), failure.error.trace)

    # -- places

    def _place(self, start: int, end: int) -> Place:
        size = max(1, len(self.page.text))
        start = min(max(0, start), size - 1)
        end = min(max(end, start + 1), size)
        first, last = self.page.position(start), self.page.position(end - 1)
        return Place(start, end, first.line, first.column, last.line, last.column + 1, first.cell)

    def _source(self, start: int, end: int) -> str:
        return " ".join(self.page.text[start:end].split())

    def _extent(self, step: Judged) -> tuple[int, int]:
        """The right side and the sign before it: what a step of a chain adds."""
        members = step.statement.chain.members
        offset = 1 if step.statement.chain.continues else 0
        right = members[step.place + 1 - offset]
        if step.place == 0 and not step.statement.chain.continues:
            return members[0].start, right.end
        return step.operator.start, right.end

    def _shown(self, step: Judged) -> str:
        source = self._source(*self._extent(step))
        return self._guarded(partial(self._latex, step), source, "it is shown as it stands", step)

    def _latex(self, step: Judged) -> str:
        left = to_latex(step.left) if isinstance(step.left, Node) else self._source(*self._extent(step))
        if not isinstance(step.right, Node) or not isinstance(step.left, Node):
            return self._source(*self._extent(step))
        return f"{left} {step.operator.text} {to_latex(step.right)}"

    def _step(self, step: Judged) -> Step:
        verdict = step.outcome.verdict
        used = verdict.used if verdict is not None else ()
        return Step(
            self._place(*self._extent(step)),
            step.kind,
            step.operator.text,
            step.status,
            self._shown(step),
            step.outcome.reason,
            used,
            step.milliseconds,
        )

    # -- findings

    def _problems(self) -> Iterator[Finding]:
        for problem in self.page.problems:
            closed = "never closed" in problem.message
            yield Finding("M102" if closed else "M103", problem.message, self._place(problem.start, problem.end))
        for error in self.judge.knowledge.problems:
            yield Finding("M101", str(error), self._place(error.start, error.end))

    def _warnings(self, statement: Statement) -> list[Finding]:
        """What the notation of a chain misleads to, in the reading that was taken."""
        found = []
        for warning in warnings(self.judge.read_otherwise.get(statement.number, statement), self.page.text):
            start, end = warning.span.start, warning.span.end
            fix = (warning.correction,) if warning.correction else ()
            place, latex = self._place(start, end), self._source(start, end)
            found.append(Finding(warning.code, warning.message, place, latex, corrections=fix))
        return found

    def _about(self, step: Judged) -> list[Finding]:
        return list(self._told(step))

    def _told(self, step: Judged) -> Iterator[Finding]:
        place = self._place(*self._extent(step))
        latex = self._shown(step)
        outcome = step.outcome
        if outcome.internal is not None:
            self.failures.append(Failure(*self._extent(step), "not decided", outcome.internal))
        elif step.status in ("not read", "given"):
            for side in (step.left, step.right):
                if isinstance(side, ReadError) and not (side is step.left and (step.place or step.previous)):
                    yield Finding("M101", str(side), self._place(side.start, side.end), latex)
        elif step.status == "refuted":
            yield from self._refuted(step, place, latex)
        elif step.status == "needs definition":
            yield self._undefined(step, place, latex)
        elif step.status == "unknown" and outcome.assuming:
            yield Finding("M403", outcome.reason, place, latex)
        elif step.status == "unknown":
            yield Finding("M402", f"not decided: {outcome.reason}", place, latex)
        if step.reading:
            yield Finding("M305", f"holds only if {step.reading}", place, latex)

    def _undefined(self, step: Judged, place: Place, latex: str) -> Finding:
        """A name without a definition; or a slip of the pen, when another letter makes the step provable."""
        verdict, called = step.outcome.verdict, step.outcome.missing in self.judge.knowledge.called
        slip = (
            verdict is not None and verdict.refuted and not step.previous and not called
        )  # E is none for another letter
        told = self.judge.if_defined(step) if slip else step
        if told.status == "refuted":
            found = tuple(c for c in self._corrections(step) if c.kind in ("symbol", "index"))
            if found:
                message = f"false: a symbol is wrong ({step.outcome.reason})"
                example = self._witness(told)
                return Finding("M207", message, place, latex, example, " ".join(found[0].after.split()), found)
        return Finding("M401", f"needs a definition: {step.outcome.reason}", place, latex)

    def _witness(self, step: Judged) -> Counterexample | None:
        """Where a step fails; without its picture, where that cannot be drawn."""
        verdict = step.outcome.verdict
        drawn = partial(counterexample, verdict, self.drawn)
        return self._guarded(drawn, counterexample(verdict, False), "its counterexample is not drawn", step)

    def _refuted(self, step: Judged, place: Place, latex: str) -> Iterator[Finding]:
        witness = self._witness(step)
        for mismatch in step.mismatches:
            span = mismatch.term.span
            fact = mismatch.fact
            message = f"{mismatch.term.text} here, but {to_text(fact.tree)} was printed as {fact.printed.text} before"
            where = self._place(span.start, span.end) if span is not None else place
            instead = f"{to_latex(fact.tree)} = {fact.printed.text}"
            fixes = self._replaced(span, fact.printed.text)
            if fact.value is not None and fact.value != fact.printed.text:
                fixes += self._replaced(span, fact.value)  # what was printed before is wrong as well
            yield Finding("M211", message, where, latex, None, instead, fixes)
        if step.mismatches:
            return
        if step.kind == "numeric":
            yield from self._rounding(step, place, latex)
            return
        if step.compensates:
            words = "this step is false, and undoes the false step before it"
            yield Finding("M210", words, place, latex, witness)
            return
        if step.kind == "implication" and step.outcome.reason:
            yield Finding("M200", f"false: {step.outcome.reason}", place, latex, witness)
            return
        if step.kind == ANTIDERIVATIVE:
            words = "false: the derivatives of both sides differ"
            yield Finding("M200", words, place, latex, witness)
            return
        found = self._corrections(step)
        kinds = {c.kind for c in found}
        kind = kinds.pop() if len(kinds) == 1 else ""
        code = CODES.get(kind, "M200")
        message = f"false: {KINDS[kind]}" if kind in KINDS else "false"
        instead = found[0].after if found else what_holds(step)
        assuming = "".join({f"it holds when {c.assuming}, which is not said" for c in found if c.assuming})
        if step.kind == "implication":
            assuming = "the equation that it follows from may be what is wrong"
        yield Finding(code, message, place, latex, witness, " ".join(instead.split()), found, assuming)

    def _rounding(self, step: Judged, place: Place, latex: str) -> Iterator[Finding]:
        if step.wrong:
            for left, right in step.wrong:
                span = right.span
                where = self._place(span.start, span.end) if span is not None else place
                value = self.judge.value_printed(left, right)
                words = f"{to_text(left)} is not {to_text(right)}" + (f", but {value}" if value else "")
                yield Finding("M205", words, where, latex, None, value, self._replaced(span, value) if value else ())
            return
        witness = self._witness(step)
        found = self._arithmetic(step)
        kinds = {c.kind for c in found}
        kind = kinds.pop() if len(kinds) == 1 and not step.outcome.reason else ""
        message = f"false: {KINDS.get(kind, step.outcome.reason or 'the two sides differ')}"
        instead = found[0].after if found else ""
        yield Finding(CODES.get(kind, "M205"), message, place, latex, witness, " ".join(instead.split()), found)

    def _arithmetic(self, step: Judged) -> tuple[Correction, ...]:
        if not self.correct:
            return ()
        chain = self.judge.chain(self.judge.knowledge.statements[step.statement.number])
        none: tuple[Correction, ...] = ()
        found = self._guarded(partial(mended_number, step, chain), none, "its corrections were not searched", step)
        return found if found or isinstance(step.left, Number) else self._corrections(step)

    def _replaced(self, span: object, text: str) -> tuple[Correction, ...]:
        start, end = getattr(span, "start", None), getattr(span, "end", None)
        if start is None or end is None:
            return ()
        return (Correction((Edit(start, end, text),), self.page.text[start:end], text, "constant"),)

    def _corrections(self, step: Judged) -> tuple[Correction, ...]:
        if not self.correct:
            return ()
        chain = self.judge.chain(self.judge.knowledge.statements[step.statement.number])
        none: tuple[Correction, ...] = ()
        search = partial(corrections, step, chain, self.seconds)
        return self._guarded(search, none, "its corrections were not searched", step)
