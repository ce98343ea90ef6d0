import Bundles
import Charter
import Lattice
import Wire

/// Bundles and what the charter is made of: reading ends within the input, and what is accepted is
/// written again as the same bytes.
enum Forms: FuzzTarget {
    static let name = "forms"

    static func check(_ input: [UInt8]) throws(Broken) {
        let bytes = Array(input.dropFirst())
        let again: [UInt8]
        do {
            again = try written(bytes, as: Int(input.first ?? 0) % 8)
        } catch {
            let fault = "“\(error)” is not within \(bytes.count) bytes"
            return try demand((0...bytes.count).contains(error.offset), fault)
        }
        try demand(again == bytes, "what was accepted is written otherwise")
    }

    /// Seeds are made in this order too: new types go to the end.
    private static func written(_ bytes: [UInt8], as type: Int) throws(WireError) -> [UInt8] {
        switch type {
        case 0: try Address(encoding: bytes).encoding
        case 1: try Opening(encoding: bytes).encoding
        case 2: try Policy(encoding: bytes).encoding
        case 3: try Act(encoding: bytes).encoding
        case 4: Act.body(of: try Act.acts(reading: Value(bytes))).bytes
        case 5: try RootRecord(encoding: bytes).encoding
        case 6: try rewritten(Bundle(parsing: bytes))
        default: try ForkProof(encoding: bytes).encoding
        }
    }

    /// A bundle put together from its parts.
    private static func rewritten(_ bundle: Bundle) throws(WireError) -> [UInt8] {
        let body = bundle.body
        return Bundle(bundle.header, body: body.span, bundle.signature).bytes
    }
}
