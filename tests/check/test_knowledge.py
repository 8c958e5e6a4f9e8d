"""Another reading of a page: only what it changes is read again."""

from dataclasses import replace

import pytest

from symxent.check.judge import READINGS
from symxent.check.knowledge import know, know_otherwise
from symxent.read.document import read_page
from symxent.read.errors import ReadError
from symxent.read.parser import parse
from symxent.resources import folder

PAGE = r"""
$$S = \sum_i a_i + b = c$$ $$L = \log a b = \ln ab$$ $$u = \frac{d}{dx} (x) x + \frac{\partial}{\partial x} (f) g$$
$$v = \nabla_x (f) g = \partial_i (f) g$$ $$w = a/b c = 1/2 x$$ $$p = \prod_k x_k - 1$$ $$x = y + \max a b = \tanh x y$$
$$ \bigcup_i A_i + B = C $$ $$q = a b + c$$
"""


@pytest.mark.parametrize("text", [PAGE, (folder("examples") / "notes.md").read_text(encoding="utf-8")])
@pytest.mark.parametrize(("words", "reading"), READINGS, ids=[words for words, _ in READINGS])
def test_another_reading_is_what_the_parser_makes_of_every_formula(text, words, reading):
    usual = know(read_page(text))
    names = usual.grammar
    grammar = replace(reading, functions=names.functions, superscripts=names.superscripts)
    other = know_otherwise(usual, reading)
    changed = 0
    for before, statement in zip(usual.statements, other.statements, strict=True):
        for place, member in enumerate(statement.chain.members):
            if place in statement.wide:
                continue
            try:
                tree = parse(member.tokens, grammar, member.start)
            except ReadError:
                assert isinstance(statement.members[place], ReadError)
                continue
            assert statement.members[place] == tree
            changed += tree != before.members[place]
    assert changed or text != PAGE, f"nothing is read otherwise when {words}"
