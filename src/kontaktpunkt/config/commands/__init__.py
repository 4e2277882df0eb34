"""What the `kontaktpunkt` command can do, a module for each."""
