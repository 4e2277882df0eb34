"""The administrator's pages: matters, articles, units, staff and closing days."""
