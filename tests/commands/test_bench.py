"""``symxent bench``: the table has a row a kernel, a ratio a peer, and the same as data."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from symxent.commands.bench import bench
from symxent.errors import SymxentError
from symxent.kernels.bench import isa
from symxent.kernels.bench.isa import environment
from symxent.kernels.run import build
from symxent.kernels.run.build import processor


def test_a_row_names_every_installed_peer_and_the_share_of_a_copy(tmp_path: Path) -> None:
    target = tmp_path / "rows.json"
    result = CliRunner().invoke(
        bench, ["sigmoid", "--quick", "--rounds", "3", "--peer", "NumPy", "--json", str(target)]
    )
    assert result.exit_code == 0, result.output
    rows = json.loads(target.read_text(encoding="utf-8"))["rows"]
    assert [(row["size"], row["dtype"]) for row in rows] == [
        (f"n = {n}", dtype) for dtype in ("float32", "float64") for n in (1_000, 262_144)
    ]
    for row in rows:
        assert row["seconds"] > 0
        assert list(row["ratios"]) == ["NumPy"]
        assert f"NumPy {row['ratios']['NumPy']:.2f}" in result.output


def test_on_a_device_pytorch_is_the_only_peer_and_the_rows_are_the_same() -> None:
    pytest.importorskip("torch", reason="needs the extra torch")
    result = CliRunner().invoke(bench, ["sigmoid", "--quick", "--rounds", "3", "--device", "cpu", "--peer", "PyTorch"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("cpu of ")
    assert result.output.count("PyTorch ") == 5


def test_a_name_that_no_kernel_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(SymxentError, match=r"no kernel begins with sofmax; did you mean softmax\b"):
        CliRunner().invoke(bench, ["sofmax"], catch_exceptions=False)


def test_a_peer_that_is_not_installed_is_refused_with_those_there_are() -> None:
    with pytest.raises(SymxentError, match=r"--peer MATLAB: not a peer that is installed here; there are NumPy"):
        CliRunner().invoke(bench, ["--quick", "--peer", "MATLAB"], catch_exceptions=False)


@pytest.mark.skipif("avx2" not in processor().split(), reason="needs a processor with AVX2")
def test_everybody_is_held_to_an_instruction_set() -> None:
    command = [sys.executable, "-m", "symxent", "bench", "sigmoid", "--quick", "--rounds", "3", "--isa", "avx2"]
    result = subprocess.run([*command, "--peer", "NumPy"], capture_output=True, text=True, check=True)
    assert ", avx2, " in result.stdout.splitlines()[0]
    assert not result.stderr
    on = "m.__cpu_dispatch__ if m.__cpu_features__[n]"
    look = f"from numpy._core import _multiarray_umath as m; print([n for n in {on}])"
    ends = {**os.environ, **environment("avx2")}
    held = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, env=ends)
    assert "AVX512" not in held.stdout
    assert "X86_V4" not in held.stdout


def test_kernels_are_compiled_for_the_instruction_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYMXENT_MARCH", "x86-64-v3")
    first, *_ = build.flags()
    assert "-march=x86-64-v3" in first
    assert not {"-march=native", "-mprefer-vector-width=512"} & set(first)


def test_an_instruction_set_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isa, "processor", lambda: "x86_64\nflags : sse2 avx2")
    with pytest.raises(SymxentError, match="--isa avx512: this processor has at most avx2"):
        isa.environment("avx512")
