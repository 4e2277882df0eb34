"""Kontaktpunkt: a service platform for Danish and Swedish municipalities."""
