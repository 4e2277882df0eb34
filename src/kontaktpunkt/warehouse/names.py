"""What an event log at rest is called, for code that does not open it.

`layout` adds the shape of its tables, and with it a library that a web process can do without.
"""

from typing import Final

EVENTS_FOLDER: Final = "events"
EVENT_OBJECTS_FOLDER: Final = "event_objects"
OBJECT_ATTRIBUTES_FOLDER: Final = "object_attributes"
LOG_FILE: Final = "log.json"

# The folder of the municipality's own log among those of imported ones.
OWN: Final = "own"
# The outcome of a contact whose questions were all dealt with in it.
SETTLED: Final = "settled"
