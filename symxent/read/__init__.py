"""Documents as trees: formulas with their positions, and what the words around them say."""
