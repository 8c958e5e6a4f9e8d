"""Help as a new user meets it: on one screen, with examples that the command takes."""

from __future__ import annotations

import re
import shlex

import click
import pytest
from click.testing import CliRunner

from symxent.cli import COMMANDS, cli

SCREEN = (80, 24)


def help_of(name: str) -> str:
    root = click.Context(cli, info_name="symxent", terminal_width=SCREEN[0])
    if not name:
        return cli.get_help(root)
    command = cli.get_command(root, name)
    assert command is not None
    return command.get_help(click.Context(command, info_name=name, parent=root, terminal_width=SCREEN[0]))


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_a_screen(name: str) -> None:
    lines = help_of(name).splitlines()
    assert len(lines) <= SCREEN[1]
    assert max(map(len, lines)) <= SCREEN[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_and_every_option_in_them_exists(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    examples = re.findall(rf"^  (?:\w+=\S+ )?symxent {name}\b(.*)$", help_of(name), re.MULTILINE)
    assert len(examples) >= 2
    known = {option for param in command.params for option in param.opts}
    for example in examples:
        assert {word for word in shlex.split(example) if re.match(r"--?[a-z]", word)} <= known


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_of_a_command_is_one_line(name: str) -> None:
    assert re.search(rf"^  {name} +\S.*\.$", help_of(""), re.MULTILINE)


@pytest.mark.parametrize("words", [["help", "derive"], ["derive", "--help"], ["help"], ["help", "drive"]])
def test_help_is_a_word_too(words: list[str]) -> None:
    result = CliRunner().invoke(cli, words, prog_name="symxent")
    if words[-1] == "drive":
        assert "did you mean derive" in result.output
    else:
        named = "derive [OPTIONS]" if "derive" in words else "[OPTIONS] COMMAND"
        assert (result.exit_code, result.output.startswith(f"Usage: symxent {named}")) == (0, True)
