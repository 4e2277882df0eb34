"""Save any figure of any page: as SVG, PNG, PDF or CSV, in the page's own words and colours.

A figure is saved from the page that shows it, so that a saved picture never tells more than the
page. A page takes part by wrapping its view in `figures_can_be_saved`, giving each figure an id,
and putting `{% save_menu "that-id" %}` below it.
"""

from kontaktpunkt.journeys.saving.download import figures_can_be_saved

__all__ = ["figures_can_be_saved"]
