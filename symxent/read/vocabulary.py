"""The words of LaTeX mathematics: tables only."""

from __future__ import annotations


def words(*lines: str) -> tuple[str, ...]:
    """The words of some lines."""
    return tuple(" ".join(lines).split())


def by_meaning(rows: dict[str, str]) -> dict[str, str]:
    """What each of some words means, from rows of a meaning and all the words for it."""
    return {word: meaning for meaning, words in rows.items() for word in words.split()}


_GREEK_NAMES = words(
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
    words(
        "log ln exp lg lb sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan arccot arcsec",
        "arccsc arcsinh arccosh arctanh arsinh arcosh artanh arcoth arsech arcsch asin acos atan asinh acosh atanh",
        "sinc sign sgn erf erfc det tr Tr trace Trace diag softmax Softmax sigmoid Sigmoid softplus Softplus logit",
        "logistic expit relu ReLU LSE logsumexp LogSumExp swish Swish SiLU silu GELU gelu mish Mish ELU elu LeakyReLU",
        "softsign probit argmax argmin max min Var var Cov cov Corr corr KL rank dim deg gcd lcm ker hom span",
        "adj vech floor ceil Ent",
    )
)

#: Commands that people write in plain letters.
COMMANDS_IN_LETTERS = {"lim": "lim", "sup": "max", "inf": "min", "arg": "arg"}

#: Names of several letters that no product of letters would spell.
WORDS = words(
    "MSE BCE NLL KLD JSD CE LL TP FP TN FN TPR FPR AUC IoU loss cost Loss Cost MAE RMSE SSE bias new old acc err",
    "net out avg std num den obs est reg tot ref res val emp pos neg odds lr prec rec",
    "dom epi aff conv relint vol rad img ran nul obj gap adv gen reg",
)

#: English words that stand in formulas without \text.
PROSE = frozenset(
    words(
        "where for if and or with when otherwise let then since so else given that such is are the we have hence thus",
        "therefore because by of from to as all any iff not equivalently i.e. e.g. class vs versus",
    )
)

#: Commands of spacing, size and layout, which say nothing.
IGNORED = frozenset(
    words(
        "left right big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm middle displaystyle",
        "textstyle scriptstyle limits nolimits thinspace medspace thickspace enspace nonumber notag small large Large",
        "normalsize footnotesize tiny rm bf it centering strut mathstrut allowbreak nobreak noindent hfill null",
        "mathinner mathord mathbin mathrel hline boldmath relax cancel bcancel xcancel mathchoice",
        "mathaccent phantomsection protect unboldmath ensuremath mathsurround hfil hss smash",
        "scriptscriptstyle sf sl tt em rm bfseries itshape upshape mathclose mathopen mathpunct qty pause xspace",
        "begingroup endgroup lefteqn ignorespaces unskip qed qedhere checkmark blacksquare space enskip negthinspace",
        "negmedspace negthickspace vfil vfill linebreak nolinebreak smallskip medskip bigskip par raggedright",
    )
) | {"\\,", "\\;", "\\:", "\\!", "\\ ", "\\>", "\\/", "\\\n", "\\-", "\\@"}

#: What a line or a page costs when it is broken there: with a number behind it.
PENALTIES = frozenset(("displaybreak", "postdisplaypenalty", "predisplaypenalty", "interdisplaylinepenalty", "penalty"))

#: Spaces so wide that a new formula may begin behind them.
GAPS = frozenset(("quad", "qquad"))
GAPS_WITH_ARGUMENT = frozenset(("hspace", "hskip", "mspace"))
IGNORED_WITH_ARGUMENT = words(
    "vspace vskip kern mkern mskip color textcolor phantom hphantom vphantom raisebox fontsize class cssId htmlClass",
    "bbox hypertarget noalign index",
)
PROSE_COMMANDS = frozenset(("because", "therefore"))
#: Environments that only say how their inside is laid out, or who sees it.
LAYOUT_ENVIRONMENTS = frozenset(("prompt", "center", "small", "onlineOnly"))
#: Commands of slides that say when their argument is seen, boxes around it, and Ximera's blanks for an answer.
SHOWN = frozenset(words("uncover only visible onslide alert boxed fbox tcboxmath answer mathclap mathllap mathrlap"))

TEXT_COMMANDS = frozenset(
    words(
        "text textrm textbf textit textsf textsc texttt textnormal mbox hbox mathrm mathit mathop mathsf mathtt",
        "operatorname emph textup",
    )
)

ACCENTS = by_meaning(
    {
        "hat": "hat widehat", "bar": "widebar bar overline", "tilde": "tilde widetilde", "vec": "vec overrightarrow",
        "ring": "mathring", "check": "check", "breve": "breve", "acute": "acute", "grave": "grave", "dddot": "dddot",
        "dot": "dot", "ddot": "ddot", "bold": "mathbf boldsymbol bm bold pmb symbf",
        "calligraphic": "mathcal mathscr mathfrak cal", "blackboard": "mathbb mathbbm mathds",
        "roman": "mathrm mathit mathsf mathop operatorname", "underline": "underline",
    }
)  # fmt: skip

