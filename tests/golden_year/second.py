"""The golden year reckoned a second time, by a program that knows people.toml and the rulebook and nothing else.

It uses the standard library and prints what it finds as JSON. Days and minutes (UTC) are counted from the year 1;
`wall` tells what a clock in Berlin shows then. Figures of law were typed in by hand; brackets name the rulebook.
"""

import json
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import floor
from pathlib import Path
from typing import Any

DAY = 1440
FIRST, LAST = date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
RHYTHM, MODEL_RHYTHM = date(2025, 12, 29).toordinal(), date(2024, 1, 1).toordinal()
SPRING, AUTUMN = date(2026, 3, 29).toordinal(), date(2026, 10, 25).toordinal()  # (DST)
EASTER, EASTER_2027 = date(2026, 4, 5).toordinal(), date(2027, 3, 28).toordinal()
FIXED = ((1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26))
HOLIDAYS = {date(year, *on).toordinal() for year in (2026, 2027) for on in FIXED}  # (FTG-NW-2)
HOLIDAYS |= {easter + after for easter in (EASTER, EASTER_2027) for after in (-2, 1, 39, 50, 60)}
EVES = {date(2026, 12, 24).toordinal(), date(2026, 12, 31).toordinal()}
MONTH = {day: date.fromordinal(day).month for day in range(FIRST - 400, LAST + 99)}
LENGTH = Counter(MONTH[day] for day in range(FIRST, LAST + 1))
WEEKDAY = {day: date.fromordinal(day).isoweekday() for day in MONTH}
TARIFF, TRAINEE, OFFICIAL, FIRE, HONORARY = "Beschäftigte/r", "Auszubildende/r", "official", "Feuerwehr", "Ehrenamt"
NO_TARGET = {"sick_unpaid", "child_sick", "parental_leave", "care_leave", "unpaid_leave", "strike"}  # (A12)
NOTHING, COUNTED = {"flextime_day", "lesson_free", "unexcused"}, {"nursing", "antenatal_care"}
REDUCING, LEAVE = {"parental_leave", "care_leave", "unpaid_leave"}, {"leave", "extra_leave", "regeneration_day"}
SUMMED = ("deducted", "ordered", "uncredited", "standby_on_site", "standby_time")
OF_A_DAY = ("target", "worked", "premiums", "credited", "outside", *SUMMED)
ADULT, MINOR = ((360, 30), (540, 45)), ((270, 30), (360, 60))  # (ARBZG-4-1, JARBSCHG-11)
PERCENT = {"night": 20, "holiday": 135, "eve": 35, "sunday": 25, "saturday": 20}  # (TVOED-8-1)
FACTS = tomllib.loads((Path(__file__).parent / "people.toml").read_text("utf-8"))


def utc(day: int, clock: int) -> int:
    at = day * DAY + clock
    return at - (120 if SPRING * DAY + 180 <= at < AUTUMN * DAY + 180 else 60)


def wall(at: int) -> int:
    return at + (120 if SPRING * DAY + 60 <= at < AUTUMN * DAY + 60 else 60)


def half_up(number: Fraction | int) -> int:
    return floor(number + Fraction(1, 2))


def clocks(text: str) -> list[int]:
    return [int(hours) * 60 + int(minutes) for hours, minutes in (each.split(":") for each in text.split("-"))]


@cache
def due(code: str, weekly: int) -> tuple[list[int], list[int], int]:
    """Targets and standby of a round: to each day its share, what rounding takes the next one gets; and of a week."""
    model = FACTS["models"][code]
    hours = half_up(weekly * Fraction(model.get("times", "1"))) + int(model.get("more", 0))
    hours = half_up(hours * Fraction(model.get("season", "1")))
    days = [clocks(each)[0] for each in model["days"]]
    factor = Fraction(hours * len(days), 7 * sum(days)) if sum(days) else Fraction(0)
    reached = [half_up(sum(days[: no + 1]) * factor) for no in range(len(days))]
    targets = [after - before for before, after in pairwise([0, *reached])]
    standby = [half_up(clocks(each)[0] * factor) for each in model.get("standby", ["0:00"] * len(days))]
    return targets, standby, half_up(Fraction(sum(targets) * 7, len(targets)))


def needed(minutes: int, steps: tuple[tuple[int, int], ...]) -> int:
    return max((pause for over, pause in steps if minutes > over), default=0)


