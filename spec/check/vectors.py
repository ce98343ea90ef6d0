"""What the JSON of spec/vectors means: strict about members, and turned into plain values."""

import json
import re

from bodies import ADD, COUNT, DELETE, REMOVE, RESTORE, STATE, WRITE, Body, Change
from items import Map
from names import parts, position

VERBS = ("write", "add", "remove", "count", "state", "delete", "restore")
MEMBERS = {
    WRITE: ("field", "value", "seen"), ADD: ("field", "element"),
    REMOVE: ("field", "element", "seen"), COUNT: ("field", "amount"),
    STATE: ("field", "person", "id", "content"), DELETE: ("seen",), RESTORE: ("seen",)}


class Unclear(Exception):
    """A vector, or a file of them, that is not as spec/vectors/README.md says."""


def load(text):
    """Reads JSON with exact integers and without members that are there twice."""
    def members(pairs):
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Unclear("a member is there twice")
        return found

    def no_number(text):
        raise Unclear(f"{text} is no integer")

    try:
        return json.loads(text, object_pairs_hook=members, parse_float=no_number,
                          parse_constant=no_number)
    except (ValueError, RecursionError) as fault:
        raise Unclear(f"no JSON: {fault}") from None


def has_members(entry, wanted, perhaps=()):
    """Raises unless an object has the wanted members, perhaps others of these, and no more."""
    if not isinstance(entry, dict):
        raise Unclear("no object")
    for name in wanted:
        if name not in entry:
            raise Unclear(f"the member {name} is missing")
    for name in entry:
        if name not in wanted and name not in perhaps:
            raise Unclear(f"the member {name} is not known")


def octets(text, length=None):
    """Bytes from hexadecimal."""
    if not isinstance(text, str) or not re.fullmatch("([0-9a-f]{2})*", text):
        raise Unclear(f"no bytes in hexadecimal: {text!r}")
    if length is not None and len(text) != 2 * length:
        raise Unclear(f"{len(text) // 2} bytes instead of {length}")
    return bytes.fromhex(text)


def integer(value, limit=1 << 64):
    """An unsigned integer below the limit."""
    if type(value) is not int or not 0 <= value < limit:
        raise Unclear(f"no integer that can stand here: {value!r}")
    return value


def array(value):
    """An array."""
    if not isinstance(value, list):
        raise Unclear("no array")
    return value


def item_from(value):
    """An item from its JSON."""
    if isinstance(value, list):
        return tuple(item_from(item) for item in value)
    if not isinstance(value, dict):
        return value
    if list(value) == ["bytes"]:
        return octets(value["bytes"])
    has_members(value, ("map",))
    pairs = array(value["map"])
    if any(len(array(pair)) != 2 for pair in pairs):
        raise Unclear("an entry of a map is not a key and a value")
    return Map((item_from(key), item_from(content)) for key, content in pairs)


def json_of(item):
    """An item as JSON."""
    if isinstance(item, Map):
        return {"map": [[json_of(key), json_of(content)] for key, content in item]}
    if isinstance(item, tuple):
        return [json_of(part) for part in item]
    return {"bytes": item.hex()} if isinstance(item, bytes) else item


def seen_from(value):
    """A vector from its JSON."""
    seen = []
    for entry in array(value):
        if len(array(entry)) != 3:
            raise Unclear("an entry of seen is not feed, number, index")
        word = position(integer(entry[1], 1 << 40), integer(entry[2], 1 << 24))
        seen.append((octets(entry[0], 16), word))
    return tuple(seen)


def change_from(entry):
    """A change from its JSON, where a verb of a later version is a number without the sign."""
    if not isinstance(entry, dict) or "verb" not in entry:
        raise Unclear("a change without a verb")
    name = entry["verb"]
    verb = VERBS.index(name) if name in VERBS else integer(name, 1 << 32)
    if type(name) is int and verb < len(VERBS):
        raise Unclear(f"verb {verb} has a name")
    has_members(entry, ("record", "verb") + MEMBERS.get(verb, ("field", "payload")))
    seen = seen_from(entry.get("seen", []))
    if verb == WRITE:
        payload = octets(entry["value"]), seen
    elif verb == ADD:
        payload = octets(entry["element"])
    elif verb == REMOVE:
        payload = octets(entry["element"]), seen
    elif verb == COUNT:
        payload = entry["amount"]
        integer(abs(payload) if type(payload) is int else payload)
    elif verb == STATE:
        payload = octets(entry["person"], 16), octets(entry["id"], 16), octets(entry["content"])
    elif verb in (DELETE, RESTORE):
        payload = seen
    else:
        payload = octets(entry["payload"])
    field = integer(entry.get("field", 0), 1 << 32)
    return Change(octets(entry["record"], 28), verb, field, payload)


def body_from(entry):
    """A body from the members `changes` and `later`."""
    later = []
    for pair in array(entry["later"]):
        if len(array(pair)) != 2:
            raise Unclear("an entry of later is not a key and bytes")
        later.append((integer(pair[0]), octets(pair[1])))
    return Body(tuple(change_from(change) for change in array(entry["changes"])), tuple(later))


def json_of_change(change):
    """A change as JSON."""
    members = {"record": change.record.hex()}
    members["verb"] = VERBS[change.verb] if change.verb < len(VERBS) else change.verb
    if change.verb not in (DELETE, RESTORE):
        members["field"] = change.field

    def listed(seen):
        return [[feed.hex(), *parts(word)] for feed, word in seen]

    if change.verb in (WRITE, REMOVE):
        members["value" if change.verb == WRITE else "element"] = change.payload[0].hex()
        members["seen"] = listed(change.payload[1])
    elif change.verb in (DELETE, RESTORE):
        members["seen"] = listed(change.payload)
    elif change.verb == STATE:
        members |= zip(("person", "id", "content"), (part.hex() for part in change.payload))
    elif change.verb == COUNT:
        members["amount"] = change.payload
    else:
        members["element" if change.verb == ADD else "payload"] = change.payload.hex()
    return members


def json_of_body(body):
    """The members `changes` and `later` of a body."""
    return {"changes": [json_of_change(change) for change in body.changes],
            "later": [[key, content.hex()] for key, content in body.later]}
