"""How the vectors of charters.json are checked (spec/vectors/README.md), and lines answered."""

from charter import results
from charters import Gates
from checks import Disagreement
from readers import results_at
from vectors import Unclear, array, integer, octets

GIVEN = ("roots", "bundles", "proofs")
EXPECTED = ("realm", "forked", "acts", "dropped", "feeds", "view", "kept", "current", "hubs",
            "closed", "records")
MEMBERS = GIVEN + EXPECTED
# With a time, and only then, there is also what follows for readers.
AT_TIME = ("readers", "stale", "without")
# What the rows of a list say, the first of them being what they are about.
ROWS = {"forked": ("number",), "acts": ("verdict", "reason"), "dropped": (),
        "feeds": ("standing", "counting"), "kept": ("number", "hash"), "current": ("epoch",),
        "hubs": (), "closed": (), "records": ("kind", "verdict", "reason"),
        "readers": ("seats",), "stale": (), "without": ("pairs",)}


def gates_of(entry, realm):
    """What came through the gates of what is given."""
    return Gates(realm, *([octets(data) for data in array(entry[part])] for part in GIVEN))


def as_json(value):
    """Bytes in hexadecimal, all the way down."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (list, tuple)):
        return [as_json(part) for part in value]
    return value


def judged(charter, asked):
    """What would become of records of a kind in bundles; nulls for a bundle that is not there."""
    found = []
    for bundle, kind in asked:
        there = charter.bundles.get(bundle)
        verdict = charter.judge(kind, there) if there else (None, None)
        found.append([bundle, kind, *verdict])
    return found


def members_of(entry):
    """The members of an entry."""
    return MEMBERS + (("now",) + AT_TIME if "now" in entry else ())


def time_of(entry):
    """The time of an entry, or None."""
    return integer(entry["now"]) if "now" in entry else None


def outcome(gates, asked, now=None):
    """All lists of an entry, as JSON."""
    charter = gates.charter()
    found = results(charter) | {"records": judged(charter, asked)}
    if now is not None:
        found |= results_at(charter, now)
    return {name: as_json(rows) for name, rows in found.items()}


def asked_of(rows, length):
    """The bundles and kinds that are asked for."""
    if any(len(array(row)) != length for row in array(rows)):
        raise Unclear("an entry of records of another length")
    return [(octets(row[0], 32), integer(row[1], 1 << 32)) for row in rows]


def check_charter(file, entry):
    """A charter: everything that follows from it, list by list; the first difference is told."""
    realm = octets(entry["realm"], 32)
    gates = gates_of(entry, realm)
    if realm not in gates.records:
        raise Disagreement("realm", realm, as_json(sorted(
            name for name, record in gates.records.items() if not record.number)))
    found = outcome(gates, asked_of(entry["records"], 4), time_of(entry))
    for name in EXPECTED + (AT_TIME if "now" in entry else ()):
        compare(name, entry[name], found[name], gates.left_out)


def compare(name, expected, came, left_out):
    """Raises at the first row that differs, and says what was left out of the set."""
    if repr(expected) == repr(came):
        return
    note = f" (left out: {left_out})" if left_out else ""
    if name not in ROWS:
        raise Disagreement(name + note, expected, came)
    width = 2 if name in ("kept", "records") else 1
    wanted, found = (keyed(rows, width) for rows in (array(expected), came))
    for key in sorted(wanted.keys() | found.keys(), key=repr):
        if repr(wanted.get(key)) != repr(found.get(key)):
            said = "/".join(ROWS[name][width - 1:]) or "there"
            raise Disagreement(f"{name}, {said} of {key}{note}", wanted.get(key, "nothing"),
                               found.get(key, "nothing"))
    raise Disagreement(f"{name}, the order or how often{note}", expected, came)


def keyed(rows, width):
    """The rows by what they are about."""
    found = {}
    for row in rows:
        parts = row if isinstance(row, list) else [row]
        found[" ".join(map(str, parts[:width]))] = parts[width:]
    return found


def answer_charter(entry):
    """The answer to a line of --stdin."""
    gates = gates_of(entry, octets(entry["realm"], 32))
    return outcome(gates, asked_of(entry["records"], 2), time_of(entry))
