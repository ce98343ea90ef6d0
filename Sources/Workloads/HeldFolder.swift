import Foundation

/// A folder for as long as something is measured. Whoever is killed leaves theirs behind: the next
/// one finds that nobody holds it, and removes it.
package final class HeldFolder {
    package let path: String
    private let file: Int32

    private static let prefix = "causeway-measure-"

    /// Why none can be made, for people.
    package struct Failure: Error {
        package let text: String
    }

    package init(in parent: String) throws(Failure) {
        Self.removeForgotten(in: parent)
        // Whoever looks for what is forgotten may be quicker than the lock.
        for _ in 0..<8 {
            let path = "\(parent)/\(Self.prefix)\(UInt64.random(in: 0 ... .max))"
            guard unsafe mkdir(path, 0o700) == 0 else {
                let why = unsafe String(cString: strerror(errno))
                throw Failure(text: "No folder can be made in \(parent): \(why).")
            }
            if let file = Self.hold(path) {
                (self.path, self.file) = (path, file)
                return
            }
        }
        throw Failure(text: "No folder can be kept in \(parent).")
    }

    deinit {
        remove()
        close(file)
    }

    package func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Nil if somebody else holds it, or it is gone.
    private static func hold(_ path: String) -> Int32? {
        let file = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return nil }
        var (held, there) = (stat(), stat())
        guard flock(file, LOCK_EX | LOCK_NB) == 0, unsafe fstat(file, &held) == 0,
            unsafe lstat(path, &there) == 0, held.st_ino == there.st_ino, held.st_uid == getuid()
        else {
            close(file)
            return nil
        }
        return file
    }

    private static func removeForgotten(in parent: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for name in names where name.hasPrefix(prefix) {
            guard let file = hold("\(parent)/\(name)") else { continue }
            try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
            close(file)
        }
    }
}
