internal import Bundles
internal import Gossip
internal import Identity
internal import Lattice
internal import Network
internal import Replica
internal import Seal
internal import Store

/// What an import has in its hands; one thread at a time.
final class Importing {
    let file: StickFile
    private(set) var reader: StickReader
    private(set) var bytes: UInt64 = 0
    let byteCount: UInt64

    init(_ path: String, _ realm: DomainID, _ hello: HelloKey) throws(StickError) {
        file = try StickFile(reading: path)
        byteCount = try file.byteCount()
        reader = StickReader(in: realm, hello)
    }

    /// Reads from the beginning once more.
    func rewind(_ realm: DomainID, _ hello: HelloKey) throws(StickError) {
        try file.seek(to: 0)
        (reader, bytes) = (StickReader(in: realm, hello), 0)
    }

    struct Read: Sendable {
        var events: [StickEvent] = []
        var fault: StickFault?
        var isOver = false
    }

    func next() throws(StickError) -> Read {
        let bytes = try file.read()
        var read = Read()
        self.bytes += UInt64(bytes.count)
        do throws(StickFault) {
            if bytes.isEmpty {
                read.isOver = true
                try reader.finish()
            } else {
                try reader.read(bytes[...], into: &read.events)
            }
        } catch {
            (read.fault, read.isOver) = (error, true)
        }
        return read
    }
}

/// What one reading of a stick came to.
private struct Pass {
    var stick: StickID?
    var plan: StickPlan?
    var tally = StickTally()
    var statements = 0
    var pieces: UInt64 = 0
    var bytes: UInt64 = 0
    var fault: StickFault?
    /// What another has of this device's own.
    var tips: [Message.End] = []
    var isTold = true
}

extension Node {
    /// Passes until nothing is placed any more are few, whoever wrote the stick.
    private static let mostPasses = 64
    /// Ends of own feeds that somebody can name.
    private static let mostTips = 100_000

    /// Takes in what is in a file that another laptop has exported. What is good is taken whatever
    /// comes after it, and what is here already is passed over; it does no harm to do it again.
    @discardableResult
    public func importStick(
        from path: String, progress: @escaping @Sendable (StickStep) -> Void = { _ in }
    ) async throws(StickError) -> StickImport {
        let (realm, key) = (realm, try await hello(path))
        let job = try await apart { () throws(StickError) in
            Handed(try Importing(path, realm, key.value))
        }
        var result = Pass()
        var passes = 0
        var earlier: StickTally?
        repeat {
            earlier = passes == 0 ? nil : result.tally
            if passes > 0 {
                try await apart { () throws(StickError) in
                    try job.value.rewind(realm, key.value)
                }
            }
            passes += 1
            var pass = try await read(job, path, passes, progress)
            if let earlier { pass.tally.supersede(earlier) }
            result = pass
            try await loopTell([], path)
        } while passes < Self.mostPasses && result.tally.isWorthAnother(after: earlier)
        guard let stick = result.stick, let plan = result.plan else {
            throw StickError(path, .fault(result.fault ?? .notAStick))
        }
        guard plan.purpose == .goods else { throw StickError(path, .isWish) }
        return StickImport(
            stick: stick, plan: plan, tally: result.tally, statements: result.statements,
            pieces: result.pieces, bytes: result.bytes, passes: passes, fault: result.fault,
            wasAnswer: try await answer(result, path))
    }

    private func read(
        _ job: Handed<Importing>, _ path: String, _ number: Int,
        _ progress: @escaping @Sendable (StickStep) -> Void
    ) async throws(StickError) -> Pass {
        var pass = Pass()
        while true {
            if Task.isCancelled { throw StickError(path, .cancelled) }
            let read = try await apart { () throws(StickError) in try job.value.next() }
            for event in read.events {
                try await take(event, &pass, path)
                guard case .piece = event else { continue }
                let tally = pass.tally
                progress(
                    StickStep(
                        pieces: pass.pieces, bytes: pass.bytes, byteCount: job.value.byteCount,
                        pass: number,
                        things: tally.new + tally.known + tally.waiting + tally.declined
                            + tally.refusedCount,
                        expected: nil))
            }
            pass.fault = read.fault
            if read.isOver || pass.plan?.purpose == .wish { return pass }
        }
    }

    private func take(
        _ event: StickEvent, _ pass: inout Pass, _ path: String
    ) async throws(StickError) {
        switch event {
        case .plan(let plan, let stick): (pass.plan, pass.stick) = (plan, stick)
        case .goods(let sort, let all): pass.tally.add(try await take(sort, all, path))
        case .statements(let all):
            pass.statements += all.count
            _ = try await loop(path) { _, residence, done in
                done(.success(residence.take(.statements(all), at: Network.now()).count))
            }
        case .tips(let all):
            guard pass.tips.count + all.count <= Self.mostTips else {
                pass.isTold = false
                return
            }
            pass.tips += all
        case .piece(let number, let bytes): (pass.pieces, pass.bytes) = (number + 1, bytes)
        case .fresh, .inquiry, .end: break
        }
    }

    /// Has the loop take some things in. It serves others before the next ones.
    private func take(
        _ sort: Sort, _ all: [[UInt8]], _ path: String
    ) async throws(StickError) -> StickTally {
        try await loop(path) { _, residence, done in
            let intake = residence.withReplica { StickIntake(sort, all, &$0) }
            let effects = intake?.input.map { residence.take($0, at: Network.now()) } ?? []
            let tally = residence.withReplica { intake?.outcome(effects, &$0) }
            guard let tally = tally ?? nil else {
                return done(.failure(residence.failure.map { .failing($0) } ?? .closed))
            }
            done(.success(tally))
        }
    }

    /// Gives away what is this device's own from now on, if the stick answers a wish of this very
    /// run, and all that it names is here (spec/15-files.md#stick-7).
    private func answer(_ pass: Pass, _ path: String) async throws(StickError) -> Bool {
        guard pass.fault == nil, pass.isTold, let plan = pass.plan, plan.device == device,
            let run = plan.wish.flatMap({ wishes.run(of: $0) })
        else { return false }
        let tips = pass.tips
        return try await loop(path) { _, residence, done in
            guard residence.run == run else { return done(.success(false)) }
            let isAnswer = residence.withReplica { replica -> Bool in
                guard tips.allSatisfy({ replica.holds($0.tip, of: $0.feed) }) else { return false }
                replica.holdingBack = nil
                return true
            }
            done(.success(isAnswer ?? false))
        }
    }
}
