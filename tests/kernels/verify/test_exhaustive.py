import numpy as np

from symxent.kernels.verify import exhaustive as run
from symxent.kernels.verify.exhaustive import CHUNK, CHUNKS, Task, exhaustive


def test_a_sample_of_the_exhaustive_run_holds_its_bar() -> None:
    stride = 1024
    found = exhaustive((Task("sigmoid", (), 3.0), Task("bce_with_logits_value_gradient", (1.0,), 3.0)), stride=stride)
    assert [m.output for m in found] == ["sigmoid", "value", "gradient"]
    for m in found:
        assert m.points == (1 << 32) // stride
        assert 0.5 < m.worst <= 3.0
    assert (1 << 32) % (CHUNK * CHUNKS) == 0


def test_the_exhaustive_run_sees_one_wrong_result() -> None:
    wanted = np.linspace(0.5, 1, 1000)
    got = wanted.astype(np.float32)
    worst, _ = run._largest(got, wanted, 0)
    assert worst <= 0.5
    got[617] = np.nextafter(np.nextafter(got[617], np.float32(2)), np.float32(2))
    worst, where = run._largest(got, wanted, 100)
    assert where == 717
    assert 1.5 <= worst <= 2.5
    got[5] = np.nan
    assert run._largest(got, wanted, 0) == (np.inf, 5)
    ends = np.array([np.inf, 1e300, 2.0**128, 3.4028235e38, -1e39, np.nan, 0.0, 1e-46])
    right = np.array([np.inf, np.inf, np.inf, 3.4028235e38, -np.inf, np.nan, 0.0, 0.0], dtype=np.float32)
    assert run._largest(right, ends, 0)[0] < 0.51
