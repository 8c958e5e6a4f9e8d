"""Cross-entropy of the softmax of a row of scores, for a class label."""

from symxent.kernels.catalogue import categorical_cross_entropy
from symxent.losses.loss import Loss
from symxent.losses.variables import classes, logits, target_class

k = classes("k")
x, t = logits("x", k), target_class("t")

loss = Loss(
    "softmax_cross_entropy",
    categorical_cross_entropy(x, t, k),
    wrt=x,
    title="Cross-entropy of the softmax",
    source="Bridle: Probabilistic interpretation of feedforward classification network outputs (1990)",
)
