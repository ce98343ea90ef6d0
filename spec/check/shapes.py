"""Readers of what acts, policies and bundles are made of: numbers within bounds, ascending arrays,
closed maps with keys that may be missing (ACT-2). `read_…` reads; the others make readers."""

from items import FALSE, TEXT, TRUE, Refused, as_text
from states import one_of, simple


def read_within(reader, bounds):
    """Reads an unsigned integer within these bounds."""
    start = reader.at
    found = reader.unsigned()
    if not bounds[0] <= found <= bounds[1]:
        raise Refused("out-of-range", start)
    return found


def within(*bounds):
    """A reader of unsigned integers within bounds."""
    return lambda reader: read_within(reader, bounds)


def fixed(length):
    """A reader of byte strings of this length."""
    return lambda reader: reader.fixed(length)


def read_text(reader, most):
    """Reads a text of at most so many bytes."""
    start = reader.at
    length = reader.expect(TEXT)
    if length > most:
        raise Refused("too-long", start)
    return as_text(reader.take(length, start), start)


def some(read, most=None, least=1):
    """A reader of arrays whose items ascend, as values and therefore as encodings."""
    def fault(count):
        too_long = "too-long" if most is not None and count > most else None
        return "empty" if count < least else too_long

    def read_some(reader):
        found, before = [], None
        for _ in range(reader.array(fault)):
            start = reader.at
            value = read(reader)
            before = reader.ascending(before, value, start)
            found.append(value)
        return tuple(found)
    return read_some


def fields(*readers, optional=()):
    """A reader of closed maps with the keys 0, 1, … of which some may be missing: those are None.
    What must be there is missed at the end (ACT-2)."""
    def read_key(reader):
        start = reader.at
        key = reader.unsigned()
        if key >= len(readers):
            raise Refused("unknown-key", start)
        return key

    def read_fields(reader):
        found = reader.map(read_key, lambda inner, key: readers[key](inner),
                           whole=reader.at == 0)
        if any(key not in found and key not in optional for key in range(len(readers))):
            raise Refused("wrong-count", reader.at)
        return [found.get(key) for key in range(len(readers))]
    return read_fields


def choice(*readers):
    """A reader of [which, what], where `which` says how to read what it is."""
    def read_choice(reader):
        reader.array(one_of(2))
        which = read_within(reader, (0, len(readers) - 1))
        return which, readers[which](reader)
    return read_choice


def read_bool(reader):
    """Reads false or true."""
    return simple(reader, (FALSE, TRUE))
