"""Kernels against the rigorous reference, in ULP."""
