"""The loop over elements in stages: a function of math.c.jinja a loop, over a block that stays in cache.

A processor looks only so far ahead.  The chain of one element's operations, from the exponential through the logarithm
to a quotient, is longer than that, and so leaves most of its units idle; of a stage it sees several elements at once.
What a function gives is kept in an array for the stages after it; what costs an operation or two is computed again, but
for a choice of which a later stage asks two things at once: of its last case, NaN, gcc would know both answers, and
choose between truths, for which it has no vectors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from symxent.kernels.arithmetic.formats import Format
from symxent.kernels.emit.rows import Line, names_in


@dataclass(frozen=True)
class Stage:
    """One loop: the inputs and the arrays that it reads, what it computes for itself, and what it writes."""

    inputs: tuple[str, ...]
    kept: tuple[str, ...]
    lets: tuple[Line, ...]
    keeps: tuple[Line, ...]  # none in the last stage, which writes the outputs

    def reads(self, of_input: str, of_kept: str) -> str:
        """What the loop reads, as declarations: ``of_input`` and ``of_kept`` stand behind the names of arrays."""
        found = [f"{name} = {name}{of_input}" for name in self.inputs]
        return ", ".join([*found, *(f"{name} = {name}{of_kept}" for name in self.kept)])


def stages(inputs: Sequence[str], lets: Sequence[Line], stores: Sequence[Line], form: Format) -> tuple[Stage, ...]:
    """The stages of an elementwise kernel; none where a single loop does: no function, or nothing after it.

    >>> from symxent.kernels.arithmetic.formats import FLOAT
    >>> u = Line("u", "exp_nonpositive_f(-fabsf(z))")
    >>> [[let.name for let in s.keeps] for s in stages(["z"], [u], [Line("sigmoid", "u / (u + 1.0F)")], FLOAT)]
    [['u'], []]
    """
    function = re.compile(rf"\b\w+_{form.letter}\(")
    heavy = [let for let in lets if function.search(let.value)]
    if not heavy or (len(heavy) == 1 and all(s.value == heavy[0].name for s in stores)):
        return ()
    made: list[Stage] = []
    kept: list[Line] = []
    for let in heavy:
        used, reads = _computed(lets, kept, [let])
        after = [*_computed(lets, [*kept, let], stores)[0], *stores]
        asked = {name for line in after if " & " in line.value for name in names_in(line.value)}
        chosen = [line for line in used if line.name in asked and "?" in line.value]
        made.append(Stage(_of(inputs, reads), _of([k.name for k in kept], reads), tuple(used), (*chosen, let)))
        kept += [*chosen, let]
    used, reads = _computed(lets, kept, stores)
    return (*made, Stage(_of(inputs, reads), _of([k.name for k in kept], reads), tuple(used), ()))


def _computed(lets: Sequence[Line], kept: Sequence[Line], wanted: Sequence[Line]) -> tuple[list[Line], set[str]]:
    """The lines that some others need, in order, and all names that are read by either."""
    known = {let.name for let in [*kept, *wanted]}
    reads = {name for line in wanted for name in names_in(line.value)}
    used = []
    for let in reversed(lets):
        if let.name in reads and let.name not in known:
            used.append(let)
            reads |= names_in(let.value)
    return used[::-1], reads


def _of(names: Sequence[str], reads: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in reads)
