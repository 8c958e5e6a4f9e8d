"""``symxent stable``: a formula in the form that rounding harms least, with its proof, its error and its code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click
from sympy import Expr, Set

from symxent.commands.help import FormulaCommand, remark_on_powers
from symxent.commands.ranges import set_of
from symxent.errors import SymxentError
from symxent.files import put
from symxent.kernels.emit.libraries import TARGETS
from symxent.progress import telling


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
    from symxent.language.expression import formula as expression_of

    if (language is None) != (output is None):
        raise SymxentError("--target says what to write and -o where: give both")
    ranges = dict(set_of(text) for text in variables)
    remark_on_powers(formula)
    expr = expression_of(formula)
    with telling(f"searching for the stable form of {formula[:60]}"):
        found = stable_form(expr, _by_symbol(expr, ranges), name=name)
        facts, text = found.facts(), found.text(shutil.get_terminal_size((100, 40)).columns)
    click.echo(json.dumps({"schema_version": 1, **facts}, ensure_ascii=False) if style == "json" else text)
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
