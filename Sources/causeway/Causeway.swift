internal import Foundation
internal import Seal

/// The command line: finds the command, runs it, and turns what it throws into words and a code.
@main
struct Causeway {
    static let help = """
        causeway: one shared set of records for laptops that have no server

        Usage: causeway COMMAND [OPTION…]

          demo        watch several replicas drift apart and converge
          simulate    laptops on a bad network, and whether all come to hold the same
          help        show this

        Every command explains itself with --help.
        """

    static func main() {
        guard Sodium.isSound else {
            let text =
                "causeway: libsodium does not verify signatures as every node must; "
                + "install the distribution's current libsodium\n"
            FileHandle.standardError.write(Data(text.utf8))
            exit(70)
        }
        var words = Array(CommandLine.arguments.dropFirst())
        let command = words.isEmpty ? "help" : words.removeFirst()
        do throws(UsageError) {
            switch command {
            case "demo": exit(try Demo.run(words))
            case "simulate": exit(try Simulate.run(words))
            case "help" where words.first == "demo": print(Demo.help)
            case "help" where words.first == "simulate": print(Simulate.help)
            case "help", "--help", "-h": print(help)
            default: throw UsageError("There is no command “\(command)”.", seeHelpOf: "causeway")
            }
        } catch {
            FileHandle.standardError.write(Data((error.text + "\n").utf8))
            exit(2)
        }
    }
}
