"""What may be rewritten: identities with their conditions, matched or computed, and what is put in by measurement."""
