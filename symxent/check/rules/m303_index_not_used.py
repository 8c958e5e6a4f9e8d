r"""The body of a sum holds the upper bound where its index belongs.

## Why is this bad?
The sum then runs over nothing: its body is the same each time, and the index does not occur.

## Example
```latex
$$a = \sum_{j=1}^k e^{z_k}$$
```
Write instead:
```latex
$$a = \sum_{j=1}^k e^{z_j}$$
```
"""
