"""A proof written down: as text for people, as JSON for programs.  Only what the proof used stands in it.

Nothing here is trusted: it is written from a theorem, whose proof the logic goes through once more for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from sympy import Basic, Expr

from symxent.language.display import line
from symxent.language.domain import set_text
from symxent.logic import (
    PRINCIPLES,
    By,
    ByIndex,
    BySign,
    ByValue,
    ChanceClaim,
    Enclosed,
    Hypotheses,
    MatrixClaim,
    NoPoint,
    Proof,
    Steps,
    Theorem,
)
from symxent.proof.replay import Applied, Settled, replay

SCHEMA_VERSION = 1
Node: TypeAlias = dict[str, Any]
Speak: TypeAlias = Callable[[Basic], str]
_SIGNS = {(1, True): "> 0", (1, False): ">= 0", (-1, True): "< 0", (-1, False): "<= 0", (0, True): "!= 0"}
_SPOKEN = {">=": "≥", "<=": "≤", "!=": "≠"}


@dataclass(frozen=True)
class WrittenProof:
    """The proof of a theorem: ``str()`` for people, ``to_json()`` for programs.

    >>> from sympy import Abs, log, symbols
    >>> from symxent.proof.prove import prove
    >>> x = symbols("x", real=True)
    >>> print(prove(log(x**2), 2 * log(Abs(x))).proof)
    log(x²) = 2 log(|x|)
      case x ≥ 0
        log(x²) → 2 log x   logarithm of a product
        both sides are 2 log x
      case x ≤ 0
        log(x²) → 2 log(−x)   logarithm of a product
        both sides are 2 log(−x)
    """

    theorem: Theorem

    def to_json(self) -> Node:
        """The proof as plain data, its expressions as SymPy prints them; ``schema_version`` says how to read it."""
        return {"schema_version": SCHEMA_VERSION, **_written(self.theorem, str)}

    def __str__(self) -> str:
        return "\n".join(_lines(_written(self.theorem, spoken), ""))


def spoken(e: Basic) -> str:
    """An expression in one line, as a textbook writes it where that is known."""
    try:
        return line(e)
    except (TypeError, ValueError, AttributeError, KeyError, NotImplementedError):
        return str(e)


# -- as data -------------------------------------------------------------------------------------------------------


def _written(theorem: Theorem, speak: Speak) -> Node:
    lhs, op, rhs = theorem.claim.said
    claim = {"lhs": speak(lhs), "op": op, "rhs": speak(rhs)}
    assumed = getattr(theorem.claim, "hypotheses", None)
    used = lhs.free_symbols | rhs.free_symbols
    assuming = _assumptions(assumed, used, speak) if assumed is not None else []
    if isinstance(theorem.claim, MatrixClaim):
        assuming += theorem.claim.facts.in_words()
    if isinstance(theorem.claim, ChanceClaim):
        assuming += theorem.claim.in_words()
    return {"claim": claim, "assuming": assuming, "proof": _proof(theorem, speak)}


def _assumptions(h: Hypotheses, used: set[Basic], speak: Speak) -> list[str]:
    """What is assumed, of symbols that occur."""
    told = [f"{speak(s)} in {set_text(where)}" for s, where in h.where.items() if {s, *s.free_symbols} & used]
    told += [f"{speak(low)} <= {speak(i)} <= {speak(high)}" for i, (low, high) in h.indices.items() if i in used]
    told += [f"{speak(e)} > 0" for e in h.positive]
    return [*told, *(f"{speak(left)} = {speak(right)}" for left, right in h.equal)]


def _proof(theorem: Theorem, speak: Speak) -> Node:
    proof = theorem.proof
    if isinstance(proof, By):
        premises = [_written(premise, speak) for premise in proof.premises]
        parts = [_part(part, speak) for part in proof.parts]
        return {"by": proof.principle, "says": PRINCIPLES[proof.principle].says, "with": parts, "premises": premises}
    if isinstance(proof, Enclosed):
        return {"by": "enclosure"}
    if isinstance(proof, Steps | BySign | ByIndex | ByValue | NoPoint):
        return _case(proof, iter(replay(theorem)), speak)
    return {"by": "identity"}


def _part(part: Any, speak: Speak) -> str:
    """What a principle was given: an expression, a row of numbers, or the values of symbols."""
    if isinstance(part, Basic):
        return speak(part)
    return ", ".join(" = ".join(map(speak, p)) if isinstance(p, tuple) else speak(p) for p in part) or "no symbols"


def _case(proof: Proof, settled: Iterator[Settled], speak: Speak) -> Node:
    """A case and those that it falls into, in the order in which the logic goes through them."""

    def cases(*named: tuple[str, Proof]) -> list[Node]:
        return [{"case": name, **_case(sub, settled, speak)} for name, sub in named]

    if isinstance(proof, BySign):
        u = speak(proof.of)
        if proof.zero is None:
            parts = cases((f"{u} >= 0", proof.above), (f"{u} <= 0", proof.below))
        else:
            place = f", {proof.symbol} = {proof.at}" if proof.symbol not in (None, proof.of) else ""
            zero = f"{u} = 0{place}"
            parts = cases((f"{u} > 0", proof.above), (f"{u} < 0", proof.below), (zero, proof.zero))
        return {"by": "cases of a sign", "cases": parts}
    if isinstance(proof, ByIndex):
        i, j = speak(proof.old), speak(proof.new)
        parts = cases((f"{i} != {j}", proof.apart), (f"{i} = {j}", proof.same))
        return {"by": "cases of two indices", "cases": parts}
    if isinstance(proof, ByValue):
        named = [(f"{speak(proof.symbol)} = {value}", sub) for value, sub in proof.cases]
        return {"by": "cases of a value", "cases": cases(*named)}
    if isinstance(proof, NoPoint):
        return {"by": "no point", "of": [f"{speak(e)} >= 0" for e in proof.sum_of]}
    return _rewriting(next(settled), speak)


def _rewriting(found: Settled, speak: Speak) -> Node:
    if found.value is None:
        return {"by": "no point"}
    steps = [_step(step, speak) for step in found.applied]
    node: Node = {"by": "rewriting", "steps": [s for s in steps if s["from"] != s.get("to")]}
    if found.sign is None:
        return {**node, "value": speak(found.value)}
    return {**node, "difference": speak(found.value), "sign": _SIGNS.get(found.sign, "")}


def _step(step: Applied, speak: Speak) -> Node:
    node = {"rule": step.rule, "from": speak(step.before)}
    if isinstance(step.after, Expr):
        return {**node, "to": speak(step.after)}
    return {**node, "sign": _SIGNS.get(step.after, "")}


# -- as text -------------------------------------------------------------------------------------------------------


def _lines(written: Node, indent: str) -> Iterator[str]:
    claim = written["claim"]
    assuming = f"   for {', '.join(map(_signs, written['assuming']))}" if written["assuming"] else ""
    yield f"{indent}{claim['lhs']} {_signs(claim['op'])} {claim['rhs']}{assuming}"
    yield from _of_node(written["proof"], indent + "  ")


def _of_node(node: Node, indent: str) -> Iterator[str]:
    if node["by"] == "rewriting":
        for step in node["steps"]:
            after = f"→ {step['to']}" if "to" in step else _signs(step["sign"])
            yield f"{indent}{step['from']} {after}   {step['rule']}"
        if "value" in node:
            yield f"{indent}both sides are {node['value']}"
        else:
            yield f"{indent}{node['difference']} {_signs(node['sign'])}"
    elif "cases" in node:
        for case in node["cases"]:
            yield f"{indent}case {_signs(case['case'])}"
            yield from _of_node(case, indent + "  ")
    elif node["by"] == "no point":
        words = f": {', '.join(map(_signs, node['of']))} cannot all be" if node.get("of") else ""
        yield f"{indent}no point is in this case{words}"
    elif "premises" in node:
        given = f"   with {'; '.join(node['with'])}" if node["with"] else ""
        yield f"{indent}{_signs(node['says'])}{given}"
        for premise in node["premises"]:
            yield from _lines(premise, indent + "  ")
    else:
        how = {"identity": "both sides are written alike", "enclosure": "by an enclosure of the value"}
        yield f"{indent}{how[node['by']]}"


def _signs(text: str) -> str:
    """Relations as they are printed."""
    for plain, printed in _SPOKEN.items():
        text = text.replace(f" {plain} ", f" {printed} ")
        text = text.replace(f"{plain} ", f"{printed} ") if text.startswith(plain) else text
    return _SPOKEN.get(text, text)
