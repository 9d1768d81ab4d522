"""Stamps over HTTP into PostgreSQL until they are durable and answered, from eight terminals at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psycopg

from benchmarks import floors
from benchmarks.pace import Bench
from benchmarks.servers import Request, ask, served
from benchmarks.town import Wall, town
from timeclock import clock

BATCH = 100
SINGLES = 80
BATCHES = 8
PEOPLE = 300


class Load:
    """Requests of one terminal's making, signed beforehand, and the connections that send them."""

    def __init__(self, wall: Wall, port: int, requests: int, stamps: int) -> None:
        self.wall, self.port, self.requests, self.stamps = wall, port, requests, stamps
        self.waiting: list[Request] = []

    def sign(self) -> None:
        """Sign as many as may be sent next: what terminals do is not on the server's clock."""
        missing = 2 * self.requests - len(self.waiting)
        self.waiting += [self.wall.request(self.stamps) for _ in range(missing)]

    def send(self, times: int = 1) -> None:
        """Send the requests over all connections at once; `times` two is each stamp and another one besides."""
        number = self.requests * times
        sent, self.waiting = self.waiting[:number], self.waiting[number:]
        ask(self.port, sent)


@contextmanager
def benches() -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    with town(PEOPLE) as found:
        wall, other = Wall(found), Wall(found)
        with psycopg.connect(found.uri, autocommit=True) as connection:
            connection.execute(floors.TABLE)
        floor = {floors.DATABASE: found.city.settings.database_url, "FLOOR_KEY": other.key.private_bytes_raw().hex()}
        with (
            served("wsgi:app", found.environment) as ours,
            served("benchmarks.floors:single()", floor) as single,
            served("benchmarks.floors:batch()", floor) as batch,
        ):
            yield iter(
                [
                    bench(
                        "stamps over HTTP, 1 a request",
                        "Flask, SQLAlchemy Core, one INSERT and COMMIT",
                        0.5,
                        Load(wall, ours, SINGLES, 1),
                        Load(other, single, SINGLES, 1),
                    ),
                    bench(
                        f"stamps over HTTP, {BATCH} a request",
                        "Flask, psycopg, verify, sign and INSERT per row, one COMMIT",
                        0.4,
                        Load(wall, ours, BATCHES, BATCH),
                        Load(other, batch, BATCHES, BATCH),
                    ),
                ]
            )


def bench(name: str, floor_name: str, aim: float, ours: Load, floor: Load) -> Bench:
    def sign() -> None:
        ours.sign()
        floor.sign()

    return Bench(
        name,
        "stamp",
        ours.requests * ours.stamps,
        floor_name,
        aim,
        ours.send,
        floor.send,
        lambda: ours.send(times=2),
        sign,
    )
