"""What a browser is asked for about a passkey, and whether what it answers is true (WebAuthn); by the one library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

# The library looks up what a key has to say of itself without asking whether it does.
FAULTS = (WebAuthnException, ValueError, KeyError, TypeError)
REQUIRED = UserVerificationRequirement.REQUIRED


class AnswerRefused(ValueError):
    """What the browser sent is no answer to what it was asked, or does not come from the passkey it names."""


@dataclass(frozen=True, slots=True)
class Site:
    """The house as a browser knows it: a passkey works for this name alone, which is why it cannot be phished."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom a passkey is made: a handle that says nothing, and how the device names her."""

    handle: bytes
    login_name: str
    display_name: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is kept of a passkey: nothing of it is secret."""

    handle: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Signature:
    """An answer not believed yet: which passkey, by its word whose, and what it was asked."""

    handle: bytes
    owner_handle: bytes | None
    challenge: bytes
    raw: str


def creation(site: Site, owner: Owner, known: Sequence[bytes], challenge: bytes) -> str:
    """Return as JSON what a browser needs to make a passkey, but on a device that has one of these."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=owner.handle,
        user_name=owner.login_name,
        user_display_name=owner.display_name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return options_to_json(options)


def request(site: Site, known: Sequence[bytes], challenge: bytes) -> str:
    """Return as JSON what a browser needs to use one of these passkeys; of none, any that it has for this house."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        user_verification=REQUIRED,
    )
    return options_to_json(options)


def challenge_of_creation(answer: str) -> bytes:
    """Return what the browser says it was asked."""
    try:
        return parse_client_data_json(parse_registration_credential_json(answer).response.client_data_json).challenge
    except FAULTS:
        raise AnswerRefused("no answer of a browser about a passkey") from None


def created(answer: str, challenge: bytes, site: Site) -> NewKey:
    """Return the passkey that was made; raise `AnswerRefused` where it was not, or not here, or not by a person."""
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except FAULTS as fault:
        raise AnswerRefused(str(fault)) from None
    return NewKey(found.credential_id, found.credential_public_key, found.sign_count)


def signature(answer: str) -> Signature:
    """Return what a browser sent in place of a password."""
    try:
        credential = parse_authentication_credential_json(answer)
        asked = parse_client_data_json(credential.response.client_data_json).challenge
    except FAULTS:
        raise AnswerRefused("no answer of a browser about a passkey") from None
    return Signature(credential.raw_id, credential.response.user_handle, asked, answer)


def count_of(given: Signature, public_key: bytes, site: Site) -> int:
    """Return how often the passkey says it was used; raise `AnswerRefused` where it did not sign, here, by a person.

    Whether that is more than it said last is the caller's to judge: the library is told that it was never used.
    """
    try:
        found = verify_authentication_response(
            credential=given.raw,
            expected_challenge=given.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except FAULTS as fault:
        raise AnswerRefused(str(fault)) from None
    return found.new_sign_count
