"""What stands beside a formula and keeps its correction from being written without the author's word.

A correction is right where the step is asserted, as it stands, by the author.  Under a condition, a hypothesis, a
negation or a question, and in a quotation, the formula may be just as it was meant to be.
"""

from __future__ import annotations

import re

from symxent.read.document import Formula, Page

#: So much of the text before and behind a formula is looked at, in characters, formulas not counted.
_WINDOW = 400
#: The same with the formulas.
_FAR = 4000
_FORMULA = "\N{OBJECT REPLACEMENT CHARACTER}"
_HEADING = re.compile(r"\n[ \t]*#{1,6}[ \t]|\\(?:sub)*section\b|\\chapter\b")
#: The end of a sentence; a blank line alone ends none, since a display stands between two of them.
_SENTENCE = re.compile(r"[.!?](?=[\s*_\"')\]}]|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_REASONS = {
    "a condition": r"if|iff|when|whenever|unless|let|given|where|wherever|such|subject|provided|under|cases?|only"
    r"|set|choose|fix|pick|assuming|while|until|for" + rf"|(?:at|with)(?=\s*{_FORMULA})",
    "a hypothesis": r"suppose\w*|supposing|assum\w*|hypothes\w*|contradict\w*|conjectur\w*|imagine|pretend|would|were"
    r"|might|could|should|must|want\w*|need\w*|requir\w*|solv\w*|satisf\w*|constrain\w*|claim\w*",
    "a negation": r"not|\w+n['’]t|cannot|never|no|nor|neither|wrong\w*|false\w*|incorrect\w*|mistak\w*|erroneous\w*"
    r"|fail\w*|invalid\w*|contrary|instead|naive\w*|absurd\w*|fallac\w*|counter-?example\w*|disprove\w*|unequal|differs?",
    "a question": r"whether|why|exercises?|homework|quiz|question\w*|puzzle\w*",
    "a quotation": r"said|says?|wrote|writes?|quot\w*|students?|one\s+might|tempt\w*|according",
}
_WORDS = {reason: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for reason, words in _REASONS.items()}
_SIGNS = (
    ("a question", re.compile(r"\?")),
    ("a negation", re.compile(r"\\neq?\b|\\not\b|≠|~~")),
    ("a quotation", re.compile(r"[\"“”„«»]|``|''|\\begin\{quot|^[ \t]*>", re.MULTILINE)),
)
#: Among three words or more of English, one of these is nearly always found.
_ENGLISH = frozenset(
    (
        *("the", "a", "an", "of", "is", "are", "and", "we", "to", "that", "this", "then", "have", "by", "it", "from"),
        *("thus", "hence", "therefore", "which", "gives", "get", "one", "its"),
    )
)


def beside(page: Page, start: int, end: int) -> str:
    """What stands beside the formula with these characters, in words; "" when nothing keeps it from being corrected."""
    number = next((n for n, f in enumerate(page.formulas) if f.start <= start <= f.end), None)
    if number is None:
        return "something that was not read"
    text = _words_around(page, page.formulas[number])
    inside = page.text[page.formulas[number].start : page.formulas[number].end]
    for words in (text, " ".join(re.findall(r"\\(?:text|mbox|textrm|mathrm|intertext)\{([^{}]*)\}", inside))):
        for reason, pattern in _WORDS.items():
            if pattern.search(words):
                return reason
    for reason, pattern in _SIGNS:
        if pattern.search(text) or (reason != "a quotation" and pattern.search(inside)):
            return reason
    said = [word.lower() for word in _WORD.findall(text.replace(_FORMULA, " "))]
    foreign = any(not word.isascii() for word in said) or (len(said) >= 3 and not _ENGLISH & set(said))
    return "something in a language that is not understood" if foreign else ""


def _words_around(page: Page, formula: Formula) -> str:
    """The sentence of a formula, the one before it and the one behind it, each formula in them as one sign."""
    before = _with_formulas_as_signs(page, max(0, formula.start - _FAR), formula.start)
    behind = _with_formulas_as_signs(page, formula.end, min(len(page.text), formula.end + _FAR))
    before = before[max((m.start() for m in _HEADING.finditer(before)), default=0) :][-_WINDOW:]
    following = _HEADING.search(behind)
    behind = behind[: following.start() if following is not None else len(behind)][:_WINDOW]
    quoted = before[before.rfind("\n") + 1 :].lstrip().startswith(">")
    ends = [m.end() for m in _SENTENCE.finditer(before)]
    begins = [m.end() for m in _SENTENCE.finditer(behind)]
    sentence = before[ends[-2] if len(ends) > 1 else 0 :]
    return f"{'> ' * quoted}{sentence}{_FORMULA}{behind[: begins[1] if len(begins) > 1 else len(behind)]}"


def _with_formulas_as_signs(page: Page, start: int, end: int) -> str:
    """A piece of the page without its formulas."""
    pieces, at = [], start
    for formula in page.formulas:
        if start <= formula.start and formula.end <= end:
            pieces.append(page.text[at : formula.start])
            at = formula.end
    return _FORMULA.join([*pieces, page.text[at:end]])
