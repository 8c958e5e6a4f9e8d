r"""A step is false, and holds with a factor or a power put in or left out.

## Why is this bad?
An inner derivative was forgotten, or a 2 got lost.

## Example
```latex
$$\frac{d}{dx} e^{2x} = e^{2x}$$
```
Write instead:
```latex
$$\frac{d}{dx} e^{2x} = 2 e^{2x}$$
```
"""
