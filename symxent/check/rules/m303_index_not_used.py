r"""The index of a sum does not occur in its body.

## Why is this bad?
Most often the body carries the wrong index, the upper bound for instance.

## Example
```latex
$$a = \sum_{j=1}^k e^{z_k}$$
```
Write instead:
```latex
$$a = \sum_{j=1}^k e^{z_j}$$
```
"""
