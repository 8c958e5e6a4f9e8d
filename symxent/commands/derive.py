"""``symxent derive``: the pages of the catalogue, or any formula, line by line and proved."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from symxent.commands.help import FormulaCommand, completing, remark_on_powers
from symxent.commands.internal import apart, incomplete, rendered
from symxent.derive.catalogue import PAGES, page
from symxent.derive.derivation import DerivedPage
from symxent.derive.page import Page
from symxent.derive.problems.asked import ASKED, WITH_ORDER, WITH_WRT
from symxent.errors import SymxentError
from symxent.files import refuse_inputs, write_atomically
from symxent.progress import telling
from symxent.resources import folder

if TYPE_CHECKING:
    from symxent.check.findings import Report


def _questions(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options that ask for something else than a derivative, which its help lists by itself."""
    for option, question in reversed(ASKED.items()):
        command = click.option(option, metavar=question.metavar, help=question.says, hidden=True)(command)
    return command


@click.command(cls=FormulaCommand)
@click.argument("pages", nargs=-1, metavar="[PAGE|FORMULA]...", shell_complete=completing(PAGES))
@click.option("--wrt", metavar="X[,Y]", help="Differentiate by these symbols, not the only one.")
@click.option("--order", type=click.IntRange(0, 10), metavar="N", help="Of the derivative, or of --taylor.")
@_questions
@click.option("--list", "show_list", is_flag=True, help="List the pages of the catalogue.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "latex", "markdown", "html", "json"]),
    metavar="FORMAT",
    default="text",
    help="text, latex, markdown, html or json.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, readable=False, path_type=Path), help="Write to a file."
)
@click.option("--thorough", is_flag=True, help="Ask sympy.simplify about every line, too.")
@click.option("--proof", "proofs", is_flag=True, help="Below each line what the logic checked; text or json.")
@click.option("--figures/--no-figures", default=None, help="Draw figures into HTML, with matplotlib.")
@click.option("--errata/--no-errata", default=None, help="List what the example notes get wrong.")
@click.pass_context
def derive(
    context: click.Context,
    pages: tuple[str, ...],
    wrt: str | None,
    order: int | None,
    show_list: bool,
    style: str,
    output: Path | None,
    thorough: bool,
    proofs: bool,
    figures: bool | None,
    errata: bool | None,
    **asked: str | None,
) -> None:
    """Derive and prove: pages, or any formula (- is standard input).

    \b
    symxent derive 'softplus(z) - y*z' --wrt z --order 2
    symxent derive 'x*exp(-x)' --integrate x=0..1

    \b
    --integrate X[=A..B]   --limit X->A      --sum K=A..B       --solve X
    --implicit Y           --logarithmic X   --along X=F,Y=G
    --taylor X=A           --critical X[,Y]

    Exit code 0: every line is proved.  1: a line is not.  2: bad usage.
    """
    if show_list:
        for name in PAGES:
            click.echo(f"{name:<36}{page(name).title}")
        return
    if proofs and style not in ("text", "json"):
        raise SymxentError(f"--proof goes with the formats text and json, not with {style}")
    if output is not None:
        refuse_inputs(output, [*pages, folder("examples") / "notes.md"])
    chosen = _chosen(pages, _question({f"--{name}": about for name, about in asked.items()}, wrt), wrt, order)
    with_errata = errata if errata is not None else not pages
    at_once_shown = style == "text" and output is None
    with _begun(chosen, all(one.name in PAGES for one in chosen), thorough, with_errata) as (page_jobs, notes):
        derived: list[tuple[Page, DerivedPage]] = []
        for one, job in zip(chosen, page_jobs, strict=True):
            with telling(f"deriving {one.name}"):
                made = apart(job, one.name)
            if made is None:
                continue
            if at_once_shown:
                text = apart(partial(_text, [made], proofs), one.name)
                click.echo(text or "", color=context.color)
            derived.append((one, made))
        report = None
        if notes is not None:
            with telling("checking the example notes"):
                report = apart(notes, "the example notes")
    if at_once_shown:
        if report is not None:
            from symxent.report import errata as errata_report

            click.echo("\n".join(errata_report.lines(report)), color=context.color)
    else:
        text = rendered(
            partial(_render, style=style, report=report, figures=figures, proofs=proofs), derived, lambda d: d[0].name
        )
        if output is None:
            click.echo(text, color=context.color)
        else:
            write_atomically(output, click.unstyle(text) + "\n")
            click.echo(f"written to {output}", err=True)
    context.exit(2 if incomplete() else 0 if all(made.proved for _, made in derived) else 1)


PageJob: TypeAlias = "Callable[[], DerivedPage]"
NotesJob: TypeAlias = "Callable[[], Report]"


