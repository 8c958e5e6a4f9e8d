"""A focal loss as the objective of XGBoost: proved derivatives, no NaN at any score.

Needs the extra: pip install 'symxent[xgboost]'.
"""

import numpy as np
import xgboost

from symxent.adapters.xgboost import objective

rng = np.random.default_rng(0)
x = rng.normal(size=(5000, 8))
y = (x[:, 0] + 0.5 * x[:, 1] ** 2 + rng.normal(size=5000) > 1.5).astype(int)
train = xgboost.DMatrix(x[:4000], y[:4000])
test = xgboost.DMatrix(x[4000:], y[4000:])

# Focal loss is not convex: its Hessian is negative where a prediction is very wrong, the size of its gradient is not.
settings = {"max_depth": 4, "eta": 0.2, "base_score": 0.0, "nthread": 2}
booster = xgboost.train(settings, train, num_boost_round=50, obj=objective("focal", gamma=1.5, curvature="absolute"))
margin = booster.predict(test, output_margin=True)
print(f"accuracy {((margin > 0) == y[4000:]).mean():.3f}")
