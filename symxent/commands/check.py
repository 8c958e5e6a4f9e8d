"""``symxent check``: arguments in, findings out, exit code 0 (no error), 1 (errors) or 2 (could not run)."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from symxent.check import output
from symxent.check.cache import remember, remembered
from symxent.check.config import NEVER, Config, config_files, fits, load_config
from symxent.check.findings import Report
from symxent.check.fix import diff, mended, write_back
from symxent.check.report import check_bytes, check_text, macros_beside, not_checked, read_bytes
from symxent.check.rules import RULES, explain, summary_of
from symxent.commands.help import Command, completing
from symxent.commands.internal import incomplete, rendered, show_traces
from symxent.derive.together import ctrl_c_held_back, end_children, end_quietly
from symxent.errors import InternalError, SymxentError
from symxent.files import refuse_inputs, write_atomically
from symxent.read.document import decode
from symxent.read.macros import Macro

SUFFIXES = frozenset((".md", ".markdown", ".mdx", ".rmd", ".qmd", ".tex", ".ltx", ".ipynb"))


#: What became of one file: its report, if there is one, and what could not be done.
_Result = tuple[Report | None, list[str]]


@dataclass(frozen=True)
class _Options:
    config: Config
    fix: bool
    show_diff: bool
    cache: bool
    drawn: bool


@click.command(cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--fix", is_flag=True, help="Write corrections that are the only smallest one.")
@click.option("--diff", "show_diff", is_flag=True, help="Show what --fix would write.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "concise", "json", "html", "github", "sarif"]),
    metavar="FORMAT",
    default="text",
    help="text, concise, json, html, github or sarif.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(dir_okay=False, readable=False, path_type=Path),
    help="Write to a file.",
)
@click.option("--steps", is_flag=True, help="List every step, and what became of it.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option(
    "--explain",
    "code",
    metavar="CODE",
    shell_complete=completing(("all", *RULES)),
    help="Explain a rule by an example; 'all' lists them.",
)
@click.option("--select", multiple=True, metavar="CODE", help="Only this rule, or all that begin so (M2).")
@click.option("--ignore", multiple=True, metavar="CODE", help="Not this rule, or those that begin so.")
@click.option(
    "--seconds", type=click.FloatRange(min=0.05), metavar="SECONDS", help="Of processor time for one step; 2 without."
)
@click.option(
    "--jobs", "-j", type=click.IntRange(min=1), metavar="N", default=1, show_default=True, help="Files at once."
)
@click.option("--watch", is_flag=True, help="Check again whenever a file changes.")
@click.option("--no-cache", is_flag=True, help="Forget what was found in unchanged files.")
@click.option("--strict", is_flag=True, help="Warnings and notes are errors.")
@click.option("--allow-empty", is_flag=True, hidden=True, help="A file without mathematics is no trouble.")
@click.option("--stdin-name", metavar="NAME", default="stdin.md", help="What - is called: x.tex is LaTeX.")
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[str, ...],
    fix: bool,
    show_diff: bool,
    style: str,
    target: Path | None,
    steps: bool,
    statistics: bool,
    code: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    seconds: float | None,
    jobs: int,
    watch: bool,
    no_cache: bool,
    strict: bool,
    allow_empty: bool,
    stdin_name: str,
) -> None:
    """Check each = of notes.  PATH: Markdown, LaTeX, a notebook, a folder, or -.

    \b
    symxent check notes.md
    symxent check lectures/ --format concise --select M2
    symxent check notes.md --format html -o checked.html
    """
    if code is not None:
        click.echo("\n".join(f"{c}  {summary_of(c)}" for c in RULES) if code == "all" else explain(code))
        return
    if not paths:
        raise click.UsageError("no file was named; 'symxent check notes.md' or 'symxent check -'")
    if watch and "-" in paths:
        raise click.UsageError("--watch waits for files to change; standard input does not")
    if fix and "-" in paths:
        raise click.UsageError("--fix writes files; for standard input --diff shows the corrections")
    options = _Options(_configured(select, ignore, seconds), fix, show_diff, not no_cache, style in ("html", "json"))
    if watch:
        _watch(paths, options, style, steps)
        return
    files, troubles = _files(paths, options.config)
    if target is not None:
        refuse_inputs(target, [*files, *config_files(Path.cwd())])
    reports = []
    for report, said in _checked(files, options, jobs, stdin_name):
        reports += [] if report is None else [report]
        troubles += said
    if not allow_empty:
        troubles += _without_mathematics(reports, paths, stdin_name)
    for trouble in troubles:
        click.echo(f"symxent: {trouble}", err=True)
    show_traces([f"{report.name}:{b.place}: {b.trace}" for report in reports for b in report.broken])
    if reports or not troubles:
        _show(reports, style, steps, statistics, target)
    wrong = any(strict or finding.severity == "error" for report in reports for finding in report.findings)
    context.exit(2 if troubles or incomplete() else 1 if wrong else 0)


def _without_mathematics(reports: list[Report], paths: tuple[str, ...], stdin_name: str) -> Iterator[str]:
    """The files that were named, not those found in a folder, in which there is nothing to be checked."""
    named = {stdin_name if path == "-" else path for path in paths}
    for report in reports:
        if report.name in named and not report.steps and not report.findings:
            yield f"{report.name} holds no mathematics: no formula with a relation between $ and $, \\[ and \\], …"


def _configured(select: tuple[str, ...], ignore: tuple[str, ...], seconds: float | None) -> Config:
    config = load_config(Path.cwd())
    for given in (*select, *ignore):
        if not any(rule.startswith(given.upper()) for rule in RULES):
            raise SymxentError(f"no rule begins with {given!r}; 'symxent check --explain all' lists them")
    if select:
        config = replace(config, select=tuple(c.upper() for c in select))
    if ignore:
        config = replace(config, ignore=(*config.ignore, *(c.upper() for c in ignore)))
    return config if seconds is None else replace(config, seconds=seconds)


# -- files


def _files(paths: tuple[str, ...], config: Config) -> tuple[list[str], list[str]]:
    """The files that are meant, folders searched, and what cannot be; a file that is named is checked anyway."""
    found: dict[str, None] = {}
    troubles: list[str] = []
    for given in paths:
        if given and os.path.isdir(given):
            inside = _inside(Path(given), config, troubles)
            if not inside and not troubles:
                click.echo(f"symxent: {given} holds no Markdown, LaTeX or notebook", err=True)
            found.update(dict.fromkeys(inside))
        elif given == "-" or (trouble := _missing(given) or _of_another_kind(given)) is None:
            found.setdefault(given)
        else:
            troubles.append(trouble)
    return list(found), troubles


def _of_another_kind(given: str) -> str | None:
    """Why a file cannot be notes, or None."""
    suffix = Path(given).suffix.lower()
    if not suffix or suffix in SUFFIXES:
        return None
    return (
        f"{given} is of a kind that is not read; notes are Markdown, LaTeX or notebooks: {', '.join(sorted(SUFFIXES))}"
    )


def _missing(given: str) -> str | None:
    """Why there is no file of this name, or None."""
    if not given:
        return "the name of a file was expected, and it is empty"
    try:
        os.stat(given)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        return f"{given[:100]} cannot be read: {error.strerror}"
    else:
        return None
    hint = (
        "; a text is checked from standard input: echo '$1 = 2$' | symxent check -" if set(given) & set("$=\\") else ""
    )
    return f"{given[:100]} does not exist{hint}"


def _inside(folder: Path, config: Config, troubles: list[str]) -> list[str]:
    def closed(error: OSError) -> None:
        troubles.append(f"{error.filename} cannot be searched: {error.strerror}")

    found = []
    for at, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if name not in NEVER]
        found += [Path(at) / name for name in names if Path(name).suffix.lower() in SUFFIXES]
    return [
        str(path)
        for path in sorted(found)
        if path.is_file() and not any(fits(str(path), pattern) for pattern in config.exclude)
    ]


def _checked(files: list[str], options: _Options, jobs: int, stdin_name: str) -> Iterator[_Result]:
    """The results in the order of the files; progress goes to standard error."""
    work = partial(_one, options=options, stdin_name=stdin_name)
    if jobs == 1 or len(files) == 1:
        yield from _with_progress(map(work, files), len(files))
        return
    yield from _with_progress(_side_by_side(work, files, min(jobs, len(files))), len(files))


def _side_by_side(work: Callable[[str], _Result], files: list[str], processes: int) -> Iterator[_Result]:
    """The results of several processes; a file that ends its process is tried by itself, and costs no other file."""
    pool = ProcessPoolExecutor(processes, initializer=end_quietly)
    try:
        with ctrl_c_held_back():
            begun = [(name, pool.submit(work, name)) for name in files]
        for name, future in begun:
            try:
                yield future.result()
            except BrokenProcessPool:
                yield _by_itself(work, name)
    except (KeyboardInterrupt, GeneratorExit):
        end_children()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _by_itself(work: Callable[[str], _Result], name: str) -> _Result:
    with ProcessPoolExecutor(1, initializer=end_quietly) as pool:
        try:
            return pool.submit(work, name).result()
        except BrokenProcessPool as error:
            words = "the process that checked it was ended: by lack of memory, perhaps"
            return not_checked(name, InternalError(words, InternalError.of(error).trace)), []


def _with_progress(reports: Iterator[_Result], count: int) -> Iterator[_Result]:
    if not sys.stderr.isatty():
        yield from reports
    elif count < 2:
        click.echo("checking …", nl=False, err=True)
        first = next(reports, None)
        click.echo("\r\x1b[K", nl=False, err=True)
        yield from [] if first is None else [first]
    else:
        with click.progressbar(reports, length=count, label="checking", file=sys.stderr) as bar:
            yield from bar


def _one(name: str, options: _Options, stdin_name: str) -> _Result:
    """One file that cannot be read, or not be mended, must not keep the others from being checked."""
    troubles: list[str] = []
    called = stdin_name if name == "-" else name
    try:
        data = sys.stdin.buffer.read() if name == "-" else read_bytes(name)
        macros = {} if name == "-" else macros_beside(name, data)
        report = _report(data, called, options, macros)
    except SymxentError as error:
        return None, [str(error)]
    except Exception as error:
        return not_checked(called, InternalError.of(error)), troubles
    if options.fix or options.show_diff:
        try:
            report = _mend(data, called, report, options, macros)
        except SymxentError as error:
            troubles.append(str(error))
        except Exception as error:
            troubles.append(f"{called} was not mended: {InternalError.of(error)}")
    return _filtered(report, options.config), troubles


def _filtered(report: Report, config: Config) -> Report:
    return replace(report, findings=tuple(f for f in report.findings if config.keeps(f, report.name)))


def _report(data: bytes, name: str, options: _Options, macros: Mapping[str, Macro]) -> Report:
    seconds = options.config.seconds
    settings = f"{seconds} {options.drawn} {sorted(macros.items(), key=str)}"
    found = remembered(data, name, settings) if options.cache else None
    if found is not None:
        return found
    report = check_bytes(data, name, seconds=seconds, drawn=options.drawn, macros=macros)
    if options.cache and not report.broken:
        remember(report, data, settings)
    return report


def _mend(data: bytes, name: str, report: Report, options: _Options, macros: Mapping[str, Macro]) -> Report:
    text, problem = decode(data, name) if report.steps else ("", None)
    if problem is not None or not report.steps:
        return report

    again = partial(check_text, seconds=options.config.seconds, drawn=options.drawn, macros=macros)
    done = mended(text, name, again, lambda finding: options.config.keeps(finding, name))
    for finding, why in done.refused:
        click.echo(f"{name}:{finding.place}: {finding.code} is not mended: {why}", err=True)
    if done.text == text:
        return report
    if options.show_diff:
        click.echo(diff(text, done.text, name), nl=False)
        return report
    if Path(name).is_file():
        write_back(Path(name), done.text, data)
        click.echo(f"{name}: corrected", err=True)
    return done.report


# -- showing


def _show(reports: list[Report], style: str, steps: bool, statistics: bool, target: Path | None = None) -> None:
    lines = partial(_lines, style=style, steps=steps, statistics=statistics)
    text = rendered(lambda some: "\n".join(lines(some)), reports, lambda report: report.name)
    if target is not None:
        write_atomically(target, click.unstyle(text) + "\n")
        click.echo(f"written to {target}", err=True)
    elif text:
        click.echo(text)


def _lines(reports: list[Report], style: str, steps: bool, statistics: bool) -> Iterable[str]:
    if statistics:
        return output.statistics(reports)
    if style == "json":
        return [output.as_json(reports)]
    if style == "html":
        from symxent.report.html_check import render

        return [render(reports)]
    if style == "sarif":
        return [output.sarif(reports)]
    if style == "github":
        return output.github(reports)
    return output.text(reports, steps=steps, concise=style == "concise")


def _watch(paths: tuple[str, ...], options: _Options, style: str, steps: bool) -> None:
    """Check, then wait for a change, until interrupted."""
    seen: dict[str, float] = {}
    while True:
        found, troubles = _files(paths, options.config)
        if troubles and not seen:  # later on, an editor may be putting a file in its place just now
            raise SymxentError(troubles[0])
        files = [f for f in found if f != "-"]
        stamps = {f: Path(f).stat().st_mtime for f in files if Path(f).exists()}
        changed = [f for f in stamps if seen.get(f) != stamps[f]]
        if changed:
            results = [_one(f, options, "") for f in changed]
            click.clear()
            for trouble in (trouble for _, said in results for trouble in said):
                click.echo(f"symxent: {trouble}", err=True)
            _show([report for report, _ in results if report is not None], style, steps, False)
            click.echo("watching; Ctrl-C ends", err=True)
        seen = stamps
        time.sleep(0.4)
