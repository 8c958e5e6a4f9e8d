"""``symxent bench``: the table has a row a kernel, a ratio a peer, and the same as data."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symxent.commands.bench import bench
from symxent.errors import SymxentError


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


def test_a_name_that_no_kernel_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(SymxentError, match="no kernel begins with sofmax; there are sigmoid, bce_with_logits"):
        CliRunner().invoke(bench, ["sofmax"], catch_exceptions=False)


def test_a_peer_that_is_not_installed_is_refused_with_those_there_are() -> None:
    with pytest.raises(SymxentError, match=r"--peer MATLAB: not a peer that is installed here; there are NumPy"):
        CliRunner().invoke(bench, ["--quick", "--peer", "MATLAB"], catch_exceptions=False)
