internal import Lattice
internal import Simulation
internal import Wire

extension Story {
    // MARK: Encoding

    /// Every replica as it stands and, for pairs that ought to be equal, what came of all bundles.
    func checkStates(_ random: inout SeededRandom) -> Breach? {
        let machines =
            replicas + [Self.fold(all), Self.fold(all.delivered(&random)), M()]
        let encodings = machines.map(\.encoding)
        for (machine, bytes) in zip(machines, encodings) {
            do throws(WireError) {
                let again = try machine.reread()
                if again != machine { return differ(.encoding, "read again", again, machine) }
                if again.encoding != bytes {
                    return Breach(law: .encoding, details: "other bytes once read: \(bytes)")
                }
            } catch {
                return Breach(law: .encoding, details: "\(error) in \(bytes)\n  \(machine)")
            }
        }
        for i in machines.indices {
            for j in machines.indices[..<i]
            where (machines[i] == machines[j]) != (encodings[i] == encodings[j]) {
                return differ(.encoding, "states or bytes equal", machines[i], machines[j])
            }
        }
        return nil
    }

    /// Every bundle's body.
    func checkBodies(_: inout SeededRandom) -> Breach? {
        for parcel in all {
            let body = Body(parcel.deltas.map(M.change))
            // A vector that names its own feed cannot be said (spec/03-encoding.md#body-7).
            let isSayable = body.changes.allSatisfy { change in
                change.delta.vector?[parcel.feed] == nil
            }
            do throws(WireError) {
                let bytes = try body.encoding(of: parcel.feed, parcel.number)
                let again = try Body(reading: bytes, of: parcel.feed, parcel.number)
                if again == body, isSayable { continue }
                return Breach(law: .encoding, details: "\(body) came back as \(again)")
            } catch {
                if error.reason == .ownFeed, !isSayable { continue }
                return Breach(law: .encoding, details: "\(error) in \(body)")
            }
        }
        return nil
    }
}
