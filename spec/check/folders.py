"""What a client keeps in its folder: its device and its seat (RING-1 and RING-2 of
07-confidentiality.md), where it belongs, and all that came, as it came (STORE-1 of 08-store.md)."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from items import Reader, Refused, read_any, write_item
from joining import Own
from rings import Device, Secrets, lock, read_device, read_keyring, unlock, write_device
from rings import write_keyring
from talk import SORTS

COST = (2, 16_384)  # Passes and KiB, the least there can be: nothing here is worth more.


@dataclass(frozen=True)
class Place:
    """Where a seat belongs: the realm, who admitted it, and what it expects of them."""

    realm: bytes
    issuer: bytes  # the seat that the offer named
    device: bytes | None  # that of the QR text, if there was one
    seat: bytes
    first: bytes | None
    addresses: tuple

    def written(self):
        """As JSON."""
        return {name: value.hex() if isinstance(value, bytes) else value
                for name, value in vars(self).items()}


class Folder:
    """A folder of one seat of one realm."""

    def __init__(self, path):
        self.path = Path(path)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, name, data):
        """Replaces a file as a whole, for its owner alone."""
        new = self.path / (name + ".new")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / name)

    def has(self, name):
        """Whether a file is there."""
        return (self.path / name).exists()

    def read(self, name):
        """A file."""
        return (self.path / name).read_bytes()

    # Keys

    def keep_keys(self, own, passphrase, place=None, hello=None):
        """ENROL-3: before the claim is sent, without a place yet; and once a seat is admitted."""
        realm = place.realm if place else bytes(32)
        seat = (realm, realm, place.seat, place.first) if place else (realm, realm, None, None)
        cost = *COST, os.urandom(16)
        sealed = lock(seat, "client", passphrase, cost, Secrets(own.signing, own.box, b""),
                      os.urandom(32))
        self.write("keyring", write_keyring([sealed]))
        hellos = ((place.realm, hello),) if place else ()
        self.write("device.key", write_device(Device(own.device, hellos, bytes(16))))
        if place:
            self.write("place.json", json.dumps(place.written()).encode())

    def keys(self, passphrase):
        """The keys of the one seat, and the hello keys of the device."""
        seat, = read_keyring(self.read("keyring"))
        secrets, device = unlock(seat, passphrase), read_device(self.read("device.key"))
        return Own(secrets.signing, secrets.box, device.secret), dict(device.hello)

    def place(self):
        """Where the seat belongs."""
        found = json.loads(self.read("place.json"))
        addresses = tuple(found.pop("addresses"))
        return Place(addresses=addresses, **{
            name: value and bytes.fromhex(value) for name, value in found.items()})

    # What came

    def came(self):
        """Of each sort what came, once each, in its order. What a fault cut off at the end is not
        there."""
        path = self.path / "log"
        found = {sort: {} for sort in range(SORTS)}
        reader = Reader(path.read_bytes() if path.exists() else b"")
        while reader.left():
            try:
                sort, data = read_any(reader)
            except Refused:
                break
            found[sort][data] = None
        return {sort: list(all_of) for sort, all_of in found.items()}

    def keep(self, sort, goods):
        """Has goods on the disk when it returns (TALK-5)."""
        with open(self.path / "log", "ab") as file:
            for data in goods:
                file.write(write_item((sort, data)))
            file.flush()
            os.fsync(file.fileno())
