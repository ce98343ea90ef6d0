import Charter
import Foundation
import Simulation
import Testing

/// The stories in `scenarios/`, told by running them.
@Suite("Scenarios") struct ScenarioTests {
    private static func file(_ name: String) throws -> [UInt8] {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: root.appendingPathComponent("scenarios/\(name).json")))
    }

    private static func scenario(_ name: String) throws -> Scenario {
        do { return try Scenario(json: try file(name)) } catch let faults as ScenarioFaults {
            Issue.record("\(faults)")
            throw faults
        }
    }

    /// What a story came to, if it is broken by nothing.
    private func tell(_ name: String) throws -> Country {
        let country = try Self.scenario(name).run()
        #expect(country.ledger.violations == [])
        return country
    }

    @Test("A hurricane day: power cuts, noise and wandering, and nothing is lost")
    func hurricaneDay() throws {
        #expect(try tell("hurricane-day").ledger.marks.isSuperset(of: [.powerCut, .lineBroken]))
    }

    @Test("Two hubs a fortnight apart are joined by a stick in a pocket")
    func stick() throws {
        #expect(try tell("stick").time > 28 * 86_400_000)
    }

    @Test("A laptop restored from last week's backup holds back what it wrote, and gets it again")
    func lastWeeksBackup() throws {
        #expect(try tell("last-weeks-backup").ledger.marks.contains(.returned))
    }

    @Test("An image cloned to five laptops: what each of them wrote is kept")
    func clonedImage() throws { #expect(try tell("cloned-image").hosts.count == 8) }

    @Test("A manager who is let go of while two hubs are cut off counts nowhere from then on")
    func revokedWhileCutOff() throws {
        #expect(try tell("revoked-while-cut-off").ledger.marks.contains(.defied))
    }

    @Test("Two partitions that both began new keys read each other when they meet")
    func bothRotated() throws {
        #expect(try tell("both-rotated").ledger.marks.contains(.revoked))
    }

    @Test("Clocks of 1970 are told to be wrong, and move nobody's")
    func clocksOf1970() throws {
        #expect(try tell("clocks-of-1970").ledger.marks.contains(.clockAdvice))
    }

    @Test("A mule brings to each place what the other wrote before it left")
    func mule() throws { #expect(try tell("mule").ledger.acknowledged.count >= 12) }

    @Test("A storm of wake-ups is over in half a minute")
    func storm() throws { #expect(try tell("storm-of-wakeups").ledger.marks.contains(.slept)) }

    @Test("A laptop found after sixty days catches up by itself")
    func sixtyDays() throws {
        #expect(try tell("found-after-sixty-days").time > 60 * 86_400_000)
    }

    @Test("A relay that is full says so, passes on who was let go of, and catches up with room")
    func relayFull() throws {
        #expect(try tell("relay-full").ledger.marks.isSuperset(of: [.crowded, .stated]))
    }

    @Test("Attack 31: a relay that leaves out, reorders and forgets delays, and deceives nobody")
    func faithlessRelay() throws {
        let marks = try tell("faithless-relay").ledger.marks
        #expect(marks.isSuperset(of: [.withheld, .ruleBroken]))
    }

    @Test("SCEN-10: a relief day: what is asked for, promised twice, sent, counted and set right")
    func reliefDay() throws {
        let sights = try tell("relief-day").ledger.sights
        #expect(
            sights.isSuperset(of: [
                "count", "correct", "receive", "reorder", "issue: promised-beyond",
                "issue: beyond-approval", "issue: count-doubt", "issue: quarantined",
            ]))
    }

    // MARK: Files

    private static let names = [
        "both-rotated", "clocks-of-1970", "cloned-image", "faithless-relay",
        "found-after-sixty-days", "hurricane-day", "last-weeks-backup", "mule", "relay-full",
        "relief-day", "revoked-while-cut-off", "stick", "storm-of-wakeups",
    ]

    @Test("SCEN-1: what is written is read back as the same", arguments: names)
    func files(name: String) throws {
        let scenario = try Self.scenario(name)
        #expect(scenario.name == name)
        #expect(!scenario.story.isEmpty)
        #expect(try Scenario(json: Array(scenario.json.utf8)).steps == scenario.steps)
        let again = try Scenario(json: Array(scenario.json.utf8))
        #expect(again.json == scenario.json)
        #expect(again == scenario)
    }

    @Test(
        "SCEN-1: what a seed draws is written and read back as the same", arguments: 0..<40,
        TradeSort.allCases)
    func drawn(seed: UInt64, trade: TradeSort) throws {
        let scenario = Swarm(seed: seed, trade: trade).scenario
        let again = try Scenario(json: Array(scenario.json.utf8))
        #expect(again.json == scenario.json)
        #expect(again.steps == scenario.steps)
        #expect(again.weather == scenario.weather)
        #expect(again.people == scenario.people)
        #expect(again.hubs == scenario.hubs)
    }

    @Test("SCEN-10: of relief it is said what is wrong with deeds, hubs and roles, too")
    func refusedWork() {
        func fault(_ steps: String, _ head: String, clerk role: String = "sub-hub-user") -> String?
        {
            let text = Self.sound.replacingOccurrences(of: "STEPS", with: steps)
                .replacingOccurrences(of: "\"places\"", with: head + "\"places\"")
                .replacingOccurrences(of: "clerk", with: role)
            do throws(ScenarioFaults) {
                _ = try Scenario(json: Array(text.utf8))
                return nil
            } catch { return error.description }
        }
        let relief = #""trade": "relief", "#
        let intake = #"{"fate": "work", "who": "bo", "deed": "intake", "hub": "camp"}"#
        #expect(fault(intake, relief) == nil)
        #expect(fault(intake, "", clerk: "clerk")?.contains("“relief”") == true)
        #expect(fault(intake, relief, clerk: "clerk")?.contains("no such role") == true)
        #expect(
            fault(intake.replacingOccurrences(of: "intake", with: "intaek"), relief)?
                .contains("did you mean “intake”?") == true)
        #expect(
            fault(intake.replacingOccurrences(of: "camp", with: "kamp"), relief)?
                .contains("no hub “kamp”; did you mean “camp”?") == true)
        #expect(
            fault(#"{"check": "issue", "who": "bo", "sort": "below-zer"}"#, relief)?
                .contains("did you mean “below-zero”?") == true)
        #expect(
            fault(#"{"check": "order", "who": "bo", "is": "aproved"}"#, relief)?
                .contains("did you mean “approved”?") == true)
        #expect(
            fault(intake, relief + #""hubs": {"a": "sub"}, "#)?.contains("has to be “main”")
                == true)
        #expect(
            fault(intake, #""hubs": {"a": "main"}, "#, clerk: "clerk")?
                .contains("have hubs") == true)
    }

    private static let sound = """
        {"scenario": "a", "places": ["p"],
        "people": {"ana": {"role": "manager", "at": "p"}, "bo": {"role": "clerk", "at": "p"}},
        "steps": [STEPS]}
        """

    private func faults(_ steps: String) -> String? {
        let text = Self.sound.replacingOccurrences(of: "STEPS", with: steps)
        do throws(ScenarioFaults) {
            _ = try Scenario(json: Array(text.utf8))
            return nil
        } catch { return error.description }
    }

    @Test("SCEN-1: a file that is none is refused, with where and what")
    func refused() {
        func fault(_ text: String) -> String? {
            do throws(ScenarioFaults) {
                _ = try Scenario(json: Array(text.utf8))
                return nil
            } catch { return error.description }
        }
        #expect(
            fault("{\n\"scenario\" 1}") == "the scenario: is no JSON: "
                + "here belongs a colon, after “scenario” (line 2)")
        let empty = fault("{}")
        #expect(empty?.contains("“scenario” is missing") == true)
        #expect(empty?.contains("“people” is missing") == true)
        let sound = Self.sound.replacingOccurrences(of: "STEPS", with: #"{"fate": "replay"}"#)
        let text = sound.replacingOccurrences(of: "manager", with: "maneger")
        #expect(
            fault(text)?.contains(
                "people.ana.role: there is no “maneger”; did you mean "
                    + "“manager”? (line 2)") == true)
        let clerk = sound.replacingOccurrences(of: "manager", with: "clerk")
        #expect(fault(clerk)?.contains("has to be a manager") == true)
        #expect(fault(String(repeating: " ", count: 2_000_000))?.contains("bytes") == true)
    }

    @Test("SCEN-1: disks and lines are of sorts that there are")
    func parts() throws {
        let sound = Self.sound.replacingOccurrences(of: "STEPS", with: #"{"fate": "replay"}"#)
        func with(_ members: String) -> [UInt8] {
            Array(
                sound.replacingOccurrences(of: #"{"scenario""#, with: "{\(members), \"scenario\"")
                    .utf8)
        }
        let scenario = try Scenario(json: with(#""disks": "files", "lines": "sealed""#))
        #expect((scenario.disks, scenario.lines) == (.files, .sealed))
        let plain = try Scenario(json: Array(sound.utf8))
        #expect((plain.disks, plain.lines) == (.memory, .plain))
        #expect(throws: ScenarioFaults.self) { try Scenario(json: with(#""disks": "paper""#)) }
        do { _ = try Scenario(json: with(#""lines": "seald""#)) } catch {
            #expect(
                error.description.hasPrefix("lines: there is no “seald”; did you mean “sealed”?"))
        }
    }

    @Test("SCEN-2: times have a unit", arguments: ["5", "5s", "s", "-5 s", "5 weeks", "99999 y"])
    func times(text: String) {
        let step = #"{"after": "\#(text)", "fate": "replay"}"#
        #expect(faults(step)?.hasPrefix("steps[0].after: “\(text)” is no time") == true)
    }

    @Test("SCEN-2: every unit is read")
    func units() throws {
        let times = ["1 ms", "2 s", "3 min", "4 h", "5 d", "6 y"]
        let steps = times.map { #"{"after": "\#($0)", "fate": "replay"}"# }
        let text = Self.sound.replacingOccurrences(of: "STEPS", with: steps.joined(separator: ","))
        let scenario = try Scenario(json: Array(text.utf8))
        #expect(
            scenario.steps.map(\.after) == [
                1, 2_000, 180_000, 14_400_000, 432_000_000, 189_345_600_000,
            ])
    }

    @Test("SCEN-3: the network is what the file says, within bounds")
    func weather() throws {
        let step = #"{"fate": "weather", "to": {"lost": 7, "delay-most": 9, "shouts": false}}"#
        let text = Self.sound.replacingOccurrences(of: "STEPS", with: step)
        var weather = Weather()
        (weather.loss, weather.delay, weather.passesShouts) = (7, 1...9, false)
        #expect(
            try Scenario(json: Array(text.utf8)).steps == [
                .init(after: 0, .fate(.weather(weather)))
            ])
        let all = #"{"fate": "weather", "to": {"lost": 1000}}"#
        #expect(faults(all)?.contains("steps[0].to.lost: is 1000, and has to be 0 to 900") == true)
    }

    @Test(
        "SCEN-4: a step that cannot be is refused",
        arguments: [
            (#"{"fate": "slep", "who": "bo"}"#, "steps[0].fate: “slep” befalls nobody; did you"),
            (#"{"fate": "write", "who": "bob"}"#, "steps[0].who: there is nobody “bob”; did you"),
            (#"{"fate": "write"}"#, "steps[0]: “who” is missing"),
            (#"{"fate": "replay", "who": "bo"}"#, "steps[0].who: is not a member"),
            (#"{"fate": "move", "who": "bo", "to": "q"}"#, "steps[0].to: there is no place “q”"),
            (#"{"fate": "clone", "who": "bo", "as": "ana"}"#, "steps[0].as: “ana” is there"),
            (#"{"fate": "set-clock", "who": "bo"}"#, "steps[0]: a clock is set “ahead” or"),
            (#"{"fate": "deafen", "who": ["bo", "bo"], "to": "bo"}"#, "steps[0]: is about nobody"),
            (#"{"after": "1 s"}"#, "steps[0]: “fate” or “check” is missing"),
        ])
    func badSteps(step: String, fault: String) {
        #expect(faults(step)?.hasPrefix(fault) == true, "\(faults(step) ?? "nothing")")
    }

    @Test("SCEN-4: one step stands for everybody, and for many times")
    func manySteps() throws {
        let step =
            #"{"after": "1 s", "fate": "write", "who": "everybody", "times": 2, "every": "#
            + #""5 s"}"#
        let text = Self.sound.replacingOccurrences(of: "STEPS", with: step)
        let steps = try Scenario(json: Array(text.utf8)).steps
        #expect(steps.map(\.after) == [1_000, 0, 5_000, 0])
        #expect(steps.map(\.action) == [0, 1, 0, 1].map { .fate(.write($0)) })
    }

    @Test(
        "SCEN-5: what is not so is said, with when",
        arguments: [
            (#"{"check": "cannot-write", "who": "bo"}"#, "bo can write"),
            (#"{"check": "lacks", "who": "bo", "of": "ana"}"#, "bo has all that ana made"),
            (#"{"check": "different", "who": ["ana", "bo"]}"#, "some of ana, bo hold the same"),
            (#"{"check": "has-let-go", "who": "bo", "of": "ana"}"#, "bo has not let go of ana"),
            (#"{"check": "epochs", "who": "bo", "least": 9}"#, "bo knows of 1 epochs, not 9"),
            (#"{"check": "is-advised", "who": "bo"}"#, "bo was not told of its clock"),
            (#"{"check": "is-full", "who": "bo"}"#, "bo has not said that it is full"),
        ])
    func wrongChecks(step: String, sentence: String) throws {
        let steps = #"{"after": "2 min", "fate": "hear-again"},"# + step
        let text = Self.sound.replacingOccurrences(of: "STEPS", with: steps)
        let violations = try Scenario(json: Array(text.utf8)).run().ledger.violations
        #expect(violations == ["story: at 120000 ms \(sentence)"])
    }

    @Test("SCEN-5: whoever was let go of or has no space cannot write, and says so")
    func checks() throws {
        let steps = """
            {"after": "1 min", "check": "can-write", "who": "everybody"},
            {"after": "1 min", "check": "knows", "who": "ana", "of": "bo"},
            {"check": "same", "who": "everybody"},
            {"fate": "fill-disk", "who": "ana"}, {"check": "cannot-write", "who": "ana"},
            {"check": "is-full", "who": "ana"}, {"fate": "make-space", "who": "ana"},
            {"after": "1 min", "check": "can-write", "who": "ana"},
            {"fate": "revoke", "who": "bo", "by": "ana"},
            {"after": "1 min", "check": "cannot-write", "who": "bo"}
            """
        let text = Self.sound.replacingOccurrences(of: "STEPS", with: steps)
        #expect(try Scenario(json: Array(text.utf8)).run().ledger.violations == [])
    }

    @Test("SCEN-6: marks and entries that are expected have to be there")
    func expected() throws {
        var scenario = Scenario(
            "a", seed: 1, places: ["p"],
            people: [.init("ana", .manager, at: 0), .init("bo", .mainHubUser, at: 0)])
        scenario.expected.marks = [.powerCut]
        scenario.expected.entries = 1_000
        let violations = scenario.run().ledger.violations
        #expect(violations.count == 2)
        #expect(violations.first == "story: never reached: powerCut")
        #expect(violations.last?.hasSuffix("entries of 1000 were made") == true)
    }

    @Test("SCEN-7: the same file leaves the same trace, whoever watches")
    func trace() throws {
        let scenario = try Self.scenario("mule")
        var percents: [Int] = []
        let watched = scenario.run { percents.append($0.completePercent) }
        #expect(watched.ledger.traceHash == scenario.run().ledger.traceHash)
        #expect(percents.last == 100)
        #expect(percents.contains { $0 < 100 })
    }
}
