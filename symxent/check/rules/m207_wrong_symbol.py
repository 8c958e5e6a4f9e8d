r"""A step is false, and holds with another letter, hat or prime.

## Why is this bad?
y and ŷ, f and f′, x and z are close on the page.

## Example
```latex
$$\frac{\partial}{\partial z} \sigma(z) = \sigma(x) (1 - \sigma(x))$$
```
Write instead:
```latex
$$\frac{\partial}{\partial z} \sigma(z) = \sigma(z) (1 - \sigma(z))$$
```
"""
