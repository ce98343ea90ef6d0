/// Keys, and whether they can be accepted (spec/04-identity.md#seal-4).
package struct KeyPin: Sendable {
    package let name: String
    package let key: VerifyingKey
    package let isSound: Bool

    var holds: Bool { key.isSound == isSound }
}

package enum KeyPins {
    package static let all: [KeyPin] = [
        KeyPin(
            name: "sound",
            key: VerifyingKey(
                0x03A1_07BF_F3CE_10BE, 0x1D70_DD18_E74B_C099,
                0x67E4_D630_9BA5_0D5F, 0x1DDC_8664_1255_31B8),
            isSound: true),
        KeyPin(
            name: "of mixed order, with a point of order 2",
            key: VerifyingKey(
                0xEA5E_F840_0C31_EF41, 0xE28F_22E7_18B4_3F66,
                0x981B_29CF_645A_F2A0, 0xE223_799B_EDAA_CE47),
            isSound: false),
        KeyPin(
            name: "of mixed order, with a point of order 4",
            key: VerifyingKey(
                0x8B2A_59AC_4324_B312, 0xDD8D_7E54_80F0_D2E1,
                0x1412_B04E_EB4E_5152, 0x68A7_30A9_5114_2B6C),
            isSound: false),
        KeyPin(
            name: "of mixed order, with a point of order 8",
            key: VerifyingKey(
                0xB502_FF3D_92E3_1D81, 0x90B4_AA4E_A041_4005,
                0x167F_AD08_9C4D_E9DA, 0xC8A2_FC85_0FED_4F58),
            isSound: false),
        KeyPin(
            name: "the identity",
            key: VerifyingKey(
                0x0100_0000_0000_0000, 0x0000_0000_0000_0000,
                0x0000_0000_0000_0000, 0x0000_0000_0000_0000),
            isSound: false),
        KeyPin(
            name: "of order 2",
            key: VerifyingKey(
                0xECFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF,
                0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FF7F),
            isSound: false),
        KeyPin(
            name: "of order 8",
            key: VerifyingKey(
                0xC717_6A70_3D4D_D84F, 0xBA3C_0B76_0D10_670F,
                0x2A20_53FA_2C39_CCC6, 0x4EC7_FD77_92AC_037A),
            isSound: false),
        KeyPin(
            name: "not canonical",
            key: VerifyingKey(
                0xF0FF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF,
                0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FF7F),
            isSound: false),
        KeyPin(
            name: "no point",
            key: VerifyingKey(
                0x0700_0000_0000_0000, 0x0000_0000_0000_0000,
                0x0000_0000_0000_0000, 0x0000_0000_0000_0000),
            isSound: false),
    ]
}
