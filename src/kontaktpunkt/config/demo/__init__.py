"""The demonstration: two fictional municipalities, their year, and who can be anybody in them."""

from kontaktpunkt.config.demo.build import build_demo
from kontaktpunkt.config.demo.logins import logins

__all__ = ["build_demo", "logins"]
