"""Where the templates and the generated files lie: at the root of the repository, or inside an installed package."""

from __future__ import annotations

from pathlib import Path

from symxent.errors import SymxentError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder ``templates``, ``generated`` or ``examples``, wherever this symxent keeps it.

    A wheel carries them inside the package, a checkout has them beside it.  Raises SymxentError when neither does.

    >>> folder("templates").name
    'templates'
    """
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise SymxentError(f"symxent's folder {name!r} is missing from {_PACKAGE} and beside it; reinstall symxent")


def is_checkout() -> bool:
    """Whether this symxent lies in its repository, and does not come from a wheel, whose files are not ours to change.

    >>> is_checkout() is not (_PACKAGE / "generated").is_dir()
    True
    """
    return not (_PACKAGE / "generated").is_dir()
