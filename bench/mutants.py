"""Slips of the pen made by program in strangers' pages: how many of them the linter finds, and whom it blames instead.

    python bench/mutants.py FOLDER… [--files N] [--steps N] [--each N] [--seed S] [--small] [--half 0|1] [--show]

Of each file some steps that are proved are drawn, and the text of the right side is changed in one place: a sign is
flipped, an exponent or a factor lost, a 2 put in, an index exchanged, a term dropped, a fraction turned over, a pair of
brackets or a transposition forgotten, the end of a sum or a digit changed, a derivative taken for another.  The page is
read anew with the slip in it, and the statement and the two behind it are judged: the slip is *found* where its step or
the step that goes on from it (*behind*) is refuted; a *neighbour* that is refuted is blamed wrongly.  A step that is
still proved is not counted, since some changes change nothing (``b + a`` for ``a + b``), but has to be looked at:
``--show`` prints it.  ``--small`` puts the chain into a page of its own, behind the definitions that it rests on.
``--half`` takes the files alone whose names have a hash that is even or odd: one half to develop on, one to count.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from zlib import crc32

from notes import files_of, patiently

from symxent.check.judge import Judge
from symxent.check.judged import Judged
from symxent.check.report import macros_beside, read_bytes
from symxent.read.document import decode, read_page

#: What only sets rows and columns, which a small document has none of.
_LAYOUT = re.compile(r"&|\\\\(?:\[.*?\])?|(?<!\\)%.*|\n+")
_GROUP = r"(?:\{[^{}]*\}|\d|[a-zA-Z])"
_SIZED = r"(?:\\left|\\right|\\[bB]igg?[lr]?)?\s*"
#: What is changed, by kind: where it stands, and what is put there.
SLIPS = {
    "sign": ((r"(?<=[\w})\]] )\+|(?<=[\w})\]])\+", "-"), (r"(?<=[\w})\]] )-|(?<=[\w})\]])-", "+"), (r"\A\s*-", " ")),
    "exponent": ((r"(?<=[a-z)\]}])(?<!\})\^(?:\{?\d\}?|\{-?[a-z]\}|[a-z])", ""), (r"(?<=\))\^-?\d", "")),
    "factor": ((r"(?<![\w.^_{\\])[2-9](?=\s*[a-zA-Z(\\])(?!\s*\\(?:cdot|times))", ""), (r"\A(?=\s*[a-zA-Z(\\])", "2 ")),
    "index": ((r"(?<=_)i(?![a-zA-Z])|(?<=_\{)i(?=\})", "j"), (r"(?<=_)j(?![a-zA-Z])|(?<=_\{)j(?=\})", "i")),
    "number": ((r"(?<![\w.^_{\\])\d(?![\w.,])", None),),
    "term": ((r"(?<=[\w})\]])\s*[+-]\s*(?:\d+|[a-zA-Z](?:\^" + _GROUP + r")?)\s*\Z", ""),),
    "fraction": ((r"\\[dt]?frac\s*(\{(?:[^{}]|\{[^{}]*\})*\})\s*(\{(?:[^{}]|\{[^{}]*\})*\})", r"\\frac\2\1"),),
    "bracket": ((_SIZED + r"\(([^()]*[+-][^()]*?)" + _SIZED + r"\)", r" \1"),),
    "limit": ((r"(\\(?:sum|prod|int)\s*_\{?\s*(?:\w\s*=\s*)?)(\d)(?=\})", r"\1\2{+1}"),
              (r"(\\(?:sum|prod)\s*_\{[^{}]*\}\s*\^)(?:\{?([A-Za-z])\}?)", r"\1{\2 - 1}")),
    "transpose": ((r"\^\{?(?:\\top|T|\\mathsf\s*T|\\intercal|\\mathrm\s*\{?T\}?)\}?", ""),),
    "rule": ((r"\\sin(?![a-z])", r"\\cos"), (r"\\cos(?![a-z])", r"\\sin"), (r"\^\{([a-z]) - 1\}", r"^{\1}"),
             (r"\\log(?![a-z])", " ")),
    "digit": ((r"(?<=\.)\d+", None), (r"(?<![\d.])\d{2,}(?![\d.])", None)),
}  # fmt: skip


@dataclass(frozen=True)
class Slip:
    """A step of a page, by the numbers of its statement and of the step in it, and its right side with a slip."""

    kind: str
    statement: int
    place: int
    start: int
    end: int
    text: str


def slips(text: str) -> Iterator[tuple[str, str]]:
    """A formula's text with each slip, and what kind it is of."""
    for kind, rows in SLIPS.items():
        for pattern, instead in rows:
            for found in re.finditer(pattern, text):
                put = _next(found[0]) if instead is None else found.expand(instead)
                put = re.sub(r"(\d)\{\+1\}", lambda one: _next(one[1]), put)
                yield kind, text[: found.start()] + put + text[found.end() :]


