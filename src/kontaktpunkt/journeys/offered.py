"""The days and points that may be asked for on pages, in addresses and at the command line.

Two answers for limits that differ a little tell of those in between. Few limits, far apart, leave
little between them to tell of. Source: docs/journey-engine.md#small-groups
"""

from __future__ import annotations

from typing import Final

# Within how many days a further contact is a repeat.
AGAIN_WITHIN: Final = (1, 3, 7, 14, 30)
# After how many days without anything a journey that has not ended fell silent.
SILENT_FOR: Final = (14, 30, 60, 90, 180, 365)
# Days that a journey lasted longer than.
LONGER_THAN: Final = (1, 3, 7, 14, 30, 60, 90, 180, 365, 730)
# Points, from 0 to 100, that an answer was below.
SCORED_BELOW: Final = (20, 40, 50, 60, 80)

# Conditions that may be asked together. Each may double the groups into which they divide a log.
MOST_TOGETHER: Final = 10
