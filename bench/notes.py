"""What the linter makes of folders of notes: steps by verdict, findings by code, obstacles by kind, seconds a file.

    python bench/notes.py FOLDER… [--read] [--files N] [--sample N --seed S] [--seconds S] [--only CODE] [--save FILE]

Each folder gets a row; below, over all folders, the findings by code and what stood in the way of a verdict, by kind.
``--read`` parses only, which is fast: the share of members read, and the obstacles of reading with examples.
``--sample N`` prints N refutations drawn at random (``--only`` restricts them to a code), each with its place and its
text, to be labelled by hand.  ``--save`` writes every finding and step as lines of JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from symxent.check.report import check_file
from symxent.commands.check import SUFFIXES
from symxent.errors import SymxentError

#: A file that takes longer is given up, and counted.
PATIENCE = 300.0
DECIDED = ("proved", "refuted")
#: What a reason says about one formula only.
_PARTICULAR = re.compile(r"'[^']*'|\"[^\"]*\"|\\[A-Za-z]+|-?\d[\d.e±]*|\([^)]*\)")


@dataclass
class Tally:
    """What was counted over the files of one folder, or of all."""

    files: int = 0
    lost: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    a_step: list[float] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    obstacles: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    refutations: list[dict[str, Any]] = field(default_factory=list)

    def add(self, found: dict[str, Any]) -> None:
        self.files += 1
        self.seconds.append(found["seconds"])
        if "lost" in found:
            self.lost.append(f"{found['file']}: {found['lost']}")
            return
        for step in found["steps"]:
            self.verdicts[step["status"]] += 1
            self.a_step.append(step["milliseconds"])
            if step["status"] != "given":
                self.claims["decided" if step["status"] in DECIDED else "open"] += 1
            if step["status"] in ("unknown", "needs definition", "not read"):
                kind = f"{step['status']}: {general(step['reason'])}"
                self.obstacles[kind] += 1
                self.examples.setdefault(kind, []).append(f"{found['file']}:{step['line']}  {step['latex']}")
        for finding in found["findings"]:
            self.codes[finding["code"]] += 1
            if finding["code"].startswith("M2"):
                self.refutations.append({"file": found["file"], **finding})


def general(reason: str) -> str:
    """A reason without what belongs to one formula only, so that equal kinds are counted together."""
    return " ".join(_PARTICULAR.sub("…", reason).split())[:90]


def checked(path: Path, seconds: float) -> dict[str, Any]:
    """Steps and findings of one file as plain data."""
    report = check_file(path, seconds=seconds, correct=False, drawn=False)
    steps = [
        {
            "line": s.place.line, "kind": s.kind, "op": s.op, "status": s.status, "latex": s.latex, "reason": s.reason,
            "milliseconds": s.milliseconds,
        }
        for s in report.steps
    ]  # fmt: skip
    findings = [
        {
            "code": f.code, "line": f.place.line, "message": f.message, "latex": f.latex,
            "witness": str(f.witness) if f.witness else "",
        }
        for f in report.findings
    ]  # fmt: skip
    return {"steps": steps, "findings": findings}


def read(path: Path, seconds: float) -> dict[str, Any]:
    """Every relation of one file as a step that was read or not."""
    from symxent.check.knowledge import know
    from symxent.check.report import macros_beside, read_bytes
    from symxent.read.document import decode, read_page
    from symxent.read.errors import ReadError

    data = read_bytes(path)
    page = read_page(decode(data, str(path))[0], str(path), macros=macros_beside(path, data))
    began = perf_counter()
    knowledge = know(page)
    each = 1000 * (perf_counter() - began) / max(1, len(knowledge.statements))
    steps = []
    for error in knowledge.problems:
        steps.append(_unread(page, error, each))
    for statement in knowledge.statements:
        for member in statement.members:
            if isinstance(member, ReadError):
                steps.append(_unread(page, member, each))
            else:
                steps.append({"status": "read", "line": 0, "reason": "", "latex": "", "milliseconds": each})
    return {"steps": steps, "findings": []}


def _unread(page: Any, error: Any, milliseconds: float) -> dict[str, Any]:
    around = page.text[max(0, error.start - 40) : error.start] + "⟪" + page.text[error.start : error.end + 40]
    line = page.position(min(error.start, len(page.text) - 1)).line
    latex = " ".join(around.split())
    return {"status": "not read", "line": line, "reason": str(error), "latex": latex, "milliseconds": milliseconds}


def _work(job: Any, path: Path, seconds: float, pipe: Any) -> None:
    try:
        pipe.send(job(path, seconds))
    except SymxentError as error:
        pipe.send({"lost": str(error)})


def patiently(job: Any, path: Path, seconds: float) -> dict[str, Any]:
    """The job in a process of its own: what it loses or never finishes costs one file."""
    began = perf_counter()
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_work, args=(job, path, seconds, there))
    process.start()
    there.close()
    found: dict[str, Any]
    try:
        found = here.recv() if here.poll(PATIENCE) else {"lost": f"more than {PATIENCE:.0f} s"}
    except EOFError:
        found = {"lost": "the process ended without a report"}
    process.kill()
    process.join()
    return {"file": str(path), "seconds": perf_counter() - began, **found}


def files_of(folder: Path) -> list[Path]:
    """The documents below a folder, or the file itself."""
    if folder.is_file():
        return [folder]
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())


def row(name: str, tally: Tally) -> str:
    done = tally.claims["decided"] + tally.claims["open"]
    share = 100 * tally.claims["decided"] / done if done else 0.0
    steps = sum(tally.verdicts.values())
    unread = 100 * tally.verdicts["not read"] / steps if steps else 0.0
    v = tally.verdicts
    times = f"{median(tally.seconds):6.2f} {max(tally.seconds):7.1f}" if tally.seconds else ""
    a_step = f"{median(tally.a_step):6.1f} {sum(tally.a_step) / len(tally.a_step):6.1f}" if tally.a_step else ""
    return (
        f"{name[-28:]:28} {tally.files:5} {steps:6} {v['proved']:6} {v['refuted']:5} {v['given']:6}"
        f" {v['needs definition']:6} {v['unknown']:6} {v['not read']:6} {unread:5.1f}% {share:5.1f}%  {times}  {a_step}"
    )


HEADER = (
    f"{'folder':28} {'files':>5} {'steps':>6} {'proved':>6} {'false':>5} {'given':>6} {'undef.':>6} {'open':>6}"
    f" {'unread':>6} {'unread':>6} {'decid.':>6}  {'s/file':>6} {'worst':>7}  {'ms/st.':>6} {'mean':>6}"
)


def told(title: str, counts: Counter[str], examples: dict[str, list[str]], most: int) -> Iterator[str]:
    yield f"\n{title}"
    for kind, count in counts.most_common(most):
        yield f"{count:6}  {kind}"
        for example in examples.get(kind, [])[:2]:
            yield f"          {' '.join(example.split())[:200]}"


def sampled(tally: Tally, size: int, only: str, source: random.Random) -> Iterator[str]:
    drawn = [r for r in tally.refutations if r["code"].startswith(only)]
    source.shuffle(drawn)
    yield f"\n{min(size, len(drawn))} of {len(drawn)} refutations, to be labelled"
    for r in drawn[:size]:
        yield f"\n{r['file']}:{r['line']}  {r['code']} {r['message']}\n    {r['latex']}\n    {r['witness']}"


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--read", action="store_true", help="parse only")
    parser.add_argument("--files", type=int, default=0, help="so many files of each folder, drawn at random")
    parser.add_argument("--sample", type=int, default=0, help="print so many refutations")
    parser.add_argument("--only", default="M2", help="codes of the sample begin with this")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=2.0, help="the budget of one step")
    parser.add_argument("--most", type=int, default=25, help="so many obstacles")
    parser.add_argument("--save", type=Path, help="write what was found as lines of JSON")
    options = parser.parse_args(arguments)
    whole = Tally()
    saved = options.save.open("w", encoding="utf-8") if options.save else None
    print(HEADER)
    for folder in options.folders:
        files = files_of(folder)
        if not files:
            print(f"{folder}: no file that is read", file=sys.stderr)
        if options.files and len(files) > options.files:
            files = sorted(random.Random(options.seed).sample(files, options.files))
        tally = Tally()
        for path in files:
            found = patiently(read if options.read else checked, path, options.seconds)
            for each in (tally, whole):
                each.add(found)
            if saved:
                saved.write(json.dumps(found, ensure_ascii=False) + "\n")
        print(row(str(folder), tally), flush=True)
    print(row("all", whole))
    lines = list(told("findings by code", whole.codes, {}, 40))
    lines += told("what stood in the way, by kind", whole.obstacles, whole.examples, options.most)
    lines += [f"lost: {name}" for name in whole.lost]
    if options.sample:
        lines += sampled(whole, options.sample, options.only, random.Random(options.seed))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
