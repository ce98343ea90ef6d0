"""The form of openings, scopes, acts, policies and root records, read and written (ADDR-1, FEED-1,
ACT-*, POL-1, READ-1, KEY-2, ROOT-1). Who may do what is not judged here, nor who signed what.

In every function whose name begins with `read`, what is read comes off a `Reader`; `read_form` and
`write_form` are for bytes that are one such thing and nothing more.
"""

from dataclasses import dataclass

import acts
from items import ARRAY, MAP, Reader, Refused, read_any, write_head, write_item
from names import NO_HASH, read_feed, read_hash, read_number
from seals import tagged
from shapes import choice, fields, fixed, read_bool, read_text, read_within, some, within
from states import one_of, or_null

MOST_ACTS = 256
MOST_BYTES = 65_536
MOST_ROOT_BYTES = 69_632
MOST_IDS = 1_024
MOST_PAIRS = 512
GROUPS = (0, 65_535)
MOST_TIPS = 1_024
MOST_ROOTS = 16
MOST_SIGNATURES = 32
LONGEST_NAME = 64
VERSIONS = ROLES = (1, (1 << 16) - 1)
RECORDS = KINDS = (0, (1 << 32) - 1)
LEVELS = (1, 255)
LEASES = (1, 1 << 40)  # Milliseconds.
MEMBERS = (2, 3, 4)  # Kinds of scope that can be a member of an audience.


@dataclass(frozen=True)
class Signed:
    """A root record, whose `signers` are not known yet, and its (key, signature) pairs."""

    record: acts.RootRecord
    signatures: tuple


def read_scope(reader, kinds=range(7)):
    """ADDR-1. Whether an array of one or two items has the right count is known by its kind."""
    start = reader.at
    count = reader.array(one_of(1, 2))
    place = reader.at
    kind = reader.unsigned()
    if kind not in kinds:
        raise Refused("out-of-range", place)
    if count != (1 if kind < 2 else 2):
        raise Refused("wrong-count", start)
    if kind < 2:
        return (kind,)
    return kind, (fixed(16), within(*GROUPS), read_hash, read_feed, read_members)[kind - 2](
        reader)


def read_members(reader):
    """The member scopes of an audience, ascending by their encodings."""
    count = reader.array(lambda found: None if 2 <= found <= 16 else "wrong-count")
    members, before = [], None
    for _ in range(count):
        start = reader.at
        members.append(read_scope(reader, MEMBERS))
        before = reader.ascending(before, reader.data[start:reader.at], start)
    return tuple(members)


def read_opening(reader):
    """FEED-1."""
    reader.array(one_of(5))
    return acts.Opening(read_hash(reader), read_scope(reader), read_hash(reader),
                        read_hash(reader), reader.fixed(16))


def read_tip(reader):
    """An entry of a tip list."""
    reader.array(one_of(3))
    return read_feed(reader), read_number(reader), read_hash(reader)


def read_narrowing(reader):
    """What a policy narrows: roles, and the tips that it leaves."""
    reader.array(one_of(2))
    return some(within(*ROLES), MOST_IDS)(reader), read_tips(reader)


def read_name(reader):
    """Reads a name of a policy."""
    return read_text(reader, LONGEST_NAME)


def read_role(reader):
    """POL-1: a role."""
    reader.array(one_of(4))
    return acts.Role(read_name(reader), read_within(reader, LEVELS), read_within(reader, (0, 1)),
                     read_within(reader, (1, 16)))


def read_policy(reader):
    """POL-1. The roles come before the kinds, so that it is known which are there."""
    there = set()

    def read_named(inner):
        start = inner.at
        role = read_within(inner, ROLES)
        if role not in there:
            raise Refused("no-such-entry", start)
        return role

    def read_roles(inner):
        found = inner.map(within(*ROLES), lambda value, _: read_role(value))
        there.update(found)
        return tuple(found.items())

    def read_gate(inner):
        inner.array(one_of(4))
        return acts.Gate(read_within(inner, (1, 16)), some(read_named)(inner),
                         read_bool(inner), or_null(read_named)(inner))

    def read_kind(inner):
        inner.array(one_of(4))
        name, scopes = read_name(inner), some(within(0, 6))(inner)
        who = inner.map(read_named, lambda value, _: read_within(value, (1, 5)))
        return acts.Kind(name, scopes, tuple(who.items()), or_null(read_gate)(inner))

    def read_kinds(inner):
        found = inner.map(within(*KINDS), lambda value, _: read_kind(value))
        return tuple(found.items())

    def read_groups(inner):
        found = inner.map(within(*GROUPS), lambda value, _: some(read_named)(value))
        return tuple(found.items())

    def read_reads(inner):
        return acts.Reads(*fields(some(read_named), read_groups, some(read_named),
                                  optional=range(3))(inner))

    def read_lease(inner):
        inner.array(one_of(2))
        return read_within(inner, LEASES), read_bool(inner)

    def read_leases(inner):
        found = inner.map(read_named, lambda value, _: read_lease(value))
        return tuple(found.items())

    parts = fields(read_roles, read_kinds, read_reads, read_leases, optional=(2, 3))(reader)
    return acts.Policy(*parts)


