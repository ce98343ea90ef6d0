public import Bundles
public import Charter
internal import Gossip
internal import Identity
internal import KeyFiles
public import Lattice
internal import Network
internal import Replica
public import Seal

/// What a root has decreed.
public struct Decreed: Sendable {
    public let acts: [ActID]
    /// How many roots more have to sign it before it has effect.
    public let lacking: Int
}

/// The key of a root, for as long as something is done with it.
public struct RootInHand: Sendable {
    let key: Handed<RootKey>

    /// Opens it, from a file that is perhaps on a stick. Slow on purpose.
    public init(_ path: String, with passphrase: borrowing Passphrase) throws(NodeError) {
        let sealed: SealedRoot?
        do { sealed = try RootFile(path).read() } catch let error as KeyFolderError {
            throw .keys(error)
        } catch let error as KeyFileError {
            throw .keyFile(error)
        } catch { throw .keyFile(.damaged) }
        guard let sealed else { throw .noRoot(path) }
        do throws(UnlockError) {
            key = Handed(try RootKey(unlocking: sealed, with: passphrase))
        } catch { throw .unlock(error) }
    }

    /// The realm or agency that it signs for; nil while that is not known.
    public var domain: DomainID? { key.value.plate.domain }

    /// The same of a file that nobody opened; nil if that cannot be read.
    public static func domain(of path: String) -> DomainID? {
        (try? RootFile(path).read())?.plate.domain
    }

    /// Whatever is tried with it from now on finds it locked.
    public func letGo() { key.value.lock() }
}

extension Node {
    /// Has a root of the realm do something, or of an agency in it.
    public func decree(_ acts: [Act], by root: RootInHand) async throws(NodeError) -> Decreed {
        try await ask { _, residence, done in
            residence.decree(acts, by: root.key.value, at: Network.now()) { done($0) }
        }
    }
}

extension Residence {
    /// Has a root do something; said when it is on the disk for good.
    func decree(
        _ acts: [Act], by key: RootKey, at now: Now,
        _ done: @escaping (Result<Decreed, NodeError>) -> Void
    ) {
        // A root speaks for its own realm or agency, and for no other.
        let (domain, time) = (key.plate.domain ?? realm, HybridTime(now.wall))
        let made = withReplica { replica -> Result<RootDecree, DecreeError> in
            do throws(DecreeError) {
                return .success(
                    try RootDecree(acts, in: domain, by: [key], replica.charter, at: time))
            } catch { return .failure(error) }
        }
        switch made {
        case nil: done(.failure(failure.map { .failing($0) } ?? .closed))
        case .failure(let error)?: done(.failure(.decree(error)))
        case .success(let decree)?:
            tell(.replica(.roots([decree.record])), at: now)
            promise { done($0.map { Decreed(acts: decree.acts, lacking: decree.lacking) }) }
        }
    }
}
