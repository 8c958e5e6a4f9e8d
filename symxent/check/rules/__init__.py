"""One file a rule: its docstring says what it finds, why that is bad, and what to write instead.

``explain`` gives the text of a rule, ``RULES`` the codes with their names.  A rule about notation has a function
``find``, which is given each chain of the page and its source; the other codes are given by the judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from inspect import getdoc
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from symxent.errors import unknown

if TYPE_CHECKING:
    from symxent.check.notation import Warning_
    from symxent.check.statements import Statement


def _found() -> dict[str, str]:
    names = sorted(module.name for module in iter_modules(__path__))
    return {name[:4].upper(): name for name in names}


#: Code → module name, "M201" → "m201_wrong_sign".
RULES: dict[str, str] = _found()


def name_of(code: str) -> str:
    """The short name of a rule: "wrong-sign"."""
    return RULES[code][5:].replace("_", "-")


def explain(code: str) -> str:
    """The documentation of a rule.

    >>> explain("M201").splitlines()[0]
    'M201 wrong-sign'

    Raises SymxentError for a code that does not exist.
    """
    code = code.upper()
    if code not in RULES:
        raise unknown("rule", code, RULES)
    text = getdoc(import_module(f"{__name__}.{RULES[code]}")) or ""
    return f"{code} {name_of(code)}\n\n{text}"


def summary_of(code: str) -> str:
    """The first sentence of a rule's documentation."""
    text = getdoc(import_module(f"{__name__}.{RULES[code]}")) or ""
    return text.splitlines()[0]


@cache
def _finders() -> tuple[Callable[[Statement, str], Iterator[Warning_]], ...]:
    modules = (import_module(f"{__name__}.{name}") for name in RULES.values())
    return tuple(module.find for module in modules if hasattr(module, "find"))


def warnings(statement: Statement, source: str) -> Iterator[Warning_]:
    """What the rules about notation find in one chain of a page with this source."""
    for find in _finders():
        yield from find(statement, source)
