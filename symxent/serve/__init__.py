"""The checker as a page of this machine's own browser."""
