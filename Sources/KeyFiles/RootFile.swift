public import Identity
internal import Seal

/// The sealed key of a root wherever it is kept: beside a device's own keys, or on a stick that
/// lies in a drawer (spec/07-confidentiality.md#ring-5).
public struct RootFile: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// The key; nil if there is no such file. Who else may read it is not asked: sticks know no
    /// owners, and what it holds is sealed.
    public func read() throws -> SealedRoot? { try Self.read(KeyFile(path), rights: .any) }

    static func read(_ file: KeyFile, rights: KeyFile.Rights = .own) throws -> SealedRoot? {
        let content = try file.read(most: SealedRoot.mostBytes, rights: rights)
        guard let content = consume content else { return nil }
        // Unsafe only in name: bytes have no padding that could show.
        return try SealedRoot(file: unsafe content.bytes.withUnsafeBytes { unsafe Array($0) })
    }

    /// Puts it there, for its owner alone where files have owners. What is there is replaced only
    /// by the same key: whoever loses that of a root may lose the realm.
    public func save(_ root: SealedRoot) throws(KeyFolderError) {
        let file = root.file
        let there: SealedRoot?
        do { there = try read() } catch let error as KeyFolderError { throw error } catch {
            throw KeyFolderError(
                path: path, reason: "what is here is not the key of a root; move it away first")
        }
        guard there.map({ $0.plate.signing == root.plate.signing }) ?? true else {
            throw KeyFolderError(
                path: path, reason: "the key of another root is kept here; choose another file")
        }
        // Unsafe only in name: bytes have no padding that could show.
        try KeyFile(path).write(Secret(copying: unsafe file.span.bytes))
    }
}
