package phone

import "strings"

// Variants gives the other digits under which a provider may know the customer of a number:
// Brazil's mobile numbers with and without the 9, Mexico's with and without the former 1,
// Argentina's with and without the 9. It gives none for other numbers.
func Variants(number string) []string {
	digits := onlyDigits(number)
	switch {
	case strings.HasPrefix(digits, "521") && len(digits) == 13:
		return []string{"52" + digits[3:]}
	case strings.HasPrefix(digits, "52") && len(digits) == 12:
		return []string{"521" + digits[2:]}
	case strings.HasPrefix(digits, "549") && len(digits) == 13:
		return []string{"54" + digits[3:]}
	case strings.HasPrefix(digits, "54") && len(digits) == 12:
		return []string{"549" + digits[2:]}
	case strings.HasPrefix(digits, "55") && len(digits) == 12 && digits[4] >= '6':
		return []string{digits[:4] + "9" + digits[4:]}
	case strings.HasPrefix(digits, "55") && len(digits) == 13 && digits[4] == '9' && digits[5] >= '6':
		return []string{digits[:4] + digits[5:]}
	}
	return nil
}
