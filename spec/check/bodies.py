"""Bodies: the changes of one bundle as bytes (BODY-1 to BODY-9 and LATER-* of 03-encoding.md)."""

from dataclasses import dataclass

from items import ARRAY, MAP, Reader, Refused, read_any, write_head, write_item
from names import FIELDS, INDICES, KINDS, LEDGER, NO_FEED, NUMBERS, parts, position, read_content
from names import read_field, read_position, record_id

MOST_BYTES = 1_048_576
MOST_CHANGES = 65_536
MOST_COUNTED = 1 << 53
WRITE, ADD, REMOVE, COUNT, STATE, DELETE, RESTORE = range(7)


@dataclass(frozen=True)
class Change:
    """One change. A verb is held without its sign, and is 0 for the write of a register, which has
    none; `field` is 0 where the verb has none. What `payload` is goes by the verb: (value, seen)
    for a write, the element for an addition, (element, seen) for a removal, the amount, (person,
    id, content) for a fact, seen for the two verbs of the life, and the bytes of the item for a
    verb that is not known. `seen` is a tuple of (feed, position), ascending by feed."""

    record: bytes
    verb: int
    field: int
    payload: object


@dataclass(frozen=True)
class Body:
    """The changes in the order of their dots, and the (key, bytes) of entries kept unread."""

    changes: tuple
    later: tuple


def read_body(data, feed, number):
    """Reads the body of the bundle with this feed and number."""
    if len(data) > MOST_BYTES:
        raise Refused("too-long", 0)
    return _BodyReader(data, feed, number).body()


