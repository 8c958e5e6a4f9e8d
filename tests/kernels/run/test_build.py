"""The compiled libraries: kept, checked, never loaded when damaged, and built by two at once without harm."""

import ctypes
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from symxent.kernels.run import build

SOURCE = {"answer.c": '#include "answer.h"\nint answer(void) { return VALUE; }\n', "answer.h": "#define VALUE 42\n"}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "symxent" / "kernels"


def answer(sources=SOURCE):
    return ctypes.CDLL(build.library("answer", sources)._name).answer()


def test_a_library_is_compiled_once_and_then_found(cache, monkeypatch):
    assert answer() == 42
    monkeypatch.setattr(build, "compiled", lambda *_: pytest.fail("it was compiled again"))
    assert answer() == 42


def test_another_source_is_another_library(cache):
    assert answer() == 42
    assert answer({**SOURCE, "answer.h": "#define VALUE 7\n"}) == 7
    assert len(list(cache.glob("*.so"))) == 2


def test_the_folder_is_for_its_user_alone(cache):
    answer()
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    cache.chmod(0o777)
    answer()
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b[:-1] + bytes([b[-1] ^ 1]), lambda b: b""])
def test_a_damaged_library_is_not_loaded_but_made_again(cache, damage):
    answer()
    (library,) = cache.glob("*.so")
    whole = library.read_bytes()
    library.unlink()  # this process still has it mapped: to cut it short in place would be a bus error at its end
    library.write_bytes(damage(whole))
    path = build.library("answer", SOURCE)._name
    assert build._digest(Path(path).read_bytes()) == path.rpartition("-")[2].removesuffix(".so")


def test_nothing_is_left_of_the_work(cache):
    answer()
    assert [p.suffix for p in cache.iterdir()] == [".so"]


def test_two_processes_at_once_both_get_their_library(cache):
    program = (
        f"import ctypes; from symxent.kernels.run import build; print(build.library('answer', {SOURCE!r}).answer())"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache.parent.parent)}
    runs = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, encoding="utf-8", env=environment)
        for _ in range(3)
    ]
    assert [run.communicate(timeout=60)[0].strip() for run in runs] == ["42"] * 3


def test_what_the_compiler_says_is_in_the_error(cache):
    with pytest.raises(build.NoCompiler, match=r"refused the kernels broken:[\s\S]*error"):
        build.library("broken", {"broken.c": "int f(void) { return }\n"})


def test_no_compiler_is_said_with_what_was_tried(monkeypatch):
    build.compiler.cache_clear()
    monkeypatch.setenv("CC", "no-such-compiler-here")
    with pytest.raises(build.NoCompiler, match="tried no-such-compiler-here, which CC names; install gcc or clang"):
        build.compiler()
    build.compiler.cache_clear()


def test_a_folder_that_cannot_be_used_is_replaced_by_one_of_this_process(tmp_path, monkeypatch):
    (tmp_path / "symxent").write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert answer() == 42


def test_flags_fall_back_to_what_every_compiler_knows():
    sets = build.flags()
    assert "-fopenmp" in sets[0]
    assert not any("native" in flag or "openmp" in flag for flag in sets[-1])
    assert not any("-ffast-math" in flags or "-Ofast" in flags for flags in sets)


# What Apple's clang says on an Intel Mac, what older ones say on ARM, and a compiler that knows none of it.
REFUSED = {
    "no OpenMP": ("-fopenmp",),
    "no OpenMP, another name for the processor": ("-fopenmp", "-march=native"),
    "no flag for the processor": ("-fopenmp", "-march=native", "-mcpu=native"),
    "none": ("-fopenmp", "-fopenmp-simd", "-march=native", "-mcpu=native"),
}


@pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED)
def test_what_a_compiler_refuses_is_left_out(cache, monkeypatch, tmp_path, refused):
    folder = tmp_path / "a path with spaces"
    folder.mkdir()
    script = folder / "clang"
    cases = "".join(f"  {flag}) echo \"clang: error: unsupported option '{flag}'\" >&2; exit 1;;\n" for flag in refused)
    script.write_text(f'#!/bin/sh\nfor flag; do case "$flag" in\n{cases}esac; done\nexec cc "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("CC", str(script))
    build.compiler.cache_clear()
    try:
        made = build.library("seven", {"seven.c": "int seven(void) { return 7; }"})
    finally:
        monkeypatch.undo()
        build.compiler.cache_clear()
    assert made.seven() == 7
