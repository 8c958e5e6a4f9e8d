"""Programs into C and NumPy text, and the tree of generated files."""
