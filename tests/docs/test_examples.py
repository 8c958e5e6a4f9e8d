"""The notebook of the examples runs from top to bottom and prints what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).resolve().parent.parent.parent / "examples" / "tour.ipynb"


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    """The notebook as it is kept, and as it is when it is run now."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    kept = nbformat.read(NOTEBOOK, as_version=4)
    now = nbformat.read(NOTEBOOK, as_version=4)
    for cell in now.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("notebook"))}}
    nbclient.NotebookClient(now, timeout=120, kernel_name="python3", resources=where).execute()
    return kept, now


def printed(notebook) -> list[str]:
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return ["".join(out.text for out in cell.outputs if out.output_type == "stream") for cell in cells]


def test_it_prints_what_is_kept(notebooks):
    kept, now = notebooks
    assert printed(now) == printed(kept)
    assert any(printed(kept))


def test_every_result_that_it_shows_is_kept_with_its_mathematics(notebooks):
    kept, now = notebooks
    for notebook in (kept, now):
        shown = [out.data for cell in notebook.cells for out in cell.get("outputs", []) if "data" in out]
        assert len(shown) == 4
        assert all("<math" in data["text/html"] for data in shown)
        assert all(len(data["text/plain"]) < 3000 for data in shown)


def test_it_finds_the_mistake_that_its_cell_of_notes_has(notebooks):
    _, now = notebooks
    pages = [out.data["text/html"] for cell in now.cells for out in cell.get("outputs", []) if "data" in out]
    assert "M201" in pages[-1]


def test_nothing_in_it_tells_where_or_when_it_was_run():
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert "/home" not in text
    assert "/tmp" not in text
    assert "Traceback" not in text
    assert "iopub" not in text
