"""Pages of the staff workspace."""
