"""Journeys discovered from an event log: functions from Ibis table to Ibis table.

No Django here. docs/journey-engine.md explains it; start with `prepare.prepare`,
`prepared.Prepared.open` and `selection.select`, then ask `flow.flow` and its neighbours.
"""
