"""Tokens → tree: a Pratt parser that fails at what it does not know and says where.

Where mathematics is ambiguous, the ``Grammar`` says which reading is meant; the judge tries the others.
"""

from __future__ import annotations

from collections.abc import Sequence as Items

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
    Relation,
    Sequence,
    Span,
    Words,
)
from symxent.read import derivatives, scripts, structures
from symxent.read.cursor import Cursor
from symxent.read.errors import ReadError
from symxent.read.grammar import USUAL, Grammar
from symxent.read.tokens import Token

CLOSING = {"(": ")", "[": "]", "\\{": "\\}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
_MULTIPLY = {"·": "·", "×": "×", "*": "·", "⊙": "⊙", "⊗": "⊗"}
_ENDS_PRODUCT = frozenset("+-,;:)]}⟩⌋⌉±↓∀∃∩∪∖∧∨.□⊕/") | {"\\}", "mid"} | set(_MULTIPLY)
#: Names after which square brackets hold an argument: E[x], Var[x].
_OPERATORS = frozenset(("E", "Var", "Cov", "H", "KL", "I", "P", "1", "V", "N", "D", "MI"))


def parse(tokens: Items[Token], grammar: Grammar = USUAL, where: int = 0) -> Node:
    """The tree of one member of a formula; ``where`` is its position, for a member that is empty.

    Raises ReadError with the position of what it does not know.
    """
    if not tokens:
        raise ReadError("nothing stands here", where, where + 1)
    parser = Parser(tokens, grammar)
    node = parser.sum()
    if parser.is_symbol(",") and any(t.text == "…" for t in tokens):
        node = _listed(parser, node)
    while parser.peek() in (".", ",", ";") and parser.at == len(tokens) - 1:
        parser.take()
    if parser.at < len(tokens):
        raise parser.error("this does not go on from what stands before it")
    return node


def _listed(parser: Parser, first: Node) -> Node:
    """1, …, K: a list with dots."""
    items = [first]
    while parser.is_symbol(","):
        parser.take()
        if parser.at < len(parser.tokens):
            items.append(parser.sum())
    return Sequence(tuple(items), "(", span=parser.span(0))


class Parser(Cursor):
    """Sums, products, powers, calls; ``structures`` holds the notations with a grammar of their own."""

    # -- sums and products

    def sum(self) -> Node:
        """t₁ + t₂ − t₃ …"""
        first = self.at
        terms = [self.term()]
        while self.is_symbol("+") or self.is_symbol("-"):
            terms.append(self.term())
        if self.is_symbol("±") or self.is_symbol("⊕"):
            raise self.error("no meaning is known for this sign")
        return terms[0] if len(terms) == 1 else Add(tuple(terms), span=self.span(first))

    def term(self) -> Node:
        """One term with its sign."""
        first = self.at
        if self.is_symbol("+"):
            self.take()
            return self.term() if self.is_symbol("-") else self.product()
        if self.is_symbol("-"):
            self.take()
            self.enter("-")
            body = self.term() if self.is_symbol("-") else self.product()
            self.leave()
            return Negative(body, span=self.span(first))
        return self.product()

    def product(self) -> Node:
        """Factors joined by ×, ·, ⊙ and /."""
        first = self.at
        left = self.juxtaposed(whole=True)
        while self.kind() == "symbol" and (self.peek() in _MULTIPLY or self.peek() == "/"):
            operator = self.take().text
            right = self.signed_factor(whole=operator != "/" or self.grammar.long_slash)
            if operator == "/":
                left = Divide(left, right, True, span=self.span(first))
                if not self.ends_product():
                    rest = self.juxtaposed(whole=True)
                    left = Multiply((left, rest), span=self.span(first))
                continue
            sign = _MULTIPLY[operator]
            same = isinstance(left, Multiply) and left.sign == sign
            factors = (*left.factors, right) if same and isinstance(left, Multiply) else (left, right)
            left = Multiply(factors, sign, span=self.span(first))
        return left

    def signed_factor(self, whole: bool) -> Node:
        """a · −b: the sign of a factor behind an explicit multiplication."""
        first = self.at
        if self.is_symbol("-"):
            self.take()
            return Negative(self.juxtaposed(whole), span=self.span(first))
        return self.juxtaposed(whole)

    def juxtaposed(self, whole: bool) -> Node:
        """Factors that stand side by side; only the first of them unless ``whole``."""
        first = self.at
        factors = [self.factor()]
        while whole and not self.ends_product():
            if self.kind() == "number" and isinstance(factors[-1], Number):
                raise self.error("two numbers stand side by side")
            factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Multiply(tuple(factors), span=self.span(first))

    def ends_product(self) -> bool:
        kind, text = self.kind(), self.peek()
        if kind in ("", "relation", "prose", "end", "row", "column"):
            return True
        if kind == "symbol" and text in _ENDS_PRODUCT:
            return True
        if kind == "symbol" and text in ("|", "‖"):
            return bool(self.bars) and (text in self.bars or self.bars[-1] in ("(", "[", "\\{"))
        if kind == "command" and text == "over":
            return True
        return self.differentials > 0 and text == "d" and self.kind(1) in ("name", "accent")

    def factor(self) -> Node:
        """An atom with its indices, powers, primes and arguments."""
        if self.kind() == "word" and structures.is_function_word(self.peek()):
            return structures.function_word(self)
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
                self.take()
                node = Call(Name("factorial"), (node,), span=self.span(first))
            elif self.opens_call(node, primes):
                node = self.call(node, primes, first)
                primes = 0
            else:
                break
        if primes:
            node = Call(node, (), primes=primes, span=self.span(first))
        return node

    def subscript(self) -> tuple[Node, ...]:
        """The indices behind _."""
        return scripts.subscript(self)

    def opens_call(self, node: Node, primes: int) -> bool:
        """Whether the bracket ahead holds arguments, and not a factor."""
        text = self.peek()
        if text not in ("(", "[", "\\{"):
            return False
        head = node.base if isinstance(node, Indexed) else node
        if isinstance(head, Number):
            return head.text == "1" and text == "\\{"
        if not isinstance(head, Name):
            return False
        if text in ("[", "\\{"):
            return head.name in _OPERATORS and (head.accent in ("blackboard", "roman") or text == "[")
        if primes or head.accent == "roman" or head.key in self.grammar.functions:
            return True
        return self._has_separators()

    def _has_separators(self) -> bool:
        """Whether commas, bars or relations stand directly in the bracket ahead, as in P(y | x)."""
        depth, at = 0, self.at
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.kind == "symbol":
                if token.text in ("(", "[", "{", "\\{"):
                    depth += 1
                elif token.text in (")", "]", "}", "\\}"):
                    depth -= 1
                    if depth == 0:
                        return False
                elif depth == 1 and token.text in (",", ";", "mid"):
                    return True
                elif depth == 1 and token.text == "|":
                    return not self._bar_pairs(at)
            elif depth == 1 and token.kind == "relation":
                return True
            at += 1
        return False

    def _bar_pairs(self, at: int) -> bool:
        """Whether a second bar follows before the bracket closes: then both are an absolute value."""
        depth = 0
        for token in self.tokens[at + 1 :]:
            if token.kind == "symbol":
                depth += token.text in ("(", "[", "{", "\\{")
                depth -= token.text in (")", "]", "}", "\\}")
                if depth < 0:
                    return False
                if depth == 0 and token.text == "|":
                    return True
        return False

    def call(self, head: Node, primes: int, first: int) -> Node:
        opening = self.take().text
        arguments, given = self.arguments(CLOSING[opening])
        if isinstance(head, Number):
            head = Name("1", "blackboard", span=head.span)
        return Call(head, arguments, given, primes, span=self.span(first))

    def arguments(self, closing: str) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
        """Everything up to the closing bracket: arguments, and behind a bar or semicolon what is given."""
        self.enter(CLOSING_TO_OPENING[closing])
        before: list[Node] = []
        behind: list[Node] = []
        target = before
        if not self.is_symbol(closing):
            target.append(self.relation())
            while self.kind() == "symbol" and self.peek() in (",", ";", "|", "mid", "‖"):
                sign = self.take().text
                if sign != ",":
                    target = behind
                    if self.is_symbol("|"):
                        self.take()
                if sign == "," and self.is_symbol(closing):
                    break
                target.append(self.relation())
        self.leave()
        self.expect(closing)
        return tuple(before), tuple(behind)

    def relation(self) -> Node:
        """An expression that may hold a relation, inside brackets: P(y = 1), I(a ≥ b)."""
        first = self.at
        left = self.sum()
        while self.kind() == "relation":
            operator = self.take().text
            left = Relation(operator, left, self.sum(), span=self.span(first))
        return left

    # -- atoms

    def atom(self) -> Node:
        first = self.at
        token = self.take()
        kind, text = token.kind, token.text
        span = Span(token.start, token.end)
        if kind == "number":
            return Number(text, span=span)
        if kind == "name":
            derivative = derivatives.slash_derivative(self, first)
            return derivative if derivative is not None else Name(text, span=span)
        if kind == "word":
            return Name(text, "roman", span=span)
        if kind == "prose" and self.bars and self.bars[-1] == "(" and self.kind() in ("symbol", "prose"):
            return Words(text, span=span)
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
            if text in CLOSING:
                return self.bracketed(text, first)
            if text in ("|", "‖"):
                return self.absolute(text, first)
        self.at = first
        raise self.error("this cannot begin an expression")

    def braced(self, first: int) -> Node:
        """{ … }: braces that nobody sees."""
        if self.is_symbol("}"):
            raise self.error("these braces are empty")
        self.enter("}")
        node = structures.over(self, first)
        self.leave()
        self.expect("}")
        return node

    def bracketed(self, opening: str, first: int) -> Node:
        arguments, given = self.arguments(CLOSING[opening])
        span = self.span(first)
        if opening == "⟨":
            return Call(Name("inner"), arguments, given, span=span)
        if opening in ("⌊", "⌈"):
            return Call(Name("floor" if opening == "⌊" else "ceiling"), arguments, given, span=span)
        if given or not arguments:
            raise ReadError("a bar inside brackets that belong to no function", span.start, span.end)
        if len(arguments) == 1:
            return Group(arguments[0], opening.lstrip("\\"), span=span)
        return Sequence(arguments, opening.lstrip("\\"), span=span)

    def absolute(self, bar: str, first: int) -> Node:
        doubled = bar == "|" and self.is_symbol("|")
        if doubled:
            self.take()
        self.enter(bar)
        body = self.sum()
        self.leave()
        self.expect(bar)
        if doubled:
            self.expect(bar)
        return Group(body, "‖" if doubled or bar == "‖" else "|", span=self.span(first))

    def argument(self) -> Node:
        """What TeX takes after ^ or \\frac: a braced group or one sign."""
        first = self.at
        if self.is_symbol("{"):
            self.take()
            return self.braced(first)
        if self.kind() == "word" and structures.is_function_word(self.peek()):
            return structures.function_word(self)
        return self.atom()


CLOSING_TO_OPENING = {closing: opening for opening, closing in CLOSING.items()}
