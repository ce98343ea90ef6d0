"""Examples made by hand for the tests: scopes, acts, a policy, root records, bundles, proofs."""

import acts
from acts import Gate, Grant, Kind, Opening, Policy, Reads, Role, RootRecord
from authority import Signed, write_act, write_acts, write_form, write_root_content
from bundles import Head, Parcel, Proof, write_around, write_bundle, write_proof
from items import Map, read_item, write_item
from names import NO_HASH
from nacl.bindings import crypto_sign, crypto_sign_seed_keypair
from seals import feed_id, message, seat_hash, tagged
from vectors import json_of

REALM, HASH, OTHER_HASH = b"\x11" * 32, b"\x22" * 32, b"\x33" * 32
HUB, PERSON, FEED, RANDOM = b"\x44" * 16, b"\x55" * 16, b"\x66" * 16, b"\x77" * 16
PAIRS = sorted(crypto_sign_seed_keypair(bytes([place]) * 32) for place in range(6))
KEYS, SECRETS = [key for key, _ in PAIRS], dict(PAIRS)


def sign(name, key, domain, digest):
    """A signature by one of the keys."""
    return crypto_sign(message(name, domain, digest), SECRETS[key])[:64]


AUDIENCE = (6, ((2, HUB), (3, 7), (3, 300), (4, HASH)))
SCOPES = [(0,), (1,), (2, HUB), (3, 0), (3, 65_535), (4, HASH), (5, PERSON), AUDIENCE]
POLICY = Policy(
    ((1, Role("manager", 10, 0, 2)), (65_535, Role("", 255, 1, 16))),
    ((2, Kind("grant", (0,), ((1, 2), (65_535, 5)), None)),
     (64, Kind("ü" * 32, (1, 2, 6), ((1, 3),), Gate(2, (1, 65_535), False, 1))),
     (70, Kind("", (0,), ((1, 1),), Gate(16, (1,), True, None)))))
READING = Policy(POLICY.roles, POLICY.kinds, Reads(
    (1, 65_535), ((0, (1,)), (65_535, (1, 65_535))), (65_535,)),
    ((1, (43_200_000, False)), (65_535, (1 << 40, True))))
TIPS = ((FEED, 2, HASH), (FEED, 300, HASH), (FEED, 300, OTHER_HASH), (RANDOM, 0, HASH))
ACTS = [
    acts.Seat(KEYS[0], HASH, OTHER_HASH, None, b"\x01" * 64),
    acts.Seat(KEYS[0], HASH, OTHER_HASH, HASH, b"\x01" * 64),
    Grant((0, HASH), 1, 1, None, None, ()),
    Grant((1, PERSON), 65_535, 255, (HUB, RANDOM), (1 << 64) - 1, (HASH, OTHER_HASH)),
    *(acts.Revoke(target, ()) for target in (
        (0, HASH), (1, PERSON), (2, HASH), (3, HASH), (4, HASH))),
    acts.Revoke((0, HASH), TIPS), acts.Ratify(HASH, TIPS), acts.Ratify(HASH, ()),
    acts.Keep(FEED, (1 << 40) - 1, HASH, ()), acts.Keep(FEED, 0, HASH, (HASH,)),
    *(acts.Epoch(scope, HASH, OTHER_HASH, ()) for scope in SCOPES),
    acts.Epoch((1,), HASH, OTHER_HASH, (HUB, PERSON)),
    acts.Epoch((1,), HASH, OTHER_HASH, (), ((HASH, HASH), (HASH, OTHER_HASH))),
    acts.Epoch((1,), HASH, OTHER_HASH, (HUB,), ((REALM, HASH),), ((HASH, REALM),)),
    acts.Hub(1, None, None),
    acts.Hub(2, HUB, None), acts.Hub(3, HUB, HASH), acts.Close(HUB), acts.Agency(HASH, ()),
    acts.Agency(HASH, (OTHER_HASH,)), acts.PolicyAct(1, POLICY, None),
    acts.PolicyAct(65_535, POLICY, ((1, 9), ())), acts.PolicyAct(2, READING, ((1,), TIPS)),
    acts.Schema(65_535, HASH), acts.Endorse(HASH), acts.Stay((1 << 32) - 1, HASH),
    acts.Unknown(0, b"\x00"), acts.Unknown(14, b"\x81" * 16 + b"\x00"),
    acts.Unknown((1 << 32) - 1, b"\xa1\xf5\x61a")]
SOME_ACTS = (ACTS[0], acts.Unknown(99, b"\xf6"))


def root(number=0, previous=NO_HASH, roots=None, by=(), domain=None, realm=None):
    """A root record that these keys signed."""
    bare = RootRecord(realm, number, previous, 5, roots, SOME_ACTS, b"", frozenset())
    digest = tagged("root", write_root_content(bare))
    record = RootRecord(realm, number, previous, 5, roots, SOME_ACTS, digest, frozenset())
    return Signed(record, tuple((key, sign("sign-root", key, domain or digest, digest))
                                for key in sorted(by)))


def after(line, roots=None, by=(), **more):
    """A root record after others of its line."""
    last = line[-1].record
    return root(last.number + 1, last.hash, roots, by, line[0].record.hash, **more)


FOUNDING = root(roots=(2, tuple(KEYS[:3])), by=KEYS[:2])
SECOND = after([FOUNDING], by=KEYS[1:3])
OPENING = Opening(REALM, (1,), HASH, OTHER_HASH, RANDOM)
OWN = feed_id(write_form("opening", OPENING))


