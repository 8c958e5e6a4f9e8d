"""What a line of a page says, as terms of Coq: nothing is evaluated, a derivative stays a derivative.

The companion of ``language/meaning.py``, which gives the same trees their meaning in SymPy; that the two agree is
what a certificate adds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce

from symxent.certify.differentiate import NoCertificate
from symxent.certify.families import Family, Spoken, each, transposed, whole_vector
from symxent.certify.terms import (
    Add,
    Apply,
    At,
    Derive,
    Div,
    Index,
    Inv,
    Mul,
    Nat,
    Neg,
    Num,
    Pow,
    Sub,
    Term,
    Total,
    Upd,
    Var,
    Vector,
    free_names,
    walk,
)
from symxent.derive.page import Page
from symxent.derive.rule import Given, depends
from symxent.derive.setting import INDEX_LETTERS, SIZES
from symxent.language import tree
from symxent.language.scope import LOGSUMEXP, SOFTMAX, plain_key
from symxent.language.text import to_text

_COQ_WORDS = """
as at cofix else end exists fix for forall fun if IF in let match mod return Set Prop Type then using where with
exp ln sqrt tanh sinh cosh sin cos tan atan PI total delta upd sigmoid softplus softmax logsumexp Derive is_derive
ex_derive R S O INR IZR nat pow Rabs pred step same other
"""
#: Names that mean something to Coq or to the library: a page's own letter of that name gets a stroke.
RESERVED = frozenset(_COQ_WORDS.split())

#: How the reader tells the parameter y of J(ŷ, y) := … from the letter y of the page.
PARAMETER = "·"

_CALLS = {
    "exp": "exp",
    "log": "ln",
    "ln": "ln",
    "sigmoid": "sigmoid",
    "Sigmoid": "sigmoid",
    "sigma": "sigmoid",
    "logistic": "sigmoid",
    "softplus": "softplus",
    "tanh": "tanh",
    "sqrt": "sqrt",
    "abs": "Rabs",
}


@dataclass(frozen=True)
class Speaker:
    """A page, and what its names stand for at this place.

    ``bound``: names with a meaning of their own here: the index of a sum, a parameter, a vector with one component
    replaced.  ``written_out``: defined symbols that vary with what is being differentiated by.
    """

    page: Page
    bound: Mapping[str, Spoken] = field(default_factory=dict)
    written_out: frozenset[str] = frozenset()

    def bind(self, **names: Spoken) -> Speaker:
        return replace(self, bound={**self.bound, **names})

    @property
    def given(self) -> Given:
        return Given(self.page.functions, self.page.values)

    def scalar(self, node: tree.Node) -> Term:
        spoken = self.say(node)
        if isinstance(spoken, Family):
            raise NoCertificate(f"a number was expected, and {to_text(node)} is a vector")
        return spoken

    def say(self, node: tree.Node) -> Spoken:
        """The term of a tree; of a vector, its components.  Raises NoCertificate where Coq has no words for it."""
        match node:
            case tree.Number():
                return _number(node)
            case tree.Name():
                return self._name(node)
            case tree.Indexed():
                return self._indexed(node)
            case tree.Group(body, bracket):
                if bracket == "|":
                    return each(lambda a: Apply("Rabs", (a,)), self.say(body))
                return self.say(body)
            case tree.Negative(body):
                return each(Neg, self.say(body))
            case tree.Add(terms):
                return self._sum(terms)
            case tree.Multiply(factors):
                return self._product(node, factors)
            case tree.Divide(above, below):
                return each(Div, self.say(above), self.say(below))
            case tree.Power(base, exponent):
                return self._power(base, exponent)
            case tree.Call():
                return self._call(node)
            case tree.Derivative(body, by) if body is not None:
                return self._derivative(body, by)
            case tree.Gradient(body, by) if by is not None:
                return self._derivative(body, (by,))
            case tree.Big("sum", _, (index,), lower, upper, None) if lower is not None and upper is not None:
                return self._total(node.body, index, lower, upper)
            case tree.Transpose(body):
                return transposed(self.say(body))
        raise NoCertificate(f"Coq's library has no words for {to_text(node)}")

    def natural(self, node: tree.Node) -> Term:
        """An index or a size."""
        match node:
            case tree.Number(text) if text.isdigit():
                return Nat(int(text))
            case tree.Name():
                found = self.bound.get(node.key)
                return found if isinstance(found, Index | Nat) else Index(coq_name(node.key))
        raise NoCertificate(f"{to_text(node)} is no index")

    def sizes(self, base: tree.Node) -> tuple[Term, ...] | None:
        if base not in self.page.arrays:
            return None
        return tuple(self.natural(size) for size in self.page.arrays[base])

    def _name(self, node: tree.Node) -> Spoken:
        key = plain_key(node)
        assert key is not None
        if key == "e" and key not in self.bound:
            return Apply("exp", (Num(Fraction(1)),))
        if node in self.page.values and key in self.written_out and key not in self.bound:
            return self.say(self.page.values[node])
        if key == "pi" and key not in self.bound and node not in self.page.where:
            return Apply("PI", ())
        shape = self.sizes(node)
        if shape is not None:
            vector = self._vector(node, key)
            return Family(shape, lambda *at: At(vector, at))
        if key in self.bound:
            found = self.bound[key]
            return Apply("INR", (found,)) if isinstance(found, Index | Nat) else found
        if key in SIZES or (key in INDEX_LETTERS and node in self.page.indices):
            return Apply("INR", (Index(coq_name(key)),))
        return Var(coq_name(key))

    def _vector(self, base: tree.Node, key: str) -> Term:
        found = self.bound.get(key)
        if found is not None and not isinstance(found, Family):
            return found
        return Vector(coq_name(key), len(self.page.arrays[base]))

    def _indexed(self, node: tree.Indexed) -> Spoken:
        if node.base == tree.Name("delta") and len(node.lower) == 2:
            return Apply("delta", tuple(self.natural(i) for i in node.lower))
        if node in self.page.arrays or (plain_key(node) is not None and node.base not in self.page.arrays):
            return self._name(node)
        if node in self.page.values and plain_key(node) in self.written_out:
            return self.say(self.page.values[node])
        indices = tuple(self.natural(i) for i in (*node.upper, *node.lower))
        whole = self.say(node.base)
        if not isinstance(whole, Family):
            raise NoCertificate(f"{to_text(node.base)} has no components")
        if len(indices) < len(whole.shape):
            return Family(whole.shape[len(indices) :], lambda *rest: whole.entry(*indices, *rest))
        return whole.entry(*indices)

    def _sum(self, terms: tuple[tree.Node, ...]) -> Spoken:
        whole = self.say(terms[0])
        for term in terms[1:]:
            if isinstance(term, tree.Negative):
                whole = each(Sub, whole, self.say(term.body))
            else:
                whole = each(Add, whole, self.say(term))
        return whole

    def _product(self, node: tree.Multiply, factors: tuple[tree.Node, ...]) -> Spoken:
        spoken = [self.say(factor) for factor in factors]
        if node.sign == "⊙":
            return reduce(lambda a, b: each(Mul, a, b), spoken)
        if node.sign == "·" and len(spoken) == 2:
            a, b = spoken
            if isinstance(a, Family) and isinstance(b, Family) and len(a.shape) == len(b.shape) == 1:
                return self._dot(a, b)
        return reduce(self._times, spoken)

    def _times(self, a: Spoken, b: Spoken) -> Spoken:
        if not (isinstance(a, Family) and isinstance(b, Family)):
            return each(Mul, a, b)
        axes = (len(a.shape), len(b.shape))
        if axes == (1, 1) and a.row and not b.row:
            return self._dot(a, b)
        if axes == (1, 1) and b.row and not a.row:
            return Family((*a.shape, *b.shape), lambda i, j: Mul(a.entry(i), b.entry(j)))
        if axes == (2, 1) and not b.row:
            return Family(
                a.shape[:1],
                lambda i: self._over(lambda m: Mul(a.entry(i, m), b.entry(m)), b.shape[0], a.entry(i, Nat(1))),
            )
        if axes == (2, 2):
            return Family(
                (a.shape[0], b.shape[1]),
                lambda i, j: self._over(
                    lambda m: Mul(a.entry(i, m), b.entry(m, j)), b.shape[0], Mul(a.entry(i, Nat(1)), b.entry(Nat(1), j))
                ),
            )
        raise NoCertificate("a product of vectors that do not fit together")

    def _dot(self, a: Family, b: Family) -> Term:
        return self._over(lambda m: Mul(a.entry(m), b.entry(m)), a.shape[0], Mul(a.entry(Nat(1)), b.entry(Nat(1))))

    def _over(self, body: Callable[[Term], Term], size: Term, sample: Term) -> Term:
        name = self._fresh("m", sample)
        return Total(name, body(Index(name)), size)

    def _fresh(self, wanted: str, *beside: Term) -> str:
        """A name that nothing here holds."""
        taken = {name for term in beside for name in free_names(term)}
        taken |= {coq_name(key) for key in self._letters()} | set(self.bound)
        taken |= {t.index for term in beside for t in walk(term) if isinstance(t, Total)}
        name, count = wanted, 0
        while name in taken:
            count += 1
            name = f"{wanted}{count}"
        return name

    def _letters(self) -> set[str]:
        keys = {plain_key(node) for node in (*self.page.where, *self.page.arrays, *self.page.values)}
        return {key for key in keys if key is not None}

    def _power(self, base: tree.Node, exponent: tree.Node) -> Spoken:
        if base == tree.Name("e") and "e" not in self.bound:
            return each(lambda u: Apply("exp", (u,)), self.say(exponent))
        match exponent:
            case tree.Number(text) if text.isdigit():
                return each(lambda a: Pow(a, int(text)), self.say(base))
            case tree.Negative(tree.Number(text)) if text.isdigit():
                return each(lambda a: Inv(a if text == "1" else Pow(a, int(text))), self.say(base))
        # As Coq's Rpower defines it, for a positive base.
        return each(lambda a, g: Apply("exp", (Mul(g, Apply("ln", (a,))),)), self.say(base), self.say(exponent))

    def _call(self, node: tree.Call) -> Spoken:
        head: tree.Node = node.function
        lower: tuple[tree.Node, ...] = ()
        if isinstance(head, tree.Indexed):
            lower, head = head.lower, head.base
        if node.primes and isinstance(head, tree.Name) and len(node.arguments) == 1 and not lower:
            return self._prime(node)
        if not isinstance(head, tree.Name) or node.primes or node.given:
            raise NoCertificate(f"Coq's library has no words for {to_text(node)}")
        name = head.key
        if name in SOFTMAX or name in LOGSUMEXP or name == "S":
            return self._of_vector(node, name, lower)
        if name in self.page.functions:
            return self._own_function(name, node)
        if name not in _CALLS or len(node.arguments) != 1 or lower:
            raise NoCertificate(f"Coq's library has no function {to_text(node.function)}")
        return each(lambda u: Apply(_CALLS[name], (u,)), self.say(node.arguments[0]))

    def _prime(self, node: tree.Call) -> Term:
        """f′(a), the derivative of f at a; f″(a), that of f′."""
        point = self.scalar(node.arguments[0])
        name = self._fresh("t", point)
        body = tree.Call(node.function, (tree.Name(name),), primes=node.primes - 1)
        return Derive(name, self.bind(**{name: Var(name)}).scalar(body), point)

    def _own_function(self, name: str, node: tree.Call) -> Spoken:
        parameters, body = self.page.functions[name]
        if len(node.arguments) != len(parameters):
            # J(θ) beside J(ŷ, y): the same loss, of all that it depends on.
            return self.bind(**{plain_key(p) or "": self.say(_letter(p)) for p in parameters}).say(body)
        arguments = [self.say(argument) for argument in node.arguments]
        keys = [plain_key(parameter) for parameter in parameters]
        if is_closed(self.page, name) and not any(isinstance(a, Family) for a in arguments):
            return Apply(coq_name(name), tuple(a for a in arguments if isinstance(a, Term)))
        return self.bind(**{key: a for key, a in zip(keys, arguments, strict=True) if key is not None}).say(body)

    def _of_vector(self, node: tree.Call, name: str, lower: tuple[tree.Node, ...]) -> Spoken:
        vector = self.say(node.arguments[0])
        if not isinstance(vector, Family) or len(vector.shape) != 1:
            raise NoCertificate(f"{to_text(node)} is not of a vector")
        size = vector.shape[0]
        whole = whole_vector(vector, self._fresh("m", vector.entry(Nat(1))))
        if name in LOGSUMEXP:
            return Apply("logsumexp", (whole, size))
        if lower:
            return Apply("softmax", (whole, size, self.natural(lower[0])))
        return Family((size,), lambda i: Apply("softmax", (whole, size, i)))

    def _total(self, body: tree.Node, index: tree.Node, lower: tree.Node, upper: tree.Node) -> Spoken:
        key = plain_key(index)
        if key is None or lower != tree.Number("1"):
            raise NoCertificate("a sum that does not run from 1")
        name = coq_name(key)
        size = self.natural(upper)
        spoken = self.bind(**{key: Index(name)}).say(body)
        return each(lambda a: Total(name, a, size), spoken)

    def _derivative(self, body: tree.Node, by: tuple[tree.Node, ...]) -> Spoken:
        if not by:
            return self.say(body)
        variable, rest = by[0], by[1:]
        shape = self.sizes(variable)
        if shape is not None and len(shape) == 1:
            return Family(shape, lambda j: self._partial(body, variable, j, rest))
        if isinstance(variable, tree.Indexed) and variable.base in self.page.arrays and len(variable.lower) == 1:
            return self._partial(body, variable.base, self.natural(variable.lower[0]), rest)
        key = plain_key(variable)
        if key is None:
            raise NoCertificate(f"a derivative by {to_text(variable)}")
        point = self._name(variable)
        name = coq_name(key)
        inner = self._varying(variable).bind(**{key: Var(name)})
        value = inner._derivative(body, rest)
        return each(lambda a: Derive(name, a, point if isinstance(point, Term) else Var(name)), value)

    def _partial(self, body: tree.Node, base: tree.Node, index: Term, rest: tuple[tree.Node, ...]) -> Term:
        """The derivative by one component: by t, in the vector with t in that place."""
        key = plain_key(base)
        assert key is not None
        vector = self._vector(base, key)
        name = next(n for n in "tuvw" if n not in self._letters() and n not in free_names(vector))
        inner = self._varying(base).bind(**{key: Upd(vector, index, Var(name))})
        value = inner._derivative(body, rest)
        if isinstance(value, Family):
            raise NoCertificate("the derivative of a vector by a vector")
        return Derive(name, value, At(vector, (index,)))

    def _varying(self, by: tree.Node) -> Speaker:
        """Inside a derivative, what is defined through the variable is a function of it."""
        keys = {
            plain_key(symbol)
            for symbol, value in self.page.values.items()
            if symbol != by and depends(value, by, self.given)
        }
        return replace(self, written_out=self.written_out | {key for key in keys if key is not None})


def coq_name(key: str) -> str:
    """The identifier of a letter of the page; a parameter, which the reader marks with a dot, gets a stroke."""
    return f"{key}'" if key in RESERVED else key.replace(PARAMETER, "'")


def _letter(parameter: tree.Node) -> tree.Node:
    """The page's own letter of the same name as a parameter."""
    return tree.rebuild(
        parameter, lambda n: tree.Name(n.name.replace(PARAMETER, ""), n.accent) if isinstance(n, tree.Name) else n
    )


def is_closed(page: Page, name: str) -> bool:
    """Whether a function of the page speaks of its parameters alone, so that it is a definition in Coq."""
    parameters, body = page.functions[name]
    known = {plain_key(parameter) for parameter in parameters}
    try:
        term = Speaker(page, {key: Var(coq_name(key)) for key in known if key is not None}).scalar(body)
    except NoCertificate:
        return False
    return set(free_names(term)) <= {coq_name(key) for key in known if key is not None}


def _number(node: tree.Number) -> Term:
    if node.decimals == 0:
        return Num(node.value)
    digits = 10**node.decimals
    return Div(Num(node.value * digits), Num(Fraction(digits)))
