"""The smallest honest servers for the same work: parse, insert one durable row per stamp, answer."""

from __future__ import annotations

import json
import os
import threading
from datetime import datetime
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine, text

from terminals.wire import STAMP_DOMAIN, from_b64url

DATABASE = "FLOOR_DATABASE"
TABLE = """
CREATE TABLE IF NOT EXISTS event (
  id bigserial PRIMARY KEY, source text NOT NULL, epoch text NOT NULL, seq bigint NOT NULL, at timestamptz NOT NULL,
  person bigint NOT NULL, payload bytea NOT NULL, UNIQUE (source, epoch, seq)
);
CREATE INDEX IF NOT EXISTS event_person_at ON event (person, at)
"""
COLUMNS = "INSERT INTO event (source, epoch, seq, at, person, payload) VALUES "


def row(payload: bytes) -> tuple[Any, ...]:
    said = json.loads(payload)
    at = datetime.fromisoformat(said["device_at"])
    return said["source"], said["epoch"], said["seq"], at, said["seq"] % 100, payload


def single() -> Flask:
    """Flask and SQLAlchemy Core: one INSERT and COMMIT per request."""
    app = Flask("single")
    engine = create_engine(os.environ[DATABASE], pool_size=16)
    names = ("source", "epoch", "seq", "at", "person", "payload")
    insertion = text(COLUMNS + "(:source, :epoch, :seq, :at, :person, :payload)")

    @app.post("/terminal/v1/stamps")
    def take() -> ResponseReturnValue:
        entry = request.get_json()["stamps"][0]
        with engine.begin() as connection:
            connection.execute(insertion, dict(zip(names, row(from_b64url(entry["payload"])), strict=True)))
        return jsonify(status="accepted")

    return app


def batch() -> Flask:
    """Flask and psycopg: per row one Ed25519 verification, one signature and one INSERT, one COMMIT per request."""
    app = Flask("batch")
    key = Ed25519PrivateKey.generate()
    trusted = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(os.environ["FLOOR_KEY"])).public_key()
    mine = threading.local()

    def connection() -> psycopg.Connection[Any]:
        if not hasattr(mine, "connection"):
            mine.connection = psycopg.connect(os.environ[DATABASE].replace("+psycopg", ""))
        found: psycopg.Connection[Any] = mine.connection
        return found

    @app.post("/terminal/v1/stamps")
    def take() -> ResponseReturnValue:
        rows, receipts = [], []
        for entry in request.get_json()["stamps"]:
            payload, signature = from_b64url(entry["payload"]), from_b64url(entry["sig"])
            trusted.verify(signature, STAMP_DOMAIN + payload)
            rows.append(row(payload))
            receipts.append(key.sign(payload).hex())
        with connection().transaction(), connection().cursor() as cursor:
            cursor.executemany(COLUMNS + "(%s, %s, %s, %s, %s, %s)", rows)
        return jsonify(receipts=receipts)

    return app


def empty() -> Flask:
    """Flask and nothing: an empty answer."""
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return app
