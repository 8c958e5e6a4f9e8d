"""What notes often leave to the words around a step: i = j or i ≠ j, numbers that are positive, labels, shares."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Expr, Indexed, IndexedBase, Integer, KroneckerDelta, Mul, Ne, Sum, Symbol

from symxent.check.setting import Setting
from symxent.language.domain import LABEL, POSITIVE, Domain
from symxent.language.linear import Value, fresh
from symxent.proof.derivatives import evaluated


def families_and_symbols(value: Expr) -> set[Basic]:
    """The symbols and families of an expression, without bound indices."""
    families = {component.base for component in value.atoms(Indexed)}
    labels = {family.label for family in families}
    return families | {s for s in value.free_symbols if isinstance(s, Symbol) and s not in labels}


def unsaid(
    a: Expr, b: Expr, setting: Setting, domain: Domain, deltas: set[Basic]
) -> Iterator[tuple[str, tuple[Expr, Expr, Domain, str]]]:
    """Each assumption in words, and the equality under it: i = j or i ≠ j, positive numbers, labels, shares.

    Who writes δ_ij (``deltas``) means all i and j.
    """
    free = [s for s in domain.indices if s in (a.free_symbols | b.free_symbols)]
    for place, i in enumerate(free):
        for j in free[place + 1 :]:
            if any(set(delta.args) == {i, j} for delta in deltas):
                continue
            yield _words(i, "=", j), (a.subs(i, j), b.subs(i, j), domain, "=")
            apart_a, apart_b = _apart(a, i, j, domain), _apart(b, i, j, domain)
            if (apart_a, apart_b) != (a, b):
                yield _words(i, "≠", j), (apart_a, apart_b, domain, "=")
    names = sorted((families_and_symbols(a) | families_and_symbols(b)) & setting.undefined, key=str)
    scalars = [s for s in names if isinstance(s, Symbol) and s.is_integer is not True]
    positive = dict.fromkeys((s for s in names if s in scalars or isinstance(s, IndexedBase)), POSITIVE)
    kept = {s: domain.where[s] for s in positive if s in domain.where}
    if positive:
        words = f"{', '.join(str(s) for s in positive if s not in kept)} > 0"
        yield words, (a, b, domain.extended(where={**positive, **kept}), "=")
    labels = {s: LABEL for s in names if str(s) in {"y", "t"} - setting.varied and s not in kept}
    if labels:
        yield f"{', '.join(map(str, labels))} is 0 or 1", (a, b, domain.extended(where=labels), "=")
    for base in names:
        if isinstance(base, IndexedBase) and (a.has(base) or b.has(base)):
            axis = setting.shapes.axes.get((str(base), 0))
            ends = setting.scope.sizes.get(base)
            high = ends[0] if ends and len(ends) == 1 else _upper(a, b, base)
            if axis is None or high is None:
                continue
            m = fresh()
            one = (Sum(base[m], (m, Integer(1), high)), Integer(1))
            yield f"Σ {base}_m = 1", (a, b, domain.extended(equal=(one,)), "=")


def as_said(value: Value, setting: Setting) -> Value:
    """The value where the page says of two of its indices that they are equal, or that they are not."""
    for i, op, j in setting.sure.checks:
        indices = setting.domain.indices
        if isinstance(value, Expr) and isinstance(i, Symbol) and isinstance(j, Symbol) and {i, j} <= indices.keys():
            value = value.subs(i, j) if op == "=" else _apart(value, i, j, setting.domain) if op == "≠" else value
    return value


def _words(i: Symbol, op: str, j: Symbol) -> str:
    first, second = sorted((str(i), str(j)))
    return f"{first} {op} {second}"


def _apart(value: Expr, i: Symbol, j: Symbol, domain: Domain) -> Expr:
    """The value for i ≠ j: δ_ij is 0, once sums over deltas are done."""
    done = _contracted(evaluated(value), domain)
    return done.replace(lambda n: isinstance(n, KroneckerDelta) and set(n.args) == {i, j}, lambda n: Integer(0)).subs(
        Ne(i, j), True
    )


def _contracted(value: Expr, domain: Domain) -> Expr:
    """Σ_m f(m) δ_mj = f(j) wherever j runs over the same range as m."""

    def contract(big: Sum) -> Expr:
        (m, *ends), function = big.limits[0], big.function
        if len(big.limits) != 1:
            return big
        for delta in function.atoms(KroneckerDelta):
            others = [a for a in delta.args if a != m]
            if m in delta.args and len(others) == 1 and list(domain.indices.get(others[0], ())) == ends:
                factors = Mul.make_args(function)
                if delta in factors:
                    return Mul(*(f for f in factors if f != delta)).subs(m, others[0])
        return big

    return value.replace(lambda n: isinstance(n, Sum), contract)


def _upper(a: Expr, b: Expr, base: IndexedBase) -> Expr | None:
    """The upper end of a sum over components of a family."""
    for big in (a + b).atoms(Sum):
        if big.function.has(base) and len(big.limits) == 1 and big.limits[0][1] == 1:
            return big.limits[0][2]
    return None
