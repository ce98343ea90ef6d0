"""Examples of all that secrets.json lists, sealed with keys of nobody."""

import zstandard

import enrolment
from bodies import ADD, Body, Change, write_body
from bundles import Head, Parcel, write_bundle
from checks_secrets import TYPES
from envelopes import TO_DEVICE, TO_EPOCH, TO_SEAT, Entry, entry_context, make_envelope
from envelopes import write_entry, write_envelope
from examples import KEYS, REALM, sign
from handshakes import GOODBYE, GOES_ON, PATTERNS, XX, End
from invites import shown, write_letters, write_qr
from items import write_item
from joining import Own, claim_of
from keys import box, box_secret, epoch_keys, public
from names import record_id
from rings import Device, Secrets, lock, write_device, write_keyring
from sealed import seal_body, seal_datagram

KEY, OTHER = b"\x41" * 32, b"\x42" * 32
SECRET, DEVICE_SECRET, ENTROPY = b"\x43" * 32, b"\x44" * 32, b"\x45" * 32
HELLO, MACHINE, SEED = b"\x46" * 32, b"\x47" * 16, b"\x48" * 12 + b"\x40\0\0\0"
EPOCH_ACT, SEAT_ACT, NEXT_ACT = b"\x51" * 32, b"\x52" * 32, b"\x53" * 32
FEED, COST = b"\x54" * 16, (2, 16_384, b"\x55" * 16)
PASSPHRASE, CONTEXT = "vier Wörter".encode(), b"context"


def bare(number=1, epoch=None):
    """A header whose body and signature are not there."""
    return Head(FEED, number, KEY, 5, 1, 1, epoch or epoch_keys(KEY)["id"], b"", b"\0" * 64, b"")


def body(count=100):
    """A body with changes, more or fewer."""
    record = record_id(FEED, 0)
    return write_body(Body(tuple(Change(record, ADD, 1, b"element")
                                 for _ in range(count)), ()), FEED, 1)


def bundle(content, key=KEY):
    """A bundle with this content, sealed."""
    return write_bundle(Parcel(bare(), seal_body(bare(), content, key, ENTROPY)))


def frame(data, level=19):
    """A frame as SEALED-1 wants it."""
    return zstandard.ZstdCompressor(level=level).compress(data)


def sealed(content, name="sealed"):
    """An entry of a sealed body."""
    return given(name, "sealed", key=KEY, bytes=bundle(content))


def enveloped(recipient, whom, key=KEY, name="envelope", signer=KEYS[0]):
    """An envelope, as bytes."""
    return write_envelope(make_envelope(
        REALM, EPOCH_ACT, recipient, SEAT_ACT, whom, key, ENTROPY,
        lambda digest: sign("sign-envelope", signer, REALM, digest)))


def envelope(data, secret=SECRET, name="envelope"):
    """An entry of an envelope."""
    found = epoch_keys(KEY)
    return given(name, "envelope", realm=REALM, signer=KEYS[0], secret=secret, hash=found["hash"],
                 box=found["box"], bytes=data)


def seats(count=2):
    """Sealed seats in their order, with what unlocks them."""
    found = []
    for place in range(count):
        secrets = Secrets(bytes([place + 1]) * 32, bytes([place + 101]) * 32, b"\xa0")
        seat = (SEAT_ACT, None, "") if place else (None, SEAT_ACT, "Küche")
        found.append((lock((REALM, OTHER, *seat[:2]), seat[2], PASSPHRASE + bytes([place]), COST,
                           secrets, ENTROPY), PASSPHRASE + bytes([place])))
    return sorted(found, key=lambda pair: pair[0].signing)


def keyring(pairs, name="keyring"):
    """An entry of a keyring."""
    return given(name, "keyring", bytes=write_keyring([seat for seat, _ in pairs]),
                 passphrases=[passphrase.hex() for _, passphrase in pairs])


def ends(number, context=REALM, hello=HELLO, psk=None):
    """The two ends of a handshake."""
    statics = (SECRET, DEVICE_SECRET) if number == XX else (None, DEVICE_SECRET)
    statics = statics if number < 2 else (None, None)
    remote = public(DEVICE_SECRET) if number == 1 else None
    return [End(number, place == 0, context, ephemeral, statics[place],
                remote if place == 0 else None, psk, hello)
            for place, ephemeral in enumerate((KEY, OTHER))]


def shaken(number, *payloads, context=REALM, hello=HELLO, psk=None, more=(), bad=False):
    """An entry of a handshake, as `given` wants it; `more` are messages of the session. Is the last
    payload bad, nobody reads it here."""
    both, messages = ends(number, context, hello, psk), []
    for place, payload in enumerate(payloads):
        messages.append(both[place % 2].write(payload))
        if not bad or place + 1 < len(payloads):
            both[1 - place % 2].read(messages[-1])
    entry = handshake(number, messages, context, hello, psk)
    if both[0].done and not bad:
        pair = [end.session() for end in both]
        entry["sent"] = [[sender, text.hex(), pair[sender].seal(text).hex()]
                         for sender, text in more]
    return entry


