r"""A step is false, and holds with one sign flipped.

## Why is this bad?
The commonest slip: a minus from the chain rule or from a bracket got lost.

## Example
```latex
$$\frac{d}{dx} \log(1-x) = \frac{1}{1-x}$$
```
Write instead:
```latex
$$\frac{d}{dx} \log(1-x) = -\frac{1}{1-x}$$
```
"""
