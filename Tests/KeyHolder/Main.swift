import Bundles
import Charter
import Glibc
import Identity
import KeyFiles
import Keys
import Lattice
import Seal

/// Holds keys as a node does, so that a test can look into its memory: it makes a keyring in the
/// folder that it is given, unlocks it, uses every kind of key, says “unlocked”, waits for a line,
/// locks, says “locked”, and waits for another. With “--hardened” nobody is to look inside.
@main
struct Main {
    static func main() throws {
        if CommandLine.arguments.contains("--hardened") { Hardening.apply() }
        let folder = KeyFolder(CommandLine.arguments[1])
        try folder.create()
        var chance = Entropy(Secret(copying: [UInt8](repeating: 3, count: 32).span.bytes))
        try make(in: folder, &chance)
        try hold(folder, &chance)
        say("locked")
        _ = readLine()
    }

    /// Whoever reads along gets it at once.
    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    private static let realm = DomainID(1, 2, 3, 4)

    private static func make(in folder: KeyFolder, _ chance: inout Entropy) throws {
        let device = Device(DeviceSecret(Canary.deviceSecret.secret), on: .zero)
        device.join(realm, HelloKey(Canary.helloKey.secret))
        try folder.save(device)
        let secrets = SeatSecrets(
            signingSeed: Canary.signingSeed.secret, box: Canary.boxSecret.secret)
        let seat = try UnlockedSeat.make(
            secrets, realm: realm, domain: realm, seat: ActID(5, 5, 5, 5), label: "Ana",
            under: Passphrase(Canary.passphrase.secret), .least, &chance)
        var keyring = Keyring()
        guard keyring.put(seat.sealed) else { return }
        try folder.save(keyring)
    }

    private static func hold(_ folder: KeyFolder, _ chance: inout Entropy) throws {
        let sealed = try folder.keyring().enrolled()[0]
        var wrong = SecretWriter(most: 32)
        for _ in 0..<32 { wrong.put(byte: 1) }
        do {
            _ = try UnlockedSeat(unlocking: sealed, with: Passphrase(wrong.finish()))
        } catch { say("\(error)") }
        let seat = try UnlockedSeat(
            unlocking: sealed, with: Passphrase(Canary.passphrase.secret))
        let book = KeyBook(of: ActID(5, 5, 5, 5))
        let key = EpochKey(Canary.scopeKey.secret, in: SecretPool())
        book.adopt(key, as: ActID(6, 6, 6, 6))
        use(seat, key, &chance)
        say("\(seat.plate.label) \(key.id) unlocked")
        _ = readLine()
        book.lock()
        seat.lock()
    }

    /// Whatever leaves traces, has left them after this.
    private static func use(_ seat: UnlockedSeat, _ key: EpochKey, _ chance: inout Entropy) {
        _ = seat.withSecrets { secrets in
            _ = secrets.signing.sign(.signBundle, for: realm, Hash<Bundle>(1, 1, 1, 1))
            let text: [UInt8] = [1, 2, 3]
            let box =
                secrets.box.publicKey.box(text.span.bytes, context: text.span.bytes, &chance)
                ?? []
            _ = secrets.box.unbox(box.span.bytes, context: text.span.bytes)
        }
        let header = Header(
            feed: FeedID(high: 1, low: 1), number: .first, previous: .zero,
            time: HybridTime(word: 1), policy: 1, epoch: key.id)
        let body: [UInt8] = [0xA0]
        if let header { _ = key.seal(body.span.bytes, under: header, &chance) }
        _ = key.pullKey()
        let now = HybridTime(word: 1)
        _ = try? seat.issueInvite(at: now, lasting: 1_000, latest: now, &chance)
    }
}
