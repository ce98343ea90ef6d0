import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Device files") struct DeviceTests {
    private func device(_ realms: Int) -> Device {
        var chance = Entropy.of(1)
        let device = Device(&chance, on: .all(0x77))
        for number in 0..<realms {
            device.join(.all(UInt64(200 - number)), HelloKey(&chance))
        }
        return device
    }

    /// A file by hand, with the check that belongs to it.
    private func file(
        version: UInt64 = 1, own: Int = 32, realms: [DomainID] = [], hello: Int = 32
    ) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 5)
        writer.put(version)
        writer.put(bytes: [UInt8](repeating: 1, count: own).span.bytes)
        writer.put(map: realms.count)
        for realm in realms {
            writer.put(realm)
            writer.put(bytes: [UInt8](repeating: 2, count: hello).span.bytes)
        }
        writer.put(MachineID.all(0x77))
        return writer.bytes.withCheck
    }

    private func reason(of file: [UInt8]) -> String? {
        fault { () throws(KeyFileError) in _ = try Device(file: secret(file)) }?.name
    }

    @Test("RING-1: a device is read back as it was", arguments: [0, 1, 2, 16])
    func roundTrip(realms: Int) throws {
        let device = device(realms)
        let file = device.file()
        let again = try Device(file: file)
        #expect(again.key == device.key && again.machine == .all(0x77))
        #expect(again.realms == device.realms && again.realms.count == realms)
        #expect(again.realms == again.realms.sorted())
        for realm in device.realms {
            let (old, new) = (device.helloKey(of: realm), again.helloKey(of: realm))
            #expect(try old?.isSame(as: #require(new)) == true)
        }
        #expect(again.file().array == file.array)
    }

    @Test("RING-1: the file is the array of the page")
    func form() throws {
        let realms = [DomainID.all(1), .all(2)]
        let device = try Device(file: secret(file(realms: realms)))
        #expect(device.realms == realms && device.machine == .all(0x77))
        let own = AgreementKey<Transport>(secret(Array(repeating: 1, count: 32)))
        #expect(device.key == own.publicKey)
        let hello = HelloKey(secret(Array(repeating: 2, count: 32)))
        #expect(device.helloKey(of: .all(2))?.isSame(as: hello) == true)
        #expect(device.helloKey(of: .all(3)) == nil)
        #expect(device.file().array == file(realms: realms))
    }

    @Test("RING-1: a hello key never changes, and a device has room for 16 realms")
    func joins() {
        let device = device(16)
        let realm = device.realms[3]
        let known = device.helloKey(of: realm)
        let other = HelloKey(secret(Array(repeating: 9, count: 32)))
        #expect(!device.join(realm, other))
        #expect(known.map { device.join(realm, $0) } == true)
        #expect(!device.join(.all(1), other) && device.realms.count == 16)
        #expect(device.file().count <= 4_096)
    }

    @Test("RING-3: any bit of a device file that is turned is noticed")
    func flips() {
        let file = device(2).file().array
        for altered in file.allFlips { #expect(reason(of: altered) != nil) }
        #expect(reason(of: file.flipped(8 * (file.count - 1))) == "damaged")
        #expect(reason(of: file.flipped(8 * 10)) == "damaged", "the secret itself")
    }

    @Test("RING-3: a device file that was cut, or has more, is refused")
    func cuts() {
        let file = device(2).file().array
        for count in file.indices {
            #expect(reason(of: Array(file[..<count])) == "truncated", "\(count) bytes")
        }
        #expect(reason(of: file + [0]) == "trailing")
    }

    @Test("RING-3: a device file of another form is refused, with a check that is right")
    func forms() {
        let many = (0..<17).map { DomainID.all(UInt64($0)) }
        for (found, expected) in [
            (file(), nil), (file(realms: Array(many[..<16])), nil),
            (file(version: 2), "out-of-range"), (file(version: 0), "out-of-range"),
            (file(own: 31), "wrong-count"), (file(own: 33), "wrong-count"),
            (file(realms: [.all(1)], hello: 31), "wrong-count"),
            (file(realms: many), "too-long"),
            (file(realms: [.all(2), .all(1)]), "unsorted"),
            (file(realms: [.all(1), .all(1)]), "repeated"),
        ] as [([UInt8], String?)] { #expect(reason(of: found) == expected) }
        let error = KeyFileError.damaged.description
        #expect(error.contains("(damaged)"))
    }

    @Test("RING-1: what holds secrets does not show them when it is described")
    func described() throws {
        let device = device(1)
        let seat = try makeSeat(1)
        let hello = try #require(device.helloKey(of: device.realms[0]))
        let own = device.secret.key.copy().array.map { String($0) }.joined(separator: ", ")
        for text in [
            String(describing: device), String(reflecting: hello), String(describing: seat),
            String(reflecting: device.secret),
        ] {
            #expect(text.count < 40, "\(text)")
            #expect(!text.contains(own))
        }
    }
}
