"""Every piece of code in the documentation runs, and prints what stands below it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docs_examples import blocks, run

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_generated" not in path.parts and "_build" not in path.parts)


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(DOCS)) for page in PAGES])
def test_the_code_of_a_page_does_what_the_page_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "generated").symlink_to(ROOT / "generated")
    assert run(page) >= 0


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


def test_the_drawing_of_the_rooms_is_that_of_the_code(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    import architecture

    edges, drawn = architecture.imports(), architecture.page()
    assert {"logic", "language", "proof", "kernels", "commands"} <= edges.keys()
    assert all(f">{name}</text>" in drawn and f"`{name}`\n:" in drawn for name in edges)
    assert edges["logic"] <= {"logic"}
    assert {"proof", "language", "logic"} <= architecture.reached("derive", edges)
    small = architecture.direct({"a": {"b", "c"}, "b": {"c"}, "c": set()})
    assert small == {"a": {"b"}, "b": {"c"}, "c": set()}
    reduced = architecture.direct(edges)
    assert all(architecture.reached(name, reduced) == architecture.reached(name, edges) for name in edges)


def test_every_decision_has_its_day():
    text = (DOCS / "explanation" / "decisions.md").read_text(encoding="utf-8")
    heads = re.findall(r"^\*\*[^*\n]+\*\*(.*)$", text, re.MULTILINE)
    assert len(heads) > 5
    assert [head for head in heads if not re.match(r" \*20\d\d-\d\d-\d\d\.\*", head)] == []


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
        if not block.name:
            continue
        assert not (tmp_path / block.name).exists()
        (tmp_path / block.name).write_text(block.body, encoding="utf-8")
    catalogue, laws, losses = (
        tmp_path / "symxent" / name for name in ("derive/catalogue.py", "logic/laws.py", "losses/catalogue.py")
    )
    (law,) = re.findall(r'^"Pareto": [^`]*', page, re.MULTILINE)
    (loss,) = re.findall(r'^    "cauchy": [^`]*', page, re.MULTILINE)
    numbers = re.search(r"\nOF_NUMBERS: .*?(\n}\n)", losses.read_text(encoding="utf-8"), re.DOTALL)
    assert numbers is not None
    text = losses.read_text(encoding="utf-8")
    losses.write_text(text[: numbers.start(1)] + f"\n{loss}" + text[numbers.start(1) :], encoding="utf-8")
    for file, before, added in (
        (catalogue, '\n"""\n#', "squared_error"),
        (laws, "\n}  # fmt", law),
    ):
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, f"\n{added}{before}", 1), encoding="utf-8")
    (tmp_path / "asked.py").write_text(
        "import symxent as sx\nfrom symxent.derive import by\nfrom symxent.derive.rule import Given\n"
        "from symxent.language.text import to_text\nfrom symxent.language.tree import Call, Name\n"
        "x = Name('x')\nprint(to_text(by.cosine_is_even.apply(Call(Name('cos'), (-x,)), Given())))\n"
        "print(sx.prove(sx.E(sx.RandomVariable('X', sx.Law('Pareto', 2, 3))), 3).proved)\n"
    )
    (tmp_path / "note.md").write_text("So $a = \\frac{1}{0}$ here.\n", encoding="utf-8")

    def said(*words: str, run: tuple[str, ...] = ("-m", "symxent")) -> str:
        here = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
        command = [sys.executable, *run, *words]
        done = subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, encoding="utf-8", timeout=120)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert "4 of 4 lines proved" in said("derive", "squared_error")
    assert "Cauchy loss" in said("loss", "--list")
    assert "M306 a fraction with 0" in said("check", "note.md", "--no-cache")
    assert said("check", "--explain", "M306").startswith("M306 division-by-zero")
    assert said(run=("asked.py",)).split() == ["cos(x)", "True"]
