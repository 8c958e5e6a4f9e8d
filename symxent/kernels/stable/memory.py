"""Forms found once are remembered in the user's cache folder: a search takes seconds, reading its result a millisecond.

What is stored is the tree of each form as JSON, read back through a table of node types; nothing is evaluated.  The
key is the question (formula, sets, index) and everything that the answer depends on: the sources of the search and the
versions of the libraries that compute.  A file that cannot be read is a search to be made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from sympy import (
    Abs,
    Add,
    And,
    Basic,
    Eq,
    Float,
    Ge,
    Gt,
    Indexed,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    S,
    Set,
    Sum,
    Symbol,
    Tuple,
    cosh,
    erf,
    erfc,
    exp,
    log,
    sign,
    sinh,
    srepr,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import ITE

from symxent.kernels.program.classes import row_above, row_below, row_rest, row_top
from symxent.kernels.program.exponents import two_products
from symxent.kernels.program.loops import once, row_max
from symxent.kernels.program.pairs import in_pairs
from symxent.kernels.program.remainders import REMAINDERS
from symxent.kernels.run import build
from symxent.language.functions import Phi, logit, logsumexp, sigmoid, softmax, softplus

T = TypeVar("T")
ROOMS = ("arithmetic", "stable", "reference", "program")  # whose code decides what a search finds
NODES: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        *(Abs, Add, And, Eq, ExprCondPair, Ge, Gt, ITE, Indexed, IndexedBase, KroneckerDelta, Le, Lt, Max, Min, Mul),
        *(Ne, Not, Or, Piecewise, Pow, Sum, Tuple, cosh, erf, erfc, exp, expm1, log, log1p, sign, sinh, tanh),
        *(
            Phi,
            *REMAINDERS,
            in_pairs,
            logit,
            logsumexp,
            once,
            row_above,
            row_below,
            row_max,
            row_rest,
            row_top,
            sigmoid,
            softmax,
            softplus,
            two_products,
        ),
    )
}
CONSTANTS = {"true": S.true, "false": S.false, "oo": S.Infinity, "-oo": S.NegativeInfinity, "pi": S.Pi, "E": S.Exp1}


def remembered(
    question: Sequence[object],
    answer: Callable[[], T],
    plain: Callable[[T], dict[str, Any]],
    read: Callable[[dict[str, Any]], T],
) -> T:
    """The answer to a search, from memory if it was asked before, else found now and remembered.

    ``plain`` makes data of it, ``read`` makes it of data.
    """
    path = folder() / f"{key(question)}.json"
    try:
        return read(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        found = answer()
    text = json.dumps(plain(found))
    try:
        if read(json.loads(text)) == found:
            _write(path, text)
    except (OSError, ValueError, KeyError, TypeError):
        return found  # a form that cannot be written down, or a folder that cannot be written to
    return found


def folder() -> Path:
    """Where forms are kept: beside the compiled kernels."""
    return build.cache_folder().parent / "forms"


def key(question: Sequence[object]) -> str:
    """The name under which an answer is kept."""
    parts = [srepr(q) if isinstance(q, Basic) else str(q) for q in question]
    return hashlib.sha256("\0".join([_circumstances(), *parts]).encode()).hexdigest()


@cache
def _circumstances() -> str:
    kernels = Path(__file__).parents[1]
    sources = [path.read_bytes() for room in ROOMS for path in sorted((kernels / room).rglob("*.py"))]
    language = (kernels.parent / "language" / "functions.py").read_bytes()
    digest = hashlib.sha256(b"\0".join([*sources, language])).hexdigest()
    versions = [f"{name} {version(name)}" for name in ("numpy", "sympy", "python-flint")]
    return "\n".join([digest, *versions])


def _write(path: Path, text: str) -> None:
    """All or nothing: another process may be reading."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(name, path)


def encode(node: Basic) -> Any:
    """A node as JSON: its type and its arguments; raises ValueError for a node that is not in the table."""
    for name, constant in CONSTANTS.items():
        if node is constant:
            return {"c": name}
    if isinstance(node, Integer):
        return {"i": str(node)}
    if isinstance(node, Rational):
        return {"q": [str(node.p), str(node.q)]}
    if isinstance(node, Float):
        return {"f": float(node).hex()}
    if isinstance(node, Symbol):
        return {"s": node.name, "a": {k: v for k, v in node._assumptions_orig.items() if v is not None}}
    return {"n": type(node).__name__, "a": [encode(a) for a in node.args]}


def decode(tree: Any) -> Basic:
    """The node that ``encode`` wrote; raises KeyError for a type that is not in the table."""
    if "c" in tree:
        return CONSTANTS[tree["c"]]
    if "i" in tree:
        return Integer(int(tree["i"]))
    if "q" in tree:
        return Rational(int(tree["q"][0]), int(tree["q"][1]))
    if "f" in tree:
        return Float(float.fromhex(tree["f"]))
    if "s" in tree:
        return Symbol(str(tree["s"]), **{str(k): bool(v) for k, v in tree["a"].items()})
    return NODES[tree["n"]](*[decode(a) for a in tree["a"]])


def encode_set(where: Set) -> Any:
    """An interval or a finite set of numbers."""
    if where is S.Reals:
        return {"reals": True}
    if where.is_FiniteSet:
        return {"finite": [encode(v) for v in where.args]}
    if where.is_Interval:
        return {
            "ends": [encode(where.start), encode(where.end)],
            "open": [bool(where.left_open), bool(where.right_open)],
        }
    raise ValueError(f"{where} is neither an interval nor a finite set")


def decode_set(tree: Any) -> Set:
    from sympy import FiniteSet, Interval

    if "reals" in tree:
        return S.Reals
    if "finite" in tree:
        return FiniteSet(*[decode(v) for v in tree["finite"]])
    start, end = (decode(v) for v in tree["ends"])
    return Interval(start, end, *[bool(o) for o in tree["open"]])
