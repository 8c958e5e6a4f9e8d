"""Only the logic makes theorems, and only a theorem makes a verdict Proved: attempts to do without, and the sources."""

from __future__ import annotations

import ast
import copy
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sympy import Dummy, IndexedBase, Integer, Rational, Sum, exp, pi, symbols

import symxent
from symxent.check.steps import Outcome
from symxent.logic import Alike, By, Claim, Each, Hypotheses, Refused, Steps, Theorem, check, is_theorem, rounded, same
from symxent.logic import proof as proofs
from symxent.proof import Status, Verdict, prove

PACKAGE = Path(symxent.__file__).parent
x, y = symbols("x y", real=True)
k, m, n = symbols("k m n", integer=True)
TRUE = Claim(x + x, 2 * x, "=", Hypotheses())
FALSE = Claim(x, x + 1, "=", Hypotheses())


def forged(claim: Claim) -> Theorem:
    """A theorem's shape with everything in its place but for the check."""
    made = object.__new__(Theorem)
    for name, value in (("claim", claim), ("proof", Steps()), ("applied", ())):
        object.__setattr__(made, name, value)
    return made


def changed(claim: Claim) -> Theorem:
    """A theorem that says something else than what was checked."""
    made = check(TRUE, Steps())
    object.__setattr__(made, "claim", claim)
    return made


# -- theorems ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("proof", [Steps(), Alike(), By("each"), By("minimum"), By("no such principle")], ids=str)
def test_what_is_false_is_refused_whatever_the_proof(proof: object) -> None:
    with pytest.raises(Refused):
        check(FALSE, proof)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Theorem(),  # type: ignore[call-arg]
        lambda: Theorem(object(), FALSE, Steps(), ()),
        lambda: type("Another", (Theorem,), {}),
        lambda: setattr(check(TRUE, Steps()), "claim", FALSE),
        lambda: delattr(check(TRUE, Steps()), "claim"),
    ],
)
def test_a_theorem_is_neither_called_nor_derived_nor_changed(attempt: Callable[[], object]) -> None:
    with pytest.raises((TypeError, AttributeError)):
        attempt()


def proved_otherwise() -> Theorem:
    made = check(TRUE, Steps())
    object.__setattr__(made, "proof", Alike())
    return made


MADE_UP = [forged(FALSE), forged(TRUE), changed(FALSE), proved_otherwise(), "theorem", None]


@pytest.mark.parametrize("made", MADE_UP, ids=str)
def test_what_the_check_has_not_made_is_no_theorem_and_no_premise(made: object) -> None:
    assert not is_theorem(made)
    with pytest.raises(Refused):
        check(Each((FALSE,)), By("each", (made,)))  # type: ignore[arg-type]


def test_a_copy_of_a_theorem_is_the_theorem() -> None:
    theorem = check(TRUE, Steps())
    assert copy.copy(theorem) is theorem
    assert copy.deepcopy({"here": theorem})["here"] is theorem
    assert is_theorem(theorem)


# -- verdicts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Verdict(Status.PROVED, x, x + 1),
        lambda: Verdict(Status.PROVED, x, x + 1, theorem=forged(FALSE)),
        lambda: Verdict(Status.PROVED, x, x + 1, theorem=changed(FALSE)),
        lambda: Verdict(Status.PROVED, x, x + 1, theorem=check(TRUE, Steps())),
        lambda: replace(prove(x, x + 1), status=Status.PROVED),
        lambda: replace(prove(exp(x), 0, op=">"), op="<"),
        lambda: replace(prove(x + x, 2 * x), rhs=3 * x),
        lambda: replace(prove(x + x, 2 * x), theorem=None),
        lambda: Verdict(Status.PROVED, pi, Rational(3), "=", theorem=rounded(pi, Rational(3), 0)),
        lambda: Verdict.of(forged(FALSE)),
        lambda: prove(x, x + 1).proved_by(check(TRUE, Steps()), ()),
        lambda: Outcome("proved", "because I say so"),
        lambda: Outcome("proved", "", prove(x, x + 1)),
    ],
)  # fmt: skip
def test_nothing_else_makes_a_verdict_proved(attempt: Callable[[], object]) -> None:
    with pytest.raises((TypeError, Refused)):
        attempt()


def test_a_verdict_may_name_bound_letters_as_it_likes() -> None:
    a = IndexedBase("a")
    theorem = same(Sum(a[m], (m, 1, k)), Sum(a[m], (m, 1, k)))
    other = Sum(a[Dummy("i", integer=True)], (Dummy("i", integer=True), 1, k))
    assert Verdict(Status.PROVED, Sum(a[n], (n, 1, k)), Sum(a[m], (m, 1, k)), theorem=theorem).proved
    with pytest.raises(TypeError, match="does not prove"):
        Verdict(Status.PROVED, other, Sum(a[m], (m, 1, k)), theorem=theorem)


