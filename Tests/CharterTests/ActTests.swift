import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// Acts, and their bytes as somebody writes them who has only read the specification.
@Suite("Acts") struct ActTests {
    struct Written: Sendable, CustomTestStringConvertible {
        let act: Act
        let text: String

        init(_ act: Act, _ text: String) {
            self.act = act
            self.text = text
        }

        var testDescription: String { String(text.prefix(40)) }
    }

    private static let tip = Tips.Entry(.all(0x33), Tip(number(5), .all(0x44)))
    private static let keys = SeatKeys(
        signing: VerifyingKey(.all(0x11)), box: BoxKey(.all(0x22)), device: DeviceKey(.all(0x33)))
    private static let proof = Signature(InlineArray(repeating: 0x6666_6666_6666_6666))
    private static let policy = Policy(
        roles: [RoleNumber(1): Role("a", Level(1))],
        kinds: [.seat: Kind("b", in: [.charter], [RoleNumber(1): .any])])
    private static let policyText =
        "a2 00 a1 01 84 6161 01 00 01 01 a1 01 84 6162 81 00 a1 01 02 f6"

    static let all: [Written] = [
        Written(
            .seat(Seat(keys, proof: proof)),
            "82 01 a4 00 5820 11*32 01 5820 22*32 02 5820 33*32 04 5840 66*64"),
        Written(
            .seat(Seat(keys, first: .all(0x77), proof: proof)),
            "82 01 a5 00 5820 11*32 01 5820 22*32 02 5820 33*32 03 5820 77*32 04 5840 66*64"),
        Written(
            .grant(Grant(.seat(.all(0x11)), RoleNumber(3), Level(4))),
            "82 02 a3 00 82 00 5820 11*32 01 03 02 04"),
        Written(
            .grant(
                Grant(
                    .person(.all(0x22)), RoleNumber(65_535), Level(255),
                    hubs: [.all(0x33), .all(0x44)], until: HybridTime(word: 1000),
                    despite: [.all(0x55)])),
            """
            82 02 a6 00 82 01 50 22*16 01 19ffff 02 18ff 03 82 50 33*16 50 44*16 04 1903e8 \
            05 81 5820 55*32
            """),
        Written(.revoke(Revocation(.seat(.all(0x11)))), "82 03 a1 00 82 00 5820 11*32"),
        Written(
            .revoke(Revocation(.person(.all(0x22)), Tips([tip]))),
            "82 03 a2 00 82 01 50 22*16 01 81 83 50 33*16 05 5820 44*32"),
        Written(
            .revoke(Revocation(.device(DeviceKey(.all(0x33))))), "82 03 a1 00 82 02 5820 33*32"),
        Written(.revoke(Revocation(.grant(.all(0x44)))), "82 03 a1 00 82 03 5820 44*32"),
        Written(.revoke(Revocation(.agency(.all(0x55)))), "82 03 a1 00 82 04 5820 55*32"),
        Written(
            .ratify(Ratification(of: .all(0x11), Tips())), "82 04 a2 00 5820 11*32 01 80"),
        Written(
            .keep(Keep(.all(0x11), number(2), .all(0x33))),
            "82 05 a3 00 50 11*16 01 02 02 5820 33*32"),
        Written(
            .keep(Keep(.all(0x11), number(2), .all(0x33), instead: [.all(0x44), .all(0x55)])),
            "82 05 a4 00 50 11*16 01 02 02 5820 33*32 03 82 5820 44*32 5820 55*32"),
        Written(
            .epoch(Epoch(.common, .all(0x11), BoxKey(.all(0x22)))),
            "82 06 a3 00 81 01 01 5820 11*32 02 5820 22*32"),
        Written(
            .epoch(Epoch(.hub(.all(0x33)), .all(0x11), BoxKey(.all(0x22)), after: [.all(0x44)])),
            "82 06 a4 00 82 02 50 33*16 01 5820 11*32 02 5820 22*32 03 81 50 44*16"),
        Written(.hub(Hub(.main)), "82 07 a1 00 01"),
        Written(.hub(Hub(.sub, parent: .all(0x44))), "82 07 a2 00 02 01 50 44*16"),
        Written(
            .hub(Hub(.agency(.all(0x55)), parent: .all(0x44))),
            "82 07 a3 00 03 01 50 44*16 02 5820 55*32"),
        Written(.close(.all(0x22)), "82 08 a1 00 50 22*16"),
        Written(.agency(Admission(of: .all(0x11))), "82 09 a1 00 5820 11*32"),
        Written(
            .agency(Admission(of: .all(0x11), despite: [.all(0x22)])),
            "82 09 a2 00 5820 11*32 01 81 5820 22*32"),
        Written(.policy(PolicyChange(1, policy)), "82 0a a2 00 01 01 \(policyText)"),
        Written(
            .policy(
                PolicyChange(
                    65_535, policy,
                    narrowing: Narrowing([RoleNumber(1), RoleNumber(9)], Tips([tip])))),
            """
            82 0a a3 00 19ffff 01 \(policyText) 02 82 82 01 09 81 83 50 33*16 05 5820 44*32
            """),
        Written(
            .policy(PolicyChange(2, policy, narrowing: Narrowing([RoleNumber(1)]))),
            "82 0a a3 00 02 01 \(policyText) 02 82 81 01 80"),
        Written(.schema(SchemaChange(1, .all(0x11))), "82 0b a2 00 01 01 5820 11*32"),
        Written(.endorse(.all(0x11)), "82 0c a1 00 5820 11*32"),
        Written(.stay(Stay(5, .all(0x33))), "82 0d a2 00 05 01 5820 33*32"),
        Written(.later(kind: 14, Value(hex("a0"))), "82 0e a0"),
        Written(.later(kind: 0, Value(hex("f6"))), "82 00 f6"),
        Written(
            .later(kind: .max, Value(hex("82 01 a1 f5 20"))), "82 1affffffff 82 01 a1 f5 20"),
    ]

