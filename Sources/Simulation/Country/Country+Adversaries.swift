internal import Bundles
internal import Charter
internal import Gossip
internal import Identity
internal import Keys
internal import Lattice
internal import Replica
internal import Schema
internal import Seal
internal import Wire

/// Those who keep to no rule. What they say comes from replicas as they ship wherever that can say
/// it, and is put together byte by byte where it cannot.
extension Country {
    // MARK: Writing

    /// What a seat's keys were made to sign, without its own station.
    private struct Forgery {
        let bundles: [[UInt8]]
        let envelopes: [Envelope]
        let receipt: Receipt
        let record: RecordID
        let trait: Trait
    }

    /// Somebody enters something into a copy of a disk. Nil if even that replica declines.
    private func forge(_ host: Host, on disk: MemoryStorage) -> Forgery? {
        guard let somebody = host.somebody else { return nil }
        let words: InlineArray<4, UInt64> = [seed, random.next(), 0, 7]
        let entropy = Entropy(Secret(copying: unsafe words.span.bytes))
        let wall = host.clock.now(at: time).wall
        var replica = Replica(realm: world.realm.id, storage: disk, entropy, at: wall)
        var effects: [Effect] = []
        replica.unlock(Owner(somebody.seat), into: &effects)
        repeat {
            effects = []
            replica.handle(.time, at: wall, into: &effects)
        } while effects.contains(.busy)
        let before = replica.withStorage { ($0.bundles.count, $0.all(.envelopes).count) }
        let (entry, trait) = trade.forgery(by: host, in: self)
        replica.handle(.entry(entry, by: somebody.id), at: wall, into: &effects)
        for case .entered(let receipt) in effects {
            return replica.withStorage { storage in
                Forgery(
                    bundles: Array(storage.bundles.dropFirst(before.0)),
                    envelopes: storage.all(.envelopes).dropFirst(before.1)
                        .compactMap { try? Envelope(encoding: $0) },
                    receipt: receipt, record: receipt.records[0], trait: trait)
            }
        }
        return nil
    }

    private func give(_ forgery: Forgery, to number: Int) {
        tell(.replica(.bundles(forgery.bundles)), number)
        tell(.replica(.envelopes(forgery.envelopes)), number)
    }

    /// Somebody has their feed go on in two ways, and shows each to another.
    func equivocate(_ number: Int, to one: Int, and other: Int) {
        let disk = hosts[number].copy
        guard let first = forge(hosts[number], on: disk),
            let second = forge(hosts[number], on: disk)
        else { return }
        ledger.tainted.insert(number)
        ledger.doubled.insert(number)
        ledger.marks.insert(.equivocated)
        give(first, to: one)
        give(second, to: other)
    }

    /// Somebody who was let go of goes on with their old keys, as if they had not heard of it.
    func defy(_ number: Int) {
        let host = hosts[number]
        guard let seat = host.somebody?.id, let known = revocations[seat], let root = known.root,
            let forgery = forge(host, on: host.copy.before(root: root))
        else { return }
        let receipt = forgery.receipt
        // While the last bundle that a revocation names is nowhere to be found, whatever bears its
        // number or a lower one counts (spec/06-authority.md#cut-2); nothing does beyond it.
        let isBeyond = known.left.contains { left in
            left[receipt.feed].map { $0 < receipt.tip.number } ?? true
        }
        guard isBeyond else { return }
        ledger.marks.insert(.defied)
        ledger.forbidden.append(
            .init(
                host: number, scope: receipt.scope, record: forgery.record,
                trait: forgery.trait))
        for other in hosts where other.number != number && other.place == host.place {
            give(forgery, to: other.number)
        }
    }

    /// Somebody's keys sign what a program makes that checks nothing: a record whose name is a
    /// number. What they did not sign goes with it.
    func misuse(_ number: Int) {
        let host = hosts[number]
        let scope = trade.place(of: host, in: self)
        guard let somebody = host.somebody,
            let key = somebody.holder.book.held.sorted().first(where: {
                world.readership.epoch($0)?.scope.scope == scope
            }),
            let position = Position(.first.next, index: 0)
        else { return }
        let feed = somebody.feed(scope)
        feed.schema = 1
        let opening = feed.open().bytes
        let record = RecordID(
            Dot(feed: feed.feed, position: position),
            trade.named)
        let name = integer(Int64(random.below(1 << 40)))
        let write = Change(record, .field(FieldNumber(0), .register(Register.Delta(name))))
        guard let body = try? Body([write]).encoding(of: feed.feed, .first.next) else { return }
        let bundle = somebody.holder.bundle(body, in: feed, under: key).bytes
        var broken = bundle
        broken[broken.count - 1] ^= 1
        ledger.marks.insert(.misused)
        ledger.forbidden.append(
            .init(host: number, scope: scope, record: record, trait: .name(name)))
        for other in hosts where other.number != number && other.place == host.place {
            tell(.replica(.bundles([opening, broken])), other.number)
            tell(.replica(.bundles([opening, bundle])), other.number)
        }
    }

