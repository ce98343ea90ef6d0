#!/usr/bin/python3 -B
"""A client written from the spec alone: it joins a realm by an invite, as a device with a seat of
its own, and fetches from a node, or from a relay, whatever it may have.

    client.py join --folder F --invite TEXT [--at HOST:PORT] [--yes]
    client.py fetch --folder F --at HOST:PORT [--relay KEY] [--json]

It writes nothing into the realm. What it fetched it holds against the spec, gate by gate, opens
what its seat reads, joins it, and says the digest of each scope. Exit codes: 0 done, 1 refused or
broken off (why stands on the last line), 2 wrong usage.
"""

import argparse
import json
import sys
import time

from acts import SEAT
from conversing import Conversation
from folders import Folder, Place
from holding import Holdings
from invites import read_letters, read_qr
from items import Refused
from joining import join, new_keys
from reading import Reading
from sessions import meet_device, meet_relay
from streams import Dialled

PASSPHRASE = b"a passphrase"
PORT = 11_787
PATIENCE, QUIET, ENROLLING = 30, 1.0, 120  # Seconds.
CLOCK_SHIFT = 16


def address_of(text):
    """Host and port: `host`, `host:port`, `[v6]:port`, or an address of IPv6 as it is (INV-2)."""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, int(port[1:] or PORT)
    host, colon, port = text.partition(":")
    return (text, PORT) if ":" in port or not colon else (host, int(port))


# Joining

def read_invite(text):
    """INV-1, INV-2: the seed; then realm, issuer's device and addresses, if it has them."""
    if text.upper().startswith("CAUSEWAY:"):
        return read_qr(text.strip())
    return read_letters(text.strip()), None, None, ()


def join_realm(given):
    """ENROL-1 to ENROL-3: joins, and keeps what it was given."""
    seed, realm, device, addresses = read_invite(given.invite)
    folder, passphrase = Folder(given.folder), given.passphrase.encode()
    # INV-4: after a broken line the same joiner comes again, with the same keys.
    own = folder.keys(passphrase)[0] if folder.has("keyring") else new_keys()
    folder.keep_keys(own, passphrase)
    places = [given.at] if given.at else list(addresses)
    stream = dial_first(places)

    def are_same(words):
        stream.patience(ENROLLING)  # People take longer than machines.
        print(json.dumps({"words": " ".join(words)}), flush=True)
        return given.yes or input("The same words there? ").strip() == "yes"

    found = join(stream, seed, own, are_same, realm)
    place = Place(found.realm, found.issuer, device, found.seat, found.first, tuple(places))
    folder.keep_keys(own, passphrase, place, found.hello)
    print(json.dumps({"realm": found.realm.hex(), "seat": found.seat.hex()}), flush=True)


def dial_first(places):
    """A stream to the first of several addresses where somebody is."""
    fault = Refused("nobody-there", 0)
    for place in places:
        try:
            return Dialled(*address_of(place), PATIENCE)
        except (OSError, ValueError) as found:
            fault = found
    raise fault


# Fetching

def devices_of(holdings, place):
    """SHAKE-5: whom one goes on with: a device of the realm; before anything is known of the realm,
    that of the QR text, and with letters alone whoever has the hello key."""
    known = {act.content.device for act in holdings.charter.acts.values() if act.kind == SEAT}
    if known:
        return lambda device: device in known
    return lambda device: place.device in (None, device)


def talk(link, folder, realm, holdings):
    """TALK-2, MEET-2: says all there is to say, until both hold the same or nothing more comes.
    Returns what is held then, and the conversation."""
    conversation = Conversation(holdings, True, folder.keep)
    started, looked, heard = time.monotonic(), False, 0
    while True:
        for message in conversation.out:
            link.send(message)
        conversation.out = []
        if conversation.met and conversation.goods_heard > heard:
            heard = conversation.goods_heard
            conversation.renew(Holdings(realm, folder.came()))
            conversation.tell_root()
            continue
        if conversation.met and conversation.their_root == conversation.holdings.root():
            return conversation
        try:
            said = link.receive()
        except TimeoutError:
            if conversation.met and looked:
                return conversation
            if conversation.met:
                looked = True  # Once more: what is on its way comes by itself.
                conversation.tell_root()
                conversation.compare()
            elif time.monotonic() - started > PATIENCE:
                raise Refused("too-slow", 0) from None
            continue
        if said is None:
            return conversation
        conversation.hear(said)


