"""The jobs, on their schedule or one of them now."""

from __future__ import annotations

import signal
from types import FrameType

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core import walltime
from timeclock.i18n import formats, translator
from timeclock.i18n.wording import FORESEEN, JOB_DOES, foresight_sentence
from timeclock.jobs import bringing, catalogue, evacuation, history, leave, periods, runs, schedule, terminals, work
from timeclock.jobs.job import PeriodJob, Tools
from timeclock.jobs.periods import NoPeriod
from timeclock.ledger import keys
from timeclock.service.log import HeadMissing, LogRewritten
from timeclock.settings import Settings
from timeclock.store.job_runs import Run, State


@click.group(cls=group.Group, invoke_without_command=True)
@click.pass_context
def jobs(context: click.Context) -> None:
    """Run the jobs on their schedule, or one of them now."""
    if context.invoked_subcommand is not None:
        return
    plan = schedule.scheduler(group.settings(context), group.database(context))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        plan.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    plan.run()


@jobs.command("recalculate")
@click.pass_context
def recalculate(context: click.Context) -> None:
    """Work off what waits to be evaluated."""
    click.echo(f"{work.recalculate(group.database(context), _tools(context).rulebook)} people evaluated")


@jobs.command("leave")
@click.pass_context
def work_off_leave(context: click.Context) -> None:
    """Work out the leave of people about whose leave something came in."""
    click.echo(f"{leave.work_off(group.database(context), _tools(context).rulebook)} people worked out")


@jobs.command("sequence")
@click.pass_context
def sequence(context: click.Context) -> None:
    """Give waiting records their place in the log."""
    click.echo(f"{work.sequence(group.database(context))} records included")


@jobs.command("sign-head")
@click.pass_context
def sign_head(context: click.Context) -> None:
    """Sign the log's head."""
    city = group.settings(context)
    try:
        signed = work.sign_head(group.database(context), city, keys.signing_key(city.log_key_file))
    except (HeadMissing, LogRewritten) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo("signed" if signed else "the log has not grown")


@jobs.command("forget")
@click.pass_context
def forget(context: click.Context) -> None:
    """Drop sessions, sign-in attempts and idempotency keys that are over, codes never used, files never taken over."""
    work.forget(group.database(context), group.settings(context))
    click.echo("forgotten")


@jobs.command("imports")
@click.pass_context
def bring_stamps(context: click.Context) -> None:
    """Bring in the next stamps of the file that was taken over first."""
    click.echo(f"{bringing.work_off(group.database(context), group.settings(context))} portions taken in")


@jobs.command("evacuation")
@click.pass_context
def write_evacuation_list(context: click.Context) -> None:
    """Write who is in a building into the city's directory, where the list there is old enough."""
    written = evacuation.write(group.database(context), group.settings(context))
    click.echo("written" if written else "nothing to write")


@jobs.command("terminals")
@click.pass_context
def look_after_terminals(context: click.Context) -> None:
    """Raise alarms about terminals in trouble, and take back those whose trouble is over."""
    click.echo(f"{terminals.look(group.database(context), group.settings(context))} alarms raised or taken back")


@jobs.command("nightly-evaluation")
@click.option("--period", metavar="DAY", help="the night into this day; without it the last one that was due")
@click.pass_context
def nightly_evaluation(context: click.Context, period: str | None) -> None:
    """Work out yesterday, today and every day not settled, for everybody."""
    _run(context, "nightly-evaluation", period)


@jobs.command("stamp-reminder")
@click.option("--period", metavar="DAY", help="the morning of this day; without it the last one that was due")
@click.pass_context
def stamp_reminder(context: click.Context, period: str | None) -> None:
    """Remind people of stamps they forgot."""
    _run(context, "stamp-reminder", period)


@jobs.command("request-escalation")
@click.option("--period", metavar="DAY", help="the morning of this day; without it the last one that was due")
@click.pass_context
def request_escalation(context: click.Context, period: str | None) -> None:
    """Hand up what nobody decided in time."""
    _run(context, "request-escalation", period)


@jobs.command("monthly-proofs")
@click.option("--period", metavar="MONTH", help="a month that is over (2026-10); without it the last one that was due")
@click.pass_context
def monthly_proofs(context: click.Context, period: str | None) -> None:
    """Make everybody's proof of working time; what has not changed since is not made again."""
    _run(context, "monthly-proofs", period)


@jobs.command("proof-renewal")
@click.option("--period", metavar="DAY", help="the night into this day; without it the last one that was due")
@click.pass_context
def proof_renewal(context: click.Context, period: str | None) -> None:
    """Make those proofs again whose month was worked out anew and says something else now."""
    _run(context, "proof-renewal", period)


@jobs.command("timesheets")
@click.option("--period", metavar="DAY", help="the night into this day; without it the last one that was due")
@click.pass_context
def make_timesheets(context: click.Context, period: str | None) -> None:
    """Make the timesheets of months that were closed and have none yet."""
    _run(context, "timesheets", period)


@jobs.command("nightly-leave")
@click.option("--period", metavar="DAY", help="the night into this day; without it the last one that was due")
@click.pass_context
def nightly_leave(context: click.Context, period: str | None) -> None:
    """Work out everybody's leave, and make the notices and certificates that are due."""
    _run(context, "nightly-leave", period)


