from pathlib import Path

import pytest

from symxent.errors import SymxentError
from symxent.kernels.verify.plot import draw

pytest.importorskip("matplotlib")


def test_the_drawing_is_written_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "errors.png"
    draw(file, ("sigmoid",), quick=True)
    assert file.read_bytes().startswith(b"\x89PNG")


def test_rows_of_classes_are_not_drawn(tmp_path: Path) -> None:
    with pytest.raises(SymxentError, match="elementwise"):
        draw(tmp_path / "errors.png", ("softmax",))
