"""Triton kernels without a device: interpreted on the CPU against the kernels in C, and compiled for three devices."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from sympy import Integer, Symbol

from symxent import kernels
from symxent.errors import SymxentError
from symxent.kernels.catalogue import ELEMENTWISE, FAMILIES, KERNELS, ROWS, Kernel, kernel_named
from symxent.kernels.emit.targets import files
from symxent.kernels.emit.templates import Family
from symxent.kernels.emit.triton import TritonText
from symxent.kernels.program.exponents import exp_product
from symxent.losses.catalogue import named
from symxent.losses.compile import kernel_name, sources

torch = pytest.importorskip("torch", reason="needs the extra torch")
pytest.importorskip("triton", reason="needs triton")
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the interpreter computes what is not chosen too
FOLDER = TemporaryDirectory()
DEVICES = [("cuda", 80, 32), ("cuda", 90, 32), ("hip", "gfx942", 64)]
EDGES = [
    -np.inf,
    -1e30,
    -104.0,
    -88.0,
    -17.0,
    -1.0,
    -1e-3,
    -1e-30,
    0.0,
    1e-30,
    1e-3,
    0.4,
    1.0,
    17.0,
    88.0,
    1e30,
    np.inf,
]


@cache
def text(family: str) -> str:
    members = [k for k in KERNELS if k.family == family]
    return files("triton", Family(family, FAMILIES[family]), members)[f"{family}.py"]


@cache
def module(family: str) -> dict[str, Any]:
    """The module, from a file: Triton reads the lines of its kernels there."""
    place = Path(FOLDER.name) / f"{family}.py"
    place.write_text(text(family))
    return runpy.run_path(str(place), run_name=family)


def arguments(kernel: Kernel, classes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(8)
    if not kernel.by_row:
        scores = np.concatenate([EDGES, rng.normal(size=80) * np.geomspace(1e-3, 100, 80)])
        given = {
            "y": np.resize([0.0, 1.0], scores.size),
            "y_hat": rng.random(scores.size),
            "p": rng.random(scores.size),
        }
        return [given.get(i.name, scores) for i in kernel.inputs]
    rows = rng.normal(size=(12, classes)) * np.geomspace(0.1, 60, 12)[:, None]
    rows[3, 1] = rows[4, 0] = -np.inf
    rows[5, 2] = np.inf
    rows[6] = 2.0
    rows[7, 1] = np.nan
    shares = rng.random((12, classes))
    given = {"t": rng.integers(0, classes, 12), "v": rng.normal(size=rows.shape), "y": shares / shares.sum(1)[:, None]}
    return [given.get(i.name, rows) for i in kernel.inputs]


def called(kernel: Kernel, given: list[np.ndarray], dtype: Any) -> list[tuple[np.ndarray, np.ndarray]]:
    """Each result, and what the C kernel has in float64 for the same inputs."""
    tensors = [torch.as_tensor(a) if a.dtype.kind == "i" else torch.as_tensor(a).to(dtype) for a in given]
    exact = [t.numpy() if a.dtype.kind == "i" else t.double().numpy() for a, t in zip(given, tensors, strict=True)]
    results, wanted = (
        made if isinstance(made, tuple) else (made,)
        for made in (module(kernel.family)[kernel.name](*tensors), getattr(kernels, kernel.name)(*exact))
    )
    return [(got.double().numpy(), np.asarray(want)) for got, want in zip(results, wanted, strict=True)]


def close(got: np.ndarray, wanted: np.ndarray, digits: float, smallest: float, floor: float = 0.0) -> None:
    np.testing.assert_allclose(got, wanted, rtol=digits, atol=max(smallest, floor))


@pytest.mark.parametrize("kernel", ELEMENTWISE, ids=lambda k: k.name)
def test_elements_are_what_the_c_computes(kernel: Kernel) -> None:
    for got, wanted in called(kernel, arguments(kernel, 0), torch.float32):
        close(got, wanted, 8 * 2.0**-24, 2.0**-126)


@pytest.mark.parametrize("kernel", ROWS, ids=lambda k: k.name)
@pytest.mark.parametrize("parts", [False, True])
def test_rows_are_what_the_c_computes_whole_and_in_parts(kernel: Kernel, parts: bool, monkeypatch: Any) -> None:
    if parts:
        monkeypatch.setitem(module(kernel.family), "WHOLE", 1)
        monkeypatch.setitem(module(kernel.family), "PART", 16)
    cancels = any(word in kernel.name for word in ("jvp", "hvp", "soft_gradient", "soft_value_gradient"))
    for got, wanted in called(kernel, arguments(kernel, 37), torch.float32):
        close(got, wanted, 16 * 2.0**-24, 4 * 2.0**-24 if cancels else 2.0**-126)


@pytest.mark.parametrize("name", ["focal_with_logits_value_gradient", "categorical_cross_entropy_value_gradient"])
def test_half_precision_is_rounded_once(name: str) -> None:
    for got, wanted in called(kernel_named(name), arguments(kernel_named(name), 37), torch.float16):
        rounded = torch.as_tensor(wanted).half().double().numpy()
        close(got, rounded, 1.001 * 2.0**-10, 2.0**-24)
        assert np.mean((got == rounded) | np.isnan(rounded)) > 0.99


def test_bfloat16_is_within_a_unit() -> None:
    """The interpreter cuts off what does not fit into bfloat16, where a device rounds."""
    kernel = kernel_named("focal_with_logits_value_gradient")
    for got, wanted in called(kernel, arguments(kernel, 0), torch.bfloat16):
        close(got, wanted, 1.001 * 2.0**-7, 2.0**-126)


def test_the_gradient_may_take_the_place_of_the_scores() -> None:
    family = module("categorical_cross_entropy")
    scores, labels = (torch.as_tensor(a) for a in arguments(kernel_named("categorical_cross_entropy"), 37))
    scores = scores.float()
    loss, slope = family["categorical_cross_entropy_value_gradient"](scores, labels)
    family["categorical_cross_entropy_value_gradient"](scores, labels, out=(torch.empty_like(loss), scores))
    assert torch.equal(scores.nan_to_num(7), slope.nan_to_num(7))


def test_double_precision_is_refused() -> None:
    with pytest.raises(TypeError, match=r"not torch\.float64"):
        module("sigmoid")["sigmoid"](torch.zeros(3, dtype=torch.float64))


COMPILE = """
import json, os, re, runpy, sys, triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource
for path, *device in json.loads(sys.argv[1]):
    made = runpy.run_path(path, run_name="written")
    for name, kernel in made.items():
        if not (name.startswith("_") and "BLOCK" in getattr(kernel, "arg_names", ())):
            continue
        at = {a: "*i64" if a == "t_at" else "*bf16" if a.endswith("_at") else "i32" for a in kernel.arg_names[:-1]}
        source = ASTSource(fn=kernel, signature={**at, "BLOCK": "constexpr"}, constexprs={"BLOCK": 1024})
        asm = triton.compile(source, target=GPUTarget(*device), options={"enable_fp_fusion": True}).asm
        text = asm.get("ptx") or asm["amdgcn"]
        print(json.dumps([os.path.basename(path), name, device, "ex2.approx" in text or "v_exp_f32" in text]))
