package channel

import "strings"

// The alphabet of SMS (3GPP TS 23.038): the characters of its basic table, and those of
// the extension, which take two places each. The page counts SMS by the same tables.
const (
	SMSBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	SMSExtended = "\f^{}\\[~]|€"
)

// InSMSAlphabet says whether a text can be written in the alphabet of SMS. One that
// cannot goes as UCS-2, of which less fits into an SMS.
func InSMSAlphabet(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune(SMSBasic+SMSExtended, r) }) < 0
}
