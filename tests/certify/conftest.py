"""Coq is optional: without it the tests that ask it are skipped, and say why."""

from __future__ import annotations

import pytest

from symxent.certify.coq import Coq, NoCoq, find_coq, library


@pytest.fixture(scope="session")
def coq() -> Coq:
    try:
        found = find_coq()
        library(found)
    except NoCoq as reason:
        pytest.skip(str(reason))
    return found
