"""Edwards25519 in plain arithmetic (RFC 8032, 5.1), slow: SEAL-3 and SEAL-4 word for word; and of
X25519 (RFC 7748) what is of small order.

A point is a pair (x, y) below P. It is here so that no library has to be believed.
"""

from hashlib import sha512

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1)


def add(one, other):
    """The sum of two points. The law is complete: no case is special."""
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P,
            (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P)


def times(number, point):
    """The point added to itself so many times."""
    total = IDENTITY
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def encode(point):
    """The canonical encoding: y, and the lowest bit of x above it."""
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def decode(data):
    """The point of a canonical encoding, or None if it is none."""
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square or (sign and not x):
        return None
    return (x if x & 1 == sign else P - x), y


def small(point):
    """Whether the point is of small order."""
    return times(8, point) == IDENTITY


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def good_key(key):
    """SEAL-4: a canonical encoding of a point of the prime-order subgroup, not the identity."""
    point = decode(key)
    return point is not None and point != IDENTITY and times(L, point) == IDENTITY


def small_box(key):
    """SEAL-4: whether an X25519 key is of small order: doubled three times it is nothing. As
    RFC 7748 reads it: without the highest bit, reduced; points of the twist are like any other."""
    x, z = int.from_bytes(key, "little") & (1 << 255) - 1, 1
    for _ in range(3):
        x, z = (x * x - z * z) ** 2 % P, 4 * x * z * (x * x + 486662 * x * z + z * z) % P
    return z == 0


def challenge(encoded, key, message):
    """H(R‖A‖M) as a number, reduced."""
    return int.from_bytes(sha512(encoded + key + message).digest(), "little") % L


def valid(key, message, signature):
    """SEAL-3: S < L, A and R canonical, not of small order; the equation has no cofactor."""
    encoded, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    commitment, point = decode(encoded), decode(key)
    if len(signature) != 64 or scalar >= L or None in (commitment, point):
        return False
    if small(commitment) or small(point):
        return False
    return times(scalar, BASE) == add(
        commitment, times(challenge(encoded, key, message), point))
