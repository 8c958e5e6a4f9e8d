"""Slips of the pen made by program in strangers' pages: how many of them the linter finds, and whom it blames instead.

    python bench/mutants.py FOLDER… [--files N] [--steps N] [--each N] [--seed S] [--small] [--show]

Of each file some steps that are proved are drawn, and the text of the right side is changed in one place: a sign is
flipped, an exponent or a factor lost, a 2 put in, an index exchanged, a term dropped.  The page is read anew with the
slip in it, and the statement and the two behind it are judged: the slip is *found* where its step or the step that
goes on from it is refuted; a *neighbour* that is refuted is blamed wrongly, and a step that is still proved has to be
looked at, since some changes change nothing (``b + a`` for ``a + b``).  ``--small`` puts the chain into a page of its
own, behind the definitions that it rests on.
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

from notes import files_of, patiently

from symxent.check.judge import Judge
from symxent.check.judged import Judged
from symxent.check.report import macros_beside, read_bytes
from symxent.read.document import decode, read_page

#: What only sets rows and columns, which a small document has none of.
_LAYOUT = re.compile(r"&|\\\\(?:\[.*?\])?|(?<!\\)%.*|\n+")
_GROUP = r"(?:\{[^{}]*\}|\d|[a-zA-Z])"
#: What is changed, by kind: where it stands, and what is put there.
SLIPS = {
    "sign": ((r"(?<=[\w})\]] )\+|(?<=[\w})\]])\+", "-"), (r"(?<=[\w})\]] )-|(?<=[\w})\]])-", "+"), (r"\A\s*-", " ")),
    "exponent": ((r"(?<=[a-z)\]}])(?<!\})\^(?:\{?\d\}?|\{-?[a-z]\}|[a-z])", ""), (r"(?<=\))\^-?\d", "")),
    "factor": ((r"(?<![\w.^_{\\])[2-9](?=\s*[a-zA-Z(\\])(?!\s*\\(?:cdot|times))", ""), (r"\A(?=\s*[a-zA-Z(\\])", "2 ")),
    "index": ((r"(?<=_)i(?![a-zA-Z])|(?<=_\{)i(?=\})", "j"), (r"(?<=_)j(?![a-zA-Z])|(?<=_\{)j(?=\})", "i")),
    "number": ((r"(?<![\w.^_{\\])\d(?![\w.,])", None),),
    "term": ((r"(?<=[\w})\]])\s*[+-]\s*(?:\d+|[a-zA-Z](?:\^" + _GROUP + r")?)\s*\Z", ""),),
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
                put = str(int(found[0]) + 1) if instead is None else instead
                yield kind, text[: found.start()] + put + text[found.end() :]


def drawn(judge: Judge, steps: int, each: int, source: random.Random) -> Iterator[Slip]:
    """Slips of different kinds in so many steps of the page that are proved, rare kinds as likely as others."""
    statements = [s for s in judge.knowledge.statements if sum(o.text == "=" for o in s.chain.operators) > 1]
    source.shuffle(statements)
    for statement in statements:
        proved = [
            s
            for s in judge.statement(statement)
            if s.status == "proved" and s.operator.text == "=" and s.kind == "claim"
        ]
        for step in source.sample(proved, min(len(proved), 1)):
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
            elif touched and (step.status == "refuted" or (inside and step.place == slip.place)):
                here = "refuted" if "refuted" in (here, step.status) else step.status
                reason = step.outcome.reason
    return {"kind": slip.kind, "status": here or "gone", "reason": reason, "beside": beside, "text": slip.text}


def in_place(path: Path, seconds: float, steps: int, each: int, seed: int, small: bool) -> dict[str, Any]:
    """The slips of one file, each in its page alone, or in a small document."""
    data = read_bytes(path)
    text, macros = decode(data, str(path))[0], macros_beside(path, data)
    judge = Judge(read_page(text, str(path), macros=macros), seconds)
    found = []
    for slip in drawn(judge, steps, each, random.Random(f"{seed} {path.name}")):
        whole = judge.page.text[: slip.start] + slip.text + judge.page.text[slip.end :]
        name = "page.md" if small or path.suffix == ".ipynb" else str(path)
        again = Judge(read_page(document(judge, slip) if small else whole, name, macros=macros), seconds)
        last = len(again.knowledge.statements) - 1
        there = replace(slip, statement=last) if small else slip
        row = judged(again, there)
        row["before"] = text_of(judge, slip)
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
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=2.0, help="the budget of one step")
    parser.add_argument("--small", action="store_true", help="each slip in a document of its own")
    parser.add_argument("--show", action="store_true", help="print each slip that is not found, as JSON")
    options = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    for folder in options.folders:
        files = files_of(folder)
        files = sorted(random.Random(options.seed).sample(files, min(options.files, len(files))))
        for path in files:
            job = partial(in_place, steps=options.steps, each=options.each, seed=options.seed, small=options.small)
            for slip in patiently(job, path, options.seconds).get("found", ()):
                counts[slip["kind"], slip["status"]] += 1
                counts[slip["kind"], "beside"] += len(slip["beside"])
                if options.show and (slip["status"] != "refuted" or slip["beside"]):
                    print(json.dumps({"file": str(path), **slip}, ensure_ascii=False), flush=True)
    print(f"{'slip':10} {'made':>5} {'found':>5} {'share':>6} {'proved':>6} {'neighbours blamed':>18}")
    for kind in (*SLIPS, ""):
        made = {s: n for (k, s), n in _summed(counts, kind).items() if s != "beside"}
        total, beside = sum(made.values()), _summed(counts, kind)[kind, "beside"]
        share = made.get("refuted", 0) / total if total else 0.0
        found, proved = made.get("refuted", 0), made.get("proved", 0)
        print(f"{kind or 'all':10} {total:5} {found:5} {share:6.1%} {proved:6} {beside:18}")


def _summed(counts: Counter[tuple[str, str]], kind: str) -> Counter[tuple[str, str]]:
    """The counts of one kind; of all kinds together for ""."""
    found: Counter[tuple[str, str]] = Counter()
    for (other, status), number in counts.items():
        if kind in ("", other):
            found[kind, status] += number
    return found


if __name__ == "__main__":
    main()
