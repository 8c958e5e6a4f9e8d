"""The words of LaTeX mathematics: tables only."""

from __future__ import annotations


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(" ".join(lines).split())


_GREEK_NAMES = _words(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho",
    "varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi",
    "Omega Upsilon varGamma varDelta varTheta varLambda varXi varPi varSigma varPhi varPsi varOmega ell hbar",
    "imath jmath aleph wp digamma",
)

#: Commands that stand for one letter, and the plain name of that letter.
GREEK = {name: name for name in _GREEK_NAMES} | {
    "infty": "oo", "infin": "oo", "Tr": "tr", "Re": "Re", "Im": "Im", "hslash": "hbar", "thetasym": "vartheta",
    "emptyset": "∅", "varnothing": "∅", "bot": "⊥",
}  # fmt: skip

#: Functions that are written without brackets around their argument.
FUNCTION_WORDS = frozenset(
    _words(
        "log ln exp lg lb sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan arccot arcsec",
        "arccsc arcsinh arccosh arctanh arsinh arcosh artanh arcoth arcoth asin acos atan asinh acosh atanh sinc sign",
        "sgn erf erfc det tr Tr trace Trace diag softmax Softmax sigmoid Sigmoid softplus Softplus logit logistic",
        "expit relu ReLU LSE logsumexp LogSumExp swish Swish SiLU silu GELU gelu mish Mish ELU elu LeakyReLU softsign",
        "probit argmax argmin max min Var var Cov cov Corr corr KL rank dim deg gcd lcm ker hom span",
        "adj vech floor ceil Ent",
    )
)

#: Commands that people write in plain letters.
COMMANDS_IN_LETTERS = {"lim": "lim", "sup": "max", "inf": "min", "arg": "arg"}

#: Names of several letters that no product of letters would spell.
WORDS = _words(
    "MSE BCE NLL KLD JSD CE LL TP FP TN FN TPR FPR AUC IoU loss cost Loss Cost MAE RMSE SSE bias new old acc err",
    "net out avg std num den obs est reg tot ref res val emp pos neg odds lr prec rec",
    "dom epi aff conv relint vol rad img ran nul obj gap adv gen reg",
)

#: English words that stand in formulas without \text.
PROSE = frozenset(
    _words(
        "where for if and or with when otherwise let then since so else given that such is are the we have hence thus",
        "therefore because by of from to as all any iff not equivalently i.e. e.g. class vs versus",
    )
)

#: Commands of spacing, size and layout, which say nothing.
IGNORED = frozenset(
    _words(
        "left right big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm middle displaystyle",
        "textstyle scriptstyle limits nolimits thinspace medspace thickspace enspace nonumber notag small large Large",
        "normalsize footnotesize tiny rm bf it centering strut mathstrut allowbreak nobreak noindent hfill null",
        "mathinner mathord mathbin mathrel hline boldmath relax cancel bcancel xcancel mathchoice",
        "mathaccent phantomsection protect unboldmath ensuremath mathsurround hfil hss smash",
        "scriptscriptstyle sf sl tt em rm bfseries itshape upshape mathclose mathopen mathpunct qty pause xspace",
        "begingroup endgroup lefteqn ignorespaces unskip qed qedhere checkmark blacksquare",
    )
) | {"\\,", "\\;", "\\:", "\\!", "\\ ", "\\>", "\\/", "\\\n", "\\-", "\\@"}

#: What a line or a page costs when it is broken there: with a number behind it.
PENALTIES = frozenset(("displaybreak", "postdisplaypenalty", "predisplaypenalty", "interdisplaylinepenalty", "penalty"))

#: Spaces so wide that a new formula may begin behind them.
GAPS = frozenset(("quad", "qquad"))
GAPS_WITH_ARGUMENT = frozenset(("hspace", "hskip", "mspace"))
IGNORED_WITH_ARGUMENT = _words(
    "vspace vskip kern mkern mskip color textcolor phantom hphantom vphantom raisebox fontsize class cssId htmlClass",
    "bbox hypertarget noalign index",
)
PROSE_COMMANDS = frozenset(("because", "therefore"))
#: Environments that only say how their inside is laid out, or who sees it.
LAYOUT_ENVIRONMENTS = frozenset(("prompt", "center", "small", "onlineOnly"))
#: Commands of slides that say when their argument is seen, boxes around it, and Ximera's blanks for an answer.
SHOWN = frozenset(_words("uncover only visible onslide alert boxed tcboxmath answer"))

