import Lattice
internal import Wire

/// A small file of this device: an array whose first item is the version of its form, 1, and whose
/// last is a check of all before it (spec/07-confidentiality.md#ring-3).
enum CheckedFile {
    /// So many items, of which `content` writes all but the first and the last.
    static func write(items: Int, _ content: (inout Writer) -> Void) -> [UInt8] {
        var writer = Writer()
        writer.put(array: items)
        writer.put(1)
        content(&writer)
        return writer.bytes + Check.item(writer.span)
    }

    static func read<Content>(
        _ file: [UInt8], items: Int, of part: WireError.Part,
        _ content: (inout Reader) throws(WireError) -> Content
    ) throws(KeyFileError) -> Content {
        // Unsafe only in name: bytes have no padding that could show.
        var reader = unsafe Reader(file.span.bytes, of: part)
        let (found, end, check): (Content, Int, Hash<Check>)
        do throws(WireError) {
            try reader.array(of: items)
            let place = reader.offset
            guard try reader.unsigned() == 1 else { throw reader.fault(.outOfRange, at: place) }
            found = try content(&reader)
            end = reader.offset
            check = try reader.hash()
            try reader.end()
        } catch {
            throw .form(error)
        }
        guard unsafe Check.hash(file.span.bytes.extracting(0..<end)) == check else {
            throw .damaged
        }
        return found
    }
}
