"""α-balanced cross-entropy: the positives weigh α, the negatives 1 − α."""

from sympy import log

from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y", values=(0, 1))
alpha = parameter("alpha", 0.25, between=(0, 1))
p = sigmoid(z)

loss = Loss(
    "balanced",
    -(alpha * y * log(p) + (1 - alpha) * (1 - y) * log(1 - p)),
    wrt=z,
    title="α-balanced cross-entropy",
    source="Lin, Goyal, Girshick, He, Dollár: Focal loss for dense object detection (2017), eq. 3",
)
