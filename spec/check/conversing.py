"""What two devices say to each other until they hold the same (TALK-1 to TALK-8, MEET-1 and OWN-1
of 11-sync.md): one side of it, without a stream. `talk` has the form of what is said."""

import os
import time
from collections import defaultdict

from holding import AUTHORITY
from items import Refused
from seals import require_signature
from statements import statement_hash
from talk import CREDIT, DIFFERENCES, FEED, FRESH, GOODS, GREETING, HELD, INQUIRY, MOST, MOST_PART
from talk import MOST_TAGS, OVER, PART, STATEMENTS, STORED, SUMMARY, TAG, TAGS, TIERS, TIPS
from talk import VERSION, VERSIONS, WANTS, bucket_of, read_message, shelved, tag_of, write_message

FIRST_CREDIT = 262_144
BITS = 6  # So many buckets that few things make few tags, and few bytes of sums.
TAGS_AT_ONCE = MOST_TAGS // TAG


class Conversation:
    """One side. `keep` takes goods of a sort, and has them on the disk when it returns; `out` is
    what is to be sent. `is_welcome` says whether the other may have more than authority."""

    def __init__(self, holdings, asker, keep, is_welcome=True):
        self.holdings, self.asker, self.keep = holdings, asker, keep
        self.tiers = range(TIERS) if is_welcome else (AUTHORITY,)
        self.greeted, self.begun = False, False
        self.out, self.waiting, self.due = [], [], set()
        self.credit, self.room = FIRST_CREDIT, FIRST_CREDIT
        self.part, self.steps = None, {}
        self.said_over, self.heard_over = set(range(TIERS)), set(range(TIERS))
        self.their_root, self.goods_heard = None, 0
        self.statements, self.told_versions = {}, False
        self.say(GREETING, VERSION, int(time.time() * 1_000))

    def say(self, *message):
        """Something to be sent, as soon as may be."""
        self.out.append(write_message(message))

    @property
    def met(self):
        """TALK-7."""
        return self.begun and len(self.said_over) == len(self.heard_over) == TIERS

    # Comparing

    def begin(self, salt, bits):
        """Shelves what is held, under a salt, in so many buckets for each tier."""
        self.begun, self.salt, self.bits = True, salt, bits
        self.tags, self.buckets = [{} for _ in bits], [defaultdict(set) for _ in bits]
        for thing in self.holdings.things.values():
            tag = tag_of(salt, thing.sort, thing.name, thing.state)
            place = bucket_of(salt, thing.sort, thing.name, bits[thing.tier])
            self.tags[thing.tier][tag] = thing
            self.buckets[thing.tier][place].add(tag)
        self.said_over, self.heard_over, self.steps = set(), set(), {}
        self.compared, self.resolved, self.last = set(), set(), [-1] * TIERS
        self.theirs, self.unknown = [[] for _ in bits], [set() for _ in bits]

    def compare(self):
        """TALK-2: the asker's summary."""
        self.comparing = True
        self.begin(os.urandom(16), [BITS] * TIERS)
        self.say(SUMMARY, self.salt, *map(self.sums, range(TIERS)))

    def sums(self, tier):
        """HOLD-3: of all buckets. MEET-1: nothing is told to whom nothing of a tier goes."""
        found = [0] * (1 << self.bits[tier])
        if tier in self.tiers:
            things = [(thing.sort, thing.name, thing.state)
                      for thing in self.holdings.things.values() if thing.tier == tier]
            for place, (_, total) in shelved(self.salt, self.bits[tier], things).items():
                found[place] = total
        return tuple(found)

    def hear_summary(self, salt, *sums):
        """TALK-2: the answerer's tags of what differs. TALK-7: if both ask at once, that of who
        initiated the session goes on."""
        if self.begun and not self.met:
            if not self.comparing or self.compared:
                raise Refused("out-of-turn", 0)
            if self.asker:
                return
        self.comparing = False
        self.begin(salt, [len(found).bit_length() - 1 for found in sums])
        for tier in range(TIERS):
            mine = self.sums(tier) if tier in self.tiers else None
            places = [place for place, total in enumerate(sums[tier])
                      if (mine[place] if mine else self.own_sum(tier, place)) != total][:MOST]
            told = [(place, tuple(sorted(self.buckets[tier][place]))[:TAGS_AT_ONCE]
                     if tier in self.tiers else ()) for place in places]
            self.say_pieces(TAGS, tier, pieces_of(told))

    def own_sum(self, tier, place):
        """The sum of a bucket, whoever may hear of it."""
        return sum(self.buckets[tier][place]) % (1 << 32)

    def say_pieces(self, number, tier, pieces):
        """A message of each piece, of which the last says so."""
        for place, piece in enumerate(pieces):
            self.say(number, tier, *piece, place == len(pieces) - 1)

    def hear_tags(self, tier, buckets, last):
        """TALK-2: the asker says what differs in these buckets."""
        self.require(self.comparing and tier not in self.compared)
        things, unknown = [], set()
        for place, tags in buckets:
            self.require(self.last[tier] < place < 1 << self.bits[tier])
            self.last[tier] = place
            mine = self.buckets[tier][place]
            things += [self.said_thing(tier, tag) for tag in sorted(mine - set(tags))]
            unknown |= set(tags) - mine
        if last:
            self.compared.add(tier)
        if tier not in self.tiers:
            things = []
        unknown = sorted(unknown)
        count = max(-(-len(things) // MOST), -(-len(unknown) // TAGS_AT_ONCE), 1 if last else 0)
        for place in range(count):
            self.say(DIFFERENCES, tier, tuple(things[place * MOST:(place + 1) * MOST]),
                     tuple(unknown[place * TAGS_AT_ONCE:(place + 1) * TAGS_AT_ONCE]),
                     last and place == count - 1)

    def said_thing(self, tier, tag):
        """TALK-1: a thing as differences name it."""
        thing = self.tags[tier][tag]
        return (thing.sort, thing.name) + (
            (thing.number, tag, thing.forked) if thing.sort == FEED else ())

    def hear_differences(self, tier, things, unknown, last):
        """TALK-2: now the answerer knows both sides."""
        self.require(self.begun and not self.comparing and tier not in self.compared)
        self.theirs[tier] += things
        self.unknown[tier] |= set(unknown)
        if not last:
            return
        self.compared.add(tier)
        named = {thing[:2] for thing in self.theirs[tier]}
        for tag in sorted(self.unknown[tier] & self.tags[tier].keys()):
            thing = self.tags[tier][tag]
            if (thing.sort, thing.name) not in named:
                self.give(tier, thing.sort, thing.name)
        wants = [want for thing in self.theirs[tier] for want in self.resolve(tier, thing)]
        self.say_pieces(WANTS, tier, [(tuple(wants[at:at + MOST]),)
                                      for at in range(0, len(wants), MOST)] or [((),)])
        self.resolved.add(tier)

    def resolve(self, tier, theirs):
        """TALK-3: gives what they lack of a thing that both have, or one; yields what is wanted."""
        mine = self.holdings.things.get(theirs[:2])
        if theirs[0] != FEED:
            if mine:
                self.give(tier, *theirs[:2])
            yield theirs[:2]
            return
        name, number, tag, forked = theirs[1:]
        if mine is None:
            yield FEED, name, 0
        elif forked or mine.forked:
            yield FEED, name, min(number, mine.number)
            self.give(tier, FEED, name, min(number, mine.number))
        elif number > mine.number:
            yield FEED, name, mine.number + 1
        elif self.holdings.tag_at(self.salt, name, number) != tag:
            yield FEED, name, number
            self.give(tier, FEED, name, number)
        elif number < mine.number:
            self.give(tier, FEED, name, number + 1)

    def hear_wants(self, tier, wants, last):
        """What the other wants; if it answers, and that was all, all is known that is to be
        sent."""
        for want in wants:
            thing = self.holdings.things.get(want[:2])
            if thing and thing.tier == tier:
                self.give(tier, *want)
        if last and self.comparing and tier in self.compared:
            self.resolved.add(tier)

    # Goods

    def give(self, tier, sort, name, number=0):
        """Something is to be sent. TALK-4: feeds of which the fewest bundles lack come first."""
        if tier in self.tiers:
            goods = self.holdings.goods(sort, name, number)
            self.waiting += [(tier, len(goods) if sort == FEED else 0, name, place, sort, data)
                             for place, data in enumerate(goods)]
            self.waiting.sort()

    def send(self):
        """TALK-4, TALK-5: what waits, as far as credit goes; and *over*, of what was all sent."""
        while self.waiting and len(self.waiting[0][-1]) <= min(self.credit, MOST_PART):
            sort, batch, size = self.waiting[0][-2], [], 0
            while self.waiting and self.waiting[0][-2] == sort and len(batch) < MOST:
                size += len(self.waiting[0][-1])
                if size > min(self.credit, MOST_PART):
                    size -= len(self.waiting[0][-1])
                    break
                batch.append(self.waiting.pop(0)[-1])
            self.credit -= size
            self.say(GOODS, sort, tuple(batch))
        if self.waiting and len(self.waiting[0][-1]) > MOST_PART:
            self.send_parts()
        for tier in range(TIERS):
            if self.begun and tier in self.resolved - self.said_over and not any(
                    entry[0] == tier for entry in self.waiting):
                self.said_over.add(tier)
                self.say(OVER, tier)

    def send_parts(self):
        """TALK-4: what does not fit a message, part by part as credit comes."""
        *place, sort, data = self.waiting[0]
        while self.part_sent < len(data) and self.credit:
            part = data[self.part_sent:self.part_sent + min(MOST_PART, self.credit)]
            self.part_sent += len(part)
            self.credit -= len(part)
            self.say(PART, sort, len(data), part)
        if self.part_sent == len(data):
            self.part_sent = 0
            self.waiting.pop(0)
            self.send()

    part_sent = 0

    def hear_goods(self, sort, goods):
        """TALK-5: they are kept, and the room for them is given back."""
        self.part = None
        size = sum(map(len, goods))
        self.spend(size)
        self.keep(sort, goods)
        self.give_back(size)

    def hear_part(self, sort, whole, data):
        """TALK-4: a part of something; it is given back as it comes."""
        self.spend(len(data))
        if self.part is None or self.part[:2] != (sort, whole):
            self.part = sort, whole, b""
        found = self.part[2] + data
        self.require(len(found) <= whole)
        self.part = sort, whole, found
        if len(found) == whole:
            self.part = None
            self.keep(sort, (found,))
        self.give_back(len(data))

    def spend(self, size):
        """TALK-5: no more comes than there is room for."""
        self.goods_heard += size
        if size > self.room:
            raise Refused("beyond-credit", 0)
        self.room -= size

    def give_back(self, size):
        """TALK-5: what is stored."""
        self.room += size
        self.say(CREDIT, size)

    def renew(self, holdings):
        """What came is judged: what is held now, and what follows something that is not here. Says
        how far feeds are on the disk (TALK-6), and wants what lacks (TALK-3)."""
        lines, before = holdings.lines(), self.holdings.lines()
        news = sorted(line for line in lines.items() if before.get(line[0]) != line[1])
        for at in range(0, len(news), MOST):
            self.say(STORED, tuple(news[at:at + MOST]))
        self.holdings = holdings
        for feed, number in holdings.lacking().items():
            step = self.steps[feed] = 2 * self.steps.get(feed, 0) or 1
            self.say(WANTS, holdings.tier_of(feed), ((FEED, feed, max(0, number - step)),), False)

    # All that is said

    def require(self, fine):
        """TALK-1: what comes out of turn ends the session."""
        if not fine:
            raise Refused("out-of-turn", 0)

    def hear(self, data):
        """TALK-1: takes a message. What is to be said then is in `out`."""
        number, *items = read_message(data)
        self.require((number == GREETING) != self.greeted)
        self.greeted = True
        heard = {SUMMARY: self.hear_summary, TAGS: self.hear_tags, WANTS: self.hear_wants,
                 DIFFERENCES: self.hear_differences, GOODS: self.hear_goods, PART: self.hear_part,
                 CREDIT: self.hear_credit, OVER: self.hear_over, HELD: self.hear_root,
                 INQUIRY: self.hear_inquiry, FRESH: self.hear_fresh,
                 STATEMENTS: self.hear_statements}
        if number == GREETING and self.asker:
            self.compare()
        elif number in heard:
            heard[number](*items)
        self.send()

    def hear_credit(self, size):
        """TALK-5."""
        self.credit += size

    def hear_over(self, tier):
        """TALK-7."""
        self.heard_over.add(tier)

    def hear_root(self, root):
        """MEET-2."""
        self.their_root = root

    def hear_inquiry(self, device):
        """OWN-1: what is here of its own, as far as it may be given it."""
        tips = [tip for tip in self.holdings.tips(device)
                if self.holdings.tier_of(tip[0]) in self.tiers]
        self.say(TIPS, tuple(tips[:MOST]))

    def hear_fresh(self, tier, fresh):
        """TALK-8: whoever hears of something that is not here wants it; of a feed what follows."""
        wants = []
        for sort, name, *number in fresh:
            mine = self.holdings.things.get((sort, name))
            if sort == FEED:
                start = mine.number + 1 if mine else 0
                wants += [(sort, name, start)] if number[0] >= start else []
            else:
                wants += [] if mine else [(sort, name)]
        if wants:
            self.say(WANTS, tier, tuple(wants), False)

    def hear_statements(self, statements):
        """HAVE-3: kept are the later ones of known seats, validly signed, that name the device."""
        charter = self.holdings.charter
        for statement in statements:
            device, seat, when = statement[:3]
            act = charter.acts.get(seat)
            last = self.statements.get(device)
            if getattr(act and act.content, "device", None) != device or \
                    last and last[2] >= when:
                continue
            try:
                require_signature("sign-stated", act.content.signing, charter.realm,
                                  statement_hash(statement), statement[-1])
            except Refused:
                continue
            self.statements[device] = statement

    def tell_root(self):
        """MEET-2; and the first time, which statements are here (HAVE-2)."""
        if not self.told_versions:
            self.told_versions = True
            self.say(VERSIONS, tuple((device, statement[2])
                                     for device, statement in sorted(self.statements.items())))
        self.say(HELD, self.holdings.root())


def pieces_of(told):
    """Buckets with their tags, in pieces that fit a message; at least one."""
    pieces, size = [[]], 0
    for place, tags in told:
        more = len(tags) * TAG + 8
        if size + more > MOST_PART:
            pieces.append([])
            size = 0
        pieces[-1].append((place, tags))
        size += more
    return [(tuple(piece),) for piece in pieces]
