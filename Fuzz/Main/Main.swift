import FuzzTargets
import Glibc

/// What to fuzz, by the environment: so one program, built and linked once, is for all targets.
private let target: any FuzzTarget.Type = {
    let name = getenv("CAUSEWAY_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = Fuzzing.target(named: name) else {
        fatalError("CAUSEWAY_FUZZ_TARGET is “\(name)”, which is no target: scripts/fuzz --list")
    }
    return target
}()

/// What libFuzzer calls with every input. Whatever is broken ends the program, and libFuzzer keeps
/// the input.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if let sentence = target.run(input) {
        fatalError("\(target.name) is broken: \(sentence)")
    }
    return 0
}
