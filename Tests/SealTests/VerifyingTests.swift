import Foundation
import Lattice
import Seal
import Synchronization
import Testing

/// Looking at signatures with others: what is found is what anybody finds alone.
@Suite("Signatures by many") struct VerifyingTests {
    private struct Signed: Sendable {
        let key: VerifyingKey
        let signature: Signature
        let hash: BundleHash

        var isValid: Bool { key.verifies(signature, .signBundle, for: domain, hash) }
    }

    private static func key(_ number: Int) -> SigningKey {
        SigningKey(hex: String(repeating: "\(number % 3)7", count: 32))
    }

    /// Of three keys; every seventh is spoilt somewhere.
    private static func make(_ count: Int, _ seed: UInt64) -> [Signed] {
        (0..<count).map { number in
            let key = key(number)
            let hash = BundleHash(seed, UInt64(number), 3, 4)
            let signature = key.sign(.signBundle, for: domain, hash)
            guard number % 7 == 3 else {
                return Signed(key: key.verifying, signature: signature, hash: hash)
            }
            switch number / 7 % 3 {
            case 0:
                var words = signature.words
                words[number % 8] ^= 1 << UInt64(number % 64)
                return Signed(key: key.verifying, signature: Signature(words), hash: hash)
            case 1:
                let other = BundleHash(seed, UInt64(number), 3, 5)
                return Signed(key: key.verifying, signature: signature, hash: other)
            default:
                let other = Self.key(number + 1).verifying
                return Signed(key: other, signature: signature, hash: hash)
            }
        }
    }

    private static func lookAhead(at all: [Signed]) -> Bool {
        guard var batch = Verifying.Batch(roomFor: all.count) else { return false }
        for one in all {
            batch.add(one.signature, of: one.key, .signBundle, for: domain, one.hash)
        }
        batch.look()
        return true
    }

    /// On a thread of its own: who helps a thread, helps no other.
    private static func apart(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            Thread {
                body()
                Verifying.employ(0)
                Verifying.remember(0)
                done.resume()
            }.start()
        }
    }

    @Test("SEAL-3: of many signatures each holds that holds alone, whoever looks at how many")
    func same() async {
        await withTaskGroup { group in
            for helpers in [1, 2, 5] {
                group.addTask {
                    await Self.apart {
                        Verifying.remember(4_096)
                        #expect(Verifying.employ(helpers) == helpers)
                        for round in 0..<12 {
                            let count = [1, 3, 4, 5, 300, 63][round % 6]
                            let all = Self.make(count, UInt64(round * 100 + helpers))
                            #expect(Self.lookAhead(at: all))
                            for (number, one) in all.enumerated() {
                                #expect(one.isValid == (number % 7 != 3))
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("Nobody looks ahead where nobody helps, or nothing is remembered")
    func alone() async {
        await Self.apart {
            let all = Self.make(9, 1)
            #expect(!Self.lookAhead(at: all))
            Verifying.employ(1)
            #expect(!Self.lookAhead(at: all))
            Verifying.remember(64)
            #expect(Self.lookAhead(at: all) && Self.lookAhead(at: []))
            #expect(Verifying.employ(0) == 0)
            #expect(!Self.lookAhead(at: all))
        }
    }

    @Test("What was looked at by all costs the thread that asks next to nothing")
    func cheap() async {
        await Self.apart {
            let (all, others) = (Self.make(400, 5), Self.make(400, 6))
            Verifying.remember(4_096)
            Verifying.employ(2)
            _ = Self.lookAhead(at: all)
            func cost(_ all: [Signed]) -> Int {
                var (begin, end) = (timespec(), timespec())
                unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin)
                let good = all.filter { $0.isValid }.count
                unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end)
                #expect(good == 343)
                return (end.tv_sec - begin.tv_sec) * 1_000_000_000 + end.tv_nsec - begin.tv_nsec
            }
            // Those that do not hold are looked at again: one in seven.
            let (known, unknown) = (cost(all), cost(others))
            #expect(known * 3 < unknown)
        }
    }
}
