"""Work that does not look at a clock is stopped all the same, in every thread, and by the outermost deadline."""

import gc
import threading
import time

import pytest
from sympy import Interval, Rational, Symbol, oo, sqrt

from symxent.language.domain import Domain
from symxent.proof import prove
from symxent.proof.budget import Budget
from symxent.proof.clock import thread_time
from symxent.proof.deadline import OutOfTime, left, within


def _endless() -> None:
    while True:
        sum(range(1000))


def _deaf() -> None:
    """Work that goes on with the next thing where the one before took too long, as searches do."""
    while True:
        try:
            within(5, _endless)
        except (OutOfTime, Exception):
            continue


@pytest.mark.parametrize("work", [_endless, _deaf])
def test_endless_work_is_stopped_in_every_thread(work):
    spent = []

    def stopped() -> None:
        began = thread_time()
        with pytest.raises(OutOfTime):
            within(0.1, work)
        spent.append(thread_time() - began)

    stopped()
    other = threading.Thread(target=stopped)
    other.start()
    other.join()
    assert len(spent) == 2
    assert all(0.1 <= seconds < 1 for seconds in spent)


def test_no_alarm_rings_after_its_work():
    def almost_too_long() -> int:
        began = thread_time()
        while thread_time() - began < 0.0505:
            pass
        return 1

    done = 0
    for _ in range(40):
        try:
            done += within(0.0005, almost_too_long)
        except OutOfTime:
            continue
    assert left() == float("inf")
    assert sum(range(100_000)) == 4999950000


def test_a_budget_ends_with_the_deadline_around_it():
    assert within(0.5, lambda: Budget(60).left) <= 0.5
    assert Budget(60).left > 50


def test_a_collection_of_all_garbage_is_no_work_of_the_step_that_it_falls_into():
    heap = [[n] for n in range(300_000)]  # what else a long process holds
    budget, began = Budget(60), time.thread_time()
    gc.collect()
    assert len(heap) == 300_000
    assert 60 - budget.left < (time.thread_time() - began) / 2


def test_a_root_of_a_very_high_order_of_a_fraction_does_not_end_the_process():
    y = Symbol("y", real=True)  # the denominator to the power of the order has more terms than there is memory
    one, other = ((3 * y - 1) / (3 * y - 3)) ** Rational(500_000_001, 10**9), sqrt(3 * y - 1) / sqrt(3 * y - 3)
    assert not prove(one, other, Domain(where={y: Interval.open(1, oo)})).proved
