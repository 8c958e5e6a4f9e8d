"""log-sum-exp of x₁ … x_k: its gradient is the softmax, and a shift comes out in front."""

from symxent.derive import by
from symxent.derive.page import Derive, Page
from symxent.language.domain import REALS
from symxent.language.write import at, c, exp, i, j, k, log, m, number, partial_of, softmax, total, x

page = Page(
    name="logsumexp",
    title="log-sum-exp",
    where={c: REALS},
    arrays={x: (k,)},
    indices={i: (number(1), k), j: (number(1), k)},
    sections=(
        Derive(
            title="The gradient of log-sum-exp is the softmax",
            label="∂ logsumexp",
            start=partial_of(log(total(exp(at(x, m)), m, 1, k)), at(x, j)),
            steps=(
                by.chain_rule & by.logarithm_rule,
                by.sum_rule,
                by.chain_rule & by.exponential_rule,
                by.coordinate_rule,
                by.delta_rule,
                by.collecting_factors,
                by.folding("S"),
            ),
            ends=softmax(j),
        ),
        Derive(
            title="A shift by c comes out in front",
            start=log(total(exp(at(x, m) + c), m, 1, k)),
            steps=(by.exp_of_sum, by.pulling_out, by.log_of_product, by.log_of_exp),
            ends=c + log(total(exp(at(x, m)), m, 1, k)),
        ),
        Derive(
            title="log Sᵢ = xᵢ − log-sum-exp",
            start=log(softmax(i)),
            steps=(by.definition("S"), by.log_of_quotient, by.log_of_exp),
            ends=at(x, i) - log(total(exp(at(x, m)), m, 1, k)),
        ),
    ),
)
