"""Characters beyond ASCII, and what HTML leaves in a formula: tables only."""

from __future__ import annotations

from collections.abc import Mapping

from symxent.read.vocabulary import by_meaning

_LETTERS = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
    *("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"),
)
_SYMBOLS = by_meaning({
    "-": "− – ‐", "·": "· ⋅ • ∙", "×": "×", "*": "∗", "⊙": "⊙", "∘": "∘", "⊗": "⊗", "⊕": "⊕", "/": "÷ ∕ ⁄", "±": "±",
    "∓": "∓", "…": "… ⋯ ⋮ ⋱", "'": "′ ’ ‘ ´", "‖": "‖ ∥", "|": "∣ ｜", "⊤": "⊤", "⟨": "⟨ 〈", "⟩": "⟩ 〉", "⌊": "⌊",
    "⌋": "⌋", "⌈": "⌈", "⌉": "⌉", "∩": "∩", "∪": "∪", "∖": "∖", "∧": "∧", "∨": "∨", "¬": "¬", "∀": "∀", "∃": "∃",
    "°": "°", "†": "†", "star": "⋆ ★", ",": "、", ".": "。", "↓": "↓", "□": "□ ■ ∎",
})  # fmt: skip
_NAMES = by_meaning({
    "oo": "∞", "ell": "ℓ", "phi": "ϕ", "epsilon": "ϵ", "∅": "∅", "hbar": "ℏ", "⊥": "⊥", "vartheta": "ϑ",
})  # fmt: skip
#: Characters beyond ASCII: the tokens that each stands for.
UNICODE: Mapping[str, tuple[tuple[str, str], ...]] = (
    {
        character: ((kind, text),)
        for kind, signs in {
            "symbol": _SYMBOLS,
            "command": {"∑": "sum", "∏": "product", "∂": "partial", "∇": "nabla", "√": "sqrt", "∫": "integral"},
            "name": _NAMES,
            "prose": dict.fromkeys("“”„«»「」『』？！", "“"),
        }.items()
        for character, text in signs.items()
    }
    | {
        character: (("accent", "blackboard"), ("name", letter))
        for character, letter in zip("ℝℕℤℚℂℙ𝔼𝕀𝟙", "RNZQCPEI1", strict=True)
    }
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\xa0\u2009\u202f\u2002\u2003\u2005\u2006\u3000\u00ad", ())
    | {
        character: (("name", name),)
        for character, name in zip("αβγδεζηθικλμνξπρςστυφχψωΓΔΘΛΞΠΣΦΨΩ", _LETTERS, strict=True)
    }
)

#: Signs of HTML that were left in a formula.
ENTITIES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "#39": (("symbol", "'"),), "#x27": (("symbol", "'"),), "apos": (("symbol", "'"),), "prime": (("symbol", "'"),),
    "amp": (("column", "&"),), "lt": (("relation", "<"),), "gt": (("relation", ">"),), "le": (("relation", "≤"),),
    "ge": (("relation", "≥"),), "ne": (("relation", "≠"),), "times": (("symbol", "×"),), "middot": (("symbol", "·"),),
    "minus": (("symbol", "-"),), "nbsp": (), "quot": (("prose", "“"),), "ldquo": (("prose", "“"),),
    "rdquo": (("prose", "“"),),
}  # fmt: skip
