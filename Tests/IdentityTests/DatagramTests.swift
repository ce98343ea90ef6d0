import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Datagrams") struct DatagramTests {
    private let realm = DomainID.all(0x11)
    private let content = Array("who is there".utf8)
    private var hello: HelloKey { HelloKey(secret(Array(repeating: 8, count: 32))) }

    private func sealed(_ content: [UInt8], _ seed: UInt8 = 1) -> [UInt8]? {
        var chance = Entropy.of(seed)
        return Datagram.seal(content.span.bytes, in: realm, hello, &chance)
    }

    @Test("GRAM-1: a datagram opens for whoever has the hello key", arguments: [0, 1, 500, 1_160])
    func roundTrip(size: Int) throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let datagram = try #require(sealed(content))
        #expect(datagram.count == size + 40 && datagram.count <= Datagram.mostBytes)
        #expect(Datagram.open(datagram, in: realm, hello) == content)
    }

    @Test("GRAM-1: it is sealed under the hello key, with the version and the realm")
    func form() throws {
        let datagram = try #require(sealed(content))
        let key = SealingKey(secret(Array(repeating: 8, count: 32)))
        let clear = Array("causeway".utf8) + [1] + realm.octets
        #expect(key.open(datagram.span.bytes, with: clear.span.bytes) == content)
        // The other way round: what was sealed by hand, with another version too.
        var chance = Entropy.of(2)
        let own = key.seal(content.span.bytes, with: clear.span.bytes, &chance)
        #expect(Datagram.open(own, in: realm, hello) == content)
        for wrong in [
            Array("causeway".utf8) + [2] + realm.octets, clear + [0], Array(clear.dropLast()), [],
        ] {
            let other = key.seal(content.span.bytes, with: wrong.span.bytes, &chance)
            #expect(Datagram.open(other, in: realm, hello) == nil)
        }
    }

    @Test("GRAM-1: one that is longer is neither made nor opened")
    func tooLong() {
        #expect(sealed(Array(repeating: 0, count: 1_161)) == nil)
        let key = SealingKey(secret(Array(repeating: 8, count: 32)))
        let clear = Array("causeway".utf8) + [1] + realm.octets
        var chance = Entropy.of(1)
        let long = [UInt8](repeating: 0, count: 1_161)
        let datagram = key.seal(long.span.bytes, with: clear.span.bytes, &chance)
        #expect(datagram.count == 1_201)
        #expect(Datagram.open(datagram, in: realm, hello) == nil)
    }

    @Test("GRAM-1: any bit that is turned, and any cut, and nothing comes of it")
    func flips() throws {
        let datagram = try #require(sealed(content))
        for altered in datagram.allFlips {
            #expect(Datagram.open(altered, in: realm, hello) == nil)
        }
        for count in datagram.indices {
            #expect(Datagram.open(Array(datagram[..<count]), in: realm, hello) == nil)
        }
        #expect(Datagram.open(datagram, in: .all(0x12), hello) == nil)
        let other = HelloKey(secret(Array(repeating: 9, count: 32)))
        #expect(Datagram.open(datagram, in: realm, other) == nil)
    }

    @Test("GRAM-1: the same content is never the same datagram")
    func fresh() throws {
        var chance = Entropy.of(1)
        let all = (0..<100).compactMap { _ in
            Datagram.seal(content.span.bytes, in: realm, hello, &chance)
        }
        #expect(Set(all).count == 100)
    }

    @Test("GRAM-2: every joiner is given the hello key, and so all of a realm find each other")
    func joiners() throws {
        let office = try Office(1)
        var devices: [Device] = []
        for number: UInt8 in 1...3 {
            var talk = try Talk(Newcomer(number), try office.issue(), in: office)
            _ = try talk.compare()
            _ = try talk.admit()
            _ = try talk.finish()
            devices.append(talk.newcomer.device)
        }
        let realm = office.realm.id
        for sender in devices {
            for reader in devices {
                var chance = Entropy.of(3)
                let hello = try #require(sender.helloKey(of: realm))
                let datagram = try #require(
                    Datagram.seal(content.span.bytes, in: realm, hello, &chance))
                let own = try #require(reader.helloKey(of: realm))
                #expect(Datagram.open(datagram, in: realm, own) == content)
            }
        }
    }

    @Test("GRAM-2: a hello key is 32 bytes of chance, and another for every realm")
    func founded() {
        var one = entropy(number: 1)
        var two = entropy(number: 2)
        let keys = [HelloKey(&one), HelloKey(&one), HelloKey(&two)]
        for (index, key) in keys.enumerated() {
            for (other, second) in keys.enumerated() {
                #expect(key.isSame(as: second) == (index == other))
            }
        }
    }
}
