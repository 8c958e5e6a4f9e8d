"""What takes long says what it does: a line of standard error while it runs on a terminal, else one after a while."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

PATIENCE = 10.0  # seconds of silence, where nothing can be taken back that was said
_busy = False


@contextmanager
def telling(what: str, patience: float | None = None) -> Iterator[None]:
    """Says ``what`` is being done while the block runs; inside of another such block it says nothing.

    Nothing is said either where the environment has ``SYMXENT_QUIET``.

    >>> with telling("adding two numbers"):
    ...     1 + 1
    2
    """
    global _busy
    if _busy or sys.stderr is None or os.environ.get("SYMXENT_QUIET"):
        yield
        return
    _busy = True
    on_terminal = sys.stderr.isatty()
    line = f"\r\x1b[K{what} …" if on_terminal else f"symxent: still at work after {PATIENCE:g} s: {what}\n"
    timer = Timer((0.3 if on_terminal else PATIENCE) if patience is None else patience, _say, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        _busy = False
        timer.cancel()
        if on_terminal:
            _say("\r\x1b[K")


def _say(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        pass  # nobody listens any more
