"""What the reader says when it does not know how to go on."""

from __future__ import annotations

from symxent.errors import InternalError, SymxentError


class ReadError(SymxentError):
    """A formula could not be read; ``start`` and ``end`` tell which characters of the page stopped the reader."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = max(end, start + 1)


class ReaderFailed(ReadError):
    """The reader itself broke off: no fault of the formula's; ``error`` is what happened."""

    def __init__(self, error: InternalError, start: int, end: int) -> None:
        super().__init__(str(error), start, end)
        self.error = error
