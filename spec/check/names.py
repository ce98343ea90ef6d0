"""Names, numbers and contents as they are encoded (NAME-1 to NAME-3 of spec/03-encoding.md)."""

from items import Refused

NUMBERS = 1 << 40
INDICES = 1 << 24
FIELDS = 1 << 32
LONGEST = 65_536
NO_FEED = bytes(16)
LEDGER = bytes(28)
KINDS = 1 << 32
NO_HASH = bytes(32)


def position(number, index):
    """The word of DOT-2: the number above, the index in the lower 24 bits."""
    return number << 24 | index


def parts(word):
    """Number and index of a position."""
    return word >> 24, word & (INDICES - 1)


def record_id(feed, word, kind=0):
    """The id of the record of this kind that the change at this dot creates (DOT-4)."""
    return feed + word.to_bytes(8, "big") + kind.to_bytes(4, "big")


def read_feed(reader):
    """Reads a feed id; that of all zeros is no feed (NAME-1)."""
    start = reader.at
    feed = reader.fixed(16)
    if feed == NO_FEED:
        raise Refused("zero-id", start)
    return feed


def read_hash(reader):
    """Reads a hash."""
    return reader.fixed(32)


def read_record(reader):
    """Reads a record id: 28 zeros for the ledger, else one with a feed (NAME-1)."""
    start = reader.at
    record = reader.fixed(28)
    if record != LEDGER and record[:16] == NO_FEED:
        raise Refused("zero-id", start)
    return record


def read_number(reader):
    """Reads the number of a bundle."""
    return reader.unsigned(NUMBERS)


def read_position(reader):
    """Reads number and index, two items of an array that has more in it (NAME-2)."""
    number = read_number(reader)
    return position(number, reader.unsigned(INDICES))


def read_field(reader):
    """Reads the number of a field."""
    return reader.unsigned(FIELDS)


def read_content(reader):
    """Reads a value, an element or a fact's content (NAME-3)."""
    return reader.byte_string(lambda length: "too-long" if length > LONGEST else None)
