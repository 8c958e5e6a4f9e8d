"""A linter for objectives that people already have: what is wrong with a gradient or a Hessian, by its name."""
