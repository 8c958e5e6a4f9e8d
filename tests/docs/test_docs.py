"""Every piece of code in the documentation runs, and prints what stands below it."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_generated" not in path.parts and "_build" not in path.parts)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_FENCE = re.compile(
    r"^(?P<fence>```+)(?:\{code-block\} (?P<file>\w+)\n:caption: (?P<name>\S+)\n|(?P<language>\w+)\n)"
    r"(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A piece of code: ``name`` is the file that it is to be saved as."""

    language: str
    name: str
    body: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start("body"))
        yield Block(found["file"] or found["language"], found["name"] or "", found["body"].lstrip("\n"), line)


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(DOCS)) for page in PAGES])
def test_the_code_of_a_page_does_what_the_page_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "generated").symlink_to(ROOT / "generated")
    names: dict[str, object] = {}
    for block in blocks(page):
        if block.name:
            Path(block.name).parent.mkdir(parents=True, exist_ok=True)
            Path(block.name).write_text(block.body, encoding="utf-8")
        elif block.language == "python":
            _python(block, page, names)
        elif block.language == "console":
            _console(block, page)
        else:
            assert block.language in ("text", "eval", "literalinclude"), f"{page.name}:{block.line}: {block.language}"


def _python(block: Block, page: Path, names: dict[str, object]) -> None:
    test = doctest.DocTestParser().get_doctest(block.body, names, page.name, str(page), block.line)
    assert test.examples, f"{page.name}:{block.line}: an example without a prompt is never run"
    said: list[str] = []
    results = doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert results.failed == 0, "".join(said)


def _console(block: Block, page: Path) -> None:
    commands = re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]
    assert commands, f"{page.name}:{block.line}: a session without a command"
    for command in commands:
        line, _, expected = command.partition("\n")
        if shlex.split(line)[0] == "cc" and shutil.which("cc") is None:
            pytest.skip("there is no C compiler")
        printed = _run(line)
        if expected.endswith("\n...\n"):  # nothing at all may follow, too
            expected = expected.removesuffix("\n...\n") + "..."
        alike = doctest.OutputChecker().check_output(expected, printed, OPTIONS)
        assert alike, f"{page.name}:{block.line}: {line}\n--- expected\n{expected}\n--- printed\n{printed}"


def _run(line: str) -> str:
    words = shlex.split(line)
    if words[0] == "symxent":
        words = [sys.executable, "-m", *words]
    done = subprocess.run(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    )
    assert "Traceback" not in done.stdout, done.stdout
    assert done.returncode in (0, 1), done.stdout
    return "".join(line for line in done.stdout.splitlines(True) if not line.startswith("symxent: still at work"))


def test_the_pages_are_built_without_a_warning(tmp_path):
    pytest.importorskip("sphinx")
    pytest.importorskip("myst_parser")
    pytest.importorskip("furo")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(DOCS), str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=240,
    )
    assert done.returncode == 0, done.stdout
    assert "M201" in (tmp_path / "reference" / "codes.html").read_text(encoding="utf-8")
    assert "symxent check" in (tmp_path / "reference" / "commands.html").read_text(encoding="utf-8")
    built = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")]
    assert any("<math" in text for text in built)
    assert not any('<code class="tex">' in text for text in built)
    loaded = [address for text in built for address in re.findall(r'<(?:script|link)[^>]*(?:src|href)="([^"]+)"', text)]
    assert not [address for address in loaded if "//" in address]
    python = (tmp_path / "reference" / "python.html").read_text(encoding="utf-8")
    assert 'id="symxent.prove"' in python


def test_every_public_name_is_in_the_reference():
    import symxent

    text = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
    private = {"__version__", "load_ipython_extension"}
    missing = [n for n in symxent.__all__ if n not in private and f"symxent.{n}\n" not in text and f"`{n}`" not in text]
    assert not missing


def test_what_a_contributor_is_told_to_write_works(tmp_path):
    """A loss, a page and a rule of check, written as the page on contributing says into a copy of the package."""
    for name in ("symxent", "templates", "generated"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    page = (DOCS / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for block in blocks(DOCS / "CONTRIBUTING.md"):
        assert not (tmp_path / block.name).exists()
        (tmp_path / block.name).write_text(block.body, encoding="utf-8")
    (row,) = re.findall(r'^"squared_error": .*,$', page, re.MULTILINE)
    catalogue = tmp_path / "symxent" / "derive" / "catalogue.py"
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("\n}", f"\n    {row}\n}}", 1), encoding="utf-8")
    (tmp_path / "note.md").write_text("So $a = \\frac{1}{0}$ here.\n", encoding="utf-8")

    def said(*words: str) -> str:
        here = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
        command = [sys.executable, "-m", "symxent", *words]
        done = subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, encoding="utf-8", timeout=120)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert "3 of 3 lines proved" in said("derive", "squared_error")
    assert "Cauchy loss" in said("loss", "--list")
    assert "M306 a fraction with 0" in said("check", "note.md", "--no-cache")
    assert said("check", "--explain", "M306").startswith("M306 division-by-zero")
