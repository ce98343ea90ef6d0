import Bundles
import Lattice
import Seal
import TestSupport
import Testing

@Suite("What devices said, in files") struct StatementStoreTests {
    @Test("HAVE-3: the last statement of each device is there after a start, if it was committed")
    func kept() {
        var files = TestFiles(DomainID(1, 2, 3, 4))
        let (ann, ben) = (DeviceKey(1, 1, 1, 1), DeviceKey(2, 2, 2, 2))
        #expect(files.statements().isEmpty)
        files.keep(statement: [1], of: ann)
        files.keep(statement: [2], of: ben)
        files.keep(statement: [3], of: ann)
        #expect(files.statements() == [[3], [2]])
        files.commit()
        files.keep(statement: [4], of: ben)
        files = files.afterPowerCut()
        #expect(files.statements() == [[3], [2]])
    }
}
