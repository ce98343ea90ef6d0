#!/usr/bin/python3 -B
"""Tests of hashes, keys and signatures: the library against plain arithmetic; who signed what."""

import hashlib
import sys
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import curve
from acts import Unknown
from authority import MOST_BYTES, read_form, write_acts
from bundles import opened, read_bundle, require_signed, root_line, write_around, write_bundle
from examples import FEED, FIRST, FOUNDING, HASH, HUB, KEYS, OPENING, OTHER_HASH, REALM, SEAT
from examples import SECOND, SOME_ACTS, after, parcel, root, sign
from items import write_item
from names import NO_HASH
from nacl.bindings import crypto_scalarmult
from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_seed_keypair
from seals import HASHES, act_id, feed_id, good_key, message, require_seat, scope_id, seat_hash
from seals import tag_bytes, tagged, verified
from test_check import reason

SEED = b"\x07" * 32
KEY, _ = crypto_sign_seed_keypair(SEED)
POINT = curve.decode(KEY)
_digest = hashlib.sha512(SEED).digest()
SECRET = (int.from_bytes(_digest[:32], "little") & (1 << 254) - 8) | 1 << 254
TORSION = curve.decode(bytes.fromhex(
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))
SMALL = [curve.times(times, TORSION) for times in range(8)]
# y and the bit above it, of numbers from P on: what only a lax reader takes for a point.
LAX = [number.to_bytes(32, "little") for y in range(19)
       for number in (y + curve.P, y + curve.P | 1 << 255)]
LAX += [(1 | 1 << 255).to_bytes(32, "little"), (curve.P - 1 | 1 << 255).to_bytes(32, "little")]


def made(key, secret, encoded, nonce, signed):
    """A signature with this encoding of R, as by a signer with this secret and nonce."""
    scalar = (nonce + curve.challenge(encoded, key, signed) * secret) % curve.L
    return encoded + scalar.to_bytes(32, "little")


class Hashes(unittest.TestCase):
    """SEAL-1 and SEAL-2."""

    def test_tags(self):
        self.assertEqual(tag_bytes("body"), b"cw/body\0\0\0\0\0\0\0\0\0")
        self.assertEqual(tag_bytes("sign-bundle"), b"cw/sign-bundle\0\0")
        for name in HASHES:
            expected = hashlib.blake2b(b"ab", digest_size=32, person=b"cw/" + name.encode())
            self.assertEqual(tagged(name, b"a", b"b"), expected.digest())
        self.assertRaises(ValueError, tagged, "sign-root", b"")
        self.assertRaises(ValueError, message, "root", HASH, HASH)
        self.assertEqual(len(message("sign-seat", HASH, HASH)), 80)

    def test_ids(self):
        self.assertEqual(scope_id(REALM, b"\x81\0"), tagged("scope", REALM + b"\x81\0"))
        self.assertEqual(feed_id(b"x"), tagged("feed", b"x")[:16])
        self.assertEqual(act_id(HASH, 258), tagged("act", HASH + b"\0\0\1\2"))
        self.assertEqual(seat_hash(HASH, HASH, OTHER_HASH, None), tagged(
            "seat", b"\x84" + b"".join(map(write_item, (HASH, HASH, OTHER_HASH, None)))))


