"""Reports of files that did not change since they were last checked."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path

from symxent import __version__
from symxent.check.findings import Report, report_from
from symxent.errors import SymxentError
from symxent.files import write_atomically


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    """Changes with every change of symxent's own source, so that no stale verdict survives it."""
    digest = sha256(__version__.encode())
    package = Path(__file__).resolve().parent.parent
    for folder in ("language", "logic", "proof", "read", "check"):
        for path in sorted((package / folder).rglob("*.py")):
            stat = path.stat()
            digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _place(data: bytes, name: str, settings: str, folder: Path | None) -> Path:
    key = sha256(f"{_fingerprint()} {settings} {Path(name).suffix}\n".encode() + data).hexdigest()
    return (folder or user_cache_path("symxent") / "check") / f"{key}.json"


def remembered(data: bytes, name: str, settings: str, folder: Path | None = None) -> Report | None:
    """The report on exactly this content, or None; ``settings``: all else that the report depends on."""
    try:
        found = json.loads(_place(data, name, settings, folder).read_text(encoding="utf-8"))
        return report_from({**found, "name": name})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(report: Report, data: bytes, settings: str, folder: Path | None = None) -> None:
    """Keep a report; a cache that cannot be written is no reason to stop."""
    place = _place(data, report.name, settings, folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(place, json.dumps(asdict(report), ensure_ascii=False))
    except (OSError, SymxentError):
        return
