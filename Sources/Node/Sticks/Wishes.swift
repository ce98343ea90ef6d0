internal import Gossip
internal import Identity
internal import Synchronization

/// The wishes that were written since this device was started: only what answers one of these says
/// what others have of its own now (spec/15-files.md#stick-7).
final class Wishes: Sendable {
    private let all = Mutex<[(stick: StickID, run: RunID)]>([])

    private static let most = 64

    func note(_ stick: StickID, in run: RunID) {
        all.withLock { all in
            if all.count == Self.most { all.removeFirst() }
            all.append((stick, run))
        }
    }

    func run(of stick: StickID) -> RunID? {
        all.withLock { all in all.first { $0.stick == stick }?.run }
    }
}
