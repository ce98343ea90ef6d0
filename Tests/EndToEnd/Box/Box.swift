import Foundation
import Testing

/// A LAN in a box: switches, laptops and routers that are network namespaces of this machine, with
/// cables that lose, delay or are pulled. Nothing of it touches the networks of the machine, and
/// all of it goes when the box does. It needs root.
final class Box {
    /// Each laptop, and where its cables go.
    private var cables: [String: [Cable]] = [:]
    private var lans: [String: Int] = [:]
    private let prefix: String
    private var rules: [String: Int] = [:]
    /// What was begun in it, by whatever name.
    private var begun: [RunningProgram] = []

    /// One cable of a laptop: the interface at its own end, and the port of the switch.
    struct Cable {
        let interface: String
        let lan: String
        let port: String
        let address: String?
    }

    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    private static let start = "cwbox-"
    nonisolated(unsafe) private static var serial = 0
    private static let lock = NSLock()

    init() throws {
        Self.lock.lock()
        defer { Self.lock.unlock() }
        Self.clear()
        Self.serial += 1
        prefix = "\(Self.start)\(getpid())-\(Self.serial)-"
    }

    deinit { close() }

    /// Ends all that runs in it, and takes it down.
    func close() {
        for program in begun { program.stop() }
        begun = []
        for name in Array(cables.keys) + lans.keys.map({ "lan-\($0)" }) {
            Self.remove(prefix + name)
        }
        (cables, lans) = ([:], [:])
    }

    // MARK: Whether it can be

