"""Multi-label cross-entropy: each label of an example by itself, the positives weighed."""

from sympy import log

from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y", values=(0, 1))
weight = parameter("weight", 1, at_least=0)
p = sigmoid(z)

loss = Loss(
    "multilabel_bce",
    -(weight * y * log(p) + (1 - y) * log(1 - p)),
    wrt=z,
    title="Multi-label cross-entropy",
    source="Nam, Kim, Loza Mencía, Gurevych, Fürnkranz: Large-scale multi-label text classification (2014)",
    notes="arrays of any shape: give scores and labels as (examples, labels) and sum as you like",
)
