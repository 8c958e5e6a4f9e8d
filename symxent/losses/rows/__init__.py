"""Losses of a row of scores, one for each of k classes: softmax losses with sums over the classes."""
