"""Label-smoothed cross-entropy: the label y becomes (1 − ε) y + ε/2."""

from symxent.kernels.catalogue import cross_entropy
from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y", values=(0, 1))
epsilon = parameter("epsilon", 0.1, between=(0, 0.5))
smooth = (1 - epsilon) * y + epsilon / 2

loss = Loss(
    "label_smoothed",
    cross_entropy(smooth, sigmoid(z)),
    wrt=z,
    title="Label-smoothed cross-entropy",
    source="Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the inception architecture (2016), section 7",
)
