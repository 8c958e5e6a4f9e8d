"""Writing files so that nothing is ever half written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from symxent.errors import SymxentError


def write_atomically(path: Path, text: str) -> None:
    """Write beside the file, then rename: whoever looks sees the old text or the new one, whole.

    A link stays a link, what it leads to is written; a device or a pipe is written into, never replaced.  Raises
    SymxentError that names the path when it cannot be written; the old file is then untouched.
    """
    if _is_stream(path):
        _write_into(path, text)
        return
    given, path = path, Path(os.path.realpath(path))
    # Renaming would get past the rights of the file itself: they say that its owner wants it kept.
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise SymxentError(f"{given} cannot be written: it is read-only")
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise SymxentError(f"{given} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        # A new file gets the usual rights; one that is replaced keeps its own.
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        os.chmod(beside, mode)
        os.replace(beside, path)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise SymxentError(f"{given} cannot be written: {error.strerror}") from None


def _is_stream(path: Path) -> bool:
    """Whether this is a device, a pipe, or the name of an open file such as /dev/stdout."""
    named = os.path.abspath(path).startswith(("/dev/std", "/dev/fd/", "/proc/"))
    return named or (os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path))


def _write_into(path: Path, text: str) -> None:
    try:
        with open(path, "a", encoding="utf-8", newline="") as out:
            out.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SymxentError(f"{path} cannot be written: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
