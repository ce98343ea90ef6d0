"""Keys and what is sealed with them (SEAL-6 to SEAL-9 of 07-confidentiality.md): derivations,
sealing, boxing, passphrases.

Secrets are plain bytes here, as they must not be in a program that keeps any (SEAL-10): this one
reads vectors, whose secrets are nobody's.
"""

from hashlib import blake2b

from nacl.bindings import crypto_aead_chacha20poly1305_ietf_decrypt as box_opened
from nacl.bindings import crypto_aead_chacha20poly1305_ietf_encrypt as box_sealed
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as long_opened
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as long_sealed
from nacl.bindings import crypto_pwhash_ALG_ARGON2ID13, crypto_pwhash_alg, crypto_scalarmult
from nacl.bindings import crypto_scalarmult_base, crypto_sign_seed_keypair
from nacl.exceptions import CryptoError

import curve
from digest import blake
from items import Refused
from seals import SHORT, tag_bytes, tagged

DERIVATIONS = ("k-body", "k-box", "k-pull", "k-beacon", "pull", "box", "nonce", "ephemeral",
               "k-hello", "i-name", "i-psk", "i-proof")
NONCE, TAG = 24, 16
SEALED_MORE, BOXED_MORE = NONCE + TAG, 32 + TAG
NO_NONCE = bytes(12)
PASSES, KIBIBYTES, MOST_WORK = (2, 16), (16_384, 1_048_576), 4_194_304
PASSPHRASES = range(8, 1_025)


def derive(secret, name, *parts):
    """SEAL-6: what follows from a secret for this purpose."""
    if name not in DERIVATIONS or len(secret) != 32:
        raise ValueError(f"no derivation: {name}")
    return blake2b(b"".join(parts), digest_size=32, key=secret, person=tag_bytes(name)).digest()


def epoch_keys(key):
    """KEY-1, SEAL-6: what a scope key gives: the hash in the act, the epoch's id, the public half
    of the box key; the body key and the pull key."""
    key_hash = tagged("key", key)
    return {"hash": key_hash, "id": key_hash[:SHORT], "box": public(box_secret(key)),
            "body": derive(key, "k-body"), "pull": derive(key, "k-pull")}


def signing_key(seed):
    """The public half of a signing key, by its seed."""
    return crypto_sign_seed_keypair(seed)[0]


def box_secret(key):
    """The secret half of the box key of the epoch with this scope key."""
    return derive(key, "k-box")


def pull_proof(key, session, scope, device):
    """CARRY-2: that somebody has a pull key, in this session, from this device."""
    return derive(key, "pull", session, scope, device)


def require_scope_key(key, key_hash, box):
    """KEY-1: refuses a scope key that is not the one of the epoch's act."""
    found = epoch_keys(key)
    if (found["hash"], found["box"]) != (key_hash, box):
        raise Refused("wrong-key", 0)


# Sealing

def nonce_of(key, entropy, data, text):
    """SEAL-7: the nonce of a writer with these 32 bytes of entropy."""
    return derive(key, "nonce", entropy, blake(data), blake(text))[:NONCE]


def seal(key, text, data, entropy):
    """SEAL-7: the text sealed, with this associated data."""
    nonce = nonce_of(key, entropy, data, text)
    return nonce + long_sealed(text, data, nonce, key)


def unseal(key, sealed, data):
    """SEAL-7: what is in it, whatever its nonce is."""
    if len(sealed) < SEALED_MORE:
        raise Refused("does-not-open", 0)
    return opened(long_opened, sealed[NONCE:], data, sealed[:NONCE], key)


def opened(open_with, sealed, data, nonce, key):
    """What a cipher opens, or refused as a whole."""
    try:
        return open_with(sealed, data, nonce, key)
    except CryptoError:
        raise Refused("does-not-open", 0) from None


# Boxing

def public(secret):
    """The public half of an X25519 key."""
    return crypto_scalarmult_base(secret)


def agree_on(secret, key):
    """X25519. SEAL-8: an agreement that comes to all zeros is refused; all with a key of small
    order do, and no others."""
    if curve.small_box(key):
        raise Refused("does-not-open", 0)
    return crypto_scalarmult(secret, key)


def box_key(secret, key, ephemeral, recipient, context):
    """SEAL-8: the key of a box, from the secret half of one side and the public one of the
    other."""
    return derive(agree_on(secret, key), "box", ephemeral, recipient, context)


def box(recipient, text, context, entropy):
    """SEAL-8: the text boxed to a key."""
    secret = derive(entropy, "ephemeral", recipient, blake(text))
    ephemeral = public(secret)
    key = box_key(secret, recipient, ephemeral, recipient, context)
    return ephemeral + box_sealed(text, context, NO_NONCE, key)


def unbox(secret, boxed, context):
    """SEAL-8: what is in a box to the public half of this secret."""
    if len(boxed) < BOXED_MORE:
        raise Refused("does-not-open", 0)
    ephemeral = boxed[:32]
    key = box_key(secret, ephemeral, ephemeral, public(secret), context)
    return opened(box_opened, boxed[32:], context, NO_NONCE, key)


# Passphrases

def passphrase_key(passphrase, passes, kibibytes, salt):
    """SEAL-9, with numbers that `rings` has found within bounds."""
    return crypto_pwhash_alg(32, passphrase, salt, passes, kibibytes * 1_024,
                             crypto_pwhash_ALG_ARGON2ID13)