#: Signs that relate two members, as the tree writes them.
RELATIONS = by_meaning(
    {
        "=": "= equal", "≈": "approx simeq cong doteq ≈ approxeq thickapprox ≃ ≅ eqsim", "≠": "neq ne != ≠",
        "<": "< lt ll", ">": "> gt gg", "≤": "le leq leqslant ≤ <= leqq ⩽", "≥": "ge geq geqslant ≥ >= geqq ⩾",
        "∈": "in ∈", "∉": "notin ∉", "∋": "ni", "⊂": "subset subseteq subsetneq ⊂ ⊆",
        "⊃": "supset supseteq supsetneq", "⊄": "nsubseteq", "≺": "prec preceq ⪯", "≻": "succ succeq ⪰",
        "≲": "lesssim", "≳": "gtrsim", "≍": "asymp", "∤": "nmid", "⊨": "models", "⊢": "vdash",
        "→": "hookrightarrow twoheadrightarrow rightharpoonup leadsto rightsquigarrow longmapsto ↦ ⟶ to rightarrow"
        " longrightarrow mapsto -> →",
        "⇒": "⟹ Rightarrow implies Longrightarrow ⇒",
        "⇔": "⟺ iff Leftrightarrow Longleftrightarrow leftrightharpoons rightleftharpoons ⇔",
        "⇐": "Longleftarrow Leftarrow impliedby", "↔": "leftrightarrow", "=:": "eqqcolon =:",
        ":=": "doteqdot triangleq := coloneqq coloneq", "∝": "propto ∝", "≡": "equiv ≡",
        "←": "leftarrow gets longleftarrow <- ←", "∼": "sim ∼", "⊥": "perp",
    }
)  # fmt: skip

#: What \\not makes of a relation.
NEGATED = {"→": "↛", "=": "≠", "∈": "∉", "<": "≥", ">": "≤", "≤": ">", "≥": "<", "⊂": "⊄", "≡": "≢", "∼": "≁", "≈": "≉"}

#: Commands and controls that stand for one sign of the grammar.
SYMBOLS = by_meaning(
    {
        "·": "cdot cdotp bullet", "×": "times divideontimes", "*": "ast", "star": "star", "⊙": "odot circledcirc",
        "∘": "circ", "⊗": "boxtimes ltimes otimes", "⊕": "oplus", "⊛": "circledast", "/": "div sslash", "±": "pm",
        "∓": "mp", "\\{": "\\{ lbrace", "\\}": "\\} rbrace", "[": "lbrack llbracket", "]": "rbrack rrbracket",
        "(": "lparen", ")": "rparen", "|": "vert lvert rvert", "mid": "mid", "‖": "\\| Vert lVert rVert parallel",
        "⟨": "langle", "⟩": "rangle", "⌊": "lfloor", "⌋": "rfloor", "⌈": "lceil", "⌉": "rceil", ":": "colon",
        "'": "prime", "⊤": "top intercal",
        "↓": "downarrow uparrow swarrow searrow nwarrow nearrow updownarrow Downarrow", "∀": "forall",
        "∃": "exists nexists", "∩": "cap sqcap", "∪": "cup uplus sqcup", "∖": "setminus backslash smallsetminus",
        "∧": "land wedge", "∨": "lor vee", "¬": "lnot neg",
        "…": "dots ldots cdots vdots ddots hdots dotsc dotsb dotsm dotso hdotsfor dotsi", "†": "dagger ddagger",
        "♯": "sharp", "△": "bigtriangleup triangle", "⊖": "ominus", "□": "Box square", "°": "degree",
    }
)  # fmt: skip

#: Operators over an index beside Σ and Π, each a kind of its own.
BIG = frozenset(
    (
        *("sum", "product", "integral", "contour", "lim", "limsup", "liminf", "union", "intersection", "disjoint"),
        *("or", "and", "direct", "tensor", "coproduct"),
    )
)

#: Commands with a grammar of their own.
STRUCTURE = by_meaning(
    {
        "frac": "frac dfrac tfrac cfrac nicefrac sfrac", "over": "over", "atop": "atop", "sqrt": "sqrt", "sum": "sum",
        "product": "prod", "integral": "int iint iiint smallint", "contour": "oint oiint", "partial": "partial",
        "nabla": "nabla", "underset": "underset", "overset": "overset stackrel", "buildrel": "buildrel",
        "arrow": "xrightarrow xleftarrow", "underbrace": "underbrace overbrace", "substack": "substack", "arg": "arg",
        "lim": "lim", "limsup": "limsup", "liminf": "liminf", "max": "sup", "min": "inf",
        "binom": "binom dbinom tbinom", "choose": "choose", "union": "bigcup", "intersection": "bigcap",
        "disjoint": "bigsqcup biguplus", "or": "bigvee", "and": "bigwedge", "direct": "bigoplus",
        "tensor": "bigotimes", "coproduct": "coprod", "pmod": "pmod mod pod", "bmod": "bmod",
    }
)  # fmt: skip
