"""The words of LaTeX mathematics: tables only."""

from __future__ import annotations


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(" ".join(lines).split())


_GREEK_NAMES = _words(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho",
    "varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi",
    "Omega Upsilon varGamma varDelta varTheta varLambda varXi varPi varSigma varPhi varPsi varOmega ell hbar",
    "imath jmath",
)

#: Commands that stand for one letter, and the plain name of that letter.
GREEK = {name: name for name in _GREEK_NAMES} | {"infty": "oo", "Tr": "tr", "Re": "Re", "Im": "Im"}

#: Functions that are written without brackets around their argument.
FUNCTION_WORDS = frozenset(
    _words(
        "log ln exp lg sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arctanh artanh sign sgn erf",
        "det tr diag softmax Softmax sigmoid Sigmoid softplus Softplus logit logistic relu ReLU LSE logsumexp",
        "LogSumExp argmax argmin max min Var Cov KL rank dim",
    )
)

#: Names of several letters that no product of letters would spell.
WORDS = _words(
    "MSE BCE NLL KLD JSD CE LL TP FP TN FN TPR FPR AUC IoU loss cost Loss Cost MAE RMSE SSE bias new old",
)

#: English words that stand in formulas without \text.
PROSE = frozenset(
    _words(
        "where for if and or with when otherwise let then since so else given that such is are the we have hence thus",
        "therefore because by of from to as all any iff not equivalently i.e. e.g. class",
    )
)

#: Commands of spacing, size and layout, which say nothing.
IGNORED = frozenset(
    _words(
        "left right big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm middle displaystyle",
        "textstyle scriptstyle limits nolimits thinspace medspace thickspace enspace nonumber notag small large Large",
        "normalsize footnotesize tiny rm bf it centering strut mathstrut allowbreak nobreak noindent hfill null",
        "mathinner mathord mathbin mathrel hline boldmath relax cancel bcancel xcancel boxed mathchoice",
        "phantomsection protect unboldmath",
    )
) | {"\\,", "\\;", "\\:", "\\!", "\\ ", "\\>", "\\/", "\\\n", "\\-", "\\@"}

#: Spaces so wide that a new formula may begin behind them.
GAPS = frozenset(("quad", "qquad"))
GAPS_WITH_ARGUMENT = frozenset(("hspace", "hskip"))
IGNORED_WITH_ARGUMENT = _words(
    "vspace vskip kern mkern color textcolor phantom hphantom vphantom",
)
PROSE_COMMANDS = frozenset(("because", "therefore"))

TEXT_COMMANDS = frozenset(
    _words(
        "text textrm textbf textit textsf texttt textnormal mbox hbox mathrm mathit mathop mathsf operatorname emph",
    )
)

ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "vec": "vec",
    "overrightarrow": "vec",
    "dot": "dot",
    "ddot": "ddot",
    "mathbf": "bold",
    "boldsymbol": "bold",
    "bm": "bold",
    "bold": "bold",
    "pmb": "bold",
    "symbf": "bold",
    "mathcal": "calligraphic",
    "mathscr": "calligraphic",
    "mathfrak": "calligraphic",
    "cal": "calligraphic",
    "mathbb": "blackboard",
    "mathbbm": "blackboard",
    "underline": "underline",
    "mathrm": "roman",
    "mathit": "roman",
    "mathsf": "roman",
    "mathop": "roman",
    "operatorname": "roman",
}

#: Signs that relate two members, as the tree writes them.
RELATIONS = {
    "=": "=",
    "equal": "=",
    "approx": "≈",
    "simeq": "≈",
    "cong": "≈",
    "doteq": "≈",
    "≈": "≈",
    "neq": "≠",
    "ne": "≠",
    "!=": "≠",
    "≠": "≠",
    "<": "<",
    "lt": "<",
    ">": ">",
    "gt": ">",
    "ll": "<",
    "gg": ">",
    "le": "≤",
    "leq": "≤",
    "leqslant": "≤",
    "≤": "≤",
    "<=": "≤",
    "ge": "≥",
    "geq": "≥",
    "geqslant": "≥",
    "≥": "≥",
    ">=": "≥",
    "in": "∈",
    "∈": "∈",
    "notin": "∉",
    "subset": "⊂",
    "subseteq": "⊂",
    "propto": "∝",
    "∝": "∝",
    ":=": ":=",
    "coloneqq": ":=",
    "coloneq": ":=",
    "triangleq": ":=",
    "equiv": "≡",
    "≡": "≡",
    "leftarrow": "←",
    "gets": "←",
    "longleftarrow": "←",
    "<-": "←",
    "←": "←",
    "to": "→",
    "rightarrow": "→",
    "longrightarrow": "→",
    "mapsto": "→",
    "->": "→",
    "→": "→",
    "Rightarrow": "⇒",
    "implies": "⇒",
    "Longrightarrow": "⇒",
    "⇒": "⇒",
    "iff": "⇔",
    "Leftrightarrow": "⇔",
    "Longleftrightarrow": "⇔",
    "leftrightharpoons": "⇔",
    "rightleftharpoons": "⇔",
    "⇔": "⇔",
    "sim": "∼",
    "∼": "∼",
    "perp": "⊥",
}

