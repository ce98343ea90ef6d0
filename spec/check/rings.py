"""Device files and keyrings (RING-1 to RING-3 of 07-confidentiality.md): read, opened, written."""

from dataclasses import dataclass

from digest import blake
from items import ARRAY, Reader, Refused, write_head, write_item
from keys import KIBIBYTES, MOST_WORK, PASSES, SEALED_MORE, passphrase_key, public, seal
from keys import signing_key, unseal
from names import LONGEST, read_hash
from shapes import read_text, read_within
from states import one_of, or_null

VERSION = (1, 1)
MOST_SEATS, MOST_REALMS = 64, 16
LONGEST_LABEL = 64


@dataclass(frozen=True)
class Device:
    """RING-1, without its version and check. `hello` is pairs of realm id and key."""

    secret: bytes
    hello: tuple
    machine: bytes


@dataclass(frozen=True)
class SealedSeat:
    """RING-2: `passphrase` is (passes, KiB, salt); `data` are the encodings of all items before
    the sealed secrets."""

    realm: bytes
    domain: bytes
    seat: bytes | None
    first: bytes | None
    signing: bytes
    box: bytes
    label: str
    passphrase: tuple
    sealed: bytes
    data: bytes


@dataclass(frozen=True)
class Secrets:
    """RING-2: the seed of the signing key, the secret half of the box key, what is remembered."""

    signing: bytes
    box: bytes
    remembered: bytes


def read_checked(data, read_parts):
    """Something that ends with a check: the hash of all bytes before it (RING-1). The form is
    judged first, to its end, and then the check."""
    reader = Reader(data)
    found = read_parts(reader)
    end = reader.at
    check = read_hash(reader)
    reader.end()
    if blake(data[:end]) != check:
        raise Refused("damaged", end)
    return found


def with_check(data):
    """The bytes with their check after them."""
    return data + write_item(blake(data))


# Device files

def read_device(data):
    """RING-1."""
    def parts(reader):
        reader.array(one_of(5))
        read_within(reader, VERSION)
        secret = reader.fixed(32)
        # A new device belongs to no realm yet, and has an empty map at this place.
        hello = reader.map(read_hash, lambda inner, _: inner.fixed(32), whole=True,
                           most=MOST_REALMS)
        return Device(secret, tuple(hello.items()), reader.fixed(16))
    return read_checked(data, parts)


def write_device(device):
    """The one encoding of a device file."""
    return with_check(write_head(ARRAY, 5) + b"".join(map(write_item, (
        VERSION[0], device.secret, dict(device.hello), device.machine))))


# Keyrings

def read_keyring(data):
    """RING-2: the sealed seats."""
    def parts(reader):
        reader.array(one_of(3))
        read_within(reader, VERSION)
        found, before = [], None
        for _ in range(reader.array(lambda n: "too-long" if n > MOST_SEATS else None)):
            found.append(read_seat(reader, before))
            before = found[-1].signing
        return tuple(found)
    return read_checked(data, parts)


def read_seat(reader, before):
    """RING-2: a sealed seat, whose signing key comes after that of the one before it."""
    reader.array(one_of(9))
    start = reader.at
    found = [read_hash(reader), read_hash(reader), or_null(read_hash)(reader),
             or_null(read_hash)(reader)]
    place = reader.at
    signing = reader.ascending(before, read_hash(reader), place)
    found += [signing, read_hash(reader), read_text(reader, LONGEST_LABEL),
              read_passphrase(reader)]
    data = reader.data[start:reader.at]
    sealed = reader.byte_string(
        lambda n: "wrong-count" if n < SEALED_MORE else "too-long" if n > LONGEST + 128 else None)
    return SealedSeat(*found, sealed, data)


def read_passphrase(reader):
    """SEAL-9: [passes, KiB, salt], within its bounds. The product is known with the KiB."""
    reader.array(one_of(3))
    passes = read_within(reader, PASSES)
    place = reader.at
    kibibytes = read_within(reader, KIBIBYTES)
    if passes * kibibytes > MOST_WORK:
        raise Refused("out-of-range", place)
    return passes, kibibytes, reader.fixed(16)


def write_keyring(seats):
    """The one encoding of a keyring."""
    return with_check(write_head(ARRAY, 3) + write_item(VERSION[0]) + write_head(ARRAY, len(seats))
                      + b"".join(write_head(ARRAY, 9) + seat.data + write_item(seat.sealed)
                                 for seat in seats))


def read_secrets(data):
    """RING-2: what is sealed of a seat."""
    reader = Reader(data)
    reader.array(one_of(3))
    found = Secrets(reader.fixed(32), reader.fixed(32),
                    reader.byte_string(lambda n: "too-long" if n > LONGEST else None))
    reader.end()
    return found


def unlock(seat, passphrase):
    """RING-3: the secrets of a sealed seat: they open, have their form, and are those of the keys
    that are shown."""
    key = passphrase_key(passphrase, *seat.passphrase)
    try:
        opened = unseal(key, seat.sealed, seat.data)
    except Refused:
        raise Refused("wrong-passphrase", 0) from None
    secrets = read_secrets(opened)
    if (signing_key(secrets.signing), public(secrets.box)) != (seat.signing, seat.box):
        raise Refused("wrong-key", 0)
    return secrets


def lock(place, label, passphrase, cost, secrets, entropy):
    """RING-2: a sealed seat. `place` is realm, domain, seat and first seat; `cost` passes, KiB and
    salt."""
    keys = signing_key(secrets.signing), public(secrets.box)
    data = b"".join(map(write_item, (*place, *keys, label, cost)))
    text = write_item((secrets.signing, secrets.box, secrets.remembered))
    sealed = seal(passphrase_key(passphrase, *cost), text, data, entropy)
    return SealedSeat(*place, *keys, label, cost, sealed, data)
