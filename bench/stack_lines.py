"""Lines of work of students, as the question type STACK judges them: how many of its verdicts come out here as well.

Usage: python bench/stack_lines.py equivfixtures.class.php [--show]

The file is ``tests/fixtures/equivfixtures.class.php`` of github.com/maths/moodle-qtype_stack; nothing of it is kept.
A line follows from the one before (⇒), the other way round (⇐), both (⇔), or neither; or it is an expression equal to
it.  Letters are real here, and positive where the fixture says so; lines with complex numbers, words, functions
that nobody defined, and steps of calculus are left out.  "Contrary" are verdicts that are the opposite of STACK's.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sympy import Expr, S, Symbol

from symxent import prove
from symxent.derive.consequence import follows
from symxent.derive.relations import Condition, Relation
from symxent.errors import SymxentError
from symxent.language.expression import expression
from symxent.proof.deadline import OutOfTime, within

#: STACK's marks, by what they say of the line before and of this one: ⇒ holds, ⇐ holds.
MARKS = {
    **dict.fromkeys(("EQUIVCHAR", "EQUIVCHARREAL", "SAMEROOTS", "CHECKMARK"), "⇔"),
    **{"IMPLIESCHAR": "⇒", "IMPLIEDCHAR": "⇐", "QMCHAR": "?"},
}
SECONDS = 10.0  # for a line
FIXED = {"all": ((),), "true": ((),), "false": (), "none": (), "{}": ()}
OPERATORS = re.compile(r"(<=|>=|<|>|=|#)")
UNREAD = re.compile(
    r'%i|\bi\b|\bw\b|"|\bnot\b|stacklet|conjugate|noun(int|limit|diff)|\b(diff|int|sum|product|binomial)\(|!|y\(x\)'
)


@dataclass(frozen=True)
class Step:
    before: str
    line: str
    mark: str
    assumed: str  # "", "real" or "positive"


def steps(php: str) -> Iterator[Step]:
    """The lines of all fixtures with a mark of the list above."""
    for block in php.split("$newarg = [];")[1:]:
        lines, marks = _field(block, "casstring"), _field(block, "debuglist")
        if not lines or not marks or _field(block, "outcome") == "unsupported":
            continue
        assumed = "positive" if "ASSUMEPOSVARS" in marks else "real" if "ASSUMEREALVARS" in marks else ""
        texts, said = _split(lines.strip()[1:-1]), _split(marks.strip()[1:-1])
        for (before, line), mark in zip(pairwise(texts), said[1:], strict=False):
            if mark in MARKS:
                yield Step(before, line, mark, assumed)


def _field(block: str, name: str) -> str:
    found = re.search(rf"\['{name}'\]\s*=\s*(.*?);\s*\n", block, re.DOTALL)
    return (
        "".join(a or b for a, b in re.findall(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'', found[1])) if found else ""
    )


def _split(text: str, at: str = ",") -> list[str]:
    """At every comma (or word) outside of brackets."""
    parts, depth, rest = [""], 0, text
    while rest:
        word = re.match(rf"\b{at}\b" if at.isalpha() else re.escape(at), rest) if depth == 0 else None
        if word and not (at.isalpha() and parts[-1][-1:].isalnum()):
            parts, rest = [*parts, ""], rest[word.end() :]
            continue
        depth += (rest[0] in "([{") - (rest[0] in ")]}")
        parts[-1], rest = parts[-1] + rest[0], rest[1:]
    return [part.strip() for part in parts]


def condition(text: str, positive: bool) -> Condition | None:
    """The alternatives of a line; None for an expression.  Raises SymxentError for what is not read."""
    text = text.strip()
    while text.startswith("(") and _split(text, ")")[0] == text and _closes(text):
        text = text[1:-1].strip()
    if text in FIXED:
        return FIXED[text]
    for word in ("nounor", "or"):
        if len(parts := _split(text, word)) > 1:
            several = [_needed(part, positive) for part in parts]
            return tuple(one for found in several for one in found)
    for word in ("nounand", "and"):
        if len(parts := _split(text, word)) > 1:
            together: Condition = ((),)
            for found in (_needed(part, positive) for part in parts):
                together = tuple((*one, *other) for one in together for other in found)
            return together
    if "#pm#" in text:
        return tuple(one for sign in "+-" for one in _needed(text.replace("#pm#", sign), positive))
    sides = OPERATORS.split(text)
    if len(sides) == 1:
        return None
    found = [formula(side, positive) for side in sides[::2]]
    pairs = zip(pairwise(found), sides[1::2], strict=True)
    return (tuple(Relation(a, "!=" if op == "#" else op, b) for (a, b), op in pairs),)


def _closes(text: str) -> bool:
    """Whether the bracket that a text begins with is closed by its last sign."""
    depth = 0
    for n, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return n == len(text) - 1
    return False


def _needed(text: str, positive: bool) -> Condition:
    found = condition(text, positive)
    if found is None:
        raise SymxentError(f"{text} is no relation")
    return found


def formula(text: str, positive: bool) -> Expr:
    text = re.sub(r"^stackeq\((.*)\)$", r"\1", text.strip()).replace("%e", "e").replace("%pi", "pi")
    while found := re.search(r"\b(?:lg|logbase)\(", text):
        inside = text[found.end() :]
        depth, end = 1, 0
        while depth:
            depth += (inside[end] == "(") - (inside[end] == ")")
            end += 1
        number, *base = _split(inside[: end - 1])
        text = f"{text[: found.start()]}(log({number})/log({base[0] if base else 10})){inside[end:]}"
    read = expression(text, {})
    if not positive:
        return read
    return read.xreplace({s: Symbol(s.name, positive=True) for s in read.free_symbols})


def judged(step: Step) -> str:
    """⇔, ⇒, ⇐ and ✗ for what is proved and refuted; "open" else."""
    positive = step.assumed == "positive"
    before, line = condition(step.before, positive), condition(step.line, positive)
    if before is None or line is None:
        if before is not None and len(before) == 1 and len(before[0]) == 1:  # a chain a = b, stackeq(c)
            return _equal(before[0][0].rhs, formula(step.line, positive))
        if before is not None or line is not None:
            raise SymxentError("a relation after an expression")
        return _equal(formula(step.before, positive), formula(step.line, positive))
    there, back = follows(before, line).status.value, follows(line, before).status.value
    if "unknown" in (there, back):
        return "✗" if "refuted" in (there, back) else "open"
    return {("proved", "proved"): "⇔", ("proved", "refuted"): "⇒", ("refuted", "proved"): "⇐"}.get((there, back), "✗")


def in_time(step: Step) -> str:
    found: list[str] = []
    try:
        within(SECONDS, lambda: found.append(judged(step)) or S.Zero)
    except OutOfTime:
        return "open"
    return found[0]


def _equal(one: Expr, other: Expr) -> str:
    return {"proved": "⇔", "refuted": "✗"}.get(prove(one, other, seconds=2).status.value, "open")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", action="store_true", help="print every line that does not come out as STACK has it")
    given = parser.parse_args()
    said, times, left_out = Counter[str](), list[float](), 0
    for step in steps(given.file.read_text(encoding="utf-8")):
        began = time.process_time()
        try:
            if UNREAD.search(step.before) or UNREAD.search(step.line):
                raise SymxentError("not read")
            found = in_time(step)
        except (SymxentError, RecursionError):
            left_out += 1
            continue
        times.append(time.process_time() - began)
        wanted = MARKS[step.mark]
        same = found == wanted or (wanted == "?" and found in ("✗", "⇒", "⇐"))
        kind = "matched" if same else "open" if found == "open" else "contrary"
        said[kind] += 1
        if given.show and not same:
            print(
                f"{kind}: {step.before}  |  {step.line}  {step.assumed}: {wanted} there, {found} here",
                flush=True,
            )
    total = sum(said.values())
    counts = ", ".join(f"{n} {kind}" for kind, n in said.most_common())
    print(f"{total} lines: {counts}; {left_out} left out; {sum(times):.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
