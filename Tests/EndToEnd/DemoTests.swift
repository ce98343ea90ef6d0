import Foundation
import Testing

/// `causeway demo` as a person or a script runs it.
@Suite("Demo") struct DemoTests {
    let causeway = Program(name: "causeway")

    private struct Outcome: Decodable {
        let converged: Bool
        let digests: [String]
        let bundles: Int
        let trace: String
    }

    @Test("Two processes with one seed leave the same trace", arguments: [1, 2, 77])
    func trace(seed: Int) throws {
        let runs = try (0..<2).map { _ in
            try causeway.run("demo", "--seed", "\(seed)", "--replicas", "6", "--json")
        }
        #expect(runs[0].code == 0)
        #expect(runs[0].output == runs[1].output)
        let outcome = try JSONDecoder().decode(Outcome.self, from: Data(runs[0].output.utf8))
        #expect(outcome.converged)
        #expect(outcome.digests.count == 6)
        #expect(Set(outcome.digests).count == 1)
        #expect(outcome.bundles > 50)
    }

    @Test("Another seed leaves another trace")
    func seeds() throws {
        let (one, two) = (
            try causeway.run("demo", "--seed", "1", "--json"),
            try causeway.run("demo", "--seed", "2", "--json")
        )
        #expect(one.output != two.output)
    }

    @Test("The story tells digests before and after")
    func story() throws {
        let run = try causeway.run("demo", "--rounds", "2", "--replicas", "3")
        #expect(run.code == 0)
        #expect(run.output.contains("after partition 2 of 2"))
        #expect(run.output.contains("All replicas hold the same."))
    }

    @Test(
        "Words that make no sense get a clear answer and code 2",
        arguments: [
            (["demo", "--replicas", "1"], "from 2 to 20"),
            (["demo", "--loss"], "wants a value"),
            (["demo", "--nonsense"], "There is no option"),
            (["nonsense"], "no command"),
        ])
    func nonsense(words: [String], answer: String) throws {
        let run = try causeway.run(words)
        #expect(run.code == 2)
        #expect(run.errors.contains(answer))
        #expect(run.output.isEmpty)
    }

    @Test("Help explains itself, with examples")
    func help() throws {
        #expect(try causeway.run().output.contains("Usage:"))
        let run = try causeway.run("demo", "--help")
        #expect(run.code == 0)
        #expect(run.output.contains("examples:"))
    }
}
