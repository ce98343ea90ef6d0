"""Types and fields of a schema, read from bytes (SCHEMA-1, SCHEMA-3, TYPE-1 of 09-schema.md)."""

import re

import items
from items import FALSE, TRUE, Reader, Refused, as_text, read_any
from names import FIELDS, read_content, read_field
from shapes import read_within, some, within
from states import one_of, or_null, simple
from values import CHOICE, COUNTER, CURRENCY, DATE, DECIMAL, FACTS, FARTHEST, FILE, FRONTIER
from values import GROUP, HUB, INTEGER, LANGUAGE, LIST, MONEY, MOST_LANGUAGES, NAMED, PERSON
from values import QUANTITY, RECORD, REGISTER, SEAT, TEXT, TIME, TOKEN, TRUTH, WORDS, Field
from values import Type, fits

LONGEST_NAME, LONGEST_LANGUAGE, LONGEST_LABEL, LONGEST_SYMBOL, CODE = 64, 12, 256, 16, 3
MOST_FIELDS = 128
MOST_ENTRIES = 256
DEEPEST = 4
NAME = re.compile("[a-z][a-z0-9-]*")
KINDS = (64, (1 << 32) - 1)
OPTIONS = UNITS = (0, (1 << 16) - 1)
FACTORS = (1, (1 << 32) - 1)
DIGITS = (0, 9)


# Texts, maps, marks

def read_text(reader, most):
    """Reads a text with something in it, of at most so many bytes."""
    start = reader.at
    length = reader.expect(items.TEXT)
    reader.check("too-long" if length > most else None if length else "empty", start)
    return as_text(reader.take(length, start), start)


def read_word(reader, most, form):
    """Reads a text of a certain form. Only that it is too long is judged at its head."""
    start = reader.at
    length = reader.expect(items.TEXT)
    reader.check("too-long" if length > most else None, start)
    found = as_text(reader.take(length, start), start)
    reader.check(None if form.fullmatch(found) else "out-of-range", start)
    return found


def read_name(reader):
    """Reads a name."""
    return read_word(reader, LONGEST_NAME, NAME)


def read_language(reader):
    """Reads a language."""
    return read_word(reader, LONGEST_LANGUAGE, LANGUAGE)


def read_labels(reader):
    """Reads labels."""
    return reader.map(read_language, lambda inner, _: read_text(inner, LONGEST_LABEL),
                      most=MOST_LANGUAGES)


def read_mark(reader):
    """Reads a mark, which is true or left out."""
    start = reader.at
    if not simple(reader, (FALSE, TRUE)):
        raise Refused("out-of-range", start)
    return True


def open_map(readers, optional=()):
    """A reader of open maps: other keys are kept unread (LATER-2). That a key is missing is seen
    at the end. What comes is a dict of the keys that are known."""
    def read(reader):
        found = reader.map(
            Reader.unsigned, lambda inner, key: readers.get(key, read_any)(inner),
            whole=reader.at == 0)
        if any(key not in found and key not in optional for key in readers):
            raise Refused("wrong-count", reader.at)
        return {key: value for key, value in found.items() if key in readers}
    return read


def own_names(read):
    """A reader of the values of a map, which have names of their own (`repeated`, at the end of
    the second)."""
    names = set()

    def read_named(reader, key):
        found = read(reader, key)
        if found.name in names:
            raise Refused("repeated", reader.at)
        names.add(found.name)
        return found
    return read_named


# Types

def read_integer(reader, least=-FARTHEST, most=FARTHEST):
    """Reads an integer of either sign within these bounds."""
    start = reader.at
    found = reader.integer()
    reader.check(None if least <= found <= most else "out-of-range", start)
    return found


def read_bounds(reader):
    """Reads least and most."""
    least = read_integer(reader)
    return least, read_integer(reader, least)


def read_unit(reader):
    """Reads a unit."""
    reader.array(one_of(3))
    return (read_text(reader, LONGEST_SYMBOL), read_within(reader, FACTORS),
            read_within(reader, FACTORS))


def read_units(reader):
    """Reads units, of which the first is what the others are so many of."""
    found = reader.map(within(*UNITS), lambda inner, _: read_unit(inner), most=MOST_ENTRIES)
    if 0 not in found or found[0][1:] != (1, 1):
        raise Refused("out-of-range", reader.at)
    return found


def read_currencies(reader):
    """Reads currencies."""
    return reader.map(lambda inner: read_word(inner, CODE, CURRENCY),
                      lambda inner, _: read_within(inner, DIGITS), most=MOST_ENTRIES)


