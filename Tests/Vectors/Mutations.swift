import Gossip
import Lattice
import Replica
import Schema
import Simulation
import TestSupport
import Wire

/// Vectors with something changed at random, and what becomes of them: for comparing with what
/// another reader says.
struct Mutations {
    private var random: SeededRandom
    private let originals: [Original]

    private struct Original {
        let kind: String
        /// Of a state.
        let type: String?
        let bytes: [UInt8]
    }

    init(seed: UInt64, of files: [VectorFile]) {
        random = SeededRandom(seed: seed)
        let kinds = [
            "items": "item", "bodies": "body", "states": "state", "forms": "form",
            "schemas": "schema", "secrets": "secret", "talk": "said",
        ]
        originals = files.flatMap { file in
            (file.accepted + file.refused).compactMap { vector in
                guard let kind = kinds[file.name] else { return nil }
                let members = Dictionary(uniqueKeysWithValues: vector.members)
                guard case .text(let hex)? = members["bytes"] else { return nil }
                if kind == "secret" {
                    guard case .text(let type)? = members["type"],
                        VectorFile.secretForms.contains(type)
                    else { return nil }
                    return Original(kind: type, type: nil, bytes: bytes(hex))
                }
                guard case .text(let type)? = members["type"], kind == "state" else {
                    var kind = kind
                    if case .text(let type)? = members["type"] { kind = type }
                    return Original(kind: kind, type: nil, bytes: bytes(hex))
                }
                return Original(kind: kind, type: type, bytes: bytes(hex))
            }
        }
    }

    /// The next one: the verdict, accepted or the reason why not, and what it is about as JSON.
    mutating func next() -> String {
        let original = random.pick(originals)
        var bytes = original.bytes
        // Single bytes seldom come as far as what schemas mean: items are exchanged as well.
        if original.kind == "schema", random.chance(60) {
            if random.chance(60) { bytes = AnySchema.schema(&random).encoding }
            for _ in 0...random.below(3) { ItemPlaces.exchange(in: &bytes, &random) }
        } else {
            for _ in 0...random.below(2) { mutate(&bytes) }
        }
        let number = Cast.number(random.pick([5, 5, 5, 0, 300]))
        var members: [(String, JSON)] = [("kind", .text(original.kind))]
        if let type = original.type { members.append(("type", .text(type))) }
        if original.kind == "body" {
            members += [("feed", JSON(Cast.own)), ("number", JSON(number.value))]
        }
        members.append(("bytes", JSON(hex: bytes)))
        var verdict = "accepted"
        do throws(WireError) {
            switch original.kind {
            case "item": try VectorFile.skip(bytes)
            case "body": _ = try Body(reading: bytes, of: Cast.own, number)
            case "state": try VectorFile.read(bytes, original.type ?? "")
            case "schema": _ = try Schema(encoding: bytes)
            case "said": _ = try Gossip.Message(encoding: bytes)
            case "signal": _ = try Signal(encoding: bytes)
            case "hints": _ = try Hints(encoding: bytes)
            case "statement": _ = try Statement(encoding: bytes)
            case let kind where VectorFile.secretForms.contains(kind):
                verdict = VectorFile.refusal(of: bytes, as: kind) ?? verdict
            default: try VectorFile.read(form: bytes, original.kind)
            }
        } catch {
            verdict = error.reason.rawValue
        }
        return verdict + " " + JSON.object(members).line
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let place = random.below(bytes.count + 1)
        switch random.below(6) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1 where place < bytes.count: bytes[place] = drawByte()
        case 2: bytes.insert(drawByte(), at: place)
        case 3 where place < bytes.count: bytes.remove(at: place)
        case 4:
            let other = random.pick(originals).bytes
            guard !other.isEmpty else { return }
            let start = random.below(other.count)
            let count = min(other.count - start, 1 + random.below(40))
            bytes.insert(contentsOf: other[start..<start + count], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(20)))
        }
    }

    /// Any byte, but mostly one that begins an item.
    private mutating func drawByte() -> UInt8 {
        if random.chance(30) { return UInt8(random.below(256)) }
        return random.pick([
            0x00, 0x01, 0x17, 0x18, 0x19, 0x1B, 0x20, 0x26, 0x40, 0x41, 0x50, 0x58, 0x60, 0x61,
            0x80, 0x81, 0x82, 0x83, 0x84, 0x9F, 0xA0, 0xA1, 0xA2, 0xC0, 0xF4, 0xF5, 0xF6, 0xFF,
        ])
    }
}
