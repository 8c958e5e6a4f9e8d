"""Derived pages as one JSON document; ``schema_version`` changes when a reader would have to."""

from __future__ import annotations

import json
from collections.abc import Iterable

from symxent.derive.derivation import Derivation, DerivedPage, Line
from symxent.language.latex import to_latex
from symxent.language.text import to_text
from symxent.proof.verdict import Verdict

SCHEMA_VERSION = 1


def render(pages: Iterable[DerivedPage], *, proofs: bool = False, **more: object) -> str:
    """All pages, each verdict with its proof if asked for; ``more`` are further members of the document."""
    document = {"schema_version": SCHEMA_VERSION, "pages": [page_data(page, proofs) for page in pages], **more}
    return json.dumps(document, ensure_ascii=False, indent=2)


def page_data(page: DerivedPage, proofs: bool = False) -> dict[str, object]:
    return {
        "name": page.name,
        "title": page.title,
        "notes": page.notes,
        "proved": page.proved,
        "methods": list(page.methods),
        "milliseconds": round(page.milliseconds, 3),
        "sections": [_section(section, proofs) for section in page.sections],
    }


def _section(section: Derivation, proofs: bool) -> dict[str, object]:
    return {
        "title": section.title,
        "kind": section.kind,
        "notes": section.notes,
        "proved": section.proved,
        "claim": verdict_data(section.claim, proofs),
        "lines": [_line(line, proofs) for line in section.lines],
    }


def _line(line: Line, proofs: bool) -> dict[str, object]:
    verdict = None if line.verdict is None else verdict_data(line.verdict, proofs)
    return {"text": to_text(line.tree), "latex": to_latex(line.tree), "rules": list(line.rules), "verdict": verdict}


def verdict_data(verdict: Verdict, proofs: bool = False) -> dict[str, object]:
    """A verdict as plain data; the witness as names, exact values and both balls; its proof if asked for."""
    witness = None
    if verdict.witness is not None:
        witness = {
            "point": {str(symbol): str(value) for symbol, value in verdict.witness.point},
            "lhs": str(verdict.witness.lhs),
            "rhs": str(verdict.witness.rhs),
        }
    return {
        "status": verdict.status.value,
        "methods": list(verdict.methods),
        "reason": verdict.reason,
        "used": list(verdict.used),
        "milliseconds": round(verdict.milliseconds, 3),
        "witness": witness,
        **({"proof": verdict.proof.to_json() if verdict.proof is not None else None} if proofs else {}),
    }
