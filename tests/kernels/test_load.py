"""Kernels by name: real ufuncs over compiled C."""

import pickle

import numpy as np
import pytest

import symxent.kernels
from symxent.errors import SymxentError
from symxent.kernels import load


def test_a_kernel_is_a_numpy_ufunc_with_both_formats():
    assert isinstance(symxent.kernels.sigmoid, np.ufunc)
    assert symxent.kernels.sigmoid.types == ["f->f", "d->d"]


def test_a_confident_right_prediction_keeps_its_tiny_loss_and_gradient():
    value, gradient = symxent.kernels.bce_with_logits_value_gradient(40.0, 1.0)
    assert value == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert gradient == pytest.approx(-4.248354255291589e-18, rel=1e-15)


def test_a_kernel_pickles_by_name_and_hash_and_comes_back_the_same():
    assert pickle.loads(pickle.dumps(symxent.kernels.sigmoid)) is symxent.kernels.sigmoid
    assert pickle.loads(pickle.dumps(np.exp)) is np.exp


def test_a_kernel_from_other_sources_is_not_unpickled():
    symxent.kernels.sigmoid(0.0)
    with pytest.raises(SymxentError, match="generated from other sources"):
        load.rebuild("sigmoid", "0" * 64)


def test_an_unknown_kernel_is_named_in_the_error():
    with pytest.raises(SymxentError, match="no kernel 'sigmoyd'"):
        load.kernel("sigmoyd")
    with pytest.raises(AttributeError):
        _ = symxent.kernels.sigmoyd
