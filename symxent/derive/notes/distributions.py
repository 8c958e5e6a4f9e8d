"""Distribution functions of named laws, their slopes, and the densities of what is made of a variable."""

from symxent.derive.automatic import functions_of
from symxent.derive.notes.likelihood import equation, read, slope
from symxent.derive.page import Page, State
from symxent.language.domain import POSITIVE, UNIT
from symxent.language.tree import Big, Name, Node
from symxent.language.write import equal, number

_a, _b, _k, _s, _t, _u, _x, _y = (Name(key) for key in "abkstuxy")
_lambda, _sigma = Name("lambda"), Name("sigma")


def _up_to(title: str, density: str, low: Node, value: str) -> State:
    """∫ density dt from low to x = value."""
    return State(title=title, relation=equal(Big("integral", read(density), (_t,), low, _x), read(value)))


functions = Page(
    name="distribution_functions",
    title="Distribution functions: integrals of densities, and densities as slopes",
    where=dict.fromkeys((_lambda, _sigma, _x, _y, _k, _s, _t), POSITIVE) | {_u: UNIT},
    functions=functions_of(read("Phi(x)")),
    without_certificate="the normal distribution function has no words in Coq",
    sections=(
        _up_to("The exponential law", "λ*exp(-λ*t)", number(0), "1 - exp(-λ*x)"),
        _up_to("The uniform law between 0 and k", "1/k", number(0), "x/k"),
        slope("The normal law: the slope is the density", "Phi((x - mu)/sigma)", _x,
              "exp(-(x - mu)^2/(2*sigma^2))/(sqrt(2*pi)*sigma)"),
        slope("The logistic law", "1/(1 + exp(-(x - mu)/sigma))", _x,
              "exp(-(x - mu)/sigma)/(sigma*(1 + exp(-(x - mu)/sigma))^2)"),
        slope("Weibull's law", "1 - exp(-(x/λ)^k)", _x, "k/λ*(x/λ)^(k - 1)*exp(-(x/λ)^k)"),
        equation("The exponential law has no memory", "exp(-λ*(s + t))/exp(-λ*s)", "exp(-λ*t)"),
        equation("Its quantile: F(−log(1 − u)/λ) = u", "1 - exp(-λ*(-log(1 - u)/λ))", "u"),
    ),
)  # fmt: skip

change = Page(
    name="change_of_variables",
    title="Change of variables: the density of Y = g(X) is the slope of P(X ≤ g⁻¹(y)) = F(g⁻¹(y))",
    where=dict.fromkeys((_a, _lambda, _sigma, _y), POSITIVE),
    functions=functions_of(read("Phi(x)")),
    without_certificate="the normal distribution function has no words in Coq",
    sections=(
        slope("Y = aX + b of a normal variable: of mean aμ + b", "Phi(((y - b)/a - mu)/sigma)", _y,
              "exp(-(y - (a*mu + b))^2/(2*(a*sigma)^2))/(sqrt(2*pi)*(a*sigma))"),
        slope("Y = e^X of a normal variable: the log-normal law", "Phi((log(y) - mu)/sigma)", _y,
              "exp(-(log(y) - mu)^2/(2*sigma^2))/(y*sqrt(2*pi)*sigma)"),
        slope("Y = X² of a standard normal variable: χ² with one degree of freedom", "Phi(sqrt(y)) - Phi(-sqrt(y))",
              _y, "exp(-y/2)/sqrt(2*pi*y)"),
        slope("Y = −log(U)/λ of a uniform U: the exponential law", "1 - exp(-λ*y)", _y, "λ*exp(-λ*y)"),
        equation("In general: f(g⁻¹(y))/|g′(g⁻¹(y))|, for Y = e^X", "exp(-(log(y) - mu)^2/(2*sigma^2))/exp(log(y))",
                 "exp(-(log(y) - mu)^2/(2*sigma^2))/y"),
    ),
)  # fmt: skip
