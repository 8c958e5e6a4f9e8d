"""The clock and the peak are what a processor of this century can have."""

from symxent.kernels.bench.machine import divisions_per_second, hertz, operations_per_second


def test_the_clock_is_a_clock():
    assert 2e8 < hertz() < 1e10


def test_float32_is_done_at_least_as_fast_as_a_number_a_cycle():
    assert operations_per_second("float32", 1) > 1e8


def test_a_division_takes_longer_than_a_multiplication():
    for dtype in ("float32", "float64"):
        assert 1e7 < divisions_per_second(dtype, 1) < operations_per_second(dtype, 1)
