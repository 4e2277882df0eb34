"""The SQL of `arranging`, over the folders of a log that is being imported."""

from typing import Final

SCRATCH: Final = """
create temp table dropped(event_id bigint);
create temp table pairs(start_id bigint, complete_id bigint);
create temp table employee_types(object_type varchar);
create temp table cleared(event_id bigint);
create temp table scores(event_id bigint, score double, score_max double);
"""

# --- Events that are told twice -------------------------------------------------------------------

REPEATED: Final = """
create temp table repeated as
select source_id from extras where source_id is not null group by source_id having count(*) > 1
"""

AMBIGUOUS_ID: Final = """
select source_id
from extras join repeated using (source_id)
join events using (event_id)
left join event_objects using (event_id)
group by source_id
having count(distinct (
    touchpoint, kind, started_at, ended_at, channel, unit, initiator, direction, outcome, score
)) > 1
-- Case logs: the same case each time. Object-centric logs may spread relations over the copies.
or count(distinct event_objects.object_key) > 1
order by min(event_id) limit 1
"""

DROP_REPEATED: Final = """
insert into dropped
select event_id from (
    select event_id, row_number() over (partition by source_id order by event_id) as place
    from extras join repeated using (source_id)
) where place > 1
"""

# --- Starts and completes -------------------------------------------------------------------------

# Within one case, touchpoint and instance, in order of time: a complete ends the start that was
# opened first and is still open. `spare_before` counts the completes that had no start to end, so
# the n-th start belongs to the n-th complete without those.
PAIRS: Final = """
insert into pairs
with marked as (
    select
        event_id, object_key, touchpoint, coalesce(instance, '') as instance,
        lower(kind) = 'start' as is_start, started_at, source_seq
    from events
    join event_objects using (event_id)
    left join extras using (event_id)
    where lower(kind) in ('start', 'complete') and event_id not in (select event_id from dropped)
),
counted as (
    select
        *,
        -- Sums, because DuckDB counts a filtered window again for each row.
        sum(is_start::bigint) over walk as starts,
        sum((not is_start)::bigint) over walk as completes
    from marked
    window walk as (
        partition by object_key, touchpoint, instance
        order by started_at, not is_start, source_seq
        rows unbounded preceding
    )
),
judged as (
    select *, greatest(0, max(completes - starts) over before) as spare_before
    from counted
    window before as (
        partition by object_key, touchpoint, instance
        order by started_at, not is_start, source_seq
        rows between unbounded preceding and 1 preceding
    )
)
select max(event_id) filter (is_start), max(event_id) filter (not is_start)
from judged
-- More completes than starts than ever before: this one is spare.
where is_start or completes - starts <= spare_before
group by
    object_key, touchpoint, instance,
    case when is_start then starts else completes - spare_before end
having count(*) = 2
"""

# --- Answers to counter tickets -------------------------------------------------------------------

SCORES: Final = """
insert into scores
with answers as (
    select
        object_key,
        avg(score / coalesce(score_max, 1)) * coalesce(max(score_max), 1) as score,
        max(score_max) as score_max
    from feedback where score is not null group by object_key
),
endings as (
    select object_key, max_by(event_id, (started_at, source_seq)) as event_id
    from events join event_objects using (event_id) group by object_key
)
select event_id, score, score_max from endings join answers using (object_key)
"""

UNMATCHED_ANSWERS: Final = """
select count(*) from feedback anti join event_objects using (object_key)
"""

# --- Outcomes -------------------------------------------------------------------------------------

# Only aggregates of a fixed size, which DuckDB can put aside on disk: time and place in the file
# are one number, and outcomes are compared by hash. The place of an event in a table is its id.
TOLD_THROUGHOUT: Final = """
create temp table told_throughout as
select object_key,
       (max(((epoch_us(started_at) + 4_000_000_000_000_000)::hugeint << 44) + event_id)
        % (1::hugeint << 44))::bigint as last_id
from events join event_objects using (event_id)
where event_id not in (select event_id from dropped)
group by object_key
having count(*) > 1 and count(outcome) = count(*) and min(hash(outcome)) = max(hash(outcome))
"""

CLEARED: Final = """
insert into cleared
select event_id from event_objects join told_throughout using (object_key) where event_id <> last_id
"""

# --- Objects --------------------------------------------------------------------------------------

TWO_TYPES: Final = """
select object_key from objects group by object_key having count(distinct object_type) > 1
order by object_key limit 1
"""

# Relations of events that were left out, for want of a time, are no fault of the file.
DANGLING: Final = """
select count(*) from relations
join extras on source_id = source_event
anti join objects using (object_key)
"""

FIRST_DANGLING: Final = """
select source_event, object_key from relations
join extras on source_id = source_event
anti join objects using (object_key)
order by event_id limit 1
"""

EMPLOYEE_TYPE: Final = "insert into employee_types values (?)"

EMPLOYEE_RELATIONS: Final = """
select count(*) from relations join objects using (object_key)
join employee_types using (object_type)
"""

# One join at a time, so that each has all the memory there is. An event told twice keeps what
# either copy relates to.
TYPED_RELATIONS: Final = (
    """
    create temp table kept as
    select source_id, min(event_id) as event_id from extras group by source_id
    """,
    """
    create temp table described as
    select distinct object_key, object_type from objects
    where object_type not in (select object_type from employee_types)
    """,
    """
    create temp table related as
    select event_id, object_key, qualifier from relations join kept on source_id = source_event
    """,
    "drop table kept",
    """
    create temp table typed as
    select distinct event_id, object_key, object_type, qualifier
    from related join described using (object_key)
    """,
    "drop table related",
)

SORTED_RELATIONS: Final = "select * from typed order by event_id, object_key, qualifier"

LAST_ATTRIBUTES: Final = """
select
    object_key, object_type, name, max_by(value, (filename, file_row_number)) as value
from read_parquet({files}, filename = true, file_row_number = true)
where object_type not in (select object_type from employee_types)
group by object_key, object_type, name order by object_key, name
"""

# --- The result -----------------------------------------------------------------------------------

# What `changing` applies. An ending tells what came of it; the rest is the start's.
CHANGES: Final = """
select
    event_id, true as is_dropped, false as is_paired, false as is_cleared,
    null::timestamptz as ended_at, null::varchar as outcome,
    null::double as score, null::double as score_max
from dropped
union all
select
    start_id, false, true, false, coalesce(ending.ended_at, ending.started_at),
    ending.outcome, ending.score, ending.score_max
from pairs join events ending on ending.event_id = pairs.complete_id
union all
select event_id, false, false, false, null, null, score, score_max from scores
union all
select event_id, false, false, true, null, null, null, null from cleared
order by event_id
"""

TOTALS: Final = """
select
    count(*), epoch_us(min(started_at)), epoch_us(max(started_at)),
    count(distinct touchpoint), count(distinct unit), count(distinct channel),
    count(*) filter (ended_at < started_at)
from events
"""

OBJECTS: Final = """
select object_type, count(*)
from (select distinct object_type, object_key from event_objects) group by 1 order by 1
"""
