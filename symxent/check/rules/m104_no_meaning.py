r"""A formula was read but has no meaning: shapes that do not fit, a division by 0.

## Why is this bad?
A sum of a vector and a matrix is a slip, or a notation that needs a word.

## Example
```latex
$$X^T X \theta + X$$
```
Write instead:
```latex
$$X^T X \theta + \theta$$
```
"""
