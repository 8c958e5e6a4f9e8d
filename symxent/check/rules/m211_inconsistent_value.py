r"""A printed value differs from the one that was printed for the same expression before.

## Why is this bad?
One of the two was copied wrongly.

## Example
```latex
$$e^{0.5} = 1.65$$ and later $$\sum_j e^{x_j} = 1.56 + …$$
```
Write instead:
```latex
$$\sum_j e^{x_j} = 1.65 + …$$
```
"""
