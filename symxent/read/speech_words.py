"""The words by which a page says what a formula is for, in several languages: tables only.

English, German, French, Spanish, Portuguese; Chinese, whose words need no spaces around them.
"""

from __future__ import annotations

import re


def _any(*lines: str, chinese: str = "") -> re.Pattern[str]:
    """One pattern for phrases separated by |, as whole words; those in Chinese anywhere."""
    spaced = "|".join(lines).replace(" ", r"\s+")
    return re.compile(rf"\b(?:{spaced})\b" + (f"|{chinese}" if chinese else ""), re.IGNORECASE)


#: What follows is asserted.
CLAIM = _any(
    "so|hence|thus|therefore|then|consequently|accordingly|it follows|follows that|which follows|implies|implying",
    "imply|yields?|gives?|gave|giving|obtains?|obtaining|we get|gets?|becomes?|become|we have|has|we find|we see",
    "simplif(?:y|ies)(?: to)?|reduces? to|results? in",
    "we (?:can )?(?:conclude|deduce|arrive|derive|compute|calculate|show)|shows? that|prove that|recall that|note that",
    "verify that|know that|in other words|equivalently|can be (?:re)?written|rewrite|amounts to|turns out|correct",
    "also|ist gleich|daher|folglich|somit|ergibt|erhalten|dann|donc|alors|ainsi|d'où|on obtient|(?<![a-z]\\s)on a",
    "luego|entonces|por lo tanto|por tanto|así|se obtiene|obtenemos|tenemos|logo|portanto|então|assim|obtemos|temos",
    chinese="因此|所以|故|于是|从而|得到|可得|则|那么|推出|有：|有:|化简|得",
)

_EXCEPT = "except(?: (?:for|when|if|where|at))?|außer|sauf|excepto|exceto"
#: What follows limits the statements beside it, in the same sentence.
CONDITION = _any(
    "if|when|whenever|for|where|with|unless|until|provided(?: that)?|assuming|under|such that|s\\.\\s?t\\.|at",
    _EXCEPT,
    "iff|if and only if|exactly when|precisely when",
    "only if|as long as|in (?:the|this|that) case(?: of)?|case|whether|while|wenn|falls|für|mit|bei|wobei",
    "si|lorsque|quand|pour|avec|où|cuando|para|con|donde|sujeto a|se|quando|com|onde|sob",
    chinese="若|如果|当|假如|对于|对任意|其中|满足|时",
)

#: Cues of a condition that says where something does not hold.
EXCEPTING = _any("unless|until", _EXCEPT, chinese="除非|除了")

#: What follows is no condition: whether or not x ≥ 0; we do not assume that x ≥ 0.
NOT_SUPPOSED = re.compile(
    r"\b(?:whether|(?:without|never|not|no longer)\s+(?:\w+\s+){0,2}?(?:assum|suppos|requir|restrict)\w*)\b[^.]*\Z"
    r"|n't\s+(?:\w+\s+){0,2}?(?:assum|suppos|requir|restrict)\w*[^.]*\Z",
    re.IGNORECASE,
)

#: What follows says again what was said before, or what it comes to: asserted, unless that was a condition.
RESTATED = _any(
    "which is|that is|i\\.e\\.?|is equal to|equals?|is the same as|namely|das heißt|c'est-à-dire|es decir|isto é",
    chinese="即|等于|也就是",
)

#: What follows is stated, without a word on whether it is a step: the nearest cue counts, and this is one.
STATED = _any("is|are|was|be|as|by|follows?|form|formula|ist|sind|est|sont|es|son|é|são", chinese="为|是|如下")

#: What follows holds from here on: Let x > 0.
GIVEN = _any(
    "let(?: us)?|let's|assume[sd]?|suppose[sd]?|supposing|given|consider|define[sd]?|denote[sd]?|denoting|set|setting",
    "fix|choose|choosing|pick|take|throughout|write|put|putting|substitute|substituting|plugging in|introduce",
    "increase|decrease|sei|seien|setze|angenommen|gegeben|soit|soient|supposons|posons|étant donné|sea|sean|supongamos",
    "suponga|dado|dada|definimos|seja|sejam|suponha|considere",
    chinese="设|令|假设|假定|记|定义|给定|考虑|取",
)

