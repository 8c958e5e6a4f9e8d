r"""A step could neither be proved nor refuted.

## Why is this bad?
The message says why: a notation without a meaning here, or the limit of time.

## Example
```latex
$$\int e^{-x^2} dx = …$$
```
Write instead:
```latex
a form that the prover knows
```
"""
