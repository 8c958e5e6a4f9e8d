"""What ``[tool.symxent]`` of a pyproject.toml says about checking."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from symxent.check.findings import Finding
from symxent.errors import SymxentError

#: Folders that no notes of the user's lie in.
NEVER = frozenset(
    (".git", ".hg", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints", "build", "dist", ".tox")
)


@dataclass(frozen=True)
class Config:
    """``select`` and ``ignore`` hold codes or their beginnings ("M3"); ``exclude`` patterns of paths;
    ``per_file_ignores`` codes by pattern; ``seconds`` the time for one step.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: float = 2.0

    def keeps(self, finding: Finding, name: str) -> bool:
        """Whether a finding is told."""
        code = finding.code
        if self.select and not code.startswith(self.select):
            return False
        if self.ignore and code.startswith(self.ignore):
            return False
        return not any(
            code.startswith(codes) for pattern, codes in self.per_file_ignores.items() if fits(name, pattern)
        )


def fits(name: str, pattern: str) -> bool:
    """Whether a path, or its last part, is like a pattern."""
    return fnmatch(name, pattern) or fnmatch(Path(name).name, pattern)


def load_config(start: Path) -> Config:
    """The configuration in the nearest pyproject.toml at or above a folder.

    Raises SymxentError for a key that does not exist or a value of the wrong kind.
    """
    for path in config_files(start):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SymxentError(f"{path} cannot be read: {error}") from None
        section = table.get("tool", {}).get("symxent")
        if section is not None:
            return _from_table(section, path)
    return Config()


def config_files(start: Path) -> list[Path]:
    """The files that may hold a configuration, the nearest first: each pyproject.toml at or above a folder."""
    here = start.resolve()
    return [path for folder in (here, *here.parents) if (path := folder / "pyproject.toml").is_file()]


def _from_table(section: Any, path: Path) -> Config:
    if not isinstance(section, dict):
        raise SymxentError(f"{path}: [tool.symxent] must be a table")
    known = {f.name.replace("_", "-"): f.name for f in fields(Config)}
    config = Config()
    for key, value in section.items():
        name = known.get(key)
        if name is None:
            raise SymxentError(f"{path}: [tool.symxent] has no key {key!r}; it knows {', '.join(known)}")
        config = replace(config, **{name: _checked(key, value, path)})
    return config


def _checked(key: str, value: Any, path: Path) -> Any:
    if key == "seconds":
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return float(value)
        raise SymxentError(f"{path}: seconds is {value!r}, a positive number was expected")
    if key == "per-file-ignores":
        if isinstance(value, dict):
            return {pattern: _strings(key, codes, path) for pattern, codes in value.items()}
        raise SymxentError(f"{path}: per-file-ignores is {value!r}, a table of patterns and codes was expected")
    return _strings(key, value, path)


def _strings(key: str, value: Any, path: Path) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    raise SymxentError(f"{path}: {key} is {value!r}, a list of strings was expected")
