"""Invites (INV-1, INV-2, INV-4 of 07-confidentiality.md): letters, QR texts, what an issuer
remembers."""

from items import NULL, SIMPLE, TRUE, Reader, Refused
from keys import derive
from names import read_hash
from shapes import read_within
from states import one_of, or_null, simple

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LETTERS, KEY_LETTERS = 20, 52
GROUPS = (4, 4, 4, 4, 5)
SMALL = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", " -")
WORD, VERSION = "CAUSEWAY", "1"
MOST_ADDRESSES, LONGEST_ADDRESS = 8, 64
ADDRESS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-/%")
SEED, CLAIMS = 16, (0, 5)


def invite_secret(seed):
    """SEAL-6: what an invite's derivations are from."""
    return seed + bytes(32 - SEED)


def invite_name(seed):
    """The name of an invite."""
    return derive(invite_secret(seed), "i-name")[:16]


def invite_psk(seed):
    """The key of its handshake."""
    return derive(invite_secret(seed), "i-psk")


def invite_proof(seed, session, claim):
    """That somebody who makes this claim has the seed, in this session."""
    return derive(invite_secret(seed), "i-proof", session, claim)


# Letters

def values_of(text):
    """The values of letters; others are `bad-invite`."""
    values = [ALPHABET.find(letter) for letter in text]
    if -1 in values:
        raise Refused("bad-invite", values.index(-1))
    return values


def check_value(values):
    """INV-1: the value of the check letter after these."""
    check = 0
    for value in values:
        check = (check ^ value) << 1
        if check >= 32:
            check ^= 37
    return check


def number_of(values):
    """Five bits each, from the highest on."""
    number = 0
    for value in values:
        number = number << 5 | value
    return number


def letters_of(data, count):
    """So many letters of these bytes, from the highest bit on; zero bits come after them, and those
    that are left over are left out."""
    bits, length = int.from_bytes(data, "big"), 8 * len(data)
    bits, length = bits << max(0, 5 * count - length), max(length, 5 * count)
    return "".join(ALPHABET[bits >> length - 5 * (place + 1) & 31] for place in range(count))


def read_exactly(text):
    """INV-1: the seed of exactly 21 large letters."""
    values = values_of(text)
    if len(values) != LETTERS + 1:
        raise Refused("bad-invite", 0)
    if check_value(values[:-1]) != values[-1]:
        raise Refused("mistyped", LETTERS)
    return (number_of(values[:-1]) << 28).to_bytes(SEED, "big")


def read_letters(text):
    """INV-1: the seed, of letters as people type them."""
    return read_exactly(text.translate(SMALL))


def write_letters(seed):
    """INV-1: the 21 letters of a seed."""
    letters = letters_of(seed, LETTERS)
    return letters + ALPHABET[check_value(values_of(letters))]


def shown(seed):
    """INV-1: as it is shown, in groups."""
    letters, groups = write_letters(seed), []
    for size in GROUPS:
        groups.append(letters[:size])
        letters = letters[size:]
    return "-".join(groups)


# QR texts

def read_qr(text):
    """INV-2: seed, realm id, device key, addresses with their colons."""
    parts = text.split(":")
    if parts[0] != WORD or len(parts) < 2:
        raise Refused("bad-invite", 0)
    if parts[1] != VERSION:
        raise Refused("unknown-version", 0)
    if not 5 <= len(parts) <= 5 + MOST_ADDRESSES:
        raise Refused("bad-invite", 0)
    seed, realm, device = read_exactly(parts[2]), read_key(parts[3]), read_key(parts[4])
    for address in parts[5:]:
        if not 1 <= len(address) <= LONGEST_ADDRESS or set(address) - ADDRESS:
            raise Refused("bad-invite", 0)
    return seed, realm, device, tuple(part.replace("/", ":") for part in parts[5:])


def read_key(text):
    """INV-2: 32 bytes in 52 letters, whose last four bits are zero."""
    values = values_of(text)
    if len(values) != KEY_LETTERS or values[-1] & 15:
        raise Refused("bad-invite", 0)
    return (number_of(values) >> 4).to_bytes(32, "big")


def write_qr(seed, realm, device, addresses):
    """INV-2."""
    return ":".join((WORD, VERSION, write_letters(seed), letters_of(realm, KEY_LETTERS),
                     letters_of(device, KEY_LETTERS),
                     *(address.replace(":", "/") for address in addresses)))


# What an issuer remembers

def read_invites(data):
    """INV-4: seed → (first seat, end, state, claims, seat act)."""
    reader = Reader(data)
    found = reader.map(read_seed, lambda inner, _: read_invite(inner), whole=True)
    reader.end()
    return found


def read_seed(reader):
    """INV-4: a seed, of which no bits but the first 100 are set."""
    start = reader.at
    seed = reader.fixed(SEED)
    if int.from_bytes(seed, "big") % (1 << 28):
        raise Refused("out-of-range", start)
    return seed


def read_invite(reader):
    """INV-4: one of them."""
    reader.array(one_of(5))
    return (or_null(read_hash)(reader), reader.unsigned(), read_state(reader),
            read_within(reader, CLAIMS), or_null(read_hash)(reader))


def read_state(reader):
    """INV-4: null, the claim's hash, or *true*."""
    if reader.peek_type() != SIMPLE:
        return read_hash(reader)
    return simple(reader, (NULL, TRUE))
