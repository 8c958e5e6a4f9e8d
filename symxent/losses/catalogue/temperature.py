"""Cross-entropy at temperature τ: the score is divided by τ before it becomes a probability."""

from symxent.kernels.catalogue import cross_entropy
from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y", values=(0, 1))
tau = parameter("tau", 1, between=(0.1, 10))

loss = Loss(
    "temperature",
    cross_entropy(y, sigmoid(z / tau)),
    wrt=z,
    title="Cross-entropy at a temperature",
    source="Guo, Pleiss, Sun, Weinberger: On calibration of modern neural networks (2017), section 4.2",
)
