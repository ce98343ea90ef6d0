"""States and what goes with them, read from bytes and written (STATE-1 to STATE-6 of 03-encoding).

In Python: marks are a dict feed -> (position, payload), where the payload of a covered mark is
None, of a register's (time, value), of an element's True, of a life's True (alive) or False (dead).
A set is a dict element -> marks, a counter feed -> (position, up, down), facts are
fact key -> content -> feed -> position.
"""

from dataclasses import dataclass, field

from items import FALSE, NULL, SIMPLE, TRUE, WORD, Reader, Refused, write_item
from names import NO_FEED, parts, read_content, read_feed, read_field, read_hash
from names import read_number, read_position, read_record

COUNTS = 1 << 63


@dataclass
class Document:
    """All rows of one record (DOC-1)."""

    life: dict = field(default_factory=dict)
    registers: dict = field(default_factory=dict)
    sets: dict = field(default_factory=dict)
    counters: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)


@dataclass
class Frontier:
    """Tips: feed -> (number, hash). Before: feed -> forked number -> the hash of the bundle before
    the fork. Branches: feed -> forked number -> first hash -> the feed id of the branch."""

    tips: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    branches: dict = field(default_factory=dict)


@dataclass
class View:
    """Cuts: feed -> number or None for nothing. Forks: feed -> number -> hash kept, or None."""

    cuts: dict = field(default_factory=dict)
    forks: dict = field(default_factory=dict)


@dataclass
class Scope:
    """What STATE-4 calls a scope."""

    frontier: Frontier = field(default_factory=Frontier)
    view: View = field(default_factory=View)
    documents: dict = field(default_factory=dict)


def mapping(read_key, read_value):
    """A reader of maps from this to that. `whole` says that nothing is around the map."""
    def read(reader, whole=False):
        return reader.map(read_key, lambda inner, key: read_value(inner), whole)
    return read


def closed(make, *readers):
    """A reader of closed maps (LATER-3) with the keys 0, 1, ... in the order of `readers`."""
    def read_key(reader):
        start = reader.at
        key = reader.unsigned()
        if key >= len(readers):
            raise Refused("unknown-key", start)
        return key

    def read(reader, whole=False):
        found = reader.map(read_key, lambda inner, key: readers[key](inner), whole)
        return make(*(found.get(key, {}) for key in range(len(readers))))
    return read


def one_of(*counts):
    """The complaint about an array that has another count than these."""
    return lambda count: None if count in counts else "wrong-count"


def simple(reader, allowed):
    """Reads false, true or null, as far as it is allowed here."""
    start = reader.at
    argument = reader.expect(SIMPLE)
    if argument not in allowed:
        raise Refused("wrong-type", start)
    return {FALSE: False, TRUE: True, NULL: None}[argument]


def or_null(read):
    """A reader of something that may be null instead."""
    def read_either(reader):
        if reader.peek_type() == SIMPLE:
            return simple(reader, (NULL,))
        return read(reader)
    return read_either


def marks_of(size, read_payload):
    """A reader of marks whose payload takes `size` items (STATE-1)."""
    def read_mark(reader):
        count = reader.array(one_of(2, 2 + size))
        word = read_position(reader)
        return word, read_payload(reader) if count > 2 else None
    return mapping(read_feed, read_mark)


def read_written(reader):
    """The payload of a register's mark."""
    time = reader.unsigned()
    return time, read_content(reader)


def read_tally(reader):
    """Position, sum added, sum taken."""
    reader.array(one_of(4))
    word = read_position(reader)
    up = reader.unsigned()
    return word, up, reader.unsigned()


def read_carried(reader):
    """The position of a carrier."""
    reader.array(one_of(2))
    return read_position(reader)


def read_tip(reader):
    """Number and hash of a tip."""
    reader.array(one_of(2))
    number = read_number(reader)
    return number, read_hash(reader)


def read_key(reader):
    """A fact key: person and id. Nobody has the id of all zeros (NAME-1)."""
    start = reader.at
    key = reader.fixed(32)
    if key[:16] == NO_FEED:
        raise Refused("zero-id", start)
    return key


def read_frontier(reader, whole=False):
    """STATE-3: a frontier, of which no two branches have one feed id, and a branch that is forked
    is so above its beginning."""
    placed = set()

    def read_branch(inner):
        start = inner.at
        branch = read_feed(inner)
        if branch in placed:
            raise Refused("repeated", start)
        placed.add(branch)
        return branch

    forks = mapping(read_number, mapping(read_hash, read_branch))
    frontier = closed(Frontier, mapping(read_feed, read_tip),
                      mapping(read_feed, mapping(read_number, read_hash)),
                      mapping(read_feed, forks))(reader, whole)
    for forked in frontier.branches.values():
        for number, firsts in forked.items():
            for branch in firsts.values():
                below = [*frontier.before.get(branch, ()), *frontier.branches.get(branch, ())]
                if any(other <= number for other in below):
                    raise Refused("out-of-range", reader.at)
    return frontier


