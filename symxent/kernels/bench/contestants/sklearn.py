"""scikit-learn's own compiled losses, those of its linear models and boosted trees."""

from __future__ import annotations

from sklearn._loss.loss import HalfBinomialLoss, HalfMultinomialLoss
from sklearn.linear_model._linear_loss import LinearModelLoss

from symxent.kernels.bench.task import Array, Call, empty_like
from symxent.processors import processors

THREADS = processors()


def bce(z: Array, y: Array) -> Call:
    loss, value, gradient = HalfBinomialLoss(), empty_like(z), empty_like(z)
    return lambda: loss.loss_gradient(y, z, loss_out=value, gradient_out=gradient, n_threads=THREADS)


def gradient_hessian(z: Array, y: Array) -> Call:
    loss, gradient, hessian = HalfBinomialLoss(), empty_like(z), empty_like(z)
    return lambda: loss.gradient_hessian(y, z, gradient_out=gradient, hessian_out=hessian, n_threads=THREADS)


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    loss, labels = HalfMultinomialLoss(n_classes=x.shape[1]), t.astype(x.dtype)
    value, gradient = empty_like(x[:, 0]), empty_like(x)
    return lambda: loss.loss_gradient(labels, x, loss_out=value, gradient_out=gradient, n_threads=THREADS)


def logistic(X: Array, y: Array, theta: Array) -> Call:
    loss = LinearModelLoss(HalfBinomialLoss(), fit_intercept=False)
    return lambda: loss.loss_gradient(theta, X, y, n_threads=THREADS)


def softmax_regression(X: Array, t: Array, Theta: Array) -> Call:
    loss = LinearModelLoss(HalfMultinomialLoss(n_classes=len(Theta)), fit_intercept=False)
    labels = t.astype(X.dtype)
    return lambda: loss.loss_gradient(Theta, X, labels, n_threads=THREADS)
