"""Kernels against their peers, as ratios measured in one run."""
