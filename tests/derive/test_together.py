"""Pages side by side in processes of their own."""

import os
from functools import partial

import pytest

from symxent.derive.catalogue import page
from symxent.derive.judge import derive
from symxent.derive.together import at_once, derive_by_name
from symxent.errors import SymxentError


def test_pages_derived_side_by_side_read_as_those_derived_one_by_one() -> None:
    names = ["two_class", "sigmoid", "worked_example"]
    with at_once([partial(derive_by_name, name) for name in names]) as begun:
        together = [job() for job in begun]
    for name, one in zip(names, together, strict=True):
        alone = derive(page(name))
        assert [str(section) for section in one.sections] == [str(section) for section in alone.sections]
        assert one.proved


def test_an_error_in_a_page_arrives_as_it_was_raised() -> None:
    with (
        pytest.raises(SymxentError, match="there is no page 'nothing'"),
        at_once([partial(derive_by_name, "nothing"), os.getpid]) as begun,
    ):
        begun[0]()
