r"""Macros of packages that notes use without declaring them; a page's own declarations go before."""

from __future__ import annotations

from symxent.read.macros import Macro

_ROMANCE = {
    "sen": "sin", "tg": "tan", "cotg": "cot", "cossec": "csc", "senh": "sinh", "tgh": "tanh", "arcsen": "arcsin",
    "arctg": "arctan",
}  # fmt: skip
#: What \pdv makes of two letters that it is taken by.
MIXED = Macro(3, r"\frac{\partial^2 #1}{\partial #2 \partial #3}")
#: physics, mathtools, units, functions as Portuguese and Spanish notes call them, and
#: what KaTeX knows by itself.
KNOWN = {
    "dd": Macro(1, r"d#1"),
    "dif": Macro(0, r"\mathrm{d}"),
    "dv": Macro(3, r"\frac{d^{#1} #2}{d #3^{#1}}", ""),
    "pdv": Macro(3, r"\frac{\partial^{#1} #2}{\partial #3^{#1}}", ""),
    "abs": Macro(1, r"\left|#1\right|"),
    "norm": Macro(1, r"\left\|#1\right\|"),
    "set": Macro(1, r"\left\{#1\right\}"),
    "ceil": Macro(1, r"\lceil #1 \rceil"),
    "floor": Macro(1, r"\lfloor #1 \rfloor"),
    "vb": Macro(1, r"\mathbf{#1}"),
    "grad": Macro(0, r"\nabla"),
    "R": Macro(0, r"\mathbb{R}"),
    "N": Macro(0, r"\mathbb{N}"),
    "Z": Macro(0, r"\mathbb{Z}"),
    "Q": Macro(0, r"\mathbb{Q}"),
    "C": Macro(0, r"\mathbb{C}"),
    "E": Macro(0, r"\mathbb{E}"),
    "P": Macro(0, r"\mathbb{P}"),
    "given": Macro(0, r"\mid"),
    "indicator": Macro(0, r"\mathbb{1}"),
    "reals": Macro(0, r"\mathbb{R}"),
    "Reals": Macro(0, r"\mathbb{R}"),
    "cnums": Macro(0, r"\mathbb{C}"),
    "unit": Macro(2, r"{#1}\,\text{#2}", ""),
    "unitfrac": Macro(3, r"{#1}\,\frac{\text{#2}}{\text{#3}}", ""),
    "rule": Macro(3, "", ""),
    **{name: Macro(0, rf"\{word}") for name, word in _ROMANCE.items()},
}
