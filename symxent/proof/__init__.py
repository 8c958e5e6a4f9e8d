"""What is true: the normal form proves, ball arithmetic refutes, neither ever guesses."""