#: Cues of a condition of what comes after it: "setting the slope to 0 gives …".
BEGINS = _any(
    "let(?: us)?|let's|set|setting|fix|choose|choosing|pick|take|put|putting|substitute|substituting|plugging in",
    "sei|seien|setze|soit|soient|posons|sea|sean|seja|sejam",
    chinese="设|令|取",
)
#: What holds for the part of a proof that it begins.
SUPPOSE = _any("assum(?:e|ed|es|ing)|suppos(?:e|ed|ing)|angenommen|supposons|supongamos|suponha", chinese="假设|假定")
#: A sentence with these may say what held above it.
LOOKS_BACK = _any(
    "here|above|earlier|before|previous(?:ly)?|throughout|always|everywhere|recall|remember|note|remark|notice|all",
    "assum(?:e|ed|es|ing|ption|ptions)|suppos(?:e|ed|ing)|only|notation|convention|in th(?:is|ese) \\w+|we have used",
    "hier|oben|immer|überall|ici|ci-dessus|toujours|partout|aquí|siempre|aqui|sempre|todos?|vorausgesetzt",
    chinese="这里|上面|上述|前面|始终|总是|注意|假设|假定|所有|本节|本章",
)

#: What follows is a reason that is taken from elsewhere.
PREMISE = _any(
    "since|because|as we know|given that|due to|weil|da|denn|puisque|parce que|car|porque|ya que|pois",
    chinese="由于|因为|由",
)

#: What follows is wanted, and not said to be so: constraints, equations to be solved, optimality conditions.
SOUGHT = _any(
    "subject to|constraints?|constrained|satisf(?:y|ies|ying|ied)|require[sd]?|requiring|requirement|ensure[sd]?",
    "ensuring|enforce[sd]?|must|need|needs|want|wants|should|solve[sd]?|solving|solutions?|roots?|the equations?",
    "equation system|system of equations|boundary|first[- ]order|optimality|stationary|critical point|equilibrium",
    "minimi[sz]e[sd]?|maximi[sz]e[sd]?|minimi[sz]ing|maximi[sz]ing|find|finding|to zero|equal to 0|vanish(?:es)?",
    "conditions?|restrict(?:ion|ed)?|normali[sz](?:ed|ation|ing)|convention|criteri(?:on|a)|threshold|(?<!-)test",
    r"rule(?<!chain\srule)(?<!product\srule)(?<!quotient\srule)(?<!power\srule)(?<!sum\srule)",
    "determined by|null hypothesis|hypothes[ie]s|goal|objective",
    "lösen?|lösung|gleichung|nebenbedingung|bedingung|résoudre|équation",
    "contrainte|condition|sous|resolver|ecuación|equação|restricción|restrição|condición|condição",
    chinese="约束|条件|求解|解|方程|最小化|最大化|限制|归一化|满足|使得|要求|s\\.t\\.",
)

#: What follows is still to be shown.
TO_SHOW = re.compile(
    r"\b(?:to|will|shall|must|us|should|can|you)\s+(?:show|prove|verify|check|demonstrate|establish|see|deduce)\b[^.]*\Z"
    r"|\b(?:exercise|conjecture)\b[^.]*\Z|要证|证明[^。]*\Z|求证",
    re.IGNORECASE,
)

#: A sentence with one of these does not simply say that something holds.
UNSURE = _any(
    "or|either|neither|nor|exists?|there (?:is|are)|some|perhaps|maybe|might|may|could|would|should|show|prove|verify",
    "hope|want|wish|nice|guess|conjecture[sd]?|suspect|expect(?:ed)?|fails?|not|no|never|cannot|unless|exercise|claim",
    "oder|nicht|ou|não|existe|puede|pas|peut",
    chinese="或|不|存在|可能|证明",
)

#: What stands before holds in part only.
PARTLY = re.compile(
    r"[\s$.,;:\\\])}]*(?:(?:holds?|is true)\s+)?(?:almost|a\.\s?e|a\.\s?s|except|for some|for at least"
    r"|with (?:high )?prob|eventually|infinitely|approximately|in distribution"
    r"|if|when|unless|whenever|only|on|at|near|locally)\b",
    re.IGNORECASE,
)

#: What stands here is no statement of the author's.
MISTAKE = _any(
    "(?:not|isn't) (?:true|right|correct)",
    "untrue|mistakes?|mistaken(?:ly)?|wrong(?:ly)?|incorrect(?:ly)?|false|falsely|erroneous(?:ly)?",
    "student (?:wrote|writes|claims|claimed|says|said)|student [^.]{0,60}? as follows",
    "tempt(?:ing|ed)|myth|fallacy|fallacious|pitfall|misconception",
    "one might think|you might think|might expect|not hold|doesn't hold|does not hold|not equal|in general not",
    "not in general|naive(?:ly)?|counter-?examples?|disprove|nonsense|absurd(?:ity)?|typo|erratum|errata|don't write",
    "not a solution|no solution|extraneous|do not write|never write|not exist|there (?:is|are) no|no such|cannot|can't",
    "can not|neither|either(?!\\b[^.]{0,80}? or\\b)|otherwise|falsch|fehler|irrtum|faux|fausse|erreur|incorrecto|falso",
    "falsa|errado|error común|erro comum",
    chinese="错误|不正确|不成立|误以为|误认为|不对|假命题|反例|谬误",
)

