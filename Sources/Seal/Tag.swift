/// What a hash, a signature or a derived key is for. One purpose has one tag, so that nothing that
/// was hashed or signed can be taken for something else (spec/04-identity.md#seal-1).
public enum Tag: String, CaseIterable, Sendable {
    case body = "cw/body"
    case bundle = "cw/bundle"
    case feed = "cw/feed"
    case scope = "cw/scope"
    case root = "cw/root"
    case act = "cw/act"
    case seat = "cw/seat"
    case key = "cw/key"
    case schema = "cw/schema"
    case fact = "cw/fact"
    case issue = "cw/issue"
    case code = "cw/code"
    case view = "cw/view"
    case envelope = "cw/envelope"
    case statement = "cw/statement"
    case holding = "cw/holding"
    case commit = "cw/commit"
    case words = "cw/words"
    case signBundle = "cw/sign-bundle"
    case signRoot = "cw/sign-root"
    case signSeat = "cw/sign-seat"
    case signEnvelope = "cw/sign-envelope"
    case signStatement = "cw/sign-stated"

    // What follows from secrets (spec/07-confidentiality.md#seal-6).
    case bodyKey = "cw/k-body"
    case boxKey = "cw/k-box"
    case pullKey = "cw/k-pull"
    case beaconKey = "cw/k-beacon"
    case pull = "cw/pull"
    case box = "cw/box"
    case nonce = "cw/nonce"
    case ephemeral = "cw/ephemeral"
    case helloKey = "cw/k-hello"
    case inviteName = "cw/i-name"
    case inviteKey = "cw/i-psk"
    case inviteProof = "cw/i-proof"
    /// Nobody else sees what follows by this one.
    case entropy = "cw/entropy"

    /// Sixteen bytes: ASCII, then zeros.
    var padded: InlineArray<16, UInt8> {
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        var place = 0
        for byte in rawValue.utf8 {
            bytes[place] = byte
            place += 1
        }
        return bytes
    }
}
