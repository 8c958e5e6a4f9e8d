"""How each library calls an objective: what it hands over, in which order and type, and what it expects back.

The library itself is not needed: an objective sees arrays, and at most asks a data set for labels and weights.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symxent.errors import SymxentError

Array = NDArray[Any]


class BadReturn(SymxentError):
    """What an objective returned is not what the library takes."""


class DataSet:
    """What an objective may ask of a DMatrix or a Dataset."""

    def __init__(self, labels: Array, weights: Array | None) -> None:
        self.label, self.weight = labels, weights

    def get_label(self) -> Array:
        return self.label

    def get_weight(self) -> Array:
        return np.array([], np.float32) if self.weight is None else self.weight

    def num_row(self) -> int:
        return len(self.label)

    num_data = num_row


@dataclass(frozen=True)
class Api:
    """``dtype`` of scores, ``order`` in memory of a score per class, whether weights are the objective's to apply."""

    name: str
    dtype: type
    label_dtype: type
    order: str
    applies_weights: bool
    call: Callable[[Callable[..., Any], Array, Array, Array | None], Any]


def _with_data_set(fn: Callable[..., Any], scores: Array, labels: Array, weights: Array | None) -> Any:
    return fn(scores, DataSet(labels, weights))


def _labels_first(fn: Callable[..., Any], scores: Array, labels: Array, weights: Array | None) -> Any:
    return fn(labels, scores) if weights is None else fn(labels, scores, weights)


def _by_object(fn: Any, scores: Array, labels: Array, weights: Array | None) -> Any:
    made = fn() if isinstance(fn, type) else fn
    if not hasattr(made, "calc_ders_range"):
        raise BadReturn("CatBoost takes an object with a method calc_ders_range(approxes, targets, weights)")
    rows = made.calc_ders_range(list(scores), list(labels), None if weights is None else list(weights))
    pairs = np.asarray(rows, dtype=np.float64)
    if pairs.shape != (len(scores), 2):
        raise BadReturn(
            f"calc_ders_range gave {pairs.shape}; a pair (der1, der2) for each of {len(scores)} was expected"
        )
    # CatBoost maximises: its derivatives are those of minus the loss.
    return -pairs[:, 0], -pairs[:, 1]


def _plain(fn: Callable[..., Any], scores: Array, labels: Array, weights: Array | None) -> Any:
    return fn(scores, labels)


APIS: Mapping[str, Api] = {
    api.name: api
    for api in (
        Api("xgboost", np.float32, np.float32, "C", True, _with_data_set),
        Api("xgboost-sklearn", np.float32, np.float64, "C", True, _labels_first),
        Api("lightgbm", np.float64, np.float32, "F", True, _labels_first),
        Api("lightgbm-native", np.float64, np.float32, "F", True, _with_data_set),
        Api("catboost", np.float64, np.float64, "C", True, _by_object),
        Api("plain", np.float64, np.float64, "C", False, _plain),
    )
}


def api_named(name: str) -> Api:
    """The calling convention of that name; raises SymxentError for one that is not known."""
    if name not in APIS:
        raise SymxentError(f"there is no api {name!r}; there are {', '.join(APIS)}")
    return APIS[name]


def takes_weights(fn: Callable[..., Any], api: Api) -> bool:
    """Whether the objective can be handed sample weights: a third parameter, or a data set to ask."""
    if api.name not in ("xgboost-sklearn", "lightgbm"):
        return True
    try:
        parameters = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return True
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return len(positional) > 2 or any(p.kind is p.VAR_POSITIONAL for p in parameters)


def derivatives(
    fn: Callable[..., Any], api: Api, scores: Array, labels: Array, weights: Array | None = None
) -> tuple[Array, Array]:
    """The objective's gradient and Hessian as float64 in the shape of the scores.

    Raises BadReturn when it returns something else than two arrays of that shape.
    """
    given = np.array(scores, dtype=api.dtype, order=api.order)  # type: ignore[call-overload]
    wanted: Array = np.array(labels, dtype=api.label_dtype)
    weighing = None if weights is None else np.array(weights, dtype=np.float32)
    kept = given.copy(), wanted.copy()
    with np.errstate(all="ignore"):
        returned = api.call(fn, given, wanted, weighing)
    if not (np.array_equal(given, kept[0], equal_nan=True) and np.array_equal(wanted, kept[1])):
        raise BadReturn("the objective changes the arrays that it is given; the library goes on using them")
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        raise BadReturn(f"a pair (gradient, Hessian) was expected, and the objective returned {_kind(returned)}")
    return _array("gradient", returned[0], scores, api), _array("Hessian", returned[1], scores, api)


def _array(name: str, value: Any, scores: Array, api: Api) -> Array:
    if not isinstance(value, np.ndarray):
        raise BadReturn(f"the {name} is {_kind(value)}; a NumPy array of shape {scores.shape} was expected")
    if value.shape != scores.shape:
        raise BadReturn(f"the {name} has shape {value.shape}; {scores.shape}, as the scores, was expected")
    return value.astype(np.float64)


def _kind(value: Any) -> str:
    return f"a {type(value).__name__}" + (f" of shape {value.shape}" if isinstance(value, np.ndarray) else "")
