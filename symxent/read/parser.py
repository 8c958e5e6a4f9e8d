"""Tokens → tree: a Pratt parser that fails at what it does not know and says where.

Where mathematics is ambiguous, the ``Grammar`` says which reading is meant; the judge tries the others.
"""

from __future__ import annotations

from collections.abc import Sequence as Items
from dataclasses import replace
from itertools import pairwise

from symxent.language.tree import (
    Add,
    Call,
    Divide,
    Dots,
    Group,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    Sequence,
    Span,
    Transpose,
    Words,
    multiply,
)
from symxent.read import brackets, derivatives, functions, scripts, structures
from symxent.read.cursor import CLOSES, Cursor
from symxent.read.ellipsis import with_sums
from symxent.read.errors import ReadError
from symxent.read.grammar import USUAL, Grammar
from symxent.read.signs import Token

_MULTIPLY = {"·": "·", "×": "×", "*": "·", "⊙": "⊙", "⊗": "⊗", "∘": "⊙"}
_SETS = frozenset("∩∪∖△⊖⊕⊛")
#: What may end a formula and says nothing of it.
_STOPS = frozenset((".", ",", ";", "□"))
#: What takes all that stands behind it.
_REACH = frozenset(("sum", "product", "integral"))
_ENDS_PRODUCT = frozenset("+-,;:±∓↓∀∃∧∨.□⊕/") | CLOSES | _SETS | {"mid"} | set(_MULTIPLY)
#: Signs that may stand for a function's argument: f(·), σ(.)
_PLACEHOLDERS = frozenset("·.*-+×⊙:")


def parse(tokens: Items[Token], grammar: Grammar = USUAL, where: int = 0) -> Node:
    """The tree of one member of a formula; ``where`` is its position, for a member that is empty.

    Raises ReadError with the position of what it does not know.
    """
    if not tokens:
        raise ReadError("nothing stands here", where, where + 1)
    parser = Parser(tokens, grammar)
    node = parser.relation()
    if parser.is_symbol(",") and any(t.text == "…" for t in tokens):
        node = _listed(parser, node)
    if (parser.is_symbol("|") or parser.is_symbol("mid")) and not parser.is_symbol("_", 1):
        node = _conditioned(parser, node)
    while parser.peek() in _STOPS and all(t.text in _STOPS for t in parser.tokens[parser.at :]):
        parser.take()
    if parser.at < len(parser.tokens):
        raise parser.error("this does not go on from what stands before it")
    return with_sums(node)


def _listed(parser: Parser, first: Node) -> Node:
    """1, …, K: a list with dots."""
    items = [first]
    while parser.is_symbol(","):
        parser.take()
        if parser.at < len(parser.tokens):
            items.append(parser.sum())
    return Sequence(tuple(items), "(", span=parser.span(0))


def _conditioned(parser: Parser, node: Node) -> Node:
    """x | y ∼ …: a random variable and what is known."""
    parser.take()
    given = [parser.sum()]
    while parser.is_symbol(",") or parser.is_symbol(";"):
        parser.take()
        given.append(parser.sum())
    return Call(Name("|"), (node,), tuple(given), span=parser.span(0))


