r"""A step is false, and holds with a term that stands in the line before it or behind it.

## Why is this bad?
The term was lost while the line was copied; what follows rests on it all the same.

## Example
```latex
$$(x+1)^2 = x^2 + 2x = x(x+2) + 1$$
```
Write instead:
```latex
$$(x+1)^2 = x^2 + 2x + 1 = x(x+2) + 1$$
```
"""
