"""How one vector is checked, of each of the files in spec/vectors/README.md."""

import json
import random

import digest
import oracle
from bodies import read_body, write_body
from items import Map, Refused, read_item, write_item
from scopes import OUTCOMES, Bundle, Unjoinable, join_scopes, receive
from states import READERS, Scope, read_state, write_state
from vectors import Unclear, array, body_from, has_members, integer, item_from, json_of
from vectors import json_of_body, octets

SHUFFLES = 20
LONGEST_SHOWN = 400
ENTRIES = {"items.json": ("bytes",), "bodies.json": ("feed", "number", "bytes"),
           "states.json": ("type", "bytes")}
VALUES = {"items.json": ("value",), "bodies.json": ("changes", "later"),
          "states.json": ("value",)}
SCENES = {"histories.json": ("bundles", "view", "receptions", "state", "digest", "shown", "root"),
          "joins.json": ("mine", "theirs", "joined")}
FILES = tuple(ENTRIES) + tuple(SCENES)


class Disagreement(Exception):
    """What a vector expects, and what came instead."""

    def __init__(self, what, expected, came):
        super().__init__(f"{what}: expected {shorten(expected)}, came {shorten(came)}")


def shorten(value):
    """A value for people to read."""
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def agree(what, expected, came):
    """Raises unless the two are equal, and of one type all the way down."""
    if expected != came or repr(expected) != repr(came):
        raise Disagreement(what, expected, came)


def place_of(entry):
    """The feed and number that a body is read with."""
    return octets(entry["feed"], 16), integer(entry["number"], 1 << 40)


def kind_of(entry):
    """The type of a state."""
    kind = entry["type"]
    if not isinstance(kind, str) or kind not in READERS:
        raise Unclear(f"the type {kind!r} is not known")
    return kind


def read_entry(file, entry):
    """Reads the bytes of an entry by the reader that its file is for."""
    data = octets(entry["bytes"])
    if file == "items.json":
        return read_item(data)
    if file == "bodies.json":
        return read_body(data, *place_of(entry))
    return read_state(kind_of(entry), data)


def check_accepted(file, entry):
    """An accepted entry: value and bytes agree in both directions, and cbor2 objects to nothing."""
    data = octets(entry["bytes"])
    try:
        value = read_entry(file, entry)
        item = value if file == "items.json" else plain(data)
    except Refused as refusal:
        raise Disagreement("reading", "accepted", f"refused: {refusal}") from None
    if file == "bodies.json":
        wanted = {"changes": entry["changes"], "later": entry["later"]}
        # The members of an object have no order.
        agree("value", json.dumps(wanted, sort_keys=True),
              json.dumps(json_of_body(value), sort_keys=True))
        place = place_of(entry)
        agree("bytes of what was read", data, write_body(value, *place))
        agree("bytes of the value", data, write_body(body_from(entry), *place))
    else:
        agree("value", entry["value"], json_of(item))
        agree("bytes of the value", data, write_item(item_from(entry["value"])))
        if file == "states.json":
            agree("bytes of what was read", data, write_state(kind_of(entry), value))
    if item is not None:
        agree("cbor2", None, oracle.objection(data, item))


def plain(data):
    """The bytes of a body or a state as a plain item, or None if it is too deep for one: what is
    kept unread in a body may be as deep as CBOR-5 allows, and the body is around it."""
    try:
        return read_item(data)
    except Refused as refusal:
        if refusal.reason == "too-deep":
            return None
        raise


def check_refused(file, entry):
    """A refused entry: exactly that reason."""
    try:
        read_entry(file, entry)
    except Refused as refusal:
        agree("reason", entry["reason"], refusal.reason)
        return
    raise Disagreement("reading", f"refused: {entry['reason']}", "accepted")


def bundle_from(entry):
    """A bundle from its JSON. One whose body does not open has no body, or null."""
    has_members(entry, ("feed", "number", "previous", "hash", "time", "body"))
    body = None if entry["body"] is None else octets(entry["body"])
    return Bundle(octets(entry["feed"], 16), integer(entry["number"]),
                  octets(entry["previous"], 32), octets(entry["hash"], 32),
                  integer(entry["time"]), body)


