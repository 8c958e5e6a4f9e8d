"""The rules, one subject a file; ``by`` gathers them under the names that a page speaks."""
