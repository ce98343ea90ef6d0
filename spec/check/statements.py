"""Who has what (HAVE-1 of 11-sync.md): what a device says that it holds."""

from items import Reader, Refused, write_item
from names import read_feed, read_hash, read_number
from seals import require_signature, tagged
from shapes import fixed, read_bool
from states import one_of

MOST_FEEDS = 2_000


def read_time(reader):
    """A reading of a hybrid clock."""
    return reader.unsigned()


def read_feeds(reader):
    """Feeds with their numbers, ascending by feed."""
    count = reader.array(lambda claimed: "too-long" if claimed > MOST_FEEDS else None)
    found = []
    for _ in range(count):
        start = reader.at
        reader.array(one_of(2))
        feed, number = read_feed(reader), read_number(reader)
        if found and found[-1][0] >= feed:
            raise Refused("repeated" if found[-1][0] == feed else "unsorted", start)
        found.append((feed, number))
    return tuple(found)


def read_statement(reader):
    """HAVE-1, its form alone."""
    reader.array(one_of(6))
    return (read_hash(reader), read_hash(reader), read_time(reader), read_bool(reader),
            read_feeds(reader), fixed(64)(reader))


def statement_hash(statement):
    """What is signed: the hash of all but the signature."""
    return tagged("statement", b"".join(map(write_item, statement[:-1])))


def read_alone(data):
    """HAVE-1, its form alone, of all the bytes."""
    reader = Reader(data)
    found = read_statement(reader)
    reader.end()
    return found


def open_statement(data, realm, key):
    """A statement that this key has signed for this realm."""
    found = read_alone(data)
    require_signature("sign-stated", key, realm, statement_hash(found), found[-1])
    return found
