"""``symxent loss``: a loss from its formula to verified kernels, in one report."""

from __future__ import annotations

import json
import os
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sympy import S, Symbol

from symxent.commands.help import FormulaCommand, remark_on_powers
from symxent.commands.internal import apart, incomplete, rendered
from symxent.commands.ranges import set_of
from symxent.errors import SymxentError
from symxent.files import refuse_foreign, refuse_inputs
from symxent.kernels.emit.libraries import TARGETS, suffixes
from symxent.kernels.program.names import check_name
from symxent.language.expression import formula
from symxent.losses.loss import Loss
from symxent.losses.variables import PARAMETER, PREDICTION, TARGET, LossVariable
from symxent.losses.verified import NotVerified, told
from symxent.progress import telling

if TYPE_CHECKING:
    from symxent.losses.report import LossReport


@click.command(cls=FormulaCommand)
@click.argument("target", metavar="FILE.py[:NAME]|LOSS|FORMULA", required=False)
@click.option("--list", "show_list", is_flag=True, help="List the losses of the catalogue.")
@click.option("--wrt", metavar="SYMBOL", help="The prediction of a formula, as in derive.")
@click.option("--var", "variables", multiple=True, metavar="RANGE", help="'y in {0, 1}', '0 < p < 1'; repeatable.")
@click.option(
    "--target", "language", type=click.Choice(TARGETS), metavar="TARGET", help=f"Write {', '.join(TARGETS)}; needs -o."
)
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), help="Where.")
@click.option("--no-strict", is_flag=True, help="Write kernels that fail their verification, too.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Fix a parameter; repeatable.")
@click.option(
    "--curvature",
    default="exact",
    metavar="KIND",
    help="Such as fisher; a wrong one lists all.",
)
@click.option("--floor", type=click.FloatRange(min=0), metavar="N", default=0.0, help="The least curvature.")
@click.option("--brief", is_flag=True, help="Leave out the derivation's lines.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.option("--keep-forms", is_flag=True, hidden=True, help="Ship the stable forms of a loss of the catalogue.")
@click.pass_context
def loss(
    context: click.Context,
    target: str | None,
    show_list: bool,
    wrt: str | None,
    variables: tuple[str, ...],
    language: str | None,
    output: Path | None,
    no_strict: bool,
    settings: tuple[str, ...],
    curvature: str,
    floor: float,
    brief: bool,
    style: str,
    keep_forms: bool,
) -> None:
    """Derive, prove, generate and verify a loss.

    \b
    symxent loss my_loss.py
    symxent loss my_loss.py:focal --target c -o kernels
    symxent loss focal --set gamma=1.5 --curvature fisher --floor 1e-16
    symxent loss 'softplus(z) - y*z' --wrt z --var 'y in {0, 1}'

    A file is imported, that is, run; it gives sx.Loss objects names.
    Exit code 0: derived, proved, verified; 1: something is not; 2: not done.
    """
    from symxent.commands.user_code import parsed, split

    if show_list:
        for name, title in known().items():
            click.echo(f"{name:<24}{title}")
        return
    if target is None:
        raise SymxentError("say which loss: a file such as my_loss.py, or a name that --list shows")
    if (language is None) != (output is None):
        raise SymxentError("--target says what to write and -o where: give both")
    if wrt is None and variables:
        raise SymxentError("--var is of a formula, and --wrt says by what that is differentiated")
    named = parsed(settings)
    found = declared(target) if wrt is None else [_of_formula(target, wrt, variables, named)]
    losses = [one.at(**named) if named else one for one in found]
    losses = [one.with_curvature(curvature, floor) if curvature != "exact" or floor else one for one in losses]
    if output is not None and language is not None:
        for one in losses:  # before the work, not after it
            for suffix in suffixes(language):
                refuse_inputs(output / f"{one.name}{suffix}", [split(target)[0]])
                refuse_foreign(output / f"{one.name}{suffix}")
    if keep_forms:
        for one in losses:
            _keep(one)
        return
    made = [(one, report) for one in losses if (report := apart(partial(_report, one), one.name)) is not None]
    text = rendered(partial(_shown, style=style, brief=brief), [report for _, report in made], lambda r: r.loss.name)
    click.echo(text, color=context.color)
    if output is not None and language is not None:
        for one, report in made:
            for path in apart(partial(_written, report, language, output, not no_strict), one.name) or ():
                click.echo(f"written to {path}", err=True)
    context.exit(2 if incomplete() else 0 if all(report.ok for _, report in made) else 1)


def _of_formula(text: str, wrt: str, ranges: tuple[str, ...], settings: dict[str, float]) -> Loss:
    """The loss that a formula is: its letters are the prediction, parameters where a number is set, else targets."""
    remark_on_powers(text)
    expr = formula(text)
    sets = dict(set_of(each) for each in ranges)
    letters = {s.name: s for s in expr.free_symbols if isinstance(s, Symbol)}
    if strange := sorted({*sets, *settings} - letters.keys()):
        raise SymxentError(f"the formula does not contain {', '.join(strange)}; it has {', '.join(sorted(letters))}")
    roles = {name: PARAMETER if name in settings else TARGET for name in letters} | {wrt: PREDICTION}
    made = {
        name: LossVariable(check_name(name), roles[name], sets.get(name, S.Reals), settings.get(name)) for name in roles
    }
    return Loss("loss", expr.xreplace({letters[name]: made[name] for name in letters}), wrt=made[wrt], title=text)


def _report(one: Loss) -> LossReport:
    from symxent.losses import report

    with telling(
        f"deriving, proving, finding stable forms of, compiling and measuring {one.name} (once on this machine)"
    ):
        return report.of(one)


def _written(report: LossReport, language: str, output: Path, strict: bool) -> list[Path]:
    """The files of the kernels; raises NotVerified instead for kernels that the report found to be wrong."""
    from symxent.losses.report import write

    failures = tuple(m.failure for m in report.measured if not m.passed)
    if failures and strict:
        raise NotVerified(f"{told(report.loss.name, failures)}. None is written; --no-strict writes them all the same")
    if failures:
        click.echo(f"symxent: {told(report.loss.name, failures)}", err=True)
    return write(report.loss, language, output)


def _shown(reports: list[LossReport], style: str, brief: bool) -> str:
    if style == "json":
        return json.dumps({"schema_version": 1, "losses": [r.facts() for r in reports]}, ensure_ascii=False)
    width = shutil.get_terminal_size((100, 40)).columns
    return "\n\n".join(r.text(width, brief) for r in reports)


def known() -> dict[str, str]:
    """The losses of the catalogue, with their titles."""
    from symxent.losses import catalogue

    return {name: catalogue.named(name).title for name in catalogue.names()}


def the_one(target: str) -> Loss:
    """The one loss that a target names; raises SymxentError where it names several."""
    losses = declared(target)
    if len(losses) != 1:
        raise SymxentError(f"{target} defines {', '.join(one.name for one in losses)}: write {target}:NAME")
    return losses[0]


def declared(target: str) -> list[Loss]:
    """The losses that a target names: one of the catalogue, or all of a file, or the one after its colon."""
    from symxent.commands.user_code import attribute, run, split
    from symxent.losses import catalogue

    path, name = split(target)
    if path.suffix != ".py":
        if os.path.isfile(path):
            raise SymxentError(f"{target} is no Python program; a loss of your own stands in a file that ends in .py")
        return [catalogue.named(target)]
    module = run(path)
    if name:
        found = attribute(module, path, name)
        if not isinstance(found, Loss):
            raise SymxentError(f"{target} is a {type(found).__name__}; a Loss was expected: {name} = sx.Loss(...)")
        return [found]
    losses = list({id(v): v for v in vars(module).values() if isinstance(v, Loss)}.values())
    if not losses:
        raise SymxentError(f"{path} defines no loss; write loss = sx.Loss(name, formula, wrt=z)")
    return losses


def _keep(one: Loss) -> None:
    from symxent.losses import catalogue, store
    from symxent.losses.compile import compiled
    from symxent.losses.stabilise import stable_form
    from symxent.losses.verify import verify
    from symxent.resources import folder

    if one.name not in catalogue.names():
        raise SymxentError(f"{one.name} is not of the catalogue of losses; only its forms are shipped")
    fails = [m.output for m in verify(compiled(one)) if not m.passed]
    forms = [stable_form(one, name) for name in (*one.outputs, *(["hessian_product"] if one.by_row else []))]
    path = store.write(one.name, forms, folder("generated") / "losses", fails)
    click.echo(f"written to {path}", err=True)
