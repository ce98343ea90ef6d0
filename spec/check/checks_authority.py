"""How the vectors of forms.json and signed.json are checked (spec/vectors/README.md)."""

import curve
import oracle
from authority import FORMS, read_content, read_form, write_act, write_form
from acts import SEAT
from bundles import read_bundle, read_proof, require_signed, root_line, write_bundle, write_proof
from checks import Disagreement, agree
from items import Reader, Refused, read_any, write_item
from seals import feed_id, require_key, require_seat, scope_id, verified
from vectors import Unclear, array, item_from, json_of, octets

# Of each type of form, what an accepted entry has beside its value.
KINDS = {"scope": ("realm", "id"), "opening": ("feed",), "policy": (), "act": (), "acts": (),
         "root": ("hash",), "bundle": ("hash",), "proof": ()}
SIGNED = {"seat": ("bytes", "domain"), "root": ("bytes", "before"),
          "bundle": ("bytes", "realm", "key"), "proof": ("bytes", "realm", "key"),
          "key": ("key",), "signature": ("key", "message", "signature")}
MOST_AROUND = 8  # Arrays and maps around an item that is kept unread, at most.


def read_kind(kind, data):
    """Reads bytes of this kind, their form alone."""
    if kind in FORMS:
        return read_form(kind, data)
    return {"bundle": read_bundle, "proof": read_proof}[kind](data)


def write_kind(kind, value):
    """The one encoding of what `read_kind` gives."""
    if kind in FORMS:
        return write_form(kind, value)
    return {"bundle": write_bundle, "proof": write_proof}[kind](value)


def members_of(file, part, entry):
    """The members that an entry of this part of the file has, by its type."""
    kinds = KINDS if file == "forms.json" else SIGNED
    kind = entry.get("type") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        raise Unclear(f"the type {kind!r} is not known")
    refused = ("reason",) if part == "refused" else ()
    if file == "signed.json":
        return ("type",) + kinds[kind] + refused
    return ("type", "bytes") + (refused or ("value",) + kinds[kind])


def check_form(entry):
    """An accepted form: its value, what follows from it, and the same bytes again."""
    data, kind = octets(entry["bytes"]), entry["type"]
    try:
        found = read_kind(kind, data)
        item = plain(data)
    except Refused as refusal:
        raise Disagreement("reading", "accepted", f"refused: {refusal}") from None
    agree("value", entry["value"], json_of(item))
    agree("bytes of the value", data, write_item(item_from(entry["value"])))
    agree("bytes of what was read", data, write_kind(kind, found))
    if kind == "scope":
        agree("id", octets(entry["id"], 32), scope_id(octets(entry["realm"], 32), data))
    elif kind == "opening":
        agree("feed", octets(entry["feed"], 16), feed_id(data))
    elif kind in ("root", "bundle"):
        head = found.record if kind == "root" else found.head
        agree("hash", octets(entry["hash"], 32), head.hash)
    agree("cbor2", None, oracle.objection(data, item))


def plain(data):
    """The bytes as a plain item, which may nest deeper than one that is kept unread."""
    reader = Reader(data)
    item = read_any(reader, 1 - MOST_AROUND)
    reader.end()
    return item


def read_seat(data):
    """Reads the content of a seat act, alone."""
    reader = Reader(data)
    seat = read_content(reader, SEAT)
    reader.end()
    agree("bytes of what was read", data, write_act(seat)[2:])
    return seat


def prepared(entry):
    """Reads what an entry of signed.json has, and returns how its signatures are checked. What is
    refused there has no fault in its form."""
    kind = entry["type"]
    if kind in ("key", "signature"):
        return prepared_alone(entry)
    data = octets(entry["bytes"])
    try:
        if kind == "root":
            before = [read_form("root", octets(part)) for part in array(entry["before"])]
            root_line(before)
            copy = read_form("root", data)
            return lambda: root_line([*before, copy])
        if kind == "seat":
            seat, domain = read_seat(data), octets(entry["domain"], 32)
            return lambda: require_seat(seat, domain)
        realm = octets(entry["realm"], 32)
        key, found = octets(entry["key"], 32), read_kind(kind, data)
    except Refused as refusal:
        raise Disagreement("reading", "well formed", f"refused: {refusal}") from None
    heads = (found.head,) if kind == "bundle" else found.heads
    return lambda: [require_signed(head, key, realm) for head in heads]


def prepared_alone(entry):
    """The same of a key, or of a signature of any 80 bytes (SEAL-4, SEAL-3), judged twice."""
    key = octets(entry["key"], 32)
    if entry["type"] == "key":
        return lambda: require_key(key)
    message, signature = octets(entry["message"], 80), octets(entry["signature"], 64)

    def judge():
        agree("libsodium", curve.valid(key, message, signature),
              verified(key, message, signature))
        if not verified(key, message, signature):
            raise Refused("bad-signature", 0)
    return judge


def check_signed(entry):
    """What was signed as it should be."""
    verify = prepared(entry)
    try:
        verify()
    except Refused as refusal:
        raise Disagreement("signatures", "accepted", f"refused: {refusal}") from None


def expect_refusal(entry, judge):
    """Raises unless `judge` refuses the entry with its reason."""
    try:
        judge()
    except Refused as refusal:
        agree("reason", entry["reason"], refusal.reason)
        return
    raise Disagreement("reading", f"refused: {entry['reason']}", "accepted")


CHECKS = {
    "forms.json": {
        "accepted": lambda file, entry: check_form(entry),
        "refused": lambda file, entry: expect_refusal(
            entry, lambda: read_kind(entry["type"], octets(entry["bytes"])))},
    "signed.json": {
        "accepted": lambda file, entry: check_signed(entry),
        "refused": lambda file, entry: expect_refusal(entry, prepared(entry))}}