#: What denies the formula right behind it, c is not the ratio c = a/b, and the one right before it.
DENIES = re.compile(
    r"\b(?:(?:is|are|was|were)\s+(?:not|never)|isn['’]t|aren['’]t|ist\s+nicht|sind\s+nicht|no\s+es|não\s+é|n['’]est\s+pas)\s+"
    r"(?:always\s+|simply\s+|equal\s+to\s+|(?:given|determined|defined)\s+(?:by|as)\s+)?"
    r"(?:(?:the|an?|der|die|das|el|la|o|le)\s+"
    r"(?:(?!(?:that|dass|que|since|because|as|if|when|so|and|but)\b)[\w-]+\s+){1,2})?\Z"
    r"|\b(?:do(?:es)?\s+not|don['’]t|doesn['’]t|cannot|can['’]t)\s+(?:have|get|obtain|conclude|infer|imply)\s*(?:that\s*)?:?\s*\Z",
    re.IGNORECASE,
)
FAILS = re.compile(
    r"\s*(?:fails\b|need not\b|is violated\b|is (?:not|never) (?:true|the case|satisfied|so)\b|gilt nicht|不成立)",
    re.IGNORECASE,
)
#: What makes a bound of the value of a name right behind it: c is at most c = a/b.
BOUNDS = re.compile(
    r"\b(?:is|are|was|were|lies|stays)\s+(?:(?:at|by)\s+(?:most|least)|(?:less|more|greater|smaller|larger|bigger|lower|higher)\s+than"
    r"|below|above|bounded\s+by|no\s+(?:less|more|greater|smaller|larger)\s+than)\s+(?:(?:the|an?)\s+)?(?:[\w-]+\s+){0,2}\Z",
    re.IGNORECASE,
)

#: After a quoted mistake, what follows is the author's again.
RIGHTED = _any(
    "correct(?:ly)?|right|true|actually|in fact|instead|rather|should be|richtig",
    "korrekt|en fait|en realidad|na verdade",
    chinese="正确|其实|实际上|应该",
)

#: Opens a proof by contradiction, which may be long.
BY_CONTRADICTION = re.compile(
    r"(?:for|by|to reach|towards?|derive|obtain)\s+(?:the\s+sake\s+of\s+)?(?:a\s+)?contradiction|assume the contrary"
    r"|suppose (?:not|otherwise)|angenommen|par l'absurde|por contradicción|por absurdo|por contradição|反证",
    re.IGNORECASE,
)
#: Closes one.
REFUTED = re.compile(
    r"contradict|absurd|must be false|impossible|cannot be|widerspruch|contradic|矛盾|\\square|□|\bqed\b|\\qed",
    re.IGNORECASE,
)

CONTRADICTION = _any(
    "contradictions?|contradict(?:s|ing|ory)?|contrary|absurd(?:ity)?|impossible|widerspruch|gegenteil",
    "contradicción|contradição|absurdo|absurde",
    chinese="矛盾|反证|不可能",
)

#: What follows is put to the reader, who is to say whether it is so.
ASKED = _any(
    "true or false|true/false|which of the following|select all|decide whether|determine (?:if|whether)|is it true",
    "check whether|explain why or why not|wahr oder falsch|vrai ou faux|verdadero o falso|verdadeiro ou falso",
    chinese="判断正误|对错|下列哪",
)

#: A list behind these words holds what the reader is to judge.
TO_JUDGE = re.compile(
    r"\b(?:circle|mark|tick|select|choose)\b[^.\n]{0,40}(?<!\\)\b(?:statements?|answers?|true|correct)\b"
    r"|\bwhich\b[^.\n]{0,40}\b(?:statements?|are true|is true|are correct|is correct)\b|\btrue or false\b",
    re.IGNORECASE,
)

#: Environments that list answers to choose from, of which most are wrong.
CHOICES = ("multipleChoice", "selectAll", "choices", "checkboxes", "oneparchoices", "oneparcheckboxes", "wordChoice")

