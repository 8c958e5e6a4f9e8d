"""How a run ends when nobody reads its output, when the disk is full, and on Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symxent.processors import processors

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for a full disk and for process groups")


@LINUX
@pytest.mark.parametrize("arguments", [["--help"], ["derive", "--list"], ["derive", "two_class"], ["check", "-"]])
def test_a_full_disk_is_one_message_and_exit_code_2(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "symxent", *arguments], input="$1 = 2$", stdout=full, stderr=subprocess.PIPE,
            encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "symxent: the output cannot be written: No space left on device\n"


@LINUX
def test_a_reader_that_goes_away_is_told_nothing_more() -> None:
    command = f"{sys.executable} -m symxent derive sigmoid softmax | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.stdout.splitlines()[0].startswith("The derivative of the logistic sigmoid")
    assert done.stdout.splitlines()[1] == "141"
    assert done.stderr == ""


def begun(arguments: list[str], where: Path, at_ctrl_c: signal.Handlers) -> subprocess.Popen[str]:
    """A run that is at work, on more than one processor in processes beside the main one.

    Whatever the tests themselves were told of Ctrl-C.
    """
    for number in range(4):
        steps = "\n\n".join(f"$(x + {i})^2 = x^2 + {2 * i} x + {i * i}$" for i in range(4000))
        (where / f"{number}.md").write_text(steps)
    running = subprocess.Popen(
        [sys.executable, "-m", "symxent", *arguments], cwd=where, start_new_session=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGINT, at_ctrl_c),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    spent = Path(f"/proc/{running.pid}/stat")
    while running.poll() is None and not children.read_text().split():
        if processors() == 1 and int(spent.read_text().rsplit(")", 1)[1].split()[11]) > 0.7 * os.sysconf("SC_CLK_TCK"):
            break  # of the processor's time; importing takes less
        time.sleep(0.01)
    return running


@LINUX
@pytest.mark.parametrize("wait", [0, 0.3])
@pytest.mark.parametrize("arguments", [["derive"], ["check", "-j", "2", "--no-cache", "."]])
def test_ctrl_c_is_one_line_and_exit_code_130(arguments: list[str], wait: float, tmp_path: Path) -> None:
    running = begun(arguments, tmp_path, signal.SIG_DFL)
    time.sleep(wait)  # from the first moment at which there are other processes
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 130
    assert said.strip() == "symxent: interrupted"


@LINUX
def test_in_the_background_there_is_no_ctrl_c(tmp_path: Path) -> None:
    running = begun(["derive", "sigmoid", "softmax"], tmp_path, signal.SIG_IGN)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert (running.returncode, said) == (0, "")


@LINUX
def test_what_a_program_reads_is_utf_8_in_every_locale() -> None:
    """On a terminal that has not these letters they are written as escapes; nothing is an error."""
    plain = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "symxent", "derive", "log(x)*y_hat", "--wrt", "x"]
    done = subprocess.run(command, env=plain, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert "✓ = ŷ/x" in done.stdout.decode()
    ours, theirs = os.openpty()
    shown = subprocess.Popen(command, env={**plain, "PYTHONIOENCODING": "latin-1"}, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while True:
        try:
            said += os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
    os.close(ours)
    assert shown.wait(timeout=60) == 0
    assert rb"\u2713" in said
    assert said.isascii()
