"""Types and fields as plain values, and what fits them (SCHEMA-3, TYPE-1 and JUDGE-2 of
spec/09-schema.md). How they are read from bytes says fieldtypes.py."""

import re
from dataclasses import dataclass

from items import Map, Refused, read_item
from names import LEDGER, NO_FEED, NUMBERS

TEXT, INTEGER, DECIMAL, QUANTITY, MONEY, TRUTH, DATE, TIME, CHOICE, RECORD, PERSON, HUB, SEAT, \
    WORDS, FILE, TOKEN, LIST, GROUP, NAMED, FRONTIER = range(20)
REGISTER, SET, COUNTER, FACTS = range(4)

FARTHEST = 1 << 53
FIRST_DAY, LAST_DAY = -719_162, 2_932_896
A_DAY = 86_400_000  # milliseconds
MOST_LANGUAGES = 64
MOST_FEEDS = 4_096
LONGEST_MEDIA, LONGEST_FILE_NAME = 128, 255
LANGUAGE = re.compile("[a-z][a-z0-9-]{1,11}")
CURRENCY = re.compile("[A-Z]{3}")
TOKENS = re.compile("[A-Z0-9./-]*")


class Misfit(Exception):
    """A change, or a value, that does not fit; `reason` is one of JUDGE-2 and JUDGE-3."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Type:
    """A type by its number. `parts` is what follows in the order of TYPE-1, maps as dicts; of a
    number that is not known it is the bytes of the whole array."""

    number: int
    parts: object = ()

    def known(self):
        """Whether the number is one of TYPE-1."""
        return self.number <= FRONTIER


@dataclass(frozen=True)
class Field:
    """A field, or a plain part of a fact or group. `default` is its bytes, or None."""

    name: str
    merging: int
    type: Type
    required: bool = False
    default: bytes | None = None
    retired: bool = False
    fixed: bool = False


def value_of(data):
    """The one item that these bytes are (CBOR-1)."""
    try:
        return read_item(data)
    except Refused:
        raise Misfit("malformed") from None


def fits(kind, data):
    """Whether these bytes are a value of the type."""
    try:
        hold(kind, value_of(data))
    except Misfit:
        return False
    return True


def hold(kind, value):
    """Holds an item against a type. Of an unknown type every item is one (JUDGE-2)."""
    if kind.known():
        HELD[kind.number](value, *kind.parts)


def need(good, reason):
    """Raises unless it is so."""
    if not good:
        raise Misfit(reason)


def of_type(value, *kinds):
    """Another type of item than this is `wrong-type`. (Python takes true for an integer, and a map
    for a tuple, so `type` is asked.)"""
    need(type(value) in kinds, "wrong-type")


def unsigned(value):
    """An unsigned integer: that is a type of item of its own (CBOR-6)."""
    of_type(value, int)
    need(value >= 0, "wrong-type")


def counted(value, count):
    """An array of so many items."""
    of_type(value, tuple)
    need(len(value) == count, "wrong-type")


def entries(value):
    """The entries of a map that is not empty."""
    of_type(value, Map)
    need(value, "wrong-type")
    return value


def hold_text(value, most):
    """A text with something in it."""
    of_type(value, str)
    need(1 <= len(value.encode("utf-8")) <= most, "out-of-bounds")


def hold_integer(value, least, most):
    """An integer of either sign."""
    of_type(value, int)
    need(least <= value <= most, "out-of-bounds")


def hold_decimal(value, digits, least, most):
    """Its digits are for people: the value is an integer."""
    hold_integer(value, least, most)


def hold_quantity(value, digits, least, most, units):
    """The bounds are those of the amount, whatever its unit."""
    counted(value, 2)
    hold_integer(value[0], least, most)
    unsigned(value[1])
    need(value[1] in units, "out-of-bounds")


def hold_money(value, currencies):
    """A code of another length is no currency, like one that is not there."""
    counted(value, 2)
    hold_integer(value[0], -FARTHEST, FARTHEST)
    of_type(value[1], str)
    need(CURRENCY.fullmatch(value[1]) and (currencies is None or value[1] in currencies),
         "out-of-bounds")


def hold_truth(value):
    """False or true."""
    of_type(value, bool)


def hold_date(value):
    """A day."""
    hold_integer(value, FIRST_DAY, LAST_DAY)


def hold_time(value):
    """A millisecond."""
    hold_integer(value, FIRST_DAY * A_DAY, (LAST_DAY + 1) * A_DAY - 1)


def hold_choice(value, options):
    """An option."""
    unsigned(value)
    need(value in options, "out-of-bounds")


def hold_record(value, kinds):
    """The ledger, and what the feed of all zeros is said to have created, are no records."""
    hold_bytes(value, 28)
    need(value != LEDGER and value[:16] != NO_FEED, "wrong-type")
    need(kinds is None or int.from_bytes(value[24:], "big") in kinds, "wrong-kind")


def hold_fact(value, kinds):
    """Person, id, kind and hash of a fact, one after the other; the hash may be anything."""
    hold_bytes(value, 68)
    need(any(value[:16]) and any(value[16:32]), "wrong-type")
    need(kinds is None or int.from_bytes(value[32:36], "big") in kinds, "wrong-kind")


def hold_frontier(value):
    """Feeds, ascending, each with a number."""
    of_type(value, bytes)
    need(len(value) <= 24 * MOST_FEEDS, "out-of-bounds")
    need(value and len(value) % 24 == 0, "wrong-type")
    parts = [value[start:start + 24] for start in range(0, len(value), 24)]
    need(all(any(part[:16]) and int.from_bytes(part[16:], "big") < NUMBERS for part in parts),
         "wrong-type")
    need(all(one[:16] < other[:16] for one, other in zip(parts, parts[1:])), "wrong-type")


def hold_bytes(value, length):
    """Bytes of one length."""
    of_type(value, bytes)
    need(len(value) == length, "wrong-type")


def hold_id(value):
    """A person or hub."""
    hold_bytes(value, 16)
    need(any(value), "wrong-type")


def hold_seat(value):
    """A hash, which may be anything."""
    hold_bytes(value, 32)


def hold_words(value, most):
    """A text in some languages."""
    need(len(entries(value)) <= MOST_LANGUAGES, "out-of-bounds")
    for language, text in value:
        of_type(language, str)
        need(LANGUAGE.fullmatch(language), "out-of-bounds")
        hold_text(text, most)


def hold_file(value, most):
    """What is said of a file."""
    counted(value, 4)
    hold_bytes(value[0], 32)
    unsigned(value[1])
    need(value[1] <= most, "out-of-bounds")
    hold_text(value[2], LONGEST_MEDIA)
    hold_text(value[3], LONGEST_FILE_NAME)


def hold_token(value, most):
    """What a label or tag can say."""
    hold_text(value, most)
    need(TOKENS.fullmatch(value), "out-of-bounds")


def hold_list(value, most, kind):
    """A list with something in it."""
    of_type(value, tuple)
    need(1 <= len(value) <= most, "out-of-bounds")
    for part in value:
        hold(kind, part)


def hold_group(value, fields):
    """A group, and the content of a fact of the ledger, whose fields are those of its kind."""
    for number, part in entries(value):
        unsigned(number)
        need(number in fields, "no-such-field")
        hold(fields[number].type, part)
    there = {number for number, _ in value}
    need(all(number in there for number, field in fields.items() if field.required),
         "incomplete")


HELD = (hold_text, hold_integer, hold_decimal, hold_quantity, hold_money, hold_truth, hold_date,
        hold_time, hold_choice, hold_record, hold_id, hold_id, hold_seat, hold_words, hold_file,
        hold_token, hold_list, hold_group, hold_fact, hold_frontier)
