"""The Noise Protocol Framework, revision 34, as far as SHAKE-1 of 12-transport.md goes: XX, NK and
NNpsk0 with 25519_ChaChaPoly_SHA256. Plain, and with any payloads; `handshakes` has the rest."""

import hmac
from hashlib import sha256

from nacl.bindings import crypto_aead_chacha20poly1305_ietf_decrypt as opened_with
from nacl.bindings import crypto_aead_chacha20poly1305_ietf_encrypt as sealed_with
from nacl.exceptions import CryptoError

import curve
from items import Refused
from keys import agree_on, public

# Of each pattern: whether the initiator knows the responder's static key, and the messages.
PATTERNS = {
    "XX": (False, (("e",), ("e", "ee", "s", "es"), ("s", "se"))),
    "NK": (True, (("e", "es"), ("e", "ee"))),
    "NNpsk0": (False, (("psk", "e"), ("e", "ee")))}
KEY, TAG = 32, 16


def protocol_name(pattern):
    """The name by which Noise knows it."""
    return f"Noise_{pattern}_25519_ChaChaPoly_SHA256"


def derived(chaining, secret, count):
    """HKDF of Noise (§4.3)."""
    found, last = [], b""
    first = hmac.digest(chaining, secret, "sha256")
    for place in range(1, count + 1):
        last = hmac.digest(first, last + bytes([place]), "sha256")
        found.append(last)
    return found


class Cipher:
    """CipherState (§5.1): a key, or none yet, and the number of the next message."""

    def __init__(self, key=None):
        self.key, self.number = key, 0

    def nonce(self):
        """The nonce of the next message, which then has been."""
        self.number += 1
        return bytes(4) + (self.number - 1).to_bytes(8, "little")

    def seal(self, text, data=b""):
        """EncryptWithAd."""
        return text if self.key is None else sealed_with(text, data, self.nonce(), self.key)

    def open(self, sealed, data=b""):
        """DecryptWithAd."""
        if self.key is None:
            return sealed
        if len(sealed) < TAG:
            raise Refused("does-not-open", 0)
        try:
            return opened_with(sealed, data, self.nonce(), self.key)
        except CryptoError:
            raise Refused("does-not-open", 0) from None


class Symmetric:
    """SymmetricState (§5.2): the chaining key, the hash of all so far, a cipher."""

    def __init__(self, name):
        name = name.encode("ascii")
        self.hash = name + bytes(32 - len(name)) if len(name) <= 32 else sha256(name).digest()
        self.chaining, self.cipher = self.hash, Cipher()

    def mix_hash(self, data):
        """MixHash."""
        self.hash = sha256(self.hash + data).digest()

    def mix_key(self, secret):
        """MixKey."""
        self.chaining, key = derived(self.chaining, secret, 2)
        self.cipher = Cipher(key)

    def mix_key_and_hash(self, secret):
        """MixKeyAndHash."""
        self.chaining, more, key = derived(self.chaining, secret, 3)
        self.mix_hash(more)
        self.cipher = Cipher(key)

    def seal(self, text):
        """EncryptAndHash."""
        sealed = self.cipher.seal(text, self.hash)
        self.mix_hash(sealed)
        return sealed

    def open(self, sealed):
        """DecryptAndHash."""
        text = self.cipher.open(sealed, self.hash)
        self.mix_hash(sealed)
        return text

    def split(self):
        """Split: the ciphers of the initiator's messages and of the responder's."""
        return [Cipher(key) for key in derived(self.chaining, b"", 2)]


class Handshake:
    """HandshakeState (§5.3) of one side. Keys are secret halves, but for `remote`: the responder's
    public static key, where the initiator knows it beforehand."""

    def __init__(self, pattern, initiator, prologue, ephemeral, static=None, remote=None,
                 psk=None):
        known, self.messages = PATTERNS[pattern]
        self.initiator, self.place = initiator, 0
        self.secrets = {"e": ephemeral, "s": static}
        self.remote = {"s": remote}
        self.with_psk, self.psk = "psk" in pattern, psk
        self.state = Symmetric(protocol_name(pattern))
        self.state.mix_hash(prologue)
        if known:
            self.state.mix_hash(remote if initiator else public(static))

    @property
    def done(self):
        """Whether all messages have been."""
        return self.place == len(self.messages)

    @property
    def hash(self):
        """The hash of the handshake, which is the session's (SESS-3)."""
        return self.state.hash

    def tokens(self):
        """The tokens of the next message."""
        self.place += 1
        return self.messages[self.place - 1]

    def agree(self, token):
        """What two keys agree on: `es` is the initiator's e and the responder's s."""
        mine, theirs = token if self.initiator else token[::-1]
        self.state.mix_key(agree_on(self.secrets[mine], self.remote[theirs]))

    def write(self, payload=b""):
        """WriteMessage."""
        written = b""
        for token in self.tokens():
            if token == "psk":
                self.state.mix_key_and_hash(self.psk)
            elif token in ("e", "s"):
                written += self.write_key(token, public(self.secrets[token]))
            else:
                self.agree(token)
        return written + self.state.seal(payload)

    def write_key(self, token, key):
        """One of the keys that a message brings. With a psk, §9.2 mixes it in."""
        if token == "s":
            return self.state.seal(key)
        self.mix_ephemeral(key)
        return key

    def mix_ephemeral(self, key):
        """What becomes of an ephemeral key, one's own or the other's."""
        self.state.mix_hash(key)
        if self.with_psk:
            self.state.mix_key(key)

    def read(self, message):
        """ReadMessage. Returns the payload."""
        left = message
        for token in self.tokens():
            if token == "psk":
                self.state.mix_key_and_hash(self.psk)
            elif token in ("e", "s"):
                left = self.read_key(token, left)
            else:
                self.agree(token)
        return self.state.open(left)

    def read_key(self, token, left):
        """Reads a key off a message and returns what is left of it. SHAKE-3: none is of small
        order."""
        size = KEY + (TAG if token == "s" and self.state.cipher.key is not None else 0)
        key, left = left[:size], left[size:]
        if len(key) < size:
            raise Refused("does-not-open", 0)
        if token == "s":
            key = self.state.open(key)
        else:
            self.mix_ephemeral(key)
        if curve.small_box(key):
            raise Refused("does-not-open", 0)
        self.remote[token] = key
        return left

    def split(self):
        """The ciphers that come after: of what one sends, and of what one receives."""
        first, second = self.state.split()
        return (first, second) if self.initiator else (second, first)


def overhead(pattern, place):
    """How many bytes a message has beside its payload."""
    keyed, size = False, 0
    for tokens in PATTERNS[pattern][1][:place + 1]:
        size = 0
        for token in tokens:
            if token in ("e", "s"):
                size += KEY + (TAG if token == "s" and keyed else 0)
            keyed = keyed or token not in ("e", "s")
        size += TAG if keyed else 0
    return size
