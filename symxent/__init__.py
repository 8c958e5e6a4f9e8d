"""symxent: from a loss on paper to proved derivatives, to kernels that nobody wrote by hand."""

__version__ = "0.1.0"