#: A condition in words alone: "if the matrix is invertible,".  "if we differentiate" is none.
CLAUSE = re.compile(
    r"\b(?:if|when|whenever|unless|provided(?: that)?|assuming(?: that)?|as long as|in case|wenn|falls|lorsque|cuando"
    r"|under (?:the )?(?:assumption|condition|hypothesis|null)\w*)\b(?!\s+(?:we|you|one|I|man|on|and only if)\b)"
    r"[^.;:?!]*?(?:,|\bthen\b|\bwe (?:have|get|obtain)\b|\bdann\b|\balors\b|\bentonces\b|:)"
    r"|(?:若|如果|假如|当)[^，。；,;]*?(?:，|,|时|则|那么)",
    re.IGNORECASE,
)

#: Holds to some accuracy only, or for large n, and so on: nothing in this sentence is an equality of numbers.
ROUGHLY = _any(
    "approximat\\w*|roughly|tiny|infinitesimal\\w*|asymptotic\\w*|limit\\w*|first order|second order",
    "leading order|linear order|higher order terms|neglect\\w*|ignor\\w*|up to|proportional|constant factor",
    "additive constant|in expectation|on average|almost|nearly|näherungsweise|environ",
    r"(?:drop|omit|discard|disregard|absorb|suppress)\w* (?:[\w$\\-]+ ){0,5}(?:constants?|terms?|factors?)",
    r"(?:constants?|terms?|factors?) (?:[\w$\\,-]+ ){0,6}(?:dropped|omitted|discarded|absorbed|suppressed|left out)",
    "leav\\w* out (?:\\w+ ){0,4}(?:constants?|terms?|factors?)|modulo (?:\\w+ )?constants?",
    "(?:finite|forward|backward|central|centered) differences?|bis auf|à une constante près",
    "salvo (?:\\w+ )?constantes?|a menos de (?:\\w+ ){0,2}constantes?",
    "aproximad\\w*|informal\\w*|heuristic\\w*|abus\\w* of notation|sloppy|loosely",
    chinese="(?:略去|省略|去掉|舍去|不计|丢掉)[^，。]{0,8}常数"
    "|近似|约等于|约为|大约|充分大|充分小|很小|很大|足够大|足够小|趋于|趋近|忽略|正比|极限|渐近",
)

#: What is said of a formula beside it, H′(p) = …, which vanishes at p = 1/2: it holds elsewhere, too.
ASIDE = re.compile(r"\W*which\b[^.]*\bat\W*\Z", re.IGNORECASE)
#: Where the value of a derivative is perhaps that of a quotient of differences.
DIFFERENCES = _any(
    "(?:finite|forward|backward|central|centered) differences?|(?:numerical|discrete) (?:derivatives?|differentiation)",
    "Differenzenquotient\\w*|différences finies|diferencias finitas|diferenças finitas",
    chinese="差分|差商",
)
#: What a name is said to be: the set in which it then lives, or "" where it limits the name in a way that is not read.
PROPERTIES = {
    where: _any(*spaced, chinese=chinese)
    for where, spaced, chinese in (
        ("positive", ("positiv(?:e[nrs]?|[oa]s?)?|positif",), "正(?:整数|实数|数|的)"),
        ("negative", ("negativ(?:e[nrs]?|[oa]s?)?|négati(?:f|ve)",), "负(?:整数|实数|数|的)"),
        ("nonnegative", ("non-?negative|nicht-?negativ\\w*|n(?:o|ão) negativ[oa]s?|positif ou nul",), "非负"),
        ("integer", ("integers?|whole numbers?|ganz(?:e|en) zahl(?:en)?|enter[oa]s?|inteir[oa]s?|entiers?",), "整数"),
        ("natural", ("natural numbers?|natürlich\\w* zahl(?:en)?|números? natura\\w+|entiers? naturels?",), "自然数"),
        ("unit", ("probability|wahrscheinlichkeit|probabilidad|probabilidade|probabilité",), "概率"),
        ("label", ("binary",), "二元"),
        ("", (
            "symmetric|symmetrisch\\w*|simétric[oa]s?|symétriques?|orthogonal\\w*|ortogona\\w+|orthonormal|unitary|hermitian",
            "diagonal|triangular|invertible|invertierbar\\w*|inversible|nonsingular|idempotent|independent|uncorrelated",
            "unabhängig\\w*|independientes?|indépendante?s?|centred|centered|standardi[sz]ed|normali[sz]ed|unit|even|odd",
            "prime|small|large|non-?zero|distinct|stochastic|(?:semi)?definite|full-rank|square|skew|nilpotent|constant",
            "gerade|ungerade|par|impar|pair|primo|primzahl|konstant\\w*|constante|fixed|linear|lineal|linéaire|affine",
            "convex|convex[oa]|convexe|konvex|concave|homogeneous|periodic|periodisch|periódic[oa]",
        ), "对称|正交|可逆|独立|偶数|奇数|质数|素数|非零|常数"),
    )
}  # fmt: skip
#: Properties that are said for one sentence only.
OF_A_SENTENCE = frozenset(("small", "large"))
#: What turns the property behind it into its contrary.
DENIED = re.compile(
    r"(?:\b(?:not|never|non|neither|n?or|nicht|kein\w*|weder|noch|no|ni|não|nem|pas|isn't)(?:\s+(?:an?|eine?|una?|uma?))?"
    r"|[不非]是?)[\s-]*\Z",
    re.IGNORECASE,
)
#: What stands between a name and what it is said to be.
IS = re.compile(
    r"\s*(?:(?:is|are|be|to be|denotes?|ist|sind|sei|seien|es|son|sea|sean|est|sont|soit|é|são|seja)\b\s*"
    r"(?:(?:an?|the|eine?|una?|une|uma?|el|la)\s+)?|(?:an?|eine?|una?|une|uma?)\s+)(?P<said>(?:[\w-]+\s*){1,3})"
    r"|\s*(?:都|均)?[为是]?(?:一个|任意)?(?P<word>(?:(?:no|not|não|nicht|strictly)\s+)?[\w-]+)"
)
#: A sentence with one of these before a name says something of it for itself only, and for what goes on from it.
CASES = _any(
    "if|when|whenever|unless|provided|assuming|as long as|for|case|wenn|falls|für|si|cuando|para|pour|quand|se|quando",
    chinese="若|如果|当|假如|对于|对任意",
)
#: A sentence with one of these perhaps says nothing of the kind.
OPEN = _any("whether|or|oder|ou|o|ob|either", chinese="或|是否|吗|[?？]")


