"""The user's own program, imported as Python imports it: this is the one place where a user's file is run.

Documents and formulas are read and never run.  A file given to ``loss`` or ``lint`` is code that its author wants run,
as ``python file.py`` would: give these commands only files that you would run.
"""

from __future__ import annotations

import importlib.util
import sys
from math import isfinite
from pathlib import Path
from types import ModuleType

from symxent.errors import SymxentError, nearest


def split(target: str) -> tuple[Path, str]:
    """``my_loss.py:focal`` as the path and the name; the name may be missing."""
    path, colon, name = target.rpartition(":")
    return (Path(path), name) if colon and path.endswith(".py") else (Path(target), "")


def run(path: Path) -> ModuleType:
    """The module that a file of Python is; raises SymxentError that says what its author has to mend."""
    if not path.is_file():
        raise SymxentError(f"there is no file {path}")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SymxentError(f"{path} is no Python file: its name has to end in .py")
    module = importlib.util.module_from_spec(spec)
    folder = str(path.resolve().parent)
    sys.path.insert(0, folder)  # so that it finds its neighbours, as it would when run by itself
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except SymxentError as error:
        raise SymxentError(f"{path}: {error}") from None
    except Exception as error:
        line = _line_of(error, path)
        raise SymxentError(f"{path}{line}: {type(error).__name__}: {getattr(error, 'msg', None) or error}") from None
    finally:
        sys.path.remove(folder)
    return module


def _line_of(error: BaseException, path: Path) -> str:
    """The last line of the user's file that had a part in an error."""
    line = f":{error.lineno}" if isinstance(error, SyntaxError) else ""
    trace = error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).resolve() == path.resolve():
            line = f":{trace.tb_lineno}"
        trace = trace.tb_next
    return line


def attribute(module: ModuleType, path: Path, name: str) -> object:
    """Something that the file defines; raises SymxentError that lists what it does define."""
    if not hasattr(module, name):
        known = [n for n in vars(module) if not n.startswith("_")]
        raise SymxentError(f"{path} defines no {name!r}; {nearest(name, known, 'it defines')}")
    return getattr(module, name)


def parsed(settings: tuple[str, ...]) -> dict[str, float]:
    """NAME=VALUE as numbers by name."""
    found = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        try:
            found[name] = float(value)
        except ValueError:
            equals = ""
        if not equals or not name.isidentifier():
            raise SymxentError(f"--set: NAME=VALUE was expected, such as gamma=2, and this is {setting!r}")
        if not isfinite(found[name]):
            raise SymxentError(f"--set: {name} is to be a finite number, and {value!r} was given")
    return found
