"""Importing a log on pages: a file is sent, looked at, confirmed column by column, and read.

`files` keeps where each file stands, `places` keeps the file itself, `work` is done by jobs.
Reading is `journeys.importing`, the same as on the command line.
"""
