"""Examples of schemas made by hand for the tests, and a file of vectors. What is made here is
items, and bytes of them; nothing of it comes from the reader."""

import json

from bodies import ADD, COUNT, DELETE, REMOVE, STATE, WRITE, Change
from items import write_item
from names import LEDGER, position, record_id
from seals import fact_name, tagged
from vectors import json_of_change

FEED, OTHER_FEED, PERSON, FACT_ID = (bytes([place]) * 16 for place in range(1, 5))
NUMBER = 7
DOC, LOG = 64, 65  # The kinds of record of `whole`: a document and a fact.
UNITS = {0: ("g", 1, 1), 1: ("kg", 1000, 1), 2: ("oz", 28_349, 1000)}
FIELD_KEYS = ("name", "merging", "type", "required", "default", "labels", "weight", "retired")
KIND_KEYS = ("name", "form", "fields", "labels", "title", "rules", "sums", "retired",
             "decides")


def field(name="a", kind=(5,), merging=0, **more):
    """A field as an item; `more` by the names of its keys, or `later` as a map."""
    found = {0: name, 1: merging, 2: kind, **more.pop("later", {})}
    return found | {FIELD_KEYS.index(key): value for key, value in more.items()}


def kind(name="k", form=0, fields=None, **more):
    """A kind of record as an item."""
    found = {0: name, 1: form, 2: {1: field()} if fields is None else fields,
             **more.pop("later", {})}
    return found | {KIND_KEYS.index(key): value for key, value in more.items()}


def schema(kinds=None, packs=None, **more):
    """The bytes of a schema."""
    return write_item({0: {"base": 1} if packs is None else packs,
                       1: {DOC: kind()} if kinds is None else kinds, **more.pop("later", {})})


def of_fields(fields, form=0, **more):
    """The bytes of a schema of one kind that has these fields."""
    return schema({DOC: kind(form=form, fields=fields, **more)})


def of_type(item, **more):
    """The bytes of a schema of one field that has this type."""
    return of_fields({1: field(kind=item, **more)})


WHOLE = {
    DOC: kind("animal", 0, {
        1: field("name", (0, 20), required=True, labels={"en": "Name", "de-at": "Rufname"}),
        2: field("tags", (15, 8), 1), 3: field("weight", (3, 1, 0, 1000, UNITS), weight=3),
        4: field("seen", (1, 0, 5), 2), 5: field("born", (6,)), 6: field("died", (6,)),
        7: field("notes", (17, {1: field("text", (0, 9), required=True),
                                2: field("by", (10,))}), 3),
        8: field("state", (8, {0: ("in",), 1: ("out", {"en": "Out"})}), default=b"\x00"),
        9: field("later", (99, b"x", {}), 0), 10: field("mother", (9, (DOC,))),
        11: field("chip", (15, 9), required=True)},
        title=(1, 2), rules=((0, 5, 6), (1, 8, (1,), (6, 10)), (2, (1,)), (77, None)),
        labels={"en": "Animal"}),
    LOG: kind("stock", 1, {
        1: field("place", (15, 8)), 2: field("amount", (3, 1, -9_000, 1 << 53, UNITS)),
        3: field("way", (8, {0: ("in",), 1: ("out",), 2: ("lost",)}), required=True),
        4: field("from", (7,)), 5: field("to", (7,))},
        rules=((0, 4, 5), (1, 3, (2,), (1,)), (2, (1,))),
        sums=(("stock", (1,), 2, (3, {0: 1, 1: -1})), ("both", (1, 3), 2, None)))}
WHOLE_BYTES = schema(WHOLE, {"base": 1, "farm-1": 65_535})

# A kind of facts that decide.
VOTES = kind("vote", 1, {
    1: field("about", (18, (LOG, 70))), 2: field("approves", (5,)),
    3: field("seen", (16, 2, (18, None))), 4: field("note", (0, 9)),
    5: field("other", (18, None)), 6: field("lists", (16, 1, (16, 1, (18, None)))),
    7: field("pulse", (7,))},
    decides=(1, 2, 3, 7))
VOTES_BYTES = schema({LOG: VOTES})
PLAN = fact_name(PERSON, FACT_ID, 70, write_item({1: "A"}))
VOTE = fact_name(FACT_ID, PERSON, LOG, write_item({2: True}))

MADE = record_id(FEED, position(NUMBER, 0), DOC)
OLDER = record_id(OTHER_FEED, position(3, 1), DOC)


def write(name, value, record=OLDER):
    """A write of an item; bytes stay as they are."""
    return Change(record, WRITE, name, (value if isinstance(value, bytes) else write_item(value),
                                        ()))


def fact(content, record=LEDGER, name=LOG):
    """A fact, on the ledger unless another record is named."""
    data = content if isinstance(content, bytes) else write_item(content)
    return Change(record, STATE, name, (PERSON, FACT_ID, data))


def add(name, value, record=OLDER):
    """An addition to a set."""
    return Change(record, ADD, name, write_item(value))


def remove(name, value, record=OLDER):
    """A removal from a set."""
    return Change(record, REMOVE, name, (write_item(value), ()))


def count(name, record=OLDER):
    """A count."""
    return Change(record, COUNT, name, 1 << 40)


def delete(record=OLDER):
    """A deletion."""
    return Change(record, DELETE, 0, ())


def given(name, /, **more):
    """An entry of this type, with bytes in hexadecimal."""
    def plain(value):
        if isinstance(value, bytes):
            return value.hex()
        return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value
    return {"type": name} | {member: plain(value) for member, value in more.items()}


def judged(changes, data=WHOLE_BYTES, **more):
    """An entry about changes of one bundle."""
    return given("judged", schema=data, feed=FEED, number=NUMBER,
                 changes=[json_of_change(change) for change in changes], **more)


def vector_files():
    """A file as the README of spec/vectors describes it."""
    days = [[5, write_item(-3)], [6, write_item(-4)], [8, b"\x01"]]
    facts = [write_item({1: "A", 2: (5, 1), 3: 0}), write_item({2: (1, 0), 3: 1})]
    accepted = [
        given("schema", bytes=WHOLE_BYTES, hash=tagged("schema", WHOLE_BYTES)),
        judged([write(1, "Ada", MADE), write(9, b"\xff"), fact({3: 0})],
               misfits=[[0, "incomplete"], [1, "malformed"]]),
        given("broken", schema=WHOLE_BYTES, kind=DOC, values=days, broken=[0, 1]),
        given("grows", older=schema(), newer=WHOLE_BYTES, grows=False),
        given("summed", schema=WHOLE_BYTES, kind=LOG, facts=facts, sums=[
            [[[[None], -1], [[write_item("A")], 5000]], 0],
            [[[[None, b"\1"], 1], [[write_item("A"), b"\0"], 5000]], 0]]),
        given("named", person=PERSON, id=FACT_ID, kind=70, content=write_item({1: "A"}),
              reference=PLAN),
        given("decided", schema=VOTES_BYTES, kind=LOG,
              content=write_item({1: PLAN, 2: True, 3: (VOTE,)}),
              decision=[PLAN, True, [VOTE], None])]
    refused = [given("schema", bytes=b"\xa0", reason="wrong-count")]
    named = [[{"name": f"{what} {place}"} | entry for place, entry in enumerate(entries)]
             for what, entries in (("yes", accepted), ("no", refused))]
    return {"schemas.json": json.loads(json.dumps({"accepted": named[0], "refused": named[1]}))}
