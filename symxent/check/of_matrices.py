"""A step between matrices of symbolic size: read, proved by words, refuted by small matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Basic, Eq, Expr, Integer, MatrixExpr, MatrixSymbol, Q, Symbol

from symxent.check.covariances import symmetric_at
from symxent.check.in_words import FACTS, said_before, says
from symxent.check.judged import Judged
from symxent.check.order import behind_a_matrix, makes_a_matrix
from symxent.check.random_columns import holds_means, kinds_by_laws, laws_of_columns, strangers
from symxent.check.steps import Outcome
from symxent.check.written import TWICE, wide
from symxent.errors import Disagreement, SymxentError
from symxent.language.domain import Domain
from symxent.language.latex import to_latex
from symxent.language.text import GREEK
from symxent.language.tree import (
    Call,
    Derivative,
    Gradient,
    Group,
    Indexed,
    Matrix,
    Multiply,
    Name,
    Node,
    Number,
    Power,
    Transpose,
    walk,
)
from symxent.logic import Gradient as GradientOf
from symxent.logic import Refused
from symxent.matrices.shapes import ANY, COLUMN, MATRIX, NUMBER, constant_of, hessian_of, letter_key
from symxent.matrices.shown import multiplied_out
from symxent.matrices.sides import Unreadable
from symxent.matrices.written import Written
from symxent.proof import prove
from symxent.read.marks import is_set_in_figures
from symxent.read.speech_words import SPECIAL_MATRICES

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Steps with more nodes than this are not looked at.
MOST_NODES = 200
_OPEN = ("unknown", "needs definition", "refuted", "proved")
_OTHER_LAYOUT = "this holds in the layout of derivatives that the page does not use"
_TWO_READINGS = "one reading of this proves it, another refutes it"
_LAYOUT = re.compile(r"\b(numerator|denominator)[- ]layout", re.IGNORECASE)
#: Words about how large a matrix is; and a size that is a number.
_OF_SIZES = re.compile(r"\d\s*(?:\\times|×|-?by-?)\s*\d|\b(?:odd|even|order|dimension\w*|sizes?)\b", re.IGNORECASE)
_SQUARE = re.compile(r"\b([2-9])\s*(?:\\times|×|-?by-?)\s*\1\b")
_SQUARE_IN_WORDS = re.compile(
    r"\bsquare\s+matri|\bkernel|\bgram\b|covarian|correlation|precision|hessian|adjacency|laplacian|\bquadratische"
    r"|\bcarrée|\bcuadrada|\bquadrada|方阵",
    re.IGNORECASE,
)
MOST_SIZES = 4
#: What a condition may say of matrices that is looked for by itself; and what no equation rests on unseen.
_KINDS_OF_MATRICES = re.compile(rf"(?:(?:{'|'.join(FACTS.values())}|square|real|and|,|matri\w+)\s*)+", re.IGNORECASE)
_PLAIN = re.compile(r"\b(?:invertible|non-?singular)\b", re.IGNORECASE)


def or_by_what_may_be_defined(chain: ChainJudge, step: Judged) -> Judged:
    """The step, proved where it is open and follows by definitions that are perhaps in force."""
    left, right = step.left, step.right
    if step.operator.text != "=" or step.kind != "claim" or step.status not in ("unknown", "needs definition"):
        return step
    if not isinstance(left, Node) or not isinstance(right, Node) or step.outcome.assuming:
        return step
    definitions = {k: d for k, d in chain.setting.perhaps.items() if not d.numeric}
    one, other = (wide(side, definitions) for side in (left, right))
    if (one, other) == (left, right) or sum(1 for side in (one, other) for _ in walk(side)) > MOST_NODES:
        return step
    outcome = _judged(chain, one, other, False)
    if outcome is None or outcome.status != "proved":
        return step
    return replace(step, outcome=replace(outcome, reason=f"{outcome.reason}, by what is defined before"))


def or_of_matrices(chain: ChainJudge, step: Judged) -> Judged:
    """The step as the algebra of matrices judges it, where its letters are matrices and it is not decided yet.

    What one reading proves and this one finds false, or the other way round, is not decided.
    """
    left, right = step.left, step.right
    if step.operator.text != "=" or not isinstance(left, Node) or not isinstance(right, Node):
        return step
    of_means = holds_means((left, right))
    if step.status not in _OPEN and not (of_means and step.kind == "condition"):
        return step
    if step.kind not in ("claim", "condition") or sum(1 for side in (left, right) for _ in walk(side)) > MOST_NODES:
        return step
    outcome = of_matrices(chain, left, right)
    if outcome is not None and outcome.reason == _OTHER_LAYOUT:
        return replace(step, outcome=outcome)
    if outcome is None or (outcome.status == "unknown" and not outcome.assuming and step.status != "refuted"):
        return step
    if step.status == "given" and outcome.status != "proved":
        return step
    if step.status == "proved":
        by_what_is_said = step.outcome.verdict is not None and step.outcome.verdict.used
        if outcome.status == "proved" or (by_what_is_said and outcome.status != "refuted"):
            return step
        return replace(step, outcome=Outcome("unknown", outcome.reason or _TWO_READINGS))
    if step.status == outcome.status == "refuted" and chain.used:
        return step  # both readings find it false, and the usual one knows what the letters are defined by
    by_facts = outcome.verdict is not None and bool(outcome.verdict.used)
    if step.status == "refuted" and outcome.status == "proved" and not (by_facts or of_means):
        return replace(step, outcome=Outcome("unknown", _TWO_READINGS, step.outcome.verdict))
    return replace(step, kind="claim" if outcome.status != "unknown" else step.kind, outcome=outcome)


def of_matrices(chain: ChainJudge, left: Node, right: Node) -> Outcome | None:
    """What becomes of left = right between matrices; None where it is none, or cannot be read."""
    found: Outcome | None = None
    for one, other, words in _written_out(chain, left, right):
        derived = any(isinstance(n, Derivative) for side in (one, other) for n in walk(side))
        outcomes = [_judged(chain, one, other, numerator) for numerator in ((False, True) if derived else (False,))]
        proved = [k for k, outcome in enumerate(outcomes) if outcome is not None and outcome.status == "proved"]
        if len(proved) == 1 and derived and _lies_otherwise(chain, outcomes[proved[0]], bool(proved[0])):
            return Outcome("unknown", _OTHER_LAYOUT)
        for numerator, outcome in enumerate(outcomes):
            if outcome is None:
                continue
            if outcome.status == "proved":
                layout = ", in numerator layout" if numerator else ""
                return replace(outcome, reason=f"{outcome.reason}{words}{layout}")
            if found is None or outcome.status != "refuted" or outcome.assuming:
                found = outcome
    return found


def _lies_otherwise(chain: ChainJudge, outcome: Outcome | None, numerator: bool) -> bool:
    """Whether an earlier step holds in the other layout alone, or the words of the page name that one.

    Gradients that stand beside Jacobians of which each row is one function's are common: the two are told apart.
    """
    assert outcome is not None
    assert outcome.verdict is not None
    lhs = outcome.verdict.lhs
    layouts = chain.knowledge.layouts.setdefault(isinstance(lhs, MatrixExpr) and 1 in lhs.shape, {})
    layouts.setdefault(chain.statement.number, numerator)
    said = {found.lower() == "numerator" for found in _LAYOUT.findall(chain.knowledge.page.text)}
    first = next(iter(said)) if len(said) == 1 else layouts[min(layouts)]
    return first != numerator


def _judged(chain: ChainJudge, left: Node, right: Node, numerator: bool) -> Outcome | None:
    laws = laws_of_columns(chain.knowledge, chain.statement) if holds_means((left, right)) else {}
    if laws and strangers(chain.knowledge, laws, (left, right)):
        return None
    kinds, said = _kinds(chain, (left, right, *(n for law in laws.values() for n in law)))
    kinds |= kinds_by_laws(laws, kinds, chain.knowledge.told_at(chain.statement))
    plain = not laws and not any(kind == MATRIX for kind in kinds.values()) and not _by_a_column((left, right), kinds)
    if plain and not any(_makes_a_matrix(n) for side in (left, right) for n in walk(side)):
        return None
    written = Written(kinds, numerator, laws)
    try:
        lhs, rhs = written.equation(left, right)
        if not any(isinstance(e, MatrixExpr) or e.has(MatrixExpr) for e in (lhs, rhs)):
            return None
        fixed = _said_sizes(written, chain.knowledge.said.sizes_at(chain.statement.chain.start))
        lhs, rhs = lhs.xreplace(fixed), rhs.xreplace(fixed)
        given = tuple(_given(chain, lhs, rhs, (left, right)))
        verdict = prove(lhs, rhs, Domain(given=given), seconds=chain.judge.seconds)
    except Disagreement:
        raise
    except (SymxentError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    joined = _joined(written, chain.knowledge.said.sizes_at(chain.statement.chain.start))
    if verdict.proved:
        if joined:
            return Outcome("unknown", f"this holds when {joined}, which is not said", verdict, assuming=joined)
        used = f", since {' and '.join(verdict.used)}" if verdict.used else ""
        law = f", by mean and covariance of {' and '.join(sorted(laws))}" if laws else ""
        return Outcome("proved", f"for matrices of {'this' if fixed else 'every'} size{law}{used}", verdict)
    if verdict.reason.startswith("it would hold if ") and not (joined and _are_apart(chain, joined)):
        words = verdict.reason.removeprefix("it would hold if ")
        return Outcome("unknown", f"this holds when {words}, which is not said", verdict, assuming=words)
    blocks = any(isinstance(n, Matrix) for side in (left, right) for n in walk(side))
    if (blocks or ANY in kinds.values()) and not verdict.proved:
        return None  # of letters that may be numbers, or certain matrices
    if verdict.refuted and said and not written.doubts and same_letters(left, right):
        if _may_hold_of_a_size(chain, lhs, rhs, given):
            return Outcome("unknown", "how large its matrices are may be said in a way that is not understood", verdict)
        return Outcome("refuted", "", verdict)
    return Outcome("unknown", verdict.reason or "the sides differ as matrices, if that is what they are")


def _said_sizes(written: Written, sizes: Mapping[str, tuple[str, ...]]) -> dict[Basic, Basic]:
    """The sizes that are numbers by the words of the page: a 2 × 2 matrix A.  Raises Unreadable where they differ."""
    found: dict[Basic, Basic] = {}
    for key, sides in written.shapes.items():
        for side, name in zip(sides, sizes.get(key, ()), strict=False):
            if name.isdecimal() and found.setdefault(size := written.size(side), Integer(name)) != Integer(name):
                raise Unreadable(f"{size} is said to be {found[size]} and {name}")
    return {size: number for size, number in found.items() if isinstance(size, Symbol)}


def _may_hold_of_a_size(chain: ChainJudge, lhs: Expr, rhs: Expr, given: tuple[Basic, ...]) -> bool:
    """Whether the page speaks of sizes in words that are not read, and the equation is not false for each of them."""
    sizes = {n for e in (lhs, rhs) for m in e.atoms(MatrixSymbol) for n in m.shape if isinstance(n, Symbol)}
    if any(d.numeric for n in sizes for d in chain.knowledge.by_key.get(str(n), ())):
        return True  # let n = 3
    text = chain.knowledge.page.text
    if not sizes or not _OF_SIZES.search(text):
        return False
    tried = {Integer(2), Integer(3), *(Integer(m[1]) for m in _SQUARE.finditer(text))}
    for n in sorted(tried)[:MOST_SIZES]:
        one, other, *facts = (e.xreplace(dict.fromkeys(sizes, n)) for e in (lhs, rhs, *given))
        if not prove(one, other, Domain(given=tuple(facts)), seconds=chain.judge.seconds).refuted:
            return True
    return False


def _are_apart(chain: ChainJudge, joined: str) -> bool:
    """Whether the page surely says that two sizes differ: it never equates them, nor speaks of what is square."""
    names, text = set(joined.split(" = ")), chain.knowledge.page.text
    equated = (s for s in chain.knowledge.statements if names <= {n.key for n in s.nodes if isinstance(n, Name)})
    beside = any(op.text == "=" for s in equated for op in s.chain.operators)
    return not (beside or SPECIAL_MATRICES.search(text) or _SQUARE_IN_WORDS.search(text))


def _joined(written: Written, sizes: Mapping[str, tuple[str, ...]]) -> str:
    """The sizes that have two names on the page and would have to be equal: "m = d"; "" when there are none."""
    names = {side.root(): name for name, side in written.names.items()}
    for key, sides in written.shapes.items():
        for side, name in zip(sides, sizes.get(key, ()), strict=False):
            other = names.setdefault(side.root(), name)
            if other != name:
                return f"{other} = {name}"
    return ""


def is_of_matrices(step: Judged) -> bool:
    """Whether it is between matrices that a step was judged."""
    verdict = step.outcome.verdict
    sides = () if verdict is None else (verdict.lhs, verdict.rhs)
    return any(isinstance(e, MatrixExpr) or e.has(MatrixExpr) for e in sides)


def doubt_of_matrices(chain: ChainJudge, step: Judged) -> str:
    """What keeps a step that small matrices refute from being told, in words; "" when nothing does."""
    unread = chain.setting.unread
    if unread and not _KINDS_OF_MATRICES.fullmatch(unread):
        return f"a condition that governs it is not understood: {unread}"
    assert isinstance(step.left, Node)
    hessian = isinstance(step.left, Call) and step.left.function == TWICE
    if hessian and _are_related(chain, step):
        return "its letters may be related to each other"
    if not hessian and not isinstance(step.left, Gradient | Derivative) and hessian_of(step.left) is None:
        special = SPECIAL_MATRICES.search(_PLAIN.sub("", chain.knowledge.page.text))
        if special:
            return f"the page speaks of matrices of a special kind: {special.group()}"
        if _are_related(chain, step):
            return "its letters may be related to each other"
    sides = () if step.outcome.verdict is None else (step.outcome.verdict.lhs, step.outcome.verdict.rhs)
    free = {str(m) for e in sides for m in e.atoms(MatrixSymbol)}
    if uncertain := {k for k in chain.used if k in free or k not in chain.setting.bodies}:  # the others were put in
        return f"{', '.join(sorted(uncertain))} may be a matrix of a special kind"
    return ""


def _are_related(chain: ChainJudge, step: Judged) -> bool:
    """Whether an equation is a step of a chain, or a letter of it has a hat, or is given by another equation."""
    here = chain.statement
    if len(here.members) != 2 or here.chain.continues:
        return True
    sides = [side for side in (step.left, step.right) if isinstance(side, Node)]
    names = {n.key for side in sides for n in walk(side) if isinstance(n, Name)}
    others = [s for s in chain.knowledge.statements if s.number != here.number]
    equations = [s for s in others if any(op.text in ("=", ":=", "≡") for op in s.chain.operators)]
    heads = {n.key for s in equations for m in s.members if isinstance(m, Node) and (n := _bare(m)) is not None}
    return any("_" in name for name in names) or bool(names & heads)


def _bare(node: Node) -> Name | None:
    """A letter that stands alone on a side, or its transpose, inverse or square."""
    while isinstance(node, Transpose | Power | Group):
        node = node.base if isinstance(node, Power) else node.body
    return node if isinstance(node, Name) else None


def what_holds(step: Judged) -> str:
    """The derivative that a step gets wrong, as LaTeX; "" for another step."""
    verdict = step.outcome.verdict
    if verdict is None or not isinstance(verdict.lhs, GradientOf):
        return ""
    try:
        return to_latex(multiplied_out(verdict.lhs))
    except Refused:
        return ""


# -- what the letters are


def _kinds(chain: ChainJudge, trees: tuple[Node, ...]) -> tuple[dict[str, int], bool]:
    """What each letter is, and whether the page says so of each that is no plain number."""
    told = chain.knowledge.told_at(chain.statement)
    arrays = chain.setting.shapes.arrays
    behind = behind_a_matrix(chain, (trees[0], trees[1]))
    kinds: dict[str, int] = {}
    said = True
    for node in (n for tree in trees for n in walk(tree) if isinstance(n, Name | Indexed)):
        key, letter = letter_key(node), node.base if isinstance(node, Indexed) else node
        if key is None or not isinstance(letter, Name) or (key in ("I", "e") and key not in told) or letter == TWICE:
            continue
        capital, said = letter.name[:1].isupper(), said and not isinstance(node, Indexed)  # one of several letters
        if key in told:
            kinds[key] = told[key]
        elif is_set_in_figures(letter.accent):
            kinds[key] = MATRIX if capital else COLUMN
        elif key in arrays:
            kinds[key] = {1: ANY if capital else COLUMN, 2: MATRIX}.get(len(arrays[key]), NUMBER)
            said = said and not capital
        elif capital and (len(letter.name) == 1 or letter.name.lower() in GREEK):
            kinds[key], said = ANY, False
        elif not capital:
            kinds[key] = COLUMN if key in behind else NUMBER
            said = said and key not in behind
    return kinds, said


def _by_a_column(trees: tuple[Node, Node], kinds: Mapping[str, int]) -> bool:
    """Whether something is differentiated by a column or a matrix."""
    nodes = [n for tree in trees for n in walk(tree)]
    by = [n.by for n in nodes if isinstance(n, Gradient)]
    by += [b for n in nodes if isinstance(n, Derivative) for b in n.by]
    by += [twice[1] for n in nodes if (twice := hessian_of(n)) is not None]
    return any(isinstance(b, Name) and kinds.get(b.key, NUMBER) != NUMBER for b in by)


def _makes_a_matrix(node: Node) -> bool:
    """Whether a node is no number whatever its letters are: blocks, 1_n, A ⊗ B, diag(x)."""
    product = isinstance(node, Multiply) and node.sign in ("⊗", "⊙")
    return (
        product
        or makes_a_matrix(node)
        or isinstance(node, Matrix)
        or (isinstance(node, Indexed) and bool(constant_of(node)))
    )


def _given(chain: ChainJudge, lhs: Expr, rhs: Expr, trees: tuple[Node, Node]) -> Iterator[Basic]:
    """What the page says of the letters that are square matrices, in the section of the step."""
    letters = lhs.atoms(MatrixSymbol) | rhs.atoms(MatrixSymbol)
    symmetric = symmetric_at(chain.knowledge, chain.statement, trees)
    so_far = said_before(chain.knowledge, chain.statement.chain.start)
    for letter in sorted(letters, key=str):
        if letter.shape[0] == letter.shape[1]:
            for fact in FACTS:
                if says(so_far, str(letter), fact) or (fact == "symmetric" and str(letter) in symmetric):
                    yield _SAID[fact](letter)


_SAID = {
    "symmetric": Q.symmetric,
    "invertible": Q.invertible,
    "orthogonal": Q.orthogonal,
    "positive definite": Q.positive_definite,
    "diagonal": Q.diagonal,
    "idempotent": lambda a: Eq(a**2, a),
}


def same_letters(left: Node, right: Node) -> bool:
    """Whether an equation is no condition: a derivative that is carried out, or the same letters on both sides."""
    here, there = ({n.key for n in walk(side) if isinstance(n, Name)} - {"I"} for side in (left, right))
    if isinstance(right, Number) or not there:
        return False
    derived = isinstance(left, Gradient | Derivative) or hessian_of(left) is not None
    return there <= here - {TWICE.key} if derived else here == there


# -- definitions


def _written_out(chain: ChainJudge, left: Node, right: Node) -> Iterator[tuple[Node, Node, str]]:
    """The sides as they stand, and with what its functions and letters are defined by, in words."""
    yield left, right, ""
    for definitions in chain.definitions_in_turn():
        one, other = wide(left, definitions), wide(right, definitions)
        if (one, other) != (left, right):
            yield one, other, ", by what is defined before"
