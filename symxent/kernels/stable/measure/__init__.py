"""How good a form is: where it is tried, how it is evaluated in both formats, and what that comes to."""
