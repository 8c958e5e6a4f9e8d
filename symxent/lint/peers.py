"""Loss functions of other libraries, a row each, and how each library differentiates: for the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from operator import attrgetter
from os import environ
from typing import Any

import numpy as np

from symxent.errors import SymxentError, unknown
from symxent.lint.audit import Derivatives, Floats, Subject
from symxent.losses.catalogue import named


def by_torch(call: Any, scores: Floats, labels: Floats, dtype: str) -> list[Floats]:
    """Value, gradient and second derivative by PyTorch's autograd."""
    torch = import_module("torch")
    z = torch.tensor(scores, dtype=getattr(torch, dtype), requires_grad=True)
    value = call(z, torch.tensor(labels, dtype=z.dtype))
    found = [value]
    for _ in range(2):
        if not found[-1].requires_grad:
            found.append(torch.zeros_like(z))
            continue
        (slope,) = torch.autograd.grad(found[-1].sum(), z, create_graph=True, allow_unused=True)
        found.append(torch.zeros_like(z) if slope is None else slope)
    return [f.detach().double().numpy() for f in found]


def by_keras(call: Any, scores: Floats, labels: Floats, dtype: str) -> list[Floats]:
    """Value, gradient and second derivative by Keras's backend, PyTorch or JAX.  Raises SymxentError for another."""
    keras = import_module("keras")
    backend = keras.config.backend()
    if backend not in ("torch", "jax"):
        raise SymxentError(f"Keras computes by {backend} here; KERAS_BACKEND=torch or jax was expected")
    keras.config.set_floatx(dtype)
    return (by_torch if backend == "torch" else by_jax)(call, scores, labels, dtype)


def by_jax(call: Any, scores: Floats, labels: Floats, dtype: str) -> list[Floats]:
    """Value, gradient and second derivative by JAX's autodiff."""
    jax = import_module("jax")
    with jax.enable_x64(True) if hasattr(jax, "enable_x64") else jax.experimental.enable_x64():
        z, y = (jax.numpy.asarray(a, dtype) for a in (scores, labels))
        slope = jax.grad(lambda s, label: call(s, label))
        functions = (call, slope, jax.grad(slope))
        return [np.asarray(jax.vmap(f)(z, y), np.float64) for f in functions]


def by_hand(call: Any, scores: Floats, labels: Floats, dtype: str) -> list[Floats | None]:
    """What a function of NumPy's arrays returns: the value, or as much of (value, gradient, Hessian) as it has."""
    results = call(scores.astype(dtype), labels.astype(dtype))
    results = list(results) if isinstance(results, tuple) else [results]
    return [*results, None, None][:3]


@dataclass(frozen=True)
class Peer:
    """A library: the module that has to be there, its rows, and how it differentiates.

    A row is (name, loss, function of the module that gives the function of scores and labels).
    """

    module: str
    package: str
    derivatives: Derivatives
    rows: tuple[tuple[str, str, Callable[[Any], Any]], ...]

    @property
    def installed(self) -> bool:
        return find_spec(self.module.split(".")[0]) is not None

    @property
    def version(self) -> str:
        try:
            return version(self.package)
        except PackageNotFoundError:
            return ""

    def subjects(self) -> Iterator[Subject]:
        """Its functions; what this version of it does not have is left out."""
        try:
            if self.module == "keras" and find_spec("tensorflow") is None:
                environ.setdefault("KERAS_BACKEND", "torch" if find_spec("torch") else "jax")
            module = import_module(self.module)
        except Exception as error:
            raise SymxentError(f"{self.module} cannot be imported: {type(error).__name__}: {error}") from None
        for name, loss, made in self.rows:
            try:
                yield Subject(name, named(loss), made(module), {})
            except AttributeError:
                continue


def _sklearn(module: Any) -> Any:
    half = module.HalfBinomialLoss()

    def call(z: Floats, y: Floats) -> tuple[Floats, ...]:
        gradient, hessian = half.gradient_hessian(y, z)
        return half.loss(y, z), gradient, hessian

    return call


def _pair(torch: Any, z: Any, y: Any) -> Any:
    """Cross-entropy of two classes, whose scores are 0 and z."""
    return torch.nn.functional.cross_entropy(torch.stack([torch.zeros_like(z), z], 1), y.long(), reduction="none")


def _of_torch(name: str) -> Callable[[Any], Any]:
    """One of PyTorch's functions of scores and labels."""
    return lambda t: lambda z, y: getattr(t.nn.functional, name)(z, y, reduction="none")


