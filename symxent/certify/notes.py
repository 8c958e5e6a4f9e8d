"""The certificate of a page of notes: what the checker proved as theorems, what it refuted as refutations."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sympy import Basic, Indexed, IndexedBase, Symbol

from symxent.certify.differentiate import NoCertificate
from symxent.certify.page import Certificate, Part, bind, definitions_of, quiet, scalars
from symxent.certify.proofs import theorem_of
from symxent.certify.refutation import Point, completed, not_rounded, refutation
from symxent.certify.speaker import Speaker, coq_name
from symxent.certify.theorem import Theorem, context_of, equation, inlined, own_functions, rounding
from symxent.check.chain_rule import joined
from symxent.check.judge import ChainJudge, Judge, Judged
from symxent.check.report import macros_beside, read_bytes
from symxent.check.setting import Setting
from symxent.derive.page import Page
from symxent.language.scope import plain_key
from symxent.language.text import to_text
from symxent.language.tree import Big, Name, Node, Number, number, walk
from symxent.language.tree import Indexed as IndexedNode
from symxent.read.document import decode, read_page


@dataclass(frozen=True)
class CertifiedNotes:
    """The Coq file of a page of notes, and the lines that it does not state, each with the reason."""

    certificate: Certificate
    proved: int
    refuted: int
    left_out: tuple[tuple[str, str], ...]


def certify_notes(path: Path, *, seconds: float = 2.0) -> CertifiedNotes:
    """The certificate of a Markdown or LaTeX file.  Raises SymxentError when it cannot be read."""
    data = read_bytes(path)
    text, _ = decode(data, str(path))
    judge = Judge(read_page(text, str(path), macros=macros_beside(path, data)), seconds)
    theorems: list[Theorem] = []
    definitions: dict[str, None] = {}
    left_out: list[tuple[str, str]] = []
    proved = refuted = 0
    for step in judge.all():
        if step.status not in ("proved", "refuted") or not isinstance(step.left, Node):
            continue
        line = text.count("\n", 0, step.operator.start) + 1
        try:
            try:
                made, own = _theorems(judge, step, line, len(theorems) + 1)
            except NoCertificate as reason:
                made, own = _by_its_proof(step, line, len(theorems) + 1, reason), ()
        except NoCertificate as reason:
            left_out.append((f"line {line}", str(reason)))
            continue
        theorems += made
        definitions |= dict.fromkeys(own)
        proved += step.status == "proved"
        refuted += step.status == "refuted"
    name = coq_name("".join(c if c.isalnum() else "_" for c in path.stem) or "notes")
    name = name if name[0].isalpha() else f"notes_{name}"
    command = f"python -m symxent certify {path.name}"
    certificate = bind(name, path.name, (Part(path.name, tuple(theorems)),), tuple(definitions), command)
    return CertifiedNotes(certificate, proved, refuted, tuple(left_out))


def _by_its_proof(step: Judged, line: int, number_: int, reason: NoCertificate) -> list[Theorem]:
    """What was proved of a line that cannot be stated as it is written: for that is the ``reason``."""
    verdict = step.outcome.verdict
    if step.status != "proved" or verdict is None or verdict.theorem is None:
        raise reason
    left, op, right = verdict.theorem.claim.said
    comment = (quiet(f"line {line}: {left} {op} {right}"), "what was proved of what the notes say")
    return [theorem_of(f"line_{line}_{number_}", comment, verdict.theorem)]


def _theorems(judge: Judge, step: Judged, line: int, number_: int) -> tuple[list[Theorem], tuple[str, ...]]:
    assert isinstance(step.left, Node)
    if not isinstance(step.right, Node):
        raise NoCertificate("the right side could not be read")
    words = quiet(f"line {line}: {to_text(step.left)} {step.operator.text} {to_text(step.right)}")
    status = "what the notes say" if step.status == "proved" else "what the notes say, and is false"
    comment = (words, status)
    name = f"line_{line}_{number_}"
    page, setting = page_of(judge, step)
    own = definitions_of(page)

    def undefined(name: Name) -> bool:
        return setting.scope.symbols.get(name.key) in setting.undefined

    # ∂J/∂ŷ · ∂ŷ/∂z · ∂z/∂θ where z is said nowhere: the chain rule through it is ∂J/∂ŷ · ∂ŷ/∂θ.
    left, right = joined(step.left, undefined), joined(step.right, undefined)
    if step.mismatches:
        pairs = [(mismatch.fact.tree, mismatch.term) for mismatch in step.mismatches]
        return [_number(page, f"{name}_{n}", comment, *pair, False) for n, pair in enumerate(pairs, 1)], own
    if step.kind == "numeric":
        if not isinstance(step.right, Number):
            raise NoCertificate("a number is compared with more than one printed number")
        return [_number(page, name, comment, step.left, step.right, step.status == "proved")], own
    if step.operator.text not in ("=", ":="):
        raise NoCertificate(f"the relation {step.operator.text}")
    if step.status == "proved":
        return [equation(page, name, comment, *scalars(page, left, right))], own
    return [_refutation(page, name, comment, step, left, right)], own


def _number(page: Page, name: str, comment: tuple[str, ...], value: Node, printed: Number, true: bool) -> Theorem:
    term = Speaker(page).scalar(value)
    if true:
        return rounding(page, name, comment, term, printed.text)
    half = f"5 / {10 ** (printed.decimals + 1)}"
    return not_rounded(name, comment, term, Speaker(page).scalar(printed), half)


def _refutation(page: Page, name: str, comment: tuple[str, ...], step: Judged, left: Node, right: Node) -> Theorem:
    verdict = step.outcome.verdict
    if verdict is None or verdict.witness is None:
        raise NoCertificate("there is no point at which it fails")
    # Every definition of the page is written out: the point is one of the letters that remain.
    names = frozenset(plain_key(node) or "" for node in page.values)
    letters = tuple(str(symbol) for symbol, _ in verdict.witness.point if isinstance(symbol, Symbol))
    lhs, rhs, shape = scalars(page, left, right, written_out=names, prefer=letters)
    context = context_of(page, (lhs, rhs), shape, assuming_definitions=False)
    less = Fraction(verdict.witness.lhs.midpoint) < Fraction(verdict.witness.rhs.midpoint)
    plain = (inlined(page, lhs, context), inlined(page, rhs, context))
    point = completed(_point(verdict.witness.point), context)
    own = tuple(own_functions(page, lhs, rhs))
    return refutation(name, comment, context, lhs, rhs, point, less=less, own=own, plain=plain)


def _point(pairs: tuple[tuple[Basic, Basic], ...]) -> Point:
    scalars_: dict[str, Fraction] = {}
    vectors: dict[str, dict[int, Fraction]] = {}
    for symbol, value in pairs:
        if not value.is_Rational:
            raise NoCertificate(f"the point at which it fails is not rational: {symbol} = {value}")
        exact = Fraction(str(value))
        if isinstance(symbol, Indexed) and len(symbol.indices) == 1 and symbol.indices[0].is_Integer:
            vectors.setdefault(coq_name(str(symbol.base)), {})[int(symbol.indices[0])] = exact
        else:
            scalars_[coq_name(str(symbol))] = exact
    lists = {
        name: tuple(parts.get(n, Fraction(0)) for n in range(1, max(parts) + 1)) for name, parts in vectors.items()
    }
    return {**scalars_, **lists}


def page_of(judge: Judge, step: Judged) -> tuple[Page, Setting]:
    """What the checker knows around a step, as a page of the catalogue declares it."""
    knowledge = judge.knowledge
    setting = ChainJudge(judge, knowledge, step.statement).setting
    trees = [tree for tree in (step.left, step.right) if isinstance(tree, Node)]
    used = [knowledge.in_force(key, step.statement.number) for key in sorted(setting.used)]
    found = [definition for definition in used if definition is not None and not definition.numeric]
    nodes: dict[str, Node] = {}
    every = [*trees, *(part for d in found for part in (d.head, d.body))]
    for tree in every:
        for node in walk(tree):
            key = plain_key(node)
            if key is not None:
                nodes.setdefault(key, node)
    arrays = _arrays(setting, nodes, every)
    values = [d for d in found if d.kind == "value"]
    whole = {key for key, base in setting.scope.symbols.items() if base in setting.scope.families}
    page = Page(
        name="notes",
        title="",
        sections=(),
        arrays=arrays,
        where={_node(nodes, str(symbol)): home for symbol, home in setting.domain.where.items()},
        indices={Name(str(index)): (number(1), _size(high)) for index, (_, high) in setting.domain.indices.items()},
        functions={
            d.key: (tuple(_node(nodes, p) for p in d.parameters), d.body)
            for d in found
            if d.kind == "function" and not d.indices
        },
        values={
            node: d.body
            for d in values
            if not _is_component(d.head, arrays) and ((node := _node(nodes, d.key)) not in arrays or d.key in whole)
        },
        facts={d.key: (d.head, d.body) for d in values if _is_component(d.head, arrays)},
    )
    return page, setting


def _is_component(head: Node, arrays: dict[Node, tuple[Node, ...]]) -> bool:
    """y₂, of a vector y."""
    return isinstance(head, IndexedNode) and head.base in arrays and head not in arrays


def _arrays(setting: Setting, nodes: dict[str, Node], trees: list[Node]) -> dict[Node, tuple[Node, ...]]:
    """The vectors of a step with their lengths; one that is only summed is as long as the sum."""
    found: dict[Node, tuple[Node, ...]] = {}
    for key, base in setting.scope.symbols.items():
        if not isinstance(base, IndexedBase):
            continue
        if base in setting.scope.sizes:
            found[_node(nodes, key)] = tuple(_size(size) for size in setting.scope.sizes[base])
            continue
        length = _length(key, trees)
        if length is not None:
            found[_node(nodes, key)] = (length,)
    return found


def _length(key: str, trees: list[Node]) -> Node | None:
    """The upper end of a sum over the components, or else the greatest number among their indices."""
    inside = [node for tree in trees for node in walk(tree)]
    counted = [n for n in inside if isinstance(n, IndexedNode) and plain_key(n.base) == key and len(n.lower) == 1]
    indices = [n.lower[0] for n in counted]
    for big in inside:
        if isinstance(big, Big) and big.upper is not None and any(index in big.index for index in indices):
            return big.upper
    numbers = [int(index.text) for index in indices if isinstance(index, Number)]
    return number(max(numbers)) if numbers else None


def _node(nodes: dict[str, Node], key: str) -> Node:
    return nodes.get(key, Name(key))


def _size(size: Basic) -> Node:
    if isinstance(size, Symbol):
        return Name(size.name)
    if size.is_Integer:
        return number(int(str(size)))
    raise NoCertificate(f"the length {size} is neither a letter nor a number")
