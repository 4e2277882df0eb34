"""Rows by the ten thousand: collected as plain tuples, then copied into the database.

Saving one model at a time would take minutes. Row-level security takes no COPY, so a sheet is
copied into a temporary table and inserted from there, under the same policies as any other row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

_BLOCK = 2000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NOTHING = "\\N"


class Sheet:
    """The rows of one table that wait to be copied into it."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.table = model._meta.db_table
        self.key = model._meta.pk.attname
        self.columns = [field.column for field in fields]
        self._defaults = {field.attname: _default(field) for field in fields}
        self._write = [_writer(field) for field in fields]
        self._keys = _keys_of(self.table)
        self._rows: list[tuple[Any, ...]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def new_key(self) -> int:
        """Take a key for a row that is added later, when others have to point to it before."""
        return next(self._keys)

    def add(self, **values: Any) -> int:
        """Keep a row for later and return its key; fields left out have the model's default.

        Names are column names, so a foreign key is given as `party_id`. Raises KeyError for a
        name that the table does not have.
        """
        row = self._defaults | values
        if len(row) != len(self._defaults):
            raise KeyError(f"{self.table}: {sorted(set(values) - set(self._defaults))}")
        key: int = row[self.key] or next(self._keys)
        row[self.key] = key
        self._rows.append(tuple(row.values()))
        return key

    def load(self) -> int:
        """Write all rows to the table and return how many there were."""
        columns = ", ".join(f'"{column}"' for column in self.columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE sheet ON COMMIT DROP AS TABLE {self.table} WITH NO DATA"
            )
            with cursor.copy(f"COPY sheet ({columns}) FROM STDIN") as copy:
                for block in self._blocks():
                    copy.write(block)
            cursor.execute(
                f"INSERT INTO {self.table} ({columns}) SELECT {columns} FROM sheet"  # noqa: S608
            )
            cursor.execute("DROP TABLE sheet")
        count = len(self._rows)
        self._rows.clear()
        return count

    def _blocks(self) -> Iterator[str]:
        for start in range(0, len(self._rows), _BLOCK):
            block = self._rows[start : start + _BLOCK]
            yield "".join(self._line(row) for row in block)

    def _line(self, row: tuple[Any, ...]) -> str:
        cells = (
            _NOTHING if value is None else write(value)
            for value, write in zip(row, self._write, strict=True)
        )
        return "\t".join(cells) + "\n"


class Book:
    """One sheet for every table that is written."""

    def __init__(self) -> None:
        self._sheets: dict[type[models.Model], Sheet] = {}

    def __getitem__(self, model: type[models.Model]) -> Sheet:
        if model not in self._sheets:
            self._sheets[model] = Sheet(model)
        return self._sheets[model]

    def load(self) -> int:
        """Write every sheet, those that others point to first; return how many rows."""
        return sum(self._sheets[model].load() for model in _parents_first(list(self._sheets)))


def _parents_first(waiting: list[type[models.Model]]) -> list[type[models.Model]]:
    ordered: list[type[models.Model]] = []

    def visit(model: type[models.Model]) -> None:
        if model in ordered or model not in waiting:
            return
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is not model:
                visit(field.related_model)
        ordered.append(model)

    for model in waiting:
        visit(model)
    return ordered


def _keys_of(table: str) -> Iterator[int]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, _BLOCK],
            )
            fetched = [row[0] for row in cursor.fetchall()]
        yield from fetched


def _default(field: models.Field[Any, Any]) -> Any:
    return None if field.primary_key else field.get_default()


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], str]:
    if isinstance(field, models.JSONField):
        return _write_json
    if isinstance(field, models.BooleanField):
        return _write_truth
    if isinstance(field, (models.CharField, models.TextField)):
        return _write_text
    return str


def _write_text(value: str) -> str:
    return str(value).translate(_ESCAPES)


def _write_truth(value: bool) -> str:
    return "t" if value else "f"


def _write_json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder).translate(_ESCAPES)
