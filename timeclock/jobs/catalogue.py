"""Every job there is, by name; docs/reference/jobs.md says the same for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from timeclock.jobs import (
    backing_up,
    bringing,
    deletion,
    evacuation,
    foreseen,
    leave,
    months,
    proofs,
    reminding,
    statistics,
    terminals,
    timesheets,
    work,
)
from timeclock.jobs.job import ContinuousJob, PeriodJob
from timeclock.jobs.periods import Monthly, Nightly, Weekly
from timeclock.ledger import keys
from timeclock.service import stamp_uploads
from timeclock.settings import Settings
from timeclock.store import leave_waiting

CONTINUOUS = (
    ContinuousJob(
        "recalculate",
        timedelta(seconds=1),
        lambda database, tools: work.recalculate(database, tools.rulebook),
        work.days_waiting,
    ),
    ContinuousJob(
        "leave",
        timedelta(seconds=1),
        lambda database, tools: leave.work_off(database, tools.rulebook),
        lambda session, _now: leave_waiting.waiting(session),
    ),
    ContinuousJob(
        "sequence",
        timedelta(seconds=1),
        lambda database, _tools: work.sequence(database),
        work.records_waiting,
    ),
    ContinuousJob(
        "sign-head",
        timedelta(seconds=60),
        lambda database, tools: work.sign_head(database, tools.settings, keys.signing_key(tools.settings.log_key_file)),
        work.leaves_unsigned,
    ),
    ContinuousJob(
        "forget",
        timedelta(minutes=1),
        lambda database, tools: work.forget(database, tools.settings),
    ),
    ContinuousJob(
        "imports",
        timedelta(seconds=1),
        lambda database, tools: bringing.work_off(database, tools.settings),
        stamp_uploads.waiting,
    ),
    ContinuousJob(
        "evacuation",
        timedelta(seconds=30),
        lambda database, tools: evacuation.write(database, tools.settings),
    ),
    ContinuousJob(
        "terminals",
        timedelta(minutes=1),
        lambda database, tools: terminals.look(database, tools.settings),
    ),
)


def periodic(settings: Settings) -> Mapping[str, PeriodJob]:
    """Return the jobs with periods, due as the settings say."""
    evaluation = PeriodJob(
        "nightly-evaluation",
        Nightly(settings.evaluate_at),
        work.turn_day,
        work.next_employed,
        work.evaluate,
        foresee=foreseen.evaluation_of_the_night,
    )
    reminder = PeriodJob(
        "stamp-reminder",
        Nightly(settings.remind_at),
        work.look_again,
        work.next_concerned,
        work.remind,
        follows=evaluation,
        foresee=foreseen.reminding,
    )
    proof = PeriodJob(
        "monthly-proofs",
        Monthly(settings.proofs_on_day, settings.proofs_at),
        proofs.begin,
        proofs.next_person,
        proofs.make,
        follows=evaluation,
        foresee=foreseen.people_of(proofs.begin),
    )
    renewal = PeriodJob(
        "proof-renewal",
        Nightly(settings.proofs_at),
        proofs.begin_renewal,
        proofs.next_owner,
        proofs.renew,
        follows=evaluation,
        foresee=foreseen.people_of(proofs.begin_renewal),
    )
    sheets = PeriodJob(
        "timesheets",
        Nightly(settings.proofs_at),
        timesheets.begin,
        timesheets.next_person,
        timesheets.make,
        follows=evaluation,
        foresee=foreseen.people_of(timesheets.begin),
    )
    nightly_leave = PeriodJob(
        "nightly-leave",
        Nightly(settings.leave_at),
        leave.begin,
        leave.next_person,
        leave.look,
        follows=evaluation,
        foresee=foreseen.people_of(leave.begin),
    )
    month_end = PeriodJob(
        "month-end",
        Monthly(settings.close_on_day, settings.close_at),
        months.begin,
        months.next_person,
        months.close,
        follows=evaluation,
        foresee=foreseen.closing,
    )
    statistic = PeriodJob(
        "statistics",
        Monthly(settings.close_on_day, settings.close_at),
        statistics.begin,
        follows=month_end,
        foresee=foreseen.quarters,
    )
    escalation = PeriodJob(
        "request-escalation",
        Nightly(settings.remind_at),
        work.count_overdue,
        work.next_overdue,
        work.hand_up,
        foresee=foreseen.handing_up,
    )
    due = PeriodJob(
        "due-reminder",
        Nightly(settings.remind_at),
        reminding.begin,
        reminding.next_person,
        reminding.remind,
        follows=evaluation,
        foresee=foreseen.people_of(reminding.concerned),
    )
    digest = PeriodJob(
        "weekly-digest",
        Weekly(settings.remind_at),
        reminding.begin_week,
        reminding.next_superior,
        reminding.tell_week,
        follows=evaluation,
        foresee=reminding.foresee_week,
    )
    erasing = PeriodJob(
        "deletion",
        Nightly(settings.delete_at),
        deletion.begin,
        deletion.next_kind,
        deletion.erase,
        foresee=deletion.foresee,
    )
    backup = PeriodJob(
        "backup",
        Nightly(settings.backup_at),
        backing_up.begin,
        foresee=backing_up.foresee,
        apart=backing_up.make,
    )
    often = (evaluation, reminder, due, digest, escalation, proof, renewal, sheets, nightly_leave, erasing, backup)
    return {job.name: job for job in (*often, month_end, statistic)}
