"""How many floating-point operations an element costs, counted in the generated C: additions, subtractions,
multiplications and divisions; selections, comparisons and the integer work on exponents are not counted."""

from __future__ import annotations

import re
from functools import cache

from symxent.kernels.bench.task import KERNELS, Case
from symxent.resources import folder

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FUNCTION = re.compile(r"^(?:static inline|INLINE) \w+ (\w+)\([^)]*\)\n\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_NUMBER = re.compile(r"\b\d[\d.]*(?:e[+-]?\d+)?[FL]?\b", re.IGNORECASE)
_OPERATOR = re.compile(r"(?<=[\w)])\s*[-+*/]\s*(?=[\w(-])")
_DIVISION = re.compile(r"(?<=[\w)])\s*/\s*(?=[\w(-])")


def per_element(case: Case) -> tuple[float, float]:
    """Operations an element of the largest input: of rows exponential, sum and scaling, of data sets the products.

    Beside them how many are divisions.
    """
    letter = "f" if case.dtype == "float32" else "d"
    if len(case.shape) == 1 or case.task == "softmax_cross_entropy":
        family, function = KERNELS[case.task]
        rest = 0
        if case.task == "softmax_cross_entropy":
            function, rest = "exp_shifted", 2
        name = f"{function}_{letter}"
        return _functions(family)[name] + rest, _functions(family, _DIVISION)[name]
    if case.task == "linear_cross_entropy":  # three products
        return 6.0 * case.shape[0], 0
    return 4.0 * (case.shape[2] if len(case.shape) > 2 else 1), 0


@cache
def _functions(family: str, operator: re.Pattern[str] = _OPERATOR) -> dict[str, int]:
    """The operations of every function of a generated file, with those of the functions that it calls."""
    text = _COMMENT.sub("", (folder("generated") / "c" / f"{family}.c").read_text(encoding="utf-8"))
    bodies: dict[str, str] = dict(_FUNCTION.findall(text))
    counted: dict[str, int] = {}

    def count(name: str) -> int:
        if name not in counted:
            body = _without_integers(_NUMBER.sub("1", bodies[name]))
            statements = [line.strip().lstrip("*") for line in body.splitlines()]
            own = sum(len(operator.findall(line.removeprefix("return "))) for line in statements)
            calls = [called for called in re.findall(r"\b(\w+)\(", body) if called in bodies]
            counted[name] = own + sum(count(called) for called in calls)
        return counted[name]

    for name in bodies:
        count(name)
    return counted


def _without_integers(body: str) -> str:
    """The body without what stands between the parentheses of number(...): the exponent, put together as an integer."""
    while found := re.search(r"\bnumber_[fd]\(", body):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(body[end], 0)
            end += 1
        body = body[: found.start()] + "1" + body[end:]
    return body
