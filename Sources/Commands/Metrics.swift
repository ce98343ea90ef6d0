internal import Network
internal import Node

/// Figures as Prometheus reads them.
enum Metrics {
    /// Of a node.
    static func text(of status: Status) -> String {
        var exposition = Exposition()
        exposition.put(["": status])
        exposition.put(status.figures)
        exposition.put(
            "clock_behind_milliseconds", "Against most others.", .gauge, status.clockLead)
        exposition.put(
            "unlocked_seats", "People.", .gauge, status.seats.count { $0.isUnlocked })
        exposition.put(
            "unshared_entries", "Own, and nobody else's yet.", .gauge, status.unshared)
        return exposition.text
    }

    /// Of a relay: what is of a realm says of which.
    static func text(of realms: [Status]) -> String {
        var exposition = Exposition()
        let labelled = realms.map { ("{realm=\"\($0.realm)\"}", $0) }
        exposition.put(Dictionary(uniqueKeysWithValues: labelled))
        // The loop and the network are one for all of them.
        if let first = realms.first { exposition.put(first.figures) }
        exposition.put("realms", "That are carried.", .gauge, realms.count)
        let quotas = labelled.compactMap { label, status in status.quota.map { (label, $0) } }
        if !quotas.isEmpty {
            exposition.put(
                "quota_bytes", "As much is carried at most.", .gauge,
                Dictionary(uniqueKeysWithValues: quotas))
        }
        return exposition.text
    }
}

private struct Exposition {
    enum Sort: String { case gauge, counter }

    private(set) var text = ""

    mutating func put(
        _ name: String, _ help: String, _ sort: Sort, _ value: some BinaryInteger
    ) {
        put(name, help, sort, ["": value])
    }

    /// The same of several, each with what names it.
    mutating func put(
        _ name: String, _ help: String, _ sort: Sort, _ values: [String: some BinaryInteger]
    ) {
        text += "# HELP causeway_\(name) \(help)\n# TYPE causeway_\(name) \(sort.rawValue)\n"
        for (label, value) in values.sorted(by: { $0.key < $1.key }) {
            text += "causeway_\(name)\(label) \(value)\n"
        }
    }

    /// What is of a realm.
    mutating func put(_ realms: [String: Status]) {
        func each(_ value: (Status) -> some BinaryInteger) -> [String: Int64] {
            realms.mapValues { Int64(clamping: value($0)) }
        }
        put("up", "Whether the store works.", .gauge, each { $0.failure == nil ? 1 : 0 })
        put("sessions", "Other machines in a session.", .gauge, each { $0.peers.count })
        put("feeds", "Feeds that are stored.", .gauge, each { $0.feeds })
        put("bundles", "Bundles that are stored.", .gauge, each { $0.bundles })
        put("carried_bytes", "Of what nobody here reads.", .gauge, each { $0.carried })
        put(
            "carrying_full", "Whether no more is taken.", .gauge,
            each { $0.isCarryingFull ? 1 : 0 })
        put("commits_total", "Turns that were stored.", .counter, each { $0.figures.commits })
        put("stored_total", "Bundles that came in.", .counter, each { $0.figures.stored })
        put("refused_total", "Bundles that were not taken.", .counter, each { $0.figures.refused })
    }

    /// What is of the whole process.
    mutating func put(_ figures: Status.Figures) {
        let network = figures.network
        put("uptime_milliseconds", "Since the start.", .counter, figures.uptime)
        put("longest_turn_milliseconds", "Of the loop.", .gauge, figures.longestTurn)
        put("datagrams_in_total", "Heard.", .counter, network.datagramsIn)
        put("datagrams_out_total", "Said.", .counter, network.datagramsOut)
        put("datagram_bytes_in_total", "Heard.", .counter, network.datagramBytesIn)
        put("datagram_bytes_out_total", "Said.", .counter, network.datagramBytesOut)
        put("stream_bytes_in_total", "Heard.", .counter, network.streamBytesIn)
    }
}
