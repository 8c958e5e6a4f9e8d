"""Equations between matrices of symbolic size: proved by words, refuted by small matrices of fractions."""
