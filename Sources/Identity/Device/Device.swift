public import Bundles
public import Lattice
public import Seal
internal import Wire

/// What a `MachineID` names: the computer that a device file was made on.
public enum Machine {}
public typealias MachineID = Identifier<Machine>

/// A laptop, or a relay: it carries and fetches, and opens nothing
/// (spec/07-confidentiality.md#ring-1).
public final class Device {
    public let secret: DeviceSecret
    public let machine: MachineID
    private var hello: [DomainID: HelloKey]

    public convenience init(_ entropy: inout Entropy, on machine: MachineID) {
        self.init(DeviceSecret(entropy.draw()), on: machine)
    }

    /// A device that has its key already.
    public init(_ secret: DeviceSecret, on machine: MachineID) {
        self.secret = secret
        self.machine = machine
        hello = [:]
    }

    public var key: DeviceKey { secret.key.publicKey }

    /// The realms that it belongs to, ascending.
    public var realms: [DomainID] { hello.keys.sorted() }

    public func helloKey(of realm: DomainID) -> HelloKey? { hello[realm] }

    /// Joins a realm. Another key for one that it belongs to is not taken: it never changes.
    @discardableResult
    public func join(_ realm: DomainID, _ key: HelloKey) -> Bool {
        guard hello.count < Self.mostRealms, hello[realm] == nil else {
            return hello[realm]?.isSame(as: key) ?? false
        }
        hello[realm] = key
        return true
    }

    public static let mostRealms = 16
    private static let mostBytes = 4_096

    /// The content of its file.
    public func file() -> Secret {
        var writer = SecretWriter(most: Self.mostBytes)
        writer.put { writer in
            writer.put(array: 5)
            writer.put(1)
        }
        writer.put(item: secret.key.copy())
        writer.put { $0.put(map: hello.count) }
        for realm in realms {
            guard let key = hello[realm] else { continue }
            writer.put { $0.put(realm) }
            writer.put(item: key.secret)
        }
        writer.put { $0.put(machine) }
        let check = writer.withBytes { Check.item($0) }
        // Unsafe only in name: bytes have no padding that could show.
        writer.put(unsafe check.span.bytes)
        return writer.finish()
    }

    /// Reads the content of its file.
    public init(file: borrowing Secret) throws(KeyFileError) {
        var reader = Reader(file.bytes, of: .deviceFile)
        var own: Secret?
        var found: [(DomainID, HelloKey)] = []
        var machine = MachineID.zero
        var check: Hash<Check> = .zero
        var end = 0
        do throws(WireError) {
            try reader.array(of: 5)
            let place = reader.offset
            guard try reader.unsigned() == 1 else { throw reader.fault(.outOfRange, at: place) }
            own = Secret(copying: reader.span(of: try reader.string(of: 32)))
            let start = reader.offset
            let head = try reader.mapHead()
            guard head <= UInt64(Self.mostRealms) else { throw reader.fault(.tooLong, at: start) }
            reader.rewind(to: start)
            try reader.readMap { (reader) throws(WireError) in
                let realm: DomainID = try reader.hash()
                return realm
            } value: { (realm, reader) throws(WireError) in
                let range = try reader.string(of: 32)
                found.append((realm, HelloKey(Secret(copying: reader.span(of: range)))))
            }
            machine = try reader.identifier()
            end = reader.offset
            check = try reader.hash()
            try reader.end()
        } catch {
            throw .form(error)
        }
        guard Check.hash(file.bytes.extracting(0..<end)) == check else { throw .damaged }
        guard let own = consume own else { throw .damaged }
        secret = DeviceSecret(own)
        self.machine = machine
        hello = Dictionary(uniqueKeysWithValues: found)
    }
}

/// The key by which the devices of a realm greet each other (spec/12-transport.md#gram-2).
public final class HelloKey {
    let secret: Secret
    let sealing: SealingKey

    public init(_ secret: consuming Secret) {
        precondition(secret.count == 32, "a hello key has 32 bytes")
        sealing = SealingKey(secret.duplicate())
        self.secret = secret
    }

    public convenience init(_ entropy: inout Entropy) { self.init(entropy.draw()) }

    public func isSame(as other: HelloKey) -> Bool { secret.isSame(as: other.secret) }
}

extension SecretWriter {
    /// Items that are no secrets.
    mutating func put(_ items: (inout Writer) -> Void) {
        var writer = Writer()
        items(&writer)
        put(writer.span)
    }

    /// A secret, as a byte string.
    mutating func put(item secret: borrowing Secret) {
        var head = Writer()
        head.put(bytesHead: secret.count)
        put(head.span)
        put(secret)
    }
}
