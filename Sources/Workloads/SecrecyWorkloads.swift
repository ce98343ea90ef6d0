import Bundles
import Charter
import Identity
import Keys
import Lattice
import Seal
import Wire

extension Workload {
    /// Sealing, opening, delivering keys, and meeting others.
    static var secrecy: [Workload] {
        [
            Workload(
                name: "limit.open", unit: "bundle",
                about: "verify a signature and decrypt 100 bytes, and nothing else", sizes: [5_000]
            ) { size in try bareOpening(size) },
            Workload(
                name: "bundle.open", unit: "bundle",
                about:
                    "parse, place, verify, chain and open bundles with sealed bodies of 100 bytes",
                sizes: [5_000]
            ) { size in try opening(size) },
            Workload(
                name: "envelope.seal", unit: "envelope",
                about: "find out who lacks a key, and box and sign it to each, for so many people",
                sizes: [500]
            ) { size in
                let samples = try SecrecySamples(people: size)
                let readership = samples.charter.readership()
                return Trial(
                    setUp: { 0 },
                    work: { _ in
                        var chance = SecrecySamples.entropy(1)
                        let made = samples.book.deliveries(
                            of: samples.epoch, beside: Envelopes(),
                            at: HybridTime(word: 1 << 40), samples.charter, readership,
                            by: samples.writer, &chance)
                        precondition(made.count == size * 2, "a seat and a device for each")
                        return made.count
                    })
            },
            Workload(
                name: "handshake.side", unit: "side",
                about: "a handshake between two devices of a realm, shared by both sides",
                sizes: [200]
            ) { size in handshakes(size) },
            Workload(
                name: "readership", unit: "seat",
                about: "who reads what, in a realm of so many seats", sizes: [250, 1_000],
                showsGrowth: true
            ) { size in
                let samples = try SecrecySamples(people: size)
                return Trial(
                    setUp: { 0 },
                    work: { _ in
                        let readership = samples.charter.readership()
                        precondition(
                            readership.readers(of: samples.epoch).count == size, "all of them")
                        return size
                    })
            },
        ]
    }

    private static var body: [UInt8] {
        var body = Writer()
        body.put(map: 1)
        body.put(7)
        // What a later version put there: a hundred bytes that do not shrink.
        body.put(
            bytes: Value((0..<94).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }).span)
        return body.bytes
    }

    private static func bareOpening(_ count: Int) throws -> Trial {
        let signing = AuthoritySamples.key(1)
        let verifying = signing.verifying
        let domain = DomainID(1, 2, 3, 4)
        var chance = SecrecySamples.entropy(2)
        let key = SealingKey(chance.draw())
        let clear = [UInt8](repeating: 5, count: 90)
        let sealed = (0..<count).map { index in
            let hash = BundleHash(UInt64(index), 1, 1, 1)
            let sealed = unsafe key.seal(body.span.bytes, with: clear.span.bytes, &chance)
            return (hash, signing.sign(.signBundle, for: domain, hash), sealed)
        }
        let holder = KeyHolder(key)
        return Trial(
            setUp: { 0 },
            work: { _ in
                for (hash, signature, sealed) in sealed {
                    let isSigned = verifying.verifies(
                        signature, .signBundle, for: domain, hash)
                    let text = unsafe holder.key.open(sealed.span.bytes, with: clear.span.bytes)
                    precondition(isSigned && text != nil, "is signed, and opens")
                }
                return sealed.count
            })
    }

    /// A key that a closure can hold.
    private final class KeyHolder {
        let key: SealingKey

        init(_ key: consuming SealingKey) { self.key = key }
    }

    private static func opening(_ count: Int) throws -> Trial {
        let samples = try SecrecySamples(people: 4)
        guard let key = samples.book.key(of: samples.epoch) else {
            preconditionFailure("its maker has it")
        }
        let writer = samples.writer
        let opening = Opening(
            realm: samples.charter.realm, scope: .common, seat: writer.seat, grant: writer.grant,
            incarnation: .zero)
        var chance = SecrecySamples.entropy(3)
        var tip: Tip?
        let bytes = (0..<count).map { index in
            let header = Header(
                feed: opening.feed, number: tip?.number.next ?? .first,
                previous: tip?.hash ?? .zero, time: HybridTime(word: UInt64(index) + 1), policy: 1,
                epoch: index == 0 ? nil : key.id)
            guard let header else { preconditionFailure("a possible header") }
            let text =
                index == 0
                ? opening.encoding : unsafe key.seal(body.span.bytes, under: header, &chance)
            let bundle = Bundle(
                header, body: Value(text).span, signedBy: writer.key, in: samples.charter.realm)
            tip = bundle.hashed().tip
            return bundle.bytes
        }
        let known = KnownFeed(opening, key: writer.key.verifying)
        let readership = samples.charter.readership()
        return Trial(
            setUp: { FeedTree() },
            work: { tree in
                for bytes in bytes {
                    let bundle = try samples.charter.verify(bytes) {
                        $0 == opening.feed ? known : nil
                    }
                    guard tree.fit(bundle.header, bundle.hash) == .next else {
                        preconditionFailure("a chain")
                    }
                    tree.insert(bundle.header, bundle.hash)
                    let opened = try bundle.opened { (bundle, epoch) throws(OpenError) in
                        try samples.book.open(bundle, epoch, readership)
                    }
                    precondition(opened.fault == nil, "it opens")
                }
                return bytes.count
            })
    }

    private static func handshakes(_ count: Int) -> Trial {
        var chance = SecrecySamples.entropy(4)
        let realm = DomainID(1, 2, 3, 4)
        let devices = (0..<2).map { _ in Device(&chance, on: .zero) }
        let hello = HelloKey(&chance)
        for device in devices { device.join(realm, hello) }
        return Trial(
            setUp: { 0 },
            work: { _ in
                var chance = SecrecySamples.entropy(5)
                for _ in 0..<count {
                    var mine = DeviceHandshake.initiating(
                        realm, hello: hello, as: devices[0], run: .zero, &chance)
                    let first = try mine.start()
                    var theirs = try DeviceHandshake.responding(
                        to: first, as: devices[1], run: .zero, &chance)
                    guard case .send(let second) = try theirs.take(first, isOfRealm: { _ in true }),
                        case .sendAndDone(let third) = try mine.take(
                            second, isOfRealm: { _ in true }),
                        case .done = try theirs.take(third, isOfRealm: { _ in true })
                    else { preconditionFailure("a handshake of three messages") }
                    let hashes = (mine.finish().hash, theirs.finish().hash)
                    precondition(hashes.0 == hashes.1, "both came to the same")
                }
                return count * 2
            })
    }
}
