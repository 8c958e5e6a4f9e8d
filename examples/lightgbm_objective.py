"""A focal loss as the objective of LightGBM.

Needs the extra: pip install 'symxent[lightgbm]'.
"""

import lightgbm
import numpy as np

from symxent.adapters.lightgbm import objective

rng = np.random.default_rng(0)
x = rng.normal(size=(5000, 8))
y = (x[:, 0] + 0.5 * x[:, 1] ** 2 + rng.normal(size=5000) > 1.5).astype(int)

settings = {"objective": objective("focal", gamma=1.5, curvature="absolute"), "verbose": -1, "num_threads": 2}
booster = lightgbm.train(settings, lightgbm.Dataset(x[:4000], y[:4000]), num_boost_round=50)
scores = booster.predict(x[4000:])  # raw scores: the objective is ours, and so is the link
print(f"accuracy {((scores > 0) == y[4000:]).mean():.3f}")
