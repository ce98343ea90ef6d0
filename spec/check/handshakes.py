"""Handshakes and sessions as they travel (SHAKE-2 to SHAKE-4, SESS-1, SESS-2 of 12-transport.md).
`noise` has what is inside."""

from items import Refused
from keys import derive, public
from noise import Handshake, overhead

PATTERNS = ("XX", "NK", "NNpsk0")
XX, NK, NN = range(3)
VERSION = 1
MOST_MESSAGE, MOST_TEXT, MOST_ENROLMENT = 1_024, 65_535, 4_096
GREETING = 16
PREFACE = 2 + GREETING
INCARNATION = 16
# SHAKE-4, SHAKE-6: how long the payloads of each pattern's messages are; None is of any length.
# Of the first message of an XX the length is all there is to see, since nothing in it is sealed.
PAYLOADS = ((0, INCARNATION, INCARNATION), (0, 0), (0, None))
GOES_ON, GOODBYE = b"\0", b"\1"


def prologue(number, context):
    """SHAKE-2: `context` is the realm id, or the invite's name."""
    return b"causeway" + bytes([VERSION, number]) + context


def greeting(number, context, hello, ephemeral):
    """SHAKE-3: by which the responder knows what this is about. Of an XX, it follows from the hello
    key and the initiator's ephemeral key (public half)."""
    if number == XX:
        return derive(hello, "k-hello", ephemeral)[:GREETING]
    return context[:GREETING]


def framed(message):
    """Something after its length."""
    return len(message).to_bytes(2, "big") + message


def unframed(data, most=MOST_TEXT):
    """What follows a length. Raises ValueError unless it is so long: it is one message here."""
    length = int.from_bytes(data[:2], "big")
    if length > most:
        raise Refused("too-long", 0)
    if len(data) != 2 + length:
        raise ValueError("not one message")
    return data[2:]


class End:
    """One of the two. Keys are secret halves; `remote` is the responder's public key in NK."""

    def __init__(self, number, initiator, context, ephemeral, static=None, remote=None, psk=None,
                 hello=None):
        self.number, self.context, self.hello = number, context, hello
        self.ephemeral = ephemeral
        self.own_key = static and public(static)
        self.noise = Handshake(PATTERNS[number], initiator, prologue(number, context), ephemeral,
                               static, remote, psk)

    @property
    def done(self):
        """Whether it is over."""
        return self.noise.done

    def write(self, payload=b""):
        """The next message, as it travels."""
        first = self.noise.place == 0
        message = self.noise.write(payload)
        if first:
            greeted = greeting(self.number, self.context, self.hello, public(self.ephemeral))
            message = bytes([VERSION, self.number]) + greeted + message
        return framed(message)

    def read(self, data):
        """SHAKE-3: reads the next message. Returns its payload."""
        message = unframed(data, MOST_MESSAGE)
        place = self.noise.place
        if place == 0:
            message = self.without_preface(message)
        self.require_length(message, place)
        if place == 0:
            self.require_greeting(data[4:2 + PREFACE], message)
        payload = self.noise.read(message)
        if PAYLOADS[self.number][place] not in (None, len(payload)):
            raise Refused("wrong-type", 0)
        return payload

    def without_preface(self, message):
        """SHAKE-3: the version, then the pattern."""
        if message[:1] not in (b"", bytes([VERSION])):
            raise Refused("unknown-version", 0)
        if len(message) < PREFACE or message[1] != self.number:
            raise Refused("wrong-pattern", 0)
        return message[PREFACE:]

    def require_length(self, message, place):
        """SHAKE-3: the length that belongs there; what is longer later has a payload."""
        size = len(message) - overhead(PATTERNS[self.number], place)
        if size < 0 or size and place == 0:
            raise Refused("wrong-pattern", 0)

    def require_greeting(self, greeted, message):
        """SHAKE-3: the ephemeral key is the first thing in the message."""
        if greeted != greeting(self.number, self.context, self.hello, message[:32]):
            raise Refused("unknown-greeting", 0)

    def session(self, most=MOST_TEXT):
        """SESS-1: what comes after the handshake."""
        return Session(*self.noise.split(), most)


class Session:
    """SESS-1, of one side: a cipher for each direction."""

    def __init__(self, sending, receiving, most):
        self.sending, self.receiving, self.most = sending, receiving, most

    def seal(self, text):
        """The next message, as it travels."""
        return framed(self.sending.seal(text))

    def open(self, data):
        """What was sealed in the next message."""
        return self.receiving.open(unframed(data, self.most))


def said(text):
    """SESS-2: what a message says after its first byte; None for the goodbye."""
    if text == GOODBYE:
        return None
    if text[:1] != GOES_ON:
        raise Refused("wrong-type", 0)
    return text[1:]
