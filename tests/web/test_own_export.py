"""All that is stored about me: in one file, checked by its own list, with proofs that hold, and of nobody else."""

import hashlib
import io
import json
import zipfile
from base64 import b64decode
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from tests.city import NOW
from timeclock.i18n import wording
from timeclock.ledger import checkpoint, receipt, tree
from timeclock.ledger.keys import from_b64url, signing_key
from timeclock.ledger.leaf import leaf_hash
from timeclock.ledger.receipt import Receipt
from timeclock.service import documents, log
from timeclock.service.documents import DocumentKind, Media
from timeclock.store import own_data, rulings
from timeclock.store.documents import Subject
from timeclock.store.own_data import LEFT_OUT, READ_OTHERWISE, WAYS, LeftOut
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.schema import metadata
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.stamps import stamp

OWNED = {"person_id", "employment_id", "login_id"}


def fetched(visitor):
    answer = visitor.post("/me/export")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(answer.data))


def stamps_of(session, who):
    mine = select(stamp.c.id).where(stamp.c.person_id == who.person_id)
    return session.execute(mine.order_by(stamp.c.id)).scalars().all()


def is_genuine(promise, public):
    received, by = (datetime.fromisoformat(promise[name]) for name in ("received_at", "include_by"))
    leaf, signature = bytes.fromhex(promise["leaf"]), from_b64url(promise["sig"])
    return receipt.is_genuine(Receipt(UUID(promise["record"]), leaf, received, by, signature), public)


def test_every_table_is_in_it_or_named_with_the_reason():
    assert {*WAYS, *LEFT_OUT, READ_OTHERWISE} == set(metadata.tables)
    assert not WAYS.keys() & LEFT_OUT.keys()
    assert wording.OWN_TABLE.keys() == {*WAYS, READ_OTHERWISE}
    assert wording.OWN_LEFT_OUT.keys() == {*LeftOut}
    columns = {column.name for name in WAYS for column in metadata.tables[name].c}
    assert wording.OWN_COLUMN.keys() == columns | {"route", "people"}
    of_somebody = {name for name in LEFT_OUT if OWNED & set(metadata.tables[name].c.keys())}
    assert {LEFT_OUT[name] for name in of_somebody} <= {LeftOut.PASSING}
    hidden = {(name, column.name) for name in WAYS for column in metadata.tables[name].c if "secret" in column.name}
    assert hidden <= own_data.SECRETS


def test_she_gets_all_of_hers_and_nothing_of_others_with_a_list_that_is_right(signed_in, aydin, small_town):
    with small_town.database.transaction() as session:
        for who in (small_town.aydin, small_town.celik):
            subject = Subject(DocumentKind.PROOF, who.person_id, who.employment_id, NOW.date().replace(day=1))
            content = f"Nachweis {who.person_id}".encode()
            documents.put(session, small_town.settings.documents, subject, Media.PDF, content, NOW)
        given = {"person_id": small_town.aydin.person_id, "employment_id": small_town.aydin.employment_id}
        (hers, *_), (other, *_) = (stamps_of(session, who) for who in (small_town.aydin, small_town.celik))
        judged = [Ruling(hers, Verdict.VOID, "zweimal"), Ruling(other, Verdict.ASSIGN, "ihr Ausweis", **given)]
        rulings.add_many(session, judged, NOW)
    brandt = signed_in("brandt")
    brandt.get(f"/team/{small_town.aydin.employment_uid}/day/2026-11-19")
    packed = fetched(aydin)

    listed = json.loads(packed.read("manifest.json"))
    names = set(packed.namelist()) - {"manifest.json"}
    assert listed["sha256"] == {name: hashlib.sha256(packed.read(name)).hexdigest() for name in names}
    assert listed["left_out"]["ledger_record"].startswith("Das Prüfprotokoll")
    assert names >= {f"data/{name}.json" for name in WAYS}
    tables = {name: json.loads(packed.read(f"data/{name}.json")) for name in {*WAYS, READ_OTHERWISE}}
    assert sorted(each["kind"] for each in tables["stamp"]) == ["in", "in", "out"]
    assert [each["reason"] for each in tables["stamp_ruling"]] == ["zweimal", "ihr Ausweis"]
    assert [each["by"] for each in tables[READ_OTHERWISE]] == ["Brandt"]
    assert {each["employment_id"] for each in tables["day_result"]} == {small_town.aydin.employment_id}
    assert "2026-11-19" in {each["day"] for each in tables["day_result"]}
    assert tables["credential"][0]["secret_or_subject"] == "…"
    assert tables["login_attempt"][0]["login_name"] == "aydin"
    (document,) = [name for name in names if name.startswith("documents/")]
    assert packed.read(document) == f"Nachweis {small_town.aydin.person_id}".encode()

    everything = b"".join(packed.read(name) for name in names).decode()
    assert "argon2" not in everything
    assert "Celik" not in everything
    assert str(small_town.celik.employment_uid) not in everything
    page = packed.read("read-me.html").decode()
    assert '<h2 id="stamp">Buchungen</h2>' in page
    assert '<th scope="col">Wann es ankam <small>received_at</small></th>' in page
    columns = {column for rows in tables.values() for row in rows for column in row}
    assert columns <= wording.OWN_COLUMN.keys()
    with small_town.database.reading() as session:
        kept = session.execute(select(audit.c.by, audit.c.person_id).where(audit.c.action == "own_data.exported")).all()
    assert kept == [(small_town.logins["aydin"], small_town.aydin.person_id)]


def test_its_proofs_hold_without_us(aydin, small_town, pages):
    keys = pages.extensions["timeclock"].keys
    with small_town.database.transaction() as session:
        log.sequence(session)
        key = signing_key(small_town.settings.log_key_file)
        assert log.sign_head(session, small_town.settings.log_origin, key, NOW)
    packed = fetched(aydin)
    said = json.loads(packed.read("ledger.json"))
    head = checkpoint.read(
        said["checkpoint"]["note"], small_town.settings.log_origin, from_b64url(said["log_public_key"])
    )
    stamps = [each for each in said["records"] if each["kind"] == "stamp"]

    assert len(stamps) == 2
    assert from_b64url(said["receipt_public_key"]) == keys.receipt.public
    for each in said["records"]:
        leaf = leaf_hash(b64decode(each["salt"]), b64decode(each["bytes"]))
        assert leaf.hex() == each["leaf"]
        path = [bytes.fromhex(one) for one in each["path"]]
        assert tree.root_from_inclusion(each["leaf_no"], head.size, leaf, path) == head.root
    for each in stamps:
        assert each["receipt"]["record"] == each["record"]
        assert is_genuine(each["receipt"], keys.receipt.public)
        assert not is_genuine(each["receipt"] | {"leaf": "00" * 32}, keys.receipt.public)


def test_without_a_login_of_her_own_person_nobody_gets_anything(signed_in, visitor):
    assert visitor.get("/me/export").location.startswith("/login")
    assert signed_in("it").post("/me/export").status_code == 403
