"""C source into a shared library: compiled once for this machine, kept in the user's cache folder.

The name of a library carries a key (source, flags, compiler, processor) and the hash of its own contents, so that one
rename publishes it whole, a truncated or altered file is never loaded, and two processes that build at once at worst
publish the same thing twice.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

from symxent.errors import SymxentError

TIMEOUT = 120  # seconds for one compilation
WINDOWS = os.name == "nt"
# Code of a DLL may lie anywhere anyway, and the mathematical functions are in the C library itself.
SUFFIX, PLACED, LIBRARIES = (".dll", (), ()) if WINDOWS else (".so", ("-fPIC",), ("-lm",))
FLAGS = ("-std=c11", "-O3", *PLACED, "-shared", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast")
_VECTORS = ("-fopenmp-simd", "-DSYMXENT_SIMD")
ATTEMPTS = (  # the first that the compiler accepts
    ("-march=native", "-fopenmp"),
    ("-march=native", *_VECTORS),  # Apple's clang has no OpenMP
    ("-mcpu=native", *_VECTORS),  # and on ARM older ones know the processor by this flag alone
    _VECTORS,
    (),
)


class NoCompiler(SymxentError):
    """There is no C compiler here, or none that compiles the generated C."""


@dataclass(frozen=True)
class Compiler:
    """A C compiler: its path, and what tells one version of it from another."""

    path: str
    identity: str


@cache
def compiler(variable: str = "CC", usual: tuple[str, ...] = ("cc", "gcc", "clang")) -> Compiler:
    """The compiler that the variable names, else the first of the usual ones.  Raises NoCompiler."""
    given = os.environ.get(variable, "").strip()
    named = [given] if os.path.isfile(given) else given.split()  # a path may have spaces, as those of Windows have
    for name in named[:1] or usual:
        found = shutil.which(name)
        if found:
            real = Path(found).resolve()
            facts = real.stat()
            return Compiler(found, f"{real} {facts.st_size} {facts.st_mtime_ns}")
    tried = f"{named[0]}, which {variable} names" if named else ", ".join(usual)
    raise NoCompiler(f"no C compiler: tried {tried}; install gcc or clang")


@cache
def processor() -> str:
    """What -march=native depends on."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            head = file.read(8192).split("\n\n")[0]
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    kept = [line for line in head.splitlines() if line.startswith(("model name", "flags", "Features", "CPU part"))]
    return platform.machine() + "\n" + "\n".join(kept)


def flags() -> tuple[tuple[str, ...], ...]:
    """The flag sets to try, in order; the variable ``SYMXENT_MARCH`` names other processors than this one."""
    march = os.environ.get("SYMXENT_MARCH", "native")
    wide = ("-mprefer-vector-width=512",) if march in ("native", "x86-64-v4") and "avx512f" in processor() else ()
    attempts = [[flag.replace("=native", f"={march}") for flag in attempt] for attempt in ATTEMPTS]
    return tuple((*FLAGS, *attempt, *(wide if attempt else ())) for attempt in attempts)


def cache_folder() -> Path:
    """The folder of compiled kernels, for this user's eyes and hands only."""
    folder = user_cache_path("symxent") / "kernels"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts = folder.stat()
        if hasattr(os, "getuid") and facts.st_uid != os.getuid():
            raise PermissionError(f"{folder} belongs to another user")
        if stat.S_IMODE(facts.st_mode) & 0o077:
            folder.chmod(0o700)
        if not os.access(folder, os.W_OK):
            raise PermissionError(f"{folder} is not writable")
    except OSError:
        return _private_folder()
    return folder


@cache
def _private_folder() -> Path:
    """Where there is no usable cache folder: one for this process, which the system's temporary folder keeps."""
    return Path(tempfile.mkdtemp(prefix="symxent-"))


def library(name: str, sources: Mapping[str, str]) -> ctypes.CDLL:
    """The loaded library made of ``sources`` (file name → text; those ending in .c are compiled).

    Raises NoCompiler when there is none or it refuses.
    """
    return ctypes.CDLL(str(built(name, sources, compiler(), flags())))


def built(
    name: str,
    sources: Mapping[str, str],
    cc: Compiler,
    attempts: tuple[tuple[str, ...], ...],
    libraries: tuple[str, ...] = LIBRARIES,
) -> Path:
    """The file of a library, from the cache or compiled by the first set of flags that the compiler accepts.

    Raises NoCompiler when it accepts none.
    """
    parts = [cc.identity, processor(), repr(attempts), *(f"{n}\0{text}" for n, text in sorted(sources.items()))]
    key, folder = _digest("\0".join(parts).encode()), cache_folder()
    for candidate in sorted(folder.glob(f"{name}-{key}-*{SUFFIX}")):
        if _digest(candidate.read_bytes()) == candidate.stem.rpartition("-")[2]:
            return candidate
        candidate.unlink(missing_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder))
    try:
        made = compiled(name, sources, cc, attempts, libraries, work)
        final = folder / f"{name}-{key}-{_digest(made.read_bytes())}{SUFFIX}"
        made.chmod(0o700)
        os.replace(made, final)
        return final
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def compiled(
    name: str,
    sources: Mapping[str, str],
    cc: Compiler,
    attempts: tuple[tuple[str, ...], ...],
    libraries: tuple[str, ...],
    work: Path,
) -> Path:
    """The library compiled in a folder, its sources beside it.  Raises NoCompiler when all flags are refused."""
    for file, text in sources.items():
        (work / file).write_text(text, encoding="utf-8")
    made = work / f"library{SUFFIX}"
    files = [file for file in sources if file.endswith((".c", ".cpp"))]
    complaint = ""
    for attempt in attempts:
        command = [cc.path, *attempt, *files, "-o", made.name, *libraries]
        try:
            run = subprocess.run(
                command,
                cwd=work,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoCompiler(f"{cc.path} did not compile the kernels {name}: {error}") from error
        if run.returncode == 0:
            return made
        complaint = run.stderr
    raise NoCompiler(f"{cc.path} refused the kernels {name}:\n{complaint.strip()}")
