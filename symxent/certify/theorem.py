"""A theorem of Coq: what is assumed of the letters in it, what it states, and the script that proves it."""

from __future__ import annotations

from dataclasses import dataclass

from symxent.errors import SymxentError


class NoCertificate(SymxentError):
    """A statement for which no theorem is written: a notation, or a step, outside what the certificates cover."""


@dataclass(frozen=True)
class Theorem:
    """``binders`` are variables and hypotheses in Coq's notation, ``comment`` says page, line and rule."""

    name: str
    comment: tuple[str, ...]
    binders: tuple[str, ...]
    statement: str
    script: tuple[str, ...]
    kind: str = "line"
