import Bundles
import Charter
import Foundation
import Identity
import Keys
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// Every bit of everything that is sealed in the vectors.
@Suite("Flipped secrets") struct SecretFlips {
    private struct File: Decodable {
        struct Entry: Decodable {
            let name: String
            let type: String
            let key: String?
            let secret: String?
            let context: String?
            let realm: String?
            let signer: String?
            let hash: String?
            let box: String?
            let bytes: String?
            let text: String?
        }
        let accepted: [Entry]
    }

    private static let form = Set(WireError.Reason.allCases.map(\.rawValue))

    /// What a flipped entry of each type may be refused for: as spec/vectors/README.md lists it.
    private static let reasons: [String: Set<String>] = [
        "sealed": form.union(["does-not-open"]), "box": ["does-not-open"],
        "envelope": form.union(["bad-signature", "does-not-open", "wrong-key"]),
        "entry": form.union(["does-not-open"]), "device": form.union(["damaged"]),
        "keyring": form.union(["damaged"]), "datagram": ["does-not-open", "too-long"],
        "letters": ["bad-invite", "mistyped"],
    ]

    // Attacker: whoever carries, or has the disk. Means: one bit of what is sealed is another.
    // Expected: nothing of it is used, and each refusal says why.
    @Test("Attack 2: every single-bit flip of every sealed vector")
    func attack2_everySecret() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "spec/vectors/secrets.json"))
        var flips = 0
        var types: Set<String> = []
        for entry in try JSONDecoder().decode(File.self, from: data).accepted {
            guard let reasons = Self.reasons[entry.type] else { continue }
            types.insert(entry.type)
            let bytes =
                entry.type == "letters"
                ? Array(try #require(entry.text).utf8) : octets(entry.bytes)
            try #require(try refusal(of: bytes, entry) == nil, "\(entry.name)")
            // The last 64 bytes of a bundle are its signature, which is judged elsewhere.
            let count = entry.type == "sealed" ? bytes.count - 64 : bytes.count
            for bit in 0..<8 * count {
                var flipped = bytes
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                guard entry.type != "letters" || isOther(flipped, bytes) else { continue }
                flips += 1
                let reason = try refusal(of: flipped, entry)
                if reason.map({ !reasons.contains($0) }) ?? true {
                    Issue.record("\(entry.name): bit \(bit): \(reason ?? "accepted")")
                }
            }
        }
        #expect(types == Set(Self.reasons.keys))
        #expect(flips > 80_000, "\(flips)")
    }

    /// Small letters are as good as large ones, and between letters anything that is left out.
    private func isOther(_ a: [UInt8], _ b: [UInt8]) -> Bool { plain(a) != plain(b) }

    private func plain(_ text: [UInt8]) -> [UInt8] {
        text.filter { $0 != 0x20 && $0 != 0x2D }
            .map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
    }

    private func refusal(of bytes: [UInt8], _ entry: File.Entry) throws -> String? {
        switch entry.type {
        case "sealed": return sealed(bytes, entry)
        case "box":
            let context = octets(entry.context)
            let key = AgreementKey<Boxing>(secret(entry.secret))
            let text = key.unbox(bytes.span.bytes, context: context.span.bytes)
            return text == nil ? "does-not-open" : nil
        case "envelope": return envelope(bytes, entry)
        case "entry":
            return reason { () throws(WireError) in
                let waiting = try WaitingEntry(encoding: bytes)
                let key = AgreementKey<Boxing>(secret(entry.secret))
                let content = waiting.open(with: key, in: hash(entry.realm))
                return content == nil ? "does-not-open" : nil
            }
        case "device":
            do throws(KeyFileError) {
                _ = try Device(file: Secret(copying: bytes.span.bytes))
            } catch { return error.name }
            return nil
        case "keyring":
            // The check catches them all: nothing is derived.
            do throws(KeyFileError) { _ = try Keyring(file: bytes) } catch { return error.name }
            return nil
        case "datagram":
            let key = HelloKey(secret(entry.key))
            let content = Datagram.open(bytes, in: hash(entry.realm), key)
            return content == nil ? "does-not-open" : nil
        default:
            do throws(InviteError) {
                _ = try InviteSeed(letters: Secret(copying: bytes.span.bytes))
            } catch { return error.rawValue }
            return nil
        }
    }

    /// The bytes are a bundle. Who signed it was asked long before it is opened.
    private func sealed(_ bytes: [UInt8], _ entry: File.Entry) -> String? {
        reason { () throws(WireError) in
            let bundle = try Bundle(parsing: bytes)
            let key = SealingKey(secret(entry.key).derived(.bodyKey))
            let clear = bundle.header.items
            let content = key.open(bundle.body.span, with: clear.span.bytes)
            return content == nil ? "does-not-open" : nil
        }
    }

    private func envelope(_ bytes: [UInt8], _ entry: File.Entry) -> String? {
        reason { () throws(WireError) in
            let envelope = try Envelope(encoding: bytes)
            let signer = VerifyingKey(hash(entry.signer))
            let isSigned = signer.verifies(
                envelope.signature, .signEnvelope, for: hash(entry.realm) as DomainID,
                envelope.hash)
            return isSigned ? nil : "bad-signature"
        }
    }

    private func reason(_ read: () throws(WireError) -> String?) -> String? {
        do throws(WireError) { return try read() } catch { return error.reason.rawValue }
    }

    private func secret(_ text: String?) -> Secret {
        Secret(copying: octets(text).span.bytes)
    }

    private func octets(_ text: String?) -> [UInt8] {
        let digits = Array((text ?? "").utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private func hash<Hashed>(_ text: String?) -> Hash<Hashed> {
        let bytes = octets(text)
        let words = (0..<4).map { word in
            bytes[word * 8..<word * 8 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return Hash(words[0], words[1], words[2], words[3])
    }
}
