import Bundles
import Glibc
import Lattice
import Replica

/// One line, whole and at once: whoever reads along has it even if this process ends with it.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
}

func say(_ what: String, _ receipt: Receipt) {
    say("\(what) \(receipt.feed) \(receipt.tip.number.value) \(receipt.tip.hash)")
}