def test_verdicts_together_are_that_of_the_first_that_is_not_proved_or_one_theorem() -> None:
    one, two, false = prove(x + x, 2 * x), prove(exp(x) * exp(y), exp(x + y)), prove(x, x + 1)
    assert Verdict.together(iter((one, false, two))) is false
    both = Verdict.together((one, two))
    assert both.proved
    assert both.theorem is not None
    assert both.theorem.claim == Each((one.theorem.claim, two.theorem.claim))
    assert Verdict.together((one,)) is one


# -- what is loaded ------------------------------------------------------------------------------------------------


def test_a_pickle_of_this_process_is_believed_and_one_of_another_is_checked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verdict = prove(exp(x) * exp(y), exp(x + y))
    written = pickle.dumps(verdict)
    asked = []
    whole = proofs.check
    monkeypatch.setattr(proofs, "check", lambda claim, proof: asked.append(claim) or whole(claim, proof))
    assert pickle.loads(written).proved
    assert not asked
    monkeypatch.setattr(proofs, "_KEY", b"of another process".ljust(32))
    again = pickle.loads(written)
    assert again.proved
    assert asked == [verdict.theorem.claim]
    assert is_theorem(again.theorem)


def test_a_pickle_that_was_tampered_with_is_refused() -> None:
    theorem = check(TRUE, Steps())
    load, (written, signature, proof, applied) = theorem.__reduce__()
    assert is_theorem(load(written, signature, proof, applied))
    with pytest.raises(Refused):
        load(pickle.dumps(FALSE), signature, proof, applied)
    with pytest.raises(Refused):
        load(pickle.dumps(FALSE), b"", proof, applied)
    assert is_theorem(load(written, b"", proof, applied))


@pytest.mark.parametrize("made", [forged(FALSE), changed(FALSE)], ids=["forged", "changed"])
def test_what_is_no_theorem_is_none_after_a_pickle(made: Theorem) -> None:
    with pytest.raises(Refused):
        pickle.loads(pickle.dumps(made))


def test_what_sympy_works_out_while_it_loads_is_checked_again() -> None:
    from sympy import Add

    claim = Claim(Add(x, x, evaluate=False), 2 * x, "=", Hypotheses())
    theorem = check(claim, Steps())
    _, (_, signature, *_) = theorem.__reduce__()
    assert signature == b""
    assert pickle.loads(pickle.dumps(theorem)).claim.lhs == 2 * x


# -- the sources ---------------------------------------------------------------------------------------------------


def modules(*, logic: bool) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name.startswith("logic/") == logic:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def test_no_module_reaches_into_the_logic() -> None:
    found = []
    for name, tree in modules(logic=False):
        of_logic: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("symxent.logic"):
                of_logic |= {a.asname or a.name for a in node.names}
                found += [f"{name}: {a.name}" for a in node.names if a.name.startswith("_")]
            if isinstance(node, ast.Import):
                found += [f"{name}: {a.name}" for a in node.names if a.name.startswith("symxent.logic")]
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                found += [f"{name}: {ast.unparse(node)}"] * (ast.unparse(node.value).split(".")[0] in of_logic)
    assert not found


def test_one_function_of_the_logic_makes_theorems() -> None:
    makers = []
    for name, tree in modules(logic=True):
        for function in (f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)):
            calls = [c for c in ast.walk(function) if isinstance(c, ast.Call)]
            words = [ast.unparse(c.func) for c in calls]
            makers += [f"{name}: {function.name}"] * ("object.__new__" in words)
            if "_theorem" in words:
                assert (name, function.name) in {("logic/proof.py", "_checked"), ("logic/proof.py", "_loaded")}
    assert makers == ["logic/proof.py: _theorem"]


def test_status_proved_is_given_to_a_verdict_in_one_file() -> None:
    found = []
    for name, tree in modules(logic=False):
        for call in (c for c in ast.walk(tree) if isinstance(c, ast.Call)):
            if ast.unparse(call.func).split(".")[-1] not in ("Verdict", "replace", "cls"):
                continue
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            found += [name] * any("PROVED" in ast.unparse(argument) for argument in given)
    assert set(found) == {"proof/verdict.py"}


def test_no_frozen_thing_of_another_is_written_to() -> None:
    found = []
    for name, tree in modules(logic=False):
        for call in (c for c in ast.walk(tree) if isinstance(c, ast.Call)):
            if ast.unparse(call.func) == "object.__setattr__" and ast.unparse(call.args[0]) != "self":
                found.append(f"{name}:{call.lineno}")
            if ast.unparse(call.func) == "object.__new__" and ast.unparse(call.args[0]) in ("Verdict", "Theorem"):
                found.append(f"{name}:{call.lineno}")
    assert not found


def test_a_theorem_is_about_numbers_as_well() -> None:
    assert Verdict.of(rounded(exp(Rational(5, 4)), Rational(349, 100), 2)).proved
    with pytest.raises(Refused):
        rounded(exp(Rational(5, 4)), Rational(350, 100), 2)
    with pytest.raises(Refused):
        rounded(x, Integer(1), 0)
