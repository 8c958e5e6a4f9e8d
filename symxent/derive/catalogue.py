"""The catalogue: the pages in the order of the notes, then what every reader asks for next."""

from __future__ import annotations

from importlib import import_module

from symxent.derive.page import Page
from symxent.errors import unknown

# name on the command line → module of symxent.derive.notes and the page's name there
PAGES: dict[str, tuple[str, str]] = {
    "sigmoid": ("sigmoid", "page"),
    "binary_cross_entropy": ("binary_cross_entropy", "page"),
    "gradient_descent": ("gradient_descent", "page"),
    "softmax": ("softmax", "page"),
    "categorical_cross_entropy": ("categorical_cross_entropy", "page"),
    "categorical_cross_entropy_of_labels": ("categorical_cross_entropy", "of_labels"),
    "two_class": ("two_class", "page"),
    "worked_example": ("worked_example", "page"),
    "sigmoid_properties": ("sigmoid_properties", "page"),
    "logit_loss": ("logit_loss", "page"),
    "logsumexp": ("logsumexp", "page"),
    "minimum": ("minimum", "page"),
    "batch_gradient": ("batch_gradient", "page"),
    "activations": ("activations", "page"),
    "gelu_derivative": ("activations", "gelu"),
    "trigonometry": ("trigonometry", "page"),
    "sums": ("sums", "page"),
    "geometric_sum": ("sums", "geometric"),
    "geometric_series": ("sums", "series"),
    "binomial_theorem": ("binomial_theorem", "page"),
    "derivative_rules": ("derivative_rules", "page"),
    "taylor": ("taylor", "page"),
    "taylor_remainder": ("taylor", "remainder"),
    "gaussian": ("gaussian", "page"),
    "gamma_function": ("special_functions", "gamma"),
    "beta_function": ("special_functions", "beta"),
    "digamma_function": ("special_functions", "digamma"),
    "sums_by_parts": ("parts", "sums_by_parts"),
    "under_the_integral": ("parts", "under_the_integral"),
    "inequalities": ("inequalities", "page"),
    "triangle_inequality": ("inequalities", "triangle"),
    "bernoulli_inequality": ("inequalities", "bernoulli"),
    "bernoulli_likelihood": ("maximum_likelihood", "bernoulli"),
    "normal_likelihood": ("maximum_likelihood", "normal"),
    "poisson_likelihood": ("maximum_likelihood", "poisson"),
    "exponential_likelihood": ("maximum_likelihood", "exponential"),
    "exponential_families": ("estimation", "families"),
    "conjugate_priors": ("estimation", "priors"),
    "discriminants": ("estimation", "discriminants"),
    "gaussian_mixture": ("estimation", "mixtures"),
    "softmax_regression": ("estimation", "regression"),
    "policy_gradient": ("estimation", "policy"),
    "attention": ("estimation", "attention"),
    "normal_equations": ("matrices", "least_squares"),
    "matrix_inverses": ("matrices", "inverses"),
    "principal_components": ("matrices", "principal_components"),
    "multivariate_normal": ("matrices", "normal_of_vectors"),
    "linear_layers": ("matrices", "layers"),
    "mean_and_variance": ("chances", "moments"),
    "independent_variables": ("chances", "sums"),
    "conditional_means": ("chances", "given_another"),
    "bayes": ("chances", "events"),
    "fisher_information": ("inference", "fisher"),
    "divergences_of_laws": ("inference", "divergences"),
    "bias_and_variance": ("inference", "errors"),
    "gradients_of_means": ("inference", "gradients"),
    "evidence_lower_bound": ("inference", "evidence"),
    "distribution_functions": ("distributions", "functions"),
    "change_of_variables": ("distributions", "change"),
    "inequalities_of_means": ("chances", "inequalities"),
    "divergences": ("likelihood", "divergences"),
}


def page(name: str) -> Page:
    """The page of that name.

    >>> page("sigmoid").title
    'The derivative of the logistic sigmoid'

    Raises SymxentError for a name that is not in the catalogue, with the nearest names that are.
    """
    if name not in PAGES:
        raise unknown("page", name, PAGES)
    module, attribute = PAGES[name]
    return getattr(import_module(f"symxent.derive.notes.{module}"), attribute)
