"""Hashes with tags, and signatures (SEAL-1 to SEAL-4 of 04-identity.md).

Signatures are checked by libsodium, whose rule is that of SEAL-3: it refuses S >= L, an A that is
not canonical, an A or R of small order, and compares R with the encoding of [S]B - [h]A, which
leaves no other encoding of it and takes no cofactor. Its source says so (crypto_sign/ed25519/ref10/
open.c, built without ED25519_COMPAT), and test_seals.py compares the library at hand with `curve`,
which says the rule in plain arithmetic, where libraries differ. Keys are checked by `curve`:
libsodium 1.0.18 without its later fix takes a key with a part of order two (CVE-2025-69277).
"""

from functools import lru_cache

from nacl.bindings import crypto_sign_open
from nacl.encoding import RawEncoder
from nacl.exceptions import BadSignatureError
from nacl.hash import blake2b

import curve
from items import Refused, write_item

HASHES = ("body", "bundle", "feed", "scope", "root", "act", "seat", "key", "view", "envelope",
          "commit", "words", "schema", "fact", "holding", "issue", "code",
          "statement")
SIGNATURES = ("sign-bundle", "sign-root", "sign-seat", "sign-envelope", "sign-stated")
SHORT = 16


def tag_bytes(name):
    """A tag as it is hashed or signed: ASCII, and zeros up to 16 bytes."""
    return b"cw/" + name.encode("ascii") + bytes(13 - len(name))


def tagged(name, *parts):
    """SEAL-1: the hash of these bytes, one after the other, for this purpose."""
    if name not in HASHES:
        raise ValueError(f"no tag: {name}")
    return blake2b(b"".join(parts), digest_size=32, person=tag_bytes(name), encoder=RawEncoder)


def feed_id(opening):
    """FEED-1: the id of the feed that these bytes open."""
    return tagged("feed", opening)[:SHORT]


def scope_id(realm, scope):
    """ADDR-1: the id of the scope with this encoding."""
    return tagged("scope", realm, scope)


def act_id(holder, index):
    """ACT-1: the name of an act in the bundle or root record with this hash."""
    return tagged("act", holder, index.to_bytes(4, "big"))


def seat_hash(signing, box, device, first):
    """SEAT-1: the hash of a claim."""
    return tagged("seat", write_item((signing, box, device, first)))


def fact_name(person, name, kind, content):
    """TYPE-1, 18: what names the fact of this key and kind with exactly this content."""
    named = person + name + kind.to_bytes(4, "big")
    return named + tagged("fact", named, content)


def epoch_id(key_hash):
    """The id of an epoch, whose act has the hash of its key."""
    return key_hash[:SHORT]


def message(name, domain, digest):
    """SEAL-2: the 80 bytes that are signed."""
    if name not in SIGNATURES or len(domain) != 32 or len(digest) != 32:
        raise ValueError("nothing that is signed")
    return tag_bytes(name) + domain + digest


def verified(key, signed, signature):
    """SEAL-3: whether this is a signature of these bytes by this key."""
    if len(key) != 32 or len(signature) != 64:
        return False
    try:
        return crypto_sign_open(signature + signed, key) == signed
    except BadSignatureError:
        return False


@lru_cache(maxsize=4096)
def good_key(key):
    """SEAL-4: whether a signing key is accepted."""
    return curve.good_key(key)


def require_key(key):
    """Refuses a signing key that SEAL-4 does not let in."""
    if not good_key(key):
        raise Refused("bad-key", 0)


def require_box(key):
    """Refuses a box or device key that SEAL-4 does not let in."""
    if curve.small_box(key):
        raise Refused("bad-key", 0)


def require_signature(name, key, domain, digest, signature, reason="bad-signature"):
    """Refuses what this key did not sign for this realm or agency."""
    if not verified(key, message(name, domain, digest), signature):
        raise Refused(reason, 0)


def require_seat(seat, domain):
    """SEAT-1: the keys are sound, and the signing key has signed the claim for this domain."""
    require_key(seat.signing)
    require_box(seat.box)
    require_box(seat.device)
    claim = seat_hash(seat.signing, seat.box, seat.device, seat.first)
    require_signature("sign-seat", seat.signing, domain, claim, seat.proof, "bad-proof")
