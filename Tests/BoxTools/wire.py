"""What tests of a LAN in a box put on its wire, and what they take from it.

Usage: wire.py hear COUNT     hears a group; a line for each datagram: its number, when it came
       wire.py say COUNT GAP  says so many to the group, GAP seconds apart: number, when it was said
       wire.py flood PLACE COUNT SIZE [RATE]
                              sends random bytes to port 11787 of PLACE, at most RATE a second
       wire.py record FILE    writes all that passes the interface into a file, until it is ended
       wire.py utter TEXT     says a text in the clear, to all
       wire.py knock PLACE    dials by TCP, and says nothing
       wire.py seed FILE      puts datagrams of a file on the wire again

Times are of the clock that all namespaces of a machine share, in nanoseconds.
"""

import errno
import os
import socket
import struct
import sys
import time

GROUP, BARE, PORT = "239.255.67.87", 11999, 11787


def speaker():
    """Says datagrams by the one cable that there is, to whomever, a route there or not."""
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
    index = socket.if_nametoindex("eth0")
    way = struct.pack("4s4si", b"\0" * 4, b"\0" * 4, index)
    own.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, way)
    return own


def hear(count):
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own.bind(("", BARE))
    index = socket.if_nametoindex("eth0")
    group = struct.pack("4s4si", socket.inet_aton(GROUP), b"\0" * 4, index)
    own.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
    print("ready", flush=True)
    for _ in range(count):
        said = own.recv(2000)
        now = time.monotonic_ns()
        print(int.from_bytes(said[:8], "big"), now, flush=True)


def say(count, gap):
    own = speaker()
    print("ready", flush=True)
    for number in range(count):
        time.sleep(gap)
        bytes_ = number.to_bytes(8, "big") + os.urandom(400)
        print(number, time.monotonic_ns(), flush=True)
        own.sendto(bytes_, (GROUP, BARE))
    print("done", flush=True)


def flood(place, count, size, rate):
    own = speaker()
    own.bind(("", 0))
    # As many different ones as nobody remembers.
    all_ = [os.urandom(size) for _ in range(4096)]
    to = (place, PORT)
    print("ready", flush=True)
    begun = time.monotonic()
    sent = 0
    while sent < count:
        for _ in range(min(64, count - sent)):
            try:
                own.sendto(all_[sent % 4096], to)
            except OSError as fault:
                if fault.errno != errno.ENOBUFS:
                    raise
                continue
            sent += 1
        if rate:
            wait = begun + sent / rate - time.monotonic()
            if wait > 0:
                time.sleep(wait)
    span = time.monotonic() - begun
    own.settimeout(0.5)
    answers = 0
    try:
        while own.recv(2000):
            answers += 1
    except TimeoutError:
        pass
    print("sent", sent, "answers", answers, "seconds", round(span, 3), flush=True)


def record(path):
    own = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    own.bind(("eth0", 0))
    with open(path, "wb", buffering=0) as file:
        print("ready", flush=True)
        while True:
            frame = own.recv(1 << 16)
            file.write(len(frame).to_bytes(4, "big") + frame)


def frames(path):
    with open(path, "rb") as file:
        while head := file.read(4):
            yield file.read(int.from_bytes(head, "big"))


def seed(path):
    """Datagrams to the program's port, of IPv4, from a recording: said again, to all."""
    own = speaker()
    sent, port = 0, PORT.to_bytes(2, "big")
    for frame in frames(path):
        if frame[12:14] == b"\x08\0" and frame[23] == 17 and frame[36:38] == port:
            own.sendto(frame[42:], (GROUP, PORT))
            sent += 1
    print("sent", sent, flush=True)


def utter(text):
    own = speaker()
    own.sendto(text.encode(), ("255.255.255.255", BARE))
    print("said", flush=True)


def knock(place):
    socket.create_connection((place, PORT), timeout=5).close()
    print("knocked", flush=True)


def main(words):
    match words:
        case ["hear", count]:
            hear(int(count))
        case ["say", count, gap]:
            say(int(count), float(gap))
        case ["flood", place, count, size, *rate]:
            flood(place, int(count), int(size), float(rate[0]) if rate else 0)
        case ["record", path]:
            record(path)
        case ["utter", text]:
            utter(text)
        case ["knock", place]:
            knock(place)
        case ["seed", path]:
            seed(path)
        case _:
            sys.exit(__doc__)


main(sys.argv[1:])
