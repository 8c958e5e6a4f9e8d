"""Convexity and minima as theorems: the sign of the second derivative, and where a loss curves the other way."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Add, Expr, FiniteSet, Interval, Mul, Pow, Rational, Symbol, exp, factor, oo

from symxent.certify.differentiate import NoCertificate, derivative
from symxent.certify.equality import prove
from symxent.certify.expressions import name_of, term_of
from symxent.certify.ground import Ground
from symxent.certify.sums import block
from symxent.certify.terms import Derive, Term, Var, function_of, substitute, to_coq
from symxent.certify.theorem import Theorem, lives_in
from symxent.certify.unfolding import used
from symxent.language.domain import REALS
from symxent.language.functions import sigmoid, softplus
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable


def home(by: LossVariable) -> str:
    """The set of the prediction as a predicate of Coq's."""
    z = name_of(by)
    return f"(fun {z} => {'True' if by.where == REALS else lives_in(z, by.where)})"


def convex(name: str, comment: tuple[str, ...], ground: Ground, loss: Loss) -> Theorem:
    """The theorem that the loss is convex in its prediction.  Raises NoCertificate when no sign is seen."""
    return _by_hessian(name, comment, ground, loss, None)


def minimum(name: str, comment: tuple[str, ...], ground: Ground, loss: Loss, point: Expr) -> Theorem:
    """The theorem that no prediction has a smaller loss than the point, where the loss is convex."""
    lives = point.where if isinstance(point, LossVariable) else FiniteSet(point)
    if loss.wrt.where != REALS and lives.is_subset(loss.wrt.where) is not True:
        raise NoCertificate(f"{point} is not seen to lie in {loss.wrt.where}")
    return _by_hessian(name, comment, ground, loss, point)


def _by_hessian(name: str, comment: tuple[str, ...], ground: Ground, loss: Loss, point: Expr | None) -> Theorem:
    z = name_of(loss.wrt)
    f, g, h = (term_of(e) for e in (loss.expr, loss.gradient, loss.hessian))
    fixed = dict(ground.fixed)
    seen = ground.put(term_of(visible(loss.hessian.xreplace(fixed), loss)))
    terms = (f, g, h, *([term_of(point)] if point is not None else []))
    claimed = "convex_on" if point is None else "minimum_on"
    tail = "" if point is None else f" ({to_coq(term_of(point))})"
    statement = f"{claimed} {home(loss.wrt)}\n    {function_of(z, f)}{tail}"
    f_, g_, h_ = (ground.put(term) for term in (f, g, h))
    lemma = "convex_of_hessian" if point is None else "minimum_of_hessian"
    script = ground.opening(*terms)
    script.append(f"apply ({lemma} _ _ {function_of(z, g_)} {function_of(z, h_)}).")
    script.append("- sx_interval_like.")
    for body, value in ((f_, g_), (g_, h_)):
        script += _bullet([f"intros {z} {z}_in.", *_derivative(ground, z, body, value)])
    certificate = [f"intros {z} {z}_in.", f"assert (certificate : {to_coq(h_)} = {to_coq(seen)})."]
    certificate += [
        *block(prove(h_, seen, ground.known())),
        f"assert (sign : 0 <= ({to_coq(seen)})) by sx_nonneg.",
        "lra.",
    ]
    script += _bullet(certificate)
    if point is not None:
        at = ground.put(term_of(point))
        script += ["- cbv beta; first [exact I | sx_range; lra]."]
        script += _bullet(["cbv beta.", *prove(substitute(g_, {Var(z): at}), term_of(Rational(0)), ground.known())])
    return Theorem(name, comment, ground.binders(*terms, without=z), statement, tuple(script), "convexity")


def _bullet(tactics: list[str]) -> list[str]:
    return [f"- {tactics[0]}", *(f"  {tactic}" for tactic in tactics[1:])]


def _derivative(ground: Ground, z: str, body: Term, value: Term) -> list[str]:
    found = derivative(Derive(z, body, Var(z)))
    return [f"apply (is_derive_to _ _ ({to_coq(found)})); [sx_derive |].", *prove(found, value, ground.known())]


def visible(expr: Expr, loss: Loss) -> Expr:
    """An expression equal to this one whose shape shows that it is not negative.  Raises NoCertificate."""
    for written in _writings(expr):
        seen = _not_negative(written)
        if seen is not None:
            return seen
    raise NoCertificate(f"that {expr} is not negative is not seen from its shape")


def _writings(expr: Expr) -> Iterator[Expr]:
    yield expr
    yield factor(expr)
    # σ(−u) is 1 − σ(u).
    turned = [s.args[0] for s in expr.atoms(sigmoid) if s.args[0].could_extract_minus_sign()]
    yield factor(expr.xreplace({sigmoid(u): 1 - sigmoid(-u) for u in turned}))


