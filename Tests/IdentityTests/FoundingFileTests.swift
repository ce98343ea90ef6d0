import Bundles
import Charter
import Foundation
import Identity
import KeyFiles
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// What an agency was founded with, where it was, and how its id is told.
@Suite("Founding files") struct FoundingFileTests {
    private let founding: Founding
    private let file: FoundingFile

    init() throws {
        var chance = Entropy.of(9)
        let founder = SeatSecrets(&chance)
        founding = try Founding.make(
            FoundingPlan(agencyOf: .all(0x42), policy: .relief), by: makeRoot(4, "Red Cross"),
            founder: founder, on: DeviceSecret(chance.draw()).key.publicKey, at: noon)
        file = FoundingFile("Red Cross", founding)
    }

    @Test("RING-6: a founding file is read back as it was, and its name has at most 64 bytes")
    func roundTrip() throws {
        let again = try FoundingFile(file: file.file)
        #expect(again == file && again.file == file.file)
        #expect(again.agency == founding.domain && again.realm == .all(0x42))
        #expect(again.records == founding.records && again.name == "Red Cross")
        #expect(file.file.count <= FoundingFile.mostBytes)
        let long = FoundingFile(String(repeating: "ä", count: 40), founding)
        #expect(long.name == String(repeating: "ä", count: 32))
        #expect(try FoundingFile(file: long.file) == long)
    }

    @Test("RING-6, RING-3: what was damaged or cut is told as such, bit by bit")
    func damaged() throws {
        let bytes = file.file
        for bit in stride(from: 0, to: bytes.count * 8, by: 7) {
            let fault = fault { () throws(KeyFileError) in
                _ = try FoundingFile(file: bytes.flipped(bit))
            }
            #expect(fault != nil, "bit \(bit)")
        }
        for count in stride(from: 0, to: bytes.count, by: 3) {
            let fault = fault { () throws(KeyFileError) in
                _ = try FoundingFile(file: Array(bytes.prefix(count)))
            }
            #expect(fault != nil, "\(count) bytes")
        }
        let end = bytes.flipped(bytes.count * 8 - 1)
        #expect(fault { () throws(KeyFileError) in _ = try FoundingFile(file: end) } == .damaged)
    }

    /// A file with these records, whose check is right.
    private func reason(_ records: [RootRecord], version: UInt64 = 1) -> String? {
        var writer = Writer()
        writer.put(array: 4)
        writer.put(version)
        writer.put(text: "Red Cross")
        writer.put(array: records.count)
        for record in records { writer.put(bytes: record.encoding.span.bytes) }
        do throws(KeyFileError) {
            _ = try FoundingFile(file: writer.bytes.withCheck)
            return nil
        } catch {
            guard case .form(let error) = error else { return "\(error)" }
            return error.reason.rawValue
        }
    }

    @Test("RING-6: its records are the first of one agency's chain, one after the other")
    func chain() throws {
        let all = founding.records
        #expect(reason(all) == nil && reason([all[0]]) == nil)
        #expect(reason([]) == "empty")
        #expect(reason(all, version: 2) == "out-of-range")
        #expect(reason([all[1], all[2]]) == "out-of-range", "it begins elsewhere")
        #expect(reason([all[0], all[2]]) == "out-of-range", "one is missing")
        #expect(reason([all[0], all[0]]) == "out-of-range")
        var chance = Entropy.of(10)
        let founder = SeatSecrets(&chance)
        let other = try Founding.make(
            FoundingPlan(policy: .relief, schema: .all(0x55)), by: makeRoot(5, "Ada"),
            founder: founder, on: DeviceSecret(chance.draw()).key.publicKey, at: noon)
        #expect(reason([all[0], other.records[1]]) == "out-of-range", "of another chain")
        #expect(reason(other.records) == "out-of-range", "a realm is no agency")
        #expect(reason(Array(repeating: all[0], count: 9)) == "too-long")
    }

    @Test("RING-6, ROOT-8: a device keeps those that were founded on it, and they are found again")
    func kept() throws {
        let path = FileManager.default.temporaryDirectory.path + "/founded-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = KeyFolder(path)
        try folder.create()
        #expect(try folder.foundings().isEmpty)
        try folder.save(file)
        try folder.save(file)
        #expect(try folder.foundings() == [file])
        let place = path + "/agencies/\(file.agency).founding"
        let attributes = try FileManager.default.attributesOfItem(atPath: place)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try Data(file.file.dropLast()).write(to: URL(filePath: place))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: place)
        #expect(throws: (any Error).self) { try folder.foundings() }
        folder.forget(file)
        #expect(try folder.foundings().isEmpty)
    }

    @Test("ROOT-8: an id is told in 53 letters, and a wrong one, or two near ones, are noticed")
    func letters() throws {
        for agency in [founding.domain, .all(0), .all(0xFF), .all(0x80), .all(1)] {
            let text = AgencyLetters.text(of: agency)
            let letters = text.filter { $0 != "-" }
            #expect(letters.count == 53 && text.split(separator: "-").count == 13)
            #expect(text.split(separator: "-").map(\.count) == Array(repeating: 4, count: 12) + [5])
            #expect(try AgencyLetters.agency(text) == agency)
            #expect(try AgencyLetters.agency(letters.lowercased()) == agency)
            #expect(try AgencyLetters.agency(text.replacing("-", with: " ")) == agency)
        }
        let text = Array(AgencyLetters.text(of: founding.domain).filter { $0 != "-" })
        func isMistyped(_ letters: [Character]) -> Bool {
            let error = fault { () throws(InviteError) in
                _ = try AgencyLetters.agency(String(letters))
            }
            return error == .mistyped
        }
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        for place in text.indices {
            for letter in alphabet where letter != text[place] {
                var wrong = text
                wrong[place] = letter
                #expect(isMistyped(wrong), "\(letter) at \(place)")
            }
            for other in text.indices.dropFirst(place + 1).prefix(30)
            where text[other] != text[place] {
                var wrong = text
                wrong.swapAt(place, other)
                #expect(isMistyped(wrong), "\(place) for \(other)")
            }
        }
        for words in ["", "Red Cross", String(text.dropLast()), String(text) + "A"] {
            #expect(try AgencyLetters.agency(words) == nil)
        }
        #expect(
            try AgencyLetters.agency(String(text.dropLast()) + "0") == nil, "no letter of these")
    }
}
