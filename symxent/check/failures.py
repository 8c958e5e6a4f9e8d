"""One guard for every stage of a check: what nobody foresaw, or what takes too long, costs one step, never the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from symxent.errors import InternalError
from symxent.proof.deadline import OutOfTime

T = TypeVar("T")


@dataclass(frozen=True)
class Failure:
    """An error of symxent's own, with the characters of the page that it was about; ``lost`` says what it cost."""

    start: int
    end: int
    lost: str
    error: InternalError


class Failures(list[Failure]):
    """The errors of symxent's own on one page, in the order in which they were met."""

    def guarded(self, action: Callable[[], T], otherwise: T, lost: str, start: int, end: int) -> T:
        """What ``action`` gives; where it fails, ``otherwise``, and the failure is kept; so where its time is over.

        ``lost`` says in a few words what the user does without: "its corrections were not searched".
        """
        try:
            return action()
        except OutOfTime:  # no error: it was looked for as long as it may be
            return otherwise
        except Exception as error:  # whatever it is: the rest of the page has to be reported
            self.append(Failure(start, end, lost, InternalError.of(error)))
            return otherwise
