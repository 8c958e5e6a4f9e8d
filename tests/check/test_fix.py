"""What --fix writes is proved where it stands, and what it must not touch stays as it is."""

from dataclasses import replace

import pytest

from symxent.check import check_text
from symxent.check.findings import Correction, Edit, Finding
from symxent.check.fix import mended, write_back
from symxent.errors import SymxentError

FALSE = "$$f(x) = x^2$$\n\n{}\n\n$$f'(x) = -2x$$\n\n{}\n"
RIGHT = FALSE.replace("-2x", "2x")

#: Words before and behind a false step, and what they are to the reader; "" where nothing is told at all.
BESIDE = [
    ("If $x > 0$, then", "", "a condition"),
    ("", "where $x > 0$.", "a condition"),
    ("Subject to", "", ""),
    ("Suppose that", "for a contradiction.", ""),
    ("Assume that", "", ""),
    ("It is not true that", "", ""),
    ("A common mistake is", "", ""),
    ("Is it the case that", "?", ""),
    ("Do we have", "?", ""),
    ("A student wrote", "", ""),
    ("\u201cThe derivative is", "\u201d", "a quotation"),
    ("Wir haben die Ableitung", "", "something in a language that is not understood"),
    ("因此", "", "something in a language that is not understood"),
]


@pytest.mark.parametrize(("before", "behind", "reason"), BESIDE)
def test_a_correction_is_shown_and_not_written_beside(before, behind, reason):
    page = FALSE.format(before, behind)
    found = [f for f in check_text(page, "notes.md").findings if f.corrections]
    assert [f.shown_only for f in found] == ([f"{reason} stands beside it"] if reason else [])
    assert not any(f.fixable for f in found)
    assert mended(page, "notes.md", check_text).text == page


@pytest.mark.parametrize("page", ["> $$f'(x) = -2x$$", "\\begin{quote}\n$$f'(x) = -2x$$\n\\end{quote}"])
def test_a_quotation_is_left_as_it_is(page):
    page = f"$$f(x) = x^2$$\n\n{page}\n"
    assert [f.shown_only for f in check_text(page, "notes.md").findings if f.corrections] == [
        "a quotation stands beside it"
    ]
    assert mended(page, "notes.md", check_text).text == page


ASSERTED = [
    ("", ""),
    ("We have", ""),
    ("The derivative of this is", "which is twice the first power."),
    ("Suppose that $a > 0$.\n\n# Another section\n\nThen we get", ""),
    ("", "and so on.\n\n## If you like\n\nSuppose more."),
]


@pytest.mark.parametrize(("before", "behind"), ASSERTED)
def test_a_correction_of_what_the_author_asserts_is_written(before, behind):
    done = mended(FALSE.format(before, behind), "notes.md", check_text)
    assert done.text == RIGHT.format(before, behind)
    assert done.report.count("proved") == 1
    assert done.refused == ()


#: Right, or false in a way that no small edit mends; each was once changed.
LEFT_ALONE = [
    r"Let $p \in [0,1]$. Thus $p^2 \le p$.",
    "$p^2 < p$",
    "$1 = 2$ and $2 = 3$",
    "$1 = 2$",
    r"$$\sigma(z) = \frac{1}{1+e^{-z}}$$ $$\sigma(z) = z \sigma(-z) + 1$$",
    r"$$p_k = \frac{e^{x_k}}{\sum_{j=1}^n e^{x_j}}$$ subject to $$\sum_{k=1}^n x_k = 1$$",
    r"$$x_k = \frac{1}{n}$$ subject to $$\sum_{k=1}^n x_k = n$$",
    r"$$x_i = 1$$ subject to $$\sum_{k=1}^n x_k = 1$$",
    r"$$S_j = \frac{e^{x_j}}{\sum_{j=1}^k e^{x_j}}$$",
]


@pytest.mark.parametrize("page", LEFT_ALONE)
def test_a_page_is_left_alone(page):
    assert mended(page, "notes.md", check_text).text == page


def test_no_correction_makes_both_sides_the_same():
    found = check_text(r"$$\sigma(z) = \frac{1}{1+e^{-z}}$$ $$\sigma'(z) = \sigma(z)$$").findings
    assert r"\sigma'(z)" not in [c.after for f in found for c in f.corrections]


def test_brackets_without_an_argument_have_no_meaning():
    report = check_text(r"$$\sigma(z) = \frac{1}{1+e^{-z}}$$ $$\sigma() z = z \sigma(z)$$")
    assert report.steps[-1].status == "unknown"
    assert report.steps[-1].reason == "sigma stands without an argument"


def planted(text, before, after):
    """A check that proposes one correction, whatever is right: what stands between a wrong one and the file."""

    def check(page, name, *, correct):
        report = check_text(page, name, correct=False)
        at = page.find(before)
        if at < 0:
            return report
        (step,) = [s for s in report.steps if s.place.start <= at < s.place.end]
        correction = Correction((Edit(at, at + len(before), after),), before, after, "symbol")
        finding = Finding("M207", "planted", step.place, corrections=(correction,))
        return replace(report, findings=(*report.findings, finding))

    return mended(text, "notes.md", check)


REFUSED = [
    ("$$(x+1)^2 = x^2 + 3x + 1$$", "3x", "4x", "with it the step is not proved"),
    ("$$f(x) = x^3$$ $$f'(x) = 3x^2$$", "x^3", "x^2", "its step is given, and not false"),
    (
        "$$(x+1)^2 = x^2 + 3x + 1$$ and $$(y+1)^2 = y^2 + 2y + 1 = (1 + y)(1 + y)$$",
        "3x + 1$$ and $$(y+1)^2 = y^2 + 2y",
        "2x + 1$$ and $$(y+1)^2 = y^2 + 3y",
        "with it the step of line 1 is not proved any more",
    ),
    ("$$a + b = b + a = a$$", "= b + a = a", "= b + a", "with it the page is read in another way"),
    ("$$a_1 = r_0 q_0$$ $$a_1 = q_1 r_1$$", "q_1 r_1", "q_0 r_0", "its step is undecided, and not false"),
]


@pytest.mark.parametrize(("text", "before", "after", "reason"), REFUSED)
def test_a_correction_that_is_not_proved_in_its_place_is_refused(text, before, after, reason):
    done = planted(text, before, after)
    assert done.text == text
    assert [why for _, why in done.refused] == [reason]


def test_one_correction_that_is_refused_costs_no_other():
    text = "$$f(x) = x^2$$\n\n$$f'(x) = -2x$$\n\n$$(y+1)^2 = y^2 + 3y + 1$$\n"
    done = planted(text, "3y", "4y")
    assert done.text == text  # planted() searches no corrections: nothing else is to be written
    assert len(done.refused) == 1
    alone = mended(text, "notes.md", check_text)
    assert "f'(x) = 2x" in alone.text


def test_a_file_that_changed_meanwhile_is_left_as_it_is(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("written meanwhile")
    with pytest.raises(SymxentError, match="was changed while it was checked"):
        write_back(path, "corrected", b"as it was read")
    assert path.read_text() == "written meanwhile"
