"""Between SymPy and text: loop programs, the loops of a row, the kernels over a data set."""
