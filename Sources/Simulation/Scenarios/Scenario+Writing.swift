internal import Packs

extension Scenario {
    /// As it stands in a file, a step on each line (spec/16-scenarios.md#scen-1).
    public var json: String {
        var lines = [
            "\"scenario\": \(Self.quoted(name))", "\"story\": \(Self.quoted(story))",
            "\"seed\": \(seed)",
        ]
        if trade != .boats { lines += tradeLines }
        lines += [
            "\"places\": [\(places.map(Self.quoted).joined(separator: ", "))]"
        ]
        let people = people.map { person in
            let role = Self.roles.first { $0.value == person.role }?.key ?? "main-hub-user"
            let place = Self.quoted(places[person.place])
            let hubs = person.hubs.map { Self.quoted(self.hubs[$0].name) }.joined(separator: ", ")
            let work = hubs.isEmpty ? "" : ", \"hubs\": [\(hubs)]"
            return "    \(Self.quoted(person.name)): "
                + "{\"role\": \"\(role)\", \"at\": \(place)\(work)}"
        }
        lines.append("\"people\": {\n\(people.joined(separator: ",\n"))\n  }")
        if !relays.isEmpty {
            let all = relays.map { relay in
                let quota = relay.quota.map { "\"quota\": \($0)" } ?? ""
                return "\(Self.quoted(relay.name)): {\(quota)}"
            }
            lines.append("\"relays\": {\(all.joined(separator: ", "))}")
        }
        if weather != Weather() { lines.append("\"weather\": \(Self.text(weather))") }
        if disks != .memory { lines.append("\"disks\": \(Self.quoted(disks.rawValue))") }
        if self.lines != .plain {
            lines.append("\"lines\": \(Self.quoted(self.lines.rawValue))")
        }
        if powerCuts > 0 { lines.append("\"hazards\": {\"power-cuts\": \(powerCuts)}") }
        if !steps.isEmpty {
            lines.append("\"steps\": [\n\(stepLines.joined(separator: ",\n"))\n  ]")
        }
        lines.append("\"expected\": \(expectedText)")
        return "{\n  \(lines.joined(separator: ",\n  "))\n}\n"
    }

    /// What people do for a living, and where.
    private var tradeLines: [String] {
        let hubs = hubs.map { "\(Self.quoted($0.name)): \(Self.quoted($0.sort.rawValue))" }
        return [
            "\"trade\": \(Self.quoted(trade.rawValue))",
            "\"hubs\": {\(hubs.joined(separator: ", "))}",
        ]
    }

    static func quoted(_ text: String) -> String { JSON(.text(text)).written }

    private static func text(_ weather: Weather) -> String {
        "{\"lost\": \(weather.loss), \"deaf\": \(weather.bursts), "
            + "\"twice\": \(weather.duplicates), \"broken\": \(weather.corruption), "
            + "\"recorded\": \(weather.replays), \"delay\": \(weather.delay.lowerBound), "
            + "\"delay-most\": \(weather.delay.upperBound), \"rate\": \(weather.rate), "
            + "\"shouts\": \(weather.passesShouts)}"
    }

    private var expectedText: String {
        let marks = expected.marks.map(\.rawValue).sorted().map(Self.quoted)
        var parts = [
            "\"converged-within\": \(Self.quoted(TimeText.write(expected.convergedWithin)))"
        ]
        if !marks.isEmpty { parts.append("\"marks\": [\(marks.joined(separator: ", "))]") }
        if expected.entries > 0 { parts.append("\"entries\": \(expected.entries)") }
        return "{\(parts.joined(separator: ", "))}"
    }

    private var stepLines: [String] {
        let names = names
        var next = people.count + relays.count
        return steps.map { step in
            var parts: [(String, String)] = []
            if step.after > 0 {
                parts.append(("after", Self.quoted(TimeText.write(step.after))))
            }
            switch step.action {
            case .fate(let fate):
                if case .work(let host, let work) = fate {
                    parts += self.parts(of: work, Self.quoted(names[host]))
                } else {
                    parts += Self.parts(of: fate, names, places)
                }
                if fate.bringsSomebody {
                    parts.append(("as", Self.quoted(names[next])))
                    next += 1
                }
            case .check(.work(let host, let check)):
                parts += self.parts(of: check, Self.quoted(names[host]))
            case .check(let check): parts += Self.parts(of: check, names)
            }
            return "    {" + parts.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
        }
    }

