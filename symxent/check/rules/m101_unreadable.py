r"""A formula holds something that the reader does not know.

## Why is this bad?
Nothing behind that place is checked; the reader never guesses what a sign may mean.

## Example
```latex
$$y = x \lozenge 2$$
```
Write instead:
```latex
$$y = 2x$$
```

The message names the token.  A sign that is only prose belongs into \text{…}.
"""
