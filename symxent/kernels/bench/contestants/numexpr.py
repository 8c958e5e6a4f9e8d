"""numexpr: an expression an output, evaluated in blocks that stay in the cache."""

from __future__ import annotations

import numexpr

from symxent.kernels.bench.task import Array, Call, empty_like
from symxent.processors import processors

numexpr.set_num_threads(processors())


def sigmoid(z: Array) -> Call:
    return _each(["1 / (1 + exp(-z))"], z=z)


def bce(z: Array, y: Array) -> Call:
    return _each(["where(z > 0, z, 0) - y * z + log1p(exp(-abs(z)))", "1 / (1 + exp(-z)) - y"], z=z, y=y)


def gradient_hessian(z: Array, y: Array) -> Call:
    return _each(["1 / (1 + exp(-z)) - y", "exp(-abs(z)) / (1 + exp(-abs(z))) ** 2"], z=z, y=y)


def _each(expressions: list[str], **arrays: Array) -> Call:
    names = {**arrays, "one": next(iter(arrays.values())).dtype.type(1)}
    outputs = [empty_like(next(iter(arrays.values()))) for _ in expressions]
    texts = [text.replace("(1 ", "(one ").replace("1 /", "one /") for text in expressions]  # an int makes a double

    def call() -> None:
        for text, out in zip(texts, outputs, strict=True):
            numexpr.evaluate(text, local_dict=names, out=out, casting="same_kind")

    return call
