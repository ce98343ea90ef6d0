"""Items: the small, deterministic part of CBOR of spec/03-encoding.md (CBOR-1 to CBOR-6).

A `Reader` walks over bytes from first to last and raises `Refused` with the reason of the first
fault that it meets. An item is held as a plain value: int, bytes, str, bool, None, a tuple for an
array, and a `Map` for a map, which keeps its entries in their order.
"""

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)
FALSE, TRUE, NULL = 20, 21, 22
WORD = 1 << 64
DEEPEST = 16


class Refused(Exception):
    """The input is not the encoding of anything; `reason` is one of the table of CBOR-6."""

    def __init__(self, reason, offset):
        super().__init__(f"{reason} at {offset}")
        self.reason = reason
        self.offset = offset


class Map(tuple):
    """A map as a tuple of (key, value) pairs. (A dict would take 1 and true for one key.)"""

    def __new__(cls, pairs=()):
        return super().__new__(cls, (tuple(pair) for pair in pairs))

    def __eq__(self, other):
        return isinstance(other, Map) and tuple.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    __hash__ = tuple.__hash__


class Reader:
    """Reads heads, numbers, strings, arrays and maps off the bytes, each check in the order of
    CBOR-6: head, type, number or length, whether the bytes are there, meaning."""

    def __init__(self, data):
        self.data = bytes(data)
        self.at = 0

    def left(self):
        """How many bytes are still to come."""
        return len(self.data) - self.at

    def peek_type(self):
        """The major type of the next item, or None at the end of the input."""
        return self.data[self.at] >> 5 if self.left() else None

    def head(self):
        """Reads one head and returns its major type and its argument."""
        start = self.at
        if not self.left():
            raise Refused("truncated", start)
        major, info = self.data[start] >> 5, self.data[start] & 31
        # The first byte alone tells what is not used here; bytes after it are then not looked at.
        if major == TAG or (major == SIMPLE and info != 31 and info not in (FALSE, TRUE, NULL)):
            raise Refused("unsupported", start)
        if info == 31:
            raise Refused("indefinite", start)
        if info > 27:
            raise Refused("unsupported", start)
        self.at += 1
        if info < 24:
            return major, info
        size = 1 << (info - 24)
        if self.left() < size:
            raise Refused("truncated", start)
        argument = int.from_bytes(self.data[self.at:self.at + size], "big")
        self.at += size
        # CBOR-2: the next shorter head must not be able to hold the number.
        if argument < 24 if size == 1 else argument >> (size * 4) == 0:
            raise Refused("not-shortest", start)
        return major, argument

    def expect(self, major):
        """Reads a head of this type and returns its argument."""
        start = self.at
        found, argument = self.head()
        if found != major:
            raise Refused("wrong-type", start)
        return argument

    def unsigned(self, limit=WORD):
        """Reads an unsigned integer below the limit."""
        start = self.at
        number = self.expect(UNSIGNED)
        if number >= limit:
            raise Refused("out-of-range", start)
        return number

    def byte_string(self, fault=lambda length: None):
        """Reads a byte string; `fault` names what is wrong with a length, before CBOR-4 is asked
        whether so many bytes are there."""
        start = self.at
        length = self.expect(BYTES)
        self.check(fault(length), start)
        return self.take(length, start)

    def take(self, length, start):
        """Takes so many bytes off the input; a fault lies at `start`, where the string began."""
        if length > self.left():
            raise Refused("truncated", start)
        self.at += length
        return self.data[self.at - length:self.at]

    def integer(self):
        """Reads an integer of either sign."""
        start = self.at
        major, argument = self.head()
        if major not in (UNSIGNED, NEGATIVE):
            raise Refused("wrong-type", start)
        return argument if major == UNSIGNED else -1 - argument

    def fixed(self, length):
        """Reads a byte string of exactly this length (NAME-1)."""
        return self.byte_string(lambda found: None if found == length else "wrong-count")

    def array(self, fault=lambda count: None):
        """Reads the head of an array and returns how many items follow."""
        return self.container(ARRAY, 1, fault)

    def container(self, major, each, fault):
        """Reads the head of an array or map. Each entry takes at least `each` bytes (CBOR-4)."""
        start = self.at
        count = self.expect(major)
        self.check(fault(count), start)
        self.claim(count * each, start)
        return count

    def claim(self, count, start):
        """CBOR-4: more items than bytes left are truncated at once, whatever they are."""
        if count > self.left():
            raise Refused("truncated", start)

    def map(self, read_key, read_value, whole=False, most=None):
        """Reads a map into a dict, at most so many entries. `read_value` is given the key. The
        order is looked at after a key is known for what it is, and before its value (CBOR-3). Only
        a map that is the whole of what is encoded may be without entries (STATE-5)."""
        count = self.container(
            MAP, 2, lambda n: "too-long" if most and n > most else None if n or whole else "empty")
        found = {}
        before = None
        for _ in range(count):
            start = self.at
            key = read_key(self)
            before = self.ascending(before, self.data[start:self.at], start)
            found[key] = read_value(self, key)
        return found

    @staticmethod
    def ascending(before, now, start):
        """Checks that `now` comes after `before` (None for the first), and returns it."""
        if before is not None and now <= before:
            raise Refused("repeated" if now == before else "unsorted", start)
        return now

    @staticmethod
    def check(reason, start):
        """Raises if there is a reason to."""
        if reason is not None:
            raise Refused(reason, start)

    def end(self):
        """CBOR-4: nothing follows the item."""
        if self.left():
            raise Refused("trailing", self.at)


