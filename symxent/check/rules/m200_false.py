r"""A step is false, and no single small edit mends it.

## Why is this bad?
The two sides differ at the point that is shown, with both values.

## Example
```latex
$$\frac{d}{dx} e^{2x} = \frac{x}{e}$$
```
Write instead:
```latex
$$\frac{d}{dx} e^{2x} = 2e^{2x}$$
```
"""
