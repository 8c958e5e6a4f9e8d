r"""A component stands where the whole vector is meant, or the other way round.

## Why is this bad?
θ_new = θ_old − α ∂J/∂θ_j mixes the vector θ with its component j.

## Example
```latex
$$w \leftarrow w - \alpha \frac{\partial J}{\partial w_j}$$
```
Write instead:
```latex
$$w_j \leftarrow w_j - \alpha \frac{\partial J}{\partial w_j}$$
```
"""
