"""Coverage-guided fuzzing of what reads: documents, tokens, rows, trees, shapes, formulas in Python's notation.

    pip install atheris
    python tests/read/fuzz_reader.py FOLDER [-max_total_time=600] [options of libFuzzer]

FOLDER collects the inputs that reached something new; the example notes are put there as a beginning.  The first
character of an input tells the kind of document.  It ends with the input that made the reader fail: by any exception
that is no SymxentError, by a place outside of the text, or by taking more than two seconds of the processor's time.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

with atheris.instrument_imports(include=["symxent.read", "symxent.language.tree", "symxent.language.latex"]):
    from symxent.errors import SymxentError
    from symxent.language.formula import read_formula
    from symxent.language.latex import to_latex
    from symxent.language.text import to_text
    from symxent.language.tree import walk
    from symxent.read.document import Page, decode, read_page
    from symxent.read.errors import ReadError
    from symxent.read.grammar import Grammar
    from symxent.read.parser import parse
    from symxent.read.rows import Chain, chains
    from symxent.read.shapes import infer
    from symxent.read.symbols import grammar_of
    from symxent.read.tokens import Lexicon, tokenize
    from symxent.read.vocabulary import FUNCTION_WORDS, GREEK, RELATIONS, STRUCTURE, SYMBOLS

MOST_SECONDS = 2.0
KINDS = {"m": "markdown", "t": "latex", "n": "notebook"}
READINGS = (
    Grammar(),
    Grammar(wide_sums=True, long_arguments=True, long_derivatives=True, long_slash=True),
)


def must(holds: bool, about: object) -> None:
    if not holds:
        raise AssertionError(about)


def read_everything(page: Page) -> None:
    """Tokens, chains, trees in both readings, shapes, and each tree printed again."""
    lexicon = Lexicon(frozenset(("softmax",)), page.macros)
    found: list[tuple[int, int, Chain]] = []
    for formula in page.formulas:
        must(0 <= formula.start <= formula.end <= len(page.text), formula)
        page.position(formula.start)
        try:
            tokens = tokenize(formula.text, lexicon, formula.start)
        except ReadError as error:
            must(error.start < error.end, error)
            continue
        found.extend((formula.start, formula.end, chain) for chain in chains(tokens))
    names = grammar_of(chain for _, _, chain in found)
    for reading in READINGS:
        grammar = replace(reading, functions=names.functions, superscripts=names.superscripts)
        trees = []
        for start, end, chain in found:
            for member in chain.members:
                try:
                    tree = parse(member.tokens, grammar, member.start)
                except ReadError as error:
                    must(start <= error.start < error.end <= end + 1, error)
                    continue
                except RecursionError:  # a finding, see symxent.check.knowledge
                    continue
                trees.append(tree)
                for node in walk(tree):
                    must(node.span is None or start <= node.span.start <= node.span.end <= end, node)
                to_text(tree)
                to_latex(tree)
        infer(trees, names.functions)


def one_input(data: bytes) -> None:
    began = time.process_time()
    try:
        read_document(data)
    finally:
        spent = time.process_time() - began
    must(spent < MOST_SECONDS, f"{spent:.1f} s")


def read_document(data: bytes) -> None:
    text, _ = decode(data, "fuzz")
    kind, body = text[:1], text[1:]
    if kind == "p":
        try:
            to_text(read_formula(body))
        except SymxentError:
            return
        return
    if kind == "f":
        body = f"$${body}$$"
    elif kind == "n" and not body.lstrip().startswith("{"):
        body = json.dumps({"cells": [{"cell_type": "markdown", "source": body.split("\n")}]})
    page = read_page(body, "fuzz", KINDS.get(kind, "markdown"))
    page.text.encode()  # it can be printed
    for problem in page.problems:
        must(0 <= problem.start < problem.end, problem)
    read_everything(page)


def beginnings(folder: Path) -> None:
    """The example notes as each kind of document, and each of their formulas alone."""
    notes = (Path(__file__).resolve().parent.parent.parent / "examples" / "notes.md").read_text(encoding="utf-8")
    for kind in "mtn":
        (folder / f"notes-{kind}").write_text(kind + notes, encoding="utf-8")
    for number, formula in enumerate(read_page(notes).formulas):
        (folder / f"formula-{number}").write_text("f" + formula.text, encoding="utf-8")
    (folder / "python").write_text("py*log(sigmoid(z)) + (1-y)*log(1-sigmoid(z))**2", encoding="utf-8")


def dictionary(file: Path) -> None:
    """The words of the language, so that the fuzzer need not find them letter by letter."""
    commands = [f"\\{name}" for table in (GREEK, RELATIONS, STRUCTURE, SYMBOLS) for name in table if name.isalpha()]
    commands += [f"\\{name}" for name in FUNCTION_WORDS if name.isascii()]
    others = ["$$", "\\begin{aligned}", "\\end{aligned}", "\\begin{bmatrix}", "\\end{bmatrix}", "\\left(", "\\right)"]
    others += ["\\newcommand{\\a}[1]{", "\\text{", "\\mathbf{", "\\hat{", "\\\\", "```math\n", "\\(", "\\)", "_{", "^{"]
    words = sorted({*commands, *others})
    escaped = (word.replace("\\", "\\\\").replace("\n", "\\x0a") for word in words)
    file.write_text("".join(f'"{word}"\n' for word in escaped), encoding="utf-8")


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    beginnings(folder)
    with tempfile.TemporaryDirectory() as made:
        words = Path(made) / "words.dict"
        dictionary(words)
        options = [f"-dict={words}", "-timeout=60", "-max_len=800", *sys.argv[2:]]
        atheris.Setup([sys.argv[0], str(folder), *options], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
