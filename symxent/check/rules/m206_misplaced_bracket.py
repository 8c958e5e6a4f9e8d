r"""A step is false, and holds with a bracket moved.

## Why is this bad?
1 − log p is not log(1 − p).

## Example
```latex
$$\frac{d}{dp} \left[-(1 - \log(p))\right] = \frac{1}{1-p}$$
```
Write instead:
```latex
$$\frac{d}{dp} \left[-\log(1 - p)\right] = \frac{1}{1-p}$$
```
"""