    private static func parts(
        of fate: Fate, _ names: [String], _ places: [String]
    ) -> [(String, String)] {
        func name(_ host: Int) -> String {
            quoted(names.indices.contains(host) ? names[host] : "?")
        }
        func befalls(
            _ host: Int, _ what: String, _ more: (String, String)...
        ) -> [(String, String)] {
            [("fate", quoted(what)), ("who", name(host))] + more
        }
        func time(_ milliseconds: UInt64) -> String { quoted(TimeText.write(milliseconds)) }
        switch fate {
        case .start(let host): return befalls(host, "start")
        case .cut(let host): return befalls(host, "cut")
        case .sleep(let host): return befalls(host, "sleep")
        case .wake(let host): return befalls(host, "wake")
        case .sleepAll: return [("fate", quoted("sleep-all"))]
        case .wakeAll: return [("fate", quoted("wake-all"))]
        case .lose(let host): return befalls(host, "lose")
        case .fill(let host): return befalls(host, "fill-disk")
        case .makeSpace(let host): return befalls(host, "make-space")
        case .slow(let host, let most):
            return befalls(host, "slow-disk", ("most", time(UInt64(most))))
        case .backUp(let host): return befalls(host, "back-up")
        case .restore(let host, let hasGuard):
            return befalls(host, "restore", ("with-guard", "\(hasGuard)"))
        case .clone(let host, let hasGuard):
            return befalls(host, "clone", ("with-guard", "\(hasGuard)"))
        case .setClock(let host, let lead):
            return befalls(host, "set-clock", (lead < 0 ? "behind" : "ahead", time(lead.magnitude)))
        case .stopClock(let host): return befalls(host, "stop-clock")
        case .drift(let host, let millionths):
            return befalls(host, "drift", ("millionths", "\(millionths)"))
        case .move(let host, let place):
            return befalls(host, "move", ("to", quoted(place.map { places[$0] } ?? "nowhere")))
        case .weather(let weather): return [("fate", quoted("weather")), ("to", text(weather))]
        case .upgrade(let host): return befalls(host, "upgrade")
        case .connect(let host): return befalls(host, "connect")
        case .disconnect(let host): return befalls(host, "disconnect")
        case .allot(let host, let bytes):
            guard let bytes else { return befalls(host, "allot") }
            return befalls(host, "allot", ("bytes", "\(bytes)"))
        case .withhold(let host, let thousandths):
            return befalls(host, "withhold", ("thousandths", "\(thousandths)"))
        case .hearAgain: return [("fate", quoted("hear-again"))]
        case .replay: return [("fate", quoted("replay"))]
        default: return people(of: fate, name, befalls)
        }
    }

    /// Of those that concern more than one, or what people do.
    private static func people(
        of fate: Fate, _ name: (Int) -> String,
        _ befalls: (Int, String, (String, String)...) -> [(String, String)]
    ) -> [(String, String)] {
        switch fate {
        case .deafen(let host, let other): befalls(host, "deafen", ("to", name(other)))
        case .introduce(let host, let other): befalls(host, "introduce", ("to", name(other)))
        case .carry(let host, let other, let later):
            befalls(
                host, "carry", ("to", name(other)), ("late", quoted(TimeText.write(later))))
        case .write(let host): befalls(host, "write")
        case .revoke(let host, let witness): befalls(host, "revoke", ("by", name(witness)))
        case .enrol(let witness): befalls(witness, "enrol")
        case .flood(let host, let count): befalls(host, "flood", ("count", "\(count)"))
        case .lie(let host): befalls(host, "lie")
        case .equivocate(let host, let one, let other):
            befalls(host, "equivocate", ("to", name(one)), ("and", name(other)))
        case .defy(let host): befalls(host, "defy")
        case .misuse(let host): befalls(host, "misuse")
        case .intrude(let host): befalls(host, "intrude")
        default: []
        }
    }

    private static func parts(of check: Check, _ names: [String]) -> [(String, String)] {
        func name(_ host: Int) -> String {
            quoted(names.indices.contains(host) ? names[host] : "?")
        }
        func list(_ hosts: [Int]) -> String { "[\(hosts.map(name).joined(separator: ", "))]" }
        func parts(_ what: String, _ who: String, _ more: (String, String)...) -> [(String, String)]
        {
            [("check", quoted(what)), ("who", who)] + more
        }
        switch check {
        case .same(let hosts): return parts("same", list(hosts))
        case .different(let hosts): return parts("different", list(hosts))
        case .knows(let host, let other): return parts("knows", name(host), ("of", name(other)))
        case .lacks(let host, let other): return parts("lacks", name(host), ("of", name(other)))
        case .canWrite(let host): return parts("can-write", name(host))
        case .cannotWrite(let host): return parts("cannot-write", name(host))
        case .hasLetGo(let host, let other):
            return parts("has-let-go", name(host), ("of", name(other)))
        case .epochs(let host, let least): return parts("epochs", name(host), ("least", "\(least)"))
        case .hearsOf(let host, let other):
            return parts("hears-of", name(host), ("of", name(other)))
        case .isAdvised(let host): return parts("is-advised", name(host))
        case .isFull(let host): return parts("is-full", name(host))
        case .work: return []
        }
    }
}
