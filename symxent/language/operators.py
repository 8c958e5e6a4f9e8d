"""Operators of which only their laws are known: sums, integrals, expectations, derivatives, traces of opaque words.

Each is linear; what it does not touch is drawn out of it, and the rest is a letter named by what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sympy import Expr, Integer, Mul, Symbol
from sympy.core.function import AppliedUndef

from symxent.language.tree import Big, Indexed, Name, Node, Number, children
from symxent.language.words import (
    ANY,
    BOUND,
    ONE,
    Atom,
    Form,
    Unfit,
    Word,
    multiplied_out,
    normal,
    text_of,
    total,
    turned,
)

#: A letter that a sum binds: whether it counts, how many sums stand inside of its own, and where it lies.
_LEVEL = re.compile(rf"{BOUND}(n?)(\d+)([cu]?)")
#: Whether an operator touches a part that holds these letters.
Touches = Callable[[frozenset[str]], bool]


@dataclass(frozen=True)
class Range:
    """What a sum or an integral runs over: its text, the letters that it binds and those in its ends, and Σ 1.

    ``whole``: nothing limits it.
    """

    head: str
    bound: frozenset[str]
    ends: frozenset[str] = frozenset()
    count: Expr | None = None
    finite: bool = True
    whole: bool = False


@dataclass
class Letters:
    """The letters that each opaque name holds, and what names stand for: sums, the means of something given another."""

    held: dict[str, frozenset[str]] = field(default_factory=dict)
    sums: dict[str, tuple[Range, Form]] = field(default_factory=dict)
    conditional: dict[str, Form] = field(default_factory=dict)
    rule: Callable[[str], Form | None] = lambda name: None
    joints: dict[str, tuple[str, dict[str, frozenset[str]]]] = field(default_factory=dict)

    def joint(self, function: str, of: dict[str, frozenset[str]]) -> Expr:
        """The probability of some things together, given by their texts and letters; of none it is 1."""
        if not of:
            return Integer(1)
        name = f"{function}({', '.join(sorted(of))})"
        self.joints[name] = function, of
        self.held[name] = frozenset().union(*of.values())
        return Symbol(name, positive=True)

    def marginal(self, number: Expr, over: Range) -> Expr | None:
        """Σ_z P(x, z) = P(x), over all z."""
        found = self.joints.get(str(number))
        if found is None or not over.whole:
            return None
        function, of = found
        alone = [text for text in of if text.removeprefix("(1) ") in over.bound]  # a letter may be no number
        rest = {text: held for text, held in of.items() if text not in alone}
        touched = over.bound & frozenset().union(*rest.values())
        return self.joint(function, rest) if len(alone) == len(over.bound) and not touched else None

    def ruled(self, form: Form) -> Form:
        """What an equation of the page says that a form of one name is, or the form itself."""
        name = only_name(form)
        return (self.rule(name) if name is not None else None) or form

    def of(self, value: Expr) -> frozenset[str]:
        """The letters of a number."""
        found: set[str] = set()
        for part in value.atoms(Symbol, AppliedUndef):
            found |= self.held.get(str(part), frozenset())
        return frozenset(found)

    def of_atom(self, atom: Atom) -> frozenset[str]:
        return self.held.get(atom.name, frozenset())

    def note(self, form: Form, letters: frozenset[str]) -> Form:
        """The form, whose new names are noted as holding these letters."""
        for word, c in form.terms.items():
            for part in c.atoms(Symbol, AppliedUndef):
                self.held.setdefault(str(part), letters)
            for atom in word:
                self.held.setdefault(atom.name, letters)
        return form


def only_name(form: Form) -> str | None:
    """The name of a form that is one letter, or one call, as it stands."""
    if len(form.terms) != 1:
        return None
    ((word, c),) = form.terms.items()
    if len(word) == 1 and c == 1 and not word[0].turned:
        return word[0].name
    return str(c) if not word and isinstance(c, Symbol | AppliedUndef) else None


@dataclass(frozen=True)
class Part:
    """One product in a form: what the operator leaves alone before, around and behind what it touches."""

    outside: Expr
    before: Word
    number: Expr
    word: Word
    behind: Word

    def around(self, inner: Form) -> Form:
        made = Form({self.before: Integer(1)}) * inner if self.before else inner
        made = made * Form({self.behind: Integer(1)}) if self.behind else made
        return made.times(self.outside)


def parts_of(form: Form, letters: Letters, touches: Touches) -> list[Part]:
    """The products that a form is the sum of, each parted into what is touched and what is not."""
    found = []
    for word, c in form.terms.items():
        start, end = 0, len(word)
        while start < end and not touches(letters.of_atom(word[start])):
            start += 1
        while start < end and not touches(letters.of_atom(word[end - 1])):
            end -= 1
        for product in multiplied_out(c).as_ordered_terms():
            inner: list[Expr] = []
            outer: list[Expr] = []
            for factor in Mul.make_args(product):
                (inner if touches(letters.of(factor)) else outer).append(factor)
            found.append(Part(Mul(*outer), word[:start], Mul(*inner), word[start:end], word[end:]))
    return found


def _lowered(text: str, bound: frozenset[str]) -> str:
    """A text with the letter that its sum binds named by the sums that are left inside of it.

    One that is carried out, Σ_y p(x, y), leaves none.
    """
    own = _LEVEL.fullmatch(next(iter(bound))) if len(bound) == 1 else None
    levels = [int(level) for _, level, _ in _LEVEL.findall(text)]
    if own is None or any(level > 9 for level in levels):
        return text
    counts, height, lies = own.groups()
    left = 1 + max((level for level in levels if level < int(height)), default=0)
    return re.sub(rf"{re.escape(own.group())}(?!\w)", f"{BOUND}{counts}{left}{lies}", text)


def named(head: str, number: Expr, word: Word, bound: frozenset[str] = frozenset()) -> Form:
    """A letter for an operator applied to a product, the same for its transpose; ``bound``: what a sum binds."""
    if not word:
        return Form.number(Symbol(_lowered(f"{head}({number})", bound), real=True))
    one, other = text_of(word), text_of(turned(word))
    first = word if one <= other else turned(word)
    told = text_of(first) if number == 1 else f"{number} {text_of(first)}"
    rows, cols = first[0].rows, first[-1].cols
    atom = Atom(_lowered(f"{head}({told})", bound), rows, cols, symmetric=one == other)
    made = Form.atom(atom)
    return made if first is word else made.transposed()


def summed(form: Form, over: Range, letters: Letters, touches: Touches | None = None) -> Form:
    """A sum or an integral over a range.

    ``touches``: what cannot be drawn out of it; by default what holds a bound letter.
    """
    inside = touches or (lambda held: bool(held & over.bound))
    done = []
    for part in parts_of(form, letters, inside):
        if part.number == 1 and not part.word:
            of_one = Form.number(Symbol(f"{over.head}(1)", real=True) if over.count is None else over.count)
            done.append(part.around(letters.note(of_one, over.ends)))
            continue
        marginal = letters.marginal(part.number, over) if not part.word else None
        if marginal is not None:
            done.append(part.around(Form.number(marginal)))
            continue
        held = letters.of(part.number).union(*(letters.of_atom(a) for a in part.word)) - over.bound
        made = letters.note(named(over.head, part.number, part.word, over.bound), held | over.ends)
        if touches is None and (name := only_name(made)):
            letters.sums.setdefault(name, (over, Form({part.word: part.number})))
        done.append(part.around(letters.ruled(made)))
    return total(done)


def expected(form: Form, head: str, letters: Letters, random: Touches, given: frozenset[str] = frozenset()) -> Form:
    """The expectation: linear, also over finite sums; what is not ``random`` is drawn out of it.

    ``given``: the letters that it is conditioned on, which it is a function of.
    """
    done = []
    for part in parts_of(form, letters, random):
        if part.number == 1 and not part.word:
            done.append(part.around(Form.number(Integer(1))))
            continue
        alone = only_name(Form({part.word: part.number}))
        if alone in letters.conditional and head == "E":
            done.append(part.around(expected(letters.conditional[alone], head, letters, random)))
            continue  # E[E[X | Y]] = E[X]
        inner = letters.sums.get(alone or "")
        if inner is not None and inner[0].finite and not random(inner[0].ends):
            over, body = inner
            done.append(part.around(summed(expected(body, head, letters, random, given), over, letters)))
            continue
        held = letters.of(part.number).union(*(letters.of_atom(a) for a in part.word))
        kept = given | {k for k in held if k.startswith(BOUND)}
        made = letters.note(named(head, part.number, part.word), kept)
        if given and head.startswith("E|") and (name := only_name(made)):
            letters.conditional.setdefault(name, Form({part.word: part.number}))
        done.append(part.around(letters.ruled(made)))
    return total(done)


def derived(value: Expr, by: Expr, key: str, letters: Letters) -> Expr | None:
    """The derivative of a number by a letter, which sums of powers of it may hold, too; None where more may hold it.

    A series of powers is differentiated one after the other.
    """
    sums = {Symbol(n, real=True): s for n, s in letters.sums.items() if key in letters.held.get(n, frozenset())}
    others = value.atoms(Symbol, AppliedUndef) - {by} - sums.keys()
    if not isinstance(by, Symbol) or not value.has(by, *sums) or any(key in letters.of(p) for p in others):
        return None
    found = value.diff(by)
    for name in value.atoms(Symbol) & sums.keys():
        over, body = sums[name]
        inner = derived(body.value, by, key, letters) if body.is_number and key not in over.ends else None
        if inner is None or not (over.finite or _of_powers(body.value, by)):
            return None
        found += value.diff(name) * summed(Form.number(inner), over, letters).value
    return found


def _of_powers(value: Expr, by: Symbol) -> bool:
    """Whether each term holds a letter only as c x^k: the derivative of such a series is that of its terms."""
    factors = (f for term in multiplied_out(value).as_ordered_terms() for f in Mul.make_args(term) if f.has(by))
    return all(f.as_base_exp()[0] == by and not f.as_base_exp()[1].has(by) for f in factors)


def traced(form: Form) -> Form:
    """The trace: linear, and the same for every rotation of a product and for its transpose."""
    done = []
    for word, c in form.terms.items():
        if not word:
            done.append(Form.number(c))
            continue
        rotations = [word[k:] + word[:k] for k in range(len(word))]
        number = next((r for r in rotations if r[0].rows == ONE or r[-1].cols == ONE), None)
        if number is not None:
            done.append(normal(number).times(c))
            continue
        name = min(text_of(r) for w in rotations for r in (w, turned(w)))
        done.append(Form.number(c * Symbol(f"tr({name})", real=True)))
    return total(done)


def unknown(name: str, rows: str = ANY, cols: str = ANY) -> Form:
    return Form.atom(Atom(name, rows, cols))


def height(node: Node) -> int:
    """How many sums stand inside one another in it."""
    inner = max((height(c) for c in children(node)), default=0)
    return inner + isinstance(node, Big)


def bound_letters(node: Big) -> list[Name]:
    found = []
    for n in node.index:
        base = n.base if isinstance(n, Indexed) else n
        if not isinstance(base, Name):
            raise Unfit("a sum over something that is no letter")
        found.append(base)
    return found


def first_index(node: Big) -> int:
    """The integer at which a sum or a product begins, when it ends somewhere and is over one letter; else 0."""
    plain = node.kind in ("sum", "product") and len(node.index) == 1 and isinstance(node.index[0], Name)
    if not plain or node.upper is None or node.condition is not None or not isinstance(node.lower, Number):
        return 0
    return int(node.lower.text) if node.lower.text.isdigit() else 0
