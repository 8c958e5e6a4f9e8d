"""Libraries that are not installed with symxent: the error for one that is missing says how to get it."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def require(module: str, extra: str) -> ModuleType:
    """The imported library; raises ImportError that names the extra when it is not installed.

    >>> require("no_such_library", "xgboost")
    Traceback (most recent call last):
    ImportError: no_such_library is not installed: pip install 'symxent[xgboost]'
    """
    try:
        return import_module(module)
    except ImportError as error:
        if error.name is not None and error.name.split(".")[0] == module.split(".")[0]:
            raise ImportError(f"{module} is not installed: pip install 'symxent[{extra}]'", name=module) from None
        raise
