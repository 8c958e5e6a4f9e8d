"""What the linter can find: a code that stays, the cause by its name, what follows from it, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from symxent.errors import InternalError, SymxentError

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True)
class Kind:
    """One kind of mistake: ``harm`` says what a library does with it, ``advice`` what to write instead."""

    code: str
    severity: str
    cause: str
    harm: str
    advice: str


@dataclass(frozen=True)
class Finding:
    """A mistake that was found, with the particulars; ``trace`` is that of an error of symxent's own."""

    kind: Kind
    detail: str = ""
    trace: str = ""

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def is_error(self) -> bool:
        return self.kind.severity == ERROR

    def __str__(self) -> str:
        what = f"{self.kind.cause}: {self.detail}" if self.detail else self.kind.cause
        return f"{self.code} {self.kind.severity}: {what}\n    {self.kind.harm}\n    {self.kind.advice}"


_KINDS = (
    Kind("OBJ001", ERROR, "it fails", "the library stops, or worse, goes on", "make it take what the library gives it"),
    Kind(
        "OBJ002",
        ERROR,
        "what it returns has the wrong form",
        "XGBoost raises for a list and only warns for a flat array of all classes; scalars are broadcast",
        "return two NumPy arrays in the shape of the scores",
    ),
    Kind(
        "OBJ101",
        ERROR,
        "the gradient is minus the gradient",
        "every tree walks uphill; CatBoost wants derivatives of minus the loss, XGBoost and LightGBM of the loss",
        "turn its sign",
    ),
    Kind(
        "OBJ102",
        ERROR,
        "the gradient has a constant factor",
        "with the Hessian right, each step is too long or too short by that factor",
        "drop the factor, or give the Hessian the same one",
    ),
    Kind(
        "OBJ103",
        ERROR,
        "the gradient is divided by the number of rows",
        "leaf weights are regularised by lambda as if there were a single row",
        "return the derivative of each row's own loss; the library sums them",
    ),
    Kind(
        "OBJ104",
        ERROR,
        "the gradient is with respect to the probability, not the score",
        "the library adds trees to the score z; the factor p (1 − p) of the chain rule is missing",
        "multiply by p (1 − p), or differentiate by z",
    ),
    Kind(
        "OBJ105",
        ERROR,
        "the scores are taken for probabilities",
        "a custom objective is given raw scores, any real numbers",
        "apply the sigmoid to the scores first",
    ),
    Kind(
        "OBJ106",
        ERROR,
        "the sigmoid is applied twice",
        "predictions cannot leave (0.5, 0.73)",
        "apply it once: the scores are raw",
    ),
    Kind(
        "OBJ107",
        ERROR,
        "labels 0 and 1 are used as if they were −1 and 1",
        "rows with label 0 have gradient 0 and are never learnt from",
        "write the loss for labels 0 and 1, or map them by 2 y − 1",
    ),
    Kind(
        "OBJ108",
        ERROR,
        "labels −1 and 1 are used as if they were 0 and 1",
        "rows with label −1 are pulled without end",
        "map the labels by (y + 1)/2",
    ),
    Kind(
        "OBJ109",
        ERROR,
        "the labels are exchanged",
        "the model predicts the opposite class",
        "look which class the probability is of",
    ),
    Kind(
        "OBJ110",
        ERROR,
        "the classes are transposed",
        "each row gets another row's derivatives: LightGBM's arrays have one column a class, in F order",
        "keep the shape (rows, classes) that the scores come in",
    ),
    Kind(
        "OBJ111",
        ERROR,
        "one-hot rows are expected, and class numbers come",
        "the libraries give one number a row, the class, counted from 0; broadcasting hides the mistake or stops",
        "begin with np.eye(classes)[labels.astype(int)]",
    ),
    Kind(
        "OBJ112",
        ERROR,
        "the classes are counted from 1",
        "each row is pulled to the class before its own, and class 0 to the last one",
        "count from 0, as the libraries do",
    ),
    Kind(
        "OBJ113",
        ERROR,
        "the softmax runs over the rows, not over the classes",
        "the probabilities of a row do not sum to 1, and depend on the other rows",
        "sum over axis=1: the scores have the shape (rows, classes)",
    ),
    Kind(
        "OBJ199",
        ERROR,
        "the gradient is not that of the loss",
        "the booster minimises something else",
        "compare with the derivation: python -m symxent loss",
    ),
    Kind(
        "OBJ201",
        ERROR,
        "the Hessian is minus the Hessian",
        "boosters divide by its sum: steps go the wrong way or are refused",
        "turn its sign",
    ),
    Kind(
        "OBJ202",
        WARNING,
        "the Hessian has a constant factor",
        "each step is too short or too long by that factor, and min_child_weight counts it",
        "drop the factor, or give the gradient the same one",
    ),
    Kind(
        "OBJ203",
        NOTE,
        "the Hessian is another kind of curvature",
        "a matter of choice, not a mistake; step lengths and min_child_weight differ",
        "say which kind you want: symxent's objectives take curvature=",
    ),
    Kind(
        "OBJ204",
        WARNING,
        "the Hessian is constant",
        "each step is a gradient step; fine where the loss has no curvature",
        "use the Hessian, or a curvature that bounds it",
    ),
    Kind(
        "OBJ205",
        ERROR,
        "the Hessian is with respect to the probability, not the score",
        "the second derivative by z has other terms",
        "differentiate twice by z",
    ),
    Kind(
        "OBJ206",
        WARNING,
        "the Hessian is that of plain cross-entropy",
        "p (1 − p) belongs to another loss",
        "use the Hessian of your own loss",
    ),
    Kind(
        "OBJ299",
        ERROR,
        "the Hessian is not that of the loss",
        "steps have the wrong length",
        "compare with the derivation: python -m symxent loss",
    ),
    Kind(
        "OBJ301",
        ERROR,
        "NaN or infinity",
        "XGBoost and LightGBM take it without a word, and the tree is lost",
        "use a stable form: exp of minus the size of z, log1p, no 1 − p",
    ),
    Kind(
        "OBJ302",
        WARNING,
        "the Hessian is exactly 0 where it is not",
        "confident rows vanish from the sums; a leaf of them divides 0 by 0",
        "compute p (1 − p) as e^−|z|/(1 + e^−|z|)², or set a floor",
    ),
    Kind(
        "OBJ303",
        ERROR,
        "the Hessian is negative where the loss is convex",
        "rounding has eaten it",
        "use a stable form, or set a floor",
    ),
    Kind(
        "OBJ304",
        NOTE,
        "relative accuracy is lost",
        "gradients of confident rows are noise, or exactly 0",
        "compute 1 − p as sigmoid(−z), p − y as (1 − y) p − y (1 − p)",
    ),
    Kind(
        "OBJ305",
        NOTE,
        "the Hessian of the loss itself is negative",
        "the loss is not convex: where its Hessian is negative a Newton step goes uphill",
        "take a curvature that is positive: fisher, absolute, or a floor",
    ),
    Kind(
        "OBJ401",
        NOTE,
        "sample weights are ignored",
        "a custom objective has to apply them itself",
        "multiply gradient and Hessian by the weights",
    ),
    Kind(
        "OBJ402",
        ERROR,
        "sample weights are applied to one of both",
        "the sums of gradients and Hessians weigh the rows differently: steps are too long or too short by the weights",
        "multiply gradient and Hessian by the weights",
    ),
    Kind(
        "OBJ501",
        WARNING,
        "the starting score is not set",
        "the library estimates it for its own objectives alone: this one spends its first trees on getting there",
        "begin at the constant that is best for the labels",
    ),
    Kind(
        "OBJ901",
        ERROR,
        "a check could not be made",
        "what it looks for is not known to be right; everything else was checked",
        "report it, with the trace that --verbose shows",
    ),
)
KINDS = {kind.code: kind for kind in _KINDS}


def guarded(check: Callable[[], Iterable[Finding]], of_what: str) -> list[Finding]:
    """What a check finds; where symxent itself breaks off, that, and the other checks go on."""
    try:
        return list(check())
    except SymxentError:
        raise
    except Exception as error:
        internal = InternalError.of(error)
        return [Finding(KINDS["OBJ901"], f"{of_what}: {internal}", internal.trace)]
