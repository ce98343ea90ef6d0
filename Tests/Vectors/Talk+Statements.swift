import Bundles
import Gossip
import Lattice
import Replica
import Seal
import Wire

/// What devices say that they hold, and who signed it.
extension TalkVectors {
    private static let head =
        "5820\(VectorFile.run("03", 32)) 5820\(VectorFile.run("04", 32))"
    private static let signature = "5840" + VectorFile.run("06", 64)
    private static let reaches =
        "82 82 50\(VectorFile.run("51", 16)) 00"
        + "82 50\(VectorFile.run("52", 16)) 1b 000000ffffffffff"

    /// Well formed, and signed by nobody.
    private static func statement(_ rest: String) -> String { "86 \(head) \(rest) \(signature)" }

    mutating func statements() throws {
        try say("no statements are here", .versions([]), "82 0e 80")
        try say(
            "of when statements are",
            .versions([
                .init(device: DeviceKey(Cast.hash(4)), time: HybridTime(word: 0)),
                .init(device: DeviceKey(Cast.hash(3)), time: HybridTime(word: .max)),
            ]),
            "82 0e 82 82 5820\(VectorFile.run("04", 32)) 00"
                + "82 5820\(VectorFile.run("03", 32)) 1b ffffffffffffffff")
        for (name, rest) in [
            ("somebody holds nothing", "00 f5 80"),
            ("somebody holds two feeds, and more", "1b 0102030405060708 f4 \(Self.reaches)"),
        ] {
            let text = Self.statement(rest)
            let said = try Statement(encoding: bytes(text))
            try say(name, .statements([said]), "82 0f 81 \(text)")
        }
        try signedStatements()
        try refuseStatements()
    }

    /// Who signed a statement, and for which realm.
    private mutating func signedStatements() throws {
        let realm: DomainID = Cast.hash(0x31)
        let signer = SigningKey(entropy: [UInt8](repeating: 0x32, count: 32).span.bytes)
        let feeds = [
            Statement.Reach(Cast.id(0x52), to: Cast.number(9)),
            Statement.Reach(Cast.id(0x51), to: .first),
        ]
        let made = Statement(
            of: DeviceKey(Cast.hash(3)), at: HybridTime(word: 77), feeds, by: Cast.hash(4),
            in: realm, signedBy: signer)
        let key = signer.verifying
        try expect(
            key.verifies(made.signature, .signStatement, for: realm, made.hash), "statement",
            "is not signed")
        accept(
            "statement", "of two feeds",
            [
                ("realm", JSON(realm)), ("key", JSON(key.bytes)),
                ("bytes", JSON(hex: made.encoding)), ("hash", JSON(made.hash)),
            ])
    }

    private mutating func refuseStatements() throws {
        let two = Self.reaches
        let zeros = VectorFile.run("00", 16)
        let twice = "82" + String(repeating: "82 50\(VectorFile.run("51", 16)) 00", count: 2)
        let back =
            "82 82 50\(VectorFile.run("52", 16)) 00 82 50\(VectorFile.run("51", 16)) 00"
        for (name, reason, text) in [
            ("no statements at all", .empty, "82 0f 80"),
            ("nothing fresh", .empty, "83 10 02 80"),
            ("1,001 fresh things", .tooLong, "83 10 02 9903e9"),
            ("fresh things of no tier", .outOfRange, "83 10 03 81"),
            ("a fresh feed without a number", .wrongCount, "83 10 02 81 82 02 50" + zeros),
            ("a fresh thing of no name", .zeroID, "83 10 01 81 82 03 50" + zeros),
            ("1,001 statements", .tooLong, "82 0f 9903e9"),
            ("1,001 versions", .tooLong, "82 0e 9903e9"),
            (
                "a version of no time", .wrongCount,
                "82 0e 81 81 5820" + VectorFile.run("04", 32)
            ),
            (
                "feeds that are there twice", .repeated,
                "82 0f 81 " + Self.statement("00 f5 \(twice)")
            ),
            ("feeds out of order", .unsorted, "82 0f 81 " + Self.statement("00 f5 \(back)")),
            ("2,001 feeds", .tooLong, "82 0f 81 86 \(Self.head) 00 f5 9907d1"),
            (
                "a statement that is whole 1", .wrongType,
                "82 0f 81 " + Self.statement("00 01 \(two)")
            ),
            ("an unsigned statement", .wrongCount, "82 0f 81 85 \(Self.head) 00 f5 80"),
            (
                "a statement that is signed by half", .wrongCount,
                "82 0f 81 86 \(Self.head) 00 f5 80 5820" + VectorFile.run("06", 32)
            ),
        ] as [(String, WireError.Reason, String)] {
            try refuse(name, reason, bytes(text))
        }
    }
}