def read_part(entry, member, kind):
    """Reads a state that is one member of an entry."""
    try:
        return read_state(kind, octets(entry[member]))
    except Refused as refusal:
        raise Disagreement(member, "accepted", f"refused: {refusal}") from None


def received(view, bundles):
    """The scope after all of these bundles, and what became of each."""
    scope = Scope(view=view)
    return scope, [receive(scope, bundle) for bundle in bundles]


def check_history(file, entry):
    """A history: what becomes of each bundle, the state, its digest; and in other orders too."""
    view = read_part(entry, "view", "view")
    bundles = [bundle_from(bundle) for bundle in array(entry["bundles"])]
    for outcome in array(entry["receptions"]):
        if outcome not in OUTCOMES:
            raise Unclear(f"the reception {outcome!r} is not known")
    scope, outcomes = received(view, bundles)
    agree("receptions", entry["receptions"], outcomes)
    expected = octets(entry["state"])
    agree_on_scopes("state", expected, scope)
    agree("state read and written", expected,
          write_state("scope", read_part(entry, "state", "scope")))
    agree("digest", octets(entry["digest"]), write_state("sum", digest.total(scope.documents)))
    agree("shown", octets(entry["shown"]), write_state("digest", digest.shown(scope.documents)))
    agree("root", octets(entry["root"]), digest.root(scope.documents))
    if type(entry.get("anyOrder", False)) is not bool:
        raise Unclear("anyOrder is neither true nor false")
    if entry.get("anyOrder"):
        for seed in range(SHUFFLES):
            other, _ = received(view, shuffled(bundles, random.Random(seed)))
            agree_on_scopes(f"state in shuffle {seed}", expected, other)


def shuffled(bundles, chance):
    """The bundles in another order, which keeps those of a feed in theirs."""
    queues = {}
    for bundle in bundles:
        queues.setdefault(bundle.feed, []).append(bundle)
    feeds = [bundle.feed for bundle in bundles]
    chance.shuffle(feeds)
    return [queues[feed].pop(0) for feed in feeds]


def agree_on_scopes(what, expected, scope):
    """Compares the encoding of a scope, and shows the first place where it differs."""
    came = write_state("scope", scope)
    if came == expected:
        return
    try:
        items = read_item(expected), read_item(came)
    except Refused:
        raise Disagreement(what, expected, came) from None
    place, *sides = difference(*items)
    raise Disagreement(f"{what}, at {place or '/'}",
                       *("nothing" if side is None else json.dumps(json_of(side))
                         for side in sides))


def difference(expected, came, path=""):
    """The first place where two items differ, as path and both values; None is nothing there."""
    if isinstance(expected, Map) and isinstance(came, Map):
        wanted, found = dict(expected), dict(came)
        for key in wanted | found:
            step = f"{path}/{key.hex() if isinstance(key, bytes) else key}"
            if key not in found or key not in wanted:
                return step, wanted.get(key), found.get(key)
            if write_item(wanted[key]) != write_item(found[key]):
                return difference(wanted[key], found[key], step)
    return path, expected, came


def check_join(file, entry):
    """A join: the same from both sides, and again with what went into it."""
    mine, theirs, joined = (read_part(entry, member, "scope")
                            for member in ("mine", "theirs", "joined"))
    expected = octets(entry["joined"])
    pairs = {"mine with theirs": (mine, theirs), "theirs with mine": (theirs, mine),
             "joined with joined": (joined, joined), "joined with mine": (joined, mine),
             "theirs with joined": (theirs, joined)}
    for what, pair in pairs.items():
        try:
            agree_on_scopes(what, expected, join_scopes(*pair))
        except Unjoinable as fault:
            raise Disagreement(what, "a join", fault) from None
    for member, side in (("mine", mine), ("theirs", theirs)):
        agree_on_scopes(f"{member} with itself", octets(entry[member]), join_scopes(side, side))
