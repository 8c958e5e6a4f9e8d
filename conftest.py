"""What pytest has to know of the whole repository."""

from __future__ import annotations

from importlib.util import find_spec

# The doctests of an adapter need its library.
LIBRARIES = ("xgboost", "lightgbm", "catboost", "sklearn", "torch", "jax", "dask")
collect_ignore_glob = [f"symxent/adapters/{name}*.py" for name in LIBRARIES if find_spec(name) is None]
collect_ignore = ["symxent/kernels/bench/contestants"]  # each needs its library, and has no doctests
collect_ignore.append("tests/read/fuzz_reader.py")  # a program of its own, and atheris is not among the requirements
