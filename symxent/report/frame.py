"""What every page is made in: the templates, the style sheet, and a policy that forbids everything else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from symxent import __version__
from symxent.resources import folder


def with_style(content: Markup) -> str:
    """A piece of a page with all that it needs to look like one."""
    return str(Markup('<div class="symxent"><style>{}</style>{}</div>').format(Markup(style()), content))


def document(template: str, **values: object) -> str:
    """A page from a template that extends page.html.jinja: the style sheet inside, everything else forbidden to it."""
    sheet = style()
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src-elem {digest(sheet)}; style-src-attr 'unsafe-inline'"
    )
    page = environment().get_template(template)
    return page.render(style=Markup(sheet), policy=policy, version=__version__, **values)


def digest(text: str) -> str:
    """The source expression by which a content security policy admits exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def environment() -> Environment:
    """The templates of templates/html; whatever is no markup of ours is escaped."""
    return Environment(
        loader=FileSystemLoader(folder("templates") / "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style() -> str:
    """The style sheet of all pages."""
    return (folder("templates") / "html" / "symxent.css").read_text(encoding="utf-8")
