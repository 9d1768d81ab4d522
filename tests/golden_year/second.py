"""The golden year reckoned a second time, by a program that knows people.toml and the rulebook and nothing else.

It uses the standard library alone and prints what it found as JSON. Time is counted in minutes of UTC since the year 1;
`wall` turns one into what a clock in Berlin shows. Days are counted from the year 1, too. Every figure of law was typed
in by hand; the names in brackets are those of the rulebook.
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
TARIFF, TRAINEE, OFFICIAL, FIRE, HONORARY = "Beschäftigte/r", "Auszubildende/r", "official", "Feuerwehr", "Ehrenamt"
OFFICIALS = {"Beamter", "Beamtin", "Anwärter/in"}
NO_TARGET = {"sick_unpaid", "child_sick", "parental_leave", "care_leave", "unpaid_leave", "strike"}  # (A12)
NOTHING, COUNTED = {"flextime_day", "lesson_free", "unexcused"}, {"nursing", "antenatal_care"}
SUMMED = ("deducted", "ordered", "uncredited", "standby_on_site", "standby_time")
OF_A_DAY = ("target", "worked", "premiums", "credited", "outside", *SUMMED)
ADULT, MINOR = ((360, 30), (540, 45)), ((270, 30), (360, 60))  # (ARBZG-4-1, JARBSCHG-11)
FACTS = tomllib.loads((Path(__file__).parent / "people.toml").read_text("utf-8"))


def utc(day: int, clock: int) -> int:
    at = day * DAY + clock
    return at - (120 if SPRING * DAY + 180 <= at < AUTUMN * DAY + 180 else 60)


def wall(at: int) -> int:
    return at + (120 if SPRING * DAY + 60 <= at < AUTUMN * DAY + 60 else 60)


def half_up(number: Fraction | int) -> int:
    return floor(number + Fraction(1, 2))


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def clocks(text: str) -> tuple[int, int]:
    begin, end = text.split("-")
    return clock(begin), clock(end)


def month(day: int) -> int:
    return date.fromordinal(day).month


def weekday(day: int) -> int:
    return (day - 1) % 7 + 1  # the first day of the year 1 was a Monday


@cache
def easter(year: int) -> int:
    golden, century = year % 19, year // 100
    h = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - h - year % 4) % 7
    m = h + rest - 7 * ((golden + 11 * h + 22 * rest) // 451) + 114
    return date(year, m // 31, m % 31 + 1).toordinal()


@cache
def holiday(day: int) -> bool:  # (FTG-NW-2)
    on = date.fromordinal(day)
    fixed = {(1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)}
    return (on.month, on.day) in fixed or day - easter(on.year) in {-2, 1, 39, 50, 60}


@cache
def eve(day: int) -> bool:
    return (date.fromordinal(day).month, date.fromordinal(day).day) in {(12, 24), (12, 31)}


@cache
def due(code: str, weekly: int) -> tuple[list[int], list[int]]:
    """Targets and standby of a round: to each day its share in whole minutes; what rounding takes the next one gets."""
    model = FACTS["models"][code]
    hours = half_up(weekly * Fraction(model.get("times", "1"))) + int(model.get("more", 0))
    hours = half_up(hours * Fraction(model.get("season", "1")))
    days = [clock(each) for each in model["days"]]
    factor = Fraction(hours * len(days), 7 * sum(days)) if sum(days) else Fraction(0)
    reached = [half_up(sum(days[: no + 1]) * factor) for no in range(len(days))]
    targets = [after - before for before, after in zip([0, *reached], reached, strict=False)]
    return targets, [half_up(clock(each) * factor) for each in model.get("standby", ["0:00"] * len(days))]


def average_week(code: str, weekly: int) -> int:
    targets, _ = due(code, weekly)
    return half_up(Fraction(sum(targets) * 7, len(targets)))


def needed(minutes: int, steps: tuple[tuple[int, int], ...]) -> int:
    return max((pause for over, pause in steps if minutes > over), default=0)


def deduction(gross: int, gaps: int, steps: tuple[tuple[int, int], ...] = ADULT) -> int:
    """The least that leaves a credit for which the gaps and the minutes off are break enough (C-7)."""
    return next(off for off in range(gross + 1) if gaps + off >= needed(gross - off, steps))


class Person:
    def __init__(self, said: Any) -> None:
        self.said, kind = said, said.get("kind", TARIFF)
        self.kind = OFFICIAL if kind in OFFICIALS else kind
        self.jobs = [(first.toordinal(), model, clock(hours)) for first, model, hours in said["jobs"]]
        self.entry = said.get("entry", date(2015, 1, 1)).toordinal()
        self.exit = said.get("exit", date(9999, 1, 1)).toordinal()
        self.absent: dict[int, list[Any]] = defaultdict(list)
        for reason, first, last, *rest in said.get("absent", []):
            figures = rest.pop() if rest and isinstance(rest[-1], dict) else {}
            for day in range(first.toordinal(), last.toordinal() + 1):
                self.absent[day].append((reason, [clock(each) for each in rest], figures))
        self.school = {
            day: (*clocks(text.split()[0]), *(int(each) for each in text.split()[1:]))
            for first, last, days in said.get("school", [])
            for day in range(first.toordinal(), last.toordinal() + 1)
            if (text := days[(day - RHYTHM) % len(days)]) and not holiday(day)
        }
        self.roster: dict[str, dict[int, list[Any]]] = defaultdict(dict)
        for row in said.get("roster", []):
            for day in range(row["from"].toordinal(), row["to"].toordinal() + 1):
                for text in row["days"][(day - RHYTHM) % len(row["days"])].split():
                    a, b = clocks(text)
                    self.roster[row["kind"]].setdefault(day, []).append((utc(day, a), utc(day, b)))
        self.rostered = {month(day) for kind in ("work", "standby_on_site") for day in self.roster[kind]}
        orders = [(date.fromisoformat(day).toordinal(), a, b, rest) for day, a, b, *rest in said.get("orders", [])]
        self.orders = [(bool(rest), utc(day, clock(a)), utc(day, clock(b)), rest) for day, a, b, rest in orders]
        self.pieces: list[tuple[int, int, str]] = []
        self.open_days: set[int] = set()
        for day in range(FIRST, LAST + 1):
            self._come(day)
        self.groups: dict[int, list[Any]] = defaultdict(list)
        before: list[Any] = []
        for piece in sorted(self.pieces):  # (C-4)
            gap, same = (
                (piece[0] - before[-1][1], wall(piece[0]) // DAY == wall(before[0][0]) // DAY) if before else (DAY, 0)
            )
            if not (gap < 660 and (same or gap < 300)):
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
            free = (holiday(day) or eve(day)) and not row[0].get("on_holidays")
            text = "" if away or free else row[0]["days"][(day - RHYTHM) % len(row[0]["days"])]
        words = (text or "").split()
        for no, word in enumerate(words, start=1):
            kind = "r" if word.startswith("ch") else "c" if word[0] == "c" else "w"
            parts = [part.split("-") for part in word.lstrip("ch").split("+")]
            for part in parts:
                if not part[-1]:
                    self.open_days.add(day)
                    continue
                more = later[(day - RHYTHM) % len(later)] if no == len(words) and part is parts[-1] else 0
                self.pieces.append((utc(day, clock(part[0])), utc(day, clock(part[-1])) + more, kind))

    def job(self, day: int) -> tuple[str, int]:
        return [(model, weekly) for first, model, weekly in self.jobs if first <= day][-1]

    def whole(self, day: int) -> str | None:
        return next((reason for reason, hours, _ in self.absent[day] if not hours), None)

    def released(self, day: int) -> bool:
        return any(kind == "released" and a.toordinal() <= day for kind, a, *_ in self.said.get("protected", []))

    def plan(self, day: int, groups: list[Any]) -> tuple[int, Any, Any, int, bool]:
        """Return the target, frame and core time, standby, and whether a shift of the roster asks for it."""
        code, weekly = self.job(day)
        model, (targets, standby) = FACTS["models"][code], due(code, weekly)
        if day in self.roster["work"] or day in self.roster["standby_on_site"]:
            paid = "round_the_clock" in model
            return (
                sum(b - a - (0 if paid else deduction(b - a, 0)) for a, b in self.roster["work"].get(day, [])),
                0,
                0,
                0,
                True,
            )
        if month(day) in self.rostered:
            return 0, None, None, 0, False
        no = (day - MODEL_RHYTHM) % len(targets)
        comings = [piece[0] for group in groups for piece in group if piece[2] == "w"]
        if "begins" in model and comings:
            come, begins = wall(min(comings)) - day * DAY, [clock(each) for each in model["begins"]]
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
            day, at = hour // 24, hour % 24
            if self.kind in {TARIFF, TRAINEE}:
                found["night"] += count if at >= 21 or at < 6 else 0
                saturday = weekday(day) == 6 and 13 <= at < 21 and not in_shifts
                kinds = (("holiday", holiday(day)), ("eve", eve(day) and at >= 6), ("sunday", weekday(day) == 7))
                found[next((kind for kind, held in kinds if held), "saturday" if saturday else "")] += count
            elif self.kind == OFFICIAL:
                afternoon = at >= 12 and (eve(day) or day + 1 - easter(2026) in {0, 49})
                kinds = (("unsocial_day", weekday(day) == 7 or holiday(day) or afternoon),
                         ("unsocial_saturday", weekday(day) == 6 and 13 <= at < 20),
                         ("unsocial_night", at >= 20 or at < 6))  # fmt: skip
                found[next((kind for kind, held in kinds if held), "")] += count
        found.pop("", None)
        return +found

    def lessons(self, day: int, work: dict[int, str]) -> int:
        """Return what a day at school is worth (BBIG-15): a block's share, the average day, or its hours."""
        (begin, end, _, way), monday, (code, weekly) = self.school[day], day - weekday(day) + 1, self.job(day)
        of_week = [(d, *self.school[d]) for d in range(monday, monday + 7) if d in self.school]
        if sum(b - a for _, a, b, *_ in of_week) >= 1500 and len(of_week) >= 5:
            no, whole = [d for d, *_ in of_week].index(day), average_week(code, weekly)
            return whole * (no + 1) // len(of_week) - whole * no // len(of_week)
        if [d for d, _, _, count, _ in of_week if count > 5][:1] == [day]:
            asked = [each for each in due(code, weekly)[0] if each]
            return sum(asked) // len(asked)
        return end - begin + way - sum(minute in work for minute in range(utc(day, begin), utc(day, end)))

    def day(self, day: int) -> dict[str, Any]:
        """Return one day as it was worked and credited."""
        code, weekly = self.job(day)
        model, is_open, whole = FACTS["models"][code], day in self.open_days, self.whole(day)
        groups = [] if self.kind == HONORARY else self.groups[day]
        target, frame, core, standby, by_shift = self.plan(day, groups)
        credited: Counter[str] = Counter()
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
        spans = {
            kind: {m for a, b in self.roster[kind].get(day, []) for m in range(a, b)}
            for kind in ("lessons", "standby_on_site")
        }
        taught, waited = len(spans["lessons"] & framed), len(spans["standby_on_site"] & framed)
        worked, deducted, uncredited, waiting = len(work), 0, 0, 0
        worked -= waited * (100 - model.get("credited", 100)) // 100
        released = not whole and self.released(day)
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
        if self.kind == FIRE:  # (AZVOFEU-2-2)
            target -= half_up(Fraction(weekly, 5)) if holiday(day) and weekday(day) < 7 else 0
        elif whole in NO_TARGET or ((holiday(day) or eve(day)) and not (by_shift and weekday(day) == 7)):
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
        premiums: Counter[str] = Counter()
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
        weeks: dict[int, tuple[int, int]] = {}
        found: dict[int, tuple[int, int]] = {}
        for monday in range(date(2026, 1, 5).toordinal(), LAST + 8, 7) if self.kind in {TARIFF, TRAINEE} else ():
            known = [days[d] for d in range(monday, monday + 7) if d in days and days[d]["worked"] is not None]
            above, under = sum(d["worked"] - d["target"] for d in known), sum(d["ordered"] for d in known)
            extra = min(under, max(0, above))
            if under:
                model = FACTS["models"][self.job(max(monday, self.entry))[0]]
                if "corridor" in model:
                    extra = min(extra, max(0, sum(d["worked"] for d in known) - model["corridor"]))
                extra = sum(d["outside"] for d in known) if "daily_frame" in model else extra
            weeks[monday] = extra, max(0, -above)
        for monday, (extra, _) in weeks.items():
            if extra and monday <= LAST:
                code, weekly = self.job(max(monday, self.entry))
                model = FACTS["models"][code]
                room = max(0, 2340 - (average_week(code, weekly) if {"times", "more"} & model.keys() else weekly))
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
                    flat += 4 if weekday(d) > 5 or holiday(d) else 2
        calls = [(b - a, kind) for a, b, kind in self.pieces if kind in "cr" and any(c <= a < d for c, d in spans)]
        away = sum(-(-length // 60) * 60 for length, kind in calls if kind == "c")
        home = -(-sum(length for length, kind in calls if kind == "r") // 60) * 60
        hourly = half_up(Fraction(short * 1000, 60 * 8))
        return +Counter({"on_call": flat * 1000, "on_call_hours": hourly, "call_out": away, "remote_call": home})

    def year(self) -> dict[str, Any]:
        """Return the days and what they add up to in each month; a week counts where its Monday lies."""
        days = {day: self.day(day) for day in range(max(FIRST, self.entry), min(LAST, self.exit) + 1)}
        months: dict[int, Counter[str]] = {month(day): Counter(balance=0) for day in days}
        for day, each in days.items():
            here = months[month(day)]
            if each["worked"] is None:
                here["open"] += 1
            else:
                here.update(worked=each["worked"], target=each["target"], balance=each["worked"] - each["target"])
            here.update({f"premium {kind}": count for kind, count in each["premiums"].items()})
            here.update({f"credit {reason}": count for reason, count in each["credited"].items()})
            here.update(self.on_call(day))
            here.update({name: each[name] for name in SUMMED})
        for monday, (extra, over) in self.overtime(days).items():
            months[month(monday)].update(extra_work=extra, overtime=over)
        for here in months.values():
            if self.kind == OFFICIAL:  # (LBG-NRW-61-1)
                duty = min(here["ordered"], max(0, here["balance"]))
                here.update(extra_duty=duty, compensated=duty if duty > 300 else 0)
            here.update(trip_time_off=max(0, here["uncredited"] - 900) * 25 // 100 if self.kind == TARIFF else 0)
        return {
            "days": {date.fromordinal(day).isoformat(): [each["target"], each["worked"]] for day, each in days.items()},
            "months": {
                number: {name: count for name, count in here.items() if count} for number, here in months.items()
            },
        }


if __name__ == "__main__":
    json.dump({str(said["no"]): Person(said).year() for said in FACTS["person"]}, sys.stdout)
