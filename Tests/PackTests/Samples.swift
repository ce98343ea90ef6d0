import Bundles
import Foundation
import Lattice
import Packs
import Schema
import Wire

// What these tests are made of.

/// A file of the checkout this file was compiled from, by its path.
func file(_ path: String) throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: root.appending(path: path)))
}

func contacts() throws -> Pack { try Pack(json: try file("packs/contacts.json")) }

func pack(_ json: String) throws(PackFaults) -> Pack { try Pack(json: Array(json.utf8)) }

/// All that is said against a pack, without its lines.
func faults(_ json: String) -> [String] {
    do throws(PackFaults) {
        _ = try pack(json)
        return []
    } catch {
        return error.faults.map { "\($0.path): \($0.sentence)" }
    }
}

/// A pack of one kind “a” of this form, with these fields and members besides.
func kind(_ fields: String, _ rest: String = "", form: String = "document") -> String {
    let more = rest.isEmpty ? "" : ", \(rest)"
    return """
        {"pack": "p", "version": 1, "kinds": {"a": {"number": 64, "form": "\(form)",
        "fields": {\(fields)}\(more)}}}
        """
}

/// A pack of one document with one field “f” of these members, its number aside.
func field(_ members: String) -> String { kind(#""f": {"number": 0, \#(members)}"#) }

extension FeedID {
    static let ann = FeedID(high: 0xA, low: 0xA)
}

/// A record that a bundle with this number creates, by its first change.
func record(_ kind: UInt32, in bundle: UInt64 = 9) throws -> RecordID {
    guard let number = BundleNumber(bundle), let position = Position(number, index: 0) else {
        throw CocoaError(.coderInvalidValue)
    }
    return RecordID(Dot(feed: .ann, position: position), KindNumber(kind))
}

extension Schema {
    /// A kind by its name.
    func kind(_ name: String) -> (number: KindNumber, kind: RecordKind)? {
        kinds.first { $0.value.name == name }.map { ($0.key, $0.value) }
    }
}

extension RecordKind {
    func field(_ name: String) -> (number: FieldNumber, field: Field)? {
        fields.first { $0.value.name == name }.map { ($0.key, $0.value) }
    }
}