    /// Whether this machine lets boxes be made: by root, with the tools that it takes.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        let name = "\(start)\(getpid())-try"
        let script = """
            ip netns add \(name)
            ip -n \(name) link add eth0 type veth peer name eth1
            ip netns exec \(name) nft list ruleset
            """
        defer { remove(name) }
        return (try? shell(script)) != nil
    }()

    /// What runs that ended in the middle have left: whatever still runs in their namespaces, and
    /// these themselves.
    private static func clear() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")) ?? []
        for name in names where name.hasPrefix(start) {
            guard let number = name.dropFirst(start.count).split(separator: "-").first,
                let process = pid_t(number), kill(process, 0) != 0
            else { continue }
            remove(name)
        }
    }

    private static func remove(_ name: String) {
        let script = """
            for process in $(ip netns pids \(name) 2>/dev/null); do kill -9 "$process"; done
            ip netns del \(name) 2>/dev/null || true
            """
        _ = try? shell(script)
    }

    /// Has a shell do something; throws what it said if that went wrong.
    @discardableResult
    static func shell(_ script: String) throws -> String {
        let result = try Program(name: "/bin/sh").run(["-euc", script])
        guard result.code == 0 else { throw Trouble(description: "\(script): \(result.errors)") }
        return result.output
    }

    // MARK: Building

    /// The name of a laptop's namespace.
    func namespace(_ name: String) -> String { prefix + name }

    func has(_ name: String) -> Bool { cables[name] != nil }

    /// A switch, with nobody on it.
    func lan(_ name: String) throws {
        let number = lans.count + 1
        lans[name] = number
        let place = prefix + "lan-" + name
        try Self.shell(
            """
            ip netns add \(place)
            ip -n \(place) link add br0 type bridge
            ip -n \(place) link set br0 up
            """)
    }

    /// A laptop with a cable to a switch; or another cable, if it is there already.
    func plug(
        _ name: String, into lan: String = "lan", v4: Bool = true, v6: Bool = true
    ) throws {
        if lans[lan] == nil { try self.lan(lan) }
        guard let number = lans[lan] else { return }
        let isNew = cables[name] == nil
        let used = cables[name, default: []].count
        let mates = cables.values.joined().count { $0.lan == lan }
        let place = prefix + name
        let cable = Cable(
            interface: "eth\(used)", lan: lan, port: "p\(mates)",
            address: v4 ? "10.77.\(number).\(mates + 1)" : nil)
        var script = ""
        if isNew {
            // Who waits whether an address is somebody else's waits for nothing here.
            script += """
                ip netns add \(place)
                ip netns exec \(place) sh -c '\
                echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad; \
                echo \(v6 ? 0 : 1) > /proc/sys/net/ipv6/conf/default/disable_ipv6'
                ip -n \(place) link set lo up

                """
        }
        // Packets are lost one by one, so they must not travel as bunches.
        script += """
            ip -n \(place) link add \(cable.interface) type veth peer name \(cable.port) \
            netns \(prefix)lan-\(lan)
            ip -n \(prefix)lan-\(lan) link set \(cable.port) gso_max_segs 1 gso_max_size 1514
            ip -n \(prefix)lan-\(lan) link set \(cable.port) master br0 up
            ip -n \(place) link set \(cable.interface) gso_max_segs 1 gso_max_size 1514

            """
        if let address = cable.address {
            script += "ip -n \(place) addr add \(address)/24 brd + dev \(cable.interface)\n"
        }
        // A cable is seen to be there a moment after it was plugged in.
        script += """
            ip -n \(place) link set \(cable.interface) up
            for try in $(seq 200); do
            if ip -n \(place) -br link show \(cable.interface) | grep -q ' UP '; then break; fi
            sleep 0.01
            done

            """
        cables[name, default: []].append(cable)
        try Self.shell(script)
    }

    /// A machine that passes packets on between switches, as an office's router does: groups and
    /// broadcasts stay where they are. Whoever is there knows it as the way to elsewhere.
    func router(_ joined: [String]) throws {
        let name = "router"
        for lan in joined { try plug(name, into: lan) }
        try Self.shell(
            "ip netns exec \(prefix)\(name) sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'")
        for cable in cables[name, default: []] {
            for (laptop, own) in cables where laptop != name && own.count == 1 {
                guard own[0].lan == cable.lan, let way = cable.address else { continue }
                try Self.shell("ip -n \(prefix)\(laptop) route add default via \(way)")
            }
        }
    }

    private func cable(_ name: String, _ number: Int = 0) throws -> Cable {
        guard let all = cables[name], number < all.count else {
            throw Trouble(description: "there is no cable \(number) of \(name)")
        }
        return all[number]
    }

    func address(_ name: String, _ number: Int = 0) throws -> String {
        guard let address = try cable(name, number).address else {
            throw Trouble(description: "\(name) has no such address")
        }
        return address
    }

    // MARK: Weather

    /// Pulls a laptop's cable, or plugs it in again.
    func set(_ name: String, _ number: Int = 0, isPlugged: Bool) throws {
        let cable = try cable(name, number)
        try Self.shell(
            "ip -n \(prefix)lan-\(cable.lan) link set \(cable.port) \(isPlugged ? "up" : "down")")
    }

    /// Of all that comes to a laptop, by UDP and TCP alike, so many of a hundred packets are lost.
    func lose(_ share: Int, at name: String) throws {
        try rule(name, "numgen random mod 100 < \(share) drop", on: "ingress")
    }

    enum Casting { case multicast, broadcast }

    /// A switch that lets nobody speak to all: groups of the program's own are dropped, those that
    /// IPv6 needs to find a neighbour are not; and broadcasts of UDP.
    func block(_ casting: Casting, at name: String) throws {
        switch casting {
        case .multicast:
            try rule(name, "ip daddr 224.0.0.0/4 drop", on: "ingress")
            try rule(name, "ip6 daddr ff12::/16 drop", on: "ingress")
        case .broadcast:
            try rule(name, "meta pkttype broadcast ip protocol udp drop", on: "ingress")
        }
    }

    /// An access point that keeps laptops from each other: it talks only with whom it does not
    /// isolate.
    func isolate(_ name: String) throws {
        let cable = try cable(name)
        try Self.shell(
            "bridge -n \(prefix)lan-\(cable.lan) link set dev \(cable.port) isolated on")
    }

    /// So many megabits a second each way.
    func limit(_ name: String, megabits: Int) throws {
        let cable = try cable(name)
        let shape = "root tbf rate \(megabits)mbit burst 16kb latency 100ms"
        try Self.shell(
            """
            tc -n \(prefix)\(name) qdisc add dev \(cable.interface) \(shape)
            tc -n \(prefix)lan-\(cable.lan) qdisc add dev \(cable.port) \(shape)
            """)
    }

    /// Gives a laptop another address in place of that which it had.
    func move(_ name: String, to address: String) throws {
        let cable = try cable(name)
        try Self.shell(
            """
            ip -n \(prefix)\(name) addr flush dev \(cable.interface) scope global
            ip -n \(prefix)\(name) addr add \(address)/24 brd + dev \(cable.interface)
            """)
        cables[name]?[0] = Cable(
            interface: cable.interface, lan: cable.lan, port: cable.port, address: address)
    }

    /// Lets go of all rules at a laptop.
    func heal(_ name: String) throws {
        guard rules.removeValue(forKey: name) != nil else { return }
        try nft(name, "delete table netdev box\n")
    }

    /// Puts a rule at all cables of a laptop. Rules are counted: `count` says how often they held.
    func rule(_ name: String, _ rule: String, on hook: String) throws {
        guard let own = cables[name] else {
            throw Trouble(description: "there is no \(name)")
        }
        rules[name, default: 0] += 1
        var text = "table netdev box {\n"
        for cable in own {
            text += """
                 chain \(hook)-\(cable.interface) {
                  type filter hook \(hook) device \(cable.interface) priority 0; policy accept;
                  \(rule)
                 }

                """
        }
        try nft(name, text + "}\n")
    }

    private func nft(_ name: String, _ text: String) throws {
        let result = try Program(name: "/bin/sh").run(
            ["-euc", "ip netns exec \(prefix)\(name) nft -f -"], input: text)
        guard result.code == 0 else { throw Trouble(description: "\(text)\(result.errors)") }
    }

    /// How many packets the counters of a laptop's rules have seen, in their order.
    func counts(_ name: String) throws -> [Int] {
        let said = try Self.shell("ip netns exec \(prefix)\(name) nft list table netdev box")
        return said.matches(of: #/counter packets (\d+)/#).compactMap { Int($0.1) }
    }

    /// All bytes that a laptop has said and heard so far, over all its cables.
    func bytes(_ name: String) throws -> (said: Int, heard: Int) {
        let text = try Self.shell("ip netns exec \(prefix)\(name) cat /proc/net/dev")
        var sum = (said: 0, heard: 0)
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
            guard let name = words.first, name.hasPrefix("eth"), words.count > 9 else { continue }
            sum.heard += Int(words[1]) ?? 0
            sum.said += Int(words[9]) ?? 0
        }
        return sum
    }

    // MARK: Running

    /// The same program, in a laptop's namespace.
    func wrapped(_ program: URL, _ words: [String], in name: String) -> (URL, [String]) {
        let inside = ["netns", "exec", prefix + name, program.path] + words
        return (URL(filePath: "/usr/sbin/ip"), inside)
    }

    /// Begins something at a laptop that ends with the box, if not before.
    func begin(_ program: URL, _ words: [String], in name: String) throws -> RunningProgram {
        let (program, words) = wrapped(program, words, in: name)
        let running = try RunningProgram(program, words)
        begun.append(running)
        return running
    }

    /// Ends something that was begun in it.
    func end(_ program: RunningProgram) {
        guard let place = begun.firstIndex(where: { $0 === program }) else { return }
        begun.remove(at: place).stop()
    }

    /// One of the tools of Tests/BoxTools.
    func tool(_ words: String..., in name: String) throws -> RunningProgram {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "BoxTools/wire.py")
        return try begin(
            URL(filePath: "/usr/bin/python3"), ["-u", script.path] + words, in: name)
    }
}