def _of_scores(name: str, **options: Any) -> Callable[[Any], Any]:
    """An activation that a module, or a part of it, has by this name."""

    def made(module: Any) -> Callable[..., Any]:
        function = attrgetter(name)(module)
        return lambda z, y: function(z, **options)

    return made


PEERS: Mapping[str, Peer] = {
    "torch": Peer(
        "torch",
        "torch",
        by_torch,
        (
            ("F.binary_cross_entropy_with_logits", "bce", _of_torch("binary_cross_entropy_with_logits")),
            (
                "F.binary_cross_entropy(sigmoid)",
                "bce",
                lambda t: lambda z, y: t.nn.functional.binary_cross_entropy(t.sigmoid(z), y, reduction="none"),
            ),
            ("F.cross_entropy of (0, z)", "bce", lambda t: lambda z, y: _pair(t, z, y)),
            ("F.soft_margin_loss", "logistic", _of_torch("soft_margin_loss")),
            ("F.huber_loss", "huber", _of_torch("huber_loss")),
            ("F.poisson_nll_loss", "poisson", _of_torch("poisson_nll_loss")),
            *(
                (f"F.{name}", name, _of_scores(f"nn.functional.{name}"))
                for name in ("softplus", "silu", "mish", "gelu")
            ),
        ),
    ),
    "torchvision": Peer(
        "torchvision.ops",
        "torchvision",
        by_torch,
        (("sigmoid_focal_loss", "focal_2", lambda v: lambda z, y: v.sigmoid_focal_loss(z, y, alpha=-1)),),
    ),
    "jax": Peer(
        "jax",
        "jax",
        by_jax,
        (
            *((f"jax.nn.{name}", name, _of_scores(f"nn.{name}")) for name in ("softplus", "silu", "mish")),
            ("jax.nn.gelu", "gelu", _of_scores("nn.gelu", approximate=False)),
            (
                "BCE by jax.nn.log_sigmoid",
                "bce",
                lambda j: lambda z, y: -(y * j.nn.log_sigmoid(z) + (1 - y) * j.nn.log_sigmoid(-z)),
            ),
        ),
    ),
    "optax": Peer(
        "optax",
        "optax",
        by_jax,
        (
            ("sigmoid_binary_cross_entropy", "bce", lambda o: o.sigmoid_binary_cross_entropy),
            ("sigmoid_focal_loss", "focal_2", lambda o: o.sigmoid_focal_loss),
            ("huber_loss", "huber", lambda o: o.huber_loss),
        ),
    ),
    "keras": Peer(
        "keras",
        "keras",
        by_keras,
        (
            (
                "ops.binary_crossentropy(from_logits)",
                "bce",
                lambda k: lambda z, y: k.ops.binary_crossentropy(y, z, from_logits=True),
            ),
            (
                "losses.binary_focal_crossentropy",
                "focal_2",
                lambda k: lambda z, y: k.losses.binary_focal_crossentropy(y[:, None], z[:, None], from_logits=True),
            ),
            ("losses.huber", "huber", lambda k: lambda z, y: k.losses.huber(y[:, None], z[:, None])),
            *((f"ops.{name}", name, _of_scores(f"ops.{name}")) for name in ("softplus", "silu")),
            ("ops.gelu", "gelu", _of_scores("ops.gelu", approximate=False)),
        ),
    ),
    "sklearn": Peer("sklearn._loss", "scikit-learn", by_hand, (("HalfBinomialLoss", "bce", _sklearn),)),
    "scipy": Peer(
        "scipy.special",
        "scipy",
        by_hand,
        (
            ("−log_expit(±z)", "bce", lambda s: lambda z, y: -s.log_expit(np.where(y == 1, z, -z))),
            ("huber", "huber", lambda s: lambda z, y: s.huber(z.dtype.type(1), z - y)),
            ("pseudo_huber", "pseudo_huber", lambda s: lambda z, y: s.pseudo_huber(z.dtype.type(1), z - y)),
        ),
    ),
}
ARRAYS: Mapping[str, Derivatives] = {"torch": by_torch, "jax": by_jax, "numpy": by_hand}


def peer_named(name: str) -> Peer:
    """The library of that name; raises SymxentError where there is none, or it is not installed."""
    if name not in PEERS:
        raise unknown("library to audit", name, [*PEERS, "FILE.py:FUNCTION"])
    if not PEERS[name].installed:
        raise SymxentError(f"{name} is not installed: pip install {PEERS[name].package}")
    return PEERS[name]
