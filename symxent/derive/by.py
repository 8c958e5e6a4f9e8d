"""Every rule of ``rules`` under the name that a page speaks: ``by.chain_rule & by.power_rule``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import FunctionType
from typing import Any

from symxent.derive import rules
from symxent.derive.rule import Rule
from symxent.errors import nearest


def _named() -> Iterator[tuple[str, Rule | Callable[..., Rule]]]:
    """The rules of all files, and the functions that make one for what they are told."""
    for file in iter_modules(rules.__path__):
        for name, value in vars(import_module(f"{rules.__name__}.{file.name}")).items():
            makes_one = isinstance(value, FunctionType) and value.__annotations__.get("return") == "Rule"
            if (isinstance(value, Rule) or makes_one) and not name.startswith("_"):
                yield name, value


RULES = dict(_named())


def __getattr__(name: str) -> Any:
    if name in RULES:
        return RULES[name]
    raise AttributeError(f"there is no rule by.{name}; {nearest(name, tuple(RULES))}")
