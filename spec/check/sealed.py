"""Sealed bodies and what is in them (SEALED-1, SEALED-2 of 07-confidentiality.md), and sealed
datagrams (GRAM-1 of 12-transport.md)."""

import zstandard

from bodies import MOST_BYTES, read_body
from items import Refused, write_item
from keys import derive, seal, unseal

MAGIC = (0xFD2FB528).to_bytes(4, "little")
AT_ONCE = 64  # So few bytes of a frame cannot expand to more than some megabytes.
SIZE_FIELD, SINGLE_SEGMENT = 0xC0, 0x20  # Of the descriptor, the byte after the magic number.
# By the two bits of the field: its bytes, and the least size that no shorter field holds.
WIDTHS = ((1, 0), (2, 256), (4, 65_792), (8, 1 << 32))
REPEATED, RESERVED, LARGEST_BLOCK = 1, 3, 1 << 17
MOST_DATAGRAM = 1_200


def header_bytes(head):
    """SEALED-1: the seven items of a header as they stand."""
    return b"".join(map(write_item, (head.feed, head.number, head.previous, head.time, head.policy,
                                     head.schema, head.epoch)))


def open_body(parcel, key):
    """SEALED-1: the body of a bundle, open, by the scope key. Its changes are read too: a body
    that breaks a rule is refused for it, as BODY-9 has it."""
    content = unseal(derive(key, "k-body"), parcel.body, header_bytes(parcel.head))
    body = read_content(content)
    read_body(body, parcel.head.feed, parcel.head.number)
    return body


def seal_body(head, content, key, entropy):
    """SEALED-1: what stands for the body in a bundle with this header."""
    return seal(derive(key, "k-body"), content, header_bytes(head), entropy)


def read_content(content):
    """SEALED-1: the body, as it is or expanded. They are told apart by their first byte."""
    return expanded(content) if content[:1] == MAGIC[:1] else content


def expanded(frame):
    """SEALED-1: what exactly one frame of the one form expands to, into room of the declared size
    and no more."""
    try:
        size, start = declared(frame)
        require_blocks(frame, start, size)
        return expand(frame, size)
    except zstandard.ZstdError:
        raise Refused("bad-frame", 0) from None


def declared(frame):
    """SEALED-1: the content size that a frame declares, if its head has the one form, and where
    its blocks begin."""
    if frame[:4] != MAGIC or len(frame) < 5 or frame[4] & ~SIZE_FIELD != SINGLE_SEGMENT:
        raise Refused("bad-frame", 0)
    width, least = WIDTHS[frame[4] >> 6]
    size = int.from_bytes(frame[5:5 + width], "little") + (least if width == 2 else 0)
    if len(frame) < 5 + width or size < least or not len(frame) < size <= MOST_BYTES:
        raise Refused("bad-frame", 0)
    return size, 5 + width


def require_blocks(frame, start, size):
    """RFC 8878, 3.1.1.2: no block is larger than the window or 128 KiB, none is of the reserved
    type, and the last one ends the frame. (Of these, libraries ask for more or for less.)"""
    last = False
    while not last:
        head = int.from_bytes(frame[start:start + 3], "little")
        last, kind, length = head & 1, head >> 1 & 3, head >> 3
        if len(frame) < start + 3 or kind == RESERVED or length > min(size, LARGEST_BLOCK):
            raise Refused("bad-frame", start)
        start += 3 + (1 if kind == REPEATED else length)
    if start != len(frame):
        raise Refused("bad-frame", start)


def expand(frame, size):
    """Expands the frame bit by bit, as far as the size at most; it ends where the bytes do."""
    stream = zstandard.ZstdDecompressor().decompressobj()
    found = b""
    for start in range(0, len(frame), AT_ONCE):
        if stream.eof:
            raise Refused("bad-frame", 0)
        found += stream.decompress(frame[start:start + AT_ONCE])
        if len(found) > size:
            raise Refused("bad-frame", 0)
    if not stream.eof or stream.unused_data or len(found) != size:
        raise Refused("bad-frame", 0)
    return found


# Datagrams

def datagram_data(realm):
    """GRAM-1: the associated data."""
    return b"causeway" + bytes([1]) + realm


def open_datagram(data, realm, key):
    """GRAM-1: the content of a sealed datagram, by the hello key."""
    if len(data) > MOST_DATAGRAM:
        raise Refused("too-long", 0)
    return unseal(key, data, datagram_data(realm))


def seal_datagram(content, realm, key, entropy):
    """GRAM-1."""
    return seal(key, content, datagram_data(realm), entropy)
