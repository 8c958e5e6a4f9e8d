"""Losses over a row of k class scores, for every k at once: `python -m symxent loss examples/row_loss.py`."""

import symxent as sx

k, j = sx.classes("k"), sx.index("j")
x, t = sx.logits("x", k), sx.target_class("t")
p = sx.softmax(x, j, k)

# Label smoothing: of the share 1 of the right class, epsilon is spread over all k classes.
epsilon = sx.parameter("epsilon", 0.1, between=(0, 1))
share = (1 - epsilon) * sx.KroneckerDelta(j, t) + epsilon / k
smoothed = sx.Loss("smoothed", -sx.Sum(share * sx.log(p), (j, 1, k)), wrt=x, title="Label-smoothed cross-entropy")

# The scores divided by a temperature before they become probabilities.
tau = sx.parameter("tau", 1, between=(0.1, 10))
tempered = sx.Loss("tempered", -sx.log(sx.softmax(x / tau, t, k)), wrt=x, title="Cross-entropy at a temperature")

if __name__ == "__main__":
    import numpy as np

    kernels = smoothed.compile()
    scores, labels = np.array([[2.0, -1.0, 0.5], [0.0, 40.0, 1.0]]), np.array([0, 1])
    print(smoothed.gradient)
    print(kernels.value(scores, labels, 0.1))
    print(kernels.gradient(scores, labels, 0.1))