def read_option(reader):
    """Reads an option; of its labels nothing depends."""
    count = reader.array(one_of(1, 2))
    name = read_name(reader)
    if count == 2:
        read_labels(reader)
    return name


def read_options(reader):
    """Reads options."""
    return reader.map(within(*OPTIONS), lambda inner, _: read_option(inner), most=MOST_ENTRIES)


# The kinds of which one is named, or null for any.
KINDS_OR_ANY = or_null(some(within(*KINDS), MOST_ENTRIES))
# Of each type how what follows its number is read, but for lists and groups.
FOLLOWING = {
    TEXT: (within(1, 65_000),), INTEGER: (read_bounds,), DECIMAL: (within(*DIGITS), read_bounds),
    QUANTITY: (within(*DIGITS), read_bounds, read_units), MONEY: (or_null(read_currencies),),
    TRUTH: (), DATE: (), TIME: (), CHOICE: (read_options,),
    RECORD: (KINDS_OR_ANY,), PERSON: (), HUB: (), SEAT: (), NAMED: (KINDS_OR_ANY,),
    FRONTIER: (),
    WORDS: (within(1, 65_000),), FILE: (within(1, 1 << 40),), TOKEN: (within(1, 64),)}
# And how many items an array of the type has. (Least and most are two.)
COUNTS = {kind: 1 + len(read) + (read_bounds in read) for kind, read in FOLLOWING.items()} | {
    LIST: 3, GROUP: 2}


def read_begun(reader, counts):
    """Reads an array that begins with its number, as far as the number, and judges its count by
    that. What is of another number is kept unread as a whole. Returns number and what is left for
    the caller: None, or the bytes that were kept."""
    start = reader.at
    count = reader.array(lambda found: None if found else "wrong-count")
    number = reader.unsigned()
    if number in counts:
        reader.check(None if count == counts[number] else "wrong-count", start)
        return number, None
    for _ in range(count - 1):
        read_any(reader, 2)  # The array is one of the sixteen of CBOR-5.
    return number, reader.data[start:reader.at]


def read_type(reader, depth=0):
    """TYPE-1, within so many lists and groups."""
    start = reader.at
    number, kept = read_begun(reader, COUNTS)
    if kept is not None:
        return Type(number, kept)
    if number in (LIST, GROUP):
        reader.check("too-deep" if depth == DEEPEST else None, start)
        if number == GROUP:
            return Type(GROUP, (read_fields(reader, depth + 1, plain=True),))
        most = read_within(reader, (1, 4_096))
        return Type(LIST, (most, read_type(reader, depth + 1)))
    parts = []
    for read in FOLLOWING[number]:
        found = read(reader)
        parts += found if read is read_bounds else (found,)
    return Type(number, tuple(parts))


# Fields

def read_fields(reader, depth=0, plain=False):
    """A map from number to field: of a kind, or the plain parts of a group."""
    return reader.map(read_field, own_names(lambda inner, _: read_one(inner, depth, plain)),
                      most=MOST_FIELDS)


def read_one(reader, depth, plain):
    """SCHEMA-3: one field. At its end is judged what its entries demand of each other."""
    found = open_map({
        0: read_name, 1: within(REGISTER, FACTS), 2: lambda inner: read_type(inner, depth),
        3: read_mark, 4: read_content, 5: read_labels, 6: within(1, 3), 7: read_mark,
        9: read_mark}, optional=(3, 4, 5, 6, 7, 9))(reader)
    field = Field(found[0], found[1], found[2], 3 in found, found.get(4), 7 in found,
                  9 in found)
    if not agrees(field) or plain and not is_plain(field):
        raise Refused("out-of-range", reader.at)
    return field


def agrees(field):
    """Whether the entries of a field go together, wherever it stands."""
    if field.type.known():
        if field.merging == COUNTER and field.type.number not in (INTEGER, DECIMAL):
            return False
        if field.merging == FACTS and field.type.number != GROUP:
            return False
    if field.fixed and not field.required:
        return False
    if field.merging != REGISTER:
        return not field.required and field.default is None
    return field.default is None or fits(field.type, field.default)


def is_plain(field):
    """Whether a field can be a part of a fact or of a group."""
    return field.merging == REGISTER and field.default is None and not field.fixed


def read_reference(reader, there):
    """Reads a field that is named, one of these. A number that no field has is `out-of-range`
    before it is anything else (NAME-2)."""
    start = reader.at
    number = reader.unsigned(FIELDS)
    reader.check(None if number in there else "no-such-entry", start)
    return number
