internal import Foundation

/// Does something slow on a thread of its own: those that all tasks share are few.
func apart<Answer: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Answer
) async throws(Failure) -> Answer {
    let result = await withCheckedContinuation {
        (answer: CheckedContinuation<Result<Answer, Failure>, Never>) in
        let thread = Thread {
            do throws(Failure) { answer.resume(returning: .success(try body())) } catch {
                answer.resume(returning: .failure(error))
            }
        }
        thread.name = "causeway aside"
        thread.start()
    }
    return try result.get()
}