#: Commands and controls that stand for one sign of the grammar.
SYMBOLS = {
    "cdot": "·",
    "cdotp": "·",
    "bullet": "·",
    "times": "×",
    "ast": "*",
    "star": "star",
    "odot": "⊙",
    "circ": "⊙",
    "otimes": "⊗",
    "oplus": "⊕",
    "div": "/",
    "pm": "±",
    "mp": "±",
    "\\{": "\\{",
    "\\}": "\\}",
    "lbrace": "\\{",
    "rbrace": "\\}",
    "lbrack": "[",
    "rbrack": "]",
    "lparen": "(",
    "rparen": ")",
    "vert": "|",
    "lvert": "|",
    "rvert": "|",
    "mid": "mid",
    "\\|": "‖",
    "Vert": "‖",
    "lVert": "‖",
    "rVert": "‖",
    "parallel": "‖",
    "langle": "⟨",
    "rangle": "⟩",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "colon": ":",
    "prime": "'",
    "top": "⊤",
    "intercal": "⊤",
    "downarrow": "↓",
    "uparrow": "↓",
    "swarrow": "↓",
    "searrow": "↓",
    "nwarrow": "↓",
    "nearrow": "↓",
    "updownarrow": "↓",
    "Downarrow": "↓",
    "forall": "∀",
    "exists": "∃",
    "cap": "∩",
    "cup": "∪",
    "setminus": "∖",
    "backslash": "∖",
    "land": "∧",
    "wedge": "∧",
    "lor": "∨",
    "vee": "∨",
    "lnot": "¬",
    "neg": "¬",
    "dots": "…",
    "ldots": "…",
    "cdots": "…",
    "vdots": "…",
    "ddots": "…",
    "hdots": "…",
    "dotsc": "…",
    "dotsb": "…",
    "dotsm": "…",
    "dotso": "…",
    "emptyset": "∅",
    "dagger": "†",
    "degree": "°",
    "square": "□",
    "blacksquare": "□",
    "qed": "□",
}

#: Commands with a grammar of their own.
STRUCTURE = {
    "frac": "frac",
    "dfrac": "frac",
    "tfrac": "frac",
    "cfrac": "frac",
    "over": "over",
    "sqrt": "sqrt",
    "sum": "sum",
    "prod": "product",
    "int": "integral",
    "iint": "integral",
    "oint": "integral",
    "partial": "partial",
    "nabla": "nabla",
    "underset": "underset",
    "overset": "overset",
    "stackrel": "overset",
    "underbrace": "underbrace",
    "overbrace": "underbrace",
    "substack": "substack",
    "arg": "arg",
    "lim": "lim",
    "limsup": "lim",
    "liminf": "lim",
    "sup": "max",
    "inf": "min",
    "binom": "binom",
    "bigcup": "union",
    "bigcap": "union",
    "pmod": "pmod",
    "bmod": "pmod",
    "mod": "pmod",
}

#: Characters beyond ASCII: the kind of token and its text; an empty kind is passed over.
UNICODE: dict[str, tuple[str, str]] = {
    "−": ("symbol", "-"),
    "–": ("symbol", "-"),
    "·": ("symbol", "·"),
    "⋅": ("symbol", "·"),
    "×": ("symbol", "×"),
    "⊙": ("symbol", "⊙"),
    "÷": ("symbol", "/"),
    "…": ("symbol", "…"),
    "⋯": ("symbol", "…"),
    "′": ("symbol", "'"),
    "’": ("symbol", "'"),
    "‖": ("symbol", "‖"),
    "⊤": ("symbol", "⊤"),
    "∑": ("command", "sum"),
    "∏": ("command", "product"),
    "∂": ("command", "partial"),
    "∇": ("command", "nabla"),
    "√": ("command", "sqrt"),
    "∞": ("name", "oo"),
    "ℓ": ("name", "ell"),
    "ϕ": ("name", "phi"),
    "ϵ": ("name", "epsilon"),
    "\u200b": ("", ""),
    "\ufeff": ("", ""),
    "\xa0": ("", ""),
    "\u2009": ("", ""),
    "\u202f": ("", ""),
} | {
    character: ("name", name)
    for character, name in zip(
        "αβγδεζηθικλμνξπρςστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        _words(
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho varsigma sigma tau",
            "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega",
        ),
        strict=True,
    )
}
