"""The digest of a scope (DIG-1 to DIG-4 of 02-data-types.md): rows, sums, and the hash tree."""

from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from names import LEDGER

BUCKET_BITS = 12
ROWS_SHOWN = 32
SPREAD = 0x9E3779B97F4A7C15
WORD = 1 << 64


def blake(data):
    """BLAKE2b-256."""
    return blake2b(data, digest_size=32, encoder=RawEncoder)


def four(number):
    """A length, a count or a field's number."""
    return number.to_bytes(4, "big")


def eight(number):
    """A position, a time or a sum."""
    return number.to_bytes(8, "big")


def sized(content):
    """A content after its length."""
    return four(len(content)) + content


def marks_bytes(marks, payload_bytes):
    """The count of marks, and the marks in the order of feeds."""
    return four(len(marks)) + b"".join(
        feed + eight(word) + (b"\0" if payload is None else payload_bytes(payload))
        for feed, (word, payload) in sorted(marks.items()))


def facts_bytes(contents):
    """The contents of a fact bytewise, with their carriers in the order of feeds."""
    return four(len(contents)) + b"".join(
        sized(content) + four(len(carriers))
        + b"".join(feed + eight(word) for feed, word in sorted(carriers.items()))
        for content, carriers in sorted(contents.items()))


def document_rows(record, document):
    """The rows of one record as (anchor, bytes). A row with nothing in it does not exist."""
    if document.life:
        yield record, b"\0" + record + marks_bytes(
            document.life, lambda alive: b"\1" if alive else b"\2")
    for field, register in document.registers.items():
        yield record, b"\1" + record + four(field) + marks_bytes(
            register, lambda written: b"\1" + eight(written[0]) + sized(written[1]))
    for field, elements in document.sets.items():
        for element, marks in elements.items():
            yield record, b"\2" + record + four(field) + sized(element) + marks_bytes(
                marks, lambda standing: b"\1")
    for field, tallies in document.counters.items():
        for feed, tally in tallies.items():
            yield record, b"\3" + record + four(field) + feed + b"".join(map(eight, tally))
    for field, facts in document.facts.items():
        for key, contents in facts.items():
            anchor = key if record == LEDGER else record
            yield anchor, b"\4" + record + four(field) + key + facts_bytes(contents)


def bucket(anchor):
    """DIG-3: the bucket of a record id, or of the key of a fact of the ledger."""
    a, b, c, d = (int.from_bytes(anchor[at:at + 8], "big") for at in (0, 8, 16, 24))
    if len(anchor) == 32:
        a, b, c = a ^ b, c, d
    return ((a ^ b) + c) * SPREAD % WORD >> 64 - BUCKET_BITS


def hashes(documents):
    """The (bucket, hash) of every row."""
    return [(bucket(anchor), blake(row)) for record, document in documents.items()
            for anchor, row in document_rows(record, document)]


def add(total, row_hash):
    """DIG-1: one row more in a sum."""
    return total[0] + 1, (total[1] + int.from_bytes(row_hash, "big")) % (1 << 256)


def total(documents):
    """DIG-1: how many rows, and the sum of their hashes."""
    found = (0, 0)
    for _, row_hash in hashes(documents):
        found = add(found, row_hash)
    return found


def shown(documents):
    """DIG-3: as few buckets as hold 32 rows each on average."""
    rows = hashes(documents)
    k = next(k for k in range(BUCKET_BITS + 1)
             if (1 << k) * ROWS_SHOWN >= len(rows) or k == BUCKET_BITS)
    sums = [(0, 0)] * (1 << k)
    for place, row_hash in rows:
        place >>= BUCKET_BITS - k
        sums[place] = add(sums[place], row_hash)
    return sums


def root(documents):
    """DIG-4: the root of the hash tree over the sorted row hashes."""
    return tree([blake(b"\0" + row_hash)
                 for row_hash in sorted(row_hash for _, row_hash in hashes(documents))])


def tree(leaves):
    """The root over these leaves: the left part has the largest power of two of them which
    leaves the right part something."""
    if not leaves:
        return blake(b"")
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return blake(b"\1" + tree(leaves[:left]) + tree(leaves[left:]))


def proven(leaf, proof):
    """The root that a proof [index, count, hashes] gives for a row hash, or None if the path has
    another length than index and count ask for. The hashes go from the leaf upwards."""
    index, count, path = proof
    node, steps = blake(b"\0" + leaf), []
    low, high = 0, count
    while high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        steps.append(index < middle)
        low, high = (low, middle) if index < middle else (middle, high)
    if len(steps) != len(path):
        return None
    for on_left, sibling in zip(reversed(steps), path):
        node = blake(b"\1" + (node + sibling if on_left else sibling + node))
    return node
