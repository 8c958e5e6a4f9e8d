"""One family of errors; the command line prints the message and nothing else."""

from __future__ import annotations

from collections.abc import Iterable


class SymxentError(Exception):
    """Something that the user can mend.  The message says what was given, what was expected, what to do."""


def unknown(kind: str, given: str, known: Iterable[str]) -> SymxentError:
    """A name that nothing has, with the nearest that something has, or all of them.

    >>> print(unknown("loss", "focla", ["bce", "focal"]))
    there is no loss 'focla'; did you mean focal?
    """
    from difflib import get_close_matches

    names = tuple(known)
    near = [name for name in names if name.lower() == given.lower()] or get_close_matches(given, names, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"
    return SymxentError(f"there is no {kind} {given[:60]!r}; {hint}")


class Disagreement(SymxentError):
    """Two independent methods contradict each other: an error of symxent's own, never of the user's."""
