"""Label-smoothed cross-entropy of k classes: of the right class's share 1, a share ε is spread over all of them."""

from sympy import KroneckerDelta, Sum, log

from symxent.language.functions import softmax
from symxent.losses.loss import Loss
from symxent.losses.variables import classes, index, logits, parameter, target_class

k, j = classes("k"), index("j")
x, t = logits("x", k), target_class("t")
epsilon = parameter("epsilon", 0.1, between=(0, 1))
share = (1 - epsilon) * KroneckerDelta(j, t) + epsilon / k

loss = Loss(
    "softmax_label_smoothed",
    -Sum(share * log(softmax(x, j, k)), (j, 1, k)),
    wrt=x,
    title="Label-smoothed cross-entropy of k classes",
    source="Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the inception architecture (2016), section 7",
)
