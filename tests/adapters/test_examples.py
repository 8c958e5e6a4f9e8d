"""The examples of the adapters run, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NEEDS = {
    "custom_loss": [],
    "row_loss": [],
    "xgboost_objective": ["xgboost", "scipy"],
    "lightgbm_objective": ["lightgbm"],
    "catboost_objective": ["catboost"],
    "sklearn_losses": ["sklearn"],
    "torch_loss": ["torch"],
    "torch_own_loss": ["torch"],
    "torch_rows": ["torch"],
    "jax_loss": ["jax"],
    "dask_fit": ["dask", "distributed", "scipy"],
}


@pytest.mark.parametrize("name", NEEDS)
def test_an_example_runs_and_prints_a_result(name: str) -> None:
    missing = [library for library in NEEDS[name] if find_spec(library) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    path = EXAMPLES / f"{name}.py"
    done = subprocess.run([sys.executable, str(path)], capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
