"""``symxent derive``: the pages of the catalogue, or any formula, line by line and proved."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symxent.derive.catalogue import PAGES, page
from symxent.derive.derivation import DerivedPage
from symxent.derive.page import Page
from symxent.errors import SymxentError
from symxent.files import write_atomically

if TYPE_CHECKING:
    from symxent.check.findings import Report


class FormulaCommand(click.Command):
    """A command whose arguments may begin with a minus sign, as formulas do."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        formulas = [arg for arg in args if arg.startswith("-") and set(arg) & set("()*/+")]
        if formulas and "--" not in args:
            args = [*(arg for arg in args if arg not in formulas), "--", *formulas]
        return super().parse_args(context, args)


@click.command(cls=FormulaCommand)
@click.argument("pages", nargs=-1, metavar="[PAGE|FORMULA]...")
@click.option("--wrt", metavar="SYMBOL", help="Differentiate a formula with respect to this symbol.")
@click.option(
    "--order", type=click.IntRange(1, 4), default=1, show_default=True, help="Of the derivative of a formula."
)
@click.option("--list", "show_list", is_flag=True, help="List the pages of the catalogue.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "latex", "markdown", "html", "json"]),
    default="text",
    show_default=True,
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@click.option("--thorough", is_flag=True, help="Ask sympy.simplify about every line, too.")
@click.option("--figures/--no-figures", default=None, help="Draw figures into HTML.  [default: if matplotlib is there]")
@click.option("--errata/--no-errata", default=None, help="Check the example notes and list what they get wrong.")
@click.pass_context
def derive(
    context: click.Context,
    pages: tuple[str, ...],
    wrt: str | None,
    order: int,
    show_list: bool,
    style: str,
    output: Path | None,
    thorough: bool,
    figures: bool | None,
    errata: bool | None,
) -> None:
    """Derive and prove: all pages, some pages, or any formula (- reads it from standard input).

    \b
    symxent derive
    symxent derive sigmoid softmax --format latex -o pages.tex
    symxent derive 'softplus(z) - y*z' --wrt z --order 2
    symxent derive - --wrt z < formula.txt

    Exit code 0: every line is proved.  1: a line is not.  2: bad usage.
    """
    if show_list:
        for name in PAGES:
            click.echo(f"{name:<36}{page(name).title}")
        return
    chosen = _chosen(pages, wrt, order)
    with_errata = errata if errata is not None else not pages
    if style == "text" and output is None:
        derived = [_shown(_derive(one, thorough), context) for one in chosen]
        if with_errata:
            click.echo(_errata_text(), color=context.color)
    else:
        derived = [_derive(one, thorough) for one in chosen]
        text = _render(derived, chosen, style, with_errata, figures)
        if output is None:
            click.echo(text, color=context.color)
        else:
            write_atomically(output, click.unstyle(text) + "\n")
            click.echo(f"written to {output}", err=True)
    context.exit(0 if all(one.proved for one in derived) else 1)


def _chosen(arguments: tuple[str, ...], wrt: str | None, order: int) -> list[Page]:
    if wrt is None:
        for argument in arguments:
            if argument not in PAGES and not argument.replace("_", "").isalnum():
                raise SymxentError(
                    f"{argument[:60]} is no page; if it is a formula, say by what to differentiate: --wrt z"
                )
        return [page(name) for name in arguments or PAGES]
    from symxent.derive.automatic import page_for
    from symxent.read.formula import MAX_LENGTH, letter, read_formula

    if not arguments:
        raise SymxentError("--wrt says by what to differentiate, but there is no formula")
    if not wrt.isidentifier():
        raise SymxentError(f"--wrt: a symbol such as z or y_hat was expected, and this is {wrt[:40]!r}")
    formulas = [sys.stdin.read(MAX_LENGTH * 100).strip() if text == "-" else text for text in arguments]
    return [page_for(read_formula(formula), letter(wrt), order) for formula in formulas]


def _derive(one: Page, thorough: bool) -> DerivedPage:
    from symxent.derive.judge import derive as derive_page
    from symxent.language.meaning import MeaningError

    with _progress(f"deriving {one.name} …"):
        try:
            return derive_page(one, thorough=thorough)
        except MeaningError as error:
            raise SymxentError(f"{one.name}: {error}") from None


@contextmanager
def _progress(message: str) -> Iterator[None]:
    """One line on a terminal's standard error while something runs; nothing in a pipe."""
    shown = sys.stderr.isatty()
    if shown:
        click.echo(f"\r\033[K{message}", nl=False, err=True)
    try:
        yield
    finally:
        if shown:
            click.echo("\r\033[K", nl=False, err=True)


def _shown(one: DerivedPage, context: click.Context) -> DerivedPage:
    """Print a page as soon as it is derived, and hand it on."""
    from symxent.report import terminal

    click.echo(terminal.render([one], _width()), color=context.color)
    return one


def _width() -> int:
    return shutil.get_terminal_size((100, 40)).columns


def _checked_notes() -> Report:
    """The example notes that the pages cite, checked: their mistakes are found in the text, not listed."""
    from symxent.check.report import check_bytes, read_bytes
    from symxent.resources import folder

    with _progress("checking the example notes …"):
        return check_bytes(read_bytes(folder("examples") / "notes.md"), "examples/notes.md")


def _errata_text() -> str:
    from symxent.report import errata

    return "\n".join(errata.lines(_checked_notes()))


def _render(derived: list[DerivedPage], pages: list[Page], style: str, with_errata: bool, figures: bool | None) -> str:
    from symxent.report import errata

    if style == "latex":
        from symxent.report import latex

        return latex.render(derived)
    if style == "markdown":
        from symxent.report import markdown

        return markdown.render(derived) + ("\n" + errata.markdown(_checked_notes()) if with_errata else "")
    if style == "html":
        from symxent.report import html
        from symxent.report.figures import available

        drawn = available() if figures is None else figures
        return html.render(derived, pages, _checked_notes() if with_errata else None, drawn)
    if style == "json":
        from symxent.report import json

        return json.render(derived, **({"errata": errata.data(_checked_notes())} if with_errata else {}))
    from symxent.report import terminal

    return terminal.render(derived, _width()) + ("\n" + _errata_text() if with_errata else "")
