"""The two formats, the polynomials that kernels compute with, and the same arithmetic on NumPy arrays."""