def _not_negative(expr: Expr, turning: bool = True) -> Expr | None:
    """The expression so written that each of its parts is not negative, or None."""
    low = _lowest(expr)
    if isinstance(expr, exp | sigmoid | softplus) or (low is not None and low >= 0):
        return expr
    if isinstance(expr, Add | Mul):
        parts = [_not_negative(part, turning) for part in expr.args]
        if isinstance(expr, Mul) and turning and parts.count(None) % 2 == 0:
            # Two negative factors make a positive product.
            parts = [_not_negative(-part, False) if a is None else a for part, a in zip(expr.args, parts, strict=True)]
        found = [part for part in parts if part is not None]
        return expr.func(*found) if len(found) == len(expr.args) else None
    if isinstance(expr, Pow) and expr.exp.is_Integer:
        if expr.exp % 2 == 0:
            return expr
        base = _not_negative(expr.base, turning)
        return None if base is None else base**expr.exp
    return None


def _lowest(expr: Expr) -> Expr | None:
    """The lower end of a linear form in letters and σ, each in its own interval."""
    total: Expr = Rational(0)
    for atom, coefficient in expr.as_coefficients_dict().items():
        if atom == 1:
            total += coefficient
            continue
        if isinstance(atom, sigmoid):
            low, high = Rational(0), Rational(1)
        elif isinstance(atom, LossVariable) and isinstance(atom.where, Interval):
            low, high = atom.where.inf, atom.where.sup
        else:
            return None
        end = low if coefficient > 0 else high
        if abs(end) == oo:
            return None
        total += coefficient * end
    return total


def not_convex(name: str, comment: tuple[str, ...], ground: Ground, loss: Loss, point: dict[Symbol, Expr]) -> Theorem:
    """The theorem that the loss is not convex: between two predictions about ``point`` it lies above its chord."""
    z = name_of(loss.wrt)
    f = term_of(loss.expr)
    ends = _above_its_chord(loss, dict(ground.fixed), point)
    if ends is None:
        raise NoCertificate("no chord is found below the loss near the point")
    a, b = ends
    values = {name_of(s): value for s, value in [*point.items(), *ground.fixed] if s.name != loss.wrt.name}
    letters, known = ground.hypotheses(f)
    letters = [x for x in letters if x != z]
    known = [(n, claim) for n, claim in known if n != f"{z}_in"]
    missing = [x for x in letters if x not in values]
    if missing:
        raise NoCertificate(f"the point says nothing of {missing[0]}")
    claim = f"convex_on {home(loss.wrt)}\n    {function_of(z, f)}"
    binders = ground.binders(f, without=z)
    statement = f"~ (forall {' '.join(binders)},\n    {claim})" if binders else f"~ {claim}"
    left, right, half = (f"({to_coq(term_of(value))})" for value in (a, b, Rational(1, 2)))
    script = ["intro claim."]
    script += [f"pose ({x} := {to_coq(term_of(values[x]))})." for x in letters]
    script += [f"assert ({n} : {text}) by (unfold {', '.join(letters)}; sx_at_point)." for n, text in known]
    arguments = "".join(f" {x}" for x in (*letters, *(n for n, _ in known)))
    script.append(
        f"assert (chord := claim{arguments} {left} {right} {half} ltac:(sx_inside) ltac:(sx_inside) ltac:(lra))."
    )
    script.append("cbv beta in chord. revert chord. apply Rlt_not_le.")
    functions = used(f)
    script += [f"unfold {', '.join(functions)}."] if functions else []
    script += [f"unfold {', '.join(letters)}."] if letters else []
    script.append("sx_interval.")
    return Theorem(name, comment, (), statement, tuple(script), "refutation")


def _above_its_chord(loss: Loss, fixed: dict[Symbol, Expr], point: dict[Symbol, Expr]) -> tuple[Expr, Expr] | None:
    at = {v: value for v, value in {**point, **fixed}.items() if v != loss.wrt}
    f = loss.expr.xreplace(at)
    middle = point.get(loss.wrt, Rational(0))
    for step in (Rational(4) / 2**n for n in range(10)):
        a, b = middle - step, middle + step
        if a not in loss.wrt.where or b not in loss.wrt.where:
            continue
        heights = [f.xreplace({loss.wrt: x}).evalf(30) for x in (a, middle, b)]
        if all(h.is_Float or h.is_Rational for h in heights) and 2 * heights[1] - heights[0] - heights[2] > 1e-6:
            return a, b
    return None
