"""Checks of an installation, each with what is wrong, why it matters and the fix."""
