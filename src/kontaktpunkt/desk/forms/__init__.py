"""Forms of the staff workspace."""
