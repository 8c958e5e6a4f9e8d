"""Infinities, NaN, signed zeros, subnormal numbers: the limit where there is one, NaN where there is none."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from array_libraries import called

import symxent.kernels as kernels
from symxent.kernels.catalogue import ELEMENTWISE, KERNELS, ROWS
from symxent.kernels.run import fallback, load

inf, nan = np.inf, np.nan
TABLE = [  # kernel, arguments, what each output tends to
    ("sigmoid", (inf,), (1,)),
    ("sigmoid", (-inf,), (0,)),
    ("sigmoid", (-0.0,), (0.5,)),
    ("sigmoid", (nan,), (nan,)),
    ("sigmoid_derivative", (inf,), (0,)),
    ("sigmoid_derivative", (-inf,), (0,)),
    ("softplus", (inf,), (inf,)),
    ("softplus", (-inf,), (0,)),
    ("log_sigmoid", (inf,), (0,)),
    ("log_sigmoid", (-inf,), (-inf,)),
    ("logit", (0.0,), (-inf,)),
    ("logit", (1.0,), (inf,)),
    ("logit", (0.5,), (0,)),
    ("logit", (2.0,), (nan,)),
    ("logit", (-1.0,), (nan,)),
    ("bce", (0.0, 0.0), (0,)),
    ("bce", (1.0, 1.0), (0,)),
    ("bce", (0.0, 1.0), (inf,)),
    ("bce", (1.0, 0.0), (inf,)),
    ("bce_gradient", (0.0, 0.0), (1,)),
    ("bce_gradient", (1.0, 1.0), (-1,)),
    ("bce_gradient", (0.0, 1.0), (-inf,)),
    ("bce_gradient", (1.0, 0.0), (inf,)),
    ("bce_hessian", (0.0, 0.0), (1,)),
    ("bce_hessian", (1.0, 1.0), (1,)),
    ("bce_hessian", (0.0, 1.0), (inf,)),
    ("bce_with_logits_value_gradient", (inf, 1.0), (0, 0)),
    ("bce_with_logits_value_gradient", (inf, 0.0), (inf, 1)),
    ("bce_with_logits_value_gradient", (-inf, 0.0), (0, 0)),
    ("bce_with_logits_value_gradient", (-inf, 1.0), (inf, -1)),
    ("bce_with_logits_value_gradient", (inf, 0.25), (inf, 0.75)),
    ("bce_with_logits_value_gradient", (nan, 1.0), (nan, nan)),
    ("bce_with_logits_value_gradient", (1.0, nan), (nan, nan)),
    ("bce_with_logits_gradient_hessian", (inf, 1.0), (0, 0)),
    ("focal_with_logits_value_gradient", (inf, 1.0), (0, 0)),
    ("focal_with_logits_value_gradient", (inf, 0.0), (inf, 1)),
    ("focal_with_logits_value_gradient", (-inf, 1.0), (inf, -1)),
    ("focal_with_logits_value_gradient", (1.0, 0.5), (nan, nan)),
    ("focal_with_logits_hessian", (-inf, 0.0), (0,)),
    ("softmax", ([inf, 0, -inf],), ([1, 0, 0],)),
    ("softmax", ([inf, inf, 0],), ([nan, nan, nan],)),
    ("softmax", ([-inf, 0, -inf],), ([0, 1, 0],)),
    ("softmax", ([-inf, -inf],), ([nan, nan],)),
    ("softmax", ([-inf],), ([1],)),
    ("softmax", ([nan, 1],), ([nan, nan],)),
    ("log_softmax", ([inf, 0],), ([0, -inf],)),
    ("logsumexp", ([inf, 0],), (inf,)),
    ("logsumexp", ([inf, inf],), (inf,)),
    ("logsumexp", ([-inf, -inf],), (-inf,)),
    ("logsumexp", ([-inf, 3],), (3,)),
    ("logsumexp", ([],), (-inf,)),
    ("categorical_cross_entropy_value_gradient", ([inf, 0.0], 0), (0, [0, 0])),
    ("categorical_cross_entropy_value_gradient", ([inf, 0.0], 1), (inf, [1, -1])),
    ("categorical_cross_entropy_value_gradient", ([-inf, 0.0], 0), (inf, [-1, 1])),
    ("categorical_cross_entropy_value_gradient", ([-inf, 0.0], 1), (0, [0, 0])),
    ("categorical_cross_entropy_soft", ([-inf, 0.0], [0.0, 1.0]), (0,)),
    ("categorical_cross_entropy_soft", ([-inf, 0.0], [0.5, 0.5]), (inf,)),
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("target", ["c", "numpy", "torch", "jax"])
@pytest.mark.parametrize(("name", "arguments", "limits"), TABLE)
def test_the_limit_comes_out(name, arguments, limits, target, dtype):
    if target == "torch" and np.size(arguments[0]) == 0 and np.ndim(arguments[0]):
        pytest.skip("PyTorch has no maximum of an empty row")
    spec = load.specs()[name]
    given = [np.asarray(a, int if n in spec.labels else dtype) for n, a in zip(spec.inputs, arguments, strict=True)]
    if target == "c":
        results = getattr(kernels, name)(*given)
    else:
        results = called(target, getattr(fallback.family(spec.family, target), name), *given)
    for got, want in zip(results if isinstance(results, tuple) else (results,), limits, strict=True):
        np.testing.assert_array_equal(np.asarray(got), np.asarray(want, dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kernel", [k for k in KERNELS if k.link is None], ids=lambda k: k.name)
def test_no_input_makes_a_warning(kernel, dtype):
    tiny, huge = np.finfo(dtype).smallest_subnormal, np.finfo(dtype).max
    special = np.array([0, -0.0, inf, -inf, nan, tiny, -tiny, huge, -huge, 1, -1, 0.5, 100, -100, 1000, -1000], dtype)
    arguments = {"t": np.arange(16) % 4, "y": np.resize(np.array([0, 1], dtype), 16)}
    if kernel in ROWS:
        grid = np.stack([np.roll(special, n) for n in range(4)], axis=1)
        arguments |= {"x": grid, "v": grid, "y": np.resize(np.array([0, 1, 0.5], dtype), (16, 4))}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        getattr(kernels, kernel.name)(*[arguments.get(i.name, special) for i in kernel.inputs])
        getattr(fallback.family(kernel.family), kernel.name)(*[arguments.get(i.name, special) for i in kernel.inputs])


@pytest.mark.parametrize("kernel", ELEMENTWISE, ids=lambda k: k.name)
def test_nan_goes_through_every_element_alone(kernel):
    z = np.full(37, 0.25)
    z[20] = nan
    others = [np.ones(37) for _ in kernel.inputs[1:]]
    results = getattr(kernels, kernel.name)(z, *others)
    for got in results if isinstance(results, tuple) else (results,):
        assert np.isnan(got[20])
        assert not np.isnan(np.delete(got, 20)).any()


@pytest.mark.parametrize(("dtype", "lowest"), [(np.float32, -103.9), (np.float64, -745.1)])
def test_subnormal_tails_do_not_vanish(dtype, lowest):
    z = np.linspace(lowest, lowest / 2, 50).astype(dtype)
    got = kernels.sigmoid(z)
    assert (got > 0).all()
    np.testing.assert_allclose(
        got, np.exp(z.astype(np.longdouble)).astype(dtype), rtol=1e-6, atol=2 * np.finfo(dtype).smallest_subnormal
    )


DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "limits.md"


def told(value) -> str:
    if isinstance(value, list | tuple):
        return "(" + ", ".join(told(v) for v in value) + ")" if len(value) != 1 else told(value[0])
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:g}".replace("-", "−") if value or not np.signbit(value) else "−0"


def test_the_documented_limits_are_the_tested_ones():
    rows = [f"| `{name}` | {told(arguments)} | {told(limits)} |" for name, arguments, limits in TABLE]
    documented = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert documented == rows


@pytest.mark.parametrize("kernel", [*ELEMENTWISE, *ROWS], ids=lambda k: k.name)
@pytest.mark.parametrize(
    ("dtype", "word", "first"), [(np.float32, np.uint32, 0x7F800001), (np.float64, np.uint64, 0x7FF0000000000001)]
)
def test_a_nan_of_whatever_bits_stays_nan(kernel, dtype, word, first):
    payloads = np.array([first + step for step in (0, 1, 0xFF, 0x1FF, 0x3FFFF, 0x3FFFFF)], word).view(dtype)
    row = kernel in ROWS
    z = np.stack([payloads, np.ones_like(payloads)], axis=1) if row else np.tile(payloads, 40)
    others = {"t": np.ones(len(z), int), "y": np.ones_like(z), "v": np.arange(z.size, dtype=dtype).reshape(z.shape)}
    results = getattr(kernels, kernel.name)(*[z if n == 0 else others[i.name] for n, i in enumerate(kernel.inputs)])
    for got in results if isinstance(results, tuple) else (results,):
        assert np.isnan(got).all()
