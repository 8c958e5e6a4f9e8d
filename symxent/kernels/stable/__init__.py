"""The numerically stable form of a formula: found by search, chosen by measured error, proved equal."""