def parcel(number=1, previous=HASH, time=9, body=b"body", feed=OWN, epoch=HUB, key=KEYS[0],
           policy=1, schema=0):
    """A bundle that this key signed."""
    header = (feed, number, previous, time, policy, schema, epoch)
    hashed = tagged("body", body)
    digest = tagged("bundle", b"".join(map(write_item, header)), hashed)
    signature = sign("sign-bundle", key, REALM, digest)
    return Parcel(Head(*header, hashed, signature, digest), body)


FIRST = parcel(0, NO_HASH, body=write_form("opening", OPENING), epoch=None)
FORKED = sorted((parcel(body=body).head for body in (b"one", b"other")), key=lambda h: h.hash)
LATER = parcel(2, OTHER_HASH).head
SEAT = acts.Seat(KEYS[0], HASH, OTHER_HASH, None, sign(
    "sign-seat", KEYS[0], REALM, seat_hash(KEYS[0], HASH, OTHER_HASH, None)))


def proof(*heads):
    """The bytes of what may be a fork proof."""
    return write_proof(Proof(OPENING, heads))


# Well formed: (kind, bytes).
GOOD = ([("scope", write_form("scope", scope)) for scope in SCOPES]
        + [("act", write_act(act)) for act in ACTS]
        + [("acts", write_acts(ACTS)), ("opening", write_form("opening", OPENING)),
           ("policy", write_form("policy", POLICY)),
           ("root", write_form("root", FOUNDING)), ("root", write_form("root", SECOND)),
           ("root", write_form("root", after([FOUNDING], (1, (KEYS[0],)), KEYS, realm=REALM))),
           ("bundle", write_bundle(FIRST)), ("bundle", write_bundle(parcel())),
           ("bundle", write_bundle(parcel(1 << 33, body=b"", policy=65_535, schema=65_535))),
           ("proof", proof(*FORKED)), ("proof", proof(FORKED[0], LATER))])


def vector_files():
    """Small files of vectors as the README of spec/vectors describes them."""
    def of(kind, data, **more):
        return {"type": kind, "bytes": data.hex(), **more}

    def named(entries, what="good"):
        return [{"name": f"{what} {place}", **entry} for place, entry in enumerate(entries)]

    follow = {"scope": {"realm": REALM.hex(), "id": tagged("scope", REALM, b"\x81\x01").hex()},
              "opening": {"feed": OWN.hex()}, "root": {"hash": FOUNDING.record.hash.hex()},
              "bundle": {"hash": FIRST.head.hash.hex()}}
    chosen = {kind: data for kind, data in reversed(GOOD)} | {"scope": b"\x81\x01",
                                                             "acts": write_acts(SOME_ACTS)}
    realm, key, line = REALM.hex(), KEYS[0].hex(), [write_form("root", FOUNDING).hex()]
    seat, said = write_act(SEAT)[2:], message("sign-seat", REALM, HASH)
    bundle, forged = write_bundle(FIRST), write_around(FIRST.head, FIRST.body)[:-1] + b"\0"
    signed = [of("seat", seat, domain=realm), of("bundle", bundle, realm=realm, key=key),
              of("root", write_form("root", SECOND), before=line),
              of("proof", proof(*FORKED), realm=realm, key=key), {"type": "key", "key": key},
              {"type": "signature", "key": key, "message": said.hex(),
               "signature": sign("sign-seat", KEYS[0], REALM, HASH).hex()}]
    unsigned = [
        of("bundle", forged, realm=realm, key=key, reason="bad-signature"),
        of("root", write_form("root", after([FOUNDING], by=KEYS[:1])), before=line,
           reason="too-few"),
        of("seat", seat[:-1] + b"\0", domain=realm, reason="bad-proof"),
        {"type": "key", "key": "00" * 32, "reason": "bad-key"},
        {"type": "signature", "key": key, "message": said.hex(), "signature": "00" * 64,
         "reason": "bad-signature"}]
    return {"forms.json": {
        "accepted": named(of(kind, data, value=json_of(read_item(data)), **follow.get(kind, {}))
                          for kind, data in chosen.items()),
        "refused": named([of("act", b"\x81", reason="wrong-count")], "bad")},
        "signed.json": {"accepted": named(signed), "refused": named(unsigned, "bad")}}


ITEMS = [0, 1, 2, 3, 7, 23, 255, 256, 65_536, 1 << 32, 1 << 40, (1 << 64) - 1, -1, b"", HUB, HASH,
         bytes(16), bytes(32), b"\1" * 64, "", "x" * 65, (), (1,), {}, True, False, None]


def mutated(item, chance):
    """The item with something in it changed, left out, doubled or put in."""
    if not isinstance(item, tuple) or not item or chance.random() < 0.1:
        return chance.choice(ITEMS)
    parts, at = list(item), chance.randrange(len(item))
    what = chance.random()
    if isinstance(item, Map):
        found = dict(item)
        key, value = parts[at]
        if what < 0.2:
            del found[key]
        elif what < 0.4:
            found[chance.choice(ITEMS[:18])] = found.pop(key)
        else:
            found[key] = mutated(value, chance)
        return found
    if what < 0.1:
        del parts[at]
    elif what < 0.2:
        parts.insert(at, parts[at])
    elif what < 0.25:
        parts.reverse()
    else:
        parts[at] = mutated(parts[at], chance)
    return tuple(parts)
