"""Envelopes and waiting entries (ENV-1, QUEUE-1 of 07-confidentiality.md): their form, who signed
them, what is in them."""

from dataclasses import dataclass

from items import Reader, Refused, write_item
from keys import BOXED_MORE, box, require_scope_key, unbox
from names import read_hash
from seals import require_signature, tagged
from shapes import read_within
from states import one_of

TO_SEAT, TO_EPOCH, TO_DEVICE = range(3)
BOXED_KEY = 32 + BOXED_MORE
MOST_WAITING = 65_536


@dataclass(frozen=True)
class Envelope:
    """ENV-1. The recipient is (which, hash or device key)."""

    epoch: bytes
    recipient: tuple
    deliverer: bytes
    box: bytes
    signature: bytes


@dataclass(frozen=True)
class Entry:
    """QUEUE-1."""

    seat: bytes
    time: int
    box: bytes


def read_envelope(data):
    """ENV-1, its form alone."""
    reader = Reader(data)
    reader.array(one_of(5))
    epoch = read_hash(reader)
    found = Envelope(epoch, read_recipient(reader, epoch), read_hash(reader),
                     reader.fixed(BOXED_KEY), reader.fixed(64))
    reader.end()
    return found


def read_recipient(reader, epoch):
    """ENV-1: [which, whom]. An epoch is not its own recipient."""
    reader.array(one_of(2))
    which = read_within(reader, (TO_SEAT, TO_DEVICE))
    start = reader.at
    whom = read_hash(reader)
    if (which, whom) == (TO_EPOCH, epoch):
        raise Refused("out-of-range", start)
    return which, whom


def write_envelope(envelope):
    """The one encoding of an envelope."""
    return write_item(tuple(vars(envelope).values()))


def encoded(*items):
    """The encodings of items, one after the other."""
    return b"".join(map(write_item, items))


def box_context(realm, envelope):
    """ENV-1: what the box is bound to."""
    return realm + encoded(envelope.epoch, envelope.recipient, envelope.deliverer)


def envelope_hash(envelope):
    """ENV-1: what is signed: the hash of all but the signature."""
    return tagged("envelope", encoded(envelope.epoch, envelope.recipient, envelope.deliverer,
                                      envelope.box))


def open_envelope(envelope, realm, signer, secret, key_hash, epoch_box):
    """ENV-1, ENV-4: the key in it, once the deliverer's signature is known to be valid. A scope key
    is compared with the epoch's act; a pull key cannot be."""
    require_signature("sign-envelope", signer, realm, envelope_hash(envelope), envelope.signature)
    key = unbox(secret, envelope.box, box_context(realm, envelope))
    if envelope.recipient[0] != TO_DEVICE:
        require_scope_key(key, key_hash, epoch_box)
    return key


def make_envelope(realm, epoch, recipient, deliverer, whom, key, entropy, sign):
    """ENV-1, for tests: `whom` is the key that it is boxed to; `sign` signs a hash."""
    bare = Envelope(epoch, recipient, deliverer, b"", b"")
    boxed = box(whom, key, box_context(realm, bare), entropy)
    unsigned = Envelope(epoch, recipient, deliverer, boxed, b"")
    return Envelope(epoch, recipient, deliverer, boxed, sign(envelope_hash(unsigned)))


# Waiting entries

def read_entry(data):
    """QUEUE-1, its form alone."""
    def fault(length):
        if length > MOST_WAITING + BOXED_MORE:
            return "too-long"
        return "wrong-count" if length < BOXED_MORE else None

    reader = Reader(data)
    reader.array(one_of(3))
    found = Entry(read_hash(reader), reader.unsigned(), reader.byte_string(fault))
    reader.end()
    return found


def write_entry(entry):
    """The one encoding of a waiting entry."""
    return write_item(tuple(vars(entry).values()))


def entry_context(realm, seat, time):
    """QUEUE-1: what its box is bound to."""
    return realm + encoded(seat, time)


def open_entry(entry, realm, secret):
    """QUEUE-1: the content that waits."""
    return unbox(secret, entry.box, entry_context(realm, entry.seat, entry.time))
