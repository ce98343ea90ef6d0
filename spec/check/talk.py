"""What two devices say to each other, and the tags of what they hold (11-sync.md): the form of
messages, tags and buckets. In Python a message is a tuple that begins with its number."""

from items import Reader, Refused, read_any, write_item
from names import NO_FEED, read_feed, read_hash, read_number
from seals import tagged
from shapes import fixed, read_bool, read_within
from statements import read_statement, read_time
from states import one_of

LONGEST = 65_517
GREETING, SUMMARY, TAGS, DIFFERENCES, WANTS, GOODS, PART, CREDIT, STORED, OVER, HELD, \
    INQUIRY, TIPS, ROOM, VERSIONS, STATEMENTS, FRESH = range(17)
ROOT, PROOF, FEED, ENVELOPE, SCHEMA = range(5)
TIERS, SORTS = 3, 5
VERSION = 1
CLOCKS = 1 << 47
MOST_BITS = 12
TAG = 4
MOST_TAGS = 13_000
MOST = 1_000
MOST_PART, MOST_WHOLE = 64_000, 1_310_720
MOST_CREDIT = 1 << 32
MOST_ROOM = 1 << 53
END = 8 + 32


# What messages are made of (TALK-1)

def listed(read, least=0):
    """A reader of arrays of at least and at most so many."""
    def fault(count):
        return "empty" if count < least else "too-long" if count > MOST else None

    return lambda reader: tuple([read(reader) for _ in range(reader.array(fault))])


def read_octets(reader):
    """Goods, or a part of them."""
    return reader.byte_string(
        lambda length: "wrong-count" if not length else "too-long" if length > MOST_PART else None)


def read_tier(reader):
    """The number of a tier."""
    return reader.unsigned(TIERS)


def read_sort(reader):
    """The number of a sort."""
    return reader.unsigned(SORTS)


def read_name(reader):
    """The name of a thing."""
    start = reader.at
    name = reader.fixed(16)
    if name == NO_FEED:
        raise Refused("zero-id", start)
    return name


def numbers(data):
    """The numbers of four bytes each that follow each other."""
    return tuple(int.from_bytes(data[at:at + TAG], "big") for at in range(0, len(data), TAG))


def read_sums(reader):
    """The sums of the buckets of one tier: 4 times a power of two of bytes."""
    def fault(length):
        count, half = divmod(length, TAG)
        if half or count == 0 or count & (count - 1):
            return "wrong-count"
        return "too-long" if count > 1 << MOST_BITS else None

    return numbers(reader.byte_string(fault))


def read_tags(reader):
    """Tags, ascending."""
    def fault(length):
        return "wrong-count" if length % TAG else "too-long" if length > MOST_TAGS else None

    start = reader.at
    found, before = numbers(reader.byte_string(fault)), None
    for tag in found:
        before = reader.ascending(before, tag, start)
    return found


def read_buckets(reader):
    """Buckets with their tags, ascending by bucket."""
    before = None

    def read_bucket(reader):
        nonlocal before
        reader.array(one_of(2))
        start = reader.at
        before = reader.ascending(before, reader.unsigned(1 << MOST_BITS), start)
        return before, read_tags(reader)

    return listed(read_bucket)(reader)


def of_sort(*more):
    """A reader of [sort, name], and of feeds of more items."""
    def read(reader):
        start = reader.at
        count = reader.array()
        sort = read_sort(reader)
        rest = more if sort == FEED else ()
        if count != 2 + len(rest):
            raise Refused("wrong-count", start)
        return sort, read_name(reader), *(item(reader) for item in rest)
    return read


def read_tag(reader):
    """One tag."""
    return int.from_bytes(reader.fixed(TAG), "big")


def read_stored(reader):
    """A feed, and a number of it."""
    reader.array(one_of(2))
    return read_feed(reader), read_number(reader)


def read_end(reader):
    """A feed, and one of its ends."""
    reader.array(one_of(3))
    return read_feed(reader), read_number(reader), read_hash(reader)


def read_since(reader):
    """A device, and of when its statement is."""
    reader.array(one_of(2))
    return reader.fixed(32), read_time(reader)


def read_room(reader):
    """So many bytes as somebody can say to have room for."""
    return read_within(reader, (0, MOST_ROOM))


def read_version(reader):
    """The only version that there is."""
    return read_within(reader, (VERSION, VERSION))


def read_whole(reader):
    """How many bytes something has that does not fit a message."""
    return read_within(reader, (MOST_PART + 1, MOST_WHOLE))


read_thing = of_sort(read_number, read_tag, read_bool)
read_want = of_sort(read_number)

