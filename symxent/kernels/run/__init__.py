"""Generated C, compiled and called as NumPy ufuncs; generated NumPy where there is no compiler."""
