"""Pictures for the pages: drawn by matplotlib from the kernels' own values, coloured by the page's style sheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from symxent.errors import SymxentError, unknown
from symxent.resources import folder

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What is drawn in these colours takes the page's, which change with light and dark.
INK, LEFT, RIGHT, QUIET = "#010101", "#010102", "#010103", "#010104"
_COLOURS = {INK: "currentColor", LEFT: "var(--left)", RIGHT: "var(--right)", QUIET: "var(--quiet)"}
_STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}
IRIS = ("versicolor", "virginica")  # the two species that overlap

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Plot:
    """A figure: what it shows in words, and the function that draws it."""

    title: str
    caption: str
    draw: Callable[[Figure], None]
    size: tuple[float, float] = (5.0, 2.8)  # small, so that its letters can be read on a telephone


@dataclass(frozen=True)
class Drawn:
    """A figure for the templates."""

    svg: Markup
    caption: str


def available() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def of_page(name: str) -> tuple[Drawn, ...]:
    """The figures of a page of the catalogue.

    >>> of_page("worked_example")
    ()
    """
    return tuple(Drawn(svg(figure), PLOTS[figure].caption) for figure in PAGES.get(name, ()))


def svg(name: str) -> Markup:
    """A figure as an ``<svg>`` element that takes its colours from the page.

    Raises SymxentError without matplotlib, and for a name that is none.
    """
    if name not in PLOTS:
        raise unknown("figure", name, PLOTS)
    if not available():
        raise SymxentError("figures need matplotlib: pip install 'symxent[plot]'")
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    plot = PLOTS[name]
    with rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=plot.size, layout="constrained")
        plot.draw(figure)
        out = StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return Markup(_for_the_page(out.getvalue(), name, f"{plot.title}. {plot.caption}"))


def _for_the_page(drawn: str, name: str, words: str) -> str:
    """The bare element: no style sheet of its own, no identifier that another figure has too, the page's colours."""
    element = drawn[drawn.index("<svg") :]
    element = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>|<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r'<g id="(\w+)_\d+">', "<g>", element)
    for opening in (r'id="', r'href="#', r"url\(#"):
        element = re.sub(opening, lambda found: f"{found.group()}{name}-", element)
    for sentinel, colour in _COLOURS.items():
        element = element.replace(sentinel, colour)
    element = re.sub(r"font(-size)?: ([^;\"]*?)'?sans-serif'?[^;\"]*", r"font\1: \2sans-serif", element)
    head, rest = element.split(">", 1)
    box = re.search(r'viewBox="[^"]*"', head)
    label = Markup('aria-label="{}"').format(words)
    return f'<svg class="plot" {box.group() if box else ""} role="img" {label}>{rest}'


def _plain(axes: Axes, x: str = "", y: str = "") -> None:
    axes.set_xlabel(x)
    axes.set_title(y, loc="left", fontsize="medium")
    axes.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)


def _kernel(name: str) -> Any:
    from symxent.kernels.run.load import kernel

    return kernel(name)


def _sigmoid(figure: Figure) -> None:
    x = np.linspace(-8, 8, 321)
    axes = figure.subplots()
    axes.plot(x, _kernel("sigmoid")(x), color=LEFT, label="σ(x)")
    axes.plot(x, _kernel("sigmoid_derivative")(x), color=RIGHT, linestyle="--", label="σ′(x)")
    _plain(axes, "x")
    axes.legend()


def _bce(figure: Figure) -> None:
    y_hat = np.linspace(0.004, 0.996, 400)
    value, slope = figure.subplots(1, 2)
    for label, style, colour in ((1.0, "-", LEFT), (0.0, "--", RIGHT)):
        value.plot(y_hat, _kernel("bce")(y_hat, label), style, color=colour, label=f"y = {label:.0f}")
        slope.plot(y_hat, _kernel("bce_gradient")(y_hat, label), style, color=colour, label=f"y = {label:.0f}")
    _plain(value, "ŷ", "J(ŷ, y)")
    _plain(slope, "ŷ", "∂J/∂ŷ")
    slope.set_ylim(-25, 25)
    value.legend(loc="upper center")


