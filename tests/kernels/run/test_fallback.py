"""Without a compiler: the same names, the same results, one warning."""

import os
import subprocess
import sys
import warnings

import numpy as np
import pytest

import symxent.kernels as kernels
from symxent.kernels.catalogue import KERNELS
from symxent.kernels.run import fallback, load
from symxent.kernels.run.labels import BadLabel


def plain(name):
    """The kernel as it is without a compiler."""
    spec = load.specs()[name]
    return fallback.NumPyKernel(getattr(fallback.family(spec.family), name), spec)


def arguments(kernel, dtype):
    rng = np.random.default_rng(5)
    by_class = kernel.link is not None and kernel.link.by_row
    size = {"i": 30, "j": 6, "c": 4}
    made = []
    for each in kernel.inputs:
        shape = tuple(size[str(i)] for i in each.indices) if kernel.link else (30, 6) if each.indices else (30,)
        if each.label:
            made.append(rng.integers(0, 4 if by_class else 6, 30))
        elif (each.name == "y" and not each.indices) or (each.name == "y" and kernel.link):
            made.append(rng.integers(0, 2, shape).astype(dtype))
        elif each.name in ("p", "y_hat"):
            made.append(rng.random(shape).astype(dtype))
        elif each.name == "alpha":
            made.append(dtype(0.1))
        else:
            made.append(rng.standard_normal(shape).astype(dtype))
    return made


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kernel", KERNELS, ids=lambda k: k.name)
def test_numpy_and_c_agree(kernel, dtype):
    given = arguments(kernel, dtype)
    compiled, interpreted = getattr(kernels, kernel.name)(*given), plain(kernel.name)(*given)
    compiled = compiled if isinstance(compiled, tuple) else (compiled,)
    interpreted = interpreted if isinstance(interpreted, tuple) else (interpreted,)
    for c, n in zip(compiled, interpreted, strict=True):
        assert (c.dtype, c.shape) == (n.dtype, n.shape)
        np.testing.assert_allclose(c, n, rtol=40 * np.finfo(dtype).eps, atol=20 * np.finfo(dtype).eps)


def test_a_process_without_a_compiler_warns_once_and_computes():
    program = """
import warnings
import numpy  # what it says of the processor's features is its own matter
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    import symxent.kernels as kernels
    print(kernels.bce_with_logits(40.0, 1.0), kernels.sigmoid(0.0), kernels.softmax([[0.0, 0.0]]))
    print(len(seen), seen[0].message)
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "CC": "/no/such/compiler"},
    )
    results, warning = run.stdout.splitlines()
    assert results == "4.248354255291589e-18 0.5 [[0.5 0.5]]"
    assert warning.startswith("1 symxent computes with NumPy kernels, which are slower: no C compiler")


def test_out_where_and_dtype_work_as_for_a_ufunc():
    sigmoid, out = plain("sigmoid"), np.full(3, -1.0)
    assert sigmoid([0.0, 1.0, 2.0], out=out, where=[True, False, True]) is out
    np.testing.assert_array_equal(out, [0.5, -1.0, kernels.sigmoid(2.0)])
    assert sigmoid(np.zeros(2), dtype=np.float32).dtype == np.float32
    assert sigmoid(np.float32(0)).dtype == np.float32
    assert sigmoid(np.int8(0)) == 0.5


def test_several_outputs_take_a_tuple():
    both, outs = plain("bce_with_logits_value_gradient"), (np.zeros(2), np.zeros(2))
    value, gradient = both([0.0, 1.0], 1.0, out=outs)
    assert value is outs[0]
    assert gradient is outs[1]


def test_labels_are_checked_before():
    with pytest.raises(BadLabel, match=r"t\[1\] is 3, but there are 3 classes"):
        plain("categorical_cross_entropy")(np.zeros((2, 3)), [0, 3])
    with pytest.raises(BadLabel, match=r"t\[0\] is 9, but there are 4 classes"):
        plain("softmax_regression")(np.zeros((2, 3)), [9, 0], np.zeros((4, 3)))


def test_a_missing_argument_is_said_by_name():
    with pytest.raises(TypeError, match="z, y"):
        plain("bce_with_logits")(1.0)


def test_generated_numpy_makes_no_warning_for_python_numbers():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fallback.family("bce_with_logits").bce_with_logits(-800.0, 1.0) == 800.0


def test_numbers_of_64_bits_without_a_sign_are_told_what_is_wrong_with_them():
    from symxent.kernels import categorical_cross_entropy

    with pytest.raises(BadLabel, match=r"uint64, which int64 does not hold; give t.astype\(np.int64\)"):
        categorical_cross_entropy(np.zeros((2, 3)), np.array([0, 1], np.uint64))
    with pytest.raises(BadLabel, match="float64, and class labels are whole numbers"):
        categorical_cross_entropy(np.zeros((2, 3)), np.array([0.0, 1.0]))
