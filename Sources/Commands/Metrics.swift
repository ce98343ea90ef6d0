internal import Network
internal import Node

/// A node's figures as Prometheus reads them.
enum Metrics {
    static func text(of status: Status) -> String {
        var lines: [String] = []
        func put(_ name: String, _ help: String, _ sort: String, _ value: some BinaryInteger) {
            lines += [
                "# HELP causeway_\(name) \(help)", "# TYPE causeway_\(name) \(sort)",
                "causeway_\(name) \(value)",
            ]
        }
        let figures = status.figures
        put("up", "Whether the store works.", "gauge", status.failure == nil ? 1 : 0)
        put("uptime_milliseconds", "Since the start.", "counter", figures.uptime)
        put("sessions", "Other machines in a session.", "gauge", status.peers.count)
        put("unshared_entries", "Own, and nobody else's yet.", "gauge", status.unshared)
        put("feeds", "Feeds that are stored.", "gauge", status.feeds)
        put("bundles", "Bundles that are stored.", "gauge", status.bundles)
        put("carried_bytes", "Of what nobody here reads.", "gauge", status.carried)
        put("carrying_full", "Whether no more is taken.", "gauge", status.isCarryingFull ? 1 : 0)
        put("clock_behind_milliseconds", "Against most others.", "gauge", status.clockLead)
        put("unlocked_seats", "People.", "gauge", status.seats.count { $0.isUnlocked })
        put("commits_total", "Turns that were stored.", "counter", figures.commits)
        put("stored_total", "Bundles that came in.", "counter", figures.stored)
        put("refused_total", "Bundles that were not taken.", "counter", figures.refused)
        put("longest_turn_milliseconds", "Of the loop.", "gauge", figures.longestTurn)
        put("datagrams_in_total", "Heard.", "counter", figures.network.datagramsIn)
        put("datagrams_out_total", "Said.", "counter", figures.network.datagramsOut)
        put("datagram_bytes_in_total", "Heard.", "counter", figures.network.datagramBytesIn)
        put("datagram_bytes_out_total", "Said.", "counter", figures.network.datagramBytesOut)
        put("stream_bytes_in_total", "Heard.", "counter", figures.network.streamBytesIn)
        return lines.joined(separator: "\n") + "\n"
    }
}
