"""A user's own loss: declared in SymPy, derived, proved, stabilised, compiled, verified."""
