internal import Glibc
public import Seal

/// What a person types that nobody is to see.
public enum Terminal {
    /// A line from the terminal, without echo; or from a pipe. Straight into locked memory, without
    /// the line feed. Nil if nothing comes.
    public static func secretLine(from file: Int32 = 0, most: Int = 1_025) -> Secret? {
        var saved = termios()
        let isTerminal = unsafe tcgetattr(file, &saved) == 0
        if isTerminal {
            var silent = saved
            silent.c_lflag &= ~tcflag_t(ECHO)
            _ = unsafe tcsetattr(file, TCSAFLUSH, &silent)
        }
        defer { if isTerminal { _ = unsafe tcsetattr(file, TCSAFLUSH, &saved) } }
        return unsafe Secret(most: most) { room in
            var count = 0
            while count < room.count {
                // A byte at a time: what follows the line is somebody else's.
                let got = unsafe Glibc.read(file, room.baseAddress.map { unsafe $0 + count }, 1)
                if got <= 0 { return count > 0 ? count : nil }
                if unsafe room[count] == UInt8(ascii: "\n") {
                    unsafe room[count] = 0
                    return count
                }
                count += 1
            }
            return count
        }
    }
}
