"""The shape of an event log at rest: OCEL 2.0, as Parquet folders.

A log is a folder:

    <log>/log.json                        what it is, where it came from, its counts
    <log>/events/part-*.parquet           one row per event
    <log>/event_objects/part-*.parquet    one row per event and object it touches
    <log>/object_attributes/part-*.parquet  only where somebody asked for them

Events at one instant are ordered by `(started_at, source_rank, source_seq)`.
"""

from typing import Final

import pyarrow as pa

from kontaktpunkt.warehouse import names

EVENTS_FOLDER: Final = names.EVENTS_FOLDER
EVENT_OBJECTS_FOLDER: Final = names.EVENT_OBJECTS_FOLDER
OBJECT_ATTRIBUTES_FOLDER: Final = names.OBJECT_ATTRIBUTES_FOLDER
LOG_FILE: Final = names.LOG_FILE

INSTANT: Final = pa.timestamp("us", tz="UTC")

INITIATORS: Final = ("party", "authority", "third")
OBJECT_TYPES: Final = ("citizen", "company", "case", "contact", "letter", "appointment", "survey")
CASE: Final = "case"

EVENTS: Final = pa.schema(
    [
        # Dense, in the order in which the source tells its events.
        pa.field("event_id", pa.int64(), nullable=False),
        # What happened, as the party meets it; an imported log's activity.
        pa.field("touchpoint", pa.string(), nullable=False),
        # Our own event kind, or an imported log's lifecycle transition.
        pa.field("kind", pa.string()),
        pa.field("started_at", INSTANT, nullable=False),
        # Null for an event that is one instant.
        pa.field("ended_at", INSTANT),
        pa.field("source", pa.string(), nullable=False),
        # Which source goes first when two tell of the same instant; low goes first.
        pa.field("source_rank", pa.int16(), nullable=False),
        # The event's place in its source; unique within the source.
        pa.field("source_seq", pa.int64(), nullable=False),
        pa.field("channel", pa.string()),
        pa.field("unit", pa.string()),
        # One of INITIATORS.
        pa.field("initiator", pa.string()),
        pa.field("direction", pa.string()),
        pa.field("is_contact", pa.bool_()),
        pa.field("outcome", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("score_max", pa.float64()),
    ]
)

EVENT_OBJECTS: Final = pa.schema(
    [
        pa.field("event_id", pa.int64(), nullable=False),
        # A pseudonym: never a civil registration number or a name.
        pa.field("object_key", pa.string(), nullable=False),
        # One of OBJECT_TYPES, or what an OCEL file calls it. Case logs give each event one `case`.
        pa.field("object_type", pa.string(), nullable=False),
        pa.field("qualifier", pa.string()),
    ]
)

OBJECT_ATTRIBUTES: Final = pa.schema(
    [
        pa.field("object_key", pa.string(), nullable=False),
        pa.field("object_type", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
    ]
)
