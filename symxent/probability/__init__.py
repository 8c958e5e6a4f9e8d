"""Random variables and events: the verdict on an equation between their means and probabilities."""

from symxent.logic import Covariance, Expectation, Probability, Variance

#: The names that pages use.
E, Var, Cov, P = Expectation, Variance, Covariance, Probability