def read_pair(reader):
    """KEY-2: [seat, grant]."""
    reader.array(one_of(2))
    return read_hash(reader), read_hash(reader)


read_hashes = some(read_hash, MOST_IDS)
read_ids = some(fixed(16), MOST_IDS)
read_pairs = some(read_pair, MOST_PAIRS)
read_tips = some(read_tip, MOST_TIPS, least=0)
# Left out, a tip list is one without tips; so one without tips is left out.
read_some_tips = some(read_tip, MOST_TIPS)

# Of each kind: what it becomes, how its map is read, and which keys stand for () if missing.
CONTENTS = {
    acts.SEAT: (acts.Seat, fields(fixed(32), fixed(32), fixed(32), read_hash, fixed(64),
                                  optional=(3,)), ()),
    acts.GRANT: (acts.Grant, fields(
        choice(read_hash, read_feed), within(*ROLES), within(*LEVELS), read_ids,
        Reader.unsigned, read_hashes, optional=(3, 4, 5)), (5,)),
    acts.REVOKE: (acts.Revoke, fields(
        choice(read_hash, read_feed, fixed(32), read_hash, read_hash), read_some_tips,
        optional=(1,)), (1,)),
    acts.RATIFY: (acts.Ratify, fields(read_hash, read_tips), ()),
    acts.KEEP: (acts.Keep, fields(read_feed, read_number, read_hash, read_hashes,
                                  optional=(3,)), (3,)),
    acts.EPOCH: (acts.Epoch, fields(read_scope, read_hash, fixed(32), read_ids, read_pairs,
                                    read_pairs, optional=(3, 4, 5)), (3, 4, 5)),
    acts.HUB: (acts.Hub, fields(within(1, 3), fixed(16), read_hash, optional=(1, 2)), ()),
    acts.CLOSE: (acts.Close, fields(fixed(16)), ()),
    acts.AGENCY: (acts.Agency, fields(read_hash, read_hashes, optional=(1,)), (1,)),
    acts.POLICY: (acts.PolicyAct, fields(within(*VERSIONS), read_policy, read_narrowing,
                                         optional=(2,)), ()),
    acts.SCHEMA: (acts.Schema, fields(within(*VERSIONS), read_hash), ()),
    acts.ENDORSE: (acts.Endorse, fields(read_hash), ()),
    acts.STAY: (acts.Stay, fields(within(*RECORDS), read_hash), ())}


def read_content(reader, kind):
    """The content of an act of this kind, one that is known."""
    make, read, lists = CONTENTS[kind]
    found = read(reader)
    for key in lists:
        found[key] = found[key] or ()
    content = make(*found)
    if kind == acts.HUB and (content.sort == 3) != (content.agency is not None):
        raise Refused("wrong-count", reader.at)
    return content


def read_act(reader):
    """ACT-1 and ACT-2. The content of a kind that is not known is kept unread."""
    reader.array(one_of(2))
    kind = read_within(reader, KINDS)
    if kind in CONTENTS:
        return read_content(reader, kind)
    start = reader.at
    read_any(reader)
    return acts.Unknown(kind, reader.data[start:reader.at])


def read_acts(reader, least=1):
    """ACT-1, ROOT-1: so many acts to 256, in an order of their own."""
    count = reader.array(
        lambda n: "too-long" if n > MOST_ACTS else "empty" if n < least else None)
    return tuple([read_act(reader) for _ in range(count)])