TEXT_COMMANDS = frozenset(
    _words(
        "text textrm textbf textit textsf textsc texttt textnormal mbox hbox mathrm mathit mathop mathsf mathtt",
        "operatorname emph",
    )
)

ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "widebar": "bar",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "vec": "vec",
    "overrightarrow": "vec",
    "mathring": "ring",
    "check": "check",
    "breve": "breve",
    "acute": "acute",
    "grave": "grave",
    "dddot": "dddot",
    "dot": "dot",
    "ddot": "ddot",
    **dict.fromkeys(_words("mathbf boldsymbol bm bold pmb symbf"), "bold"),
    **dict.fromkeys(_words("mathcal mathscr mathfrak cal"), "calligraphic"),
    **dict.fromkeys(_words("mathbb mathbbm mathds"), "blackboard"),
    **dict.fromkeys(_words("mathrm mathit mathsf mathop operatorname"), "roman"),
    "underline": "underline",
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
    "∉": "∉",
    "ni": "∋",
    "subset": "⊂",
    "subseteq": "⊂",
    "subsetneq": "⊂",
    "⊂": "⊂",
    "⊆": "⊂",
    "supset": "⊃",
    "supseteq": "⊃",
    "supsetneq": "⊃",
    "nsubseteq": "⊄",
    "prec": "≺",
    "preceq": "≺",
    "succ": "≻",
    "succeq": "≻",
    "⪰": "≻",
    "⪯": "≺",
    "lesssim": "≲",
    "gtrsim": "≳",
    "asymp": "≍",
    "leqq": "≤",
    "geqq": "≥",
    "⩽": "≤",
    "⩾": "≥",
    "approxeq": "≈",
    "thickapprox": "≈",
    "≃": "≈",
    "≅": "≈",
    "eqsim": "≈",
    "nmid": "∤",
    "models": "⊨",
    "vdash": "⊢",
    "hookrightarrow": "→",
    "twoheadrightarrow": "→",
    "rightharpoonup": "→",
    "leadsto": "→",
    "rightsquigarrow": "→",
    "longmapsto": "→",
    "↦": "→",
    "⟶": "→",
    "⟹": "⇒",
    "⟺": "⇔",
    "Longleftarrow": "⇐",
    "Leftarrow": "⇐",
    "impliedby": "⇐",
    "leftrightarrow": "↔",
    "eqqcolon": "=:",
    "=:": "=:",
    "doteqdot": ":=",
    "triangleq": ":=",
    "propto": "∝",
    "∝": "∝",
    ":=": ":=",
    "coloneqq": ":=",
    "coloneq": ":=",
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

#: What \\not makes of a relation.
NEGATED = {"→": "↛", "=": "≠", "∈": "∉", "<": "≥", ">": "≤", "≤": ">", "≥": "<", "⊂": "⊄", "≡": "≢", "∼": "≁", "≈": "≉"}

#: Commands and controls that stand for one sign of the grammar.
SYMBOLS = {
    "cdot": "·",
    "cdotp": "·",
    "bullet": "·",
    "times": "×",
    "ast": "*",
    "star": "star",
    "odot": "⊙",
    "circ": "∘",
    "circledcirc": "⊙",
    "boxtimes": "⊗",
    "ltimes": "⊗",
    "otimes": "⊗",
    "oplus": "⊕",
    "circledast": "⊛",
    "div": "/",
    "pm": "±",
    "mp": "∓",
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
    "dagger": "†",
    "ddagger": "†",
    "sharp": "♯",
    "uplus": "∪",
    "sqcup": "∪",
    "sqcap": "∩",
    "bigtriangleup": "△",
    "triangle": "△",
    "smallsetminus": "∖",
    "nexists": "∃",
    "ominus": "⊖",
    "divideontimes": "×",
    "sslash": "/",
    "llbracket": "[",
    "rrbracket": "]",
    "Box": "□",
    "hdotsfor": "…",
    "dotsi": "…",
    "degree": "°",
    "square": "□",
}

#: Operators over an index beside Σ and Π, each a kind of its own.
BIG = frozenset(
    (
        *("sum", "product", "integral", "contour", "lim", "limsup", "liminf", "union", "intersection", "disjoint"),
        *("or", "and", "direct", "tensor", "coproduct"),
    )
)

#: Commands with a grammar of their own.
STRUCTURE = {
    "frac": "frac",
    "dfrac": "frac",
    "tfrac": "frac",
    "cfrac": "frac",
    "nicefrac": "frac",
    "sfrac": "frac",
    "over": "over",
    "atop": "atop",
    "sqrt": "sqrt",
    "sum": "sum",
    "prod": "product",
    "int": "integral",
    "iint": "integral",
    "iiint": "integral",
    "oint": "contour",
    "smallint": "integral",
    "partial": "partial",
    "nabla": "nabla",
    "underset": "underset",
    "overset": "overset",
    "stackrel": "overset",
    "buildrel": "buildrel",
    "xrightarrow": "arrow",
    "xleftarrow": "arrow",
    "underbrace": "underbrace",
    "overbrace": "underbrace",
    "substack": "substack",
    "arg": "arg",
    "lim": "lim",
    "limsup": "limsup",
    "liminf": "liminf",
    "sup": "max",
    "inf": "min",
    "oiint": "contour",
    "binom": "binom",
    "dbinom": "binom",
    "tbinom": "binom",
    "choose": "choose",
    "bigcup": "union",
    "bigcap": "intersection",
    "bigsqcup": "disjoint",
    "biguplus": "disjoint",
    "bigvee": "or",
    "bigwedge": "and",
    "bigoplus": "direct",
    "bigotimes": "tensor",
    "coprod": "coproduct",
    "pmod": "pmod",
    "mod": "pmod",
    "pod": "pmod",
    "bmod": "bmod",
}
