/// A day by the calendar of today, in the years 1 to 9999.
package struct CivilDate: Hashable, Sendable {
    package let year: Int64
    package let month: Int64
    package let day: Int64

    /// Of a number of days since 1970-01-01.
    package init(days: Int64) {
        // The years are counted from March of the year 0, so that leap days come last; an era is
        // 400 of them, after which the calendar repeats.
        let shifted = days + 719_468
        let era = Self.floor(shifted, 146_097)
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
    }

    /// Nil if there is no such day.
    package init?(year: Int64, month: Int64, day: Int64) {
        (self.year, self.month, self.day) = (year, month, day)
        guard (1...9_999).contains(year), (1...12).contains(month), (1...31).contains(day),
            // A day that the month does not have comes out as one of the next.
            Self(days: days) == self
        else { return nil }
    }

    /// Days since 1970-01-01.
    package var days: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let shiftedMonth = month > 2 ? month - 3 : month + 9
        let era = Self.floor(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let ofYear = (153 * shiftedMonth + 2) / 5 + day - 1
        let ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear
        return era * 146_097 + ofEra - 719_468
    }

    /// The next whole number below a fraction.
    package static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