def deduction(gross: int, gaps: int, steps: tuple[tuple[int, int], ...] = ADULT) -> int:
    """The least that leaves a credit for which the gaps and the minutes off are break enough (C-7)."""
    return next(off for off in range(gross + 1) if gaps + off >= needed(gross - off, steps))


class Person:
    def __init__(self, said: Any) -> None:
        self.said, kind = said, said.get("kind", TARIFF)
        self.kind = OFFICIAL if kind in {"Beamter", "Beamtin", "Anwärter/in"} else kind
        self.jobs = [(first.toordinal(), model, clocks(hours)[0]) for first, model, hours in said["jobs"]]
        self.entry = said.get("entry", date(2015, 1, 1)).toordinal()
        self.exit = said.get("exit", date(9999, 1, 1)).toordinal()
        self.here = range(max(FIRST, self.entry), min(LAST, self.exit) + 1)
        self.absent: dict[int, list[Any]] = defaultdict(list)
        for reason, first, last, *rest in said.get("absent", []):
            figures = rest.pop() if rest and isinstance(rest[-1], dict) else {}
            for day in range(first.toordinal(), last.toordinal() + 1):
                self.absent[day].append((reason, [clocks(each)[0] for each in rest], figures))
        for day, away in self.absent.items():  # (BURLG-9, TVOED-10-4) a certificate gives leave back
            ill, others = [each for each in away if each[0] == "sick"], [each for each in away if each[0] != "sick"]
            returned = "account" in self.job(day)[0] or {reason for reason, *_ in others} <= LEAVE
            self.absent[day] = others if others and not (ill and returned and "certified" in ill[0][2]) else ill
        self.school = {
            day: (*clocks(text.split()[0]), *(int(each) for each in text.split()[1:]))
            for first, last, days in said.get("school", [])
            for day in range(first.toordinal(), last.toordinal() + 1)
            if (text := days[(day - RHYTHM) % len(days)]) and day not in HOLIDAYS
        }
        self.roster: dict[str, dict[int, list[Any]]] = defaultdict(dict)
        for row in said.get("roster", []):
            for day in range(row["from"].toordinal(), row["to"].toordinal() + 1):
                for text in row["days"][(day - RHYTHM) % len(row["days"])].split():
                    span = [utc(day, each) for each in clocks(text)]
                    self.roster[row["kind"]].setdefault(day, []).append(span)
        self.rostered = {MONTH[day] for kind in ("work", "standby_on_site") for day in self.roster[kind]}
        orders = [(date.fromisoformat(day).toordinal(), a, b, rest) for day, a, b, *rest in said.get("orders", [])]
        self.orders = [(bool(rest), utc(day, clocks(a)[0]), utc(day, clocks(b)[0]), rest) for day, a, b, rest in orders]
        self.pieces, self.open_days = list[tuple[int, int, str]](), set[int]()
        for day in range(FIRST, LAST + 1):
            self._come(day)
        self.groups, before = defaultdict[int, list[Any]](list), list[Any]()
        for piece in sorted(self.pieces):  # (C-4)
            gap = piece[0] - before[-1][1] if before else DAY
            if not (gap < 300 or (gap < 660 and wall(piece[0]) // DAY == wall(before[0][0]) // DAY)):
                before = []
                self.groups[wall(piece[0]) // DAY].append(before)
            before.append(piece)

    def _come(self, day: int) -> None:
        """Add the work of a day: from, to, and w, or c for a call, r for one at home."""
        row = [each for each in self.said.get("comes", []) if each["from"].toordinal() <= day][-1:]
        text = self.said.get("days", {}).get(date.fromordinal(day).isoformat())
        later = [0] if text is not None or not row else row[0].get("later", [0])
        if text is None and row and self.entry <= day <= self.exit:
            away = self.whole(day) and not row[0].get("while_absent")
            free = day in HOLIDAYS | EVES and not row[0].get("on_holidays")
            text = "" if away or free else row[0]["days"][(day - RHYTHM) % len(row[0]["days"])]
        words = (text or "").split()
        for no, word in enumerate(words, start=1):
            kind = "r" if word.startswith("ch") else "c" if word[0] == "c" else "w"
            for part in (parts := [part.split("-") for part in word.lstrip("ch").split("+")]):
                if not part[-1]:
                    self.open_days.add(day)
                    continue
                more = later[(day - RHYTHM) % len(later)] if no == len(words) and part is parts[-1] else 0
                self.pieces.append((utc(day, clocks(part[0])[0]), utc(day, clocks(part[-1])[0]) + more, kind))

    def job(self, day: int) -> tuple[Any, str, int]:
        code, weekly = [(model, weekly) for first, model, weekly in self.jobs if first <= day][-1]
        return FACTS["models"][code], code, weekly

    def whole(self, day: int) -> str | None:
        return next((reason for reason, hours, _ in self.absent[day] if not hours), None)

    def protected(self, what: str) -> int | None:
        return next((a.toordinal() for kind, a, *_ in self.said.get("protected", []) if kind == what), None)

    def plan(self, day: int, groups: list[Any]) -> tuple[int, Any, Any, int, bool]:
        """Return the target, frame and core time, standby, and whether a shift of the roster asks for it."""
        (model, code, weekly), shifts = self.job(day), self.roster["work"].get(day, [])
        (targets, standby, _), paid = due(code, weekly), "round_the_clock" in model
        if shifts or day in self.roster["standby_on_site"]:
            return sum(b - a - (0 if paid else deduction(b - a, 0)) for a, b in shifts), 0, 0, 0, True
        if MONTH[day] in self.rostered:
            return 0, None, None, 0, False
        no = (day - MODEL_RHYTHM) % len(targets)
        comings = [piece[0] for group in groups for piece in group if piece[2] == "w"]
        if "begins" in model and comings:
            come, begins = wall(min(comings)) - day * DAY, [clocks(each)[0] for each in model["begins"]]
            no = begins.index(min(begins, key=lambda each: min(abs(come - each - turn) for turn in (-DAY, 0, DAY))))
        frame = model.get("frame") or model.get("frames", [None] * len(targets))[no]
        return targets[no], frame and clocks(frame), "core" in model and clocks(model["core"][no]), standby[no], False

    def ordered(self, work: set[int], inside: set[int]) -> set[int]:
        """Return the minutes that were ordered; a budget goes first to those that lie outside the frame."""
        found: set[int] = set()
        for _, first, last, budget in sorted(self.orders):
            covered = sorted((minute in inside, minute) for minute in work - found if first <= minute < last)
            found |= {minute for _, minute in covered[: budget[0] if budget else None]}
        return found

    def premiums(self, minutes: set[int], in_shifts: bool) -> Counter[str]:
        """Return minutes by kind; night comes on top, of the others each minute has the highest (TVOED-8-1, EZULV)."""
        found: Counter[str] = Counter()
        for hour, count in Counter(wall(minute) // 60 for minute in minutes).items():
            day, at, kinds = hour // 24, hour % 24, list[tuple[str, bool]]()
            is_saturday, is_sunday = WEEKDAY[day] == 6, WEEKDAY[day] == 7
            if self.kind in {TARIFF, TRAINEE}:
                found["night"] += count if at >= 21 or at < 6 else 0
                kinds = [("holiday", day in HOLIDAYS), ("eve", day in EVES and at >= 6), ("sunday", is_sunday)]
                kinds += [("saturday", is_saturday and 13 <= at < 21 and not in_shifts)]
            elif self.kind == OFFICIAL:
                afternoon = at >= 12 and (day in EVES or day + 1 - EASTER in {0, 49})
                kinds = [("unsocial_day", is_sunday or day in HOLIDAYS or afternoon)]
                kinds += [("unsocial_saturday", is_saturday and 13 <= at < 20), ("unsocial_night", at >= 20 or at < 6)]
            found[next((kind for kind, held in kinds if held), "")] += count
        del found[""]
        return +found

    def lessons(self, day: int, work: dict[int, str]) -> int:
        """Return what a day at school is worth (BBIG-15): a block's share, the average day, or its hours."""
        (begin, end, _, way), monday, (_, code, weekly) = self.school[day], day - WEEKDAY[day] + 1, self.job(day)
        (targets, _, average), within = due(code, weekly), range(monday, monday + 7)
        of_week = [(d, *self.school[d]) for d in within if d in self.school]
        if sum(b - a for _, a, b, *_ in of_week) >= 1500 and len(of_week) >= 5:
            no = [d for d, *_ in of_week].index(day)
            return average * (no + 1) // len(of_week) - average * no // len(of_week)
        if [d for d, _, _, count, _ in of_week if count > 5][:1] == [day]:
            return sum(targets) // len([each for each in targets if each])
        return end - begin + way - sum(minute in work for minute in range(utc(day, begin), utc(day, end)))

    def day(self, day: int) -> dict[str, Any]:
        """Return one day as it was worked and credited."""
        (model, _, weekly), is_open, whole = self.job(day), day in self.open_days, self.whole(day)
        groups = [] if self.kind == HONORARY else self.groups[day]
        target, frame, core, standby, by_shift = self.plan(day, groups)
        credited, premiums = Counter[str](), Counter[str]()
        for reason, hours, _ in self.absent[day] if groups else ():
            if reason in COUNTED:  # (MUSCHG-7, 23) beside the work it is work
                stamped = {m for a, b, _ in groups[0] for m in range(a, b)}
                off = set(range(utc(day, hours[0]), utc(day, hours[1]))) - stamped
                if off and min(stamped) <= max(off) + 1 and min(off) <= max(stamped) + 1:
                    groups = [sorted([*groups[0], (min(off), max(off) + 1, "w")]), *groups[1:]]
                    credited[reason] += len(off)
        work = {minute: kind for group in groups for a, b, kind in group for minute in range(a, b)}
        framed = {minute for minute, kind in work.items() if kind == "w"}
        inside = {m for m in framed if not frame or frame[0] <= wall(m) % DAY < frame[1]}
        under_order = self.ordered(framed, inside)
        taught, waited = (
            len({m for a, b in self.roster[kind].get(day, []) for m in range(a, b)} & framed)
            for kind in ("lessons", "standby_on_site")
        )
        worked, deducted, uncredited, waiting = len(work), 0, 0, 0
        worked -= waited * (100 - model.get("credited", 100)) // 100
        released = not whole and (self.protected("released") or day + 1) <= day
        if groups and not is_open and not released and whole != "reintegration":
            worked += half_up(Fraction(taught * model["lesson"][1], model["lesson"][0])) - taught if taught else 0
            born = self.said.get("born", date(1900, 1, 1))
            steps = MINOR if date(born.year + 18, born.month, born.day).toordinal() > day else ADULT
            for group in groups:
                gross, span = len({m for a, b, _ in group for m in range(a, b)}), group[-1][1] - group[0][0]
                rests = sum(b[0] - a[1] for a, b in pairwise(group) if b[0] - a[1] >= 15)
                if "round_the_clock" in model:  # (TVOED-6-1-2)
                    worked += min(rests, needed(span - rests, ADULT))
                elif "no_deduction" not in model:
                    deducted += deduction(gross, span - gross, steps)
            worked -= deducted
            outside = min(len(framed - inside), worked)
            worked -= outside - min(len(under_order - inside), outside)
            if not waited and standby:  # (TVOED-9-1) half of what is standby counts
                waiting = min(worked * standby // max(standby, target + standby * 50 // 100), standby)
                worked -= waiting * 50 // 100
        kept = by_shift and (WEEKDAY[day] == 7 or self.kind in {TARIFF, TRAINEE})  # (TVOED-6-3) 135 % are no time off
        if self.kind == FIRE:  # (AZVOFEU-2-2)
            target -= half_up(Fraction(weekly, 5)) if day in HOLIDAYS and WEEKDAY[day] < 7 else 0
        elif whole in NO_TARGET or day in EVES or (day in HOLIDAYS and not kept):
            target = 0
        for reason, hours, figures in () if is_open or whole == "reintegration" else self.absent[day]:
            credit = missing = max(0, target - worked)
            if reason == "trip":  # (TVOED-BTV-44-2)
                site, travel = worked + figures["site_min"], figures["travel_min"]
                credit = (max(site, target) if travel else site) - worked
                uncredited = max(0, site + travel - worked - credit)
            elif reason in NOTHING | NO_TARGET | COUNTED or not target:
                continue
            elif len(hours) == 2:
                a, b = hours
                if reason == "medical_visit":  # (TVOED-29-1f)
                    a, b = (max(a, core[0]), min(b, core[1])) if core and figures["unavoidable"] else (0, 0)
                credit = min(missing, sum(m not in work for m in range(utc(day, a), utc(day, max(a, b)))))
            credited[reason] += credit
            worked += credit
        if day in self.school and not is_open:
            credited["vocational_school"] = self.lessons(day, work)
            worked += credited["vocational_school"]
        if released:
            worked = target + min(len(under_order), max(0, worked - target))
        elif whole == "reintegration":
            target = worked = 0
        elif groups:
            earning = set(work) if not frame else inside | under_order | (set(work) - framed)
            premiums = self.premiums(earning, "shifts" in model)
        time = (target, None if is_open else worked, premiums, +credited, len(under_order - inside))
        return dict(zip(OF_A_DAY, (*time, deducted, len(under_order), uncredited, waited, waiting), strict=True))

    def overtime(self, days: dict[int, Any]) -> dict[int, tuple[int, int]]:
        """Return extra work and overtime by the Monday; what the week after gives back is gone (TVOED-7-6 to 7-8)."""
        weeks, found = dict[int, tuple[int, int]](), dict[int, tuple[int, int]]()
        for monday in range(FIRST + 4, LAST + 8, 7) if self.kind in {TARIFF, TRAINEE} else ():
            known = [days[d] for d in range(monday, monday + 7) if d in days and days[d]["worked"] is not None]
            above, under = sum(d["worked"] - d["target"] for d in known), sum(d["ordered"] for d in known)
            model, extra = self.job(max(monday, self.entry))[0], min(under, max(0, above))
            if "corridor" in model:
                extra = min(extra, max(0, sum(d["worked"] for d in known) - model["corridor"]))
            extra = sum(d["outside"] for d in known) if "daily_frame" in model else extra
            weeks[monday] = extra, max(0, -above)
        for monday, extra in [(monday, week[0]) for monday, week in weeks.items() if week[0]]:
            model, code, weekly = self.job(max(monday, self.entry))
            room = max(0, 2340 - (due(code, weekly)[2] if {"times", "more"} & model.keys() else weekly))
            left = max(0, extra - weeks.get(monday + 7, (0, 0))[1])
            kept = {"corridor", "daily_frame"} & model.keys()
            found[monday] = (0, extra) if kept else (min(left, room), max(0, left - room))
        return found

    def on_call(self, day: int) -> Counter[str]:
        """Return hours of pay in thousandths, and minutes paid of calls in duties that begin on a day (TVOED-8-3)."""
        flat = short = 0
        for a, b in (spans := self.roster["on_call"].get(day, [])):
            short += b - a if b - a < 720 else 0
            for d in range(day, wall(b - 1) // DAY + 1) if b - a >= 720 else ():
                if d == day or min(b, utc(d + 1, 0)) - utc(d, 0) >= 720:
                    flat += 4 if WEEKDAY[d] > 5 or d in HOLIDAYS else 2
        calls = [(b - a, kind) for a, b, kind in self.pieces if kind in "cr" and any(c <= a < d for c, d in spans)]
        away = sum(-(-length // 60) * 60 for length, kind in calls if kind == "c")
        home = -(-sum(length for length, kind in calls if kind == "r") // 60) * 60
        hourly = half_up(Fraction(short * 1000, 60 * 8))
        return +Counter({"on_call": flat * 1000, "on_call_hours": hourly, "call_out": away, "remote_call": home})

    def year(self) -> dict[str, Any]:
        """Return the days and what they add up to in each month; a week counts where its Monday lies."""
        days = {day: self.day(day) for day in self.here}
        months: dict[int, Counter[str]] = {MONTH[day]: Counter() for day in days}
        for day, each in days.items():
            here = months[MONTH[day]]
            time = {"worked": each["worked"] or 0, "target": each["target"]}
            time["balance"] = time["worked"] - time["target"]
            here.update({"open": 1} if each["worked"] is None else time)
            here.update({f"premium {kind}": count for kind, count in each["premiums"].items()})
            here.update({f"credit {reason}": count for reason, count in each["credited"].items()})
            here.update({**self.on_call(day), **{name: each[name] for name in SUMMED}})
        for monday, (extra, over) in self.overtime(days).items():
            months[MONTH[monday]].update(extra_work=extra, overtime=over)
        for here in months.values():
            if self.kind == OFFICIAL:  # (LBG-NRW-61-1)
                here["extra_duty"] = min(here["ordered"], max(0, here["balance"]))
                here["compensated"] = here["extra_duty"] if here["extra_duty"] > 300 else 0
            here.update(trip_time_off=max(0, here["uncredited"] - 900) * 25 // 100 if self.kind == TARIFF else 0)
        given = {number: self.postings(number, of) for number, of in months.items()}
        return {
            "days": {date.fromordinal(day).isoformat(): [each["target"], each["worked"]] for day, each in days.items()},
            "months": {number: {name: count for name, count in of.items() if count} for number, of in months.items()},
            "postings": given,
            "lapsed": max(0, sum(of["flextime"] for of in given.values()) - 3600) if self.kind == OFFICIAL else 0,
            "leave": self.leave(),
        }

    def postings(self, number: int, month: Counter[str]) -> dict[str, int]:
        """Return what a month gives each account (TVOED-7-6, 7-7, 10-1, LBG-NRW-61-1, SGBIV-7b)."""
        found = {"overtime": month["overtime"], "extra_work": month["extra_work"], "extra_duty": month["compensated"]}
        first = max(date(2026, number, 1).toordinal(), self.entry)
        taken, saved = sum(found.values()), 0
        if "account" in self.job(first)[0]:
            worth = sum(Fraction(month[f"premium {kind}"] * percent, 100) for kind, percent in PERCENT.items())
            taken, found = month["balance"], {"agreed": floor(month["balance"] + worth)}
        for monday in (day for day in self.here if MONTH[day] == number and WEEKDAY[day] == 1):
            week = Fraction(0)
            for day in range(monday, monday + 7):
                model, code, weekly = self.job(day)
                (targets, _, average), more = due(code, weekly), {"times", "more"} & model.keys()
                unpaid = targets[(day - MODEL_RHYTHM) % 7] if more and self.whole(day) in NO_TARGET else 0
                week += (average - weekly) * (Fraction(1, 7) - Fraction(unpaid, average or 1)) if more else 0
            saved += half_up(week)
        found |= {"flextime": month["balance"] - taken, "long_term": saved}
        return {account: amount for account, amount in found.items() if amount or account == "flextime"}

    def leave(self) -> dict[str, int]:
        """Return the leave of the year by kind and what was taken, in thousandths (BURLG-3 to 5, TVOED-26, 27)."""
        begin, end = (date.fromordinal(day) for day in (self.here[0], self.here[-1] + 1))
        full = (end.year - begin.year) * 12 + end.month - begin.month - (end.day < begin.day)
        taken, weeks, away = 0, Fraction(0), {MONTH[day] for day in self.here if self.whole(day) in REDUCING}
        away -= {MONTH[day] for day in range(FIRST, LAST + 1) if self.whole(day) not in REDUCING}
        for day in self.here:
            (model, code, weekly), (target, *_, by_shift) = self.job(day), self.plan(day, [])
            targets = due(code, weekly)[0]  # nothing is earned while a block or a sabbatical is free (BAG 9 AZR 481/18)
            a_week = round(7 * sum(map(bool, targets)) / len(targets)) or ("times" not in model)
            weeks += Fraction(a_week, LENGTH[MONTH[day]])
            on_duty = target and (by_shift or self.kind == FIRE or day not in HOLIDAYS | EVES)
            taken += 1 if on_duty and self.whole(day) in LEAVE else 0
        week = weeks / sum(Fraction(1, LENGTH[MONTH[day]]) for day in self.here)
        waited = self.entry < FIRST or date(begin.year, begin.month + 6, begin.day) < end
        share = Fraction(12 if waited and self.here[-1] > FIRST + 180 else full, 12)
        least = max(4 * week * share - Fraction(len(away), 12) * 4 * week, Fraction(0))
        least = Fraction(floor(least + 1)) if least % 1 >= Fraction(1, 2) else least
        whole = half_up(max(6 * week * full - 6 * week * len(away), Fraction(0)) / 12)
        by_tariff = self.kind in {TARIFF, TRAINEE, "Minijob"}
        annual = least if self.kind == "NV Bühne" else Fraction(whole)
        annual = annual if annual > least or not by_tariff else least
        model, ill = self.job(self.here[-1])[0], self.protected("disabled") or LAST
        since, each_shift = date.fromordinal(max(ill, FIRST)), 2 if "round_the_clock" in model else 4
        of_status = week * (12 - since.month + (since.day == 1)) / 12
        found: dict[str, Fraction | int] = {"annual": annual, "taken": taken, "disability": of_status}
        found["shift"] = min(6, full // each_shift) if by_tariff and "shifts" in model else 0  # (SGBIX-208, TVOED-27-1)
        found["regeneration"] = half_up(2 * week / 5) if "prepares" in model else 0  # (TVOED-SUE)
        found["left"] = sum(found.values()) - 2 * taken
        return {} if self.kind == HONORARY else {kind: half_up(days * 1000) for kind, days in found.items() if days}


if __name__ == "__main__":
    years = defaultdict(list)
    for said in FACTS["person"]:
        for late in [{}, *([said["late"]] if "late" in said else [])]:
            days = {"days": {**said.get("days", {}), **late.get("days", {})}}
            years[str(said["no"])].append(Person({**said, "jobs": said["jobs"] + late.get("jobs", []), **days}).year())
    json.dump(years, sys.stdout)
