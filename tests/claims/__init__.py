"""The adversary of the prover: claims made by program, and an evaluator of its own that tells which of them are false.

Nothing here knows how a verdict is reached: of symxent, ``prove`` is called, and a ``Domain`` is written.
"""
