"""A focal loss as the loss function of CatBoost, which wants the derivatives of minus the loss.

Needs the extra: pip install 'symxent[catboost]'.
"""

import numpy as np
from catboost import CatBoostClassifier

from symxent.adapters.catboost import objective

rng = np.random.default_rng(0)
x = rng.normal(size=(2000, 8))
y = (x[:, 0] + 0.5 * x[:, 1] ** 2 + rng.normal(size=2000) > 1.5).astype(int)

model = CatBoostClassifier(
    iterations=20,
    loss_function=objective("focal", gamma=1.5, curvature="absolute"),
    eval_metric="Logloss",
    verbose=False,
    allow_writing_files=False,
)
scores = model.fit(x[:1600], y[:1600]).predict(x[1600:], prediction_type="RawFormulaVal")
print(f"accuracy {((scores > 0) == y[1600:]).mean():.3f}")
