"""What the charter is made of, as plain values: root records, bundles, acts, policies."""

from dataclasses import dataclass

# Kinds of act (spec/06 ACT-2).
SEAT, GRANT, REVOKE, RATIFY, KEEP, EPOCH, HUB, CLOSE, AGENCY, POLICY, SCHEMA, ENDORSE, STAY = \
    range(1, 14)

# Scopes are tuples as in ADDR-1: (0,), (1,), (2, hub), … (6, (scope, …)).
CHARTER = (0,)


@dataclass(frozen=True)
class Seat:
    signing: bytes
    box: bytes
    device: bytes
    first: bytes | None
    proof: bytes
    kind = SEAT


@dataclass(frozen=True)
class Grant:
    subject: tuple  # (0, seat act) or (1, person)
    role: int
    level: int
    hubs: tuple | None
    until: int | None
    despite: tuple
    kind = GRANT


@dataclass(frozen=True)
class Revoke:
    target: tuple  # (0, seat), (1, person), (2, device), (3, grant), (4, agency)
    tips: tuple  # of (feed, number, hash)
    kind = REVOKE


@dataclass(frozen=True)
class Ratify:
    revocation: bytes
    tips: tuple
    kind = RATIFY


@dataclass(frozen=True)
class Keep:
    feed: bytes
    number: int
    hash: bytes
    instead: tuple
    kind = KEEP


@dataclass(frozen=True)
class Epoch:
    scope: tuple
    key_hash: bytes
    box: bytes
    previous: tuple
    without: tuple = ()  # of (seat, grant)
    again: tuple = ()  # key 5, *with*: of (seat, grant)
    kind = EPOCH


@dataclass(frozen=True)
class Hub:
    sort: int  # 1 main, 2 sub, 3 agency
    parent: bytes | None
    agency: bytes | None
    kind = HUB


@dataclass(frozen=True)
class Close:
    hub: bytes
    kind = CLOSE


@dataclass(frozen=True)
class Agency:
    agency: bytes
    despite: tuple
    kind = AGENCY


@dataclass(frozen=True)
class Role:
    name: str
    level: int
    domain: int  # 0 the realm, 1 agencies
    need: int


@dataclass(frozen=True)
class Gate:
    k: int
    roles: tuple
    own: bool
    countersign: int | None


@dataclass(frozen=True)
class Kind:
    name: str
    scopes: tuple
    who: tuple  # of (role, permission), ascending
    gate: Gate | None


@dataclass(frozen=True)
class Reads:
    """Who reads (spec/07 READ-1): roles, or None where nobody is named."""

    hubs: tuple | None
    groups: tuple | None  # of (number, roles), ascending
    agency: tuple | None


@dataclass(frozen=True)
class Policy:
    roles: tuple  # of (number, Role), ascending
    kinds: tuple  # of (number, Kind), ascending
    reads: Reads | None = None
    leases: tuple | None = None  # of (role, (milliseconds, whether what is later waits)), ascending


@dataclass(frozen=True)
class PolicyAct:
    version: int
    policy: Policy
    narrows: tuple | None  # (roles, tips)
    kind = POLICY


@dataclass(frozen=True)
class Schema:
    version: int
    hash: bytes
    kind = SCHEMA


@dataclass(frozen=True)
class Endorse:
    act: bytes
    kind = ENDORSE


@dataclass(frozen=True)
class Stay:
    number: int
    hash: bytes
    kind = STAY


@dataclass(frozen=True)
class Unknown:
    kind: int
    content: bytes


@dataclass(frozen=True)
class Opening:
    realm: bytes
    scope: tuple
    seat: bytes
    grant: bytes
    incarnation: bytes


@dataclass(frozen=True)
class RootRecord:
    realm: bytes | None
    number: int
    previous: bytes
    time: int
    roots: tuple | None  # (k, keys)
    acts: tuple
    hash: bytes
    signers: frozenset  # the keys that signed some copy of it, validly


@dataclass(frozen=True)
class Bundle:
    feed: bytes
    number: int
    previous: bytes
    time: int
    policy: int
    schema: int
    epoch: bytes | None
    hash: bytes
    opening: Opening | None  # of number 0
    acts: tuple | None  # in the charter, after number 0