def require_admission(holdings, place, own):
    """ENROL-3: the act holds the very keys, and stands in a root record, or in a feed of the seat
    that the offer named, whose device is that of the QR text. It may not be here yet."""
    act = holdings.charter.acts.get(place.seat)
    if act is None:
        return False
    maker = holdings.charter.openings[act.feed].seat if act.feed else place.issuer
    issuer = holdings.charter.acts.get(place.issuer)
    content = act.content if act.kind == SEAT else None
    if content is None or issuer is None or issuer.kind != SEAT or maker != place.issuer or \
            (content.signing, content.box, content.device) != own.keys() or \
            content.first != place.first or \
            place.device not in (None, issuer.content.device):
        raise Refused("not-admitted", 0)
    return True


def fetch(given):
    """Fetches, holds it against the spec, and says what there is."""
    folder = Folder(given.folder)
    place, (own, hellos) = folder.place(), folder.keys(given.passphrase.encode())
    holdings = Holdings(place.realm, folder.came())
    stream = Dialled(*address_of(given.at), PATIENCE)
    if given.relay:
        link = meet_relay(stream, place.realm, bytes.fromhex(given.relay))
    else:
        link = meet_device(stream, place.realm, hellos[place.realm], own.device,
                           devices_of(holdings, place))
    stream.patience(QUIET)
    conversation = talk(link, folder, place.realm, holdings)
    link.end()
    holdings = Holdings(place.realm, folder.came())
    print(json.dumps(told(holdings, conversation, stream, place, own), indent=None if given.json
                     else 2))


def told(holdings, conversation, stream, place, own):
    """What came of it."""
    admitted = require_admission(holdings, place, own)
    now = int(time.time() * 1_000) << CLOCK_SHIFT
    reading = Reading(holdings, place.seat, own.box, now)
    sorts = ("roots", "proofs", "feeds", "envelopes", "schemas")
    return {
        "admitted": admitted, "view": holdings.charter.view_id.hex(),
        "root": holdings.root().hex(),
        "same": conversation.their_root == holdings.root(),
        "bytes": {"came": stream.came, "went": stream.went,
                  "goods": conversation.goods_heard},
        "things": {name: sum(thing.sort == sort for thing in holdings.things.values())
                   for sort, name in enumerate(sorts)},
        "bundles": len(holdings.parcels), "keys": len(reading.keys),
        "sealed": sum(parcel.head.epoch is not None for parcel, _ in holdings.parcels.values()),
        "within-reach": reading.within_reach(place.seat, own.box),
        "left-out": holdings.left_out, "statements": len(conversation.statements),
        "scopes": [opened.summary(place.realm) for opened in reading.scopes]}


def main(arguments=None):
    """The command."""
    parser = argparse.ArgumentParser(
        prog="client.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(required=True)
    joining = commands.add_parser("join", help="join a realm")
    joining.add_argument("--invite", required=True, help="letters, or the text that begins with "
                         "CAUSEWAY; “-” reads it from the first line of the input")
    joining.add_argument("--yes", action="store_true", help="the words are the same")
    joining.set_defaults(run=join_realm)
    fetching = commands.add_parser("fetch", help="fetch what there is")
    fetching.add_argument("--relay", metavar="KEY", help="it is a relay with this key")
    fetching.add_argument("--json", action="store_true", help="all on one line")
    fetching.set_defaults(run=fetch)
    for command in (joining, fetching):
        command.add_argument("--folder", required=True, help="where keys and log are")
        command.add_argument("--at", help="HOST:PORT", required=command is fetching)
        command.add_argument("--passphrase", default=PASSPHRASE.decode())
    given = parser.parse_args(arguments)
    if getattr(given, "invite", None) == "-":
        given.invite = sys.stdin.readline()
    try:
        given.run(given)
    except Refused as refusal:
        print(json.dumps({"refused": refusal.reason}))
        return 1
    except OSError as fault:
        print(json.dumps({"refused": "broken-off", "why": str(fault)}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