@contextmanager
def _begun(
    chosen: list[Page], of_catalogue: bool, thorough: bool, with_errata: bool
) -> Iterator[tuple[Sequence[PageJob], NotesJob | None]]:
    """The work, begun: one job for each page, and one for the errata."""
    from symxent.derive.together import at_once, derive_by_name

    if not of_catalogue:
        yield [partial(_derive, one, thorough) for one in chosen], None
        return
    import symxent.derive.judge  # noqa: F401 - once, before the processes part

    if len(chosen) > 1:
        from symxent.proof.voice import get_ready

        get_ready()

    # The notes take longest, so they come first.
    jobs: list[Callable[[], Any]] = [_checked_notes] if with_errata else []
    jobs += [partial(derive_by_name, one.name, thorough) for one in chosen]
    with at_once(jobs) as begun:
        yield begun[with_errata:], begun[0] if with_errata else None


def _checked_notes() -> Report:
    from symxent.report.errata import of_example_notes

    return of_example_notes()


def _question(options: dict[str, str | None], wrt: str | None) -> tuple[str, str] | None:
    """What is asked about formulas: the one option that is given, and what stands behind it."""
    given = [(option, about) for option, about in options.items() if about is not None]
    if wrt is not None and not any(option in WITH_WRT for option, _ in given):
        given.insert(0, ("--wrt", wrt))
    if len(given) > 1:
        raise SymxentError(f"{' and '.join(option for option, _ in given)} ask for two things: name one of them")
    return given[0] if given else None


def _chosen(
    arguments: tuple[str, ...], question: tuple[str, str] | None, wrt: str | None, order: int | None
) -> list[Page]:
    named = [name in PAGES or name.replace("_", "").isalnum() for name in arguments]
    if question is None and all(named):
        return [page(name) for name in arguments or PAGES]
    from symxent.derive.formula import page_of
    from symxent.language.formula import MAX_LENGTH

    nth = 1 if order is None else order

    def formula(argument: str) -> str:
        if question is None and os.path.isfile(argument):  # False, not an error, where a formula is too long for a name
            raise SymxentError(
                f"{argument} is a file; 'symxent check {argument}' reads it, derive takes pages and formulas"
            )
        text = _standard_input(MAX_LENGTH * 100) if argument == "-" else argument
        remark_on_powers(text)
        return text

    if question is None:
        return [
            page(name) if is_name else page_of(formula(name), order=nth)
            for name, is_name in zip(arguments, named, strict=True)
        ]
    option, about = question
    if not arguments:
        what = "by what to differentiate" if option == "--wrt" else "what is asked"
        raise SymxentError(f"{option} says {what}, but there is no formula")
    for argument in arguments:
        if argument in PAGES:
            raise SymxentError(
                f"{argument} is a page; without {option} it is derived, {argument}(z) would be a formula"
            )
    formulas = [formula(argument) for argument in arguments]
    if option == "--wrt":
        return [page_of(formula, about, nth) for formula in formulas]
    if order is not None and option not in WITH_ORDER:
        raise SymxentError(f"{option} has no order: --order goes with derivatives, --implicit and --taylor")
    beside: dict[str, Any] = {"wrt": wrt} if option in WITH_WRT else {}
    beside |= {"order": order} if option in WITH_ORDER else {}
    return [ASKED[option](formula, about, **beside) for formula in formulas]


def _standard_input(most: int) -> str:
    return sys.stdin.buffer.read(most).decode("utf-8-sig", "replace").strip()


def _derive(one: Page, thorough: bool) -> DerivedPage:
    from symxent.derive.formula import judged

    return judged(one, thorough)


def _text(derived: list[DerivedPage], proofs: bool) -> str:
    from symxent.report import terminal

    return terminal.render(derived, shutil.get_terminal_size((100, 40)).columns, proofs=proofs)


def _render(
    pages_derived: list[tuple[Page, DerivedPage]],
    style: str,
    report: Report | None,
    figures: bool | None,
    proofs: bool,
) -> str:
    from symxent.report import errata

    pages, derived = [page for page, _ in pages_derived], [made for _, made in pages_derived]
    if style == "latex":
        from symxent.report import latex

        return latex.render(derived)
    if style == "markdown":
        from symxent.report import markdown

        return markdown.render(derived) + ("" if report is None else "\n" + errata.markdown(report))
    if style == "html":
        from symxent.report import html
        from symxent.report.figures import available

        return html.render(derived, pages, report, available() if figures is None else figures)
    if style == "json":
        from symxent.report import json

        return json.render(derived, proofs=proofs, **({} if report is None else {"errata": errata.data(report)}))
    return _text(derived, proofs) + ("" if report is None else "\n" + "\n".join(errata.lines(report)))
