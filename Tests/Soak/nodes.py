"""Laptops of one realm on this machine, at work for hours: what they take, and how late they are.

Usage: nodes.py PROGRAM HOURS [--laptops N] [--seed N] [--every SECONDS] [--keep FOLDER]

They are processes on the loopback. One after the other enters goods; now and then one is killed and
started again, or off for a while. After each entry it is waited until all who are on have it: that
is the lag. Written are a line for each sample (samples.csv) and a picture (soak.svg) of memory,
descriptors and lag; at the end all has to be the same everywhere, and `verify` to hold. The code is
0 if it is so and neither memory nor descriptors went on growing, and 1 if not.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PASSPHRASE = "a passphrase\n"
PATIENCE = 120


class Laptop:
    """One laptop: its folder, and its node while that runs."""

    def __init__(self, program, folder, name, port):
        self.program, self.name, self.port = program, name, port
        self.data = Path(folder) / name
        self.process = None

    def say(self, *words, typing=""):
        """What came of a command: its code, and its answer as JSON."""
        done = subprocess.run(
            [self.program, *words, "--data", self.data, "--json"], input=typing, text=True,
            capture_output=True, timeout=PATIENCE, check=False)
        try:
            return done.returncode, json.loads(done.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            return done.returncode, None

    def start(self):
        """Starts its node, unlocked, and waits until it runs."""
        ready = self.data / "ready"
        ready.unlink(missing_ok=True)
        log = open(self.data / "node.log", "ab")
        self.process = subprocess.Popen(
            [self.program, "run", "--data", self.data, "--interface", "lo", "--group-port",
             str(self.port), "--port", "0", "--unlock", "--ready", ready, "--log", "warning"],
            stdin=subprocess.PIPE, stdout=log, stderr=log)
        log.close()
        self.process.stdin.write(PASSPHRASE.encode())
        self.process.stdin.close()
        wait(f"{self.name} runs", ready.exists)

    def kill(self):
        """As if its power were cut."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self):
        """In good order."""
        self.say("stop")
        self.process.wait(PATIENCE)
        self.process = None

    def stock(self):
        """How much it knows to be there; None if it knows nothing."""
        _, rows = self.say("stock", "--item", "TARP", "--at", "North")
        return next((row["on-hand"] for row in rows or [] if row["condition"] == "usable"), None)

    def figures(self):
        """Its memory in KiB, descriptors, and processor time in seconds."""
        place = Path("/proc") / str(self.process.pid)
        status = (place / "status").read_text()
        memory = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        times = (place / "stat").read_text().rpartition(")")[2].split()
        seconds = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
        return int(memory.split()[1]), len(os.listdir(place / "fd")), seconds


def wait(what, is_so, seconds=PATIENCE):
    """Waits until something is so, and says how long that took."""
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > seconds:
            raise SystemExit(f"soak: it never came to it: {what}")
        time.sleep(0.01)
    return time.monotonic() - begun


