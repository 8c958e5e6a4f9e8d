r"""A step is false, and holds with another number.

## Why is this bad?
A slip of the pen, or arithmetic.

## Example
```latex
$$(x+1)^2 = x^2 + 3x + 1$$
```
Write instead:
```latex
$$(x+1)^2 = x^2 + 2x + 1$$
```
"""
