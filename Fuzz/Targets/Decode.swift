import Wire

/// Whatever comes, reading it ends, with a value or with a fault that lies within the input. That
/// it neither crashes nor takes much memory or time is for the fuzzer to see.
enum Decode: FuzzTarget {
    static let name = "decode"

    static func check(_ input: [UInt8]) throws(Broken) {
        let sample = Sample(input)
        do {
            try read(sample)
        } catch {
            let fault = "“\(error)” is not within \(sample.bytes.count) bytes"
            try demand((0...sample.bytes.count).contains(error.offset), fault)
        }
    }

    private static func read(_ sample: Sample) throws(WireError) {
        switch sample.kind {
        case .item:
            var reader = Reader(sample.bytes.span.bytes, of: .item)
            _ = try reader.skip()
        case .body(let feed, let number):
            _ = try Body(reading: sample.bytes, of: feed, number)
        case .state(let type): _ = try type.init(encoding: sample.bytes)
        }
    }
}
