"""One family of errors; the command line prints the message and nothing else.

What is none of them is an error of symxent's own.  It costs the user the one thing at hand (a step, a page, a kernel),
is told as such, and everything else goes on: ``InternalError.of`` makes a sentence and a trace of it.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class SymxentError(Exception):
    """Something that the user can mend.  The message says what was given, what was expected, what to do."""


def unknown(kind: str, given: str, known: Iterable[str]) -> SymxentError:
    """A name that nothing has, with the nearest that something has, or all of them.

    >>> print(unknown("loss", "focla", ["bce", "focal"]))
    there is no loss 'focla'; did you mean focal?
    """
    return SymxentError(f"there is no {kind} {given[:60]!r}; {nearest(given, known)}")


def nearest(given: str, known: Iterable[str], there_are: str = "there are") -> str:
    """The end of a message about a name that nothing has.

    >>> nearest("sigmod", ["exp", "sigmoid"]), nearest("q", ["exp", "sigmoid"])
    ('did you mean sigmoid?', 'there are exp, sigmoid')
    """
    from difflib import get_close_matches

    names = tuple(known)
    near = [name for name in names if name.lower() == given.lower()] or get_close_matches(given, names, 3)
    return f"did you mean {' or '.join(near)}?" if near else f"{there_are} {', '.join(names) or 'none'}"


class Disagreement(SymxentError):
    """Two independent methods contradict each other: an error of symxent's own, never of the user's."""


@dataclass(frozen=True)
class InternalError:
    """An exception that nobody foresaw, as one line and as the whole trace that a report of it should hold."""

    words: str
    trace: str

    @classmethod
    def of(cls, error: BaseException) -> InternalError:
        """What an exception was, and the line of symxent's own source that had the last part in it.

        >>> try:
        ...     {}["sum"]
        ... except KeyError as error:
        ...     print(InternalError.of(error).words)
        KeyError: 'sum'
        """
        if isinstance(error, FromProcess):
            return error.error
        said = (str(error).splitlines() or [""])[0][:200]
        words = f"{type(error).__name__}: {said}" if said else type(error).__name__
        home = Path(__file__).resolve().parent
        frames = traceback.extract_tb(error.__traceback__)
        own = [f for f in frames if Path(f.filename).resolve().is_relative_to(home)]
        if own:
            where = Path(own[-1].filename).resolve().relative_to(home).as_posix()
            words = f"{words} ({where}, line {own[-1].lineno})"
        return cls(words, "".join(traceback.format_exception(error)))

    def __str__(self) -> str:
        return f"an error of symxent's own, please report: {self.words}"


class FromProcess(Exception):
    """Carries an error of symxent's own out of a process beside this one, its trace included."""

    def __init__(self, error: InternalError) -> None:
        super().__init__(error)
        self.error = error
