"""Bundles, heads and fork proofs, their form and who signed them (BUN-1 to BUN-4, PROOF-1), and
the lines of root records (ROOT-3)."""

from dataclasses import dataclass, replace

import acts
from authority import VERSIONS, read_form, read_opening, read_previous, write_form
from items import ARRAY, Reader, Refused, write_head, write_item
from names import NO_HASH, read_feed, read_hash, read_number
from seals import feed_id, require_key, require_signature, tagged
from shapes import read_within
from states import one_of, or_null

LONGEST_BODY = 1_048_576 + 40
SCHEMAS = (0, (1 << 16) - 1)


@dataclass(frozen=True)
class Head:
    """A bundle with the hash of its body in place of the body, and its own hash (BUN-2)."""

    feed: bytes
    number: int
    previous: bytes
    time: int
    policy: int
    schema: int
    epoch: bytes | None
    body_hash: bytes
    signature: bytes
    hash: bytes


@dataclass(frozen=True)
class Parcel:
    """A bundle as it travels."""

    head: Head
    body: bytes


@dataclass(frozen=True)
class Proof:
    """A fork proof."""

    opening: acts.Opening
    heads: tuple


def read_around(reader, read_body, feed=None):
    """Reads a bundle or a head: header, body or its hash, signature. Returns the head, and what
    stands for the body. If the feed is given, another is out of range (PROOF-1)."""
    reader.array(one_of(9))
    start = reader.at
    named = read_feed(reader)
    if feed is not None and named != feed:
        raise Refused("out-of-range", start)
    number = read_number(reader)
    header = (named, number, read_previous(reader, number), reader.unsigned(),
              read_within(reader, VERSIONS), read_within(reader, SCHEMAS),
              or_null(lambda inner: inner.fixed(16))(reader))
    header_bytes = reader.data[start:reader.at]
    body = read_body(reader)
    body_hash = body if read_body is read_hash else tagged("body", body)
    signature = reader.fixed(64)
    digest = tagged("bundle", header_bytes, body_hash)
    return Head(*header, body_hash, signature, digest), body


def read_bundle_body(reader):
    """Reads a body, unopened."""
    return reader.byte_string(lambda length: "too-long" if length > LONGEST_BODY else None)


def read_bundle(data):
    """BUN-1: a bundle, its form alone."""
    reader = Reader(data)
    parcel = Parcel(*read_around(reader, read_bundle_body))
    reader.end()
    return parcel


def read_proof(data):
    """PROOF-1: a fork proof, its form, and that it proves something."""
    reader = Reader(data)
    reader.array(one_of(3))
    start = reader.at
    opening = read_opening(reader)
    feed = feed_id(reader.data[start:reader.at])
    first, _ = read_around(reader, read_hash, feed)
    start = reader.at
    second, _ = read_around(reader, read_hash, feed)
    if (second.number, second.hash) < (first.number, first.hash):
        raise Refused("unsorted", start)
    if not contradict(first, second):
        raise Refused("no-contradiction", start)
    reader.end()
    return Proof(opening, (first, second))


def contradict(first, second):
    """PROOF-1: whether nobody can honestly have signed both."""
    if second.number == first.number:
        return second.hash != first.hash
    return second.number == first.number + 1 and second.previous != first.hash


def forked_number(proof):
    """PROOF-2: and whether the fork is exactly there."""
    first, second = proof.heads
    return first.number, first.number == second.number and first.previous == second.previous


def write_around(head, body):
    """A bundle or a head as it travels, with this for its body."""
    items = (head.feed, head.number, head.previous, head.time, head.policy, head.schema,
             head.epoch, body, head.signature)
    return write_item(items)


def write_bundle(parcel):
    """The one encoding of a bundle."""
    return write_around(parcel.head, parcel.body)


def write_proof(proof):
    """The one encoding of a fork proof."""
    return (write_head(ARRAY, 3) + write_form("opening", proof.opening)
            + b"".join(write_around(head, head.body_hash) for head in proof.heads))


def require_signed(head, key, realm):
    """BUN-3: this seat's key has signed the bundle, for the realm."""
    require_signature("sign-bundle", key, realm, head.hash, head.signature)


def opened(parcel, clear=True):
    """A bundle as the charter looks at it: number 0 with its opening (BUN-4), and those after it
    with their acts if `clear`, which says that they are of the charter. A body that is no acts has
    none, as BODY-9 has it of changes."""
    head, opening, found = parcel.head, None, None
    if head.number == 0 or clear:
        if head.epoch is not None:
            raise Refused("sealed", 0)
    elif head.epoch is None:
        raise Refused("clear", 0)
    if head.number == 0:
        opening = read_own_opening(parcel)
    elif clear:
        try:
            found = read_form("acts", parcel.body)
        except Refused:
            found = ()
    return acts.Bundle(head.feed, head.number, head.previous, head.time, head.policy, head.schema,
                       head.epoch, head.hash, opening, found)


def read_own_opening(parcel):
    """The opening in a bundle number 0, which has the feed's id."""
    try:
        opening = read_form("opening", parcel.body)
    except Refused:
        raise Refused("bad-opening", 0) from None
    if feed_id(parcel.body) != parcel.head.feed:
        raise Refused("bad-opening", 0)
    return opening


def root_line(copies):
    """ROOT-3: checks a line of root records from number 0 on, each as `read_form` gives it, and
    returns them with those who signed. Raises the reason why the first that is not valid is not."""
    found, force, domain = [], None, None
    for copy in copies:
        record = copy.record
        require_follows(record, found[-1] if found else None)
        domain = domain or record.hash
        signers = signed_by(copy, force, domain)
        require_in_force(signers, force)
        if not enough(record, signers, force):
            raise Refused("too-few", 0)
        found.append(replace(record, signers=signers))
        force = record.roots or force
    return tuple(found)


def require_follows(record, before):
    """ROOT-3: refuses what is not the record after that one, or number 0 after None."""
    if before is not None and record.realm != before.realm:
        raise Refused("foreign-realm", 0)
    if (record.number, record.previous) != (
            (before.number + 1, before.hash) if before else (0, NO_HASH)):
        raise Refused("out-of-range", 0)


def sets_of(record, force):
    """ROOT-3: the roots who sign a record: those in force before it (None for number 0), and those
    that it names."""
    return [roots for roots in (force, record.roots) if roots is not None]


def signed_by(copy, force, domain):
    """ROOT-3: the keys that signed this copy, if nothing is wrong with it. They may be too few."""
    record = copy.record
    sets = sets_of(record, force)
    for key in record.roots[1] if record.roots else ():
        require_key(key)
    for key, signature in copy.signatures:
        if not any(key in keys for _, keys in sets):
            raise Refused("stranger", 0)
        require_signature("sign-root", key, domain, record.hash, signature)
    return frozenset(key for key, _ in copy.signatures)


def require_in_force(signers, force):
    """ROOT-3: refuses what no root signed that is in force before it: anybody can name others."""
    if force is not None and not signers.intersection(force[1]):
        raise Refused("stranger", 0)


def enough(record, signers, force):
    """ROOT-3: whether these are enough of each set."""
    return all(len(signers.intersection(keys)) >= k for k, keys in sets_of(record, force))
