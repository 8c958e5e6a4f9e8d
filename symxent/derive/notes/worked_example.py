"""The worked example of the notes, four classes with scores 1.25, 2.44, 0.78 and 0.12, rounded correctly."""

from symxent.derive.page import Compute, Page
from symxent.language.tree import Node, Number
from symxent.language.write import exp

scores = [Number(text) for text in ("1.25", "2.44", "0.78", "0.12")]
total: Node = exp(scores[0]) + exp(scores[1]) + exp(scores[2]) + exp(scores[3])

page = Page(
    name="worked_example",
    title="The worked example",
    notes="63–81",
    sections=(
        *(Compute(f"e^{score.text}", exp(score), 2) for score in scores),
        Compute("their sum", total, 2),
        *(Compute(f"S(class {n})", exp(score) / total, 4) for n, score in enumerate(scores, 1)),
    ),
)
