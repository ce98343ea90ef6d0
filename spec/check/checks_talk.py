"""How the vectors of talk.json are checked (spec/vectors/README.md)."""

from checks import Disagreement, agree
from checks_authority import expect_refusal
from checks_secrets import in_order_of
from items import Refused, write_item
from signals import meaning as meaning_of_signal
from signals import read_hints, read_signal, write_hints, write_signal
from statements import open_statement, read_alone, statement_hash
from talk import FEED, MOST_BITS, SHAPES, SORTS, meaning, read_message, shelved
from talk import plain, state_of, tag_of, write_message
from vectors import Unclear, array, integer, octets


# The forms that there are here: how each is read and written, and whether it is one that is known.
FORMS = {"said": (read_message, write_message, lambda found: found[0] in SHAPES),
         "signal": (read_signal, write_signal, lambda found: len(found) > 1),
         "hints": (read_hints, write_hints, lambda found: True),
         "statement": (read_alone, write_item, lambda found: True)}


def read_kind(kind, data):
    """Reads bytes of a form, and makes sure that they are its one encoding, if it is one that is
    known."""
    read, write, is_known = FORMS[kind]
    found = read(data)
    if is_known(found):
        agree("bytes of what was read", data, write(found))
    return found


def said(entry):
    """TALK-1."""
    return {"meaning": meaning(read_kind("said", octets(entry["bytes"])))}


def signal(entry):
    """NEAR-1."""
    return {"meaning": meaning_of_signal(read_kind("signal", octets(entry["bytes"])))}


def hints(entry):
    """NEAR-2."""
    return {"hints": plain(read_kind("hints", octets(entry["bytes"])))}


def thing_of(sort, name, state):
    """A thing that is held."""
    return integer(sort, SORTS), octets(name, 16), octets(state)


def tag(entry):
    """HOLD-2; and of feeds HOLD-1."""
    thing = thing_of(entry["sort"], entry["thing"], entry["state"])
    if "ends" in entry:
        ends = [(integer(number, 1 << 40), octets(digest, 32))
                for number, digest in array(entry["ends"])]
        agree("ends", ends, sorted(ends))
        agree("state", thing[2], state_of(ends))
    return {"tag": tag_of(octets(entry["salt"], 16), *thing)}


def shelf(entry):
    """HOLD-3."""
    salt, bits = octets(entry["salt"], 16), integer(entry["bits"], MOST_BITS + 1)
    found = shelved(salt, bits, [thing_of(*thing) for thing in array(entry["things"])])
    return {"buckets": [[bucket, tags] for bucket, (tags, _) in found.items()],
            "sums": [[bucket, total] for bucket, (_, total) in found.items()]}


def statement(entry):
    """HAVE-1."""
    found = open_statement(*(octets(entry[name]) for name in ("bytes", "realm", "key")))
    return {"hash": statement_hash(found).hex()}


# Of each type: what an entry gives, what follows from it, and how.
TYPES = {"said": (("bytes",), ("meaning",), said),
         "signal": (("bytes",), ("meaning",), signal),
         "hints": (("bytes",), ("hints",), hints),
         "tag": (("salt", "sort", "thing", "state"), ("tag",), tag),
         "shelf": (("salt", "bits", "things"), ("buckets", "sums"), shelf),
         "statement": (("realm", "key", "bytes"), ("hash",), statement)}


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
    if part == "refused":
        if kind not in FORMS:
            raise Unclear(f"{kind} is never refused")
        return ("type",) + given + ("reason",)
    ends = ("ends",) if kind == "tag" and entry.get("sort") == FEED else ()
    return ("type",) + given + ends + follows


def check_accepted(entry):
    """An accepted entry: what follows from it comes out."""
    _, follows, judge = TYPES[type_of(entry)]
    try:
        found = judge(entry)
    except Refused as refusal:
        raise Disagreement("reading", "accepted", f"refused: {refusal}") from None
    for name in follows:
        agree(name, entry[name], in_order_of(entry[name], found[name]))


CHECKS = {"talk.json": {
    "accepted": lambda file, entry: check_accepted(entry),
    "refused": lambda file, entry: expect_refusal(
        entry, lambda: read_kind(type_of(entry), octets(entry["bytes"])))}}
