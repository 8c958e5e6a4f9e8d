"""Logistic regression over a Dask array, block by block on several processes, with a checkpoint.

Needs the extra: pip install 'symxent[dask]'.
"""

import tempfile
from pathlib import Path

import dask.array as da
from distributed import Client

from symxent.adapters.dask import fit

if __name__ == "__main__":
    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None), tempfile.TemporaryDirectory() as folder:
        x = da.random.default_rng(0).normal(size=(200_000, 20), chunks=(20_000, 20))
        noise = da.random.default_rng(1).normal(size=200_000, chunks=20_000)
        y = (x[:, 0] - x[:, 1] + noise > 0).astype(float)
        found = fit(x, y, "bce", checkpoint=Path(folder) / "fit.npz", progress=True)
        print(f"{found.steps} steps, coefficients {found.coef[:3].round(3)}, intercept {found.intercept:.3f}")