def handshake(number, messages, context=REALM, hello=HELLO, psk=None):
    """An entry of a handshake with these messages."""
    entry = given(PATTERNS[number], "handshake", pattern=number, context=context, psk=psk,
                  hello=hello, messages=[data.hex() for data in messages],
                  initiator={"ephemeral": KEY.hex()}, responder={"ephemeral": OTHER.hex()})
    for name, secret, patterns in (("initiator", SECRET, (0,)),
                                   ("responder", DEVICE_SECRET, (0, 1))):
        if number in patterns:
            entry[name]["static"] = secret.hex()
    return entry


def enrolled(refusal=None, upto=4, bent=None):
    """An entry of an enrolment. The first refusal, if there is one, stands after so many items."""
    joiner, issuer = enrolment.ends(SEED, KEY, OTHER)
    random = {"joiner": b"\x61" * 32, "issuer": b"\x62" * 32}
    offer = (0, REALM, REALM, None, SEAT_ACT, enrolment.commitment(random["issuer"]))
    messages = [joiner.write()]
    issuer.read(messages[0])
    messages.append(issuer.write(write_item(offer)))
    joiner.read(messages[1])
    session, own = joiner.noise.hash, Own(b"\x63" * 32, b"\x64" * 32, b"\x65" * 32)
    claim = claim_of(own, offer, SEED, session, random["joiner"])
    claim = bent(claim) if bent else claim
    test = (2, random["issuer"], *(box(key, bytes([0x66 + place]) * 16, session, ENTROPY)
                                   for place, key in enumerate(own.keys()[1:])))
    items = [offer, claim, test, (3, b"\x66" * 16, b"\x67" * 16), (4, SEAT_ACT, HELLO)][:upto + 1]
    items += [(5, refusal)] if refusal else []
    pair = enrolment.sessions((joiner, issuer))
    messages += [pair[place % 2].seal(GOES_ON + write_item(item))
                 for place, item in enumerate(items[1:])]
    messages.append(pair[0].seal(GOODBYE))
    return given("enrolment", "enrolment", seed=SEED, joiner=KEY, issuer=OTHER,
                 secrets={name: value.hex() for name, value in vars(own).items()},
                 messages=[data.hex() for data in messages])


def given(name, kind, **members):
    """What an entry of a type gives."""
    assert set(members) == set(TYPES[kind][0]), kind
    return {"name": name, "type": kind} | {
        member: value.hex() if isinstance(value, bytes) else value
        for member, value in members.items()}


def accepted(entry):
    """An entry with what follows from it."""
    follows = TYPES[entry["type"]][2](entry)
    return entry | {name: value for name, value in follows.items()
                    if name in TYPES[entry["type"]][1]}


def refused(entry, reason):
    """An entry with its reason."""
    return entry | {"name": "no " + entry["name"], "reason": reason}


def all_given():
    """One entry of each type, or more, that is accepted."""
    found = epoch_keys(KEY)
    seat_box, next_box = public(SECRET), public(box_secret(OTHER))
    invites = {SEED: (None, 7, None, 0, None), bytes(16): (SEAT_ACT, 7, True, 5, None),
               b"\1" * 12 + bytes(4): (None, 7, KEY, 1, SEAT_ACT)}
    return [
        given("epoch", "epoch", key=KEY),
        given("pull", "pull", key=found["pull"], session=OTHER, scope=REALM, device=seat_box),
        sealed(body(), "sealed plain"), sealed(frame(body()), "sealed frame"),
        given("box", "box", secret=SECRET, context=CONTEXT,
              bytes=box(seat_box, b"text", CONTEXT, ENTROPY)),
        envelope(enveloped((TO_SEAT, NEXT_ACT), seat_box), name="to a seat"),
        envelope(enveloped((TO_EPOCH, NEXT_ACT), next_box), box_secret(OTHER), "to an epoch"),
        envelope(enveloped((TO_DEVICE, seat_box), seat_box, found["pull"]), name="to a device"),
        given("entry", "entry", realm=REALM, secret=SECRET, bytes=write_entry(Entry(
            SEAT_ACT, 9, box(seat_box, b"later", entry_context(REALM, SEAT_ACT, 9), ENTROPY)))),
        given("letters", "letters", text=" " + shown(SEED).lower()),
        given("qr", "qr", text=write_qr(SEED, REALM, OTHER, ["192.0.2.7:7400", "A::"])),
        given("invites", "invites", bytes=write_item(invites)),
        given("device", "device", bytes=write_device(Device(SECRET, ((REALM, HELLO),), MACHINE))),
        keyring(seats()),
        shaken(0, b"", b"\1" * 16, b"\2" * 16, more=(
            (0, b"\0a"), (0, b"\0b"), (1, b"\1"), (0, GOODBYE))),
        shaken(1, b"", b"", hello=None, more=((1, b"\0a"),)),
        shaken(2, b"", b"offer", context=MACHINE, hello=None, psk=KEY),
        enrolled(), given("datagram", "datagram", realm=REALM, key=HELLO,
                          bytes=seal_datagram(b"here", REALM, HELLO, ENTROPY))]


def vector_files():
    """A file as the README of spec/vectors describes it."""
    bent = envelope(enveloped((TO_SEAT, NEXT_ACT), public(SECRET), signer=KEYS[1]))
    return {"secrets.json": {
        "accepted": [accepted(entry) for entry in all_given()],
        "refused": [
            refused(bent, "bad-signature"),
            refused(given("letters", "letters", text=write_letters(SEED)[:-1] + "A"), "mistyped"),
            refused(handshake(0, [b"\4\1"]), "too-long")]}}
