"""Coq at work: compiles the library once and each certificate after it, and says of every theorem how it went."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from time import perf_counter

from platformdirs import user_cache_path

from symxent.certify.audit import audit, foreign_axioms
from symxent.certify.page import LIBRARY, Certificate, library_text
from symxent.errors import SymxentError
from symxent.files import write_atomically
from symxent.processors import processors

TIMEOUT = 300  # seconds for one run of coqc
SENTENCE = 30  # and for one tactic, where each theorem is asked about by itself
PACKAGES = "coq libcoq-coquelicot libcoq-interval"
_OPTIONS = ("-q", "-w", "none", "-R", ".", "Symxent")
_TIME = re.compile(r"^Chars (\d+) - (\d+) \[.*\] ([\d.]+) secs", re.MULTILINE)
_ERROR = re.compile(r"^Error:\s*(.*?)\n(?:\n|\w+ <)", re.MULTILINE | re.DOTALL)
_PROOF, _END = "proof_of_", "end_of_"
_FORMAT = 1  # of the remembered outcomes


class NoCoq(SymxentError):
    """There is no Coq here, or none with the libraries that the certificates stand on."""


@dataclass(frozen=True)
class Coq:
    """A Coq compiler and its version."""

    path: str
    version: str


@dataclass(frozen=True)
class Outcome:
    """What Coq said to one theorem; ``message`` is its complaint when it was not accepted."""

    theorem: str
    accepted: bool
    seconds: float
    message: str = ""


@dataclass(frozen=True)
class Report:
    """What Coq said to a certificate: ``axioms`` are all that its theorems rest on; ``cached`` when remembered."""

    name: str
    outcomes: tuple[Outcome, ...]
    axioms: tuple[str, ...]
    seconds: float
    cached: bool = False

    @property
    def accepted(self) -> bool:
        return bool(self.outcomes) and all(one.accepted for one in self.outcomes) and not self.foreign

    @property
    def foreign(self) -> tuple[str, ...]:
        return foreign_axioms(self.axioms)


@cache
def find_coq() -> Coq:
    """The Coq of this machine.  Raises NoCoq, saying how to install it."""
    path = shutil.which("coqc")
    if path is None:
        raise NoCoq(f"Coq is not installed (no coqc in PATH); on Debian and Ubuntu: apt-get install {PACKAGES}")
    run = subprocess.run([path, "--version"], capture_output=True, encoding="utf-8", timeout=60, check=False)
    return Coq(path, " ".join(run.stdout.split()))


def check_all(certificates: Iterable[Certificate], *, fresh: bool = False) -> list[Report]:
    """Every certificate, as many at a time as there are processors; ``fresh`` asks Coq again about all of them."""
    waiting = list(certificates)
    for one in waiting:
        audit(one.name, one.text)
    coq = find_coq()
    known = {one.name: None if fresh else _remembered(coq, one) for one in waiting}
    if all(report is not None for report in known.values()):
        return [report for report in known.values() if report is not None]
    built = library(coq)
    with ThreadPoolExecutor(max_workers=processors()) as pool:
        return list(pool.map(lambda one: known[one.name] or _check(coq, built, one), waiting))


def library(coq: Coq) -> Path:
    """The folder with the compiled library.  Raises NoCoq when one of the libraries that it needs is missing."""
    text = library_text()
    home = _home() / f"library-{_digest(coq.version, text)}"
    if (home / f"{LIBRARY}.vo").is_file():
        return home
    work = Path(tempfile.mkdtemp(prefix=".library-", dir=_home()))
    try:
        (work / f"{LIBRARY}.v").write_text(text, encoding="utf-8")
        run = _run(coq, work, LIBRARY)
        if run.returncode:
            complaint = (run.stderr or run.stdout).strip()
            if "Cannot find a physical path" in complaint or "Unable to locate library" in complaint:
                raise NoCoq(f"Coq is here, but not its libraries; on Debian and Ubuntu: apt-get install {PACKAGES}")
            raise SymxentError(f"{coq.version} does not accept symxent's own library:\n{complaint}")
        try:
            work.rename(home)
        except OSError:
            if not (home / f"{LIBRARY}.vo").is_file():
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return home


def _check(coq: Coq, built: Path, certificate: Certificate) -> Report:
    """Compile; when Coq refuses, ask it about each theorem, and compile those that it accepts."""
    began = perf_counter()
    refused: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="symxent-") as name:
        work = Path(name)
        shutil.copy(built / f"{LIBRARY}.vo", work / f"{LIBRARY}.vo")
        text, output = certificate.text, ""
        try:
            output = _compiled(coq, work, certificate.name, text)
        except _Refused:
            refused = _refusals(coq, work, certificate)
            text = without(certificate, refused)
            if len(refused) < len(certificate.theorems):
                try:
                    output = _compiled(coq, work, certificate.name, text)
                except _Refused as complaint:
                    raise SymxentError(f"Coq refuses the certificate {certificate.name}: {complaint}") from None
    seconds = _seconds(text, output)
    outcomes = tuple(
        Outcome(t.name, t.name not in refused, round(seconds.get(t.name, 0.0), 3), refused.get(t.name, ""))
        for t in certificate.theorems
    )
    axioms = _axioms(output) if output else ()
    report = Report(certificate.name, outcomes, axioms, round(perf_counter() - began, 2))
    if report.accepted:
        _remember(coq, certificate, report)
    return report


class _Refused(Exception):
    """Coq does not compile a file."""


def _compiled(coq: Coq, work: Path, name: str, text: str) -> str:
    """What coqc says while it compiles the text.  Raises _Refused."""
    (work / f"{name}.v").write_text(text, encoding="utf-8")
    try:
        run = _run(coq, work, name, "-time")
    except subprocess.TimeoutExpired:
        raise _Refused(f"not done within {TIMEOUT} seconds") from None
    if run.returncode:
        raise _Refused(" ".join(run.stderr.split())[:300])
    return run.stdout


def _refusals(coq: Coq, work: Path, certificate: Certificate) -> dict[str, str]:
    """The theorems that Coq does not accept, each with its complaint: one after the other in a session of coqtop."""
    header, pieces = _pieces(certificate)
    lines = ["Set Printing Width 1000.", header, f"Set Default Timeout {SENTENCE}."]
    for name, piece in pieces.items():
        # Whatever became of the proof, the next theorem begins afresh; a name that is not there marks the end.
        lines += [piece, f"Check {_PROOF}{name}.", "Abort All.", f"Check {name}.", f"Check {_END}{name}."]
    top = str(Path(coq.path).with_name("coqtop"))
    command = [top if Path(top).exists() else "coqtop", *_OPTIONS]
    try:
        run = subprocess.run(
            command,
            cwd=work,
            input="\n".join(lines),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=TIMEOUT,
            check=False,
        )
        said = run.stdout
    except subprocess.TimeoutExpired as expired:
        output = expired.stdout or b""
        said = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    refused: dict[str, str] = {}
    for name in pieces:
        answer, ended, said = said.partition(f"{_END}{name} was not found")
        proof = answer.partition(f"{_PROOF}{name}")[0]
        if not ended:
            refused[name] = f"not decided within {TIMEOUT} seconds"
        elif f"reference {name} was not found" in answer or _ERROR.search(proof):
            # A tactic that failed is passed over in a session, and what follows may prove the theorem without it.
            complaint = _ERROR.search(answer)
            refused[name] = " ".join(complaint[1].split())[:300] if complaint else "not proved"
    return refused


def _pieces(certificate: Certificate) -> tuple[str, dict[str, str]]:
    """What stands before the theorems, and the text of each."""
    text = certificate.text.partition(f"Definition {certificate.name}_page")[0]
    header, *rest = re.split(r"^Theorem ", text, flags=re.MULTILINE)
    pieces = {re.split(r"[\s:]", part, maxsplit=1)[0]: f"Theorem {part}" for part in rest}
    return header, pieces


def _run(coq: Coq, work: Path, name: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [coq.path, *_OPTIONS, *options, f"{name}.v"]
    return subprocess.run(command, cwd=work, capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=False)


def without(certificate: Certificate, names: Iterable[str]) -> str:
    """The text with some theorems left out: no theorem of a certificate uses another."""
    from symxent.certify.page import bind

    left_out = set(names)
    if not left_out:
        return certificate.text
    parts = tuple(
        replace(part, theorems=tuple(t for t in part.theorems if t.name not in left_out)) for part in certificate.parts
    )
    return bind(certificate.name, certificate.title, parts).text


def _places(text: str) -> list[tuple[int, int, str]]:
    """First line, first byte and name of each theorem."""
    found, offset = [], 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if line.startswith("Theorem "):
            found.append((number, offset, line.split()[1].rstrip(":")))
        elif line.startswith("Definition ") and found:
            found.append((number, offset, ""))
        offset += len(line.encode())
    return found


def _seconds(text: str, stdout: str) -> dict[str, float]:
    """The time that Coq spent on each theorem."""
    places = _places(text)
    spent: dict[str, float] = {}
    for match in _TIME.finditer(stdout):
        at = int(match[1])
        name = next((theorem for _, first, theorem in reversed(places) if first <= at), "")
        if name:
            spent[name] = spent.get(name, 0.0) + float(match[3])
    return spent


def _axioms(stdout: str) -> tuple[str, ...]:
    """The names that ``Print Assumptions`` gives."""
    _, found, listed = stdout.partition("Axioms:\n")
    if not found:
        if "Closed under the global context" in stdout:
            return ()
        raise SymxentError("Coq did not say on which axioms the certificate rests")
    names = (re.match(r"([A-Za-z_][\w.']*)\s*(?::|$)", line) for line in listed.splitlines())
    return tuple(name[1] for name in names if name is not None and name[1] != "Chars")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@cache
def _home() -> Path:
    """Where compiled libraries and remembered outcomes are kept, for this user alone."""
    home = user_cache_path("symxent") / "certificates"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(home, os.W_OK) or (hasattr(os, "getuid") and home.stat().st_uid != os.getuid()):
            raise PermissionError(str(home))
    except OSError:
        return Path(tempfile.mkdtemp(prefix="symxent-certificates-"))
    return home


def _place(coq: Coq, certificate: Certificate) -> Path:
    return _home() / f"{_digest(str(_FORMAT), coq.version, library_text(), certificate.text)}.json"


def _remembered(coq: Coq, certificate: Certificate) -> Report | None:
    try:
        data = json.loads(_place(coq, certificate).read_text(encoding="utf-8"))
        outcomes = tuple(Outcome(**one) for one in data["outcomes"])
        return Report(data["name"], outcomes, tuple(data["axioms"]), data["seconds"], cached=True)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(coq: Coq, certificate: Certificate, report: Report) -> None:
    write_atomically(_place(coq, certificate), json.dumps(asdict(report)))
