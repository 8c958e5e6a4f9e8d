"""The linter: each step of a page judged, mistakes found, the smallest corrections proposed.

``check_text`` and ``check_file`` give the same as the command line, as data.
"""

from symxent.check.findings import Correction, Finding, Report, Step
from symxent.check.report import check_file, check_text

__all__ = ["Correction", "Finding", "Report", "Step", "check_file", "check_text"]
