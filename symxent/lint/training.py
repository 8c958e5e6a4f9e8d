"""Where a program trains with an objective of its own, and does not say where boosting is to begin.

The program is read, not run: calls that are given the objective by its name, and whether a starting score is named
anywhere in the file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symxent.errors import SymxentError
from symxent.language.display import line
from symxent.lint.findings import KINDS, Finding
from symxent.losses.loss import Loss
from symxent.losses.start import stationary

GIVEN_AS = frozenset({"obj", "objective", "fobj", "loss_function"})


@dataclass(frozen=True)
class Begins:
    """Where a library begins with an objective of one's own, and by which names it is told another score."""

    at: str
    told_by: frozenset[str]
    advice: str


_XGBOOST = Begins(
    "XGBoost begins at a raw score of 0.5 (its classifier at 0)",
    frozenset({"base_score", "base_margin", "set_base_margin"}),
    "base_score",
)
_LIGHTGBM = Begins("LightGBM begins at 0", frozenset({"init_score", "set_init_score"}), "init_score")
_CATBOOST = Begins("CatBoost begins at 0", frozenset({"baseline", "set_baseline"}), "baseline")
LIBRARIES: Mapping[str, Begins] = {
    "xgboost": _XGBOOST,
    "xgboost-sklearn": _XGBOOST,
    "lightgbm": _LIGHTGBM,
    "lightgbm-native": _LIGHTGBM,
    "catboost": _CATBOOST,
}


def unstarted(source: str, function: str, loss: Loss, api: str) -> Iterator[Finding]:
    """The finding that a program trains with an objective and names no starting score anywhere, if it is so.

    Nothing is found in what is no program, where nothing is trained, and for a library whose start is not known.

    >>> from symxent.losses.catalogue import named
    >>> program = "xgboost.train({'eta': 0.1}, data, obj=mine)"
    >>> [f.detail.split(";")[0] for f in unstarted(program, "mine", named("bce"), "xgboost")]
    ['XGBoost begins at a raw score of 0.5 (its classifier at 0) in line 1']
    >>> list(unstarted(program.replace("'eta'", "'base_score'"), "mine", named("bce"), "xgboost"))
    []
    """
    begins = LIBRARIES.get(api)
    if begins is None or not loss.targets:
        return
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    if begins.told_by & set(_names(tree)):
        return
    where = min(_trained(tree, function), default=None)
    if where is not None:
        yield Finding(KINDS["OBJ501"], f"{begins.at} in line {where}; {_where(loss)}: give it as {begins.advice}")


def _where(loss: Loss) -> str:
    try:
        found = stationary(loss.plain)
    except SymxentError:
        found = None
    if found is None:
        return "the best constant is what objective(…).start(labels) of the adapter finds"
    of = "the share m of each class" if loss.by_row else "the mean label m"
    if len(loss.targets[0].values) == 2:
        of = f"the share m of the label {loss.targets[0].values[-1]}"
    return f"the best constant is {line(found.score)}, of {of}"


def _names(tree: ast.AST) -> Iterator[str]:
    """What is named in a program: names, attributes, keywords, and short strings such as the keys of parameters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg is not None:
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _trained(tree: ast.AST, function: str) -> Iterator[int]:
    """The lines in which the function is handed over as an objective."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (node.lineno for word in node.keywords if word.arg in GIVEN_AS and _is(word.value, function))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in GIVEN_AS and _is(value, function):
                    yield node.lineno


def _is(node: ast.expr, function: str) -> bool:
    """Whether an expression is the function, or an object made by it, as CatBoost takes one."""
    made = node.func if isinstance(node, ast.Call) else node
    return isinstance(made, ast.Name) and made.id == function
