r"""A step holds in one reading of an ambiguous notation and not in the usual one.

## Why is this bad?
Σ a + b, log a b, a/b c are read in two ways.

## Example
```latex
$$\sum_i a_i + b_i = \sum_i (a_i + b_i)$$
```
Write instead:
```latex
$$\sum_i (a_i + b_i)$$
```

The message says which reading was taken, for the whole chain.
"""
