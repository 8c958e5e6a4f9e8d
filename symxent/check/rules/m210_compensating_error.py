r"""A false step leads back to where the chain was still right.

## Why is this bad?
It hides the false step before it: the end of the derivation is true, the way there is not.  Mending the
first of the two mends both.

## Example
```latex
$$2x = 2x + 1 = 2x$$
```
Write instead:
```latex
$$2x = 2x$$
```
"""
