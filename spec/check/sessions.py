"""Handshakes over a stream, and the sessions that follow (SHAKE-1 to SHAKE-6, SESS-1, SESS-2 of
12-transport.md)."""

import os

from handshakes import GOES_ON, GOODBYE, INCARNATION, MOST_ENROLMENT, MOST_TEXT, NK, NN, XX, End
from handshakes import said
from items import Refused


class Link:
    """A session over a stream. `other` is the other's device key, and `run` the incarnation of its
    run, where the handshake brings them."""

    def __init__(self, stream, end, most=MOST_TEXT, run=None):
        self.stream, self.session = stream, end.session(most)
        self.hash, self.other, self.run = end.noise.hash, end.noise.remote["s"], run

    def send(self, text):
        """Says something."""
        self.stream.send(self.session.seal(GOES_ON + text))

    def receive(self):
        """What the other says next; None once it said goodbye."""
        return said(self.session.open(self.stream.receive()))

    def end(self):
        """Says goodbye, and lets go."""
        try:
            self.stream.send(self.session.seal(GOODBYE))
        except Refused:
            pass  # The other was faster.
        self.stream.close()


def fresh():
    """The secret half of a new key."""
    return os.urandom(32)


def first_answer(stream):
    """The answer to a first message. SHAKE-3: whoever refuses that says nothing, and closes."""
    try:
        return stream.receive()
    except Refused as refusal:
        raise Refused("refused-there" if refusal.reason == "cut" else refusal.reason, 0) from None


def meet_device(stream, realm, hello, secret, is_fine, run=None):
    """SHAKE-5: the initiator of an XX looks at the responder's key before it shows its own.
    `is_fine` says whether somebody with this device key was meant."""
    run = run or os.urandom(INCARNATION)
    end = End(XX, True, realm, fresh(), static=secret, hello=hello)
    stream.send(end.write())
    theirs = end.read(first_answer(stream))
    if (end.noise.remote["s"], theirs) == (end.own_key, run):
        raise Refused("own-key", 0)
    if not is_fine(end.noise.remote["s"]):
        raise Refused("stranger", 0)
    stream.send(end.write(run))
    return Link(stream, end, run=theirs)


def be_met(stream, realm, hello, secret, run=None):
    """SHAKE-5: the responder of an XX, which judges the initiator's key when it has the third."""
    end = End(XX, False, realm, fresh(), static=secret, hello=hello)
    end.read(stream.receive())
    stream.send(end.write(run or os.urandom(INCARNATION)))
    return Link(stream, end, run=end.read(stream.receive()))


def meet_relay(stream, realm, relay):
    """SHAKE-1, pattern 1: a relay is known by its key, and does not get to know who comes."""
    end = End(NK, True, realm, fresh(), remote=relay)
    stream.send(end.write())
    end.read(first_answer(stream))
    return Link(stream, end)


def meet_issuer(stream, name, psk):
    """SHAKE-6: a joiner at the issuer of its invite. Returns the session, and the offer's bytes."""
    end = End(NN, True, name, fresh(), psk=psk)
    stream.send(end.write())
    offer = end.read(first_answer(stream))
    return Link(stream, end, MOST_ENROLMENT), offer


def admit_joiner(stream, name, psk, offer):
    """SHAKE-6: the issuer's side."""
    end = End(NN, False, name, fresh(), psk=psk)
    end.read(stream.receive())
    stream.send(end.write(offer))
    return Link(stream, end, MOST_ENROLMENT)