def read_any(reader, depth=1):
    """Reads one item of any allowed type, as one that is kept unread (CBOR-5)."""
    start = reader.at
    major, argument = reader.head()
    if major == UNSIGNED:
        return argument
    if major == NEGATIVE:
        return -1 - argument
    if major == SIMPLE:
        return {FALSE: False, TRUE: True, NULL: None}[argument]
    if major in (BYTES, TEXT):
        content = reader.take(argument, start)
        return content if major == BYTES else as_text(content, start)
    # CBOR-6: too deep is judged with the type, before what the head claims.
    if depth > DEEPEST:
        raise Refused("too-deep", start)
    if major == ARRAY:
        reader.claim(argument, start)
        return tuple([read_any(reader, depth + 1) for _ in range(argument)])
    reader.claim(argument * 2, start)
    pairs, before = [], None
    for _ in range(argument):
        start = reader.at
        key = read_any(reader, depth + 1)
        before = reader.ascending(before, reader.data[start:reader.at], start)
        pairs.append((key, read_any(reader, depth + 1)))
    return Map(pairs)


def as_text(content, start):
    """Decodes strict UTF-8 (no surrogates, nothing overlong), as CBOR-1 asks."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("bad-text", start) from None


def read_item(data):
    """Reads bytes which are one item and nothing more."""
    reader = Reader(data)
    value = read_any(reader)
    reader.end()
    return value


def write_head(major, argument):
    """The shortest head (CBOR-2)."""
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes([major << 5 | info]) + argument.to_bytes(size, "big")
    raise ValueError("a number of more than 64 bits")


def write_item(value):
    """The one encoding of a value. A dict or a `Map` is a map; its keys are put in order."""
    if value is None or isinstance(value, bool):
        return bytes([SIMPLE << 5 | {False: FALSE, True: TRUE, None: NULL}[value]])
    if isinstance(value, int):
        return write_head(UNSIGNED, value) if value >= 0 else write_head(NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return write_head(BYTES, len(value)) + value
    if isinstance(value, str):
        content = value.encode("utf-8")
        return write_head(TEXT, len(content)) + content
    if isinstance(value, (Map, dict)):
        pairs = value.items() if isinstance(value, dict) else value
        entries = sorted((write_item(key), write_item(content)) for key, content in pairs)
        if len({key for key, _ in entries}) != len(entries):
            raise ValueError("a key twice")
        return write_head(MAP, len(entries)) + b"".join(key + rest for key, rest in entries)
    if isinstance(value, (tuple, list)):
        return write_head(ARRAY, len(value)) + b"".join(write_item(item) for item in value)
    raise ValueError(f"no item: {value!r}")
