#!/usr/bin/python3
"""Turns the vectors of the encoding into seeds for fuzzers.

Usage: Fuzz/seeds.py VECTORS SEEDS

Reads the JSON files in the folder VECTORS (spec/vectors/README.md says what is in them) and writes
a folder of seeds for each target into SEEDS, replacing none. What is refused makes good seeds too.
Without vectors there are no seeds, and that is no error.
"""

import hashlib
import itertools
import json
import pathlib
import re
import sys

# In the order of Sample.states in Fuzz/Targets/Sample.swift; before them come items and bodies.
ITEM, BODY = 0, 1
STATES = ["register", "set", "counter", "facts", "life", "document", "frontier", "view", "clock",
          "scope", "sum", "digest", "proof"]
# In the order of Fuzz/Targets/Join.swift.
JOINABLE = {"register": 1, "counter": 2, "facts": 3, "life": 4}

# In the order of Fuzz/Targets/Forms.swift.
FORMS = ["scope", "opening", "policy", "act", "acts", "root", "bundle", "proof"]

MARK = b"\xff\xff"
# Fuzzed histories have three feeds: Ground.feeds in Fuzz/Targets/Sample.swift.
FEEDS = [bytes([number] * 16) for number in (1, 2, 3)]


def read(folder, name):
    """The entries of one file of vectors, accepted and refused; none if it is not there."""
    path = folder / name
    if not path.exists():
        return []
    vectors = json.loads(path.read_text())
    return vectors.get("accepted", []) + vectors.get("refused", [])


def body_header(entry):
    """How an input says whose body it is: only for feeds and numbers that one byte can say."""
    feed = bytes.fromhex(entry.get("feed", "01" * 16))
    number = entry.get("number", 0)
    behind = 2 ** 40 - 1 - number
    byte = number if number < 0xF0 else 0xFF - behind if behind < 0x10 else 1
    return bytes([BODY, feed[0] or 1, byte])


def rename(bundles):
    """The bodies of three feeds at most, with ids within a fuzzer's reach, in the same order."""
    feeds = sorted({bytes.fromhex(bundle["feed"]) for bundle in bundles})[:len(FEEDS)]
    pieces = []
    for bundle in bundles:
        feed = bytes.fromhex(bundle["feed"])
        if feed not in feeds:
            continue
        body = bytes.fromhex(bundle["body"])
        for old, new in zip(feeds, FEEDS):
            body = body.replace(old, new)
        # The upper half of the byte is the time, and its remainder by three the feed.
        time = 16 * (bundle.get("time", 0) % 15)
        pieces.append(bytes([time + (feeds.index(feed) - time) % len(FEEDS)]) + body)
    return pieces


def seeds(folder):
    """All seeds, as pairs of a target and an input."""
    items = [bytes.fromhex(entry["bytes"]) for entry in read(folder, "items.json")]
    samples = [bytes([ITEM]) + item for item in items]
    bodies = [entry for entry in read(folder, "bodies.json") if "bytes" in entry]
    samples += [body_header(entry) + bytes.fromhex(entry["bytes"]) for entry in bodies]
    states = read(folder, "states.json")
    for entry in states:
        if entry.get("type") in STATES:
            kind = 2 + STATES.index(entry["type"])
            samples.append(bytes([kind]) + bytes.fromhex(entry["bytes"]))
        if entry.get("type") in JOINABLE:
            piece = bytes.fromhex(entry["bytes"])
            yield "join", bytes([JOINABLE[entry["type"]]]) + MARK.join([piece] * 3)
    for sample in samples:
        yield "decode", sample
        yield "canonical", sample
        # As entropy, any bytes will do.
        yield "roundtrip", sample
    # A body by itself is a history of one bundle.
    histories = [rename([{"feed": "01" * 16, "body": entry["bytes"]}]) for entry in bodies]
    histories += [rename(entry["bundles"]) for entry in read(folder, "histories.json")]
    for pieces in histories:
        yield "model", MARK.join([b""] + pieces)
        yield "join", b"\0" + MARK.join([b""] + pieces)


def nearby(act, number):
    """An act whose ids are within a fuzzer's reach: it may come to name something that is there."""
    near = number.to_bytes(8, "big")
    act = re.sub(rb"(?s)\x58\x20.{32}", lambda _: b"\x58\x20" + near + bytes(24), act)
    return re.sub(rb"(?s)\x50.{16}", lambda _: b"\x50" + near + bytes(8), act)


