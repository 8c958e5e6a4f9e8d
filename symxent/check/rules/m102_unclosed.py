r"""A formula or an environment begins and never ends.

## Why is this bad?
The rest of the page would be read as mathematics, or not at all.

## Example
```latex
$$y = 2x
```
Write instead:
```latex
$$y = 2x$$
```
"""
