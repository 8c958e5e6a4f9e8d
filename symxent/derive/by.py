"""Every rule under the name that a page speaks: ``by.chain_rule & by.power_rule``."""

from symxent.derive.rule import Rule, Step
from symxent.derive.rules.algebra import (
    collecting_factors,
    collecting_in_each_term,
    collecting_terms,
    distributing_the_minus,
    dropping_zeros_and_ones,
    expanding,
    expanding_inside,
    factoring,
    factoring_out,
    minus_times_minus,
    multiplying_through,
    writing_out_powers,
)
from symxent.derive.rules.chances import (
    binomial_formula,
    cases_of_event,
    conditional,
    covariance,
    expanding_the_mean,
    folding_the_variance,
    independence,
    linearity,
    mean_of_law,
    mean_of_square,
    mean_squared_distance,
    power_of_product,
    product_of_probabilities,
    sum_of_constant,
    taking_out,
    tower,
    variance,
    variance_by_squares,
    variance_of_law,
    variance_of_multiple,
    variance_of_sum,
    variances_add_up,
)
from symxent.derive.rules.differentiation import (
    chain_rule,
    chain_through,
    constant_multiple_rule,
    constant_rule,
    coordinate_rule,
    cosine_rule,
    exponential_rule,
    function_rule,
    identity_rule,
    logarithm_rule,
    order_by_order,
    power_as_exponential,
    power_rule,
    product_rule,
    quotient_rule,
    sigmoid_rule,
    sine_rule,
    softplus_rule,
    sum_rule,
)
from symxent.derive.rules.fractions import (
    adding_and_subtracting,
    cancelling,
    common_denominator,
    expanding_the_fraction_by,
    splitting_into_factors,
    splitting_the_fraction,
    writing_as_fraction,
    writing_as_power,
)
from symxent.derive.rules.functions import (
    definition,
    difference_of_logs,
    exp_of_log,
    exp_of_sum,
    folding,
    inserting,
    log_of_exp,
    log_of_power,
    log_of_product,
    log_of_quotient,
    naming,
    product_of_exponentials,
    reflection,
    root_times_root,
    using,
)
from symxent.derive.rules.sums import (
    delta_rule,
    gradient_of_scalar_product,
    matrix_product,
    pulling_out,
    quotient_of_equal_sums,
    scalar_product,
    splitting_the_sum,
    sum_of_quotients,
    writing_out_the_sum,
)

__all__ = [name for name in globals() if not name.startswith("_")]


def __getattr__(name: str) -> object:
    from symxent.errors import nearest

    raise AttributeError(f"there is no rule by.{name}; {nearest(name, __all__)}")
