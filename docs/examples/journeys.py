# %% [markdown]
# # Service journeys in a notebook
#
# Run it as it is (`python docs/examples/journeys.py`), or open it as a notebook: Jupyter (with
# jupytext), VS Code and PyCharm know the cell marks. Nothing is needed beside the package: no
# server, no database.

# %%
from tempfile import TemporaryDirectory

from kontaktpunkt import journeys

log = journeys.example()  # or journeys.read("permits.xes.gz"), .csv, .parquet, .xlsx, OCEL 2.0
print(log)

# %% [markdown]
# ## What follows what
# An answer is rows, a sentence, and a table in any form: `to_pandas()`, `to_arrow()`, `to_ibis()`.

# %%
print(log.flow())

# %%
print(log.paths(most=3))

# %% [markdown]
# ## Where days go by
# In people x days: ten people who wait one day are one person who waits ten.

# %%
waits = log.waits()
print(waits.sentence)
for wait in waits[:3]:
    print(f"{wait.source} to {wait.target}: {wait.days:,.0f} people x days ({wait.share:.0%})")

# %% [markdown]
# ## Some journeys beside others
# Conditions keep whole journeys. What would tell of fewer than seven journeys is refused.

# %%
refused = log.where(outcome="refused")
for each in refused.compare(refused.others):
    if each.is_beyond_chance:
        print(f"{each.measure} {each.about}: {each.first:.2f} beside {each.second:.2f}")

# %% [markdown]
# ## What is not asked here
# `steps` and `journeys` are Ibis tables: any question can be put to them.

# %%
by_unit = log.steps.group_by("unit").agg(steps=log.steps.count(), work=log.steps.work_seconds.sum())
print(by_unit.order_by("unit").to_pandas())

# %% [markdown]
# ## On to another tool
# A file that is there already is never replaced unasked. This one is gone when the example ends.

# %%
with TemporaryDirectory() as folder:
    written = log.export(f"{folder}/permits.xes.gz")
    print(f"{written.path.name}: {written.journeys} journeys, {written.events} events")
