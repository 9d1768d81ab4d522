"""What a day gives payroll: premiums, standby, being on call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from timeclock.core.amounts import Amount, AmountKind, Unit, thousandths
from timeclock.core.premiums import Premium, PremiumKind
from timeclock.core.spans import Span
from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator

PREMIUM = {
    PremiumKind.NIGHT: N_("Night work {spans}: premium of {percent} %"),
    PremiumKind.HOLIDAY: N_("Public holiday without time off {spans}: premium of {percent} %"),
    PremiumKind.HOLIDAY_TIME_OFF: N_("Public holiday with time off {spans}: premium of {percent} %"),
    PremiumKind.EVE: N_("24 or 31 December {spans}: premium of {percent} %"),
    PremiumKind.SUNDAY: N_("Sunday work {spans}: premium of {percent} %"),
    PremiumKind.SATURDAY: N_("Saturday work {spans}: premium of {percent} %"),
    PremiumKind.UNSOCIAL_DAY: N_("Duty at unsocial hours {spans}: Sunday, public holiday, or afternoon before a feast"),
    PremiumKind.UNSOCIAL_SATURDAY: N_("Duty at unsocial hours {spans}: Saturday afternoon"),
    PremiumKind.UNSOCIAL_NIGHT: N_("Duty at unsocial hours {spans}: night"),
}

# What a sum of them is called.
PREMIUM_NAME = {
    PremiumKind.NIGHT: N_("Night work"),
    PremiumKind.HOLIDAY: N_("Public holiday without time off"),
    PremiumKind.HOLIDAY_TIME_OFF: N_("Public holiday with time off"),
    PremiumKind.EVE: N_("24 or 31 December"),
    PremiumKind.SUNDAY: N_("Sunday work"),
    PremiumKind.SATURDAY: N_("Saturday work"),
    PremiumKind.UNSOCIAL_DAY: N_("Unsocial hours: Sunday, public holiday, eve of a feast"),
    PremiumKind.UNSOCIAL_SATURDAY: N_("Unsocial hours: Saturday afternoon"),
    PremiumKind.UNSOCIAL_NIGHT: N_("Unsocial hours: night"),
}

AMOUNT = {
    AmountKind.ON_CALL: N_("On call {spans}: flat rate by day, in hours of pay"),
    AmountKind.ON_CALL_HOURS: N_("On call {spans}: share of an hour's pay for each hour, in hours of pay"),
    AmountKind.CALL_OUT: N_("Call-outs {spans}: each paid up to the next full hour"),
    AmountKind.REMOTE_CALL: N_("Calls at the place of stay {spans}: paid in all up to the next full hour"),
    AmountKind.STANDBY_ON_SITE: N_("Standby on site {spans}"),
    AmountKind.STANDBY_TIME: N_("Standby time within the regular week {spans}"),
}

# What a sum of them is called.
AMOUNT_NAME = {
    AmountKind.ON_CALL: N_("On call: flat rates, in hours of pay"),
    AmountKind.ON_CALL_HOURS: N_("On call: shares of hours, in hours of pay"),
    AmountKind.CALL_OUT: N_("Call-outs, as paid"),
    AmountKind.REMOTE_CALL: N_("Calls at the place of stay, as paid"),
    AmountKind.STANDBY_ON_SITE: N_("Standby on site"),
    AmountKind.STANDBY_TIME: N_("Standby time within the regular week"),
}


def unit_name(kind: AmountKind | PremiumKind, percent: int | None, say: Translator) -> str:
    """Return what a sum of one kind is called: "Nachtarbeit, 20 %"."""
    name = say.text(AMOUNT_NAME[kind] if isinstance(kind, AmountKind) else PREMIUM_NAME[kind])
    return name if percent is None else f"{name}, {percent} %"


def paid_sentence(paid: Amount | Premium, say: Translator, zone: ZoneInfo) -> str:
    """Return what an amount or a premium is for."""
    if isinstance(paid, Premium):
        return premium_sentence(paid, say, zone)
    return amount_sentence(paid, say, zone)


def counted(amount: Fraction, unit: Unit, locale: str) -> str:
    """Return how much it is: minutes as 1:00, hours of pay as 1,375."""
    if unit is Unit.MINUTES:
        return formats.duration(timedelta(minutes=int(amount)))
    return formats.pay_hours(thousandths(amount), locale)


def premium_sentence(premium: Premium, say: Translator, zone: ZoneInfo) -> str:
    """Return which work a premium is for: "Nachtarbeit 21:00–02:00, 02:30–06:00: Zeitzuschlag 20 %"."""
    return say.text(PREMIUM[premium.kind], spans=_spells(premium.spans, say, zone), percent=premium.percent)


def amount_sentence(amount: Amount, say: Translator, zone: ZoneInfo) -> str:
    """Return what an amount is for: "Einsätze 22:10–22:45: jeder bis zur vollen Stunde bezahlt"."""
    return say.text(AMOUNT[amount.kind], spans=_spells(amount.spans, say, zone))


def amount_figure(amount: Amount, locale: str) -> str:
    """Return how much it is: minutes as 1:00, hours of pay as 1,375."""
    return counted(amount.amount, amount.unit, locale)


def _spells(spans: Iterable[Span], say: Translator, zone: ZoneInfo) -> str:
    return ", ".join(formats.spell(span, zone, say.locale) for span in spans)
