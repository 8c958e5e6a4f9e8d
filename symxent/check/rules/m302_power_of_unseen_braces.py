r"""A power stands on braces that are not printed.

## Why is this bad?
{X(X^T X)}^{-1} prints like X(X^T X)^{-1}, and means something else.

## Example
```latex
$$P = {X(X^T X)}^{-1} X^T$$
```
Write instead:
```latex
$$P = X (X^T X)^{-1} X^T$$
```
"""
