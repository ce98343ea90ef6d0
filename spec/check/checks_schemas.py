"""How the vectors of schemas.json are checked (spec/vectors/README.md), and lines answered."""

import oracle
from checks import Disagreement, agree
from checks_authority import expect_refusal
from growing import grows, summed
from items import Reader, Refused, read_any
from judging import broken, decision, misfits
from schemas import DOCUMENT, FACT, read_schema, schema_hash
from seals import fact_name
from values import Misfit, value_of
from vectors import Unclear, array, change_from, has_members, integer, octets

MOST_AROUND = 32  # Arrays and maps around an item that is kept unread, at most.


def read_kind(kind, data):
    """Reads bytes of the one form that there is here."""
    return {"schema": read_schema}[kind](data)


def plain(data):
    """The bytes as a plain item, which may nest deeper than one that is kept unread."""
    reader = Reader(data)
    item = read_any(reader, 1 - MOST_AROUND)
    reader.end()
    return item


def kind_of(entry, form):
    """The kind of record of this form that an entry is about."""
    kind = read_schema(octets(entry["schema"])).kinds.get(integer(entry["kind"]))
    if kind is None or kind.form != form:
        raise Unclear("no kind of this form")
    return kind


def schema(entry):
    """SCHEMA-1. Also cbor2 has nothing against it."""
    data = octets(entry["bytes"])
    read_schema(data)
    agree("cbor2", None, oracle.objection(data, plain(data)))
    return {"hash": schema_hash(data).hex()}


def judged(entry):
    """JUDGE-2 and JUDGE-3, of the changes of one bundle."""
    changes = [change_from(change) for change in array(entry["changes"])]
    return {"misfits": misfits(read_schema(octets(entry["schema"])), octets(entry["feed"], 16),
                               integer(entry["number"], 1 << 40), changes)}


def rules(entry):
    """RULE-1, of the values of a document."""
    values = {}
    for pair in array(entry["values"]):
        if len(array(pair)) != 2 or integer(pair[0], 1 << 32) in values:
            raise Unclear("an entry of values is not a field of its own and bytes")
        try:
            values[pair[0]] = value_of(octets(pair[1]))
        except Misfit:
            raise Unclear("a value that is not one item") from None
    return {"broken": broken(kind_of(entry, DOCUMENT), values)}


def growing(entry):
    """GROW-1."""
    older, newer = (read_schema(octets(entry[name])) for name in ("older", "newer"))
    return {"grows": grows(older, newer)}


def sums(entry):
    """SUM-1."""
    contents = [octets(content) for content in array(entry["facts"])]
    return {"sums": [[[[[key if key is None else key.hex() for key in keys], total]
                       for keys, total in rows], left]
                     for rows, left in summed(kind_of(entry, FACT), contents)]}


def named(entry):
    """TYPE-1: what names a fact with one content."""
    return {"reference": fact_name(
        octets(entry["person"], 16), octets(entry["id"], 16), integer(entry["kind"], 1 << 32),
        octets(entry["content"])).hex()}


def decided(entry):
    """SCHEMA-4, of one fact."""
    found = decision(kind_of(entry, FACT), octets(entry["content"]))
    if found is None:
        return {"decision": None}
    about, approves, seen, pulse = found
    return {"decision": [about.hex(), approves, [fact.hex() for fact in seen], pulse]}


# Of each type: what an entry gives, what follows from it, and how.
TYPES = {"schema": (("bytes",), ("hash",), schema),
         "judged": (("schema", "feed", "number", "changes"), ("misfits",), judged),
         "broken": (("schema", "kind", "values"), ("broken",), rules),
         "grows": (("older", "newer"), ("grows",), growing),
         "summed": (("schema", "kind", "facts"), ("sums",), sums),
         "named": (("person", "id", "kind", "content"), ("reference",), named),
         "decided": (("schema", "kind", "content"), ("decision",), decided)}
# The kinds of lines of --stdin that are answered by what follows. Their `kind` being taken, what
# is `kind` in an entry is `of` in a line.
ANSWERED = tuple(name for name in TYPES if name != "schema")


def type_of(entry):
    """The type of an entry."""
    kind = entry.get("type") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in TYPES:
        raise Unclear(f"the type {kind!r} is not known")
    return kind


def members_of(part, entry):
    """The members that an entry of this part of the file has, by its type."""
    kind = type_of(entry)
    given, follows, _ = TYPES[kind]
    if part == "accepted":
        return ("type",) + given + follows
    if kind != "schema":
        raise Unclear(f"{kind} is never refused")
    return ("type",) + given + ("reason",)


def check_accepted(entry):
    """An accepted entry: what follows from it comes out."""
    _, follows, judge = TYPES[type_of(entry)]
    try:
        found = judge(entry)
    except Refused as refusal:
        raise Disagreement("the schema", "accepted", f"refused: {refusal}") from None
    for name in follows:
        agree(name, entry[name], found[name])


def answer(line):
    """The answer to a line of --stdin that asks what follows from a schema that is accepted."""
    given, _, judge = TYPES[line["kind"]]
    has_members(line, ("kind",) + tuple("of" if name == "kind" else name for name in given))
    return judge(line | {"kind": line.get("of")})


CHECKS = {"schemas.json": {
    "accepted": lambda file, entry: check_accepted(entry),
    "refused": lambda file, entry: expect_refusal(
        entry, lambda: read_schema(octets(entry["bytes"])))}}
