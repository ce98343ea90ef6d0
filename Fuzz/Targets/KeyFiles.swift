import Bundles
import Identity
import Lattice
import Seal
import Wire

/// Device files, keyrings and root files come out of reading and writing as the same bytes; and
/// none asks for more work than the bounds. Nothing is unlocked.
enum KeyFiles: FuzzTarget {
    static let name = "keyring"

    static func check(_ input: [UInt8]) throws(Broken) {
        let content = Array(input.dropFirst())
        let choice = input.first ?? 0
        // Half of them get a check that is right: no fuzzer finds one.
        let bytes = choice & 2 == 0 ? content + check(of: content) : content
        let found: (isSame: Bool, isBounded: Bool)
        do throws(KeyFileError) {
            found =
                try choice & 4 != 0
                ? root(bytes) : choice & 1 == 0 ? device(bytes) : keyring(bytes)
        } catch {
            guard case .form(let fault) = error else {
                return try demand(choice & 2 != 0, "a right check is damage")
            }
            return try demand(
                (0...bytes.count).contains(fault.offset), "“\(fault)” is not within it")
        }
        try demand(found.isSame, "what was accepted is written otherwise")
        try demand(found.isBounded, "a file asks for more work than there may be")
    }

    private static func device(_ bytes: [UInt8]) throws(KeyFileError) -> (Bool, Bool) {
        let device = try Device(file: Secret(copying: bytes.span.bytes))
        return (device.file().octets == bytes, true)
    }

    private static func keyring(_ bytes: [UInt8]) throws(KeyFileError) -> (Bool, Bool) {
        let ring = try Keyring(file: bytes)
        return (
            ring.file == bytes,
            ring.seats.allSatisfy { (try? cost(of: $0.encoding, 9)).flatMap(\.self) != nil }
        )
    }

    private static func root(_ bytes: [UInt8]) throws(KeyFileError) -> (Bool, Bool) {
        let root = try SealedRoot(file: bytes)
        return (root.file == bytes, (try? cost(of: root.encoding, 5)).flatMap(\.self) != nil)
    }

    private static func check(of content: [UInt8]) -> [UInt8] {
        var writer = Writer()
        writer.put(Blake2b.hash(content.span.bytes, of: Keyring.self))
        return writer.bytes
    }

    /// The work that a sealed seat or root asks for, an array of so many items, read by hand; nil
    /// if it is out of bounds.
    private static func cost(of sealed: [UInt8], _ items: Int) throws(WireError) -> PassphraseCost?
    {
        var reader = Reader(sealed.span.bytes, of: .keyring)
        try reader.array(of: items)
        for _ in 0..<items - 2 { _ = try reader.skip() }
        try reader.array(of: 3)
        let (passes, size) = (try reader.unsigned(), try reader.unsigned())
        return PassphraseCost(
            passes: Int(clamping: passes), kibibytes: Int(clamping: size))
    }
}
