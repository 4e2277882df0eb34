"""Pages of citizens and companies, one module a place."""