# TALK-1: of each message what it is called, and its items after the number.
SHAPES = {
    GREETING: ("greeting", {"version": read_version,
                            "wall": lambda reader: reader.unsigned(CLOCKS)}),
    SUMMARY: ("summary", {"salt": fixed(16), "sums": None}),
    TAGS: ("tags", {"tier": read_tier, "buckets": read_buckets, "last": read_bool}),
    DIFFERENCES: ("differences", {"tier": read_tier, "things": listed(read_thing),
                                  "tags": read_tags, "last": read_bool}),
    WANTS: ("wants", {"tier": read_tier, "wants": listed(read_want), "last": read_bool}),
    GOODS: ("goods", {"sort": read_sort, "goods": listed(read_octets, least=1)}),
    PART: ("part", {"sort": read_sort, "whole": read_whole, "part": read_octets}),
    CREDIT: ("credit", {"bytes": lambda reader: read_within(reader, (1, MOST_CREDIT))}),
    STORED: ("stored", {"stored": listed(read_stored, least=1)}),
    OVER: ("over", {"tier": read_tier}),
    HELD: ("root", {"root": fixed(16)}),
    INQUIRY: ("inquiry", {"device": fixed(32)}),
    TIPS: ("tips", {"tips": listed(read_end)}),
    ROOM: ("room", {"carried": read_room, "quota": read_room, "full": read_bool}),
    VERSIONS: ("versions", {"versions": listed(read_since)}),
    STATEMENTS: ("statements", {"statements": listed(read_statement, least=1)}),
    FRESH: ("fresh", {"tier": read_tier, "fresh": listed(read_want, least=1)})}


def items_of(number):
    """The readers of the items of a message after its number."""
    if number == SUMMARY:
        return (fixed(16),) + (read_sums,) * TIERS
    return tuple(SHAPES[number][1].values())


def read_message(data):
    """TALK-1. How many items it has to have is known by its number; one of a number that is not
    known is passed over: nothing is read of it but that it is an allowed item."""
    if len(data) > LONGEST:
        raise Refused("too-long", 0)
    reader = Reader(data)
    count = reader.array(lambda claimed: None if claimed else "wrong-count")
    number = reader.unsigned()
    if number not in SHAPES:
        reader = Reader(data)
        found = read_any(reader)[:1]
    else:
        readers = items_of(number)
        if count != 1 + len(readers):
            raise Refused("wrong-count", 0)
        found = (number, *(read(reader) for read in readers))
    reader.end()
    return found


def write_message(message):
    """The one encoding of a message of a number that is known."""
    number, *items = message

    def run(tags):
        return b"".join(tag.to_bytes(TAG, "big") for tag in tags)

    if number == SUMMARY:
        items[1:] = map(run, items[1:])
    elif number == TAGS:
        items[1] = [(bucket, run(tags)) for bucket, tags in items[1]]
    elif number == DIFFERENCES:
        items[1] = [thing[:3] + (run(thing[3:4]),) + thing[4:] if thing[0] == FEED else thing
                    for thing in items[1]]
        items[2] = run(items[2])
    return write_item((number, *items))


def plain(value):
    """What is read as JSON has it."""
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value.hex() if isinstance(value, bytes) else value


def meaning(message):
    """What a message says, by name."""
    number, *items = message
    if number not in SHAPES:
        return {"message": "later", "number": number}
    if number == SUMMARY:
        items = [items[0], tuple(items[1:])]
    name, members = SHAPES[number]
    return {"message": name} | dict(zip(members, map(plain, items)))


# What is held

def state_of(ends):
    """HOLD-1: the state of a feed with these ends, each a number and a hash."""
    return b"".join(number.to_bytes(8, "big") + digest for number, digest in sorted(ends))


def tag_of(salt, sort, name, state):
    """HOLD-2."""
    return int.from_bytes(tagged("holding", salt, bytes([sort]), name, state)[:TAG], "big")


def bucket_of(salt, sort, name, bits):
    """HOLD-3: in which of 2^bits buckets a thing lies."""
    digest = tagged("holding", salt, bytes([sort]), name)
    return int.from_bytes(digest, "big") >> (8 * len(digest) - bits)


def shelved(salt, bits, things):
    """HOLD-3: the tags of each bucket with something in it, ascending, and its sum."""
    buckets = {}
    for sort, name, state in things:
        tag = tag_of(salt, sort, name, state)
        buckets.setdefault(bucket_of(salt, sort, name, bits), []).append(tag)
    return {bucket: (sorted(tags), sum(tags) % (1 << 32))
            for bucket, tags in sorted(buckets.items())}