#: What makes a matrix special, wherever a page says it.
SPECIAL_MATRICES = re.compile(
    r"\b(?:symmetric|orthogonal\w*|orthonormal\w*|unitary|hermitian|diagonal|idempotent|projections?|centred|centered"
    r"|normali[sz]ed|whiten\w*|standardi[sz]ed|invertible|nonsingular|singular value|eigen\w+|full rank|covariance)\b"
    r"|对称|正交|对角|幂等|可逆|单位阵|酉|特征",
    re.IGNORECASE,
)

#: A sentence in which numbers are perhaps not added and divided as usual.
OTHER_ARITHMETIC = _any(
    "(?:integer|floor|euclidean|truncating) division|overflow\\w*|round-?off|rounding errors?|floating[- ]point",
    "truncat\\w*|modulo|modular|binary|hexadecimal|octal|base (?:two|2|10|16)|bits?|bitwise|boolean|exclusive or|xor",
    chinese="取模|二进制|整除|溢出|布尔|异或",
)

#: A sentence in which letters are perhaps residues: a − b is a + b.
RESIDUES = _any(
    r"modulo|modular|mod \$?2|xor|exclusive or|characteristic \$?(?:two|2|p)\$?|GF",
    r"anti-?commut\w*|cardinals?|ordinals?|aleph\w*",
    chinese=r"取模|异或|\\mathbb\s*\{?[ZF]\}?_|\\pmod|\\bmod|\\oplus",
)

#: What is nearly equal here is a value of another function than the one that is printed.
ESTIMATED = _any(
    "linear approximation|linear(?:ization|isation)|tangent line|estimat\\w*|differentials?|newton\\w*",
    "taylor|maclaurin|trapezoid\\w*|midpoint|simpson\\w*|riemann|euler\\w*|interpolat\\w*",
    "quadratic approximation|bisection",
)

#: A page on which * may be no product.
CONVOLUTION = re.compile(r"convol|faltung|卷积|합성곱", re.IGNORECASE)

#: Words that name several numbers at once: such a letter is no number.
ARRAYS = _any(
    "vectors?|matrix|matrices|tensors?|eigenvectors?|jacobian|hessian|random vectors?|vektoren?|matrizen|vecteurs?"
    "|matrices?|vectores?|matriz(?:es)?|operators?|sets?|functions?|events?|distributions?|maps?|graphs?|groups?",
    chinese="向量|矩阵|张量|集合|事件|算子",
)
#: Words for the arithmetic mean; "this means" is none.
MEANS = re.compile(
    r"\b(?:sample|arithmetic|overall|empirical|(?:the|a|its|their)(?:\s+\w+)?)\s+means?\b"
    r"|\b(?:averages?|média|media|moyenne|Mittel\w*)\b|均值|平均|평균",
    re.IGNORECASE,
)
