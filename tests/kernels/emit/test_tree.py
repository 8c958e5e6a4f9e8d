"""The generated tree: what the sources give, put in place in one step, and nobody else's files touched."""

import json
import subprocess
import sys

import pytest

from symxent.errors import SymxentError
from symxent.kernels.emit import tree as generator
from symxent.resources import folder


@pytest.fixture(scope="module")
def files():
    return generator.tree()


def test_the_committed_files_are_what_the_sources_give(files):
    assert generator.differences(folder("generated"), files) == []


def test_generating_twice_gives_the_same_text(files):
    assert generator.tree(only=["sigmoid"]) == generator.tree(only=["sigmoid"])


def test_the_manifest_holds_no_date_and_no_path(files):
    manifest = files["MANIFEST"]
    assert "/" not in "".join(k for k in json.loads(manifest) if k not in ("templates", "files"))
    assert str(folder("generated").parent) not in manifest
    facts = json.loads(manifest)
    assert facts["files"].keys() == files.keys() - {"MANIFEST"}
    assert facts["kernels"]["bce_with_logits"]["formula"]["value"].startswith("-y*log(sigmoid(z))")
    assert facts["kernels"]["bce_with_logits"]["proof"] == {"value": "proved"}


def test_a_changed_file_is_shown_as_a_diff(files, tmp_path):
    generator.write(tmp_path / "tree", files)
    place = tmp_path / "tree" / "c" / "sigmoid.c"
    place.write_text(place.read_text().replace("VECTOR", "SCALAR", 1))
    lines = generator.differences(tmp_path / "tree", files)
    assert any(line.startswith("-") and "SCALAR" in line for line in lines)
    assert any(line.startswith("+") and "VECTOR" in line for line in lines)


def test_a_file_that_is_no_longer_generated_is_named(files, tmp_path):
    generator.write(tmp_path / "tree", files)
    (tmp_path / "tree" / "c" / "old.c").write_text("")
    assert generator.differences(tmp_path / "tree", files) == ["c/old.c is no longer generated"]


def test_only_and_targets_choose_a_part():
    part = generator.tree(only=["sigmoid", "bce_hessian"], targets=["c"])
    assert set(part) == {"c/sigmoid.c", "c/sigmoid.h", "c/bce.c", "c/bce.h", "MANIFEST"}
    assert (
        "softplus" not in part["c/sigmoid.h"].replace("symxent_sigmoid", "")
        or "symxent_softplus" in part["c/sigmoid.h"]
    )
    assert "symxent_bce_gradient" not in part["c/bce.h"]


@pytest.mark.parametrize(
    ("only", "targets", "message"),
    [
        (["sigmoyd"], ["c"], "no kernel or family 'sigmoyd'; did you mean sigmoid"),
        (["sigmoid"], ["fortran"], "no target 'fortran'; there are c, numpy, torch, jax"),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(only, targets, message):
    with pytest.raises(SymxentError, match=message):
        generator.tree(only=only, targets=targets)


def test_writing_replaces_our_tree_and_keeps_what_others_keep_beside_it(files, tmp_path):
    where = tmp_path / "tree"
    generator.write(where, {"MANIFEST": "{}", "c/old.c": "old"})
    (where / "coq").mkdir()
    (where / "coq" / "page.v").write_text("Theorem.")
    generator.write(where, {"MANIFEST": "{}", "c/new.c": "new"})
    assert sorted(p.relative_to(where).as_posix() for p in where.rglob("*") if p.is_file()) == [
        "MANIFEST",
        "c/new.c",
        "coq/page.v",
    ]
    assert [p.name for p in tmp_path.iterdir()] == ["tree"]


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(SymxentError, match="holds files that were not generated"):
        generator.write(tmp_path, {"MANIFEST": "{}"})
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_killed_at_any_moment_there_is_the_old_tree_or_the_new(tmp_path):
    """A process that writes two trees in turn is killed again and again; each time one of them is there, whole."""
    where = tmp_path / "tree"
    program = f"""
from pathlib import Path
from symxent.kernels.emit import tree as generate
trees = [{{"MANIFEST": str(n), **{{f"c/{{i}}.c": str(n) for i in range(30)}}}} for n in (1, 2)]
generate.write(Path({str(where)!r}), trees[0])
print("ready", flush=True)
while True:
    for tree in trees:
        generate.write(Path({str(where)!r}), tree)
"""
    for delay in (0.0, 0.003, 0.007, 0.02, 0.05):
        run = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, encoding="utf-8")
        run.stdout.readline()
        try:
            run.wait(delay)
        except subprocess.TimeoutExpired:
            run.kill()
        run.wait()
        contents = {p.read_text() for p in where.rglob("*") if p.is_file()}
        assert contents in ({"1"}, {"2"})
        assert len(list(where.rglob("*.c"))) == 30
