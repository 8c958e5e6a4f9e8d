"""The table of true statements, and the false ones that a program makes from it."""

from __future__ import annotations

from collections import Counter

import pytest
from identities import IDENTITIES, Identity, large_softmax
from mutants import is_false, mutants

from symxent.proof import Status, prove


def test_the_table_is_as_broad_as_promised() -> None:
    assert len(IDENTITIES) >= 100
    assert len({identity.name for identity in IDENTITIES}) == len(IDENTITIES)


@pytest.mark.parametrize("identity", [*IDENTITIES, *large_softmax(20)], ids=lambda identity: identity.name)
def test_every_true_statement_is_proved(identity: Identity) -> None:
    verdict = prove(identity.lhs, identity.rhs, identity.domain)
    assert verdict.status is Status.PROVED, str(verdict)
    assert "normal form" in verdict.methods


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.name)
def test_no_true_statement_is_false_in_decimals(identity: Identity) -> None:
    assert not is_false(identity, identity.rhs)


def test_no_mutant_is_proved_and_each_has_a_witness() -> None:
    kinds: Counter[str] = Counter()
    wrong = []
    for identity in IDENTITIES:
        for mutant in mutants(identity):
            verdict = prove(identity.lhs, mutant.rhs, identity.domain)
            kinds[mutant.kind] += 1
            if verdict.status is not Status.REFUTED:
                wrong.append(f"{identity.name}, {mutant.kind}: {verdict}")
    assert not wrong
    assert sum(kinds.values()) >= 500
    assert {"sign", "index", "lost factor", "constant", "function", "bounds"} <= set(kinds)
