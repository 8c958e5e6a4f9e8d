"""How many derivatives and integrals of a textbook's exercises are done with every line proved, and as it says.

Usage: python bench/textbook.py GIT_DIRECTORY [--derivatives N] [--integrals N] [--show]

The exercises are those of mooculus/calculus or of APEX Calculus (both CC BY-NC), read from a copy of the repository and
not kept here: an integral with one answer, and a function f with one answer for its derivative.  Ends with status 1
below the bar.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sympy import Integral

from symxent.derive.automatic import page_for
from symxent.derive.judge import derive
from symxent.derive.problems.integral import IntegralProblem
from symxent.derive.problems.problem import INFINITY, Problem, end_of, number_of
from symxent.errors import SymxentError
from symxent.language import tree as t
from symxent.proof import prove
from symxent.read.parser import parse
from symxent.read.tokens import tokenize

BAR = 0.95
_COMMENT = re.compile(r"(?<!\\)%.*")
_PROMPT = re.compile(
    r"\\(?:begin|end)\{prompt\}|\\vphantom\{\\ddx\}|\\displaystyle|\\ds\b|\\,|\\!|\\:|\\;|\\quad|\\ (?=d[a-z])"
)
_OPERATOR = r"ddx|dd(?:\[\s*\])?\{([a-z])\}|frac\{d\}\{d\s*([a-z])\}"
#: What the derivations read in another notation.
_NOTATION = (
    (r"\\(sin|cos|tan|sec|csc|cot)\^\{-1\}", r"\\arc\1 "),
    (r"\\log_\{?(\w)\}?\(([^()]*)\)", r"\\frac{\\ln(\2)}{\\ln(\1)}"),
    (r"\^\{\((-?[^(){}]*)\)\}", r"^{\1}"),
)
_ENDS = re.compile(r"\s*_(\{[^}]*\}|\w)\^(\{[^}]*\}|\w|\\infty)")
_EXERCISE = tuple[str, str, str]  # the formula, the letter, the answer


def sources(repository: str) -> Iterator[str]:
    """The text of the exercises of a git directory."""
    git = ["git", "--git-dir", repository]
    names = subprocess.run([*git, "ls-tree", "-r", "--name-only", "HEAD"], capture_output=True, text=True, check=True)
    chosen = [name for name in names.stdout.splitlines() if "/exercises/" in f"/{name}" and name.endswith(".tex")]
    for name in chosen:
        shown = subprocess.run([*git, "show", f"HEAD:{name}"], capture_output=True, check=True).stdout
        yield _PROMPT.sub(" ", _COMMENT.sub("", shown.decode(errors="replace")))


def braced(text: str, at: int) -> int:
    """Where the group ends that opens at a place."""
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if depth == 0:
            return place
    return len(text)


def answers(text: str) -> Iterator[tuple[str, str]]:
    """What stands before =\\answer{…} in its formula, and the answer, where it is alone on its side."""
    for found in re.finditer(r"=\s*\\answer(?:\[[^\]]*\])?\{", text):
        end = braced(text, found.end() - 1)
        before = text[: found.start()]
        start = max(before.rfind(mark) for mark in (r"\[", "$", r"\(", "&", r"\]", r"\begin", "\n\n"))
        after = text[end + 1 : end + 40].strip()
        if start >= 0 and re.match(r"(\+\s*C)?\s*(\\\]|\$|\.|\\\)|\\end|$)", after):
            yield before[start:].lstrip("[$(&]\\ \n"), text[found.end() : end]


def exercises(text: str) -> Iterator[tuple[str, str]]:
    """The formula of each \\exercise{$…$}{$…$}, and of its answer, the first where there are several forms of it."""
    for found in re.finditer(r"\\exercise(?=\{)", text):
        end = braced(text, found.end())
        if text[end + 1 : end + 2] != "{":
            continue
        asked, answer = text[found.end() + 1 : end], text[end + 2 : braced(text, end + 1)]
        one, other = (re.fullmatch(r"\s*\$([^$]*)\$[.\s]*", side) for side in (asked, answer))
        if one and other:
            yield one[1].strip(), re.sub(r"\\([fgFG])p\b", r"\1'", other[1]).strip()


def is_formula(text: str) -> bool:
    """Whether it says what the function is: no name of one, no gap to be filled, and not a number."""
    return not re.search(r"\\answer|\\int|=|\\d\b|_C|\b[fgvs]'*\([a-z]\)", text) and bool(re.search(r"[a-z]", text))


def integrals(text: str) -> Iterator[_EXERCISE]:
    for left, answer in answers(text):
        found = re.fullmatch(r"int\s*(.*?)\\d\s*([a-z])\s*", left.strip(), re.DOTALL)
        if found and is_formula(found[1]):
            yield found[1], found[2], answer
    for asked, answer in exercises(text):
        found = re.fullmatch(r"\\int\s*(.*?)\s*d([a-z])\s*", asked, re.DOTALL)
        if found and is_formula(found[1]):
            yield found[1], found[2], answer.split("=")[0]


def derivatives(text: str) -> Iterator[_EXERCISE]:
    for left, answer in answers(text):
        found = re.fullmatch(rf"(?:{_OPERATOR})\s*(.*)", left.strip(), re.DOTALL)
        if found:
            formula, letter = found[3], found[1] or found[2] or "x"
            named = re.fullmatch(r"\(?(\w)\((\w)\)\)?\s*", formula)
            if named and (said := _defined(text, *named.groups())):
                formula = said
            if is_formula(formula):
                yield formula, letter, answer
    for name, letter in dict.fromkeys(re.findall(r"\b(\w)\(([a-z])\)\s*=", text)):
        formula = _defined(text, name, letter)
        for left, answer in answers(text) if is_formula(formula) else ():
            if re.sub(r"\s", "", left) in (f"{name}'({letter})", rf"dd[{name}]{{{letter}}}"):
                yield formula, letter, answer
                break
    for asked, answer in exercises(text):
        found = re.fullmatch(r"(\w)\s*(?:\((\\?\w+)\))?\s*=([^=]*)", asked)
        said = found and re.match(rf"{found[1]}\s*'\s*(?:\(.*?\))?\s*=([^=]*)", answer)
        if found and said and is_formula(found[3]):
            yield found[3], (found[2] or "x").strip("\\"), said[1]


def _defined(text: str, name: str, letter: str) -> str:
    """What the text says that f(x) is."""
    found = re.search(rf"\b{name}\({letter}\)\s*=\s*([^$=]+?)(?:\$|\\\]|\\\))", text)
    return found[1].split(",")[0].strip(" .\n") if found else ""


def read(latex: str) -> t.Node:
    for pattern, written in _NOTATION:
        latex = re.sub(pattern, written, latex)
    if latex.strip() == r"\infty":
        return INFINITY
    tree = parse(tokenize(latex))
    return tree.body if isinstance(tree, t.Group) and tree.bracket in "[{" else tree


def without_constant(node: t.Node) -> t.Node:
    """An antiderivative without its + C."""
    terms = node.terms if isinstance(node, t.Add) else (node,)
    return t.add(*(term for term in terms if term != t.Name("C")))


def done(kind: str, exercise: _EXERCISE) -> str:
    """What became of an exercise: "" where every line is proved and the answer agrees."""
    formula, letter, answer = exercise
    integral, low, high = kind == "integral", None, None
    if integral and (ends := _ENDS.match(formula)):
        low, high = (read(end.strip("{}")) for end in ends.groups())
        formula = formula[ends.end() :]
    f, by, given = read(formula), t.Name(letter), without_constant(read(answer))
    page = derive(
        IntegralProblem("formula", "", (), formula=f, by=by, low=low, high=high) if integral else page_for(f, by)
    )
    if not page.proved:
        return "a line is not proved"
    problem = Problem("formula", "", (), formula=f, by=by)
    setting, value, x = problem.read(given)
    said = number_of(setting, given)
    if low is not None and high is not None:
        ends = end_of(setting, low), end_of(setting, high)
        verdict = prove(Integral(value, (x, *ends)), said, setting.domain)
        return "" if verdict.proved else f"the answer: {verdict.status.value}, {verdict.reason or verdict.witness}"
    verdict = prove(said.diff(x), value, setting.domain) if integral else prove(value.diff(x), said, setting.domain)
    return "" if verdict.proved else f"the answer: {verdict.status.value}, {verdict.reason or verdict.witness}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository")
    parser.add_argument("--derivatives", type=int, default=60)
    parser.add_argument("--integrals", type=int, default=30)
    parser.add_argument("--show", action="store_true", help="print what is not done")
    options = parser.parse_args()
    texts = list(sources(options.repository))
    low = False
    for kind, find, most in (
        ("derivative", derivatives, options.derivatives),
        ("integral", integrals, options.integrals),
    ):
        found = list(dict.fromkeys(e for text in texts for e in find(text)))[:most]
        began, right, agreed, wrong = time.process_time(), 0, 0, 0
        for exercise in found:
            try:
                why = done(kind, exercise)
            except SymxentError as error:
                why = f"{type(error).__name__}: {error}"
            right += not why or why.startswith("the answer")
            agreed += not why
            wrong += why.startswith("the answer: refuted")
            if why and options.show:
                print(f"  {exercise}\n      {why}")
        seconds = (time.process_time() - began) / max(len(found), 1)
        print(f"{kind}s: {right} of {len(found)} with every line proved, {seconds:.2f} s each")
        print(f"  {agreed} as the book says, {wrong} refute it")
        low = low or right < BAR * len(found)
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
