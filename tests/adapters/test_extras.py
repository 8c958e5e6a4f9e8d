"""An adapter whose library is missing says which extra has it."""

from __future__ import annotations

import importlib
import sys

import pytest

ADAPTERS = [
    ("xgboost", "xgboost"),
    ("lightgbm", "lightgbm"),
    ("catboost", "catboost"),
    ("sklearn", "sklearn"),
    ("torch", "torch"),
    ("jax", "jax"),
    ("dask", "dask"),
]


@pytest.mark.parametrize(("adapter", "library"), ADAPTERS, ids=[a for a, _ in ADAPTERS])
def test_without_its_library_an_adapter_names_the_extra(
    adapter: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [n for n in sys.modules if n == library or n.startswith(f"{library}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"symxent.adapters.{adapter}", raising=False)
    with pytest.raises(ImportError, match=rf"{library} is not installed: pip install 'symxent\[{adapter}\]'"):
        importlib.import_module(f"symxent.adapters.{adapter}")