def join(host, laptop):
    """Has a laptop join by an invite."""
    inviting = subprocess.Popen(
        [host.program, "invite", "--role", "main-hub-user", "--at", "North", "--name", laptop.name,
         "--data", host.data, "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    text = json.loads(inviting.stdout.readline())["event"]["text"]
    joining = subprocess.Popen(
        [laptop.program, "join", text, "--name", laptop.name, "--data", laptop.data, "--yes",
         "--json"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    joining.stdin.write(PASSPHRASE)
    joining.stdin.close()
    for line in inviting.stdout:
        if "compare" in line:
            inviting.stdin.write("yes\n")
            inviting.stdin.flush()
        if "admitted" in line:
            break
    if joining.wait(PATIENCE) != 0:
        raise SystemExit(f"soak: {laptop.name} could not join")
    inviting.stdin.close()
    inviting.wait(PATIENCE)


def found(program, folder, count):
    """A realm with a hub, an item, and some laptops."""
    port = random.randrange(33_000, 40_000)
    laptops = [Laptop(program, folder, f"Laptop{number}", port) for number in range(count)]
    first = laptops[0]
    first.say("init", first.name, typing=f"{PASSPHRASE}the root's own\n")
    first.start()
    first.say("hub", "add", "North", "--sort", "main")
    first.say("item", "add", "TARP", "Tarpaulin")
    for laptop in laptops[1:]:
        join(first, laptop)
        laptop.start()
    for laptop in laptops:
        wait(f"{laptop.name} knows the catalogue",
             lambda laptop=laptop: laptop.say("item", "list")[1])
    return laptops


class Soak:
    """The hours themselves."""

    def __init__(self, laptops, chance, out):
        self.laptops, self.chance, self.out = laptops, chance, out
        self.sum, self.samples, self.begun = 0, [], time.monotonic()
        self.entries, self.kills, self.lags = 0, 0, []

    @property
    def on(self):
        return [laptop for laptop in self.laptops if laptop.process]

    def enter(self):
        """One enters something; the lag is when all who are on have it."""
        amount = self.chance.randrange(1, 10)
        laptop = self.chance.choice(self.on)
        code, answer = laptop.say("intake", "TARP", str(amount), "--at", "North")
        if code != 0:
            raise SystemExit(f"soak: {laptop.name} cannot enter anything: {answer}")
        self.sum += amount
        self.entries += 1
        wanted = str(self.sum)
        lag = sum(wait(f"{one.name} has {wanted}", lambda one=one: one.stock() == wanted)
                  for one in self.on)
        self.lags.append(lag)
        return lag

    def trouble(self):
        """Now and then somebody's power is cut, or comes back."""
        off = [laptop for laptop in self.laptops if not laptop.process]
        if off and self.chance.random() < 0.3:
            off[0].start()
        elif len(self.on) > 2 and self.chance.random() < 0.05:
            laptop = self.chance.choice(self.on)
            laptop.kill()
            self.kills += 1

    def sample(self, lag):
        """What each that is on takes now."""
        now = time.monotonic() - self.begun
        for laptop in self.on:
            memory, descriptors, processor = laptop.figures()
            self.samples.append((round(now, 1), laptop.name, memory, descriptors,
                                 round(processor, 2), round(1_000 * lag), self.entries))

    def write(self):
        """The samples so far, as a table and a picture."""
        with open(self.out / "samples.csv", "w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(["second", "laptop", "memory-kib", "descriptors", "processor-s",
                            "lag-ms", "entries"])
            table.writerows(self.samples)
        (self.out / "soak.svg").write_text(picture(self.samples), encoding="utf-8")


def picture(samples):
    """Memory, descriptors and lag over time, one below the other."""
    parts, end = [], max(sample[0] for sample in samples) or 1
    names = sorted({sample[1] for sample in samples})
    for row, (title, column) in enumerate((("memory, KiB", 2), ("descriptors", 3), ("lag, ms", 5))):
        most = max(sample[column] for sample in samples) or 1
        top = 20 + 160 * row
        parts.append(f'<text x="10" y="{top}">{title}, up to {most}</text>')
        for index, name in enumerate(names):
            points = " ".join(
                f"{10 + 780 * one[0] / end:.1f},{top + 140 - 130 * one[column] / most:.1f}"
                for one in samples if one[1] == name)
            parts.append(f'<polyline fill="none" stroke="hsl({index * 67},70%,40%)" '
                         f'points="{points}"/>')
    return ('<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500" '
            f'font-family="sans-serif" font-size="12">{"".join(parts)}</svg>\n')


def growth(samples, column):
    """The middle of the last quarter over that of the second, at most of any laptop: what is there
    at the beginning is not yet all that is used."""
    worst = 0
    for name in {sample[1] for sample in samples}:
        own = [sample[column] for sample in samples if sample[1] == name]
        quarter = len(own) // 4
        if quarter < 3:
            continue
        early, late = sorted(own[quarter:2 * quarter]), sorted(own[-quarter:])
        worst = max(worst, late[len(late) // 2] / early[len(early) // 2])
    return worst


def finish(soak):
    """All come back, and hold the same, and it holds. What is wrong; None if nothing is."""
    for laptop in soak.laptops:
        if not laptop.process:
            laptop.start()
    wanted = str(soak.sum)
    for laptop in soak.laptops:
        wait(f"{laptop.name} has all", lambda one=laptop: one.stock() == wanted)
    digests = set()
    for laptop in soak.laptops:
        code, answer = laptop.say("verify")
        if code != 0 or not answer["holds"]:
            return f"{laptop.name} does not hold what it should: {answer}"
        digests.add(next(one["digest"] for one in answer["scopes"] if one["name"] == "North"))
    return None if len(digests) == 1 else f"the digests of North differ: {digests}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("program")
    parser.add_argument("hours", type=float)
    parser.add_argument("--laptops", type=int, default=4)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--every", type=float, default=2, help="seconds between two entries")
    parser.add_argument("--keep", help="a folder for the table and the picture")
    wanted = parser.parse_args()
    out = Path(wanted.keep or tempfile.mkdtemp(prefix="soak-"))
    out.mkdir(parents=True, exist_ok=True)
    print(f"soak: {wanted.laptops} laptops for {wanted.hours} hours, seed {wanted.seed}, in {out}",
          flush=True)
    with tempfile.TemporaryDirectory(prefix="soak-realm-") as folder:
        laptops = found(wanted.program, folder, wanted.laptops)
        soak = Soak(laptops, random.Random(wanted.seed), out)
        try:
            end = soak.begun + 3_600 * wanted.hours
            while time.monotonic() < end:
                soak.trouble()
                soak.sample(soak.enter())
                if soak.entries % 30 == 0:
                    soak.write()
                time.sleep(wanted.every)
            wrong = finish(soak)
        finally:
            for laptop in laptops:
                if laptop.process:
                    laptop.kill()
            if soak.samples:
                soak.write()
    lags = sorted(soak.lags)
    memory, descriptors = growth(soak.samples, 2), growth(soak.samples, 3)
    print(f"soak: {soak.entries} entries, {soak.kills} kills; lag p50 "
          f"{1_000 * lags[len(lags) // 2]:.0f} ms, most {1_000 * lags[-1]:.0f} ms; memory of the "
          f"last quarter over the second {memory:.2f}, descriptors {descriptors:.2f}")
    if wrong is None and (memory > 1.25 or descriptors > 1.25):
        wrong = "memory or descriptors go on growing"
    if wrong:
        print(f"soak: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
