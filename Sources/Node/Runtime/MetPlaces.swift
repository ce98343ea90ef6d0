internal import Foundation
package import Gossip
package import Lattice
internal import Network

/// Where others of the realm were met lately: kept from one start to the next, for networks where
/// nobody is heard who does not say whom they mean (spec/14-discovery.md#rung-2).
package struct MetPlaces {
    package struct Place: Codable, Hashable {
        package let host: String
        package let port: UInt16
        /// By which interface, of an address that means something on one link only.
        package let interface: String?
        /// When somebody was met there last, by the clock on the wall, in milliseconds.
        package var time: Int64

        fileprivate var address: HostAddress? {
            HostAddress(host).flatMap {
                port == 0 || $0.isLinkLocal != (interface != nil) ? nil : $0
            }
        }

        /// As people write it.
        package var text: String {
            address.map { Endpoint(Endpoint.farLink, $0.name, port: port).text } ?? ""
        }
    }

    package static let most = 16
    /// After so long nobody is looked for there any more.
    package static let lasting: Int64 = 30 * 86_400_000
    /// A place that is noted anyway is noted anew no sooner.
    package static let spacing: Int64 = 86_400_000
    /// More than so many places fill.
    private static let mostBytes = 65_536

    private let file: URL?
    package private(set) var all: [Place] = []

    /// Those that are still worth a look; none where the file is not there, or is no such file.
    package init(in folder: String?, at now: WallTime) {
        file = folder.map { URL(filePath: $0).appending(path: "met.json") }
        guard let file, let handle = try? FileHandle(forReadingFrom: file),
            let data = try? handle.read(upToCount: Self.mostBytes),
            let found = try? JSONDecoder().decode([Place].self, from: data)
        else { return }
        let time = Int64(now.milliseconds)
        // What a wrong clock noted for later is of an unknown time.
        all = found.filter { $0.address != nil && $0.time > time - Self.lasting }
        for index in all.indices { all[index].time = min(all[index].time, time) }
        all = Array(all.sorted { $0.time > $1.time }.prefix(Self.most))
    }

    /// Where to look for somebody by an interface; by any, if none is given.
    package func endpoints(on link: LinkID = Endpoint.farLink, _ interface: String? = nil)
        -> [Endpoint]
    {
        all.filter { $0.interface == interface }.compactMap { place in
            place.address.map { Endpoint(link, $0.name, port: place.port) }
        }
    }

    /// Somebody was met at a place that this device had dialled. False if nothing is to be written
    /// down.
    package mutating func note(_ endpoint: Endpoint, _ interface: String?, at now: WallTime) -> Bool
    {
        let address = endpoint.address
        let place = Place(
            host: "\(address)", port: endpoint.port,
            interface: address.isLinkLocal ? interface : nil, time: Int64(now.milliseconds))
        guard place.address != nil else { return false }
        let index = all.firstIndex {
            ($0.host, $0.port, $0.interface) == (place.host, place.port, place.interface)
        }
        // Who was named is named in the settings again.
        guard index != nil || endpoint.link != Endpoint.farLink else { return false }
        if let index {
            guard all[index].time + Self.spacing <= place.time else { return false }
            all.remove(at: index)
        }
        all.insert(place, at: 0)
        all.removeLast(max(0, all.count - Self.most))
        return true
    }

    /// Written as a whole, or not at all; what is lost here is found in another way.
    package func save() {
        guard let file, let data = try? JSONEncoder().encode(all) else { return }
        guard (try? data.write(to: file, options: .atomic)) != nil else { return }
        try? FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: file.path(percentEncoded: false))
    }
}
