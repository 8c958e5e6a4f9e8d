"""``symxent audit``: how accurate the loss functions of other libraries are, and a function of your own."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING

import click

from symxent.commands.help import Command
from symxent.errors import SymxentError

if TYPE_CHECKING:
    from symxent.lint.audit import Subject


@click.command(cls=Command)
@click.argument("targets", nargs=-1, required=True, metavar="LIBRARY|FILE.py:FUNCTION…")
@click.option("--loss", "loss_name", metavar="LOSS", help="Of a function of yours: the loss that it should be of.")
@click.option(
    "--arrays", type=click.Choice(["torch", "jax", "numpy"]), default="torch", help="What it takes. [default: torch]"
)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A parameter of the loss; repeatable.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.pass_context
def audit(
    context: click.Context,
    targets: tuple[str, ...],
    loss_name: str | None,
    arrays: str,
    settings: tuple[str, ...],
    style: str,
) -> None:
    """Measure loss functions of other libraries against ball arithmetic, derivatives and infinities included.

    \b
    symxent audit torch jax
    symxent audit my_loss.py:focal --loss focal --set gamma=1.5
    symxent audit torch.nn.functional:softplus --loss softplus

    Worst errors are in ULP; "all": no digit is right; NaN: where there is a number.  A function of yours takes scores
    and labels (of an activation scores alone) as tensors, or as JAX's or NumPy's arrays, and gives a loss for each; one
    of NumPy's may give (value, gradient, Hessian).
    Exit code 0: no digit is lost everywhere; 1: somewhere all are, or NaN is given.
    """
    from symxent.lint.audit import audit as audited
    from symxent.lint.audit import table
    from symxent.lint.peers import ARRAYS, peer_named

    found, heads = [], []
    for target in targets:
        if ":" in target:
            one = _subject(target, loss_name, settings)
            found.append((one.name, audited(one, ARRAYS[arrays])))
            continue
        peer = peer_named(target)
        heads.append(f"{peer.package} {peer.version}")
        found += [(one.name, audited(one, peer.derivatives)) for one in peer.subjects()]
    if style == "json":
        functions = [{"name": name, "outputs": [asdict(a) for a in outputs]} for name, outputs in found]
        click.echo(json.dumps({"schema_version": 1, "libraries": heads, "functions": functions}, ensure_ascii=False))
    else:
        click.echo("\n".join([", ".join(heads), table(found)] if heads else [table(found)]))
    context.exit(1 if any(a.lost for _, outputs in found for a in outputs) else 0)


def _subject(target: str, loss_name: str | None, settings: tuple[str, ...]) -> Subject:
    """A function of the user's, in a file or in a module that can be imported."""
    from symxent.commands.loss import the_one
    from symxent.commands.user_code import attribute, parsed, run, split
    from symxent.lint.audit import Subject
    from symxent.losses.catalogue import of_one_score

    if loss_name is None:
        raise SymxentError(f"say of which loss {target} should be: --loss LOSS")
    path, name = split(target)
    if name:
        function = attribute(run(path), path, name)
    else:
        module_name, _, name = target.rpartition(":")
        try:
            function = getattr(import_module(module_name), name)
        except (ImportError, AttributeError, ValueError) as error:
            raise SymxentError(f"{target}: {error}") from None
    if not callable(function):
        raise SymxentError(f"{target} is no function")
    loss = of_one_score(the_one(loss_name))
    call = function if loss.targets else lambda scores, _: function(scores)
    return Subject(name, loss, call, parsed(settings))
