"""A third opinion on items: cbor2, which was written by others, must agree with `items`."""

import cbor2
from cbor2.types import FrozenDict

from items import Map, write_item


def native(value, inside_key=False):
    """The value as cbor2 would give it: dicts, and lists; within a key frozen ones."""
    if isinstance(value, Map):
        pairs = {}
        for key, content in value:
            pairs[native(key, True)] = native(content, inside_key)
        return FrozenDict(pairs) if inside_key else pairs
    if isinstance(value, tuple):
        items = [native(item, inside_key) for item in value]
        return tuple(items) if inside_key else items
    return value


def same(ours, theirs):
    """Equality that tells 1 from true, which Python does not."""
    if isinstance(ours, (dict, FrozenDict)):
        return (isinstance(theirs, (dict, FrozenDict)) and len(ours) == len(theirs)
                and all(same(a, b) for a, b in zip(ours.items(), theirs.items())))
    if isinstance(ours, (list, tuple)):
        return (isinstance(theirs, (list, tuple)) and len(ours) == len(theirs)
                and all(same(a, b) for a, b in zip(ours, theirs)))
    return type(ours) is type(theirs) and ours == theirs


def orders_alike(value):
    """Whether cbor2 puts the keys of all maps in our order. It follows RFC 7049, where a shorter
    key comes first; and keys such as 1 and true are one key to a dict."""
    if isinstance(value, Map):
        keys = [write_item(key) for key, _ in value]
        return (sorted(keys) == sorted(keys, key=lambda key: (len(key), key))
                and len({native(key, True) for key, _ in value}) == len(keys)
                and all(orders_alike(part) for pair in value for part in pair))
    if isinstance(value, tuple):
        return all(orders_alike(item) for item in value)
    return True


def objection(data, value):
    """What cbor2 has against these bytes being the encoding of this value, or None."""
    try:
        decoded = cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, TypeError) as fault:
        return f"cbor2 does not read it: {fault}"
    if not same(native(value), decoded):
        return f"cbor2 reads another value: {decoded!r}"
    if orders_alike(value) and cbor2.dumps(native(value), canonical=True) != data:
        return "cbor2 writes other bytes"
    return None
