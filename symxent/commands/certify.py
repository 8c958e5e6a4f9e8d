"""``symxent certify``: the pages of the catalogue as Coq theorems, and what Coq says to them."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from symxent.certify.coq import Report, check_all, find_coq
from symxent.certify.page import LIBRARY, Certificate, library_text
from symxent.certify.page import certify as certificate_of
from symxent.commands.help import FormulaCommand, remark_on_powers
from symxent.commands.internal import apart, incomplete, remember_verbose
from symxent.derive.catalogue import PAGES, page
from symxent.errors import SymxentError, unknown
from symxent.files import GENERATED, refuse_foreign, write_atomically

SCHEMA_VERSION = 1


@click.command(cls=FormulaCommand)
@click.argument("pages", nargs=-1, metavar="[PAGE|NOTES|LOSS|FILE.py[:NAME]|FORMULA]...")
@click.option("--wrt", metavar="SYMBOL", help="Derive formulas by this symbol, for Coq to check.")
@click.option(
    "--order", type=click.IntRange(1, 4), metavar="N", default=1, show_default=True, help="Of the derivative."
)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Write the Coq files there; check nothing."
)
@click.option("--kernels", is_flag=True, help="Have Gappa bound the rounding errors of kernels.")
@click.option("--fresh", is_flag=True, help="Ask Coq again about what it has accepted.")
@click.option(
    "-v", "--verbose", is_flag=True, callback=remember_verbose, help="Show every theorem, the accepted ones too."
)
@click.pass_context
def certify(
    context: click.Context,
    pages: tuple[str, ...],
    wrt: str | None,
    order: int,
    style: str,
    output: Path | None,
    kernels: bool,
    fresh: bool,
    verbose: bool,
) -> None:
    """Have Coq check pages, formulas or notes: a theorem for every line and claim.

    Of notes: what 'symxent check' proved, and that what it refuted is false.

    \b
    symxent certify sigmoid softmax --verbose
    symxent certify examples/notes.md
    symxent certify my_loss.py
    symxent certify focal huber
    symxent certify 'softplus(z) - y*z' --wrt z --order 2
    symxent certify --output certificates/

    Exit code 0: Coq accepts every theorem.  1: it does not.  2: there is no Coq.
    """
    if kernels:
        said, same = _kernels(style)
        click.echo(said)
        context.exit(0 if same else 1)
    certificates = _certificates(pages, wrt, order)
    if not certificates:
        context.exit(2)
    if output is not None:
        write(output, certificates)
        click.echo(f"{len(certificates) + 1} files written to {output}", err=True)
        context.exit(2 if incomplete() else 0)
    reports = check_all(certificates, fresh=fresh)
    click.echo(_json(certificates, reports) if style == "json" else _text(certificates, reports, verbose))
    context.exit(2 if incomplete() else 0 if all(report.accepted for report in reports) else 1)


def _kernels(style: str) -> tuple[str, bool]:
    """What Gappa proves of the kernels, and whether the comments of the generated C say the same."""
    from symxent.certify.loss_error import bounds
    from symxent.kernels.arithmetic.formats import FORMATS
    from symxent.kernels.emit.proved import BOUNDS

    found = {form.real: bounds(form) for form in FORMATS}
    same = all(found[real] == BOUNDS[real] for real in found)
    if style == "json":
        document = {"schema_version": SCHEMA_VERSION, "ulp": found, "as_in_generated_c": same}
        return json.dumps(document, indent=2), same
    rows = [
        f"{real}: {_WORDS[what]} within {bound} ULP" for real, proved in found.items() for what, bound in proved.items()
    ]
    rows.append("for every finite input, however the compiler fuses products and sums")
    if not same:
        rows.append("the generated C says otherwise: renew BOUNDS in symxent/kernels/emit/proved.py, and generate")
    return "\n".join(rows), same


_WORDS = {
    "exp": "e^v for v ≤ 0",
    "sigmoid": "sigmoid, and the gradient of binary cross-entropy at y = 0 and y = 1,",
    "softplus": "softplus, log sigmoid, and binary cross-entropy at y = 0 and y = 1",
    "shares": "binary cross-entropy of a share y",
    "hessian": "the derivative of sigmoid, which is the Hessian of binary cross-entropy,",
}


def _derived(formulas: tuple[str, ...], wrt: str, order: int) -> list[Certificate]:
    from symxent.derive.formula import page_of

    if not formulas:
        raise SymxentError("--wrt says by what to differentiate, but there is no formula")
    remark_on_powers(*formulas)
    derived = [page_of(formula, wrt, order) for formula in formulas]
    if any(not one.sections for one in derived):
        raise SymxentError("a formula of matrices: no theorem of Coq's is written about matrices of every size")
    return [certificate_of(replace(one, name=f"formula_{number}")) for number, one in enumerate(derived, 1)]


def _certificates(names: tuple[str, ...], wrt: str | None, order: int) -> list[Certificate]:
    if wrt is not None:
        return _derived(names, wrt, order)
    chosen = names or [name for name in PAGES if not page(name).without_certificate]
    return [one for name in chosen for one in apart(partial(_named, name), name) or ()]


def _named(name: str) -> list[Certificate]:
    """The certificates of a page, a file of notes, or losses."""
    from symxent.commands.user_code import split
    from symxent.losses import catalogue

    if name in PAGES:
        return [certificate_of(page(name))]
    if split(name)[0].suffix == ".py" or name in catalogue.names():
        return _losses(name)
    if not Path(name).suffix:
        raise unknown("page or loss", name, (*PAGES, *catalogue.names()))
    from symxent.certify.notes import certify_notes

    notes = certify_notes(Path(name))
    for where, reason in notes.left_out:
        click.echo(f"{name}, {where}: not stated in Coq: {reason}", err=True)
    if not notes.certificate.theorems:
        raise SymxentError(f"{name} holds no line that was proved or refuted and that Coq can be told")
    return [notes.certificate]


def _losses(target: str) -> list[Certificate]:
    """Of the losses that a target names, with the claims that its file makes."""
    from symxent.certify.loss import certify_loss
    from symxent.commands.loss import declared
    from symxent.losses.claims import recorded

    with recorded() as claims:
        losses = declared(target)
    found = []
    for one in losses:
        certified = certify_loss(one, [claim for claim in claims if claim.loss == one], f"symxent certify {target}")
        for left_out in certified.left_out:
            click.echo(f"{one.name}, {left_out.what}: not stated in Coq: {left_out.reason}", err=True)
        found.append(certified.certificate)
    return found


def write(where: Path, certificates: list[Certificate]) -> None:
    """The library and the certificates, as files that ``coqc -R . Symxent`` compiles."""
    try:
        where.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SymxentError(f"{where} cannot be made: {error.strerror}") from None
    texts = files(certificates)
    for name, text in texts.items():
        refuse_foreign(where / name, GENERATED if GENERATED in text else text.partition("\n")[0])
    for name, text in texts.items():
        write_atomically(where / name, text)


def files(certificates: list[Certificate]) -> dict[str, str]:
    """File name → text."""
    return {f"{LIBRARY}.v": library_text()} | {f"{one.name}.v": one.text for one in certificates}


def _text(certificates: list[Certificate], reports: list[Report], verbose: bool) -> str:
    rows: list[str] = []
    for certificate, report in zip(certificates, reports, strict=True):
        accepted = sum(one.accepted for one in report.outcomes)
        mark = "✓" if report.accepted else "✗"
        when = "as checked before" if report.cached else f"{report.seconds:.1f} s"
        rows.append(f"{mark} {certificate.title}: {accepted} of {len(report.outcomes)} theorems accepted ({when})")
        comments = {theorem.name: theorem.comment for theorem in certificate.theorems}
        for one in report.outcomes:
            if verbose or not one.accepted:
                rows.append(f"    {'✓' if one.accepted else '✗'} {one.theorem}  {one.seconds:.2f} s")
                rows += [f"        {line}" for line in comments[one.theorem]]
                rows += [f"        Coq: {one.message}"] if one.message else []
        rows += [f"    ✗ rests on the axiom {axiom}, which the real numbers do not need" for axiom in report.foreign]
    axioms = dict.fromkeys(axiom for report in reports for axiom in report.axioms)
    total = sum(len(report.outcomes) for report in reports)
    accepted = sum(one.accepted for report in reports for one in report.outcomes)
    rows.append("")
    rows.append(f"{accepted} of {total} theorems accepted by {find_coq().version}")
    rows.append(f"axioms: {', '.join(axioms) or 'none'} (those of Coq's real numbers)")
    return "\n".join(rows)


def _json(certificates: list[Certificate], reports: list[Report]) -> str:
    pages = [
        {
            "page": report.name,
            "title": certificate.title,
            "accepted": report.accepted,
            "seconds": report.seconds,
            "cached": report.cached,
            "axioms": list(report.axioms),
            "theorems": [
                {
                    "name": one.theorem,
                    "accepted": one.accepted,
                    "seconds": one.seconds,
                    "message": one.message,
                    "statement": theorem.statement,
                }
                for one, theorem in zip(report.outcomes, certificate.theorems, strict=True)
            ],
        }
        for certificate, report in zip(certificates, reports, strict=True)
    ]
    document = {"schema_version": SCHEMA_VERSION, "coq": find_coq().version, "pages": pages}
    return json.dumps(document, ensure_ascii=False, indent=2)
