import Bundles
import Keys
import Lattice
import Seal
import TestSupport
import Wire

/// Bodies that are sealed: as they are, and as frames.
extension SecretVectors {
    mutating func bodies() throws {
        let samples = SealedSamples()
        for (number, (name, content, body)) in samples.accepted.enumerated() {
            let bundle = samples.bundle(content, UInt64(number))
            let found = try samples.open(bundle, samples.key)
            try expect(found.body == body && found.reason == nil, name, "\(found)")
            accept(
                "sealed", name, members(samples.key, bundle.bytes) + [("body", JSON(hex: body))])
        }
        for (number, (name, content, reason)) in samples.refused.enumerated() {
            let bundle = samples.bundle(content, 100 + UInt64(number))
            try expect(samples.open(bundle, samples.key).reason, is: reason, name)
            refuse("sealed", name, reason, members(samples.key, bundle.bytes))
        }
        for (name, key, bundle) in samples.closed {
            try expect(samples.open(bundle, key).reason, is: "does-not-open", name)
            refuse("sealed", name, "does-not-open", members(key, bundle.bytes))
        }
    }

    private func members(_ key: [UInt8], _ bytes: [UInt8]) -> [(String, JSON)] {
        [("key", JSON(hex: key)), ("bytes", JSON(hex: bytes))]
    }
}

/// What is in the sealed bundles of the vectors.
struct SealedSamples {
    let key = Secrets.octets(80)
    private let realm = ScriptedRealm(seed: 61)
    private let feed: Scribe

    init() {
        feed = realm.writer(realm.enrol(), under: Cast.hash(4), in: .common)
        feed.open()
    }

    private var id: EpochID { EpochKey(Secrets.secret(key), in: SecretPool()).id }

    /// The feed's next bundle, with content sealed as it is.
    func bundle(_ content: [UInt8], _ number: UInt64, for other: Header? = nil) -> Bundle {
        var entropy = Secrets.entropy(200 + number)
        let sealing = SealingKey(Secrets.secret(key).derived(.bodyKey))
        return feed.twin(after: 1).bundle(sealed: id) { header in
            let clear = (other ?? header).items
            return sealing.seal(content.span.bytes, with: clear.span.bytes, &entropy)
        }
    }

    /// What an epoch key makes of it.
    func open(_ bundle: Bundle, _ key: [UInt8]) throws -> (body: [UInt8]?, reason: String?) {
        let key = EpochKey(Secrets.secret(key), in: SecretPool())
        let known = KnownFeed(feed.opening, key: feed.seat.signer.verifying)
        let verified = try bundle.placed(in: realm.id, feed: { _ in known }, seat: { _ in nil })
            .verified()
        let opened = try verified.opened { bundle, _ in key.open(bundle) }
        switch opened.fault {
        case .doesNotOpen?: return (nil, "does-not-open")
        case .badFrame?: return (nil, "bad-frame")
        case .malformed(let error)?: return (nil, error.reason.rawValue)
        case nil: return (try key.open(verified).get(), nil)
        }
    }

    private func write(_ index: Int, _ text: String) -> Change {
        Change(
            Cast.record(feed.feed, 1, index),
            .field(FieldNumber(1), .register(Register.Delta(Value(text), seen: FieldVector()))))
    }

    private func body(_ changes: [Change]) -> [UInt8] {
        do {
            return try Body(changes).encoding(of: feed.feed, Cast.number(1))
        } catch {
            preconditionFailure("a possible body: \(error)")
        }
    }

    /// Name, content, body.
    var accepted: [(String, [UInt8], [UInt8])] {
        let small = body([write(0, "a")])
        let rows = body((0..<8).map { write($0, "line \($0) of a delivery note") })
        let run = body([write(0, String(repeating: "a", count: 400))])
        let long = body((0..<2).map { write($0, String(repeating: "a", count: 40_000)) })
        return [
            ("no changes", body([]), body([])), ("a write", small, small),
            ("as it is, though it could be smaller", rows, rows),
            ("a frame with a block that was compressed", bytes(Self.compressed), rows),
            ("a frame of raw blocks and a run", Frames.of(run), run),
            ("a frame that ends with an empty block", Frames.of(run, lastEmpty: true), run),
            ("a frame with a size of four bytes", Frames.of(long), long),
        ]
    }

    /// Name, content, reason.
    var refused: [(String, [UInt8], String)] {
        let run = body([write(0, String(repeating: "a", count: 400))])
        let small = body([write(0, "a")])
        return Frames.bad(run, small).map { ($0, $1, "bad-frame") } + [
            ("a body that breaks its form", bytes("80"), "wrong-type"),
            ("nothing", [], "truncated"),
            ("a body with something after it", small + [0], "trailing"),
            (
                "a frame of a body that breaks its form",
                Frames.of(Array(repeating: 0, count: 200)), "wrong-type"
            ),
            (
                "a frame of a frame", Frames.of(Frames.of(run) + Array(repeating: 0, count: 99)),
                "wrong-type"
            ),
            ("a frame that is skipped", bytes("502a4d18 01000000 00"), "wrong-type"),
        ]
    }

    /// Name, key, bundle: of what does not open.
    var closed: [(String, [UInt8], Bundle)] {
        let small = body([write(0, "a")])
        let bundle = bundle(small, 90)
        let header = bundle.header
        let other = made(
            Header(
                feed: header.feed, number: header.number, previous: header.previous,
                time: HybridTime(word: header.time.word + 1), policy: header.policy,
                epoch: header.epoch))
        let unsealed = made(
            Header(
                feed: header.feed, number: header.number, previous: header.previous,
                time: header.time, policy: header.policy, schema: 1, epoch: header.epoch))
        func raw(_ body: [UInt8]) -> Bundle {
            feed.twin(after: 1).bundle(sealed: id) { _ in body }
        }
        let sealed = (0..<bundle.body.count).map { bundle.body.span.byte(at: $0) }
        return [
            ("under another key", Secrets.octets(81), bundle),
            ("of another time", key, self.bundle(small, 91, for: other)),
            ("of another schema", key, self.bundle(small, 92, for: unsealed)),
            ("altered", key, raw(Secrets.flipped(sealed, 8 * 24))),
            ("with another nonce", key, raw(Secrets.flipped(sealed, 1))),
            ("with another tag", key, raw(Secrets.flipped(sealed, 8 * sealed.count - 1))),
            ("too short", key, raw(Array(sealed.prefix(39)))), ("without a body", key, raw([])),
            ("not sealed at all", key, raw(small + Array(repeating: 0, count: 60))),
        ]
    }
}

/// What others have made, once: a compressor, and a cipher with a key that is none.
extension SealedSamples {
    /// The rows of the vectors, as a compressor has them.
    static let compressed =
        "28b52ffd600400ad02005403a1029818830000000158196c696e652030206f6620612064656c6976"
        + "657279206e6f746583000001310232033304340535063607370e002009200e28060801ea00c18012"
        + "401c500c1002d40182012530085506"
    /// The same with a checksum.
    static let withChecksum =
        "28b52ffd640400ad02005403a1029818830000000158196c696e652030206f6620612064656c6976"
        + "657279206e6f746583000001310232033304340535063607370e002009200e28060801ea00c18012"
        + "401c500c1002d40182012530085506642cc163"
    /// Sealed under what follows from an agreement that comes to all zeros.
    static let afterSmallOrder = bytes("237a70dfe1748f5857b1aa1ccbabde3a66a31da84e20b7c8d5dec06f")
}