def _simplex(figure: Figure) -> None:
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
    axes = figure.subplots()
    softmax = _kernel("softmax")
    along = np.linspace(-9, 9, 181)
    for fixed in range(-4, 5):
        for first, colour, style in ((True, LEFT, "-"), (False, RIGHT, "--")):
            other = np.full_like(along, fixed)
            x = np.stack([other, along] if first else [along, other], axis=1)
            points = softmax(np.column_stack([x, np.zeros(len(x))])) @ corners
            axes.plot(points[:, 0], points[:, 1], style, color=colour, linewidth=0.5 + 1.3 * (fixed == 0), alpha=0.9)
    axes.plot(*corners[[0, 1, 2, 0]].T, color=INK, linewidth=1.2)
    for corner, text, where in zip(corners, ("S₁ = 1", "S₂ = 1", "S₃ = 1"), ("right", "left", "center"), strict=True):
        axes.annotate(text, corner, xytext=(0, 5 if where == "center" else -13), textcoords="offset points", ha=where)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _descent(figure: Figure) -> None:
    steps = np.arange(41)
    axes = figure.subplots()
    axes.plot(steps, descent(-1.0), color=LEFT, label="θ ← θ − α [σ(θᵀx) − y] x")
    axes.plot(steps, descent(+1.0), color=RIGHT, linestyle="--", label="as printed: θ ← θ − α [y − σ(θᵀx)] x")
    axes.axhline(np.log(2), color=QUIET, linewidth=1, linestyle=":", label="ln 2: every ŷ = ½")
    axes.set_yscale("log")
    _plain(axes, "step", "mean loss")
    axes.legend()


def descent(direction: float, steps: int = 40, alpha: float = 0.5) -> Floats:
    """The mean loss before each step and after the last: a logistic unit on Fisher's irises, shape (steps + 1,).

    ``direction`` −1 steps against the gradient, +1 along it, as an update rule with the wrong sign does.
    """
    x, y = _irises()
    theta = np.zeros(x.shape[1])
    loss = []
    for _ in range(steps + 1):
        z = x @ theta
        loss.append(float(np.mean(_kernel("bce_with_logits")(z, y))))
        theta = theta + direction * alpha * (_kernel("bce_with_logits_gradient")(z, y) @ x) / len(y)
    return np.array(loss)


def _irises() -> tuple[Floats, Floats]:
    """Standardised lengths with a column of ones, (100, 5), and 1 for the second of the two species, (100,)."""
    with open(folder("examples") / "iris.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    rows = [row for row in rows if row["species"] in IRIS]
    lengths = np.array([[float(value) for name, value in row.items() if name != "species"] for row in rows])
    lengths = (lengths - lengths.mean(axis=0)) / lengths.std(axis=0)
    return np.column_stack([np.ones(len(rows)), lengths]), np.array([float(row["species"] == IRIS[1]) for row in rows])


def _ulp(figure: Figure) -> None:
    from sympy import Symbol

    from symxent.kernels.reference.ulp import error
    from symxent.kernels.reference.values import evaluate
    from symxent.language.functions import softplus

    z = np.linspace(-45, 45, 181)
    symbol = Symbol("z", real=True)
    exact = evaluate(softplus(symbol), {symbol: z})
    axes = figure.subplots()
    naive = np.log(1 + np.exp(z))
    for got, colour, mark, label in (
        (naive, RIGHT, "x", "log(1 + exp(z)), as the textbook writes it"),
        (_kernel("softplus")(z), LEFT, ".", "the generated kernel"),
    ):
        wrong = np.maximum(error(got, exact, np.dtype("f8")), 0.01)
        axes.plot(z, wrong, mark, color=colour, markersize=4, label=label)
    axes.axhline(0.5, color=QUIET, linewidth=1, linestyle=":", label="half a unit: correctly rounded")
    axes.set_yscale("log")
    _plain(axes, "z", "error in ULP")
    axes.legend()


PLOTS = {
    "sigmoid": Plot("The sigmoid and its derivative", "σ rises from 0 to 1; its slope is largest, ¼, at 0.", _sigmoid),
    "bce": Plot(
        "Binary cross-entropy and its slope",
        "The loss grows without bound where the prediction is sure and wrong, and its slope does so faster.",
        _bce,
        (5.0, 2.6),
    ),
    "simplex": Plot(
        "Softmax of three classes",
        "Softmax lays the plane of (x₁, x₂), x₃ = 0, over the triangle of all (S₁, S₂, S₃): solid lines have equal x₁, "
        "dashed ones equal x₂, the thick ones 0.",
        _simplex,
        (4.6, 3.6),
    ),
    "descent": Plot(
        "Gradient descent with both signs",
        "A logistic unit learns two of Fisher's irises, α = ½. With the sign as the notes print it, the loss rises.",
        _descent,
    ),
    "ulp": Plot(
        "Error of two forms of softplus in float64",
        "Below −37 the textbook form is 0: every digit is lost. The kernel errs by less than two units in the last "
        "place.",
        _ulp,
    ),
}
PAGES = {
    "sigmoid": ("sigmoid",),
    "binary_cross_entropy": ("bce",),
    "gradient_descent": ("descent",),
    "softmax": ("simplex",),
    "logit_loss": ("ulp",),
}
