r"""A step is false, and holds with another index.

## Why is this bad?
y_1 for y_2, z_j for z_i: the eye passes over it, a program does not.

## Example
```latex
$$-\sum_{i=1}^2 y_i \log p_i = -y_1 \log p_1 - y_2 \log p_1$$
```
Write instead:
```latex
$$-\sum_{i=1}^2 y_i \log p_i = -y_1 \log p_1 - y_2 \log p_2$$
```
"""
