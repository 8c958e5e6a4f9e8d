"""Gradients of the class of expressions that matrixcalculus.org takes: derived in named steps, each line proved.

    python bench/gradients.py [--show]

A row is a formula and the letter by which it is differentiated; ``--show`` prints what each gradient is.  Ends with
status 1 if one is not derived, or a line of it is not proved.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from symxent.derive.formula import differentiate
from symxent.errors import SymxentError
from symxent.language.text import to_text

#: formula; letter.  Capitals are matrices, small letters columns or numbers as they fit.
GRADIENTS = """
a.T*x; x
x.T*A*x; x
x.T*A*x + b.T*x + c; x
x.T*A*z + ||x||^2; x
||x||^2; x
||x - a||; x
||A*x - b||^2; x
||A*x - b||^2 + lam*||x||^2; x
(A*x - b).T*W*(A*x - b); x
(x - m).T*inv(S)*(x - m); x
(a.T*x)^2; x
(a.T*x)*(b.T*x); x
exp(a.T*x); x
log(a.T*x); x
log(1 + exp(-(a.T*x))); x
exp(-x.T*A*x/2); x
sqrt(1 + ||x||^2); x
(x.T*A*x)/(x.T*x); x
1/(a.T*x); x
||x*x.T - A||^2; x
a.T*X*b; X
a.T*inv(X)*b; X
a.T*X.T*X*b; X
tr(A*X); X
tr(X.T*A); X
tr(A*X*B); X
tr(X*X); X
tr(X^3); X
tr(X.T*A*X); X
tr(A*X*B*X.T*C); X
tr(inv(X)*A); X
tr(A*inv(X.T*X)); X
||X||^2; X
||A*X - B||^2; X
||A*X*B - C||^2; X
||Y - X*W||^2 + lam*||W||^2; W
||U*V.T - M||^2; U
det(X); X
det(A*X*B); X
log(det(X)); X
log(det(X.T*X)); X
log(det(I + X*X.T)); X
-log(det(S))/2 - tr(inv(S)*C)/2; S
""".strip().splitlines()  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print what each gradient is")
    options = parser.parse_args()
    done = 0
    for row in GRADIENTS:
        formula, by = (part.strip() for part in row.split(";"))
        try:
            page = differentiate(formula, by)
            proved, shown = page.proved, to_text(page.sections[0].end)
        except SymxentError as error:
            proved, shown = False, str(error)
        done += proved
        if options.show or not proved:
            print(f"{'✓' if proved else '✗'} ∇_{by} ({formula}) = {shown}", flush=True)
    print(f"{done} of {len(GRADIENTS)} gradients derived, every line proved")
    sys.exit(done < len(GRADIENTS))


if __name__ == "__main__":
    main()
