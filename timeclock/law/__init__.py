"""The figures of law: dated entries of `config/law/*.toml`, read once into values for the core."""

from __future__ import annotations

from pathlib import Path

from timeclock.core.figures import LawFigures
from timeclock.law import (
    agreements,
    averages,
    leave,
    maternity,
    minijobs,
    pay,
    persons,
    sickness,
    standby,
    working_time,
    youth,
)
from timeclock.law.entry import LawError
from timeclock.law.files import dated, digest, tables_of

__all__ = ["LawError", "digest", "load"]

# One table for each ordinance that gives premiums, for each stands in a file of its own.
PREMIUM_TABLES = ("premiums", "unsocial_hours")


def load(directory: Path) -> LawFigures:
    """Return all figures of law in `directory`; refuse an unknown key, a missing source or days out of order."""
    tables = tables_of(directory)
    figures = LawFigures(
        breaks=dated(directory, tables, "breaks", working_time.breaks),
        limits=dated(directory, tables, "limits", working_time.limits),
        shortened_rest=dated(directory, tables, "shortened_rest", working_time.shortened_rest),
        short_work=dated(directory, tables, "short_work", working_time.short_work),
        day_form=dated(directory, tables, "day_form", working_time.day_form),
        night=dated(directory, tables, "night", working_time.night),
        averages=dated(directory, tables, "averages", averages.averages),
        night_workers=dated(directory, tables, "night_workers", averages.night_workers),
        substitutes=dated(directory, tables, "substitutes", averages.substitutes),
        fire=dated(directory, tables, "fire", averages.fire),
        minors=dated(directory, tables, "minors", youth.minors),
        maternity=dated(directory, tables, "maternity", maternity.maternity),
        nursing=dated(directory, tables, "nursing", maternity.nursing),
        miscarriage=dated(directory, tables, "miscarriage", maternity.miscarriage),
        outside=dated(directory, tables, "outside", persons.outside),
        release=dated(directory, tables, "release", persons.release),
        parental=dated(directory, tables, "parental", persons.parental),
        extra_work=dated(directory, tables, "extra_work", persons.extra_work),
        official_week=dated(directory, tables, "official_week", persons.official_week),
        officials=dated(directory, tables, "officials", persons.officials),
        official_year=dated(directory, tables, "official_year", persons.official_year),
        official_limits=dated(directory, tables, "official_limits", persons.official_limits),
        standby_weeks=dated(directory, tables, "standby_weeks", standby.standby_weeks),
        gateway_average=dated(directory, tables, "gateway_average", averages.gateway_average),
        on_call_reaction=dated(directory, tables, "on_call_reaction", standby.on_call_reaction),
        paid_breaks=dated(directory, tables, "paid_breaks", pay.paid_breaks),
        overtime=dated(directory, tables, "overtime", pay.overtime),
        extra_duty=dated(directory, tables, "extra_duty", pay.extra_duty),
        on_call=dated(directory, tables, "on_call", standby.on_call),
        on_call_hours=dated(directory, tables, "on_call_hours", standby.on_call_hours),
        call_outs=dated(directory, tables, "call_outs", standby.calls),
        remote_calls=dated(directory, tables, "remote_calls", standby.calls),
        standby_time=dated(directory, tables, "standby_time", standby.standby_time),
        school=dated(directory, tables, "school", youth.school),
        trips=dated(directory, tables, "trips", pay.trips),
        sick_pay=dated(directory, tables, "sick_pay", sickness.sick_pay),
        tariff_sick_pay=dated(directory, tables, "tariff_sick_pay", sickness.tariff),
        certificates=dated(directory, tables, "sick_certificate", sickness.certificates),
        official_sickness=dated(directory, tables, "official_sickness", sickness.officials),
        sick_on_time_off=dated(directory, tables, "sick_on_time_off", sickness.restored),
        sick_on_leave=dated(directory, tables, "sick_on_leave", sickness.restored),
        trip_month=dated(directory, tables, "trip_month", pay.trip_month),
        minimum_wage=dated(directory, tables, "minimum_wage", minijobs.minimum_wage),
        minijobs=dated(directory, tables, "minijob_records", minijobs.minijobs),
        on_demand=dated(directory, tables, "on_demand", minijobs.on_demand),
        preparation=dated(directory, tables, "preparation", pay.preparation),
        honorary=dated(directory, tables, "honorary", minijobs.honorary),
        agreements=dated(directory, tables, "agreements", agreements.agreements),
        long_term=dated(directory, tables, "long_term", agreements.long_term),
        lapse=dated(directory, tables, "lapse", agreements.lapse),
        leave=leave.leave(directory, tables),
        premiums=tuple(dated(directory, tables, name, pay.premiums) for name in PREMIUM_TABLES),
    )
    if tables:
        name, (file, _) = next(iter(sorted(tables.items())))
        raise LawError(f"{file}: nobody reads [[{name}]]; remove it or correct the spelling")
    return figures
