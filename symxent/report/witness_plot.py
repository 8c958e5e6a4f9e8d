"""The two sides of a refuted claim around the point that refutes it, as a small SVG: every value drawn is a ball's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter

from flint import arb
from sympy import Basic, Expr, Rational

from symxent.proof.balls import NoValue, ball
from symxent.proof.verdict import Verdict

WIDTH, HEIGHT, MARGIN = 360, 168, 10
POINTS = 64  # of each curve
SECONDS = 1.0  # for all values of one picture
BITS = 64


@dataclass(frozen=True)
class Mark:
    """Where one side is at the witness, in the picture's coordinates."""

    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """Two curves as SVG paths over [low, high] of one symbol, the others held at the witness.

    ``symbol`` is None when nothing varies: then both sides are marks on a line of numbers.
    """

    symbol: Basic | None
    low: str
    high: str
    bottom: str
    top: str
    lhs: str
    rhs: str
    lhs_mark: Mark
    rhs_mark: Mark
    width: int = WIDTH
    height: int = HEIGHT


def picture(verdict: Verdict) -> Picture | None:
    """The picture of a refuted verdict; None when there is no witness, or nothing that could be drawn.

    >>> from sympy import log, symbols
    >>> from symxent.proof import prove
    >>> x = symbols("x", real=True)
    >>> drawn = picture(prove(log(x**2), log(x)**2))
    >>> drawn.symbol, drawn.low, drawn.high
    (x, '1', '3')
    """
    if verdict.witness is None:
        return None
    point = {symbol: value for symbol, value in verdict.witness.point if value.is_Rational}
    at = _values(verdict, point)
    if at is None:
        return None
    for symbol, value in point.items():
        if not symbol.is_integer:
            drawn = _curves(verdict, point, symbol, Rational(value), at)
            if drawn is not None:
                return drawn
    return _number_line(at)


def _values(verdict: Verdict, at: Mapping[Basic, Expr]) -> tuple[float, float] | None:
    try:
        sides = ball(verdict.lhs, at, BITS), ball(verdict.rhs, at, BITS)
    except NoValue:
        return None
    a, b = (float(side.mid()) for side in sides)
    return (a, b) if abs(a) < 1e12 and abs(b) < 1e12 else None


def _curves(
    verdict: Verdict, point: Mapping[Basic, Expr], symbol: Basic, centre: Rational, at: tuple[float, float]
) -> Picture | None:
    reach = _reach(centre)
    low, high = centre - reach, centre + reach
    stop = perf_counter() + SECONDS
    places = [low + (high - low) * Rational(i, POINTS) for i in range(POINTS + 1)]
    left = list(_along(verdict.lhs, point, symbol, places, stop))
    right = list(_along(verdict.rhs, point, symbol, places, stop))
    seen = [value for value in (*left, *right) if value is not None]
    if len([v for v in left if v is not None]) < POINTS // 2 or len([v for v in right if v is not None]) < POINTS // 2:
        return None
    # A pole beside the witness must not flatten everything else.
    middle = max(abs(at[0]), abs(at[1]), abs(at[0] - at[1])) * 4 + 1e-30
    seen = [value for value in (*seen, *at) if abs(value) <= middle]
    bottom, top = min(seen), max(seen)
    if top == bottom:
        return None
    frame = _Frame(bottom, top)
    across = [MARGIN + (WIDTH - 2 * MARGIN) * i / POINTS for i in range(POINTS + 1)]
    middle_x = WIDTH / 2
    return Picture(
        symbol, _short(float(low)), _short(float(high)), _short(bottom), _short(top),
        frame.path(across, left), frame.path(across, right),
        Mark(middle_x, frame.up(at[0])), Mark(middle_x, frame.up(at[1])),
    )  # fmt: skip


def _reach(centre: Rational) -> Rational:
    """How far to look to both sides: a probability stays one, and what is positive stays positive."""
    if 0 < centre < 1:
        return min(centre, 1 - centre) * Rational(3, 4)
    return max(Rational(1, 2), abs(centre) / 2)


def _along(
    side: Expr, point: Mapping[Basic, Expr], symbol: Basic, places: list[Rational], stop: float
) -> Iterator[float | None]:
    for place in places:
        if perf_counter() > stop:
            yield None
            continue
        try:
            value: arb = ball(side, {**point, symbol: place}, BITS)
        except NoValue:
            yield None
            continue
        yield float(value.mid())


@dataclass(frozen=True)
class _Frame:
    bottom: float
    top: float

    def up(self, value: float) -> float:
        part = (value - self.bottom) / (self.top - self.bottom)
        return round(HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN), 1)

    def path(self, across: list[float], values: list[float | None]) -> str:
        """M and L commands; the curve is interrupted where it has no value or leaves the frame."""
        out, drawing = [], False
        for x, value in zip(across, values, strict=True):
            inside = value is not None and self.bottom <= value <= self.top
            if inside and value is not None:
                out.append(f"{'L' if drawing else 'M'}{x:.1f} {self.up(value)}")
            drawing = inside
        return " ".join(out)


def _number_line(at: tuple[float, float]) -> Picture:
    low, high = min(at), max(at)
    room = (high - low) * 0.5 or 1.0
    start, end = low - room, high + room

    def across(value: float) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (value - start) / (end - start), 1)

    middle = 28.0
    return Picture(
        None, _short(start), _short(end), "", "", "", "",
        Mark(across(at[0]), middle), Mark(across(at[1]), middle), height=56,
    )  # fmt: skip


def _short(value: float) -> str:
    text = f"{value:.4g}"
    return "0" if float(text) == 0 else text.replace("-", "−")
