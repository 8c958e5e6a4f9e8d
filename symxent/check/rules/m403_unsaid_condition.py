r"""A step holds only under a condition that the page does not say.

## Why is this bad?
i = j, i ≠ j or Σ y = 1 belongs into the text.

## Example
```latex
$$\frac{\partial p_i}{\partial z_j} = p_i (1 - p_i)$$
```
Write instead:
```latex
for $i = j$: $$\frac{\partial p_i}{\partial z_j} = p_i (1 - p_i)$$
```
"""
