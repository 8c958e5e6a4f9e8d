r"""A printed decimal is not the value rounded to its digits.

## Why is this bad?
A printed number holds exactly when the true value rounds to it.

## Example
```latex
$$e^{0.5} = 1.56$$
```
Write instead:
```latex
$$e^{0.5} = 1.65$$
```
"""