"""


@pytest.mark.parametrize("fast", [False, True])
def test_kernels_compile_for_devices_and_take_the_exponential_that_was_asked_for(fast: bool) -> None:
    families = (
        ("focal_with_logits", "categorical_cross_entropy") if fast else sorted({k.family for k in ELEMENTWISE + ROWS})
    )
    for family in families:
        module(family)
    jobs = [(str(Path(FOLDER.name) / f"{family}.py"), *device) for family in families for device in DEVICES]
    environment = {k: v for k, v in os.environ.items() if k != "TRITON_INTERPRET"} | {
        "SYMXENT_FAST_EXP": str(int(fast))
    }
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", COMPILE, json.dumps(jobs)],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    compiled = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(compiled) >= len(jobs)
    assert all(approximate <= fast for *_, approximate in compiled)
    assert not fast or any(approximate for *_, approximate in compiled)


def test_what_has_no_triton_is_said() -> None:
    with pytest.raises(SymxentError, match="there is no Triton for"):
        sources(named("gelu"), "triton")


def test_a_parameter_at_run_time_is_an_input_like_others() -> None:
    loss = named("focal")
    place = Path(FOLDER.name) / "focal.py"
    place.write_text(sources(loss, "triton")["focal.py"])
    gradient = runpy.run_path(str(place), run_name="focal")[kernel_name(loss, ("gradient",))]
    scores, gamma = np.array(EDGES, np.float32), np.float32(2.5)
    labels = np.resize([0.0, 1.0], scores.size).astype(np.float32)
    got = gradient(torch.as_tensor(scores), torch.as_tensor(labels), torch.tensor(gamma)).numpy()
    close(got, loss.compile().gradient(scores, labels, np.full_like(scores, gamma)), 16 * 2.0**-24, 2.0**-126)


def test_a_number_among_the_arguments_is_a_tensor_and_no_name_changes() -> None:
    u2 = Symbol("u2")
    assert TritonText().doprint(exp_product(u2, Integer(2))) == "_exp_product(u2, tl.full((), 2.0, tl.float32))"
