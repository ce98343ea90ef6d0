"""Schemas, read from bytes: kinds of record, rules, sums (SCHEMA-1, SCHEMA-2, SCHEMA-4, RULE-1 and
SUM-1 of spec/09-schema.md). A schema is never written anew, so what is kept unread of it (LATER-2)
is only seen to be allowed: its bytes stay what they are."""

from dataclasses import dataclass

from fieldtypes import KINDS, MOST_ENTRIES, MOST_FIELDS, OPTIONS, is_plain, own_names, open_map
from fieldtypes import read_begun, read_fields, read_integer, read_labels, read_mark, read_name
from fieldtypes import read_reference
from items import Reader, Refused
from seals import tagged
from shapes import read_within, some, within
from states import one_of, or_null
from values import CHOICE, DATE, DECIMAL, HUB, INTEGER, LIST, NAMED, QUANTITY, REGISTER, TIME, TRUTH

LONGEST = 262_144
VERSIONS = (1, (1 << 16) - 1)
MOST_TITLE, MOST_RULES, MOST_SUMS = 8, 64, 16
DOCUMENT, FACT = range(2)
ORDERED, NEEDED, UNIQUE = range(3)
RULE_COUNTS = {ORDERED: 3, NEEDED: 4, UNIQUE: 2}


@dataclass(frozen=True)
class Rule:
    """A rule. `parts` is what follows its number; of one that is not known, the bytes of all."""

    number: int
    parts: object


@dataclass(frozen=True)
class Sum:
    """A sum. `signs` is None, or (field, dict from option to sign)."""

    name: str
    keys: tuple
    amount: int
    signs: tuple | None


@dataclass(frozen=True)
class Kind:
    """A kind of record. `fields` is a dict from number to field; `decides` is None, or the four
    fields of SCHEMA-4."""

    name: str
    form: int
    fields: dict
    title: tuple = ()
    rules: tuple = ()
    sums: tuple = ()
    retired: bool = False
    decides: tuple | None = None
    place: int | None = None


@dataclass(frozen=True)
class Schema:
    """`packs` is a dict from name to version, `kinds` one from number to kind."""

    packs: dict
    kinds: dict


def read_schema(data):
    """Reads bytes that are a schema and nothing more."""
    if len(data) > LONGEST:
        raise Refused("too-long", 0)
    reader = Reader(data)
    found = open_map({0: read_packs, 1: read_kinds})(reader)
    reader.end()
    return Schema(found[0], found[1])


def schema_hash(data):
    """The hash that the charter names a schema by."""
    return tagged("schema", data)


def read_packs(reader):
    """Reads what a schema was put together from. There is no limit to them but the schema's."""
    return reader.map(read_name, lambda inner, _: within(*VERSIONS)(inner))


def read_kinds(reader):
    """Reads the kinds."""
    return reader.map(within(*KINDS), own_names(lambda inner, _: read_kind(inner)),
                      most=MOST_ENTRIES)


def array_of(read, most):
    """A reader of arrays in an order of their own, of 1 to so many."""
    def fault(count):
        return "too-long" if count > most else None if count else "empty"

    def read_array(reader):
        return tuple([read(reader) for _ in range(reader.array(fault))])
    return read_array


def read_kind(reader):
    """SCHEMA-2. Keys ascend, so fields come before what names them."""
    fields = {}

    def read_all(inner):
        fields.update(read_fields(inner))
        return fields

    found = open_map({
        0: read_name, 1: within(DOCUMENT, FACT), 2: read_all, 3: read_labels,
        4: array_of(lambda inner: read_reference(inner, fields), MOST_TITLE),
        5: array_of(lambda inner: read_rule(inner, fields), MOST_RULES),
        6: array_of(lambda inner: read_sum(inner, fields), MOST_SUMS), 7: read_mark,
        8: lambda inner: read_decides(inner, fields),
        10: lambda inner: read_place(inner, fields)}, optional=(3, 4, 5, 6, 7, 8, 10))(reader)
    kind = Kind(*(found[key] for key in range(3)),
                *(found.get(key, ()) for key in (4, 5, 6)), 7 in found, found.get(8),
                found.get(10))
    if not agrees(kind):
        raise Refused("out-of-range", reader.at)
    return kind


def agrees(kind):
    """What a fact demands of its fields, and what sums and decisions demand of the kind."""
    if kind.form == FACT:
        return all(map(is_plain, kind.fields.values()))
    return not kind.sums and kind.decides is None


def read_rule(reader, fields):
    """RULE-1. Rules speak of registers and plain parts; other fields are not there for them."""
    number, kept = read_begun(reader, RULE_COUNTS)
    if kept is not None:
        return Rule(number, kept)
    single = {name: field for name, field in fields.items() if field.merging == REGISTER}

    def named(inner):
        return read_reference(inner, single)

    if number == ORDERED:
        low, high = named(reader), named(reader)
        if not comparable(fields[low].type, fields[high].type):
            raise Refused("out-of-range", reader.at)
        return Rule(number, (low, high))
    if number == UNIQUE:
        return Rule(number, (array_of(named, MOST_FIELDS)(reader),))
    choice = read_of_type(reader, single, CHOICE)
    options = some(option_of(fields[choice]), MOST_ENTRIES)(reader)
    return Rule(number, (choice, options, array_of(named, MOST_FIELDS)(reader)))


def read_of_type(reader, fields, *numbers):
    """Reads a field that is named, one of these and of one of these types."""
    start = reader.at
    found = read_reference(reader, fields)
    reader.check(None if fields[found].type.number in numbers else "out-of-range", start)
    return found


def option_of(choice):
    """A reader of options that this field has."""
    def read_option(reader):
        start = reader.at
        option = read_within(reader, OPTIONS)
        reader.check(None if option in choice.type.parts[0] else "no-such-entry", start)
        return option
    return read_option


def comparable(low, high):
    """Whether values of these types can be put in order, for rule 0."""
    if low.number != high.number or low.number not in (INTEGER, DECIMAL, DATE, TIME):
        return False
    return low.number != DECIMAL or low.parts[0] == high.parts[0]


def read_sum(reader, fields):
    """SUM-1. That only facts have sums is judged at the end of the kind."""
    def read_signs(inner):
        inner.array(one_of(2))
        choice = read_of_type(inner, fields, CHOICE)
        return choice, inner.map(
            option_of(fields[choice]), lambda value, _: read_integer(value, -1, 1))

    reader.array(one_of(4))
    return Sum(read_name(reader),
               array_of(lambda inner: read_reference(inner, fields), MOST_FIELDS)(reader),
               read_of_type(reader, fields, INTEGER, DECIMAL, QUANTITY),
               or_null(read_signs)(reader))


def read_place(reader, fields):
    """SCHEMA-5."""
    start = reader.at
    found = read_of_type(reader, fields, HUB)
    reader.check(None if fields[found].required else "out-of-range", start)
    return found


def read_decides(reader, fields):
    """SCHEMA-4. That only facts decide is judged at the end of the kind."""
    count = reader.array(one_of(3, 4))
    about = read_of_type(reader, fields, NAMED)
    approves = read_of_type(reader, fields, TRUTH)
    start = reader.at
    seen = read_of_type(reader, fields, LIST)
    # (Most, and what it is a list of.)
    within_list = fields[seen].type.parts[1].number
    reader.check(None if within_list == NAMED else "out-of-range", start)
    pulse = read_of_type(reader, fields, TIME) if count == 4 else None
    return about, approves, seen, pulse
