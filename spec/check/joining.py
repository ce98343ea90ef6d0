"""A joiner, and the issuer whom it meets, of one enrolment (ENROL-1 to ENROL-3 of
07-confidentiality.md). `enrolment` has the messages and what they prove."""

import os
from dataclasses import dataclass

from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from enrolment import ADMISSION, ANSWER, CLAIM, OFFER, REFUSAL, TEST, TESTED, claim_hash
from enrolment import commitment, read_message, require_claim, require_commitment, tested, words
from enrolment import write_message
from invites import invite_name, invite_proof, invite_psk
from items import Refused
from keys import box, public, signing_key
from seals import message, seat_hash
from sessions import admit_joiner, meet_issuer


@dataclass(frozen=True)
class Own:
    """The secret halves of a new seat: the seed of its signing key, its box key, the device's."""

    signing: bytes
    box: bytes
    device: bytes

    def keys(self):
        """The public halves, in the order of a claim."""
        return signing_key(self.signing), public(self.box), public(self.device)


@dataclass(frozen=True)
class Admitted:
    """What came of an enrolment: the offer's items, the seat's act, the hello key of the realm."""

    realm: bytes
    domain: bytes
    first: bytes | None
    issuer: bytes
    seat: bytes
    hello: bytes


def new_keys():
    """Keys that are nobody's yet."""
    return Own(*(os.urandom(32) for _ in range(3)))


def sign_with(seed, name, domain, digest):
    """SEAL-2, by the seed of a signing key."""
    return crypto_sign(message(name, domain, digest), crypto_sign_seed_keypair(seed)[1])[:64]


def hear(link, number):
    """The next message, which has to be this one. A refusal is raised with its reason."""
    data = link.receive()
    found = (None,) if data is None else read_message(data)
    if found[0] == REFUSAL:
        raise Refused(found[1], 0)
    if found[0] != number:
        raise Refused("out-of-turn", 0)
    return found


def claim_of(own, offer, seed, session, random):
    """ENROL-1: the claim for an offer, with these random bytes."""
    keys = own.keys()
    hashed = seat_hash(*keys, offer[3])
    proof = sign_with(own.signing, "sign-seat", offer[2], hashed)
    return CLAIM, *keys, proof, invite_proof(seed, session, hashed), random


def join(stream, seed, own, are_same, realm=None):
    """Goes through the enrolment. `are_same` is asked whether the four words are; `realm` is that
    of the QR text, if there is one. The keys are kept before this is called (ENROL-3)."""
    link, data = meet_issuer(stream, invite_name(seed), invite_psk(seed))
    offer = read_message(data)
    if offer[0] != OFFER:
        raise Refused("out-of-turn", 0)
    if realm not in (None, offer[1]):
        raise Refused("foreign-realm", 0)
    claim = claim_of(own, offer, seed, link.hash, os.urandom(32))
    link.send(write_message(claim))
    test = hear(link, TEST)
    require_commitment(offer, test)
    link.send(write_message(tested(test, own.box, own.device, link.hash)))
    # ENROL-2: the joiner, too, takes an admission only after its person has said so.
    if not are_same(words(link.hash, claim, offer, test)):
        link.end()
        raise Refused("not-confirmed", 0)
    admission = hear(link, ADMISSION)
    link.end()
    return Admitted(*offer[1:5], *admission[1:])


def issue(stream, seed, offered, are_same, admit, random):
    """ENROL-1: an issuer of one invite, for tests. `offered` is realm, domain, first seat and the
    issuer's seat; `admit` is given a claim and returns the seat's act and the hello key; `random`
    draws what is committed to, and what is shown."""
    secrets = os.urandom(TESTED), os.urandom(TESTED)
    offer = (OFFER, *offered, commitment(random()))
    link = admit_joiner(stream, invite_name(seed), invite_psk(seed), write_message(offer))
    try:
        claim = hear(link, CLAIM)
        require_claim(claim, offer, seed, link.hash)
        test = (TEST, random(), *(box(key, secret, link.hash, os.urandom(32))
                                for key, secret in zip(claim[2:4], secrets)))
        link.send(write_message(test))
        if hear(link, ANSWER)[1:] != secrets:
            raise Refused("bad-proof", 0)
        if not are_same(words(link.hash, claim, offer, test)):
            raise Refused("not-confirmed", 0)
        link.send(write_message((ADMISSION, *admit(claim_hash(claim, offer), claim))))
    except Refused as refusal:
        link.send(write_message((REFUSAL, refusal.reason)))
        raise
    finally:
        link.end()
