/// Cases in which libraries, and releases of one library, have been seen to differ
/// (spec/04-identity.md#seal-3). They are also in spec/vectors/signatures.json.
package struct Pin: Sendable {
    package let name: String
    package let key: VerifyingKey
    package let signature: Signature
    /// Of the 80 bytes 0, 1, 2 ..., or of the same with a zero at the end.
    package let isSameMessage: Bool
    package let isValid: Bool

    var holds: Bool {
        var message = InlineArray<80, UInt8>(repeating: 0)
        for index in message.indices { message[index] = UInt8(index) }
        if !isSameMessage { message[79] = 0 }
        let verdict = unsafe message.span.withUnsafeBytes {
            unsafe key.verifies(signature, $0.octets, 80)
        }
        return verdict == isValid
    }
}

package enum Pins {
    package static let all: [Pin] = [
        Pin(
            name: "sound",
            key: VerifyingKey(
                0x03A1_07BF_F3CE_10BE, 0x1D70_DD18_E74B_C099,
                0x67E4_D630_9BA5_0D5F, 0x1DDC_8664_1255_31B8),
            signature: Signature([
                0xC0D8_18A3_5190_356B, 0xA6E2_BECD_C9FD_512F,
                0xCD55_910C_8878_CE45, 0x3500_63A6_A96E_6B8E,
                0xA19A_DD2D_6A2D_8B5D, 0xB429_E175_6AA8_77BF,
                0xBDD2_8648_B1A4_FEE8, 0x00D9_D451_EC9E_0205,
            ]),
            isSameMessage: true, isValid: true),
        Pin(
            name: "another message",
            key: VerifyingKey(
                0x03A1_07BF_F3CE_10BE, 0x1D70_DD18_E74B_C099,
                0x67E4_D630_9BA5_0D5F, 0x1DDC_8664_1255_31B8),
            signature: Signature([
                0xC0D8_18A3_5190_356B, 0xA6E2_BECD_C9FD_512F,
                0xCD55_910C_8878_CE45, 0x3500_63A6_A96E_6B8E,
                0xA19A_DD2D_6A2D_8B5D, 0xB429_E175_6AA8_77BF,
                0xBDD2_8648_B1A4_FEE8, 0x00D9_D451_EC9E_0205,
            ]),
            isSameMessage: false, isValid: false),
        Pin(
            name: "S plus the order",
            key: VerifyingKey(
                0x03A1_07BF_F3CE_10BE, 0x1D70_DD18_E74B_C099,
                0x67E4_D630_9BA5_0D5F, 0x1DDC_8664_1255_31B8),
            signature: Signature([
                0xC0D8_18A3_5190_356B, 0xA6E2_BECD_C9FD_512F,
                0xCD55_910C_8878_CE45, 0x3500_63A6_A96E_6B8E,
                0x8E6E_D38A_8490_9DB5, 0x8AC6_D818_49A2_56D4,
                0xBDD2_8648_B1A4_FEE8, 0x00D9_D451_EC9E_0215,
            ]),
            isSameMessage: true, isValid: false),
        Pin(
            name: "R of mixed order, valid only with cofactor",
            key: VerifyingKey(
                0x03A1_07BF_F3CE_10BE, 0x1D70_DD18_E74B_C099,
                0x67E4_D630_9BA5_0D5F, 0x1DDC_8664_1255_31B8),
            signature: Signature([
                0x9291_0648_3DF1_2913, 0xEFB1_3256_83C5_1479,
                0x204F_9946_DA41_0132, 0x5D6D_3D8D_DFAC_F2E1,
                0xE227_B806_EDF0_1E7E, 0xECD6_E764_E233_BED1,
                0x6CEA_D77F_FF95_8B5A, 0xBDD5_A29A_203F_4805,
            ]),
            isSameMessage: true, isValid: false),
        Pin(
            name: "key of mixed order, k a multiple of 8",
            key: VerifyingKey(
                0xB502_FF3D_92E3_1D81, 0x90B4_AA4E_A041_4005,
                0x167F_AD08_9C4D_E9DA, 0xC8A2_FC85_0FED_4F58),
            signature: Signature([
                0x6256_0599_59DF_1783, 0x75F1_96B7_3C2A_8A49,
                0x583C_FAD4_821F_2F8A, 0x1808_4C51_174A_D0ED,
                0xA1F9_FD94_AB6A_0001, 0x4216_5AA1_B8EE_0663,
                0x7FA3_A4BD_D4C6_5FD1, 0x8DB1_4A7C_5DE2_5701,
            ]),
            isSameMessage: true, isValid: true),
        Pin(
            name: "key of mixed order, k no multiple of 8",
            key: VerifyingKey(
                0xB502_FF3D_92E3_1D81, 0x90B4_AA4E_A041_4005,
                0x167F_AD08_9C4D_E9DA, 0xC8A2_FC85_0FED_4F58),
            signature: Signature([
                0xC0D8_18A3_5190_356B, 0xA6E2_BECD_C9FD_512F,
                0xCD55_910C_8878_CE45, 0x3500_63A6_A96E_6B8E,
                0x7B27_7C5E_752E_43F0, 0x797A_FD81_6111_F9C6,
                0x0EDD_6582_C92D_CABB, 0x40D0_060A_21CE_290A,
            ]),
            isSameMessage: true, isValid: false),
        Pin(
            name: "the identity as key",
            key: VerifyingKey(
                0x0100_0000_0000_0000, 0x0000_0000_0000_0000,
                0x0000_0000_0000_0000, 0x0000_0000_0000_0000),
            signature: Signature([
                0x6256_0599_59DF_1783, 0x75F1_96B7_3C2A_8A49,
                0x583C_FAD4_821F_2F8A, 0x1808_4C51_174A_D0ED,
                0x8C3C_2987_7ED0_684D, 0xE1BC_3979_2380_D0BC,
                0xEA69_B097_86AF_33A3, 0x9784_C631_06FB_830B,
            ]),
            isSameMessage: true, isValid: false),
        Pin(
            name: "key of order 2",
            key: VerifyingKey(
                0xECFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF,
                0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FF7F),
            signature: Signature([
                0xFFF7_F571_2226_2C0B, 0x2DBA_441D_786A_EA00,
                0x9D74_22BF_F256_750B, 0x98BE_7B30_651D_8C4F,
                0x8B3C_2987_7ED0_684D, 0xE1BC_3979_2380_D0BC,
                0xEA69_B097_86AF_33A3, 0x9784_C631_06FB_830B,
            ]),
            isSameMessage: true, isValid: false),
        Pin(
            name: "key of order 8",
            key: VerifyingKey(
                0xC717_6A70_3D4D_D84F, 0xBA3C_0B76_0D10_670F,
                0x2A20_53FA_2C39_CCC6, 0x4EC7_FD77_92AC_037A),
            signature: Signature([
                0xCE6E_B2A7_8CC8_926B, 0xF8BE_D555_D0AA_3B1C,
                0xC189_18E0_5EA8_0872, 0xF6A0_9064_D32D_6FA3,
                0x963C_2987_7ED0_684D, 0xE1BC_3979_2380_D0BC,
                0xEA69_B097_86AF_33A3, 0x9784_C631_06FB_830B,
            ]),
            isSameMessage: true, isValid: false),
        Pin(
            name: "R the identity",
            key: VerifyingKey(
                0x03A1_07BF_F3CE_10BE, 0x1D70_DD18_E74B_C099,
                0x67E4_D630_9BA5_0D5F, 0x1DDC_8664_1255_31B8),
            signature: Signature([
                0x0100_0000_0000_0000, 0x0000_0000_0000_0000,
                0x0000_0000_0000_0000, 0x0000_0000_0000_0000,
                0xC3F6_FD3E_CB19_A716, 0xA228_3E3B_4AAF_055A,
                0xFA4C_1756_5238_1397, 0xD0CD_676D_88A2_C10E,
            ]),
            isSameMessage: true, isValid: false),
        Pin(
            name: "R of order 8",
            key: VerifyingKey(
                0x03A1_07BF_F3CE_10BE, 0x1D70_DD18_E74B_C099,
                0x67E4_D630_9BA5_0D5F, 0x1DDC_8664_1255_31B8),
            signature: Signature([
                0xC717_6A70_3D4D_D84F, 0xBA3C_0B76_0D10_670F,
                0x2A20_53FA_2C39_CCC6, 0x4EC7_FD77_92AC_037A,
                0x10A4_6336_B182_F364, 0xE1E6_661E_D84E_BAB8,
                0xBDD4_8E44_0257_EBBF, 0x8D11_070C_EE08_A900,
            ]),
            isSameMessage: true, isValid: false),
        Pin(
            name: "key not canonical",
            key: VerifyingKey(
                0xEEFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF,
                0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FF7F),
            signature: Signature([
                0xC0D8_18A3_5190_356B, 0xA6E2_BECD_C9FD_512F,
                0xCD55_910C_8878_CE45, 0x3500_63A6_A96E_6B8E,
                0x883C_2987_7ED0_684D, 0xE1BC_3979_2380_D0BC,
                0xEA69_B097_86AF_33A3, 0x9784_C631_06FB_830B,
            ]),
            isSameMessage: true, isValid: false),
        Pin(
            name: "R not canonical",
            key: VerifyingKey(
                0x03A1_07BF_F3CE_10BE, 0x1D70_DD18_E74B_C099,
                0x67E4_D630_9BA5_0D5F, 0x1DDC_8664_1255_31B8),
            signature: Signature([
                0xEEFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF,
                0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FF7F,
                0x6423_AFD5_14FA_AE9C, 0xF75A_43D8_D51D_F242,
                0xF160_4AD6_2619_840C, 0x699E_4DE2_1C04_F60C,
            ]),
            isSameMessage: true, isValid: false),
    ]
}
