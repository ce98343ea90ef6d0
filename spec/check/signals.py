"""What devices say to all who are near, before it is sealed (NEAR-1 and NEAR-2 of 11-sync.md). In
Python a signal is a tuple that begins with its number."""

from items import Reader, Refused, read_any, write_item
from names import read_feed, read_number
from shapes import fixed, read_bool
from states import one_of
from talk import CLOCKS, plain

LONGEST = 1_160
BEACON, NEWS, ASK = range(3)
VERSION = 1
SERIALS = 1 << 63
PORTS = 1 << 16
MOST = 16
MOST_HINTS = 8


def listed(read, least, most):
    """A reader of arrays of at least and at most so many."""
    def fault(count):
        return "empty" if count < least else "too-long" if count > most else None

    return lambda reader: tuple([read(reader) for _ in range(reader.array(fault))])


def octets(least):
    """A reader of byte strings of at least so many bytes."""
    return lambda reader: reader.byte_string(
        lambda length: "wrong-count" if length < least else "too-long" if length > LONGEST
        else None)


def read_ask(reader):
    """A feed, and from where to where bundles of it are asked for."""
    reader.array(one_of(3))
    feed, first, start = read_feed(reader), read_number(reader), reader.at
    last = read_number(reader)
    if first > last:
        raise Refused("unsorted", start)
    return feed, first, last


def read_hint(reader):
    """Where a feed ends, and whether it is forked."""
    reader.array(one_of(3))
    return read_feed(reader), read_number(reader), read_bool(reader)


# NEAR-1: of each signal what it is called, and its items after number, version, run and serial.
SHAPES = {
    BEACON: ("beacon", {"port": lambda reader: reader.unsigned(PORTS), "root": fixed(16),
                        "wall": lambda reader: reader.unsigned(CLOCKS), "asking": read_bool,
                        "busy": read_bool, "hints": octets(0)}),
    NEWS: ("news", {"news": listed(octets(1), 1, MOST)}),
    ASK: ("ask", {"asks": listed(read_ask, 1, MOST)})}


def read_signal(data):
    """NEAR-1. One of another number or version is passed over: nothing is read of it but that it is
    an allowed item of at least four items."""
    if len(data) > LONGEST:
        raise Refused("too-long", 0)
    reader = Reader(data)
    count = reader.array()
    if count < 4:
        raise Refused("wrong-count", 0)
    number, version = reader.unsigned(), reader.unsigned()
    if number not in SHAPES or version != VERSION:
        reader = Reader(data)
        read_any(reader)
        found = (number,)
    else:
        readers = SHAPES[number][1].values()
        if count != 4 + len(readers):
            raise Refused("wrong-count", 0)
        found = (number, version, reader.fixed(16), reader.unsigned(SERIALS),
                 *(read(reader) for read in readers))
    reader.end()
    return found


def read_hints(data):
    """NEAR-2."""
    reader = Reader(data)
    found = listed(read_hint, 0, MOST_HINTS)(reader)
    reader.end()
    return found


# Both are written as they are.
write_signal = write_hints = write_item


def meaning(signal):
    """What a signal says, by name."""
    if len(signal) == 1:
        return {"signal": "later", "number": signal[0]}
    number, _, run, serial, *items = signal
    name, members = SHAPES[number]
    return {"signal": name, "run": run.hex(), "serial": serial} | dict(
        zip(members, map(plain, items)))
