import Foundation
import Testing

/// A realm whose laptops tests put into boxes, one test after the other: who joined once need not
/// join again, and what was entered in one test is still to be there in the last.
final class Camp: @unchecked Sendable {
    // Unchecked: the tests of a camp run one after the other.
    @TaskLocal static var current: Camp?

    let fleet: Fleet
    /// What came in at North so far, as far as somebody was told that it is confirmed.
    private(set) var total = 0

    static let all = ["Ada", "Ben", "Cleo", "Olga", "Hana"]
    /// Those who read what North has. Cleo carries it, and can open nothing of it.
    static let readers: Set = ["Ada", "Ben", "Olga", "Hana"]

    /// Ada founds the realm and is its manager; Ben works at North, Cleo at Camp; Olga plans, and
    /// Hana looks on at HQ. All join over the LAN of a box.
    init() throws {
        fleet = try Fleet()
        let box = try Box()
        for name in Self.all { try box.plug(name) }
        fleet.box = box
        defer {
            fleet.killAll()
            box.close()
            fleet.box = nil
        }
        try fleet.found("Ada")
        for (hub, sort) in [("North", "main"), ("Camp", "sub")] {
            try demand(fleet.say("Ada", "hub", "add", hub, "--sort", sort))
        }
        for item in ["TARP", "RICE"] {
            try demand(fleet.say("Ada", "item", "add", item, "Item \(item)"))
        }
        try fleet.join("Ben", by: "Ada", as: "main-hub-user", at: "North")
        try fleet.join("Cleo", by: "Ada", as: "sub-hub-user", at: "Camp")
        try fleet.join("Olga", by: "Ada", as: "logistics-officer")
        try fleet.join("Hana", by: "Ada", as: "auditor")
        try fleet.wait("Ben knows the catalogue") {
            try fleet.say("Ben", "intake", "TARP", "1", "--at", "North").code == 0
        }
        total = 1
        try agree(Self.all)
    }

    /// Something that has to go well for the test to mean anything.
    @discardableResult
    func demand(_ answer: Fleet.Answer) throws -> Fleet.Answer {
        try #require(answer.code == 0, "\(answer.output)\(answer.errors)")
        return answer
    }

    /// Somebody enters that so much came in. It counts when it is confirmed.
    func intake(_ name: String, _ amount: Int = 1) throws {
        let answer = try fleet.say(name, "intake", "TARP", "\(amount)", "--at", "North")
        #expect(answer.code == 0, "\(name): \(answer.output)\(answer.errors)")
        if answer.code == 0 { total += amount }
    }

    /// The same, of somebody whose entry may fail, if not half.
    func tryIntake(_ name: String, _ amount: Int = 1) throws -> Fleet.Answer {
        let answer = try fleet.say(name, "intake", "TARP", "\(amount)", "--at", "North")
        if answer.code == 0 { total += amount }
        return answer
    }

    /// So much left North.
    func takes(_ amount: Int) { total -= amount }

    /// Waits until all these hold the same, and read the same who may; how long that took, in
    /// seconds.
    @discardableResult
    func agree(_ names: [String], within seconds: Double = 120) throws -> Double {
        let start = Date()
        try fleet.wait("\(names) have \(total)", within: seconds) {
            try names.filter { Self.readers.contains($0) }.allSatisfy {
                try fleet.stock($0, "TARP", at: "North") == "\(total)"
            }
        }
        try fleet.wait("\(names) hold the same", within: seconds) {
            Set(try names.map { try fleet.root($0) }).count == 1
        }
        return Date().timeIntervalSince(start)
    }

    /// Waits until somebody has heard others; they must be heard in these ways alone.
    func hears(_ name: String, _ ways: Set<String>) throws {
        try fleet.wait("\(name) hears somebody") { try !fleet.waysHeard(name).isEmpty }
        let heard = try fleet.waysHeard(name)
        #expect(heard == ways, "\(name): \(heard)")
    }

    /// Whether somebody has not got all of it yet.
    func lacks(_ name: String) throws -> Bool {
        try fleet.stock(name, "TARP", at: "North") != "\(total)"
    }

    /// Puts the laptops into a box for a while. At the end all programs are ended at once.
    static func inBox(_ body: (Camp, Box) throws -> Void) throws {
        let camp = try #require(Self.current)
        let box = try Box()
        camp.fleet.box = box
        defer {
            camp.fleet.killAll()
            box.close()
            camp.fleet.box = nil
        }
        try body(camp, box)
    }

    /// The same, with these on one switch, running.
    static func onLAN(_ names: [String], _ body: (Camp, Box) throws -> Void) throws {
        try inBox { camp, box in
            for name in names { try box.plug(name) }
            for name in names { try camp.fleet.start(name) }
            try body(camp, box)
        }
    }
}

/// Makes a camp before the first test of a suite, and takes it down after the last.
struct CampTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await Camp.$current.withValue(try Camp()) { try await body() }
    }
}

extension Trait where Self == CampTrait {
    static var camp: Self { CampTrait() }
}
