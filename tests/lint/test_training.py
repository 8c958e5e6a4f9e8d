"""A program that trains with an objective of its own and names no starting score is told so, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from symxent.cli import cli
from symxent.lint.objective import lint_objective
from symxent.lint.training import unstarted
from symxent.losses.catalogue import named

MISSING = (
    ("xgboost", "booster = xgboost.train({'eta': 0.3}, data, 50, obj=mine)"),
    ("xgboost-sklearn", "model = xgboost.XGBRegressor(objective=mine, n_estimators=9)"),
    ("lightgbm-native", "p = {'verbose': -1, 'objective': mine}\nlightgbm.train(p, lightgbm.Dataset(x, y))"),
    ("lightgbm", "lightgbm.LGBMRegressor(objective=mine).fit(x, y)"),
    ("catboost", "CatBoost({'loss_function': mine()})"),
)
STARTED = (
    ("xgboost", "xgboost.train({'eta': 0.3, 'base_score': start}, data, 50, obj=mine)"),
    ("xgboost", "data.set_base_margin(start)\nxgboost.train({}, data, 50, obj=mine)"),
    ("xgboost-sklearn", "xgboost.XGBRegressor(objective=mine, base_score=0.3)"),
    ("lightgbm-native", "lightgbm.train({'objective': mine}, lightgbm.Dataset(x, y, init_score=s))"),
    ("lightgbm", "lightgbm.LGBMRegressor(objective=mine).fit(x, y, init_score=s)"),
)
OTHERS = (
    ("xgboost", "def mine(scores, data):\n    return scores, data"),
    ("xgboost", "xgboost.train({'objective': 'binary:logistic'}, data, 50)"),
    ("xgboost", "xgboost.train({}, data, 50, obj=another)"),
    ("xgboost", "this is no program"),
    ("plain", "train(obj=mine)"),
)


def found(api: str, program: str, loss: str = "bce") -> list[str]:
    return [str(f) for f in unstarted(program, "mine", named(loss), api)]


@pytest.mark.parametrize(("api", "program"), MISSING)
def test_where_no_starting_score_is_named_that_is_said(api: str, program: str) -> None:
    (text,) = found(api, program)
    assert "OBJ501 warning" in text
    assert "log(m/(1 − m)), of the share m of the label 1" in text


@pytest.mark.parametrize(("api", "program"), [*STARTED, *OTHERS])
def test_where_one_is_named_or_nothing_is_trained_nothing_is_said(api: str, program: str) -> None:
    assert found(api, program) == []


def test_the_line_is_that_of_the_first_training() -> None:
    (text,) = found("xgboost", "\n\n" + MISSING[0][1] + "\n" + MISSING[0][1])
    assert "in line 3;" in text


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        ("poisson", "log m, of the mean label m"),
        ("softmax_cross_entropy", "log m, of the share m of each class"),
        ("focal", r"objective(…).start(labels)"),
    ],
)
def test_it_says_where_to_begin(loss: str, words: str) -> None:
    (text,) = found("xgboost", MISSING[0][1], loss)
    assert words in text


def test_a_loss_without_a_target_has_no_starting_score() -> None:
    assert found("xgboost", MISSING[0][1], "softplus") == []


def test_the_command_reads_the_file_that_it_is_given(tmp_path: Path) -> None:
    program = tmp_path / "mine.py"
    body = "def mine(scores, data):\n    p = 1 / (1 + 2.718 ** -scores)\n    return p - data.get_label(), p\n"
    training = "\ndef main(xgboost, data):\n    return xgboost.train({'eta': 1}, data, obj=mine)\n"
    program.write_text(body + training, encoding="utf-8")
    result = CliRunner().invoke(cli, ["lint", f"{program}:mine", "--loss", "bce"])
    assert "OBJ501" in result.output
    assert "in line 6;" in result.output
    program.write_text(body + training.replace("'eta'", "'base_score'"), encoding="utf-8")
    assert "OBJ501" not in CliRunner().invoke(cli, ["lint", f"{program}:mine", "--loss", "bce"]).output


def test_without_a_program_nothing_is_said_of_it() -> None:
    assert "OBJ501" not in lint_objective(lambda s, d: (s, s), "bce", name="mine").codes
