"""How the vectors of secrets.json are checked (spec/vectors/README.md). Of each type there is a
function from what an entry gives to all else that it says; what is refused is refused by it."""

import enrolment
from bundles import read_bundle
from checks import Disagreement, agree
from checks_authority import expect_refusal
from checks_handshakes import enrolled, handshake
from envelopes import open_entry, open_envelope, read_entry, read_envelope, write_entry
from envelopes import write_envelope
from invites import invite_name, invite_psk, read_invites, read_letters, read_qr, shown, write_qr
from items import Refused, read_item, write_item
from keys import epoch_keys, public, pull_proof, unbox
from rings import read_device, read_keyring, unlock, write_device, write_keyring
from sealed import open_body, open_datagram
from vectors import Unclear, array, has_members, json_of, octets

# Of each form, how it is read and written; both ways for what is kept as a value of ours.
FORMS = {"envelope": (read_envelope, write_envelope), "entry": (read_entry, write_entry),
         "device": (read_device, write_device), "keyring": (read_keyring, write_keyring),
         "invites": (read_invites, write_item),
         "message": (enrolment.read_message, enrolment.write_message)}
SEATS = ("realm", "domain", "seat", "first", "signing", "box", "label", "signingSeed", "boxSecret",
         "remembered")


def text_of(value):
    """A text."""
    if not isinstance(value, str):
        raise Unclear(f"no text: {value!r}")
    return value


def hex_or_null(data):
    """Bytes in hexadecimal, or null."""
    return None if data is None else data.hex()


def read_form_of(entry, kind):
    """Reads the bytes of an entry, and makes sure that they are the one encoding."""
    return read_kind(kind, octets(entry["bytes"]))


def read_kind(kind, data):
    """Reads bytes of one of the forms, their form alone, with the check of a file."""
    read, write = FORMS[kind]
    found = read(data)
    agree("bytes of what was read", data, write(found))
    return found


# What is sealed

def epoch(entry):
    """KEY-1."""
    found = epoch_keys(octets(entry["key"], 32))
    return {name: value.hex() for name, value in found.items()}


def pull(entry):
    """CARRY-2."""
    given = (octets(entry[name], 32) for name in ("key", "session", "scope", "device"))
    return {"proof": pull_proof(*given).hex()}


def sealed(entry):
    """SEALED-1. The bundle itself has no fault in its form."""
    key = octets(entry["key"], 32)
    try:
        parcel = read_bundle(octets(entry["bytes"]))
    except Refused as refusal:
        raise Disagreement("the bundle", "well formed", f"refused: {refusal}") from None
    return {"body": open_body(parcel, key).hex()}


def box(entry):
    """SEAL-8."""
    return {"text": unbox(octets(entry["secret"], 32), octets(entry["bytes"]),
                          octets(entry["context"])).hex()}


def envelope(entry):
    """ENV-1, ENV-4."""
    given = [octets(entry[name], 32) for name in ("realm", "signer", "secret", "hash", "box")]
    return {"key": open_envelope(read_form_of(entry, "envelope"), *given).hex()}


def waiting(entry):
    """QUEUE-1."""
    realm, secret = (octets(entry[name], 32) for name in ("realm", "secret"))
    found = read_form_of(entry, "entry")
    return {"time": found.time, "content": open_entry(found, realm, secret).hex()}


def datagram(entry):
    """GRAM-1."""
    realm, key = (octets(entry[name], 32) for name in ("realm", "key"))
    return {"content": open_datagram(octets(entry["bytes"]), realm, key).hex()}


# Invites

def letters(entry):
    """INV-1."""
    seed = read_letters(text_of(entry["text"]))
    return {"seed": seed.hex(), "invite": invite_name(seed).hex(), "psk": invite_psk(seed).hex(),
            "shown": shown(seed)}


def qr(entry):
    """INV-2. There is one text for what it says."""
    text = text_of(entry["text"])
    seed, realm, device, addresses = read_qr(text)
    agree("text of what was read", text, write_qr(seed, realm, device, addresses))
    return {"seed": seed.hex(), "realm": realm.hex(), "device": device.hex(),
            "addresses": list(addresses)}


def remembered(entry):
    """INV-4."""
    read_form_of(entry, "invites")
    return {"value": json_of(read_item(octets(entry["bytes"])))}


# Devices and seats

def device(entry):
    """RING-1."""
    found = read_form_of(entry, "device")
    return {"secret": found.secret.hex(), "key": public(found.secret).hex(),
            "machine": found.machine.hex(),
            "hello": [[realm.hex(), key.hex()] for realm, key in found.hello]}


