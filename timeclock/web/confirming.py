"""Asked again who one is, before acts that weigh much; what was sent waits in the page that asks, and then goes on."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from timeclock import clock
from timeclock.i18n.wording import N_
from timeclock.service import passkeys, proving
from timeclock.service.passkeys import TooOld
from timeclock.service.proving import Proof
from timeclock.web import edge
from timeclock.web.inputs import CODE_AGAIN, OF_NO_FORM, PASSKEY_AGAIN, PASSWORD_AGAIN, PROOFS

# A password, a code, or what a browser answers about a passkey.
LONGEST = 10_000
MISSING = N_("Please enter your password.")
MISSING_BESIDE_AN_APP = N_("Please enter your password, or a code.")
TOO_OLD = N_("This took too long. Please try again.")
WRONG = {
    PASSWORD_AGAIN: N_("This is not your password. Please check it; capitals matter."),
    PASSKEY_AGAIN: N_("This passkey is not one of yours here. Please take another one, or your password."),
    CODE_AGAIN: N_("This code is not right, or was used already. Please wait for the next one and try again."),
}


def install(app: Flask) -> None:
    """Ask before each view that says so; whether the form is ours was checked before."""
    app.before_request(ask_again)


def ask_again() -> ResponseReturnValue | None:
    """Show the page that asks, unless somebody proved lately, or proves with this request, who she is."""
    house = edge.house()
    if request.method != "POST" or request.endpoint not in house.asking_again:
        return None
    if clock.now() - edge.arrival().confirmed_at < house.sign_in_rules.confirm_again:
        return None
    if not any(name in request.form for name in PROOFS):
        return _page({})
    problems = _problems()
    return (_page(problems), 422) if problems else None


def _problems() -> dict[str, list[str]]:
    """Return what is wrong with the proof; nothing where it is her, which holds from now on."""
    proof = Proof(*(request.form.get(name, "").strip("\r\n")[:LONGEST] for name in PROOFS))
    given = [name for name, value in zip(PROOFS, (proof.password, proof.code, proof.passkey), strict=True) if value]
    if not given:
        return {PASSWORD_AGAIN: [MISSING_BESIDE_AN_APP if edge.arrival().has_second else MISSING]}
    # A wrong proof is counted, so this transaction ends well either way.
    try:
        with edge.transaction() as session:
            source, uid = request.remote_addr or "", edge.arrival().session_uid
            is_her = proving.prove(session, edge.sight(), uid, proof, source, edge.step())
    except TooOld:
        return {PASSKEY_AGAIN: [TOO_OLD]}
    field = PASSWORD_AGAIN if proof.password else given[-1]
    return {} if is_her else {field: [WRONG[field]]}


def _page(problems: dict[str, list[str]]) -> str:
    with edge.reading() as session:
        wish = passkeys.wish_to_prove(session, edge.sight(), edge.step())
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in OF_NO_FORM]
    return render_template(
        "confirm_again.html",
        address=request.full_path.rstrip("?"),
        sent=sent,
        wish=wish,
        has_second=edge.arrival().has_second,
        problems=problems,
    )
