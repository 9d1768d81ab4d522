"""What somebody looked at, and what for, as the person concerned reads it."""

from __future__ import annotations

from timeclock.i18n.marking import N_

READ_PART = {
    "absences": N_("Your absences"),
    "accounts": N_("Your accounts"),
    "balances": N_("Your balance in a list"),
    "badges": N_("Your badge in a list"),
    "calendar": N_("When you are away, in the calendar of the unit"),
    "close": N_("Your month in the list to close"),
    "confirm": N_("Your month in the list to confirm"),
    "day": N_("One of your days with its bill"),
    "deviations": N_("Days of yours in which something is missing"),
    "entering": N_("One of your days, to enter stamps"),
    "evacuation": N_("Whether you are in the building"),
    "leave": N_("Your leave"),
    "mass": N_("What an entry for many would do to you"),
    "messages": N_("Messages left for you at the terminal"),
    "month": N_("One of your months"),
    "on_call": N_("Your times on call"),
    "openings": N_("Your opening balances"),
    "ownerless": N_("Stamps that could be yours"),
    "presence": N_("Whether you are present, on the board"),
    "reconcile": N_("Your month beside that of the punch card"),
    "report": N_("One of your months on paper or as a file"),
    "request": N_("One of your requests, with its day"),
    "requests": N_("Your requests in a list"),
    "roster": N_("Your duties in the roster"),
    "team": N_("Your balance and presence in the list of the unit"),
    "what_if": N_("Your days, tried with another model"),
    "what_if_unit": N_("Your days, tried for a whole unit"),
}

READ_PURPOSE = {
    "ask": N_("To swap a duty"),
    "change_over": N_("To move from the punch card"),
    "close_months": N_("To close the month"),
    "confirm_months": N_("To confirm the month"),
    "decide_requests": N_("To decide about requests"),
    "keep_absences": N_("To keep absences"),
    "keep_accounts": N_("To keep accounts"),
    "leave_messages": N_("To leave messages"),
    "plan_rosters": N_("To plan the roster"),
    "post_for_many": N_("To enter something for many"),
    "read_calendar": N_("To know who is away"),
    "read_deviations": N_("To settle deviations"),
    "read_evacuation": N_("To know who is in the building if it has to be left"),
    "read_leave": N_("To keep leave"),
    "read_on_call": N_("To plan and pay being on call"),
    "read_presence": N_("To know who is there"),
    "read_team": N_("To lead the unit"),
    "read_times": N_("To look after times"),
    "settle_deviations": N_("To settle deviations"),
    "try_models": N_("To try a model"),
}