def keyring(entry):
    """RING-2, RING-3."""
    seats = read_form_of(entry, "keyring")
    passphrases = [octets(text) for text in array(entry.get("passphrases", []))]
    if len(seats) != len(passphrases):
        raise Unclear(f"{len(passphrases)} passphrases for {len(seats)} seats")
    return {"seats": [seat_of(*pair) for pair in zip(seats, passphrases)]}


def seat_of(seat, passphrase):
    """One seat of a keyring, unlocked."""
    secrets = unlock(seat, passphrase)
    values = (*map(hex_or_null, (seat.realm, seat.domain, seat.seat, seat.first, seat.signing,
                                 seat.box)), seat.label,
              *map(hex_or_null, (secrets.signing, secrets.box, secrets.remembered)))
    return dict(zip(SEATS, values))


# What an entry gives, what follows from it, and how.
TYPES = {
    "epoch": (("key",), ("hash", "id", "box", "body", "pull"), epoch),
    "pull": (("key", "session", "scope", "device"), ("proof",), pull),
    "sealed": (("key", "bytes"), ("body",), sealed),
    "box": (("secret", "context", "bytes"), ("text",), box),
    "envelope": (("realm", "signer", "secret", "hash", "box", "bytes"), ("key",), envelope),
    "entry": (("realm", "secret", "bytes"), ("time", "content"), waiting),
    "letters": (("text",), ("seed", "invite", "psk", "shown"), letters),
    "qr": (("text",), ("seed", "realm", "device", "addresses"), qr),
    "invites": (("bytes",), ("value",), remembered),
    "device": (("bytes",), ("secret", "key", "machine", "hello"), device),
    "keyring": (("bytes", "passphrases"), ("seats",), keyring),
    "handshake": (("pattern", "context", "initiator", "responder", "psk", "hello", "messages"),
                  ("payloads", "session", "sent"), handshake),
    "enrolment": (("seed", "joiner", "issuer", "secrets", "messages"), ("items", "words"),
                  enrolled),
    "datagram": (("realm", "key", "bytes"), ("content",), datagram)}
# What may be missing, or be there beside, in a refused entry.
MISSING = {"keyring": ("passphrases",)}
BESIDE = {"handshake": ("payloads", "session", "sent")}


def type_of(entry):
    """The type of an entry."""
    kind = entry.get("type") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in TYPES:
        raise Unclear(f"the type {kind!r} is not known")
    return kind


def members_of(part, entry):
    """The members that an entry of this part of the file has, by its type."""
    kind = type_of(entry)
    given, follows, _ = TYPES[kind]
    if part == "accepted":
        return ("type",) + given + follows
    given = tuple(name for name in given if name not in MISSING.get(kind, ()) or name in entry)
    beside = tuple(name for name in BESIDE.get(kind, ()) if name in entry)
    return ("type",) + given + beside + ("reason",)


def check_accepted(entry):
    """An accepted entry: every given value comes out."""
    _, follows, judge = TYPES[type_of(entry)]
    try:
        found = judge(entry)
    except Refused as refusal:
        raise Disagreement("opening", "accepted", f"refused: {refusal}") from None
    for name in follows:
        wanted = plain_items(entry[name]) if name == "items" else entry[name]
        agree(name, wanted, in_order_of(wanted, found[name]))


def plain_items(rows):
    """Messages as items, where they are given as their encodings."""
    return [json_of(read_item(octets(row))) if isinstance(row, str) else row
            for row in array(rows)]


def in_order_of(expected, came):
    """The same with the members of objects in the order of what is expected: they have none."""
    if isinstance(expected, dict) and isinstance(came, dict) and expected.keys() == came.keys():
        return {name: in_order_of(expected[name], came[name]) for name in expected}
    if isinstance(expected, list) and isinstance(came, list) and len(expected) == len(came):
        return [in_order_of(*pair) for pair in zip(expected, came)]
    return came


def answer(entry):
    """The answer to a line of --stdin that asks what follows from what is given."""
    kind = type_of(entry)
    has_members(entry, ("kind", "type") + TYPES[kind][0], BESIDE.get(kind, ()))
    return TYPES[kind][2](entry)


CHECKS = {"secrets.json": {
    "accepted": lambda file, entry: check_accepted(entry),
    "refused": lambda file, entry: expect_refusal(
        entry, lambda: TYPES[type_of(entry)][2](entry))}}
