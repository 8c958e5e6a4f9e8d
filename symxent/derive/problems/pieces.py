"""What a function is where |u|, max and min do not turn: on every piece, and around a point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sympy import Abs, Expr, Max, Min, S, Symbol
from sympy import sign as sign_of

from symxent.derive.problems.problem import JOINTED
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text
from symxent.proof import Verdict, prove

MOST_PIECES = 8
JOINTS = (Abs, Max, Min, sign_of)


@dataclass(frozen=True)
class Piece:
    """What a function is where each expression has its sign."""

    f: Expr
    signs: Mapping[Expr, int]


def pieces_of(f: Expr, x: Symbol) -> list[Piece]:
    """A function without absolute values, maxima and minima, for each sign that these depend on."""
    made = list(islice(_pieces(f, x, {}), MOST_PIECES + 1))
    if len(made) > MOST_PIECES:
        raise SymxentError(f"more than {MOST_PIECES} pieces")
    return made


def _pieces(f: Expr, x: Symbol, told: dict[Expr, int]) -> Iterator[Piece]:
    """The innermost joint first, on either side of its edge."""
    joints = [e for e in f.atoms(*JOINTS) if e.has(x) and not any(a.has(*JOINTS) for a in e.args)]
    if not joints:
        yield Piece(f, told)
        return
    e = min(joints, key=lambda e: (e.count_ops(), str(e)))
    u = edge(e)
    for s in (1, -1):
        known = told.get(u, -told[-u] if -u in told else s)
        if known == s:
            yield from _pieces(f.xreplace({e: on_a_side(e, s)}), x, told if {u, -u} & set(told) else {**told, u: s})


def edge(e: Expr) -> Expr:
    """What changes its sign where |u|, max or min turns."""
    return e.args[0] if isinstance(e, Abs | sign_of) else e.args[0] - e.args[1]


def on_a_side(e: Expr, s: int) -> Expr:
    """What |u|, max, min or the sign of u is where its edge has a sign."""
    if isinstance(e, sign_of):
        return S(s)
    if isinstance(e, Abs):
        return s * e.args[0]
    first, second, *more = e.args
    return e.func(first if (s > 0) == isinstance(e, Max) else second, *more)


def around(f: Expr, x: Symbol, a: Expr) -> tuple[Expr, str, Verdict]:
    """What a function is around a point at which nothing in it turns or jumps, where, and the proof."""
    known: list[Expr] = []
    piece = f
    while joints := [e for e in piece.atoms(*JOINTED) if e.has(x) and not any(b.has(*JOINTED) for b in e.args)]:
        e = min(joints, key=lambda e: (e.count_ops(), str(e)))
        if not isinstance(e, Abs | Max | Min | sign_of):
            raise SymxentError(f"{to_text(to_tree(f))} may jump: write it without, piece by piece")
        u = edge(e)
        s = next((s for s in (1, -1) if prove(s * u.xreplace({x: a}), S.Zero, op=">").proved), None)
        if s is None:
            raise SymxentError(f"{to_text(to_tree(f))} has a kink or a jump where {to_text(to_tree(u))} = 0")
        piece = piece.xreplace({e: on_a_side(e, s)})
        known += [s * u] if s * u not in known else []
    verdict = prove(f, piece, Domain(positive=tuple(known)))
    return piece, ", ".join(f"{to_text(to_tree(u))} > 0" for u in known), verdict
