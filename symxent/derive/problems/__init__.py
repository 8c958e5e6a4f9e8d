"""Problems of calculus, worked out line by line: integrals, limits, sums, equations; each line is proved by itself."""
