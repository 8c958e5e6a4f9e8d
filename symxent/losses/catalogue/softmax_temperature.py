"""Cross-entropy of the softmax at temperature τ."""

from sympy import log

from symxent.language.functions import softmax
from symxent.losses.loss import Loss
from symxent.losses.variables import classes, logits, parameter, target_class

k = classes("k")
x, t = logits("x", k), target_class("t")
tau = parameter("tau", 1, between=(0.1, 10))

loss = Loss(
    "softmax_temperature",
    -log(softmax(x / tau, t, k)),
    wrt=x,
    title="Cross-entropy of the softmax at a temperature",
    source="Hinton, Vinyals, Dean: Distilling the knowledge in a neural network (2015), section 2",
)
