"""Kernels by name: real ufuncs over compiled C, with everything that a ufunc can do."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

import symxent.kernels as kernels
from symxent.errors import SymxentError
from symxent.kernels.run import load


def sigmoid(z):
    """In long double, so that the last digit of a double can be compared."""
    z = np.asarray(z, np.longdouble)
    return 1 / (1 + np.exp(-z))


def test_a_kernel_is_a_numpy_ufunc_with_both_formats():
    assert isinstance(kernels.sigmoid, np.ufunc)
    assert kernels.sigmoid.types == ["f->f", "d->d"]
    assert kernels.categorical_cross_entropy_value_gradient.signature == "(k),()->(),(k)"


def test_a_confident_right_prediction_keeps_its_tiny_loss_and_gradient():
    value, gradient = kernels.bce_with_logits_value_gradient(40.0, 1.0)
    assert value == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert gradient == pytest.approx(-4.248354255291589e-18, rel=1e-15)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 15, 16, 17, 511, 512, 513, 40_000])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_length_gives_what_single_elements_give(n, dtype):
    z = np.linspace(-30, 30, n).astype(dtype)
    got = kernels.sigmoid(z)
    assert got.dtype == dtype
    assert got.shape == z.shape
    np.testing.assert_allclose(got, sigmoid(z), rtol=3 * np.finfo(dtype).eps)


LAYOUTS = {
    "every other": lambda a: np.repeat(a, 2)[::2],
    "backwards": lambda a: a[::-1].copy()[::-1],
    "a column": lambda a: np.stack([a, a, a], axis=1)[:, 1],
    "unaligned": lambda a: np.frombuffer(b"x" + a.tobytes(), np.uint8)[1:].view(a.dtype),
    "another byte order": lambda a: a.astype(a.dtype.newbyteorder()),
    "integers": lambda a: np.round(a).astype(np.int32),
    "half precision": lambda a: a.astype(np.float16),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("n", [5, 700, 100_000])
def test_no_layout_of_the_input_changes_the_result(layout, n):
    z = np.linspace(-8, 8, n)
    given = LAYOUTS[layout](z)
    value, gradient = kernels.bce_with_logits_value_gradient(given, 1.0)
    plain = np.ascontiguousarray(given).astype(given.dtype.newbyteorder("="))
    want = kernels.bce_with_logits_value_gradient(plain, np.ones(n, plain.dtype))
    np.testing.assert_array_equal(value, want[0])
    np.testing.assert_array_equal(gradient, want[1])


def test_two_shapes_are_broadcast():
    z, y = np.linspace(-3, 3, 7), np.array([[0.0], [1.0]])
    got = kernels.bce_with_logits(z, y)
    assert got.shape == (2, 7)
    assert got[1, 2] == kernels.bce_with_logits(z[2], 1.0)


@pytest.mark.parametrize("n", [10, 5000, 200_000])
def test_the_result_may_be_written_over_the_input(n):
    z = np.linspace(-5, 5, n)
    want = kernels.sigmoid(z)
    assert kernels.sigmoid(z, out=z) is z
    np.testing.assert_array_equal(z, want)


def test_out_and_where_leave_the_rest_alone():
    z = np.arange(4.0)
    out = np.full(4, -1.0)
    kernels.sigmoid(z, out=out, where=[True, False, True, False])
    np.testing.assert_array_equal(out[[1, 3]], -1.0)
    np.testing.assert_array_equal(out[[0, 2]], kernels.sigmoid(z[[0, 2]]))


def test_a_scalar_comes_back_as_a_scalar_of_its_format():
    assert kernels.sigmoid(np.float32(0)) == np.float32(0.5)
    assert isinstance(kernels.sigmoid(np.float32(0)), np.float32)
    assert kernels.sigmoid(np.zeros(())).shape == ()


def test_results_do_not_depend_on_the_number_of_threads():
    z = np.linspace(-20, 20, 300_001)
    rows = np.random.default_rng(0).standard_normal((4000, 33))
    library = load._library("sigmoid")
    many = kernels.sigmoid(z), kernels.softmax(rows)
    try:
        library.symxent_sigmoid_allow_threads(0)
        load._library("softmax").symxent_softmax_allow_threads(0)
        one = kernels.sigmoid(z), kernels.softmax(rows)
    finally:
        library.symxent_sigmoid_allow_threads(1)
        load._library("softmax").symxent_softmax_allow_threads(1)
    np.testing.assert_array_equal(many[0], one[0])
    np.testing.assert_array_equal(many[1], one[1])


def test_a_kernel_pickles_by_name_and_hash_and_comes_back_the_same():
    assert pickle.loads(pickle.dumps(kernels.sigmoid)) is kernels.sigmoid
    assert pickle.loads(pickle.dumps(kernels.categorical_cross_entropy)) is kernels.categorical_cross_entropy
    assert pickle.loads(pickle.dumps(np.exp)) is np.exp


def test_another_process_unpickles_the_kernel():
    program = "import pickle, sys; print(pickle.load(sys.stdin.buffer)(0.0))"
    run = subprocess.run([sys.executable, "-c", program], input=pickle.dumps(kernels.sigmoid), capture_output=True)
    assert run.stdout.split() == [b"0.5"], run.stderr.decode()


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="this system has no fork")
def test_a_forked_child_computes_after_its_parent_used_threads():
    program = """
import os
import numpy as np
import symxent.kernels as kernels
z = np.linspace(-5, 5, 400_000)
want = kernels.sigmoid(z)
child = os.fork()
if child == 0:
    os._exit(0 if np.array_equal(kernels.sigmoid(z), want) else 3)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=60)
    assert run.stdout.strip() == "0", run.stderr


def test_a_kernel_from_other_sources_is_not_unpickled():
    kernels.sigmoid(0.0)
    with pytest.raises(SymxentError, match="generated from other sources"):
        load.rebuild("sigmoid", "0" * 64)


def test_an_unknown_kernel_is_named_in_the_error():
    with pytest.raises(SymxentError, match="no kernel 'sigmoyd'"):
        load.kernel("sigmoyd")
    with pytest.raises(AttributeError):
        _ = kernels.sigmoyd


def test_the_module_lists_its_kernels():
    assert {"sigmoid", "bce_with_logits", "softmax", "logistic_regression_step"} <= set(dir(kernels))
