"""Focal loss: what is classified well already counts less, the more so the larger γ."""

from symxent.kernels.catalogue import focal
from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y", values=(0, 1))
gamma = parameter("gamma", 2, between=(0, 5))

loss = Loss(
    "focal",
    focal(y, sigmoid(z), gamma),
    wrt=z,
    title="Focal loss",
    source="Lin, Goyal, Girshick, He, Dollár: Focal loss for dense object detection (2017), eq. 4",
    notes="not convex for γ > 0: its Hessian is negative where a prediction is very wrong",
)