class Keys(unittest.TestCase):
    """SEAL-4."""

    def test_points(self):
        self.assertTrue(good_key(KEY))
        self.assertTrue(crypto_core_ed25519_is_valid_point(KEY))
        for torsion in SMALL[1:]:
            self.assertFalse(good_key(curve.encode(curve.add(POINT, torsion))))
        for key in [*map(curve.encode, SMALL), *LAX, b"", KEY[:31], KEY + b"\0"]:
            self.assertFalse(good_key(key), key.hex())

    def test_boxes(self):
        """The keys of small order that libsodium names, and each with the highest bit."""
        small = [number.to_bytes(32, "little") for number in (
            0, 1, curve.P - 1, curve.P, curve.P + 1)] + [bytes.fromhex(text) for text in (
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
        for key in small:
            for top in (0, 128):
                self.assertTrue(curve.small_box(key[:31] + bytes([key[31] | top])), key.hex())
        for key in (SEED, HASH, b"\x09" + bytes(31), b"\x02" + bytes(31)):
            self.assertFalse(curve.small_box(key))
        for key in [number.to_bytes(32, "little") for number in range(40)] + small:
            try:
                fine = any(crypto_scalarmult(SEED, key))
            except RuntimeError:
                fine = False
            self.assertEqual(curve.small_box(key), not fine)

    def test_no_point(self):
        keys = [y.to_bytes(32, "little") for y in range(40)]
        self.assertIn(None, map(curve.decode, keys))
        for key in keys:
            self.assertEqual(good_key(key), crypto_core_ed25519_is_valid_point(key))


class Verification(unittest.TestCase):
    """SEAL-3: libsodium and plain arithmetic say the same, and what is expected."""

    def both(self, wanted, key, signed, signature):
        self.assertEqual(curve.valid(key, signed, signature), wanted)
        self.assertEqual(verified(key, signed, signature), wanted)

    def test_plain(self):
        signed = message("sign-seat", REALM, HASH)
        signature = made(KEY, SECRET, curve.encode(curve.times(77, curve.BASE)), 77, signed)
        self.both(True, KEY, signed, signature)
        self.both(False, KEY, signed[:-1], signature)
        self.both(False, SEAT.signing, signed, signature)
        own = sign("sign-seat", SEAT.signing, REALM, HASH)
        self.both(True, SEAT.signing, signed, own)
        for place in range(0, 64, 7):
            bent = bytes(byte ^ (place == at) for at, byte in enumerate(signature))
            self.both(False, KEY, signed, bent)
        for wrong in (signature[:-1], signature + b"\0", b""):
            self.assertFalse(verified(KEY, signed, wrong))
        self.assertFalse(verified(KEY[:-1], signed, signature))

    def test_high_scalar(self):
        signature = made(KEY, SECRET, curve.encode(curve.BASE), 1, b"m")
        scalar = int.from_bytes(signature[32:], "little")
        self.both(True, KEY, b"m", signature)
        for more in range(1, 16):
            high = (scalar + more * curve.L).to_bytes(33, "little")[:32]
            self.both(False, KEY, b"m", signature[:32] + high)

    def test_small_order(self):
        """Signatures whose equation holds: by keys, and with R, of small order."""
        for point in SMALL:
            for encoded in {curve.encode(point), *LAX[:4], *LAX[-2:]}:
                self.both(False, KEY, b"m", made(KEY, SECRET, encoded, 0, b"m"))
                for tried in range(4):
                    self.both(False, encoded, bytes([tried]), made(
                        encoded, 0, curve.encode(curve.BASE), 1, bytes([tried])))
                    self.both(False, encoded, b"m", encoded + bytes(32))

    def test_mixed_order(self):
        """No cofactor: a part of small order in R is refused; in A it counts as often as h says,
        h reduced. (SEAL-4 lets no such key in; libraries with a cofactor would take them all.)"""
        base = curve.encode(curve.BASE)
        for torsion in SMALL[1:]:
            mixed = curve.encode(curve.add(curve.BASE, torsion))
            self.both(False, KEY, b"m", made(KEY, SECRET, mixed, 1, b"m"))
            key = curve.encode(curve.add(POINT, torsion))
            for tried in range(10):
                signed = bytes([tried])
                times = curve.challenge(base, key, signed)
                self.both(curve.times(times % 8, torsion) == curve.IDENTITY, key, signed,
                          made(key, SECRET, base, 1, signed))


class Signatures(unittest.TestCase):
    """ROOT-3, SEAT-1, BUN-3 and BUN-4."""

    def line(self, *copies):
        return reason(root_line, copies)

    def test_root_lines(self):
        roots = 2, tuple(KEYS[3:5])
        named = after([FOUNDING], roots, KEYS[:2] + KEYS[3:5])
        third = after([FOUNDING, named], by=KEYS[3:5])
        found = root_line([FOUNDING, named, third])
        self.assertEqual(found[2].signers, set(KEYS[3:5]))
        for wanted, *copies in (
                (None, FOUNDING, SECOND), ("too-few", FOUNDING, after([FOUNDING], by=KEYS[:1])),
                ("too-few", FOUNDING, after([FOUNDING], roots, KEYS[:2])),
                ("stranger", FOUNDING, after([FOUNDING], roots, KEYS[3:5])),
                ("too-few", FOUNDING, after([FOUNDING], roots, KEYS[:1] + KEYS[3:5])),
                ("stranger", FOUNDING, after([FOUNDING], by=KEYS)),
                ("stranger", FOUNDING, named, after([FOUNDING, named], by=KEYS[2:5])),
                ("bad-signature", FOUNDING, replace(SECOND, signatures=FOUNDING.signatures)),
                ("too-few", root(roots=(2, tuple(KEYS[:3])), by=KEYS[:1])),
                ("bad-key", root(roots=(1, (HASH, KEYS[0])), by=KEYS[:1])),
                ("out-of-range", SECOND), ("out-of-range", FOUNDING, FOUNDING),
                ("bad-key", root(roots=(2, (HASH, KEYS[0])), by=KEYS[3:4])),
                ("stranger", FOUNDING, replace(SECOND, signatures=tuple(
                    (key, bytes(64)) for key in KEYS[3:]))),
                ("bad-signature", FOUNDING, replace(SECOND, signatures=(
                    (KEYS[1], bytes(64)), (KEYS[4], bytes(64))))),
                ("foreign-realm", FOUNDING, replace(SECOND, record=replace(
                    SECOND.record, number=7, realm=REALM))),
                ("foreign-realm", FOUNDING, after([FOUNDING], by=KEYS[1:3], realm=REALM))):
            self.assertEqual(self.line(*copies), wanted)
        agency = root(roots=(1, tuple(KEYS[:1])), by=KEYS[:1], realm=REALM)
        self.assertIsNone(self.line(agency, after([agency], by=KEYS[:1], realm=REALM)))

    def test_seats(self):
        self.assertIsNone(reason(require_seat, SEAT, REALM))
        self.assertEqual(reason(require_seat, SEAT, HASH), "bad-proof")
        self.assertEqual(reason(require_seat, replace(SEAT, box=HUB * 2), REALM), "bad-proof")
        self.assertEqual(reason(require_seat, replace(SEAT, first=HASH), REALM), "bad-proof")
        for part in ("signing", "box", "device"):
            self.assertEqual(reason(require_seat, replace(SEAT, **{part: bytes(32)}), REALM),
                             "bad-key")

    def test_bundles(self):
        bundle = read_bundle(write_bundle(parcel()))
        self.assertIsNone(reason(require_signed, bundle.head, KEYS[0], REALM))
        self.assertEqual(reason(require_signed, bundle.head, KEYS[1], REALM), "bad-signature")
        self.assertEqual(reason(require_signed, bundle.head, KEYS[0], HASH), "bad-signature")
        self.assertEqual(write_around(bundle.head, bundle.body), write_bundle(parcel()))

    def test_opened(self):
        self.assertEqual(opened(FIRST).opening, OPENING)
        for wrong in (parcel(0, NO_HASH, body=b"", epoch=None),
                      parcel(0, NO_HASH, body=FIRST.body, feed=FEED, epoch=None)):
            self.assertEqual(reason(opened, wrong), "bad-opening")
        self.assertEqual(reason(opened, parcel(0, NO_HASH, body=FIRST.body)), "sealed")
        self.assertEqual(reason(opened, parcel()), "sealed")
        self.assertIsNone(opened(parcel(), clear=False).acts)
        self.assertEqual(reason(opened, parcel(epoch=None), False), "clear")
        body = write_acts(SOME_ACTS)
        self.assertEqual(opened(parcel(body=body, epoch=None)).acts, SOME_ACTS)
        for body in (b"", b"\x80", b"\x00" * (MOST_BYTES + 1)):
            self.assertEqual(opened(parcel(body=body, epoch=None)).acts, ())
        many = write_acts([Unknown(99, b"\0")] * 256)
        self.assertEqual(len(read_form("acts", many)), 256)


if __name__ == "__main__":
    unittest.main()
