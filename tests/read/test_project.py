"""A page knows the macros of its project, and of nothing else."""

import pytest

from symxent.check.report import check_file
from symxent.read.macros import Macro
from symxent.read.project import project_macros

X = Macro(0, r"\mathbf{x}")
DECLARED = r"\newcommand{\x}{\mathbf{x}}"

PROJECTS = [
    ("macros.tex beside it", {"macros.tex": DECLARED}, "notes.md", ""),
    ("settings at the root", {"_quarto.yml": "", "macros.jax": r'macros: {x: "\\mathbf{x}"}'}, "a/b/notes.qmd", ""),
    ("a copy without its history", {".gitignore": "", "top.tex": DECLARED}, "a/notes.tex", r"\input{../top}"),
    ("the head of a site", {"_config.yml": "", "_includes/head.html": r"macros: {x: '\mathbf{x}'}"}, "_posts/n.md", ""),
    ("what it inputs", {"lib/own.tex": DECLARED}, "notes.tex", r"\input{lib/own}"),
    ("what its input inputs", {"a.tex": r"\input{b.tex}", "b.tex": DECLARED}, "notes.tex", r"\input{a}"),
    ("its package", {"own.sty": DECLARED}, "notes.tex", r"\usepackage{amsmath,own}"),
    ("a part of the site's", {"_bold.tex": DECLARED}, "notes.qmd", ""),
    ("its main file", {"main.tex": rf"\documentclass{{article}} {DECLARED} \input{{part}}"}, "part.tex", ""),
]


@pytest.mark.parametrize(("files", "page", "text"), [p[1:] for p in PROJECTS], ids=[p[0] for p in PROJECTS])
def test_the_macros_of_a_project_are_found(tmp_path, files, page, text):
    for name, content in {**files, page: text}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert project_macros(tmp_path / page, text)["x"] == X


def test_what_stands_nearer_counts_for_more(tmp_path):
    (tmp_path / "_quarto.yml").write_text("", encoding="utf-8")
    (tmp_path / "macros.tex").write_text(r"\newcommand{\x}{far}", encoding="utf-8")
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "macros.tex").write_text(DECLARED, encoding="utf-8")
    assert project_macros(tmp_path / "part" / "notes.md", "")["x"] == X


def test_nothing_above_the_project_is_opened(tmp_path):
    (tmp_path / "macros.tex").write_text(DECLARED, encoding="utf-8")
    project = tmp_path / "project"
    project.mkdir()
    assert project_macros(project / "notes.tex", r"\input{../macros}") == {}


def test_files_that_input_each_other_come_to_an_end(tmp_path):
    (tmp_path / "a.tex").write_text(r"\input{b}" + DECLARED, encoding="utf-8")
    (tmp_path / "b.tex").write_text(r"\input{a}", encoding="utf-8")
    assert project_macros(tmp_path / "notes.tex", r"\input{a}") == {"x": X}


def test_a_page_is_checked_with_the_macros_of_its_project(tmp_path):
    (tmp_path / "macros.tex").write_text(r"\newcommand{\half}[1]{\frac{#1}{2}}", encoding="utf-8")
    (tmp_path / "notes.md").write_text(r"$$\half{x} + \half{x} = x$$", encoding="utf-8")
    assert check_file(tmp_path / "notes.md").summary() == "1 step: 1 proved"
