"""How handshakes, sessions and enrolments of secrets.json are checked (spec/vectors/README.md):
both ends are there, so that each message is read by the one, and written again by the other."""

from copy import deepcopy

import enrolment
from checks import Disagreement, agree
from handshakes import NK, NN, PATTERNS, XX, End, said
from items import Refused, read_item
from keys import public, signing_key
from vectors import Unclear, array, has_members, integer, json_of, octets

KEYS = ("signing", "box", "device")


def ends_of(entry):
    """SHAKE-2: the two ends."""
    number = integer(entry["pattern"], len(PATTERNS))
    sides = [keys_of(entry[name], number in patterns) for name, patterns in (
        ("initiator", (XX,)), ("responder", (XX, NK)))]
    context = octets(entry["context"], 16 if number == NN else 32)
    psk, hello = (octets(entry[name], 32) if number == wanted else null(entry[name])
                  for name, wanted in (("psk", NN), ("hello", XX)))
    remote = public(sides[1][1]) if number == NK else None
    return [End(number, place == 0, context, *side, remote if place == 0 else None, psk, hello)
            for place, side in enumerate(sides)]


def keys_of(side, with_static):
    """The secrets of one end: ephemeral, and static or None."""
    has_members(side, ("ephemeral", "static") if with_static else ("ephemeral",))
    return octets(side["ephemeral"], 32), octets(side["static"], 32) if with_static else None


def null(value):
    """What has no place in this pattern."""
    if value is not None:
        raise Unclear("a key that the pattern does not have")


def exchanged(read, write, data, what, last):
    """One message: who takes it reads it; who sent it would have written the same. Only the last
    can be refused."""
    try:
        text = read(data)
    except Refused as refusal:
        if last:
            raise
        raise Disagreement(what, "taken", f"refused: {refusal}") from None
    except ValueError as fault:
        raise Unclear(f"{what}: {fault}") from None
    agree(what, data, write(text))
    return text


def shaken(ends, messages, more=False):
    """The payloads of a handshake; `more` says that something comes after it."""
    payloads = []
    for place, data in enumerate(messages):
        if ends[0].done:
            raise Unclear("more messages than the pattern has")
        payloads.append(exchanged(
            ends[1 - place % 2].read, ends[place % 2].write, data, f"message {place}",
            place == len(messages) - 1 and not more))
    return payloads


def handshake(entry):
    """SHAKE-2 to SHAKE-4, SESS-1."""
    ends, rows = ends_of(entry), array(entry.get("sent", []))
    payloads = shaken(ends, [octets(data) for data in array(entry["messages"])], bool(rows))
    if not ends[0].done:
        raise Unclear("a handshake that does not end")
    agree("hashes", ends[0].noise.hash, ends[1].noise.hash)
    both, sent = [end.session() for end in ends], []
    for place, row in enumerate(rows):
        if len(array(row)) != 3:
            raise Unclear("an entry of sent is not from, text, bytes")
        sender, data = integer(row[0], 2), octets(row[2])
        text = exchanged(both[1 - sender].open, both[sender].seal, data, f"sent {place}",
                         place == len(rows) - 1)
        sent.append([sender, text.hex(), row[2]])
    return {"payloads": [payload.hex() for payload in payloads],
            "session": ends[0].noise.hash.hex(), "sent": sent}


# Enrolment

def enrolled(entry):
    """ENROL-1, ENROL-2: all that was said, and whether it holds together."""
    seed = octets(entry["seed"], 16)
    both = enrolment.ends(seed, *(octets(entry[name], 32) for name in ("joiner", "issuer")))
    messages = [octets(data) for data in array(entry["messages"])]
    if len(messages) < 2:
        raise Unclear("no handshake")
    _, offer = shaken(both, messages[:2], True)
    found = [enrolment.read_message(offer)]
    turn, pair = 0, enrolment.sessions(both)
    for place, data in enumerate(messages[2:], 2):
        turn, text = sent_by(pair, turn, data, f"message {place}")
        if said(text) is not None:
            found.append(enrolment.read_message(said(text)))
    for item in found:
        agree("message written again", item, read_item(enrolment.write_message(item)))
    require_turns(found)
    has_members(entry["secrets"], KEYS)
    secrets = {name: octets(entry["secrets"][name], 32) for name in KEYS}
    return {"items": [json_of(item) for item in found],
            "words": consistent(found, seed, both[0].noise.hash, secrets)}


def sent_by(pair, turn, data, what):
    """A message of the session: whose it is, and the next one's turn; what was sealed. They take
    turns, but either may say goodbye."""
    for sender in (turn, 1 - turn):
        copy = deepcopy(pair)
        try:
            text = exchanged(copy[1 - sender].open, copy[sender].seal, data, what, True)
        except Refused:
            continue
        if sender != turn and said(text) is not None:
            raise Refused("out-of-turn", 0)
        pair[:] = copy
        return 1 - sender, text
    raise Disagreement(what, "a message of the session", "does-not-open")


def require_turns(found):
    """ENROL-1: offer, claim, test, answer, admission; a refusal may stand for what the issuer would
    say."""
    numbers = [item[0] for item in found]
    ended = numbers[:-1] if numbers[-1] == enrolment.REFUSAL else numbers
    if ended != list(range(len(ended))) or len(ended) < len(numbers) and len(ended) % 2:
        raise Disagreement("turns", "those of ENROL-1", numbers)


def consistent(found, seed, session, secrets):
    """ENROL-1: that all proofs hold, unless it was refused because they do not. Returns the words,
    none if it did not come so far."""
    said_why = found[-1][1] if found[-1][0] == enrolment.REFUSAL else None
    offer, claim, test, answer = (found + [None] * 4)[:4]
    if claim is None or claim[0] != enrolment.CLAIM:
        return []
    agree("the claim's keys", claim[1:4], (
        signing_key(secrets["signing"]), public(secrets["box"]),
        public(secrets["device"])))
    judge("claim", lambda: enrolment.require_claim(claim, offer, seed, session), said_why)
    if test is None or test[0] != enrolment.TEST:
        return []
    enrolment.require_commitment(offer, test)
    if answer is not None and answer[0] == enrolment.ANSWER:
        wanted = enrolment.tested(test, secrets["box"], secrets["device"], session)
        if said_why != "bad-proof" or wanted == answer:
            agree("answer", wanted, answer)
    return enrolment.words(session, claim, offer, test)


def judge(what, require, said_why):
    """Whether a claim is refused for the reason that the issuer gave, if it gave such a one."""
    try:
        require()
    except Refused as refusal:
        agree(what, said_why, refusal.reason)
