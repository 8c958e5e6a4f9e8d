"""Laws of rows of random numbers as a page writes them: (X_1, …, X_k) ~ Mult(n, p), θ ~ Dir(α)."""

from __future__ import annotations

from collections.abc import Iterable

from symxent.language import tree as t

_NAMES = {
    **dict.fromkeys(("Mult", "Multi", "Multinomial", "Multinom", "multinomial"), "Multinomial"),
    **dict.fromkeys(("Dir", "Dirichlet", "dirichlet"), "Dirichlet"),
}
#: The place among the parameters of a law of the one that is a row itself.
ROWS_AT = {"Multinomial": 1, "Dirichlet": 0}
#: How many numbers there are in a row, where nothing says so.
_UNSAID = t.Name("categories")


def law_of_row(left: t.Node, right: t.Call, sums: Iterable[t.Big]) -> tuple[str, str, tuple[t.Node, ...], bool] | None:
    """The letter of a row, the law, its parameters, and whether it is said how many there are; None for no such law.

    There are as many as stand in a row that is written out, or as the ``sums`` beside it run over.
    """
    law = _NAMES.get(right.function.name) if isinstance(right.function, t.Name) and not right.given else None
    if law is None or len(right.arguments) <= ROWS_AT[law]:
        return None
    before, rest = right.arguments[: ROWS_AT[law]], right.arguments[ROWS_AT[law] :]
    base, many = _row(rest[0] if len(rest) == 1 else t.Sequence(rest))
    letter, how_many = _row(left)
    if base is None or letter is None:
        return None
    from_1 = (n for n in sums if n.kind == "sum" and len(n.index) == 1 and n.lower == t.number(1))
    over = {n.upper for n in from_1 if n.body in (t.Indexed(base, n.index), t.Indexed(letter, n.index))}
    known = {k for k in (many, how_many) if k is not None} or over or ({_UNSAID} if law == "Multinomial" else set())
    k = known.pop() if len(known) == 1 else None
    return (letter.key, law, (*before, base, k), k != _UNSAID) if isinstance(k, t.Name | t.Number) else None


def _row(node: t.Node) -> tuple[t.Name | None, t.Node | None]:
    """x and k of (x_1, …, x_k); of a letter, that perhaps is bold, the plain one."""
    match node:
        case t.Group(body):
            return _row(body)
        case t.Name(name, accent):
            return t.Name(name, " ".join(a for a in accent.split() if a not in ("bold", "vec"))), None
        case t.Matrix(((first, *_, last),)) | t.Sequence((first, *_, last)):
            match first, last:
                case t.Indexed(t.Name() as base, (t.Number("1"),), ()), t.Indexed(same, (k,), ()) if base == same:
                    return base, k
    return None, None
