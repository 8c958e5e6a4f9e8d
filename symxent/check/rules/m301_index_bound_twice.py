r"""An index is bound by a sum and used outside of it at the same time.

## Why is this bad?
The formula is meant, and can be read, in two ways; a program that follows it is wrong.

## Example
```latex
$$S_j = \frac{e^{x_j}}{\sum_{j=1}^k e^{x_j}}$$
```
Write instead:
```latex
$$S_j = \frac{e^{x_j}}{\sum_{m=1}^k e^{x_m}}$$
```

This is a warning and no refutation.
"""
