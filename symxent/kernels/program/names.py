"""Names that generated code can give to an argument or a function: not its own words, nor those of C and Python."""

from __future__ import annotations

import keyword

from symxent.errors import SymxentError

C_KEYWORDS = frozenset(
    word
    for line in (
        "auto break case char const continue default do double else enum extern float for goto if inline int long",
        "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while",
    )
    for word in line.split()
)
# Names that mean something else in the generated C or Python.
TAKEN = frozenset(
    word
    for line in (
        "n i k j l m N d K I E args data steps sizes arrays value gradient hessian kernel inputs all first",
        "exp log log1p expm1 pow fabs sqrt erf np",
    )
    for word in line.split()
)


def check_name(name: object, taken: frozenset[str] = TAKEN | C_KEYWORDS) -> str:
    """The name; raises SymxentError for what cannot name a variable in the generated code."""
    if not isinstance(name, str) or not name.isascii() or not name.isidentifier() or keyword.iskeyword(name):
        raise SymxentError(f"{name!r} cannot name a variable; a name such as z, y_hat or gamma was expected")
    if name in taken or name.startswith(("symxent", "_")):
        raise SymxentError(f"{name!r} has a meaning of its own in the generated code; give the variable another name")
    return name
