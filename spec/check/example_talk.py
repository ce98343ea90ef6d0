"""Examples of all that talk.json lists."""

from items import write_item
from signals import meaning as meaning_of_signal
from signals import read_signal
from talk import ENVELOPE, FEED, WANTS, meaning, read_message, shelved, state_of, tag_of

SALT, NAME, HASH = b"\x22" * 16, b"\x21" * 16, b"\x23" * 32


def vector_files():
    """A file as the README of spec/vectors describes it."""
    data = write_item((WANTS, 2, ((FEED, NAME, 5), (ENVELOPE, NAME)), True))
    state = state_of([(5, HASH), (7, NAME * 2)])
    things = [(ENVELOPE, NAME, b""), (FEED, NAME, state)]
    shelves = shelved(SALT, 2, things)
    given = {"salt": SALT.hex(), "sort": FEED, "thing": NAME.hex(), "state": state.hex(),
             "ends": [[5, HASH.hex()], [7, (NAME * 2).hex()]]}
    signal = write_item((1, 1, NAME, 5, (b"\7",)))
    return {"talk.json": {
        "accepted": [
            {"name": "news", "type": "signal", "bytes": signal.hex(),
             "meaning": meaning_of_signal(read_signal(signal))},
            {"name": "hint", "type": "hints", "bytes": write_item(((NAME, 5, True),)).hex(),
             "hints": [[NAME.hex(), 5, True]]},
            {"name": "wants", "type": "said", "bytes": data.hex(),
             "meaning": meaning(read_message(data))},
            {"name": "feed", "type": "tag", **given, "tag": tag_of(SALT, FEED, NAME, state)},
            {"name": "two", "type": "shelf", "salt": SALT.hex(), "bits": 2,
             "things": [[sort, name.hex(), state.hex()] for sort, name, state in things],
             "buckets": [[bucket, tags] for bucket, (tags, _) in shelves.items()],
             "sums": [[bucket, total] for bucket, (_, total) in shelves.items()]}],
        "refused": [{"name": "no hint", "type": "hints", "bytes": "8100", "reason": "wrong-type"},
                    {"name": "tier", "type": "said", "bytes": "820903",
                     "reason": "out-of-range"}]}}
