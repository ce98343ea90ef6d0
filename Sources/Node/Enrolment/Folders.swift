internal import Foundation
internal import Identity
internal import KeyFiles
internal import Lattice

/// What is in a device's folder, with what goes wrong said as a node does.
extension KeyFolder {
    private func trying<Found>(_ body: () throws -> Found) throws(NodeError) -> Found {
        do { return try body() } catch let error as KeyFolderError { throw .keys(error) } catch let
            error as KeyFileError
        { throw .keyFile(error) } catch {
            throw .keyFile(.damaged)
        }
    }

    /// The device of this folder, which is made if it is not there.
    func ownDevice() throws(NodeError) -> Device {
        try trying {
            try create()
            if let device = try device() { return device }
            var entropy = Chance.entropy()
            return Device(&entropy, on: Self.machine)
        }
    }

    func knownDevice() throws(NodeError) -> Device? { try trying { try device() } }
    func ring() throws(NodeError) -> Keyring { try trying { try keyring() } }
    func keep(_ ring: Keyring) throws(NodeError) { try trying { try save(ring) } }
    func keep(_ device: Device) throws(NodeError) { try trying { try save(device) } }
    func knownFoundings() throws(NodeError) -> [FoundingFile] { try trying { try foundings() } }
    func keep(_ founding: FoundingFile) throws(NodeError) { try trying { try save(founding) } }

    /// The name that the system has for this machine; all zeros if it has none.
    private static var machine: MachineID {
        let text = try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)
        return text.flatMap { MachineID(text: $0.prefix(32)) } ?? .zero
    }
}
