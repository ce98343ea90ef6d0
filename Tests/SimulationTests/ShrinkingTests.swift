import Simulation
import Testing

@Suite("Shrinking") struct ShrinkingTests {
    /// As if two things in this order broke something.
    private func violations(_ scenario: Scenario) -> [String] {
        let actions = scenario.steps.map(\.action)
        guard let first = actions.firstIndex(of: .fate(.replay)),
            actions[first...].contains(.fate(.hearAgain)), scenario.people.count > 1
        else { return ["other: something else"] }
        return ["wanted: this one"]
    }

    private func large() -> Scenario {
        var scenario = Swarm(seed: 5).scenario
        let noise = scenario.steps
        (scenario.disks, scenario.lines) = (.files, .sealed)
        scenario.steps =
            noise + [.init(after: 9, .fate(.replay))] + noise
            + [.init(after: 7, .fate(.hearAgain))] + noise
        return scenario
    }

    @Test("All is left out that is not needed to break the same rule")
    func smallest() {
        var shrinking = Shrinking(
            large(), broken: ["wanted: as found"], while: { true }, violations: violations)
        shrinking.shrink()
        let smallest = shrinking.scenario
        #expect(smallest.steps.map(\.action) == [.fate(.replay), .fate(.hearAgain)])
        #expect(smallest.steps.map(\.after) == [0, 0])
        #expect(smallest.people.count == 2)
        #expect(smallest.weather == Weather())
        #expect(smallest.powerCuts == 0)
        #expect((smallest.disks, smallest.lines) == (.memory, .plain))
    }

    @Test("When the time is over, the least so far is kept, and is still broken")
    func timeIsOver() {
        var left = 5
        var shrinking = Shrinking(
            large(), broken: ["wanted: as found"],
            while: {
                left -= 1
                return left > 0
            }, violations: violations)
        shrinking.shrink()
        #expect(violations(shrinking.scenario) == ["wanted: this one"])
        #expect(shrinking.tried <= 5)
    }
}
