"""Derivations as a textbook writes them: the rules, the engine that applies them, the pages of the catalogue."""
