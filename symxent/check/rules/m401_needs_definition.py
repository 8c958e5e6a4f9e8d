r"""A step cannot be judged before a name is defined.

## Why is this bad?
Nothing is assumed of a function or a quantity that the page does not define.

## Example
```latex
$$\frac{\partial C}{\partial z} = a - y$$
```
Write instead:
```latex
$$C = -\log a, \quad a = \sigma(z)$$ before it
```
"""
