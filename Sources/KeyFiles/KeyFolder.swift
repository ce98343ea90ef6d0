internal import Glibc
public import Identity
internal import Seal

/// Why a file of keys could not be read or written.
public struct KeyFolderError: Error, Sendable, CustomStringConvertible {
    public let path: String
    public let reason: String

    public var description: String { "\(path): \(reason)" }
}

/// Where a device keeps its own key, the sealed seats of its people, and perhaps the sealed key of
/// a root. The files are their owner's alone, and are replaced as a whole or not at all
/// (spec/07-confidentiality.md#ring-1).
public struct KeyFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    private var devicePath: String { path + "/device.key" }
    private var keyringPath: String { path + "/keyring" }
    private var rootPath: String { path + "/root.key" }

    /// What a device file can have at most.
    private static let deviceBytes = 1 << 12

    /// Makes the folder, for its owner alone, if it is not there.
    public func create() throws(KeyFolderError) {
        guard unsafe mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw KeyFile(path).failure()
    }

    /// The device; nil if there is none yet.
    public func device() throws -> Device? {
        guard let content = try KeyFile(devicePath).read(most: Self.deviceBytes) else { return nil }
        return try Device(file: content)
    }

    public func save(_ device: Device) throws(KeyFolderError) {
        try KeyFile(devicePath).write(device.file())
    }

    /// The keyring: without seats if it is not there yet.
    public func keyring() throws -> Keyring {
        let content = try KeyFile(keyringPath).read(most: Keyring.mostBytes)
        guard let content = consume content else { return Keyring() }
        return try Keyring(file: unsafe content.bytes.withUnsafeBytes { unsafe Array($0) })
    }

    public func save(_ keyring: Keyring) throws(KeyFolderError) {
        let file = keyring.file
        // Unsafe only in name: bytes have no padding that could show.
        try KeyFile(keyringPath).write(Secret(copying: unsafe file.span.bytes))
    }

    /// The key of a root, if it is kept here; nil if it is not.
    public func root() throws -> SealedRoot? { try RootFile.read(KeyFile(rootPath)) }

    public func save(_ root: SealedRoot) throws(KeyFolderError) {
        try RootFile(rootPath).save(root)
    }

    // MARK: Agencies

    private var agenciesPath: String { path + "/agencies" }

    /// The agencies that were founded on this device, in the order of their ids.
    public func foundings() throws -> [FoundingFile] {
        guard let folder = unsafe opendir(agenciesPath) else {
            guard errno == ENOENT else { throw KeyFile(agenciesPath).failure() }
            return []
        }
        defer { unsafe closedir(folder) }
        var found: [FoundingFile] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasSuffix(".founding") else { continue }
            let file = KeyFile(agenciesPath + "/" + name)
            guard let content = try file.read(most: FoundingFile.mostBytes) else { continue }
            found.append(
                try FoundingFile(file: unsafe content.bytes.withUnsafeBytes { unsafe Array($0) }))
        }
        return found.sorted { $0.fileName < $1.fileName }
    }

    public func save(_ founding: FoundingFile) throws(KeyFolderError) {
        try KeyFolder(agenciesPath).create()
        let file = founding.file
        // Unsafe only in name: bytes have no padding that could show.
        try KeyFile(agenciesPath + "/" + founding.fileName).write(
            Secret(copying: unsafe file.span.bytes))
    }

    /// Takes a founding back that came to nothing.
    public func forget(_ founding: FoundingFile) {
        unsafe unlink(agenciesPath + "/" + founding.fileName)
    }
}
