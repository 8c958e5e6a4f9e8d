import json
from pathlib import Path

import pytest
from sympy import Eq, IndexedBase, Interval, Piecewise, Rational, S, Sum, Symbol, exp, log, oo, symbols
from sympy.logic.boolalg import ITE

from symxent.kernels.stable import memory, search
from symxent.kernels.stable.memory import decode, decode_set, encode, encode_set, key
from symxent.kernels.stable.search import find
from symxent.language.domain import CLOSED_UNIT, LABEL, Domain
from symxent.language.functions import sigmoid, softmax, softplus

z, y = symbols("z y")
x, (i, j, k) = IndexedBase("x"), symbols("i j k", integer=True)
FORMS = (
    Piecewise((0, ITE(z < 0, Eq(y, 0), Eq(y, 1))), (-z / 3, True)) + log(2 + exp(-z)) ** Rational(1, 2),
    Piecewise((0, Eq(z, -oo)), (softplus(z), True)) * sigmoid(z) ** 2,
    Sum(exp(x[i]) * softmax(x, i, k), (i, 1, k)) - x[j],
    Symbol("a", positive=True) + 0.1,
)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(memory, "folder", lambda: tmp_path)
    search._find.cache_clear()
    return tmp_path


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_form_survives_being_written_and_read(form: object) -> None:
    assert decode(json.loads(json.dumps(encode(form)))) == form


@pytest.mark.parametrize(
    "where", [S.Reals, LABEL, CLOSED_UNIT, Interval.open(0, oo), Interval(Rational(1, 3), 2)], ids=str
)
def test_a_set_survives_being_written_and_read(where: object) -> None:
    assert decode_set(json.loads(json.dumps(encode_set(where)))) == where


def test_a_type_that_is_not_in_the_table_is_not_made() -> None:
    with pytest.raises(KeyError):
        decode({"n": "Lambda", "a": []})


def test_the_second_search_is_read_and_is_the_same(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = find(log(1 + exp(z)))
    assert len(list(empty.glob("*.json"))) == 1
    search._find.cache_clear()
    monkeypatch.setattr(search, "_search", None)  # a search would fail
    again = find(log(1 + exp(z)))
    assert again == first
    assert again.explain() == first.explain()


def test_row_forms_are_remembered_too(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = find(softmax(x, j, k), index=j)
    search._find.cache_clear()
    monkeypatch.setattr(search, "_over_classes", None)
    assert find(softmax(x, j, k), index=j) == first


@pytest.mark.parametrize("text", ["", "{", "{}", '{"source": {"n": "Lambda", "a": []}}'])
def test_a_damaged_file_is_a_search_made_again(empty: Path, text: str) -> None:
    first = find(sigmoid(z))
    (file,) = empty.glob("*.json")
    file.write_text(text)
    search._find.cache_clear()
    assert find(sigmoid(z)) == first
    assert json.loads(file.read_text())["best"]["steps"]


def test_the_key_tells_domains_and_formulas_apart() -> None:
    questions = [(z, S.Reals), (z, LABEL), (y, S.Reals), (z + 1, S.Reals)]
    assert len({key(q) for q in questions}) == 4
    assert key(questions[0]) == key((z, S.Reals))


def test_a_label_of_another_set_is_another_question(empty: Path) -> None:
    hard = find(sigmoid(z) - y, Domain({y: LABEL}))
    soft = find(sigmoid(z) - y, Domain({y: CLOSED_UNIT}))
    assert hard.domain != soft.domain
    assert len(list(empty.glob("*.json"))) >= 2