@jobs.command("month-end")
@click.option("--period", metavar="MONTH", help="a month that is over (2026-10); without it the last one that was due")
@click.pass_context
def month_end(context: click.Context, period: str | None) -> None:
    """Close the month for everybody of whom nothing is missing."""
    _run(context, "month-end", period)


@jobs.command("statistics")
@click.option("--period", metavar="MONTH", help="a month that is over (2026-10); without it the last one that was due")
@click.pass_context
def statistics(context: click.Context, period: str | None) -> None:
    """Make the statistics of quarters that are over and have none yet; they name nobody and stay as they are."""
    _run(context, "statistics", period)


@jobs.command("due-reminder")
@click.option("--period", metavar="DAY", help="the morning of this day; without it the last one that was due")
@click.pass_context
def due_reminder(context: click.Context, period: str | None) -> None:
    """Remind people of contracts that end, examinations and free days that are owed."""
    _run(context, "due-reminder", period)


@jobs.command("weekly-digest")
@click.option("--period", metavar="MONDAY", help="the week of this Monday; without it the last one that was due")
@click.pass_context
def weekly_digest(context: click.Context, period: str | None) -> None:
    """Tell superiors what waits for them and in their units."""
    _run(context, "weekly-digest", period)


@jobs.command("deletion")
@click.option("--period", metavar="DAY", help="the night into this day; without it the last one that was due")
@click.pass_context
def delete(context: click.Context, period: str | None) -> None:
    """Delete what is over, each kind by its days, and nothing about people who are held."""
    _run(context, "deletion", period)


@jobs.command("backup")
@click.option("--period", metavar="DAY", help="the night into this day; without it the last one that was due")
@click.pass_context
def back_up(context: click.Context, period: str | None) -> None:
    """Make the backup of the night and bring it back, where a directory is named for it."""
    _run(context, "backup", period)


@jobs.command("list")
@click.pass_context
def list_jobs(context: click.Context) -> None:
    """List all jobs, what they do and when they are next due."""
    city = group.settings(context)
    say = translator(city.languages[0])
    for name, job in catalogue.periodic(city).items():
        due = periods.next_due(job.rhythm, clock.now(), city.zone)
        click.echo(f"{name:20} {formats.moment(due, city.zone, say.locale):18} {say.text(JOB_DOES[name])}")
    for turning in catalogue.CONTINUOUS:
        every = f"/ {turning.every.total_seconds():.0f} s"
        click.echo(f"{turning.name:20} {every:18} {say.text(JOB_DOES[turning.name])}")


@jobs.command("history")
@click.pass_context
def show_history(context: click.Context) -> None:
    """List the last periods of each job."""
    with group.database(context).reading() as session:
        found = history.listed(session, group.settings(context), clock.now())
    for job in found.periodic:
        for run in job.runs:
            click.echo(f"{job.name:20} {_told(run)}")
    for turning in found.continuous:
        click.echo(f"{turning.name:20} {'never ran' if turning.last is None else _told(turning.last)}")


@jobs.command("foresee")
@click.argument("job_name", metavar="NAME")
@click.option("--period", metavar="PERIOD", help="a day or a month; without it the last one that was due")
@click.pass_context
def foresee(context: click.Context, job_name: str, period: str | None) -> None:
    """Count what a job with periods would do now, and write nothing."""
    city = group.settings(context)
    job = catalogue.periodic(city).get(job_name)
    if job is None:
        raise click.BadParameter(f"there is no job {job_name!r} with periods; see timeclock jobs list")
    wanted = _wanted(job, city, period)
    with group.database(context).reading() as session:
        found = history.foreseen(session, job, _tools(context), wanted, clock.now())
    say = translator(city.languages[0])
    for code, number in found.counts.items():
        click.echo(f"{wanted} {number:>8} {say.text(FORESEEN[code])}")
    for line in found.lines:
        click.echo(f"{wanted} {foresight_sentence(line.code, line.figures, say)}")


def _wanted(job: PeriodJob, city: Settings, period: str | None) -> str:
    """Return the period that is asked for, or the last one that was due."""
    now = clock.now()
    wanted = job.rhythm.latest(now, city.zone) if period is None else period
    try:
        periods.demand_begun(job.rhythm, wanted, walltime.local_day(now, city.zone))
    except NoPeriod as fault:
        raise click.BadParameter(str(fault), param_hint="--period") from None
    return wanted


def _run(context: click.Context, name: str, period: str | None) -> None:
    """Run one period of a job; a period that does not end well ends the command with 1."""
    city = group.settings(context)
    job: PeriodJob = catalogue.periodic(city)[name]
    wanted = _wanted(job, city, period)
    run = runs.run_now(group.database(context), job, _tools(context), wanted)
    click.echo(_told(run))
    if run.state is not State.DONE:
        context.exit(1)


def _tools(context: click.Context) -> Tools:
    return Tools.of(group.settings(context))


def _told(run: Run) -> str:
    """Return one line for people and scripts: "2026-10 done 60/60"."""
    ended = "" if run.ended_at is None else f" {run.ended_at.isoformat(timespec='seconds')}"
    return f"{run.period} {run.state} {run.done}/{run.total}{ended} {run.error or ''}".rstrip()
