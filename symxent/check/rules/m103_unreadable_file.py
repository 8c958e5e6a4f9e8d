r"""A file is not what its name says: no UTF-8, a notebook that is no JSON.

## Why is this bad?
Its formulas cannot be found with certainty.

## Example
```latex
a .ipynb that was cut off
```
Write instead:
```latex
the whole notebook
```
"""
