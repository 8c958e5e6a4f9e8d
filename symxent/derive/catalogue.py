"""The catalogue: the pages in the order of the notes, then what every reader asks for next."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from symxent.derive.page import Page
from symxent.derive.written import written_page
from symxent.errors import unknown

_NAMES = """
sigmoid binary_cross_entropy gradient_descent softmax
categorical_cross_entropy categorical_cross_entropy_of_labels two_class worked_example
sigmoid_properties logit_loss logsumexp minimum batch_gradient activations gelu_derivative
trigonometry sums geometric_sum geometric_series binomial_theorem derivative_rules taylor taylor_remainder
gaussian gamma_function beta_function digamma_function sums_by_parts under_the_integral
inequalities triangle_inequality bernoulli_inequality
bernoulli_likelihood normal_likelihood poisson_likelihood exponential_likelihood
exponential_families conjugate_priors discriminants gaussian_mixture softmax_regression policy_gradient attention
normal_equations matrix_inverses principal_components multivariate_normal linear_layers
mean_and_variance independent_variables conditional_means bayes
fisher_information divergences_of_laws bias_and_variance gradients_of_means evidence_lower_bound
distribution_functions change_of_variables inequalities_of_means divergences
"""
#: The pages in their order, by their names on the command line, which are those of their files.
PAGES = tuple(_NAMES.split())


@cache
def page(name: str) -> Page:
    """The page of that name.

    >>> page("sigmoid").title
    'The derivative of the logistic sigmoid'

    Raises SymxentError for a name that is not in the catalogue, with the nearest names that are.
    """
    if name not in PAGES:
        raise unknown("page", name, PAGES)
    text = (Path(__file__).with_name("notes") / f"{name}.md").read_text(encoding="utf-8")
    return written_page(name, text, page)