def _next(digits: str) -> str:
    """Digits with one of them changed, the last but one: 251 for 241."""
    at = max(0, len(digits) - 2)
    return f"{digits[:at]}{(int(digits[at]) + 1) % 10}{digits[at + 1 :]}"


@dataclass(frozen=True)
class Draw:
    """So many steps of a file, at most so many of a chain of so many signs of equality, and so many slips in each."""

    steps: int
    each: int
    a_chain: int
    least: int
    seed: int
    small: bool


def drawn(judge: Judge, how: Draw, source: random.Random) -> Iterator[Slip]:
    """Slips of different kinds in some steps of the page that are proved, rare kinds as likely as others."""
    steps, each = how.steps, how.each
    statements = [s for s in judge.knowledge.statements if sum(o.text == "=" for o in s.chain.operators) >= how.least]
    source.shuffle(statements)
    for statement in statements:
        proved = [
            s
            for s in judge.statement(statement)
            if s.status == "proved" and s.operator.text == "=" and s.kind == "claim"
        ]
        for step in source.sample(proved, min(len(proved), how.a_chain)):
            member = right_of(step)
            made: dict[str, list[str]] = {}
            for kind, changed in slips(judge.page.text[member.start : member.end]):
                made.setdefault(kind, []).append(changed)
            if not made or steps <= 0:
                continue
            steps -= 1
            for kind in source.sample(sorted(made), min(each, len(made))):
                yield Slip(kind, statement.number, step.place, member.start, member.end, source.choice(made[kind]))
        if steps <= 0:
            return


def right_of(step: Judged) -> Any:
    chain = step.statement.chain
    return chain.members[step.place + 1 - chain.continues]


def judged(judge: Judge, slip: Slip) -> dict[str, Any]:
    """What is said of the step with the slip, and of the steps beside it."""
    here, beside, reason = "", [], ""
    for statement in judge.knowledge.statements[slip.statement : slip.statement + 3]:
        inside = statement.number == slip.statement
        for step in judge.statement(statement):
            touched = step.place in (slip.place, slip.place + 1) if inside else step.previous
            if step.status == "refuted" and not touched:
                beside.append(judge.page.text[statement.chain.start : statement.chain.end])
            elif inside and step.place == slip.place:
                here, reason = step.status, step.outcome.reason
            elif touched and step.status == "refuted" and here != "refuted":
                here = "behind"
    return {"kind": slip.kind, "status": here or "gone", "reason": reason, "beside": beside, "text": slip.text}


def in_place(path: Path, seconds: float, how: Draw) -> dict[str, Any]:
    """The slips of one file, each in its page alone, or in a small document."""
    data = read_bytes(path)
    text, macros = decode(data, str(path))[0], macros_beside(path, data)
    judge = Judge(read_page(text, str(path), macros=macros), seconds)
    found = []
    small = how.small
    for slip in drawn(judge, how, random.Random(f"{how.seed} {path.name}")):
        whole = judge.page.text[: slip.start] + slip.text + judge.page.text[slip.end :]
        name = "page.md" if small or path.suffix == ".ipynb" else str(path)
        again = Judge(read_page(document(judge, slip) if small else whole, name, macros=macros), seconds)
        last = len(again.knowledge.statements) - 1
        there = replace(slip, statement=last) if small else slip
        row = judged(again, there)
        row |= {"before": text_of(judge, slip), "start": slip.start, "end": slip.end}
        found.append(row)
    return {"found": found}


