"""``symxent lint``: what is wrong with an objective that you already have."""

from __future__ import annotations

import json
from pathlib import Path

import click

from symxent.commands.help import Command
from symxent.commands.internal import show_traces
from symxent.errors import SymxentError


@click.command(cls=Command)
@click.argument("target", metavar="FILE.py:FUNCTION")
@click.option("--loss", "loss_name", required=True, metavar="LOSS", help="The loss that it should be of.")
@click.option(
    "--api",
    metavar="CALLER",
    default="xgboost",
    help="xgboost (default), xgboost-sklearn, lightgbm, lightgbm-native, catboost or plain.",
)
@click.option("--classes", metavar="K", default=3, help="Of a loss over a row of classes: how many. [default: 3]")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A parameter of the loss; repeatable.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.pass_context
def lint(
    context: click.Context,
    target: str,
    loss_name: str,
    api: str,
    classes: int,
    settings: tuple[str, ...],
    style: str,
) -> None:
    """Run an objective against the proved derivatives of a loss, and name what is wrong with it.

    \b
    symxent lint my_objective.py:objective --loss bce
    symxent lint my_objective.py:mine --loss my_loss.py:focal --api lightgbm
    symxent lint my_objective.py:mine --loss focal --set gamma=1.5
    symxent lint my_objective.py:mine --loss softmax_cross_entropy --classes 4

    LOSS is a name that 'symxent loss --list' shows, or a loss in a file.  The files are imported, that is, run: give it
    programs of yours.  Exit code 0: nothing is wrong; 1: an error was found.
    """
    from symxent.commands.loss import the_one
    from symxent.commands.user_code import attribute, parsed, run, split
    from symxent.lint.objective import lint_objective

    path, name = split(target)
    if not name:
        raise SymxentError(f"{target} does not say which function: write {target}:FUNCTION")
    function = attribute(run(path), path, name)
    if not callable(function) and not hasattr(function, "calc_ders_range"):
        raise SymxentError(f"{target} is no function")
    source = Path(path).read_text(encoding="utf-8")
    report = lint_objective(function, the_one(loss_name), api, name, classes, source, **parsed(settings))  # type: ignore[arg-type]
    if style == "json":
        findings = [
            {"code": f.code, "severity": f.kind.severity, "cause": f.kind.cause, "detail": f.detail}
            for f in report.findings
        ]
        facts = {"schema_version": 1, "objective": report.objective, "loss": report.loss, "api": api}
        click.echo(json.dumps({**facts, "ok": report.ok, "findings": findings}, ensure_ascii=False))
    else:
        click.echo(str(report))
    show_traces([f.trace for f in report.findings if f.trace])
    context.exit(0 if report.ok else 1)
