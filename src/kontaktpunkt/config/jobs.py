"""Work in the background that belongs to no app: freeing what a dead worker held."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status


@app.periodic(cron="* * * * *")
@app.task(name="config.free_stalled", queueing_lock="config.free_stalled", pass_context=True)
async def free_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Put back what a worker was doing when it was killed.

    Such a job would hold its lock for ever, and no message would be sent again. Jobs are written so
    that a second run is harmless.
    """
    for job in await context.app.job_manager.get_stalled_jobs():
        await _free(context, job)


async def _free(context: JobContext, job: Job) -> None:
    manager = context.app.job_manager
    if job.queueing_lock and await _is_waiting(context, job.queueing_lock):
        # The next of its kind waits, and only for this one's lock.
        await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
    else:
        await manager.retry_job(job)


async def _is_waiting(context: JobContext, queueing_lock: str) -> bool:
    waiting = await context.app.job_manager.list_jobs_async(
        status=Status.TODO.value, queueing_lock=queueing_lock
    )
    return any(True for _ in waiting)