    @Test("ACT-2: every kind of act has the bytes that the table says", arguments: all)
    func written(written: Written) throws {
        #expect(written.act.encoding == hex(written.text))
        #expect(try Act(encoding: hex(written.text)) == written.act)
    }

    @Test("ACT-2: of what is written, nothing less can be read", arguments: all)
    func truncated(written: Written) {
        let bytes = hex(written.text)
        for count in bytes.indices {
            #expect(
                fault { () throws(WireError) in try Act(encoding: Array(bytes[..<count])) } != nil)
        }
        #expect(
            fault { () throws(WireError) in try Act(encoding: bytes + [0]) } == .trailing)
    }

    @Test("ACT-1: a body is an array of acts, which have its hash and their index for names")
    func body() throws {
        let acts = Self.all.map(\.act)
        let text =
            "98 \(String(acts.count, radix: 16)) " + Self.all.map(\.text).joined(separator: " ")
        #expect(Act.body(of: acts).bytes == hex(text))
        #expect(try Act.acts(reading: Value(hex(text))) == acts)
        var bytes = ByteBuffer()
        bytes.put(BundleHash.all(0x11))
        bytes.put(raw: hex("00000102").span.bytes)
        let name: ActID = Blake2b.hash(bytes.span, .act, of: ActName.self)
        #expect(Act.id(in: BundleHash.all(0x11), at: 258) == name)
        #expect(Act.id(in: BundleHash.all(0x11), at: 1) != Act.id(in: BundleHash.all(0x11), at: 0))
    }

    @Test(
        "ACT-1: a body breaks the form for a reason",
        arguments: [
            Refused("80", .empty), Refused("990101", .tooLong), Refused("a0", .wrongType),
            Refused("", .truncated), Refused("81 82 0e", .truncated), Refused("81 80", .wrongCount),
            Refused("81 83 0e 00 00", .wrongCount), Refused("81 82 20 00", .wrongType),
            Refused("81 82 1b0000000100000000 00", .outOfRange),
            Refused("81 82 0e 00 00", .trailing),
            Refused("82 82 0e 00 82 0c a1 01 00", .unknownKey),
        ])
    func badBody(refused: Refused) {
        let body = Value(hex(refused.text))
        #expect(fault { () throws(WireError) in try Act.acts(reading: body) } == refused.reason)
    }

    @Test("ACT-1: 256 acts and 65,536 bytes are the most, which is seen before anything is read")
    func limits() {
        let endorse = "82 0c a1 00 5820 11*32 "
        func reason(_ text: String) -> WireError.Reason? {
            let body = Value(hex(text))
            return fault { () throws(WireError) in try Act.acts(reading: body) }
        }
        #expect(reason("990100 " + String(repeating: endorse, count: 256)) == nil)
        #expect(reason("990101 " + String(repeating: endorse, count: 257)) == .tooLong)
        #expect(reason("81 82 0e 59fffa 00*65530") == nil)
        #expect(reason("81 82 0e 59fffb 00*65531") == .tooLong)
        #expect(reason("ff*65537") == .tooLong)
        #expect(reason("ff*65536") == .indefinite)
    }
}

/// A realm where somebody writes bodies that no honest program writes.
@Suite("Bodies without acts") struct UnreadableTests {
    @Test("ACT-1: a body that breaks the form has no acts, and its bundle keeps its place")
    func place() {
        let realm = ScriptedRealm()
        let admin = realm.officer(.admin)
        admin.open()
        let known = realm.charter.knownActs.count
        for text in ["80", "81 82 0c a1 00 40", "82 82 0c a1 00 5820 11*32 00", "ff*65537"] {
            realm.take(.bundle(admin.bundle(Value(hex(text))).bytes))
        }
        #expect(realm.charter.knownActs.count == known)
        let seat = realm.enrol(by: admin)
        #expect(realm.verdict(seat.id) == .admitted)
        #expect(admin.counted == [0, 1, 2, 3, 4, 5])
    }

    @Test("ACT-1: acts are in the set once every bundle before theirs is there")
    func order() {
        let realm = ScriptedRealm()
        let admin = realm.officer(.admin)
        admin.open()
        let (first, second) = (realm.seatAct().act, realm.seatAct().act)
        let bundles = [admin.draft([first]), admin.draft([second])]
        let ids = bundles.map { admin.ids(of: $0, 1)[0] }
        var charter = realm.charter
        charter.take(.bundle(bundles[1].bytes))
        charter.settle()
        #expect(charter.verdict(on: ids[1]) == nil)
        charter.take(.bundle(bundles[0].bytes))
        charter.settle()
        #expect(charter.verdict(on: ids[0]) == .admitted)
        #expect(charter.verdict(on: ids[1]) == nil)
        charter.take(.bundle(bundles[1].bytes))
        charter.settle()
        #expect(charter.verdict(on: ids[1]) == .admitted)
    }

    @Test("ACT-2: acts of kinds that nobody knows yet wait, in feeds")
    func later() {
        let realm = ScriptedRealm()
        let admin = realm.officer(.admin)
        let acts = admin.write(.later(kind: 14, Value([0xF6])), .later(kind: 63, Value([0xF6])))
        for act in acts { #expect(realm.verdict(act) == .waits(.unnamedKind)) }
        #expect(realm.charter.content(of: acts[0]) == .later(kind: 14, Value([0xF6])))
    }
}
