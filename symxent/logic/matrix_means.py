"""Means of forms in which a random column stands at most twice: by its mean and its covariance matrix alone."""

from __future__ import annotations

from sympy import Add, Expr, Integer, MatAdd, MatrixExpr, MatrixSymbol, S, Symbol, expand

from symxent.logic.matrix_algebra import Algebra
from symxent.logic.matrix_words import Form, Word, total
from symxent.logic.ring import Refused


class RandomMean(MatrixExpr):
    """E F, where the column x is random with the mean μ and the covariance matrix Σ; of a number F it is 1 × 1.

    Everything else in F stands still.
    """

    def __new__(cls, f: Expr, x: MatrixSymbol, mean: MatrixExpr, covariance: MatrixExpr) -> RandomMean:
        if not isinstance(x, MatrixSymbol) or x.shape[1] != 1 or mean.shape != x.shape:
            raise TypeError("RandomMean(F, x, mean, covariance) is of a random MatrixSymbol x of one column")
        if covariance.shape != (x.shape[0], x.shape[0]) or any(part.has(x) for part in (mean, covariance)):
            raise TypeError(f"{covariance} is no covariance matrix of {x}")
        return super().__new__(cls, f, x, mean, covariance)

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.args[0].shape if isinstance(self.args[0], MatrixExpr) else (S.One, S.One)


def centred(e: RandomMean) -> tuple[Expr, MatrixSymbol]:
    """F with x = μ + e, and e, a letter of no page, of which the mean is 0."""
    f, x, mean, _ = e.args
    deviation = MatrixSymbol(f"‹{x}›", *x.shape)
    if f.has(RandomMean) or any(part.has(deviation) for part in e.args):
        raise Refused("a mean of a mean")
    return f.xreplace({x: MatAdd(mean, deviation)}), deviation


def averaged(algebra: Algebra, form: Form, e: MatrixSymbol, covariance: Form) -> Form:
    """The mean of a form by E e = 0 and E eeᵀ = Σ.  Raises Refused for what holds e otherwise than once or twice."""
    done = []
    for word, c in form.terms.items():
        for product in Add.make_args(expand(c)):
            numbers, rest = _numbers_of(algebra, product, e)
            times = [_count(w, e) for w in (*numbers, word)]
            if sum(times) == 0:
                done.append(Form(form.rows, form.cols, {word: rest}))
            elif sum(times) == 2:
                made = _paired(algebra, numbers, word, e, covariance)
                done.append(Form.number(made.value * rest) if form.is_number else made.times(rest))
            elif sum(times) > 2:
                raise Refused(f"a mean of more than two factors {e}")
    return total(form.rows, form.cols, done)


def _numbers_of(algebra: Algebra, product: Expr, e: MatrixSymbol) -> tuple[list[Word], Expr]:
    """The words of the numbers in a product that hold e, each as often as it is a factor, and the rest."""
    words, rest = list[Word](), S.One
    for base, power in product.as_powers_dict().items():
        held = [s for s in base.free_symbols if isinstance(s, Symbol) and s in algebra.of_symbol and _of(algebra, s, e)]
        if not held:
            rest *= base**power
            continue
        kind, what = algebra.of_symbol[held[0]]
        if base != held[0] or kind != "number" or not isinstance(what, tuple) or not isinstance(power, Integer):
            raise Refused(f"a mean of a function of {e}")
        if not 0 < power <= 2:
            raise Refused(f"a power of a number that holds {e}")
        words += [what] * int(power)
    return words, rest


def _of(algebra: Algebra, number: Symbol, e: MatrixSymbol) -> bool:
    """Whether a number holds a letter, perhaps hidden in what it is made of."""
    _, what = algebra.of_symbol[number]
    words = [what] if isinstance(what, tuple) else [*what.terms]
    inner = () if isinstance(what, tuple) else (s for c in what.terms.values() for s in c.free_symbols)
    deeper = any(s in algebra.of_symbol and _of(algebra, s, e) for s in inner if isinstance(s, Symbol))
    return deeper or any(str(e) in a.text for w in words for a in w)


def _count(word: Word, e: MatrixSymbol) -> int:
    """How often e stands in a word.  Raises Refused where it is hidden in an inverse, say."""
    if any(a.head != e and str(e) in a.text for a in word):
        raise Refused(f"a mean of a function of {e}")
    return sum(a.head == e for a in word)


def _paired(algebra: Algebra, numbers: list[Word], word: Word, e: MatrixSymbol, covariance: Form) -> Form:
    """The mean of a product in which e stands twice: what stands between is turned so that eeᵀ stands there."""
    held = [w for w in numbers if _count(w, e)]
    if len(held) == 1 and _count(held[0], e) == 2:  # eᵀ M e
        first, *middle, last = held[0]
        if not (first.head == e and first.turned and last.head == e and not last.turned):
            raise Refused(f"a mean of {e} in another way")
        inner = algebra.product(algebra.word(tuple(middle)), covariance) if middle else covariance
        return _whole(algebra, word).times(algebra.trace(inner))
    if len(held) == 2:  # aᵀe · eᵀb
        left, right = (_beside(algebra, w, e) for w in held)
        number = algebra.product(algebra.transposed(left), algebra.product(covariance, right)).value
        return _whole(algebra, word).times(number)
    places = [k for k, a in enumerate(word) if a.head == e]
    if not held and len(places) == 2 and places[1] == places[0] + 1 and word[places[1]].turned:  # P eeᵀ Q
        return _between(algebra, word[: places[0]], covariance, word[places[1] + 1 :])
    if len(held) == 1 and len(places) == 1:  # aᵀe · P e Q
        (place,) = places
        moved = algebra.product(covariance, _beside(algebra, held[0], e))
        middle_form = algebra.transposed(moved) if word[place].turned else moved
        return _between(algebra, word[:place], middle_form, word[place + 1 :])
    raise Refused(f"a mean of {e} in another way")


def _beside(algebra: Algebra, number: Word, e: MatrixSymbol) -> Form:
    """a of the number aᵀe = eᵀa."""
    if number[-1].head == e and not number[-1].turned and len(number) > 1:
        return algebra.transposed(algebra.word(number[:-1]))
    if number[0].head == e and number[0].turned and len(number) > 1:
        return algebra.word(number[1:])
    raise Refused(f"a mean of {e} in another way")


def _whole(algebra: Algebra, word: Word) -> Form:
    return algebra.word(word) if word else Form.number(S.One)


def _between(algebra: Algebra, head: Word, middle: Form, tail: Word) -> Form:
    middle = algebra.product(algebra.word(head), middle) if head else middle
    return algebra.product(middle, algebra.word(tail)) if tail else middle
