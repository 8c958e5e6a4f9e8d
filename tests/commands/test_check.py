"""The command: exit codes, formats, corrections written and shown, configuration."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from symxent.commands.check import check
from symxent.errors import SymxentError

CLEAN = "$$f(x) = x^2$$\n\n$$f'(x) = 2x$$\n"
FALSE = "$$f(x) = x^2$$\n\n$$f'(x) = -2x$$\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("symxent.check.cache.user_cache_path", lambda name: tmp_path / "cache")

    def invoke(*arguments, stdin=None):
        return CliRunner().invoke(check, arguments, input=stdin)

    return invoke


EXITS = [
    ("clean.md", CLEAN, (), 0),
    ("false.md", FALSE, (), 1),
    ("undecided.md", "$$g(x) + 1 = h(x) + x$$", (), 0),
    ("undecided.md", "$$g(x) + 1 = h(x) + x$$", ("--strict",), 1),
    ("misleading.md", r"$$S_j = \frac{e^{x_j}}{\sum_{j=1}^k e^{x_j}}$$", (), 0),
    ("misleading.md", r"$$S_j = \frac{e^{x_j}}{\sum_{j=1}^k e^{x_j}}$$", ("--strict",), 1),
    ("unread.md", r"$$x = \unknown{y}$$", (), 0),
    ("empty.md", "", (), 2),
    ("empty.md", "", ("--allow-empty",), 0),
    ("prose.md", "no formula", (), 2),
    ("plain.txt", CLEAN, (), 2),
    ("README", CLEAN, (), 0),
]


@pytest.mark.parametrize(("name", "text", "options", "code"), EXITS)
def test_the_exit_code_is_1_for_errors_and_2_for_what_are_no_notes(run, tmp_path, name, text, options, code):
    (tmp_path / name).write_text(text)
    assert run(name, *options).exit_code == code


def test_a_file_without_mathematics_is_told_when_it_is_named_but_not_in_a_folder(run, tmp_path):
    (tmp_path / "prose.md").write_text("no formula")
    (tmp_path / "notes.md").write_text(CLEAN)
    assert "prose.md holds no mathematics" in run("prose.md").output
    assert run(".").exit_code == 0


def test_a_finding_is_one_line_with_place_and_code_and_below_it_the_change(run, tmp_path):
    (tmp_path / "notes.md").write_text(FALSE)
    lines = run("notes.md").output.splitlines()
    assert lines[0] == "notes.md:3:3: M201 false: a sign is wrong"
    assert "    - -2x" in lines
    assert "    + 2x" in lines
    assert lines[-1] == "2 steps: 0 proved, 1 given, 1 refuted"


def test_standard_input_is_checked_under_a_name(run):
    result = run("-", "--stdin-name", "cell.md", "--format", "concise", stdin=FALSE)
    assert result.exit_code == 1
    assert result.output.startswith("cell.md:3:3: M201")


def test_folders_are_searched_and_other_files_left_alone(run, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "node_modules").mkdir()
    for name in ("deep/a.md", "deep/b.tex", "deep/c.py", "node_modules/d.md"):
        (tmp_path / name).write_text(FALSE)
    output = run(".", "--format", "concise").output
    assert [line.split(":")[0] for line in output.splitlines() if "M201" in line] == ["deep/a.md", "deep/b.tex"]


def test_fix_writes_only_what_changes(run, tmp_path):
    path = tmp_path / "notes.md"
    path.write_bytes(b"\xef\xbb\xbf" + FALSE.replace("\n", "\r\n").encode())
    result = run("--fix", "notes.md")
    assert result.exit_code == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".notes")] == []


def test_diff_shows_the_change_and_writes_nothing(run, tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(FALSE)
    result = run("--diff", "notes.md")
    assert "-$$f'(x) = -2x$$\n+$$f'(x) = 2x$$" in result.output
    assert path.read_text() == FALSE


def test_fix_mends_a_notebook_inside_its_strings(run, tmp_path):
    def notebook(formula):
        cell = {
            "cell_type": "markdown",
            "metadata": {},
            "source": ['"q" ŷ\n', "# Powers\n", "$$f(x) = x^2$$\n", formula],
        }
        return json.dumps({"cells": [cell]}, ensure_ascii=False, indent=1)

    path = tmp_path / "n.ipynb"
    path.write_text(notebook(r"$$f'(x) = -2x \cdot 1$$"))
    run("--fix", "n.ipynb")
    assert path.read_text() == notebook(r"$$f'(x) = 2x \cdot 1$$")


def test_json_is_one_document_that_holds_everything(run, tmp_path):
    (tmp_path / "notes.md").write_text(FALSE)
    document = json.loads(run("notes.md", "--format", "json").output)
    assert document["schema_version"] == 1
    (file,) = document["files"]
    (finding,) = file["findings"]
    assert (finding["code"], finding["place"]["line"], finding["severity"]) == ("M201", 3, "error")
    assert finding["corrections"][0]["after"] == "2x"
    assert finding["witness"]["point"]
    assert [step["status"] for step in file["steps"]] == ["given", "refuted"]


def test_sarif_names_the_rule_the_region_and_the_fix(run, tmp_path):
    (tmp_path / "notes.md").write_text(FALSE)
    document = json.loads(run("notes.md", "--format", "sarif").output)
    (job,) = document["runs"]
    (result,) = job["results"]
    assert document["version"] == "2.1.0"
    assert job["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "M201"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == ""


def test_github_commands_mark_the_line(run, tmp_path):
    (tmp_path / "notes.md").write_text(FALSE)
    (line,) = run("notes.md", "--format", "github").output.splitlines()
    assert line.startswith("::error file=notes.md,line=3,endLine=3,col=3,")


def test_statistics_count_the_rules(run, tmp_path):
    (tmp_path / "notes.md").write_text(FALSE + FALSE.replace("f", "g"))
    assert "     2  M201  wrong-sign" in run("notes.md", "--statistics").output


SELECTIONS = [(("--select", "M3"), 0), (("--ignore", "M2"), 0), (("--select", "M201"), 1), (("--ignore", "M3"), 1)]


@pytest.mark.parametrize(("options", "code"), SELECTIONS)
def test_rules_are_selected_by_their_beginnings(run, tmp_path, options, code):
    (tmp_path / "notes.md").write_text(FALSE)
    assert run("notes.md", *options).exit_code == code


def test_the_configuration_of_pyproject_is_obeyed(run, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.symxent]\nignore = ["M2"]\nexclude = ["old*"]\n')
    (tmp_path / "notes.md").write_text(FALSE)
    (tmp_path / "old.md").write_text(FALSE)
    assert run(".").exit_code == 0


BAD_CONFIGURATIONS = ["nonsense = 1", 'ignore = "M2"', "seconds = -1", "seconds = true", "per-file-ignores = 3"]


@pytest.mark.parametrize("line", BAD_CONFIGURATIONS)
def test_a_wrong_configuration_is_told(run, tmp_path, line):
    (tmp_path / "pyproject.toml").write_text(f"[tool.symxent]\n{line}\n")
    (tmp_path / "notes.md").write_text(CLEAN)
    result = run("notes.md")
    assert isinstance(result.exception, SymxentError)
    assert "pyproject.toml" in str(result.exception)


COMMENTS = [
    ("$$e^{0.5} = 1.56$$ <!-- symxent: ignore[M205] -->", "a.md", 0),
    ("<!-- symxent: ignore[M205] -->\n$$e^{0.5} = 1.56$$", "a.md", 0),
    ("<!-- symxent: ignore -->\n$$e^{0.5} = 1.56$$", "a.md", 0),
    ("<!-- symxent: ignore[M2] -->\n$$e^{0.5} = 1.56$$", "a.md", 0),
    ("<!-- symxent: ignore[M301] -->\n$$e^{0.5} = 1.56$$", "a.md", 1),
    ("text <!-- symxent: ignore[M205] -->\n\n$$e^{0.5} = 1.56$$", "a.md", 1),
    ("$$e^{0.5} = 1.56$$ % symxent: ignore[M205]", "a.tex", 0),
    ("% symxent: ignore-file[M205]\n\n\n$$e^{0.5} = 1.56$$", "a.tex", 0),
]


@pytest.mark.parametrize(("text", "name", "code"), COMMENTS)
def test_a_comment_silences_what_it_names_and_stands_at(run, tmp_path, text, name, code):
    (tmp_path / name).write_text(text)
    assert run(name).exit_code == code


def test_an_unchanged_file_is_answered_from_the_cache(run, tmp_path, monkeypatch):
    (tmp_path / "notes.md").write_text(FALSE)
    first = run("notes.md").output

    def never(*_, **__):
        raise AssertionError("the file was checked again")

    monkeypatch.setattr("symxent.commands.check.check_bytes", never)
    assert run("notes.md").output == first
    (tmp_path / "notes.md").write_text(FALSE + "\n")
    assert "AssertionError: the file was checked again" in run("notes.md").output


WRONG_CALLS = [
    ((), 2),
    (("missing.md",), 2),
    (("",), 2),
    (("--format", "yaml", "x"), 2),
    (("--select", "X9", "."), 1),
    (("--fix", "-"), 2),
    (("--watch", "-"), 2),
    (("$1 = 2$",), 2),
    (("x" * 5000,), 2),
]


@pytest.mark.parametrize(("arguments", "code"), WRONG_CALLS)
def test_a_wrong_call_is_refused(run, arguments, code):
    result = run(*arguments)
    assert result.exit_code == code
    assert code == 2 or isinstance(result.exception, SymxentError)


def test_a_whole_run_ends_with_exit_code_2_and_one_line_when_it_cannot_start(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "symxent", "check", str(tmp_path / "missing.md")],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "missing.md does not exist" in done.stderr


def test_several_files_at_once_give_the_same_in_the_same_order(run, tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(FALSE)
    alone = run(".", "--no-cache", "--format", "concise").output
    assert run(".", "--no-cache", "--format", "concise", "-j", "2").output == alone


def test_a_file_that_cannot_be_read_does_not_hide_what_is_in_the_others(run, tmp_path):
    (tmp_path / "notes.md").write_text(FALSE)
    result = run("missing.md", "notes.md")
    assert result.exit_code == 2
    assert "notes.md:" in result.stdout
    assert result.stderr == "symxent: missing.md does not exist\n"


def test_a_folder_that_cannot_be_searched_is_told(run, tmp_path, monkeypatch):
    (tmp_path / "notes.md").write_text("$$1 + 1 = 2$$\n")
    whole = os.walk

    def walk(top, onerror):
        onerror(PermissionError(13, "Permission denied", "closed"))
        yield from whole(top)

    monkeypatch.setattr("os.walk", walk)
    result = run(".")
    assert result.exit_code == 2
    assert result.stderr == "symxent: closed cannot be searched: Permission denied\n"
    assert "step" in result.stdout


def test_a_folder_without_notes_is_said_to_hold_none(run, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run("empty")
    assert result.exit_code == 0
    assert result.stderr == "symxent: empty holds no Markdown, LaTeX or notebook\n"


def test_a_picture_is_one_finding(run, tmp_path):
    (tmp_path / "picture.md").write_bytes(bytes(range(128, 256)) * 20 + b"$1 = 2$")
    result = run("picture.md", "--format", "concise")
    assert result.exit_code == 1
    assert result.stdout.startswith("picture.md:1:1: M103 this is not text: byte 0 is not UTF-8")
    assert result.stdout.count("picture.md:") == 1


def test_what_is_shown_has_no_brackets_that_stretch(run, tmp_path):
    (tmp_path / "notes.md").write_text(r"$f(x) = x^2$ and $f'(x) = -2x$")
    assert "    f'(x) = -2 x\n" in run("notes.md").stdout


def test_an_error_of_ours_is_counted_and_its_trace_shown_on_request(run, tmp_path, monkeypatch):
    def broken(statement, source):
        raise KeyError("planted")

    monkeypatch.setattr("symxent.check.report.warnings", broken)
    (tmp_path / "notes.md").write_text("$$(x + 1)^2 = x^2 + 2 x + 1$$")
    said = run("notes.md")
    assert said.exit_code == 1
    assert "notes.md:1:3: M501 its notation was not examined: an error of symxent's own, please report" in said.output
    assert "1 step: 1 proved; 1 error of symxent's own, please report" in said.output
    assert said.stderr == "symxent: --verbose shows the trace\n"
    (again,) = [run("notes.md", "--verbose")]  # not remembered from the first time
    assert "Traceback" not in again.stdout
    assert again.stderr.startswith("notes.md:1:3: Traceback")
    assert again.stderr.rstrip().endswith("KeyError: 'planted'")
