"""What was found, in the forms in which people and programs read it."""
