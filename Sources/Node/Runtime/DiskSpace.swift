internal import Foundation

/// How much room there is where something lies.
package enum DiskSpace {
    /// For whoever asks; nil if that cannot be known.
    package static func free(at path: String) -> Int64? {
        var status = statvfs()
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        for place in [path, folder] where unsafe statvfs(place, &status) == 0 {
            return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        }
        return nil
    }
}
