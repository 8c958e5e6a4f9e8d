"""What is released: links that work on a package index, the changelog's section, and a wheel that stands alone."""

from __future__ import annotations

import doctest
import importlib.util
import re
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
AT = "https://host.example/owner/symxent"


@pytest.fixture(scope="module")
def release() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / ".ci" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_examples_hold(release: ModuleType) -> None:
    results = doctest.testmod(release)
    assert results.attempted >= 2
    assert results.failed == 0


def test_every_link_of_the_readme_leads_to_a_file_and_works_on_an_index(release: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    made = release.absolute(readme, AT, "v9.9.9")
    links = re.findall(r"\]\(([^)\s]+)\)", made)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []
    ours = [link.removeprefix(f"{AT}/blob/v9.9.9/") for link in links if link.startswith(AT)]
    assert ours
    assert [path for path in ours if not (ROOT / path).exists()] == []


def test_the_project_gets_its_addresses_and_its_version(release: ModuleType) -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    made = tomllib.loads(release.numbered(release.with_addresses(project, AT, "v9.9.9"), "9.9.9"))["project"]
    assert made["version"] == "9.9.9"
    assert {"Homepage", "Documentation", "Changelog", "Issues", "Source"} <= made["urls"].keys()
    assert made["scripts"]["symxent"]
    package = (ROOT / "symxent" / "__init__.py").read_text(encoding="utf-8")
    assert '__version__ = "9.9.9"' in release.numbered(package, "9.9.9")
    with pytest.raises(SystemExit, match="says nothing under Unreleased"):
        release.released("# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- A.\n", "0.2.0", "2026-12-01")


@pytest.mark.long
def test_the_wheel_alone_does_what_the_documents_say(release: ModuleType, tmp_path: Path) -> None:
    wheel = release.built(AT, "main", tmp_path)
    with zipfile.ZipFile(wheel) as packed:
        (metadata,) = (packed.read(n).decode("utf-8") for n in packed.namelist() if n.endswith("/METADATA"))
        assert "symxent/py.typed" in packed.namelist()
    assert f"Project-URL: Homepage, {AT}" in metadata
    assert "](docs/" not in metadata
    docs = [*sorted((ROOT / "docs").glob("how-to/*.md")), ROOT / "docs/tutorial.md", ROOT / "README.md"]
    said = release.tried(wheel, tuple(str(p.relative_to(ROOT)) for p in docs), extra="lightgbm", docstrings=True)
    seconds = re.search(r"lightgbm: \d+ s, (\d+) s of a processor", said)
    assert seconds is not None
    assert int(seconds[1]) < 60 or sys.platform != "linux"
