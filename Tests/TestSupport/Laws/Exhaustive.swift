internal import Lattice
internal import Simulation

/// Tries everything that can happen among a few replicas with a few writes: every choice of what
/// is written by whom, every interleaving with every delivery.
///
/// Whenever two ways lead to replicas that hold the same bundles, their states must be equal; in
/// every state the reading is the model's; at the end of each way every cut is tried.
public struct Exhaustive<M: Machine> {
    private let replicas: Int
    private let writes: Int
    private var seen: [[Parcel<M.Delta>]: M] = [:]
    private var visited: Set<Situation> = []
    public private(set) var situations = 0
    public private(set) var breach: (Breach, [Step<M.Want>])?

    private struct Situation: Hashable {
        let parcels: [[Parcel<M.Delta>]]
        let received: [[Int]]
    }

    public init(replicas: Int = 3, writes: Int) {
        self.replicas = replicas
        self.writes = writes
    }

    public mutating func run() { visit(Story(replicas: replicas), []) }

    private mutating func visit(_ story: Story<M>, _ way: [Step<M.Want>]) {
        guard breach == nil else { return }
        guard visited.insert(Situation(parcels: story.parcels, received: story.received)).inserted
        else { return }
        situations += 1
        check(story, way)
        var isEnd = true
        for who in 0..<replicas {
            for other in 0..<replicas where story.received[who][other] < story.parcels[other].count
            {
                isEnd = false
                follow(story, way, .deliver(to: who, of: other))
            }
        }
        if story.all.count < writes {
            // The first writer is the first: who is who makes no difference before that.
            for who in 0..<(way.isEmpty ? 1 : replicas) {
                for wants in M.alphabet {
                    let time = UInt64(story.all.count % 2)
                    follow(story, way, .act(who, wants, time: time))
                }
            }
        } else if isEnd {
            checkCuts(story, way)
        }
    }

    private mutating func follow(_ story: Story<M>, _ way: [Step<M.Want>], _ step: Step<M.Want>) {
        var next = story
        next.take(step)
        visit(next, way + [step])
    }

    private mutating func check(_ story: Story<M>, _ way: [Step<M.Want>]) {
        var random = SeededRandom(seed: 0)
        if let found = story.checkReading(&random) { breach = (found, way) }
        for index in story.replicas.indices {
            let held = story.held(by: index)
            if let other = seen[held] {
                if other != story.replicas[index] {
                    let details = "two ways: \(other.reading) and \(story.replicas[index].reading)"
                    breach = (Breach(law: .order, details: details), way)
                }
            } else {
                seen[held] = story.replicas[index]
            }
        }
    }

    private mutating func checkCuts(_ story: Story<M>, _ way: [Step<M.Want>]) {
        for writer in story.replicas.indices {
            for parcel in story.parcels[writer] {
                var view = View()
                let cut = parcel.number.previous.map { View.Cut.upTo($0) } ?? .nothing
                view.cut(parcel.feed, to: cut)
                var after = story.replicas[0]
                after.adopt(view, from: story.all)
                let admitted = story.all.filter { view.admits($0.number, of: $0.feed) }
                let model = M.model(admitted.flatMap(\.claims), byKnowledge: false)
                if after.reading != model || after != Story.fold(story.all, under: view) {
                    let details = "cut \(cut): \(after.reading), expected \(model)"
                    breach = (Breach(law: .void, details: details), way)
                }
            }
        }
    }
}
