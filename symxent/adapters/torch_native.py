"""``templates/torch/eager.cpp``, compiled against the PyTorch that is installed here.

Compiling it takes some ten seconds, once on a machine: it begins beside the work after a number of calls, and at once
where torch.compile asks for it, which takes longer than that itself.  Where there is no C++ compiler, or one that
refuses, the calls stay in Python.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from functools import cache
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from symxent.adapters.extras import require
from symxent.kernels.run import build
from symxent.resources import folder

torch = require("torch", "torch")

CALLS = 200  # after which it is worth the while of compiling
_NAME = "symxent_eager"
_STANDARDS = ("-std=c++20", "-std=c++17")  # PyTorch's headers ask for one or the other, by version
_lock = Lock()
_made: list[Any] = []
_calls = 0


def module() -> Any:
    """The module, or None where it is not compiled yet; every call counts."""
    global _calls
    if _made:
        return _made[0]
    _calls += 1
    if _calls == CALLS:
        Thread(target=wait, name=_NAME).start()
    return None


def wait() -> Any:
    """The module, compiled if it has to be; None where that is impossible."""
    with _lock:
        if not _made:
            _made.append(_loaded())
        return _made[0]


def _loaded() -> Any:
    if os.name == "nt":  # PyTorch's C++ is that of another compiler there
        return None
    try:
        path = _built()
        loader = ExtensionFileLoader(_NAME, str(path))
        spec = spec_from_loader(_NAME, loader)
        assert spec is not None
        made = module_from_spec(spec)
        loader.exec_module(made)
    except (build.NoCompiler, ImportError):
        return None
    return made


@cache
def _built() -> Path:
    """Raises NoCompiler."""
    place = Path(torch.__path__[0])
    includes = [
        sysconfig.get_path("include"),
        place / "include",
        place / "include" / "torch" / "csrc" / "api" / "include",
    ]
    # What it was compiled for is part of the command, and so of the key under which it is kept.
    facts = (f"-DFOR_TORCH={torch.__version__}", f"-DFOR_PYTHON={sys.implementation.cache_tag}")
    abi = f"-D_GLIBCXX_USE_CXX11_ABI={int(torch.compiled_with_cxx11_abi())}"
    flags = ("-O1", *build.PLACED, "-shared", abi, *facts, *(f"-I{path}" for path in includes))
    source = (folder("templates") / "torch" / "eager.cpp").read_text(encoding="utf-8")
    return build.built(
        _NAME,
        {"eager.cpp": source},
        build.compiler("CXX", ("c++", "g++", "clang++")),
        tuple((standard, *flags) for standard in _STANDARDS),
        (f"-L{place / 'lib'}", "-ltorch_python", "-ltorch_cpu", "-lc10"),
    )
