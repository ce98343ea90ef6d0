import Lattice
import Seal
import Testing
import Wire

/// A type of encoding, with an encoding of it that has something of everything.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    /// Reads, and writes what was read.
    let again: @Sendable ([UInt8]) throws(WireError) -> [UInt8]

    var testDescription: String { name }

    init<State: Canonical & SendableMetatype>(_: State.Type, _ text: String) {
        name = "\(State.self)"
        bytes = hex(text)
        again = { (bytes) throws(WireError) in try State(encoding: bytes).encoding }
    }

    init(body text: String) {
        name = "body \(text.prefix(30))"
        bytes = hex(text)
        again = { (bytes) throws(WireError) in try body(bytes).encoding(of: .ann, number(5)) }
    }

    private static let document = """
        a5
          00 a2 50 11*16 83 00 00 f5 50 22*16 83 01 00 f4
          01 a1 01 a2 50 11*16 84 05 02 07 41 78 50 22*16 82 03 00
          02 a1 01 a2 41 79 a1 50 11*16 82 09 00 41 7a a1 50 11*16 83 01 00 f5
          03 a1 1818 a1 50 11*16 84 01 00 01 00
          04 a1 00 a1 58 20 ee*16 f1*16 a1 41 7a a1 50 11*16 82 01 00
        """
    private static let frontier = """
        a3
          00 a2 50 11*16 82 08 58 20 a8*32 50 33*16 82 1b 000000ffffffffff 58 20 c0*32
          01 a1 50 11*16 a2 02 58 20 a1*32 09 58 20 a8*32
          02 a1 50 11*16 a1 02 a2 58 20 01*32 50 44*16 58 20 02*32 50 33*16
        """
    private static let view =
        "a2 00 a2 50 11*16 19 012c 50 33*16 f6 01 a1 50 11*16 a2 03 f6 1818 58 20 aa*32"

    static let all = [
        Self(body: "a0"), Self(body: "a1 02 83 \(turnToOwn) 01 41 78"),
        Self(
            body: """
                a4
                  00 58 20 22*16 33*16
                  01 58 20 ee*16 ef*16
                  02 98 22
                    83 00 20 1a 00ffffff 01 87 42 7879 01 03 00 02 190100 05 20 02 41 79
                    83 02 07 09 21 02 84 41 79 01 1b 000000ffffffffff 00 22 03 3903e7
                    24 80 25 86 01 03 01 02 00 00
                    80 23 04 83 00 50 f1*16 41 78 23 04 83 01 50 f1*16 40 3818 05 a1 f6 61 61
                    83 00 05 00 20 02 40 21 02 40
                  1818 82 63 e6b0b4 a2 00 f4 20 80
                """),
        Self(body: "a2 03 a1 83 00 20 40 61 62 1a 00010000 83 f4 3903e7 f6"),
        Self(Register.self, "a2 50 11*16 84 05 02 07 42 7879 50 22*16 82 03 00"),
        Self(Life.self, "a3 50 11*16 83 01 00 f5 50 22*16 83 02 00 f4 50 33*16 82 1818 00"),
        Self(
            AddWinsSet.self,
            """
            a3 40 a1 50 11*16 83 01 00 f5 41 78 a1 50 11*16 82 02 00
              42 6161 a1 50 22*16 82 00 00
            """),
        Self(Counter.self, "a2 50 11*16 84 01 02 03 04 50 22*16 84 00 00 1b ffffffffffffffff 00"),
        Self(
            Facts.self,
            """
            a2 58 20 01*16 ff*16 a1 41 7a a1 50 44*16 82 00 00
              58 20 ee*16 f1*16 a2 40 a1 50 11*16 82 05 00
              42 6161 a2 50 33*16 82 04 00 50 44*16 82 04 00
            """),
        Self(Document.self, document), Self(Frontier.self, frontier), Self(View.self, view),
        Self(
            State.self,
            """
            a3 00 \(frontier.replacing("\n", with: " ")) 01 \(view)
              02 a2 58 1c 00*28 a1 04 a1 00 a1 58 20 ee*16 f1*16 a1 41 7a a1 50 11*16 82 01 00
              58 1c 11*16 00*12 \(document)
            """),
        Self(HybridClock.self, "1b 0190000000000007"),
        Self(HashSum.self, "82 19012c 58 20 77*32"),
        Self([HashSum].self, "82 82 01 58 20 77*32 82 00 58 20 00*32"),
        Self(HashTree<Blake2b>.Proof.self, "83 01 03 82 58 20 99*32 58 20 00*32"),
    ]
}

@Suite("Mutilations") struct MutilationTests {
    @Test("STATE-5: what is read is written again as the same bytes", arguments: Sample.all)
    func again(sample: Sample) throws {
        #expect(digits(try sample.again(sample.bytes)) == digits(sample.bytes))
    }

    @Test("CBOR-4: every beginning of an encoding is truncated", arguments: Sample.all)
    func beginnings(sample: Sample) {
        for count in sample.bytes.indices {
            let found = fault { () throws(WireError) in
                try sample.again(Array(sample.bytes[..<count]))
            }
            #expect(found?.reason == .truncated, "of \(count) bytes")
        }
    }

    @Test("CBOR-4: one byte more is refused, whatever it is", arguments: Sample.all)
    func trailing(sample: Sample) {
        for byte in UInt8.min...UInt8.max {
            let found = fault { () throws(WireError) in try sample.again(sample.bytes + [byte]) }
            #expect(found?.reason == .trailing)
            #expect(found?.offset == sample.bytes.count)
        }
    }

    @Test(
        "CBOR-2: whatever bit is flipped, it is refused or stays as it is", arguments: Sample.all)
    func flips(sample: Sample) {
        for bit in 0..<sample.bytes.count * 8 {
            var bytes = sample.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            expectRefusedOrSame(bytes, sample, "bit \(bit)")
        }
    }

    @Test(
        "CBOR-2: whatever a byte is set to, it is refused or stays as it is", arguments: Sample.all)
    func bytes(sample: Sample) {
        for index in sample.bytes.indices {
            for byte in hex("00 17 18 1a 20 3a 40 41 60 80 82 9b a0 a1 bb c0 f6 f7 f9 ff") {
                var bytes = sample.bytes
                bytes[index] = byte
                expectRefusedOrSame(bytes, sample, "\(byte) at \(index)")
            }
        }
    }

    private func expectRefusedOrSame(_ bytes: [UInt8], _ sample: Sample, _ what: String) {
        do throws(WireError) {
            let again = try sample.again(bytes)
            #expect(again == bytes, "\(what)")
        } catch {
            #expect((0...bytes.count).contains(error.offset), "\(what)")
        }
    }
}