class Parser(Cursor):
    """Sums, products, powers, calls; other modules hold the notations with a grammar of their own."""

    # -- sums and products

    def sum(self) -> Node:
        """t₁ + t₂ − t₃ …, and A ∪ B ∖ C."""
        first = self.at
        terms = [self.term()]
        while self.is_symbol("+") or self.is_symbol("-"):
            terms.append(self.term())
        node = terms[0] if len(terms) == 1 else Add(tuple(terms), span=self.span(first))
        if brackets.is_evaluation(self):
            node = brackets.evaluated(self, node, first)
        while self.kind() == "symbol" and self.peek() in _SETS:
            name: Node = Name(self.take().text)
            if self.is_symbol("_"):  # ⊛_P, of a period P
                self.take()
                name = Indexed(name, self.subscript())
            node = Call(name, (node, self.product()), span=self.span(first))
        while self.is_symbol("±") or self.is_symbol("∓"):
            sign = self.take().text
            node = Call(Name(sign), (node, self.product()), span=self.span(first))
            more: list[Node] = [node]
            while self.is_symbol("+") or self.is_symbol("-"):
                more.append(self.term())
            node = node if len(more) == 1 else Add(tuple(more), span=self.span(first))
        if self.kind() == "command" and self.peek() in ("pmod", "bmod"):
            node = structures.modulo(self, node, first)
        return node

    def term(self) -> Node:
        """One term with its sign."""
        first = self.at
        lone = self.around in ("(", "[") and self.peek(1) in (",", ")", "]")
        if self.is_symbol("+") and not lone:
            self.take()
            return self.term() if self.is_symbol("-") else self.product()
        if self.is_symbol("-") and not lone:
            self.take()
            self.enter("-")
            body = self.term() if self.is_symbol("-") else self.product()
            self.leave()
            return Negative(body, span=self.span(first))
        return self.product()

    def product(self, whole: bool = True) -> Node:
        """Factors joined by ×, ·, ⊙ and /; unless ``whole`` only those before the next Σ or Π."""
        first = self.at
        left = self.juxtaposed(True, whole)
        while self.kind() == "symbol" and (self.peek() in _MULTIPLY or self.peek() == "/" or self.full_stop_times()):
            if not whole and self.kind(1) == "command" and self.peek(1) in _REACH:
                break
            operator = self.take().text
            right = self.signed_factor(whole=operator != "/" or self.grammar.long_slash)
            if operator == "/":
                left = Divide(left, right, True, span=self.span(first))
                if not self.ends_product():
                    rest = self.juxtaposed(True, whole)
                    left = Multiply((left, rest), span=self.span(first))
                continue
            if operator == "∘" and (functions.is_function(self, left) or functions.is_function(self, right)):
                left = Call(Name("∘"), (left, right), span=self.span(first))
                continue
            sign = _MULTIPLY.get(operator, "·")
            same = isinstance(left, Multiply) and left.sign == sign
            factors = (*left.factors, right) if same and isinstance(left, Multiply) else (left, right)
            left = Multiply(factors, sign, span=self.span(first))
        if brackets.is_evaluation(self) and not self.grammar.long_bars:
            left = brackets.evaluated(self, left, first)
            if whole and not self.ends_product():
                left = Multiply((left, self.product()), span=self.span(first))
        return left

    def full_stop_times(self) -> bool:
        """a . b with spaces around the point, between two factors, is a product."""
        if self.peek() != "." or self.at == 0 or self.at + 1 >= len(self.tokens):
            return False
        before, here, behind = self.tokens[self.at - 1 : self.at + 2]
        factor = behind.kind in ("name", "number", "accent", "word", "operator") or behind.text in ("(", "{", "frac")
        return factor and before.end < here.start and here.end < behind.start

    def signed_factor(self, whole: bool) -> Node:
        """a · −b: the sign of a factor behind an explicit multiplication."""
        first = self.at
        if self.is_symbol("-"):
            self.take()
            return Negative(self.juxtaposed(whole), span=self.span(first))
        if self.is_symbol("+"):
            self.take()
        return self.juxtaposed(whole)

    def juxtaposed(self, whole: bool, past_sums: bool = True) -> Node:
        """Factors that stand side by side; only the first of them unless ``whole``."""
        first = self.at
        factors = [self.factor()]
        while whole and not self.ends_product():
            if not past_sums and self.kind() == "command" and self.peek() in _REACH:
                break
            if self.kind() == "number" and isinstance(factors[-1], Number):
                raise self.error("two numbers stand side by side")
            factor = self.factor()
            mixed = None if self.grammar.products else _mixed_number(factors[-1], factor)
            if mixed is not None:
                factors[-1] = mixed
            else:
                factors.append(factor)
        return derivatives.product(self, factors, first)

    def ends_product(self) -> bool:
        kind, text = self.kind(), self.peek()
        if kind in ("", "relation", "prose", "end", "row", "column"):
            return True
        if kind == "symbol" and text in _ENDS_PRODUCT:
            return True
        if kind == "symbol" and text in ("|", "‖"):
            return brackets.bar_closes(self)
        if kind == "command" and text in ("over", "choose", "atop", "pmod", "bmod"):
            return True
        return self.differentials > 0 and text == "d" and self.kind(1) in ("name", "accent", "number")

    def factor(self) -> Node:
        """An atom with its indices, powers, primes and arguments."""
        if self.at_function():
            return functions.function_word(self)
        first = self.at
        return self.postfix(self.atom(), first)

    # -- what follows an atom

    def postfix(self, node: Node, first: int) -> Node:
        primes = 0
        while self.kind() == "symbol":
            text = self.peek()
            if text == "_":
                self.take()
                node = scripts.with_lower(self, node, self.subscript(), first)
            elif text == "^":
                node, more = scripts.with_upper(self, node, first)
                primes += more
            elif text == "'":
                self.take()
                primes += 1
            elif text == "!":
                end, twice = self.take().end, self.is_symbol("!") and self.tokens[self.at].start
                name = "double_factorial" if twice == end and self.take() else "factorial"
                node = Call(Name(name), (node,), span=self.span(first))
            elif text == "%":
                self.take()
                node = _hundredth(node, self.span(first))
            elif text == "°" and isinstance(node, Number):
                self.take()
                node = scripts.degrees(node, self.span(first))
            elif functions.opens_call(self, node, primes):
                node = functions.applied(self, node, primes, first)
                primes = 0
            else:
                break
        return self.primed(node, primes, first) if primes else node

    def primed(self, node: Node, primes: int, first: int) -> Node:
        """X′X is a product of matrices, f′ a derivative, and x′ another letter."""
        span = self.span(first)
        if self.grammar.transposed and not functions.is_function(self, node):
            return Transpose(node, span=span) if primes % 2 else node
        letter = node.base if isinstance(node, Indexed) else node
        if not isinstance(letter, Name) or functions.is_function(self, node):
            return Call(node, (), primes=primes, span=span)
        accent = " ".join((*letter.accent.split(), *["prime"] * primes))
        named = Name(letter.name, accent, span=letter.span)
        return Indexed(named, node.lower, node.upper, span=span) if isinstance(node, Indexed) else named

    def subscript(self) -> tuple[Node, ...]:
        """The indices behind _."""
        return scripts.subscript(self)

    def relation(self) -> Node:
        """An expression that may hold relations, inside brackets: P(y = 1), I(a ≥ b ∧ c ≥ d)."""
        first = self.at
        left = self.sum()
        while True:
            if self.kind() == "relation":
                operator = self.take().text
                left = Relation(operator, left, self.sum(), span=self.span(first))
            elif (self.kind() == "symbol" and self.peek() in "∧∨") or self.peek().lower() in ("and", "or"):
                sign = "∧" if self.take().text.lower() in ("∧", "and") else "∨"
                left = Call(Name(sign), (left, self.relation()), span=self.span(first))
            else:
                return left

    # -- atoms

    def _power_of_ten(self, number: Token) -> Node | None:
        """The 10⁻³ of 1e-3, whose signs touch; with a sign and no braces it may be 1 · e − 3.

        An upright e is no constant between a number and a sign in braces; an upright E may be an expectation.
        """
        behind = self.tokens[self.at : self.at + 8]
        if [t.text for t in behind[:1] + behind[2:3]] == ["{", "}"]:  # 1{\\rm e}{-3}
            behind = [replace(behind[1], kind="word", start=behind[0].start, end=behind[2].end), *behind[3:]]
        texts, upright = [t.text for t in behind], bool(behind) and behind[0].kind == "word"
        apart = any(b.start - a.end > upright for a, b in pairwise((number, *behind[:2])))
        if texts[:1] not in (["e"], ["E"]) or apart or not (upright or behind[0].kind == "name") or len(behind) < 2:
            return None
        braced = texts[1] == "{"
        signed = texts[1 + braced : 2 + braced] in (["-"], ["+"])
        digits = behind[1 + braced + signed : 2 + braced + signed]
        closed = not braced or texts[2 + braced + signed : 3 + braced + signed] == ["}"]
        if not digits or digits[0].kind != "number" or not digits[0].text.isdecimal() or not closed:
            return None
        doubtful = (signed and not braced) or (upright and (texts[0] == "E" or not signed))
        if doubtful and not (self.grammar.tens and digits[0].start - behind[1].end <= upright):
            return None
        self.at = self.tokens.index(digits[0], self.at) + 1 + braced
        exponent = Number(digits[0].text)
        return Power(Number("10"), Negative(exponent) if signed and texts[1 + braced] == "-" else exponent)

    def atom(self) -> Node:
        first = self.at
        token = self.take()
        kind, text = token.kind, token.text
        span = Span(token.start, token.end)
        if kind == "number":
            power = self._power_of_ten(token)
            return Number(text, span=span) if power is None else multiply(Number(text), power)
        if kind == "name":
            derivative = derivatives.slash_derivative(self, first)
            if derivative is not None:
                return derivative
            return self.run(token) if self.grammar.runs else Name(text, span=span)
        if kind in ("word", "operator"):
            return Name(text, "roman", span=span)
        if kind == "prose" and self.around in ("(", "[", "|", "\\{") and self.kind() in ("symbol", "prose"):
            return Words(text, span=span)
        if kind == "prose" and self.around == "}" and self.is_symbol("}"):
            return Name("_".join(text.split()), "roman", span=span)  # a quantity that is called in words
        if kind == "accent":
            return structures.accented(self, text, first)
        if kind == "command":
            return structures.command(self, text, first)
        if kind == "begin":
            return structures.environment(self, text, first)
        if kind == "symbol":
            if text == "{":
                return self.braced(first)
            if text == "…":
                return Dots(span=span)
            if text in brackets.CLOSING:
                return brackets.bracketed(self, text, first)
            if text in ("|", "‖"):
                return brackets.absolute(self, text, first)
            if text in ("¬", "±", "∓"):
                return Call(Name(text), (self.factor(),), span=self.span(first))
            if text in ("∀", "∃") and self.bars:
                return brackets.quantified(self, text, first)
            if text in _PLACEHOLDERS and self.around in ("(", "["):
                if self.peek() in (")", "]", ",", ";", "|", "mid"):
                    return Words("·", span=span)
        self.at = first
        raise self.error("this cannot begin an expression")

    def run(self, token: Token) -> Node:
        """Letters that touch, as one name."""
        text, end = token.text, token.end
        while len(text) < 9 and self.kind() == "name" and self.tokens[self.at].start == end and self.peek().isascii():
            end = self.tokens[self.at].end
            text += self.take().text
        return Name(text, "roman" if len(text) > 1 else "", span=Span(token.start, end))

    def braced(self, first: int) -> Node:
        """{ … }: braces that nobody sees."""
        if self.is_symbol("}"):
            raise self.error("these braces are empty")
        self.enter("}")
        node = structures.over(self, first)
        self.leave()
        self.expect("}")
        return node

    def argument(self) -> Node:
        """What TeX takes after ^ or \\frac: a braced group or one sign."""
        first = self.at
        if self.is_symbol("{"):
            self.take()
            return self.braced(first)
        if self.at_function():
            return functions.function_word(self)
        return self.atom()


def _mixed_number(left: Node, right: Node) -> Node | None:
    """6¼, 16⅔ %: a whole number and a proper fraction side by side."""
    match left, right:
        case Number(), Divide(Divide(Number(), Number()) as part, Number("100"), False):
            mixed = _mixed_number(left, part)
            return mixed if mixed is None else Divide(mixed, Number("100"), span=mixed.span)
        case Number(whole), Divide(Number(above), Number(below), False) if whole.isdigit() and above.isdigit():
            if below.isdigit() and int(above) < int(below) and left.span and right.span:
                if right.span.start - left.span.end <= 2:
                    return Group(Add((left, right), span=left.span | right.span), "(", span=left.span | right.span)
    return None


def _hundredth(node: Node, span: Span) -> Node:
    """12.5 % is 0.125, with its digits; of anything else the hundredth part."""
    if not isinstance(node, Number):
        return Divide(node, Number("100"), span=span)
    whole, _, decimals = node.text.partition(".")
    digits = whole.rjust(3, "0")
    return Number(f"{digits[:-2].lstrip('0') or '0'}.{digits[-2:]}{decimals}", span=span)
