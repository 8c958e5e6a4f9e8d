"""The sides of a refuted claim around its witness, as the paths of a small SVG."""

from __future__ import annotations

from dataclasses import dataclass

from symxent.proof.curves import Curves

WIDTH, HEIGHT, MARGIN = 360, 168, 10
GUTTER = 54  # left of the curves, for the values at the top and at the bottom
LINE_HEIGHT = 56  # of a picture in which nothing varies: two marks on a line of numbers


@dataclass(frozen=True)
class Mark:
    """Where one side is at the witness, in the picture's coordinates."""

    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """Two curves as SVG paths over [low, high] of one symbol; ``symbol`` is empty on a line of numbers."""

    symbol: str
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
    gutter: int = GUTTER


def picture(curves: Curves) -> Picture | None:
    """The picture of two curves; None when both lie on one flat line.

    >>> picture(Curves("", 18.38, 18.41, (), (), (18.38, 18.41))).lhs_mark
    Mark(x=95.0, y=28.0)
    """
    if not curves.symbol:
        return _number_line(curves)
    # A pole beside the witness must not flatten everything else.
    a, b = curves.at
    limit = 4 * max(abs(a), abs(b), abs(a - b))
    seen = [value for value in (*curves.lhs, *curves.rhs, a, b) if value is not None and abs(value) <= limit]
    frame = _Frame(min(seen), max(seen))
    if frame.top == frame.bottom:
        return None
    middle = (GUTTER + WIDTH - MARGIN) / 2
    return Picture(
        curves.symbol,
        short(curves.low),
        short(curves.high),
        short(frame.bottom),
        short(frame.top),
        frame.path(curves.lhs),
        frame.path(curves.rhs),
        Mark(middle, frame.up(a)),
        Mark(middle, frame.up(b)),
    )


@dataclass(frozen=True)
class _Frame:
    bottom: float
    top: float

    def up(self, value: float) -> float:
        part = (value - self.bottom) / (self.top - self.bottom)
        return round(HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN), 1)

    def path(self, values: tuple[float | None, ...]) -> str:
        """M and L commands; the curve is interrupted where it has no value or leaves the frame."""
        out, drawing = [], False
        for i, value in enumerate(values):
            if value is None or not self.bottom <= value <= self.top:
                drawing = False
                continue
            x = GUTTER + (WIDTH - GUTTER - MARGIN) * i / (len(values) - 1)
            out.append(f"{'L' if drawing else 'M'}{x:.1f} {self.up(value)}")
            drawing = True
        return " ".join(out)


def _number_line(curves: Curves) -> Picture:
    low, high = min(curves.at), max(curves.at)
    room = (high - low) / 2 or 1.0
    start, end = low - room, high + room

    def mark(value: float) -> Mark:
        return Mark(round(MARGIN + (WIDTH - 2 * MARGIN) * (value - start) / (end - start), 1), LINE_HEIGHT / 2)

    ends = short(start), short(end)
    return Picture("", *ends, "", "", "", "", mark(curves.at[0]), mark(curves.at[1]), height=LINE_HEIGHT)


def short(value: float) -> str:
    """Four digits, two beside a power of ten, with a minus sign that is one.

    >>> short(-0.12345), short(2.5e-7), short(1e20)
    ('−0.1235', '2.5e−7', '1.0e20')
    """
    text = f"{value:.4g}"
    if "e" in text:
        digits, power = f"{value:.1e}".split("e")
        text = f"{digits}e{int(power)}"
    return "0" if float(text) == 0 else text.replace("-", "−")