    /// Somebody writes whom nobody has ever enrolled.
    func intrude(on number: Int) {
        guard let victim = hosts[number].somebody else { return }
        let realm = world.realm
        let signer = Signer(random.next() >> 8)
        let id = Act.id(in: realm.founding.hash, at: 1_000 + random.below(1_000))
        let seat = ScriptedSeat(
            id: id, person: id.short(), signer: signer, device: signer.device.key.publicKey)
        let scope = trade.place(of: hosts[number], in: self)
        let feed = realm.writer(seat, under: victim.grant, in: scope)
        let bundle = feed.bundle(text("intruded"))
        ledger.strangers.insert(feed.feed)
        ledger.marks.insert(.intruded)
        tell(.replica(.bundles([feed.open().bytes, bundle.bytes])), number)
        knock(on: number)
    }

    // MARK: Speaking

    /// A beacon as nobody's station would say it now.
    private func beacon(
        of run: RunID, _ serial: UInt64, aside: [UInt8] = []
    ) -> [UInt8]? {
        var writer = Writer()
        writer.put(array: 10)
        writer.put(UInt64(0))
        writer.put(NearLimits.version)
        writer.put(run)
        writer.put(serial)
        writer.put(UInt64(Self.port))
        writer.put(HoldingsRoot(high: random.next(), low: random.next()))
        writer.put(UInt64(HostClock.epoch) + time)
        writer.put(random.chance(50))
        writer.put(random.chance(10))
        writer.put(Value(aside))
        var entropy = chance()
        let content = writer.bytes
        return Datagram.seal(unsafe content.span.bytes, in: world.realm.id, hello, &entropy)
    }

    // MARK: Later versions

    /// What a later version says in a session, and nobody here knows.
    func laterMessage() -> [UInt8] {
        var writer = Writer()
        writer.put(array: 2)
        writer.put(UInt64(90 + random.below(9)))
        writer.put(UInt64(random.below(1_000)))
        return writer.bytes
    }

    /// What it says to all who are near: of a number, or of a version, that is not known here.
    func laterSignal(_ number: Int) -> [UInt8]? {
        guard let run = hosts[number].run else { return nil }
        let isOfNumber = random.chance(50)
        var writer = Writer()
        writer.put(array: 5)
        writer.put(isOfNumber ? UInt64(90 + random.below(9)) : 0)
        writer.put(isOfNumber ? NearLimits.version : NearLimits.version + 1)
        writer.put(run)
        writer.put(UInt64(1 << 40) + time)
        writer.put(UInt64(random.below(1_000)))
        var entropy = chance()
        let content = writer.bytes
        return Datagram.seal(unsafe content.span.bytes, in: world.realm.id, hello, &entropy)
    }

    private func chance() -> Entropy {
        let words: InlineArray<4, UInt64> = [seed, random.next(), 0, 8]
        return Entropy(Secret(copying: unsafe words.span.bytes))
    }

    /// Somebody says thousands of things: some that could be true, some broken, some that are
    /// nothing.
    func flood(_ number: Int, count: Int) {
        guard hosts[number].isOn, hosts[number].isAwake, !hosts[number].isRelay else { return }
        ledger.marks.insert(.flooded)
        // Of some who are not there, as many as one laptop may pretend to be.
        let runs = (0..<4).map { _ in RunID(high: random.next(), low: random.next()) }
        for serial in 0..<count {
            var bytes: [UInt8]
            switch random.below(3) {
            case 0: bytes = (0..<(1 + random.below(200))).map { _ in UInt8(random.below(256)) }
            case 1:
                guard let said = beacon(of: random.pick(runs), UInt64(serial)) else { continue }
                bytes = said
            default:
                guard !recorded.isEmpty else { continue }
                bytes = random.pick(recorded).bytes
                bytes.removeLast(random.below(bytes.count))
            }
            shout(bytes, by: number, Self.near)
        }
    }

    /// Somebody claims to hold what they do not: to all who are near, and over every line.
    func lie(_ number: Int) {
        let host = hosts[number]
        guard host.isOn, host.isAwake, !host.isRelay, let run = host.run else { return }
        ledger.marks.insert(.lied)
        ledger.liars.insert(number)
        var hints = Writer()
        let feeds = host.copy.feeds().prefix(4)
        hints.put(array: feeds.count)
        for one in feeds {
            hints.put(array: 3)
            hints.put(one.feed)
            hints.put(BundleNumber(one.highest.value + 1 + UInt64(random.below(8))) ?? .last)
            hints.put(false)
        }
        let keys = host.withReplica { $0.memberKeys(at: host.clock.now(at: time).wall).keys }
        var entropy = chance()
        let aside = keys?.first.flatMap { _, key in
            Datagram.seal(hints.bytes, in: world.realm.id, key.beaconKey(), &entropy)
        }
        let serial = UInt64(1 << 32) + time
        if let bytes = beacon(of: run, serial, aside: aside ?? []) {
            shout(bytes, by: number, Self.near)
        }
        for (session, wire) in wires.sorted(by: { $0.key < $1.key }) {
            guard wire.index(of: number) != nil else { continue }
            let all = feeds.map { one in
                Gossip.Message.Stored(
                    feed: one.feed, number: BundleNumber(one.highest.value + 5) ?? .last)
            }
            say(Gossip.Message.stored(Array(all)).encoding, session, by: number)
            // What breaks the form ends the conversation.
            if random.chance(30) { say([0xFF], session, by: number) }
        }
    }
}
