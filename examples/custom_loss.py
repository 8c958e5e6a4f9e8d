"""A loss of one's own in ten lines: derived, proved, made stable, compiled, verified.

Run it with ``python examples/custom_loss.py``, or let symxent report on it: ``python -m symxent loss
examples/custom_loss.py``.
"""

import symxent as sx

z, y = sx.logit("z"), sx.target("y", values=(0, 1))  # or sx.target("y", between=(0, 1))
p = sx.sigmoid(z)
focal = sx.Loss("focal", -(y * (1 - p) ** 2 * sx.log(p) + (1 - y) * p**2 * sx.log(1 - p)), wrt=z)

if __name__ == "__main__":
    for section in focal.derive().sections:  # the page: named steps, each proved
        print(section, end="\n\n")
    print(focal.hessian)  # SymPy
    print(focal.claim(convex=True))
    f = focal.compile()  # value, gradient, hessian as ufuncs; stable form found, verified
    print(f.value(40.0, 0), f.gradient([-800.0, -40.0, 0.0, 40.0], 1), f.hessian(40.0, 1))
