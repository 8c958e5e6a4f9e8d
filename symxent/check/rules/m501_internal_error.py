r"""An error of symxent's own: a step was not decided, or something about it was not examined.

## Why is this bad?
The fault is symxent's and not the formula's; everything else of the file is reported. `symxent check --verbose` shows
the trace: please report it with the formula.

## Example
```latex
$$a = b$$ where the checker breaks off
```
Write instead:
```latex
$$a = b$$ as it stands
```
"""
