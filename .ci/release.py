"""A release: the changelog, the version, the tag, sdist and wheel, and a trial of the wheel where nothing else is.

    python .ci/release.py 0.2.0 --repository https://host/owner/symxent
    python .ci/release.py --check --repository https://host/owner/symxent     # build and try, change nothing here

``--repository`` is where the project can be found by everybody: a package index shows the README, whose links and whose
project's addresses are made of it.  Nothing is uploaded.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/tutorial.md")
_LINK = re.compile(r"(?<=\]\()(?!https?://|#)([^)\s]+)(?=\))")


def absolute(readme: str, repository: str, tag: str) -> str:
    """The README with its links to files of the repository as addresses.

    >>> absolute("[a](docs/a.md) [b](https://b.example) ![c](c.svg)", "https://h.example/o/n", "v1")
    '[a](https://h.example/o/n/blob/v1/docs/a.md) [b](https://b.example) ![c](https://h.example/o/n/blob/v1/c.svg)'
    """
    return _LINK.sub(lambda link: f"{repository}/blob/{tag}/{link[1]}", readme)


def with_addresses(project: str, repository: str, tag: str) -> str:
    """pyproject.toml with the project's addresses."""
    urls = {
        "Homepage": repository,
        "Documentation": f"{repository}/blob/{tag}/docs/index.md",
        "Changelog": f"{repository}/blob/{tag}/CHANGELOG.md",
        "Issues": f"{repository}/issues",
        "Source": repository,
    }
    table = "\n".join(f'{name} = "{address}"' for name, address in urls.items())
    return project.replace("[project.scripts]", f"[project.urls]\n{table}\n\n[project.scripts]", 1)


def released(changelog: str, version: str, day: str) -> str:
    """The changelog with what was unreleased under the version, and an empty section above it.

    >>> print(released("# Changelog\\n\\n## Unreleased\\n\\n### Added\\n\\n- A.\\n", "0.2.0", "2026-12-01"))
    # Changelog
    <BLANKLINE>
    ## Unreleased
    <BLANKLINE>
    ## 0.2.0 — 2026-12-01
    <BLANKLINE>
    ### Added
    <BLANKLINE>
    - A.
    <BLANKLINE>
    """
    head, mark, rest = changelog.partition("## Unreleased\n")
    if not mark or not rest.split("\n## ")[0].strip():
        raise SystemExit("release: CHANGELOG.md says nothing under Unreleased")
    return f"{head}{mark}\n## {version} — {day}\n{rest}"


def numbered(text: str, version: str) -> str:
    """A file with its version, ``version = "…"`` or ``__version__ = "…"``, changed."""
    changed, count = re.subn(r'^((?:__)?version(?:__)? = )"[^"]+"$', rf'\1"{version}"', text, flags=re.MULTILINE)
    if count != 1:
        raise SystemExit(f"release: {count} lines with a version where one was expected")
    return changed


def run(*words: object, cwd: Path = ROOT, **environment: str) -> str:
    """What a command prints; its failure ends the release."""
    print("release:", *words, file=sys.stderr)
    done = subprocess.run(
        [str(w) for w in words], cwd=cwd, env={**os.environ, **environment}, stdout=subprocess.PIPE, encoding="utf-8"
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}release: {words[0]} ended with {done.returncode}")
    return done.stdout


def built(repository: str, tag: str, into: Path) -> Path:
    """sdist and wheel of the commit that is checked out; the path of the wheel, which is made from the sdist."""
    with tempfile.TemporaryDirectory() as scratch:
        tree, tools = Path(scratch, "tree"), Path(scratch, "tools")
        tree.mkdir()
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
        subprocess.run(["tar", "-x", "-C", str(tree)], input=archive, check=True)
        for name, change in (("README.md", absolute), ("pyproject.toml", with_addresses)):
            (tree / name).write_text(change((tree / name).read_text("utf-8"), repository, tag), "utf-8")
        venv.create(tools, with_pip=True)
        run(tools / "bin" / "pip", "install", "--quiet", "build")
        run(tools / "bin" / "python", "-m", "build", "--outdir", into, tree)
    return max(into.glob("*.whl"), key=lambda path: path.stat().st_mtime)


def _processor() -> float:
    """Seconds of a processor that commands took: a busy machine makes no difference."""
    return os.times().children_user + os.times().children_system


def tried(wheel: Path, pages: tuple[str, ...] = PAGES, extra: str = "", docstrings: bool = False) -> str:
    """The examples of the README and the tutorial from the wheel alone: a bare environment, another folder.

    ``extra``: installed with it, and said how long it took from ``pip install`` to a trained booster.
    """
    with tempfile.TemporaryDirectory() as scratch:
        bare, here = Path(scratch, "bare"), Path(scratch, "here")
        here.mkdir()
        venv.create(bare, with_pip=True)
        clean = {"PYTHONPATH": "", "XDG_CACHE_HOME": str(Path(scratch, "cache")), "HOME": scratch}
        began, used = time.monotonic(), _processor()
        run(bare / "bin" / "pip", "install", "--quiet", f"{wheel}[{extra}]" if extra else wheel, cwd=here)
        said = run(bare / "bin" / "symxent", "--version", cwd=here, **clean)
        run(bare / "bin" / "symxent", "examples", cwd=here, **clean)
        if extra:
            run(bare / "bin" / "python", f"examples/{extra}_objective.py", cwd=here, **clean)
            seconds = f"{time.monotonic() - began:.0f} s, {_processor() - used:.0f} s of a processor,"
            said += f"{extra}: {seconds} from pip install to a trained booster\n"
        runner = ROOT / "tests" / "docs" / "docs_examples.py"
        named = [str(ROOT / page) for page in pages] + ["--docstrings"] * docstrings
        return said + run(bare / "bin" / "python", runner, *named, cwd=here, **clean)


def main() -> None:
    """The release, step by step; everything is tried before anything is tagged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", nargs="?")
    parser.add_argument("--repository", required=True)
    parser.add_argument("--check", action="store_true", help="build and try, but change nothing in this repository")
    given = parser.parse_args()
    into = ROOT / "dist"
    if not given.check:
        if not re.fullmatch(r"\d+\.\d+\.\d+", given.version or ""):
            raise SystemExit("release: a version such as 0.2.0 was expected")
        if run("git", "status", "--porcelain") or f"v{given.version}" in run("git", "tag").split():
            raise SystemExit("release: commit first, and take a version that is not tagged yet")
        for name, change in (
            ("CHANGELOG.md", lambda text: released(text, given.version, date.today().isoformat())),
            ("pyproject.toml", lambda text: numbered(text, given.version)),
            ("symxent/__init__.py", lambda text: numbered(text, given.version)),
        ):
            (ROOT / name).write_text(change((ROOT / name).read_text("utf-8")), "utf-8")
        run("git", "commit", "--quiet", "--all", "--message", f"Release {given.version}")
    tag = "main" if given.check else f"v{given.version}"
    wheel = built(given.repository.rstrip("/"), tag, into)
    print(tried(wheel), end="")
    if not given.check:
        run("git", "tag", "--annotate", tag, "--message", f"symxent {given.version}")
    print(f"release: {wheel.name} and its sdist are in {into}; nothing is uploaded")


if __name__ == "__main__":
    main()
