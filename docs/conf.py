"""How Sphinx builds these pages; the reference of codes and commands is written from the program itself."""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from pathlib import Path

import symxent

HERE = Path(__file__).resolve().parent

project = "symxent"
author = "the symxent authors"
copyright = author
version = release = symxent.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_generated"]
html_theme = "furo"
html_title = f"symxent {release}"
html_show_copyright = False
html_static_path = ["_static"]
html_css_files = ["tables.css"]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
add_module_names = False
# What an adapter is for need not be installed for its page to be built.
autodoc_mock_imports = [
    name
    for name in ("torch", "jax", "xgboost", "lightgbm", "catboost", "dask", "sklearn", "scipy")
    if not find_spec(name)
]
html_math_renderer = "mathml"


def write_reference(_: object) -> None:
    """What check finds, what the commands take, and which pages there are: printed by the program, never typed."""
    made = HERE / "_generated"
    made.mkdir(exist_ok=True)
    for written in (codes, objective_codes, commands, catalogue, kernels, architecture):
        path, text = made / f"{written.__name__}.md", written()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def codes() -> str:
    """Every rule of check, from its own documentation."""
    from symxent.check.rules import RULES, explain

    out = []
    for code in RULES:
        title, _, body = explain(code).partition("\n")
        name = title.partition(" ")[2]
        out.append(f"({code.lower()})=\n## {code} {name}\n{body.replace('## ', '### ')}\n")
    return "\n".join(out)


def objective_codes() -> str:
    """Everything that lint finds in an objective."""
    from symxent.lint.findings import KINDS

    return "\n".join(
        f"({k.code.lower()})=\n## {k.code}: {k.cause}\n\n{k.severity.capitalize()}. What follows: {k.harm}.\n\n"
        f"What to do: {k.advice}.\n"
        for k in KINDS.values()
    )


def commands() -> str:
    """The help of every command that this installation has."""
    import click

    from symxent.cli import COMMANDS, cli

    root = click.Context(cli, info_name="symxent")
    out = []
    for name, (module, summary) in COMMANDS.items():
        if find_spec(module) is None:
            continue
        command = cli.get_command(root, name)
        assert command is not None
        text = command.get_help(click.Context(command, info_name=name, parent=root, max_content_width=100))
        out.append(f"## symxent {name}\n\n{summary}\n\n```text\n{text}\n```\n")
    return "\n".join(out)


def catalogue() -> str:
    """The pages that derive knows."""
    from symxent.derive.catalogue import PAGES, page

    rows = [f"`{name}`\n: {page(name).title}\n" for name in PAGES]
    return "\n".join(rows)


def kernels() -> str:
    """The kernels of the catalogue, with the signatures of those that work on rows or data sets."""
    from symxent.kernels.catalogue import KERNELS
    from symxent.kernels.emit.templates import domain_text

    rows = [f"`{k.name}{k.signature or ''}`\n: {k.title}; for {domain_text(k)}\n" for k in KERNELS]
    return "\n".join(rows)


def architecture() -> str:
    """The rooms of the package as the code has them."""
    sys.path.insert(0, str(HERE))
    try:
        return importlib.import_module("architecture").page()
    finally:
        sys.path.remove(str(HERE))


def draw_inline(translator: object, node: object) -> None:
    draw(translator, node, display=False)


def draw_block(translator: object, node: object) -> None:
    draw(translator, node, display=True)


def draw(translator: object, node: object, *, display: bool) -> None:
    """Formulas as MathML, which the browser draws: the pages load no script from elsewhere for them."""
    from docutils import nodes

    from symxent.report.mathml import mathml

    translator.body.append(str(mathml(node.astext(), display=display)))  # type: ignore[attr-defined]
    raise nodes.SkipNode


def setup(app: object) -> None:
    app.connect("builder-inited", write_reference)  # type: ignore[attr-defined]
    app.add_html_math_renderer("mathml", (draw_inline, None), (draw_block, None))  # type: ignore[attr-defined]
