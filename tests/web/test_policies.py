"""A route says who may use it, or nothing starts."""

import pytest
from flask import Blueprint

from timeclock.service.access import Action
from timeclock.web import app as application
from timeclock.web import create_app
from timeclock.web.policies import MissingPolicy, declared, policy


def planted(*, with_policy):
    bp = Blueprint("planted", __name__)

    def look():
        return "seen by anybody"

    bp.add_url_rule("/planted", view_func=policy(Action.USE)(look) if with_policy else look)
    return bp


def test_a_planted_route_without_policy_stops_the_start(small_town, monkeypatch):
    monkeypatch.setattr(application, "PAGES", (*application.PAGES, planted(with_policy=False)))

    with pytest.raises(MissingPolicy, match=r"/planted \(planted\.look\) declares no policy; add @policy"):
        create_app(small_town.settings, small_town.database)


def test_with_a_policy_it_starts(small_town, monkeypatch):
    monkeypatch.setattr(application, "PAGES", (*application.PAGES, planted(with_policy=True)))

    assert declared(create_app(small_town.settings, small_town.database))["planted.look"] is Action.USE


def test_every_endpoint_is_declared(pages):
    assert set(declared(pages)) == {rule.endpoint for rule in pages.url_map.iter_rules()}


def test_only_these_pages_need_no_login(pages):
    open_to_all = {name for name, action in declared(pages).items() if action is Action.PUBLIC}

    assert open_to_all == {"static", "shell.manifest", "shell.offline", "shell.service_worker", "start.choose_language"}
