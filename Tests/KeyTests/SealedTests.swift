import Bundles
import Charter
import Compression
import Keys
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Sealed bodies") struct SealedTests {
    let world = KeyWorld(seed: 730)
    var hub: Address { .hub(world.hubs[0]) }

    /// A clerk with a feed in the hub, and the epoch to write under.
    private func clerk() -> (Somebody, Scribe, ActID) {
        let clerk = world.person(.clerk, at: [world.hubs[0]])
        world.begin(hub)
        let act = world.rotate(hub, by: clerk)
        return (clerk, clerk.feed(hub), act)
    }

    @Test("SEALED-1: a body is opened as it was sealed, small and large, and bound to its header")
    func roundTrip() {
        let (clerk, feed, act) = clerk()
        let text = Array("twelve tarpaulins, twelve tarpaulins, twelve tarpaulins".utf8)
        let bodies: [[UInt8]] = [[0xA0], text, text + text + text + text]
        for body in bodies {
            let bundle = clerk.holder.bundle(body, in: feed, under: act)
            #expect(clerk.holder.open(bundle, of: feed) == .success(body))
            #expect(bundle.bytes.count <= body.count + Bounds.overheadBytes)
        }
        // The body of one bundle under the header of another.
        let (a, b) = (
            clerk.holder.bundle([0xA0], in: feed, under: act),
            clerk.holder.bundle([0xA0], in: feed, under: act)
        )
        let swapped = Bundle(
            b.header, body: a.body.span, signedBy: clerk.seat.signer.key, in: world.realm.id)
        #expect(clerk.holder.open(swapped, of: feed) == .failure(.doesNotOpen))
    }

    @Test("SEALED-1: what is the same again and again travels smaller")
    func smaller() {
        let (clerk, feed, act) = clerk()
        let body = Array(repeating: UInt8(7), count: 10_000)
        let bundle = clerk.holder.bundle(body, in: feed, under: act)
        #expect(bundle.bytes.count < 400)
        #expect(clerk.holder.open(bundle, of: feed) == .success(body))
    }

    @Test("SEALED-1: of a frame only the one form is taken")
    func frames() throws {
        let body = Array(repeating: UInt8(7), count: 1_000)
        let frame = made(Zstandard.frame(of: body.span.bytes))
        #expect(frame.prefix(5) == [0x28, 0xB5, 0x2F, 0xFD, 0x60])
        #expect(Zstandard.expand(frame.span.bytes, most: 1_000) == body)
        #expect(Zstandard.expand(frame.span.bytes, most: 999) == nil)
        for count in frame.indices {
            let cut = Array(frame.prefix(count))
            #expect(Zstandard.expand(cut.span.bytes, most: 1 << 20) == nil)
        }
        for bad in [frame + [0], frame + frame] {
            #expect(Zstandard.expand(bad.span.bytes, most: 1 << 20) == nil)
        }
        // Checksum, dictionary, several segments, what is reserved and unused; another size.
        for descriptor: UInt8 in [0x64, 0x61, 0x40, 0x68, 0x70, 0xE0, 0x20, 0xA0] {
            var bad = frame
            bad[4] = descriptor
            #expect(Zstandard.expand(bad.span.bytes, most: 1 << 20) == nil, "\(descriptor)")
        }
        for size: UInt8 in 0...255 where size != frame[5] {
            var bad = frame
            bad[5] = size
            #expect(Zstandard.expand(bad.span.bytes, most: 1 << 20) == nil, "\(size)")
        }
    }

    @Test("SEALED-1: a small frame that claims a lot, or repeats a lot, costs nothing")
    func bombs() {
        // 200,000 times one byte, in one block: decoders differ about it.
        var size = UInt32(200_000)
        var bomb: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xA0]
        for _ in 0..<4 {
            bomb.append(UInt8(truncatingIfNeeded: size))
            size >>= 8
        }
        let head = UInt32(200_000) << 3 | 1 << 1 | 1
        for shift in [0, 8, 16] { bomb.append(UInt8(truncatingIfNeeded: head >> UInt32(shift))) }
        bomb.append(7)
        #expect(Zstandard.expand(bomb.span.bytes, most: 1 << 20) == nil)
        for most in [4, 5, 6, 7, 8] {
            bomb[most] = 0xFF
            #expect(Zstandard.expand(bomb.span.bytes, most: 1 << 20) == nil)
        }
    }

    @Test("SEALED-2: what does not open, or is no frame, has no changes and keeps its place")
    func faults() throws {
        let (clerk, feed, act) = clerk()
        let key = made(clerk.holder.book.key(of: act))
        let known = KnownFeed(feed.opening, key: clerk.seat.signer.verifying)
        for (content, fault) in [
            ([0x28, 0xB5] as [UInt8], BodyFault.badFrame), ([], .doesNotOpen),
        ] {
            var chance = Entropy.of(9)
            let bundle = feed.bundle(sealed: key.id) { header in
                content.isEmpty
                    ? [UInt8](repeating: 0, count: 60)
                    : key.seal(content.span.bytes, under: header, &chance)
            }
            let placed = try bundle.placed(
                in: world.realm.id, feed: { _ in known }, seat: { _ in nil })
            let opened = try placed.verified().opened { (bundle, epoch) throws(OpenError) in
                try clerk.holder.book.open(bundle, epoch, world.readership)
            }
            #expect(opened.fault == fault && opened.bundle.changes.isEmpty)
            #expect(opened.bundle.hash == bundle.hashed().hash)
        }
    }

    @Test("SEALED-2: an epoch that lost its force still opens what was sealed under it")
    func afterwards() {
        let (clerk, feed, _) = clerk()
        let user = world.person(.mainHubUser, at: [world.hubs[0]])
        let theirs = user.holder.begin(
            EpochPlan(hub, after: world.scope(hub).all.map(\.id)), in: user.charter)
        world.deliver(from: user)
        let bundle = clerk.holder.bundle([0xA0], in: feed, under: theirs)
        _ = world.revoke(user)
        #expect(world.scope(hub)[theirs]?.isInForce == false)
        #expect(clerk.holder.book.release(world.readership).isEmpty)
        #expect(clerk.holder.open(bundle, of: feed) == .success([0xA0]))
        #expect(clerk.holder.writing(in: hub) != .under(theirs))
        // A newcomer gets the key of it all the same.
        let newcomer = world.person(.mainHubUser, at: [world.hubs[0]])
        newcomer.holder.take(clerk.holder.deliveries())
        #expect(newcomer.holder.open(bundle, of: feed) == .success([0xA0]))
    }

    @Test("SEALED-3: without the key it is said which is missing, and who could deliver it")
    func missing() {
        let (clerk, feed, act) = clerk()
        let bundle = clerk.holder.bundle([0xA0], in: feed, under: act)
        let id = made(bundle.header.epoch)
        let newcomer = world.person(.mainHubUser, at: [world.hubs[0]])
        #expect(newcomer.holder.open(bundle, of: feed) == nil)
        let missing = newcomer.holder.book.missing(id, of: hub, world.readership)
        #expect(missing.state == .onItsWay && missing.holders == [clerk.id])
        #expect("\(missing)".contains("\(clerk.id)"))
        let stranger = world.person(.clerk, at: [world.hubs[1]])
        let other = stranger.holder.book.missing(id, of: hub, world.readership)
        #expect(other.state == .notAReader && "\(other)".contains("does not read"))
        let unknown = clerk.holder.book.missing(.all(3), of: hub, world.readership)
        #expect(unknown.state == .unknownEpoch && "\(unknown)".contains("charter"))
    }

    @Test("CARRY-1: a bundle under way shows its header, and nothing of its body")
    func carried() {
        let (clerk, feed, act) = clerk()
        let text = Array("CANARY-of-the-clerk".utf8)
        let bundle = clerk.holder.bundle(text, in: feed, under: act)
        #expect(!bundle.bytes.contains(text) && bundle.header.feed == feed.feed)
        for envelope in clerk.holder.envelopes.all {
            #expect(!envelope.encoding.contains(text))
        }
    }

    @Test("CARRY-2: a pull key proves itself in one session for one device, and opens nothing")
    func pullKeys() {
        let (clerk, feed, act) = clerk()
        let bundle = clerk.holder.bundle([0xA0], in: feed, under: act)
        let scope = hub.id(in: world.realm.id)
        let device = clerk.seat.signer.device
        let right = made(clerk.holder.book.key(of: act)).pullKey()
        var found = 0
        clerk.holder.envelopes.forEachPullKey(of: device.key, in: world.realm.id) { epoch, key in
            guard epoch == act else { return }
            found += 1
            let proof = key.proof(in: .all(1), of: scope, by: device.key.publicKey)
            let isRight = right.verifies(proof, in: .all(1), of: scope, by: device.key.publicKey)
            let isElsewhere = right.verifies(
                proof, in: .all(2), of: scope, by: device.key.publicKey)
            let isOthers = right.verifies(proof, in: .all(1), of: scope, by: madeUp(3))
            let isOther = right.verifies(
                proof, in: .all(1), of: .all(5), by: device.key.publicKey)
            #expect(isRight && !isElsewhere && !isOthers && !isOther)
        }
        #expect(found == 1)
        // As a scope key it is another key, of another epoch.
        let wrong = EpochKey(right.copy(), in: SecretPool())
        #expect(wrong.id != bundle.header.epoch)
    }
}

extension Array where Element == UInt8 {
    /// Whether these bytes are somewhere in it.
    func contains(_ part: [UInt8]) -> Bool {
        guard count >= part.count else { return false }
        return (0...count - part.count).contains { self[$0..<$0 + part.count].elementsEqual(part) }
    }
}
