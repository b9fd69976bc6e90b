package phone_test

import (
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/phone"
)

func TestVariants_leadToEachOther(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]string{
		"5511987654321":     "551187654321", // Brazil's 9
		"5215512345678":     "525512345678", // Mexico's 1
		"5491123456789":     "541123456789", // Argentina's 9
		"+549 11 2345-6789": "541123456789",
	} {
		got := phone.Variants(digits)
		if !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %v, want %s", digits, got, want)
			continue
		}
		if back := phone.Variants(got[0]); len(back) != 1 || phone.SameDigits(back[0]) != phone.SameDigits(digits) {
			t.Errorf("%s leads back to %v", got[0], back)
		}
	}
}

func TestVariants_ofOtherNumbersThereAreNone(t *testing.T) {
	t.Parallel()
	for _, digits := range []string{
		"", "4915112345678", "14155550123",
		"551133334444",  // a Brazilian landline has no 9
		"5511933334444", // nor does it become one by losing it
		"52155123456", "54911234567",
	} {
		if got := phone.Variants(digits); len(got) != 0 {
			t.Errorf("%q: %v", digits, got)
		}
	}
}
