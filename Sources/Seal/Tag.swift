/// What a hash or a signature is for. One purpose has one tag, so that nothing that was hashed or
/// signed can be taken for something else (spec/04-identity.md#seal-1).
public enum Tag: String, CaseIterable, Sendable {
    case body = "cw/body"
    case bundle = "cw/bundle"
    case feed = "cw/feed"
    case scope = "cw/scope"
    case root = "cw/root"
    case act = "cw/act"
    case seat = "cw/seat"
    case key = "cw/key"
    case view = "cw/view"
    case signBundle = "cw/sign-bundle"
    case signRoot = "cw/sign-root"
    case signSeat = "cw/sign-seat"

    /// Sixteen bytes: ASCII, then zeros.
    var padded: InlineArray<16, UInt8> {
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        for (index, byte) in rawValue.utf8.enumerated() { bytes[index] = byte }
        return bytes
    }
}