def text_of(judge: Judge, slip: Slip) -> str:
    chain = judge.knowledge.statements[slip.statement].chain
    return judge.page.text[chain.start : chain.end]


def document(judge: Judge, slip: Slip) -> str:
    """The chain with the slip in it, behind what it goes on from and the definitions that it rests on."""
    statement = judge.knowledge.statements[slip.statement]
    chain = judge.chain(statement)
    numbers = {d.number for key in chain.used for d in [judge.knowledge.in_force(key, slip.statement)] if d}
    before = [text_of(judge, replace(slip, statement=n)) for n in sorted(numbers - {slip.statement})]
    members = [(m.start, judge.page.text[m.start : m.end]) for m in statement.chain.members]
    texts = [slip.text if start == slip.start else text for start, text in members]
    if statement.chain.continues:
        last = chain.began_in[0].chain.members[-1]
        texts.insert(0, judge.page.text[last.start : last.end])
    signs = [judge.page.text[o.start : o.end] for o in statement.chain.operators]
    whole = texts[0] + "".join(f" {sign} {text}" for sign, text in zip(signs, texts[1:], strict=True))
    return "\n".join(f"$${_LAYOUT.sub(' ', t)}$$\n" for t in (*before, whole))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--files", type=int, default=10, help="so many files of each folder, drawn at random")
    parser.add_argument("--steps", type=int, default=5, help="so many steps of each file")
    parser.add_argument("--each", type=int, default=1, help="so many slips in each of them, of different kinds")
    parser.add_argument("--a-chain", type=int, default=1, help="in so many steps of a chain at most")
    parser.add_argument("--least", type=int, default=2, help="in chains of so many signs of equality at least")
    parser.add_argument("--half", type=int, choices=(0, 1), help="files whose names have an even hash, or an odd one")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=2.0, help="the budget of one step")
    parser.add_argument("--small", action="store_true", help="each slip in a document of its own")
    parser.add_argument("--show", action="store_true", help="print each slip that is not found, as JSON")
    options = parser.parse_args()
    how = Draw(options.steps, options.each, options.a_chain, options.least, options.seed, options.small)
    counts: Counter[tuple[str, str]] = Counter()
    for folder in options.folders:
        files = [f for f in files_of(folder) if options.half in (None, crc32(f.name.encode()) % 2)]
        files = sorted(random.Random(options.seed).sample(files, min(options.files, len(files))))
        for path in files:
            for slip in patiently(partial(in_place, how=how), path, options.seconds).get("found", ()):
                counts[slip["kind"], slip["status"]] += 1
                counts[slip["kind"], "beside"] += len(slip["beside"])
                if options.show and (slip["status"] != "refuted" or slip["beside"]):
                    print(json.dumps({"file": str(path), **slip}, ensure_ascii=False), flush=True)
    print(f"{'slip':10} {'made':>5} {'found':>5} {'behind':>6} {'share':>6} {'proved':>6} {'neighbours blamed':>18}")
    for kind in (*SLIPS, ""):
        made = {s: n for (k, s), n in _summed(counts, kind).items() if s != "beside"}
        proved, beside = made.pop("proved", 0), _summed(counts, kind)[kind, "beside"]
        total, behind = sum(made.values()), made.get("behind", 0)
        found = made.get("refuted", 0) + behind
        share = found / total if total else 0.0
        print(f"{kind or 'all':10} {total:5} {found:5} {behind:6} {share:6.1%} {proved:6} {beside:18}")


def _summed(counts: Counter[tuple[str, str]], kind: str) -> Counter[tuple[str, str]]:
    """The counts of one kind; of all kinds together for ""."""
    found: Counter[tuple[str, str]] = Counter()
    for (other, status), number in counts.items():
        if kind in ("", other):
            found[kind, status] += number
    return found


if __name__ == "__main__":
    main()
