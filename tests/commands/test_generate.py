"""``generate`` on the command line."""

import pytest
from click.testing import CliRunner

from symxent.commands.generate import generate
from symxent.errors import SymxentError


def run(*arguments):
    return CliRunner().invoke(generate, arguments)


def test_check_is_quiet_and_succeeds_on_the_committed_files():
    result = run("--check")
    assert result.exit_code == 0
    assert result.stdout == ""


def test_a_part_of_the_committed_files_is_checked_by_itself():
    for part in (("--target", "torch"), ("--only", "softmax")):
        assert run("--check", *part).exit_code == 0


def test_a_part_is_written_where_it_is_asked_for(tmp_path):
    where = tmp_path / "kernels"
    assert run("--output", str(where), "--target", "c", "--only", "sigmoid").exit_code == 0
    assert sorted(p.name for p in where.rglob("*") if p.is_file()) == ["MANIFEST", "sigmoid.c", "sigmoid.h"]


def test_check_of_a_changed_folder_prints_a_diff_and_fails(tmp_path):
    where = tmp_path / "kernels"
    run("--output", str(where), "--target", "c", "--only", "sigmoid")
    (where / "c" / "sigmoid.h").write_text("")
    result = run("--check", "--output", str(where), "--target", "c", "--only", "sigmoid")
    assert result.exit_code == 1
    assert "+++ generated/c/sigmoid.h" in result.stdout


def test_a_part_needs_a_folder_of_its_own():
    assert isinstance(run("--only", "sigmoid").exception, SymxentError)


def test_program_shows_the_loops():
    assert "s = sum over j except t of e" in run("--program", "categorical_cross_entropy_value_gradient").stdout


def test_explain_shows_the_form_found_and_what_it_beat():
    text = run("--explain", "softplus").stdout
    assert "log1p(exp(-Abs(z))) + Max(0, z)" in text
    assert "ULP" in text


@pytest.mark.parametrize("option", ["--program", "--explain"])
def test_an_unknown_kernel_is_an_error_of_ours(option):
    assert isinstance(run(option, "sigmoyd").exception, SymxentError)


def test_a_place_that_cannot_be_written_to_is_told_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr("symxent.kernels.emit.tree.tree", lambda *_: pytest.fail("the work was begun"))
    (tmp_path / "file").write_text("")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "one.tex").write_text("")
    for place in ("file", "file/below", "thesis"):
        result = run("--output", str(tmp_path / place))
        assert isinstance(result.exception, SymxentError), place
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "thesis"]


def test_an_installed_symxent_leaves_its_own_kernels_as_they_are(monkeypatch):
    monkeypatch.setattr("symxent.commands.generate.is_checkout", lambda: False)
    monkeypatch.setattr("symxent.kernels.emit.tree.tree", lambda *_: pytest.fail("the work was begun"))
    assert "--output DIR" in str(run().exception)


def test_a_wrong_name_is_told_before_a_missing_folder():
    assert "did you mean sigmoid" in str(run("--only", "sigmod").exception)