def forms(folder):
    """The seeds of bundles and authority."""
    entries = [entry for entry in read(folder, "forms.json") if len(entry["bytes"]) < 4000]
    for entry in entries:
        yield "forms", bytes([FORMS.index(entry["type"])]) + bytes.fromhex(entry["bytes"])
    acts = [b"\x81" + bytes.fromhex(entry["bytes"]) for entry in entries
            if entry["type"] == "act" and "value" in entry]
    for number, act in enumerate(acts):
        pieces = [bytes([(number + who) % 5]) + nearby(other, number + who)
                  for who, other in enumerate((act, acts[number // 2], act))]
        yield "charter", MARK.join([b""] + pieces)


# In the order of the switches in Fuzz/Targets: handshake messages, invites, files of keys, post.
INVITES = ["letters", "qr", "invites"]
POST = ["envelope", "entry"]


def secrets(folder):
    """The seeds of what is sealed."""
    for kind in range(9):
        for change in (b"", b"\0", b"\0\1", b"\x01", b"\0" + bytes(40) + b"\x80"):
            yield "handshake", bytes([kind]) + change
    for entry in read(folder, "secrets.json"):
        data = bytes.fromhex(entry.get("bytes", ""))
        if entry["type"] in INVITES:
            text = entry["text"].encode() if "text" in entry else data
            yield "invites", bytes([INVITES.index(entry["type"])]) + text
        if entry["type"] in ("device", "keyring"):
            kind = int(entry["type"] == "keyring")
            # With a check of one's own, and with the one that is to be made.
            yield "keyring", bytes([kind + 2]) + data
            yield "keyring", bytes([kind]) + data[:-34]
        if entry["type"] in POST and len(data) < 2_000:
            yield "envelopes", bytes([POST.index(entry["type"])]) + data
        if entry["type"] == "enrolment":
            yield from spoken([bytes.fromhex(item) for item in entry["messages"]])
    for who in range(8):
        pieces = [bytes([1, epoch, 0, (epoch + who) % 8, who, 0]) + bytes(90)
                  for epoch in range(7)]
        yield "envelopes", b"\2" + MARK.join(pieces)


def spoken(messages):
    """Messages of an enrolment, as somebody with the seed could say them: of another session they
    are only as long as real ones."""
    pieces = [b"\0" + message[2:] for message in messages[2:]]
    for kind in (2, 3):
        yield "handshake", bytes([8, kind]) + MARK.join(pieces)
    answers = [b"\0\x83\x03\x50" + bytes(16) + b"\x50" + bytes(16),
               b"\0\x82\x05\x64used",
               b"\0\x87\x01" + 3 * (b"\x58\x20" + bytes([9] * 32)) + b"\x58\x40" + bytes(64)
               + 2 * (b"\x58\x20" + bytes(32)),
               b"\0\x83\x04" + 2 * (b"\x58\x20" + bytes([7] * 32)),
               b"\0\x84\x02\x58\x20" + bytes(32) + 2 * (b"\x58\x40" + bytes(64))]
    offer = b"\x86\0" + 2 * (b"\x58\x20" + bytes(32)) + b"\xf6" + 2 * (b"\x58\x20" + bytes(32))
    yield "handshake", bytes([8, 2]) + MARK.join(answers)
    yield "handshake", bytes([8, 3]) + MARK.join([offer] + answers)


def talk(folder):
    """The seeds of what two say to each other: messages alone, said to one side, and programs."""
    said = [bytes.fromhex(entry["bytes"]) for entry in read(folder, "talk.json")
            if entry["type"] == "said" and len(entry["bytes"]) < 2_000]
    for data in said:
        yield "talk", b"\0" + data
    held = bytes([3, 2, 0, 5, 6, 0, 0] * 4)
    for head in (b"\0\0\0", b"\1\0\0", b"\1\1\0", b"\0\2\0"):
        steps = [bytes([number, 1, 2, 3, 4, 5, 6, 7, 8]) for number in range(1, 16)]
        yield "talk", b"\1" + MARK.join([head + held] + steps)
        yield "talk", b"\1" + MARK.join([head + held] + [b"\x0a" + data for data in said[:20]])
    # More is wanted than there is credit for; then the other is let go of, and gives more.
    for feed in (5, 6):
        held = b"\0\0\0" * (feed - 1) + b"\x0f\x0f\x0f" + bytes(3 * (6 - feed) + 4)
        steps = [bytes([4, 1, 0, feed - 1, 0, 0, 2, 0]), b"\x0d\1", b"\7\4", b"\x0b"]
        yield "talk", b"\1" + MARK.join([b"\0\0\0" + held] + steps)
    held = bytes([3, 2, 0, 5, 6, 0, 0] * 4)
    for change in (b"", b"\0\7", b"\1\4\2\0", b"\0\4\3\1"):
        steps = [bytes([number & 1, 0, 3]) for number in range(12)]
        yield "talk", b"\2" + MARK.join([held + bytes(reversed(held))] + steps + [change] * 3)


def signals(folder):
    """The seeds of what is said to all who are near: signals alone, and said to a station."""
    entries = [(entry["type"], bytes.fromhex(entry["bytes"]))
               for entry in read(folder, "talk.json")
               if entry["type"] in ("signal", "hints") and len(entry["bytes"]) < 2_000]
    for kind, data in entries:
        yield "signals", bytes([int(kind == "hints")]) + data
        yield "signals", b"\2" + MARK.join([b"\1\1" + data, b"\2\2" + data, b"\3\x64\3"])
    asks = [b"\6" + bytes([1, 0, 3, place, 0, 0, 1, 1, place]) for place in range(8)]
    beacons = [b"\4" + bytes([place & 1, place, 5, 1, place, 1, 0, 3, 0, 9, 0, place, 7])
               for place in range(12)]
    news = [b"\5" + bytes([2, place, 0, place + 1, 3, 5, 1, place + 2, 0, 0, place, 1, place])
            for place in range(8)]
    wait = b"\3\xfa\x08"
    for steps in (asks, beacons, news, asks + beacons + news, beacons * 3, [b"\7\1"] * 20 + asks):
        yield "signals", b"\2" + MARK.join([wait] + steps + [wait])
        yield "signals", b"\2" + MARK.join(step for one in steps for step in (one, wait))


def sticks(folder):
    """Texts of pieces, of which each is sealed in its place, and changes of a sound stick."""
    plan = b"\x85\0\x1b\0\0\1\x8c\0\0\0\0\xf6\xf6\xf6"
    wish = b"\x85\1\0\xf6\xf6\xf6"
    none = b"\x86" + bytes(6)
    goods = b"\x83\5\4\x81\x41\1"
    half = b"\x84\6\4\x19\xff\xff\x42\1\1"
    texts = [b"\x83" + plan + b"\x80" + none, b"\x83" + plan + b"\x80\xf6",
             b"\x83" + wish + b"\x80" + none,
             b"\x83" + plan + b"\x81" + bytes([0x40 + len(goods)]) + goods + b"\xf6",
             b"\x83\xf6\x81" + bytes([0x40 + len(half)]) + half + b"\xf6",
             b"\x83\xf6\x80\x86\0\0\0\0\1\0" + bytes(9)]
    for entry in read(folder, "talk.json"):
        data = bytes.fromhex(entry.get("bytes", ""))
        if entry.get("type") != "said" or not 24 <= len(data) < 1_500:
            continue
        short = bytes([0x58, len(data) % 256])
        head = short if len(data) < 256 else b"\x59" + len(data).to_bytes(2, "big")
        for first in (plan, wish):
            texts.append(b"\x83" + first + b"\x81" + head + data + b"\xf6")
    yield "sticks", b"\0"
    yield "sticks", b"\0causeway-stick\1" + bytes(16) + b"\0\0\0\x30" + bytes(48)
    for text in texts:
        yield "sticks", b"\1" + text
        yield "sticks", b"\1" + MARK.join([text, texts[-1], texts[5]])
    for place in range(24):
        yield "sticks", b"\2" + bytes([place, 8 * place, place % 4, 1, 0, place, 2, 3, 0])


def main(arguments):
    if len(arguments) != 2 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    folder, target = map(pathlib.Path, arguments)
    for name, seed in itertools.chain(seeds(folder), forms(folder), secrets(folder),
                                      talk(folder), signals(folder),
                                      sticks(folder)):
        (target / name).mkdir(parents=True, exist_ok=True)
        (target / name / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
