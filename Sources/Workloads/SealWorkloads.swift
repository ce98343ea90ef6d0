import Bundles
import CSodium
import Glibc
import Lattice
import Seal

extension Workload {
    /// Cryptography as it is called, beside libsodium and memory alone.
    static var sealing: [Workload] {
        [
            Workload(
                name: "limit.verify", unit: "signature",
                about: "look at signatures of so many messages by libsodium alone", sizes: [5_000]
            ) { size in bareVerifying(size) },
            Workload(
                name: "seal.verify", unit: "signature",
                about: "the same as signatures of bundles", sizes: [5_000]
            ) { size in
                let key = AuthoritySamples.key(1)
                let (domain, verifying) = (DomainID(1, 2, 3, 4), key.verifying)
                let signed = (0..<size).map { number in
                    let hash = BundleHash(UInt64(number), 1, 1, 1)
                    return (hash, key.sign(.signBundle, for: domain, hash))
                }
                return Trial(
                    setUp: { signed },
                    work: { signed in
                        let sound = signed.count { hash, signature in
                            verifying.verifies(signature, .signBundle, for: domain, hash)
                        }
                        precondition(sound == size, "all are signed")
                        return size
                    })
            },
            Workload(
                name: "limit.sign", unit: "signature",
                about: "sign so many messages by libsodium alone", sizes: [5_000]
            ) { size in bareSigning(size) },
            Workload(
                name: "seal.sign", unit: "signature", about: "the same as signatures of bundles",
                sizes: [5_000]
            ) { size in
                Trial(
                    setUp: { DomainID(1, 2, 3, 4) },
                    work: { domain in
                        let key = AuthoritySamples.key(1)
                        for number in 0..<size {
                            let hash = BundleHash(UInt64(number), 1, 1, 1)
                            _ = key.sign(.signBundle, for: domain, hash)
                        }
                        return size
                    })
            },
            copying, hashing, sealed,
        ]
    }

    /// More than a processor keeps near itself.
    private static let room = 64 << 20
    private static let rounds = 64

    private static var copying: Workload {
        Workload(
            name: "limit.copy", unit: "copy", about: "copy so many bytes from memory to memory",
            sizes: [1 << 20]
        ) { size in
            let from = [UInt8](repeating: 7, count: max(room, size))
            return Trial(
                setUp: { [UInt8](repeating: 0, count: from.count) },
                work: { to in
                    let places = from.count / size
                    for round in 0..<rounds {
                        let place = round % places * size
                        unsafe from.withUnsafeBytes { from in
                            unsafe to.withUnsafeMutableBytes { to in
                                unsafe UnsafeMutableRawBufferPointer(
                                    rebasing: to[place..<place + size]
                                ).copyMemory(
                                    from: UnsafeRawBufferPointer(
                                        rebasing: from[place..<place + size]))
                            }
                        }
                    }
                    precondition(to[0] == 7, "it is copied")
                    return rounds
                })
        }
    }

    private static var hashing: Workload {
        Workload(
            name: "seal.hash", unit: "hash", about: "hash so many bytes at a time",
            sizes: [1 << 20]
        ) { size in
            Trial(
                setUp: { [UInt8](repeating: 7, count: size) },
                work: { bytes in
                    for _ in 0..<rounds / 4 {
                        // Each hash goes into the next, or none would have to be made.
                        let hash = unsafe Blake2b.hash(bytes.span.bytes, of: Bench.self)
                        bytes[0] = UInt8(truncatingIfNeeded: hash.words.0)
                    }
                    return rounds / 4
                })
        }
    }

    private static var sealed: Workload {
        Workload(
            name: "seal.seal", unit: "text", about: "seal so many bytes at a time",
            sizes: [1 << 20]
        ) { size in
            let text = [UInt8](repeating: 7, count: size)
            let clear = [UInt8](repeating: 5, count: 90)
            return Trial(
                setUp: { 0 },
                work: { count in
                    var chance = SecrecySamples.entropy(2)
                    let key = SealingKey(chance.draw())
                    for _ in 0..<rounds / 4 {
                        count += unsafe key.seal(text.span.bytes, with: clear.span.bytes, &chance)
                            .count
                    }
                    precondition(count > size, "it is sealed")
                    return rounds / 4
                })
        }
    }

    private enum Bench {}

    // MARK: libsodium alone

    private struct Signed {
        var key = [UInt8](repeating: 0, count: 32)
        var secret = [UInt8](repeating: 0, count: 64)
        /// As long as what is signed of a bundle.
        var message = [UInt8](repeating: 3, count: 80)
        var signatures: [[UInt8]] = []

        init() {
            precondition(sodium_init() >= 0, "libsodium is there")
            unsafe crypto_sign_ed25519_keypair(&key, &secret)
        }

        mutating func sign(_ number: Int) -> [UInt8] {
            message[0] = UInt8(truncatingIfNeeded: number)
            message[1] = UInt8(truncatingIfNeeded: number >> 8)
            var signature = [UInt8](repeating: 0, count: 64)
            unsafe crypto_sign_ed25519_detached(
                &signature, nil, message, UInt64(message.count), secret)
            return signature
        }

        mutating func verify(_ number: Int) -> Bool {
            message[0] = UInt8(truncatingIfNeeded: number)
            message[1] = UInt8(truncatingIfNeeded: number >> 8)
            return unsafe crypto_sign_ed25519_verify_detached(
                signatures[number], message, UInt64(message.count), key) == 0
        }
    }

    private static func bareVerifying(_ size: Int) -> Trial {
        var made = Signed()
        made.signatures = (0..<size).map { made.sign($0) }
        let signed = made
        return Trial(
            setUp: { signed },
            work: { signed in
                for number in 0..<size { precondition(signed.verify(number), "it is signed") }
                return size
            })
    }

    private static func bareSigning(_ size: Int) -> Trial {
        Trial(
            setUp: { Signed() },
            work: { signed in
                for number in 0..<size {
                    precondition(signed.sign(number).count == 64, "a signature")
                }
                return size
            })
    }
}
