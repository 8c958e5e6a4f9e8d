"""The examples of the README, the documentation and the docstrings, run and compared with what stands below them.

It needs nothing but Python and an installed symxent: ``python docs_examples.py README.md`` runs them in a copy of the
current folder, with ``--docstrings`` those of the package as well; exit code 1 says that one does something else.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib
import importlib.util
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
TIMEOUT = 300  # seconds for one command, on a machine that has other things to do
_FENCE = re.compile(
    r"^(?P<fence>```+)(?:\{code-block\} (?P<file>\w+)\n:caption: (?P<name>\S+)\n|(?P<language>\w+)\n)"
    r"(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
#: What an example may lack on a machine with nothing but symxent: the libraries that losses plug into.
EXTRAS = ("xgboost", "lightgbm", "catboost", "sklearn", "torch", "jax", "dask", "scipy", "matplotlib", "optax")


class Differs(Exception):
    """An example that does something else than what stands below it."""


@dataclass(frozen=True)
class Block:
    """A piece of code: ``name`` is the file that it is to be saved as."""

    language: str
    name: str
    body: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    """The pieces of code of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start("body"))
        yield Block(found["file"] or found["language"], found["name"] or "", found["body"].lstrip("\n"), line)


def run(page: Path) -> int:
    """Run the examples of a page in the current folder; how many there were.  Raises Differs."""
    names: dict[str, object] = {"__name__": "__example__"}
    count = 0
    for block in blocks(page):
        if block.name:
            Path(block.name).parent.mkdir(parents=True, exist_ok=True)
            Path(block.name).write_text(block.body, encoding="utf-8")
        elif block.language in ("python", "pycon"):
            count += _python(block, page, names)
        elif block.language == "console":
            count += _console(block, page)
        elif block.language not in ("text", "eval", "literalinclude", "bibtex"):
            raise Differs(f"{page.name}:{block.line}: {block.language} is no language of examples")
    return count


def _python(block: Block, page: Path, names: dict[str, object]) -> int:
    test = doctest.DocTestParser().get_doctest(block.body, names, page.name, str(page), block.line)
    if not test.examples:  # a script: it has to run
        exec(compile(block.body, page.name, "exec"), names)
        return 1
    said: list[str] = []
    results = doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    if results.failed:
        raise Differs("".join(said))
    return results.attempted


def _console(block: Block, page: Path) -> int:
    commands = re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]
    for command in commands:
        line, _, expected = command.partition("\n")
        if shlex.split(line)[0] == "cc" and shutil.which("cc") is None:
            continue
        printed = _run(line)
        if shlex.split(line)[1:2] == ["verify"]:
            continue  # the last digits are those of one machine's mathematical library
        expected = re.sub(r"^…$", "...", re.sub(r"\d+ ms", "... ms", expected), flags=re.MULTILINE)
        # simplify is listened to for a tenth of a second: whether it is done by then is the machine's affair.
        expected, printed = (text.replace(", simplify", "") for text in (expected, printed))
        if expected.endswith("\n...\n"):  # nothing at all may follow, too
            expected = expected.removesuffix("\n...\n") + "..."
        if not doctest.OutputChecker().check_output(expected, printed, OPTIONS):
            where = f"{page.name}:{block.line}: {line}"
            raise Differs(f"{where}\n--- expected\n{expected}\n--- printed\n{printed}")
    return len(commands)


def _run(line: str) -> str:
    words = shlex.split(line)
    if words[0] == "symxent":
        words = [sys.executable, "-m", *words]
    done = subprocess.run(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=TIMEOUT,
        env={**os.environ, "SYMXENT_QUIET": "1", "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    )
    printed = done.stdout
    if "Traceback" in printed or done.returncode not in (0, 1):
        raise Differs(f"{line} ended with {done.returncode}:\n{printed}")
    return printed


def docstrings() -> Iterator[tuple[str, int, int]]:
    """Module, examples that fail, examples, of each module of the installed symxent that can be imported here."""
    import symxent

    for found in pkgutil.walk_packages(symxent.__path__, "symxent."):
        try:
            module = importlib.import_module(found.name)
        except Exception as error:
            if isinstance(error, ImportError) or "extra" in str(error):
                continue  # of a library that is not here
            raise
        results = doctest.testmod(module, optionflags=OPTIONS)
        yield found.name, results.failed, results.attempted


def needs(page: Path) -> list[str]:
    """The libraries that a page's examples import and that are not here."""
    text = "".join(block.body for block in blocks(page) if block.language in ("python", "pycon"))
    return [extra for extra in EXTRAS if re.search(rf"\b{extra}\b", text) and importlib.util.find_spec(extra) is None]


def main(arguments: list[str]) -> int:
    """Run the pages that are named, and say what differs."""
    wrong, here = 0, Path.cwd()
    for name in arguments:
        if name == "--docstrings":
            for module, failed, attempted in docstrings():
                wrong += failed
                if failed:
                    print(f"{module}: {failed} of {attempted} examples differ")
            continue
        page = Path(name)
        if missing := needs(page):
            print(f"{page.name}: left out, without {', '.join(missing)}")
            continue
        try:  # a page that writes a pyproject.toml says nothing about the next page
            with tempfile.TemporaryDirectory() as own:
                shutil.copytree(".", own, dirs_exist_ok=True)
                with contextlib.chdir(own):
                    count = run(here / page)
            print(f"{page.name}: {count} examples do what the page says")
        except Differs as error:
            wrong += 1
            print(error)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
