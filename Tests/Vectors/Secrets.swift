import Bundles
import Identity
import Keys
import Lattice
import Seal
import Wire

/// What is sealed, with the keys that open it. Secrets of the vectors are secrets of nobody.
extension VectorFile {
    static func secrets() throws -> VectorFile {
        var file = SecretVectors()
        file.epochs()
        try file.pulls()
        try file.bodies()
        try file.boxes()
        try file.envelopes()
        try file.entries()
        try file.letters()
        try file.texts()
        try file.invites()
        try file.devices()
        try file.keyrings()
        try file.handshakes()
        try file.enrolments()
        try file.datagrams()
        return VectorFile(name: "secrets", accepted: file.accepted, refused: file.refused)
    }

    /// Reads one of the forms that have a check of their own, or none, and says why not.
    static func refusal(of bytes: [UInt8], as kind: String) -> String? {
        switch kind {
        case "envelope":
            return WireError.refusal { () throws(WireError) in
                _ = try Envelope(encoding: bytes)
            }
        case "entry":
            return WireError.refusal { () throws(WireError) in
                _ = try WaitingEntry(encoding: bytes)
            }
        case "invites":
            return WireError.refusal { () throws(WireError) in
                _ = try Invites(remembered: bytes.span.bytes)
            }
        case "device":
            return KeyFileError.refusal { () throws(KeyFileError) in
                _ = try Device(file: Secrets.secret(bytes))
            }
        case "keyring":
            return KeyFileError.refusal { () throws(KeyFileError) in
                _ = try Keyring(file: bytes)
            }
        default: preconditionFailure("no such form: \(kind)")
        }
    }

    static let secretForms: Set<String> = ["envelope", "entry", "invites", "device", "keyring"]
}

/// The entries of secrets.json, one after the other.
struct SecretVectors {
    private(set) var accepted: [Vector] = []
    private(set) var refused: [Vector] = []

    mutating func accept(_ type: String, _ name: String, _ members: [(String, JSON)]) {
        accepted.append(Vector("\(type): \(name)", [("type", .text(type))] + members))
    }

    mutating func refuse(
        _ type: String, _ name: String, _ reason: String, _ members: [(String, JSON)]
    ) {
        refused.append(
            Vector(
                "\(type): \(name)",
                [("type", .text(type))] + members + [("reason", .text(reason))]))
    }
}

/// Secrets that everybody knows.
enum Secrets {
    /// Thirty-two bytes that are the same on every run.
    static func octets(_ number: UInt64) -> [UInt8] {
        bytes("\(Value("vector \(number)").hash(by: Blake2b.self))")
    }

    static func secret(_ bytes: [UInt8]) -> Secret { Secret(copying: bytes.span.bytes) }
    static func secret(_ number: UInt64) -> Secret { secret(octets(number)) }
    static func entropy(_ number: UInt64) -> Entropy { Entropy(secret(number)) }

    static func hash<Hashed>(_ bytes: [UInt8], of: Hashed.Type = Hashed.self) -> Hash<Hashed> {
        let words = (0..<4).map { word in
            bytes[word * 8..<word * 8 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return Hash(words[0], words[1], words[2], words[3])
    }

    static func hash<Hashed>(_ number: UInt64, of: Hashed.Type = Hashed.self) -> Hash<Hashed> {
        hash(octets(number))
    }

    /// The bytes of a hash, or of what is carried as one.
    static func octets<Hashed>(_ hash: Hash<Hashed>) -> [UInt8] { bytes("\(hash)") }

    static let realm: DomainID = hash(1_000)
    /// A payload where there should be none.
    static let one: [UInt8] = [7]

    /// The same with one bit another.
    static func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
        var flipped = bytes
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        return flipped
    }

    /// Something in the form of a file, with a check that is right.
    static func checked(_ content: [UInt8]) -> [UInt8] {
        let check: Hash<Self> = Blake2b.hash(content.span.bytes, of: Self.self)
        return content + bytes("5820") + octets(check)
    }
}

extension Secret {
    var octets: [UInt8] {
        var octets: [UInt8] = []
        for index in 0..<count { octets.append(bytes.byte(at: index)) }
        return octets
    }
}

extension Secret? {
    /// The bytes, if there is a secret.
    consuming func opened() -> [UInt8]? {
        switch self {
        case .some(let secret): secret.octets
        case .none: nil
        }
    }
}

extension JSON {
    init(_ secret: borrowing Secret) { self.init(hex: secret.octets) }
    init<Purpose>(_ key: PublicKey<Purpose>) { self.init(key.bytes) }
}

extension WireError {
    /// The reason with which something is refused; nil if it is not.
    static func refusal(_ read: () throws(WireError) -> Void) -> String? {
        do throws(WireError) { try read() } catch { return error.reason.rawValue }
        return nil
    }
}

extension KeyFileError {
    static func refusal(_ read: () throws(KeyFileError) -> Void) -> String? {
        do throws(KeyFileError) { try read() } catch { return error.name }
        return nil
    }
}

/// Makes sure that something is refused for this reason and no other.
func expect(_ found: String?, is reason: String?, _ name: String) throws {
    try expect(
        found == reason, name,
        "expected \(reason ?? "no refusal"), came \(found ?? "no refusal")")
}
