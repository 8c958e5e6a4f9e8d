"""``symxent stable``: a formula in the form that rounding harms least, with its proof, its error and its code."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import click
from sympy import Expr, Interval, Rational, Set, Symbol, oo

from symxent.commands.help import FormulaCommand
from symxent.errors import SymxentError
from symxent.files import put
from symxent.kernels.emit.libraries import TARGETS

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_VARIABLE = re.compile(
    rf"\s*(?:(?P<low>{_NUMBER})\s*(?P<above><=?)\s*)?(?P<name>[A-Za-z]\w*)\s*(?:(?P<sign>[<>]=?)\s*(?P<end>{_NUMBER}))?\s*"
)


@click.command(cls=FormulaCommand)
@click.argument("formula", metavar="FORMULA")
@click.option("--var", "variables", multiple=True, metavar="RANGE", help="x, 'x > 0' or '0 < x <= 1'; repeatable.")
@click.option("--name", default="f", metavar="NAME", show_default=True, help="What the code is called.")
@click.option("--target", "language", type=click.Choice(TARGETS), help="Write the code; needs -o.")
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), help="Where.")
@click.option("--no-strict", is_flag=True, help="Write code that is not proved or not accurate, too.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.pass_context
def stable(
    context: click.Context,
    formula: str,
    variables: tuple[str, ...],
    name: str,
    language: str | None,
    output: Path | None,
    no_strict: bool,
    style: str,
) -> None:
    """Find the numerically stable form of a formula, in float32 and float64.

    \b
    symxent stable 'log(1+exp(x))' --var x
    symxent stable '(exp(x)-1)/x' --var 'x > 0' --target c -o kernels

    A variable without a range is any real number.
    Exit code 0: proved, and measured to be accurate; 1: one of these is not; 2: it could not be done.
    """
    from symxent.kernels.expression import stable as stable_form
    from symxent.language.meaning import MeaningError, to_sympy
    from symxent.language.scope import Scope
    from symxent.language.tree import Name, walk
    from symxent.read.formula import read_formula

    if (language is None) != (output is None):
        raise SymxentError("--target says what to write and -o where: give both")
    ranges = dict(_range(text) for text in variables)
    tree = read_formula(formula)
    letters = {node.key: Symbol(node.key, real=True) for node in walk(tree) if isinstance(node, Name)}
    letters.pop("e", None)
    try:
        expr = to_sympy(tree, Scope(letters))
    except MeaningError as error:
        raise SymxentError(f"{formula[:60]}: {error}") from None
    found = stable_form(expr, _by_symbol(expr, ranges), name=name)
    if style == "json":
        click.echo(json.dumps({"schema_version": 1, **found.facts()}, ensure_ascii=False))
    else:
        click.echo(found.text(shutil.get_terminal_size((100, 40)).columns))
    if output is not None:
        if found.failure and not no_strict:
            raise SymxentError(f"{found.failure}. Nothing is written; --no-strict writes it all the same")
        for path in put(found.files(language or "c"), output):
            click.echo(f"written to {path}", err=True)
    context.exit(1 if found.failure else 0)


def _by_symbol(expr: Expr, ranges: dict[str, Set]) -> dict[Expr, Set]:
    symbols = {s.name: s for s in expr.free_symbols}
    strange = sorted(set(ranges) - set(symbols))
    if strange:
        raise SymxentError(f"--var: the formula does not contain {', '.join(strange)}; it has {', '.join(symbols)}")
    return {symbols[name]: where for name, where in ranges.items()}


def _range(text: str) -> tuple[str, Set]:
    """``0 < x <= 1`` as the name and the interval."""
    match = _VARIABLE.fullmatch(text)
    if match is None or (match["low"] and (match["sign"] or "<")[0] == ">"):
        raise SymxentError(f"--var: a variable such as x, 'x > 0' or '0 < x <= 1' was expected, and this is {text!r}")
    low, high = (-oo, oo)
    left, right = True, True
    if match["low"]:
        low, left = Rational(match["low"]), match["above"] == "<"
    if match["sign"]:
        end, is_open = Rational(match["end"]), len(match["sign"]) == 1
        if match["sign"][0] == ">":
            low, left = end, is_open
        else:
            high, right = end, is_open
    if not low < high:
        raise SymxentError(f"--var: {text!r} leaves no number")
    return match["name"], Interval(low, high, left, right)
