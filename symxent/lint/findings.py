"""What the linter can find: a code that stays, the cause by its name, what follows from it, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from symxent.errors import InternalError, SymxentError

ERROR = "error"


@dataclass(frozen=True)
class Kind:
    """One kind of mistake: ``harm`` says what a library does with it, ``advice`` what to write instead."""

    code: str
    severity: str
    cause: str
    harm: str
    advice: str


@dataclass(frozen=True)
class Finding:
    """A mistake that was found, with the particulars; ``trace`` is that of an error of symxent's own."""

    kind: Kind
    detail: str = ""
    trace: str = ""

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def is_error(self) -> bool:
        return self.kind.severity == ERROR

    def __str__(self) -> str:
        what = f"{self.kind.cause}: {self.detail}" if self.detail else self.kind.cause
        return f"{self.code} {self.kind.severity}: {what}\n    {self.kind.harm}\n    {self.kind.advice}"


def _kinds() -> Iterator[Kind]:
    """The kinds of ``kinds.txt``: a paragraph each, the harm and the advice in lines of their own."""
    for text in Path(__file__).with_name("kinds.txt").read_text(encoding="utf-8").split("\n\n"):
        head, harm, advice = text.strip().splitlines()
        (code, severity), cause = head.split(": ", 1)[0].split(), head.partition(": ")[2]
        yield Kind(code, severity, cause, harm, advice)


KINDS = {kind.code: kind for kind in _kinds()}


def guarded(check: Callable[[], Iterable[Finding]], of_what: str) -> list[Finding]:
    """What a check finds; where symxent itself breaks off, that, and the other checks go on."""
    try:
        return list(check())
    except SymxentError:
        raise
    except Exception as error:
        internal = InternalError.of(error)
        return [Finding(KINDS["OBJ901"], f"{of_what}: {internal}", internal.trace)]