class _BodyReader:
    """Reads one body, and remembers its tables and which of their entries were referred to."""

    def __init__(self, data, feed, number):
        self.reader = Reader(data)
        self.own, self.number = feed, number
        self.feeds, self.persons = [], []
        self.used_feeds, self.used_persons = set(), set()

    def body(self):
        """BODY-1: an open map. Its keys ascend, so the tables come before what refers to them."""
        parts_read = {0: self.feed_table, 1: self.person_table, 2: self.change_list}

        def part(reader, key):
            if key in parts_read:
                return parts_read[key]()
            start = reader.at
            read_any(reader)
            return reader.data[start:reader.at]

        found = self.reader.map(Reader.unsigned, part, whole=True)
        if (len(self.used_feeds) < len(self.feeds)
                or len(self.used_persons) < len(self.persons)):
            raise Refused("unused", self.reader.at)
        self.reader.end()
        later = tuple((key, kept) for key, kept in found.items() if key not in parts_read)
        return Body(found.get(2, ()), later)

    def feed_table(self):
        self.feeds = self.table(self.own)

    def person_table(self):
        self.persons = self.table(None)

    def table(self, own):
        """BODY-3: of each entry first what it is (`zero-id`, `own-feed`), then its order."""
        start = self.reader.at
        joined = self.reader.byte_string(
            lambda length: "wrong-count" if length % 16 else None if length else "empty")
        entries, before = [], None
        for offset in range(0, len(joined), 16):
            entry = joined[offset:offset + 16]
            if entry == NO_FEED:
                raise Refused("zero-id", start)
            if entry == own:
                raise Refused("own-feed", start)
            before = self.reader.ascending(before, entry, start)
            entries.append(entry)
        return entries

    def change_list(self):
        """BODY-4: turns and changes, item by item."""
        left = self.reader.array(lambda count: None if count else "empty")
        changes, record, fresh = [], None, False
        while left:
            start = self.reader.at
            if record is None or self.reader.peek_type() == ARRAY:
                turned = self.turn(fresh)
                if turned == record:
                    raise Refused("idle", start)
                record, fresh = turned, True
                left -= 1
                continue
            change, taken = self.change(record, left, len(changes))
            changes.append(change)
            fresh = False
            left -= taken
        if fresh:
            raise Refused("idle", self.reader.at)
        return tuple(changes)

    def turn(self, fresh):
        """BODY-5: the record that the changes after it are for. That the turn before it was idle
        is seen where this one begins, before its count (BODY-4)."""
        count = self.reader.array(
            lambda found: "idle" if fresh else None if found in (0, 3, 4) else "wrong-count")
        if not count:
            return LEDGER
        reference = self.feed_reference()
        if reference:
            feed, word = self.feeds[reference - 1], read_position(self.reader)
        else:
            start = self.reader.at
            number = self.number - self.reader.integer()
            if not 0 <= number < NUMBERS:
                raise Refused("out-of-range", start)
            feed, word = self.own, position(number, self.reader.unsigned(INDICES))
        return record_id(feed, word, self.kind() if count == 4 else 0)

    def kind(self):
        """The kind of a record that has one."""
        start = self.reader.at
        kind = self.reader.unsigned(KINDS)
        if not kind:
            raise Refused("out-of-range", start)
        return kind

    def feed_reference(self):
        """Reads a reference to a feed: 0 is the bundle's own, the table begins with 1."""
        start = self.reader.at
        reference = self.reader.unsigned()
        if reference > len(self.feeds):
            raise Refused("no-such-entry", start)
        if reference:
            self.used_feeds.add(reference)
        return reference

    def change(self, record, left, before):
        """BODY-4 and BODY-6: a field to write, or a verb and perhaps a field; then the payload.
        Returns the change and its number of items. The array may end within it, which shows where
        an item is wanted and none is left (CBOR-6)."""
        start = self.reader.at
        first = self.reader.integer()
        if before == MOST_CHANGES:
            raise Refused("too-long", start)
        # Fields end where verbs do: both are below 2**32 without their signs.
        if abs(first) >= FIELDS:
            raise Refused("out-of-range", start)
        verb, field, taken = (WRITE, first, 1) if first >= 0 else (-first, 0, 1)
        if verb not in (WRITE, DELETE, RESTORE):
            self.wanted(left > taken)
            field, taken = read_field(self.reader), 2
        self.wanted(left > taken)
        return Change(record, verb, field, self.payload(verb)), taken + 1

    def wanted(self, there):
        """An item is wanted; whether the array has it."""
        self.reader.check(None if there else "wrong-count", self.reader.at)

    def payload(self, verb):
        """Reads what belongs to the verb; of one that is not known, any item, unread (BODY-8)."""
        start = self.reader.at
        if verb in (WRITE, REMOVE):
            return self.content_and_seen()
        if verb == ADD:
            return read_content(self.reader)
        if verb == COUNT:
            return self.amount()
        if verb == STATE:
            return self.fact()
        if verb in (DELETE, RESTORE):
            return self.vector(self.reader.array(lambda n: "wrong-count" if n % 3 else None))
        read_any(self.reader)
        return self.reader.data[start:self.reader.at]

    def content_and_seen(self):
        """A content alone, or in an array with a vector that is not empty (BODY-7)."""
        if self.reader.peek_type() != ARRAY:
            return read_content(self.reader), ()

        def fault(count):
            return "wrong-count" if count % 3 != 1 else "empty" if count == 1 else None

        count = self.reader.array(fault)
        content = read_content(self.reader)
        return content, self.vector(count - 1)

    def vector(self, count):
        """BODY-7: feed, number, index of each entry, ascending by feed."""
        seen, before = [], None
        for _ in range(count // 3):
            start = self.reader.at
            reference = self.feed_reference()
            if not reference:
                raise Refused("own-feed", start)
            before = self.reader.ascending(before, reference, start)
            seen.append((self.feeds[reference - 1], read_position(self.reader)))
        return tuple(seen)

    def amount(self):
        """CNT-2: 1 to 2**53 up or down."""
        start = self.reader.at
        amount = self.reader.integer()
        if not 1 <= abs(amount) <= MOST_COUNTED:
            raise Refused("out-of-range", start)
        return amount

    def fact(self):
        """A fact's person, by its place in the table, its id, its content."""
        self.reader.array(lambda count: None if count == 3 else "wrong-count")
        start = self.reader.at
        reference = self.reader.unsigned()
        if reference >= len(self.persons):
            raise Refused("no-such-entry", start)
        self.used_persons.add(reference)
        fact_id = self.reader.fixed(16)
        return self.persons[reference], fact_id, read_content(self.reader)


def write_body(body, feed, number):
    """The one encoding of a body."""
    feeds, persons = set(), set()
    for change in body.changes:
        if change.record != LEDGER:
            feeds.add(change.record[:16])
        feeds.update(name for name, _ in seen_of(change))
        if change.verb == STATE:
            persons.add(change.payload[0])
    feeds, persons = sorted(feeds - {feed}), sorted(persons)
    references = {name: place + 1 for place, name in enumerate(feeds)} | {feed: 0}
    parts_written = [(0, write_item(b"".join(feeds))) if feeds else None,
                     (1, write_item(b"".join(persons))) if persons else None]
    if body.changes:
        items, record = [], None
        for change in body.changes:
            if change.record != record:
                record = change.record
                items.append(_turn(record, references, number))
            if change.verb != WRITE:
                items.append(write_item(-change.verb))
            if change.verb not in (DELETE, RESTORE):
                items.append(write_item(change.field))
            items.append(_payload(change, references, persons))
        parts_written.append((2, write_head(ARRAY, len(items)) + b"".join(items)))
    entries = [entry for entry in parts_written if entry] + list(body.later)
    return write_head(MAP, len(entries)) + b"".join(
        write_item(key) + content for key, content in sorted(entries))


def seen_of(change):
    """The vector of a change, empty if its verb has none."""
    if change.verb in (WRITE, REMOVE):
        return change.payload[1]
    return change.payload if change.verb in (DELETE, RESTORE) else ()


def _turn(record, references, number):
    if record == LEDGER:
        return write_item(())
    reference = references[record[:16]]
    made, index = parts(int.from_bytes(record[16:24], "big"))
    kind = int.from_bytes(record[24:], "big")
    place = (reference, made if reference else number - made, index)
    return write_item(place + (kind,) if kind else place)


def _payload(change, references, persons):
    """The bytes of a payload."""
    vector = tuple(item for feed, word in seen_of(change)
                   for item in (references[feed], *parts(word)))
    if change.verb in (WRITE, REMOVE):
        content = change.payload[0]
        return write_item((content,) + vector if vector else content)
    if change.verb in (DELETE, RESTORE):
        return write_item(vector)
    if change.verb == STATE:
        person, fact_id, content = change.payload
        return write_item((persons.index(person), fact_id, content))
    return write_item(change.payload) if change.verb in (ADD, COUNT) else change.payload
