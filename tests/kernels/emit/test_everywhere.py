"""What is generated is the same whatever the processor can do, and however busy it is.

NumPy asks the processor once, when it is imported: each setting is a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from symxent.kernels.emit import tree as generator

MADE_FOR = tuple(np._core._multiarray_umath.__cpu_dispatch__)  # type: ignore[attr-defined]
WITHOUT_AVX512 = tuple(f for f in MADE_FOR if f.startswith(("AVX512", "X86_V4")))
SETTINGS = {"all": (), "without AVX-512": WITHOUT_AVX512, "without AVX2, FMA and AVX-512": MADE_FOR}
settings = pytest.mark.parametrize("off", SETTINGS.values(), ids=SETTINGS)

# Every number on which a choice between forms rests, of formulas with all the functions that there are.
NUMBERS = """
import hashlib
import numpy as np
from sympy import IndexedBase, Symbol, erf, exp, log, sqrt, symbols, tanh
from symxent.kernels.stable.measure.points import grid
from symxent.kernels.stable.measure.score import Judge
from symxent.kernels.stable.measure.trials import trials, trials_over_classes
from symxent.kernels.program.classes import unfold
from symxent.kernels.stable.search import functions, functions_over_classes
from symxent.language.domain import LABEL, Domain
from symxent.language.functions import Phi, sigmoid, softmax, softplus

z, y, g = symbols("z y g")
domain = Domain({y: LABEL})
formulas = (
    y * (1 - sigmoid(z)) ** 2 * log(sigmoid(z)) + (1 - y) * sigmoid(z) ** 2 * log(1 - sigmoid(z)),
    y * softplus(-z) ** 2 + (1 - y) * tanh(z) * sqrt(1 + z**2),
    y * exp(-z * z / 2) * erf(z) + (1 - y) * Phi(z) * sigmoid(z) ** g,
)
found = hashlib.sha256()
for formula in formulas:
    symbols_of = sorted(formula.free_symbols, key=str)
    made = trials((formula,), symbols_of, domain, 120)
    judge = Judge(made, functions())
    for trial in made:
        for array in (*trial.columns.values(), trial.exact.nearest, trial.exact.rest, trial.condition):
            found.update(np.ascontiguousarray(array).tobytes())
    for errors in judge.errors(formula):
        found.update(errors.tobytes())
    score = judge.score(formula)
    found.update(repr((score.worst, score.bits, score.cost, score.raw, score.where)).encode())
x, v = IndexedBase("x"), IndexedBase("v")
j, k = symbols("j k", integer=True)
formula = softmax(x, j, k) * v[j]
plain = unfold(formula, functions_over_classes(), {})
made = trials_over_classes(formula, j, Domain(), plain)
judge = Judge(made, functions_over_classes(), j)
score = judge.score(formula)
found.update(repr((score.worst, score.bits, score.cost, score.raw, score.where)).encode())
print(found.hexdigest())
"""


def child(arguments: list[str], off: tuple[str, ...], cache: Path) -> subprocess.CompletedProcess[str]:
    """A process to which the processor has not these features, and which has found nothing before."""
    environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(off), "XDG_CACHE_HOME": str(cache)}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, encoding="utf-8", check=False
    )


def able(off: tuple[str, ...]) -> tuple[str, ...]:
    """What of these the processor has: NumPy warns of the others."""
    has = np._core._multiarray_umath.__cpu_features__  # type: ignore[attr-defined]
    return tuple(f for f in off if has.get(f))


def test_every_number_that_a_choice_rests_on_is_the_same(tmp_path: Path) -> None:
    answers = {}
    for name, off in SETTINGS.items():
        done = child(["-c", NUMBERS], able(off), tmp_path / "forms")
        assert done.returncode == 0, done.stderr
        answers[name] = done.stdout
    assert len(set(answers.values())) == 1, answers


def test_the_forms_that_were_nearest_to_each_other_are_the_same(tmp_path: Path) -> None:
    """Those of the focal loss: its terms have one error, and many ways to be written."""
    part = ["focal_with_logits"]
    generator.write(tmp_path / "tree", generator.tree(part))
    options = ["--check", "--only", *part, "--output", str(tmp_path / "tree")]
    done = child(["-m", "symxent", "generate", *options], able(MADE_FOR), tmp_path / "cache")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
@settings
def test_all_that_is_generated_is_the_same(off: tuple[str, ...], tmp_path: Path) -> None:
    done = child(["-m", "symxent", "generate", "--check"], able(off), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
def test_all_that_is_generated_is_the_same_on_a_busy_processor(tmp_path: Path) -> None:
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4 * (os.cpu_count() or 1))]
    try:
        done = child(["-m", "symxent", "generate", "--check"], (), tmp_path)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert done.returncode == 0, done.stdout + done.stderr
