"""One family of errors; the command line prints the message and nothing else."""


class SymxentError(Exception):
    """Something that the user can mend.  The message says what was given, what was expected, what to do."""


class Disagreement(SymxentError):
    """Two independent methods contradict each other: an error of symxent's own, never of the user's."""