def read_roots(reader):
    """ROOT-1: [k, keys]."""
    reader.array(one_of(2))
    k = read_within(reader, (1, MOST_ROOTS))

    def fault(length):
        if length % 32:
            return "wrong-count"
        return None if k <= length // 32 <= MOST_ROOTS else "out-of-range"

    start = reader.at
    joined = reader.byte_string(fault)
    keys, before = [], None
    for offset in range(0, len(joined), 32):
        before = reader.ascending(before, joined[offset:offset + 32], start)
        keys.append(before)
    return k, tuple(keys)


def read_previous(reader, number):
    """The hash of what comes before: zeros for number 0, and for no other (ROOT-1, BUN-1)."""
    start = reader.at
    previous = read_hash(reader)
    if (previous == NO_HASH) != (number == 0):
        raise Refused("out-of-range", start)
    return previous


def read_root(reader):
    """ROOT-1: a root record with its signatures."""
    reader.array(one_of(2))
    start = reader.at
    reader.array(one_of(6))
    realm = or_null(read_hash)(reader)
    number = read_within(reader, RECORDS)
    previous = read_previous(reader, number)
    time = reader.unsigned()
    roots = (or_null(read_roots) if number else read_roots)(reader)
    done = read_acts(reader, 0)
    if reader.at - start > MOST_BYTES:
        raise Refused("too-long", reader.at)
    digest = tagged("root", reader.data[start:reader.at])
    return Signed(acts.RootRecord(realm, number, previous, time, roots, done, digest, frozenset()),
                  read_signatures(reader))


def read_signatures(reader):
    """ROOT-1: key → signature, as pairs."""
    def fault(count):
        return "too-long" if count > MOST_SIGNATURES else None if count else "empty"

    pairs, before = [], None
    for _ in range(reader.container(MAP, 2, fault)):
        start = reader.at
        before = reader.ascending(before, read_hash(reader), start)
        pairs.append((before, reader.fixed(64)))
    return tuple(pairs)


FORMS = {"scope": read_scope, "opening": read_opening, "policy": read_policy, "act": read_act,
         "root": read_root, "acts": read_acts}


def read_form(kind, data):
    """Reads bytes which are one such thing and nothing more."""
    if len(data) > {"root": MOST_ROOT_BYTES, "acts": MOST_BYTES}.get(kind, len(data)):
        raise Refused("too-long", 0)
    reader = Reader(data)
    found = FORMS[kind](reader)
    reader.end()
    return found


def item_of_policy(policy):
    """A policy as an item."""
    def gate(found):
        return found and (found.k, found.roles, found.own, found.countersign)
    roles = {number: (role.name, role.level, role.domain, role.need)
             for number, role in policy.roles}
    kinds = {number: (kind.name, kind.scopes, dict(kind.who), gate(kind.gate))
             for number, kind in policy.kinds}
    found = {0: roles, 1: kinds}
    if policy.reads:
        reads = policy.reads
        parts = (reads.hubs, reads.groups and dict(reads.groups), reads.agency)
        found[2] = {key: part for key, part in enumerate(parts) if part is not None}
    if policy.leases:
        found[3] = dict(policy.leases)
    return found


def write_act(act):
    """The one encoding of an act. What may be missing is None or () where it is."""
    if isinstance(act, acts.Unknown):
        return write_head(ARRAY, 2) + write_item(act.kind) + act.content
    values = [item_of_policy(value) if isinstance(value, acts.Policy) else value
              for value in vars(act).values()]
    lists = CONTENTS[act.kind][2]
    return write_item((act.kind, {
        key: value for key, value in enumerate(values)
        if value is not None and not (key in lists and value == ())}))


def write_acts(found):
    """The acts of a bundle or root record."""
    return write_head(ARRAY, len(found)) + b"".join(map(write_act, found))


def write_root(signed):
    """A root record with its signatures."""
    record = signed.record
    return (write_head(ARRAY, 2) + write_root_content(record)
            + write_item(dict(signed.signatures)))


def write_root_content(record):
    """What of a root record is hashed."""
    roots = record.roots and (record.roots[0], b"".join(record.roots[1]))
    parts = (record.realm, record.number, record.previous, record.time, roots)
    return write_head(ARRAY, 6) + b"".join(map(write_item, parts)) + write_acts(record.acts)


WRITERS = {"scope": write_item, "policy": lambda policy: write_item(item_of_policy(policy)),
           "opening": lambda opening: write_item(tuple(vars(opening).values())),
           "act": write_act, "acts": write_acts, "root": write_root}


def write_form(kind, value):
    """The one encoding of it."""
    return WRITERS[kind](value)