def read_sum(reader, whole=False):
    """STATE-6: how many rows, and the sum of their hashes."""
    reader.array(one_of(2))
    rows = reader.unsigned(COUNTS)
    start = reader.at
    total = int.from_bytes(read_hash(reader), "big")
    if not rows and total:
        raise Refused("out-of-range", start)
    return rows, total


def read_digest(reader, whole=False):
    """The shown digest: as many sums as DIG-3 can show."""
    count = reader.array(one_of(*(1 << k for k in range(13))))
    return [read_sum(reader) for _ in range(count)]


def read_proof(reader, whole=False):
    """A proof (DIG-4): index, count, hashes."""
    reader.array(one_of(3))
    start = reader.at
    index = reader.unsigned(COUNTS)
    count = reader.unsigned(COUNTS)
    if index >= count:
        raise Refused("out-of-range", start)
    return index, count, [read_hash(reader) for _ in range(reader.array())]


def read_clock(reader, whole=False):
    """A hybrid clock is its last reading, after which another must fit (NAME-2)."""
    return reader.unsigned(WORD - 1)


read_register = marks_of(2, read_written)
read_life = marks_of(1, lambda reader: simple(reader, (FALSE, TRUE)))
read_set = mapping(read_content, marks_of(1, lambda reader: simple(reader, (TRUE,))))
read_counter = mapping(read_feed, read_tally)
read_facts = mapping(read_key, mapping(read_content, mapping(read_feed, read_carried)))
read_document = closed(Document, read_life, *(
    mapping(read_field, read) for read in (read_register, read_set, read_counter, read_facts)))
read_view = closed(View, mapping(read_feed, or_null(read_number)),
                   mapping(read_feed, mapping(read_number, or_null(read_hash))))
read_scope = closed(lambda frontier, view, documents: Scope(
    frontier or Frontier(), view or View(), documents),
    read_frontier, read_view, mapping(read_record, read_document))

READERS = {"register": read_register, "set": read_set, "counter": read_counter,
           "facts": read_facts, "life": read_life, "document": read_document,
           "frontier": read_frontier, "view": read_view, "clock": read_clock,
           "scope": read_scope, "sum": read_sum, "digest": read_digest, "proof": read_proof}


def read_state(kind, data):
    """Reads bytes which are one state of this type and nothing more."""
    reader = Reader(data)
    state = READERS[kind](reader, True)
    reader.end()
    return state


def item_of_marks(marks):
    """Marks as an item. A register's payload is two items, another's one."""
    def payload(content):
        return () if content is None else content if isinstance(content, tuple) else (content,)
    return {feed: parts(word) + payload(content) for feed, (word, content) in marks.items()}


def item_of_facts(facts):
    """Facts as an item."""
    return {key: {content: {feed: parts(word) for feed, word in carriers.items()}
                  for content, carriers in contents.items()} for key, contents in facts.items()}


def item_of_set(elements):
    """A set as an item."""
    return {element: item_of_marks(marks) for element, marks in elements.items()}


def item_of_counter(tallies):
    """A counter as an item."""
    return {feed: parts(word) + (up, down) for feed, (word, up, down) in tallies.items()}


def numbered(*entries):
    """A closed map as an item, without what is empty (STATE-5)."""
    return {key: entry for key, entry in enumerate(entries) if entry}


def item_of_document(document):
    """A document as an item."""
    def fields(writer, states):
        return {number: writer(state) for number, state in states.items()}
    return numbered(item_of_marks(document.life), fields(item_of_marks, document.registers),
                    fields(item_of_set, document.sets),
                    fields(item_of_counter, document.counters),
                    fields(item_of_facts, document.facts))


def item_of_scope(scope):
    """A scope as an item."""
    return numbered(WRITERS["frontier"](scope.frontier), WRITERS["view"](scope.view),
                    {record: item_of_document(found) for record, found in scope.documents.items()})


def item_of_sum(total):
    """A sum of hashes as an item."""
    return total[0], total[1].to_bytes(32, "big")


WRITERS = {
    "register": item_of_marks, "life": item_of_marks, "set": item_of_set,
    "counter": item_of_counter, "facts": item_of_facts, "document": item_of_document,
    "frontier": lambda frontier: numbered(frontier.tips, frontier.before, frontier.branches),
    "view": lambda view: numbered(view.cuts, view.forks), "clock": lambda time: time,
    "scope": item_of_scope, "sum": item_of_sum,
    "digest": lambda sums: tuple(map(item_of_sum, sums)), "proof": tuple}


def write_state(kind, state):
    """The one encoding of a state of this type."""
    return write_item(WRITERS[kind](state))
