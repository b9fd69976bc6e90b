package phone_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
)

// Meta asks only that a number takes a call or an SMS: all of these pass, with what may go
// wrong.
func TestParse_warnsAndAllows(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]struct{ notes, numbers string }{
		"shared cost, company-wide, not geographic": {"shared ivr", `
			+44 330 123 4567, +44 300 123 4567, +44 370 123 4567, +44 55 1234 5678, +44 845 123 4567, +44 843 123 4567, +44 870 123 4567, +44 871 123 4567,
			+33 806 12 34 56, +33 810 12 34 56, +33 820 12 34 56, +33 884 01 23 45, +49 180 5 123456, +49 137 1234567, +49 185 001 23456, +46 771 12 34 56, +46 10 123 45 67,
			+31 88 123 4567, +31 84 123 4567, +39 848 123456, +34 901 123 456, +34 902 123 456, +34 511 234 567, +32 78 79 12 34, +32 78 10 23 45, +61 1300 123 456, +61 13 12 34,
			+41 840 123 456, +41 58 123 45 67, +43 810 123456, +43 820 123456, +353 1850 123456, +353 1890 123456, +353 818 123456, +81 570 012 345,
			+55 4004 1234, +55 3003 1234, +91 1860 123 4567, +82 1588 1234, +27 860 123 456, +48 801 123 456, +48 804 123 456, +47 815 12345, +47 810 21234,
			+358 20 12345, +358 29 412 3456, +358 10 123456, +852 3001 2345, +351 707 123 456, +351 808 123 456, +30 801 123 4567, +420 840 123 456, +420 972 123 456,
			+421 850 123 456, +40 801 123 456, +90 444 1 444, +966 9200 12345, +972 1 700 123 456, +234 700 123 4567, +54 810 123 4567, +52 300 123 4567, +56 600 123 4567,
			+62 807 1123 456, +86 400 123 4567, +65 7000 1234567, +886 50 0123456, +371 81 123456, +370 707 12345, +354 809 1234, +357 7777 7777, +356 5012 3456,
			+359 700 12345, +387 70 341 234, +80812345678`},
		"personal": {"personal", `
			+44 70 1234 5678, +49 700 12345678, +41 878 123 456, +34 700 123 456, +353 700 123 456, +82 50 1234 5678, +420 700 123 456, +46 75 123 4567, +1 500 555 0006, +1 521 555 1234,
			+351 884 123 456, +90 592 212 1234, +47 880 12345`},
		"toll-free": {"tollFree ivr", `
			+1 800 555 1234, +1 833 555 1234, +1 844 555 1234, +1 855 555 1234, +1 866 555 1234, +1 877 555 1234, +1 888 555 1234, +44 800 123 4567, +44 808 157 0192, +800 1234 5678,
			+49 800 1234567, +33 805 12 34 56, +61 1800 123 456, +91 1800 123 4567, +971 800 12345, +7 804 123 45 67, +64 508 123 456, +86 800 123 4567, +39 800 123456, +34 900 123 456`},
		"virtual": {"virtual", `
			+44 56 1234 5678, +33 9 70 12 34 56, +43 720 123456, +353 76 123 4567, +81 50 1234 5678, +82 70 1234 5678, +27 87 123 4567, +48 39 123 45 67, +47 85 01 23 45, +351 30 123 4567,
			+420 910 123 456, +65 3123 4567, +90 850 123 45 67, +380 89 123 4567, +352 20 123 456, +31 85 123 4567`},
	} {
		for number := range strings.SplitSeq(want.numbers, ",") {
			n, err := phone.Parse(number)
			if got := notesOf(n); err != nil || got != want.notes {
				t.Errorf("%s, %s: notes %q, %v; want %q", kind, strings.TrimSpace(number), got, err, want.notes)
			}
		}
	}
}

func notesOf(n phone.Number) string {
	var codes []string
	for _, note := range n.Notes {
		codes = append(codes, string(note))
	}
	return strings.Join(codes, " ")
}

// What takes neither a call nor an SMS from abroad, or costs who calls a price of its own,
// stays refused, also for who insists.
func TestParse_refusesPremiumPagersAndShortCodes(t *testing.T) {
	t.Parallel()
	for reason, numbers := range map[phone.Reason]string{
		phone.ReasonPremium: `
			+1 900 234 5678, +44 909 879 0123, +44 911 234 5678, +44 982 123 4567, +44 7640 123456, +33 892 12 34 56, +33 899 12 34 56, +49 900 1234567, +49 164 12345, +46 900 123 4567, +46 939 123 456,
			+46 74 012 3456, +31 900 1234567, +31 6 6234 5678, +39 899 123 456, +34 803 123 456, +32 90 61 23 45, +61 1900 123 456, +61 16 31234, +41 900 123 456, +41 74 012 34 56, +41 860 123 456 789,
			+43 900 123456, +353 1520 123456, +353 85 5123 4567, +81 990 123 456, +81 20 1234 5678, +55 900 123 4567, +52 900 123 4567, +82 60 234 5678, +27 90 123 4567, +48 701 123 456, +48 64 123 45 67,
			+45 90 12 34 56, +47 829 12345, +47 812 12345, +358 600 123456, +358 700 123456, +64 900 123 456, +351 760 123 456, +30 909 123 4567, +420 900 123 456, +421 900 123 456, +36 90 123 456,
			+7 809 123 45 67, +90 900 123 4567, +90 512 123 4567, +966 92 501 2345, +972 1 900 123 456, +54 600 123 4567, +84 1900 12345, +86 16812345, +886 20 3123 456, +65 1900 1234567, +979 123 456 789`,
		phone.ReasonShortCode: `72404, 911, 12345, +1 72404, +1 911, +47 02000, +31 14020, +98 9601`,
	} {
		for number := range strings.SplitSeq(numbers, ",") {
			for how, parse := range map[string]func(string) (phone.Number, error){"typed": phone.Parse, "insisted": phone.ParseInsisted} {
				_, err := parse(number)
				var e *phone.Error
				if !errors.As(err, &e) || e.Reason != reason {
					t.Errorf("%s, %s: %v, want %s", strings.TrimSpace(number), how, err, reason)
				}
			}
		}
	}
}

// What a command said of a number stays: the fold judges the same record the same way.
func TestParseDialled_judgesAsEver(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"+551187654321": "+551187654321", "+5511987654321": "+5511987654321", "0044 20 7946 0958": "+442079460958", "+15551234567": "+15551234567",
		"+5215512345678": "tooLong", "005215512345678": "missingPlus", "+448451234567": "premium", "00448451234567": "missingPlus", "tel:+14155550123": "letters",
		"0015551234567": "missingPlus", "+4702000": "tooShort", "14155550123": "missingPlus", "00": "shortCode",
	} {
		n, err := phone.ParseDialled(in)
		got := string(n.E164)
		var e *phone.Error
		if errors.As(err, &e) {
			got = string(e.Reason)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestSameDigits_knowsTheSpellingsOfOneNumber(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"+525512345678", "+52 1 55 1234 5678", "5215512345678"},
		{"+5511987654321", "+55 11 8765-4321", "551187654321"},
		{"+5491123456789", "+54 9 11 2345-6789", "541123456789"},
		{"+442079460958", "44 20 7946 0958"},
	} {
		for _, other := range same[1:] {
			if phone.SameDigits(same[0]) != phone.SameDigits(other) {
				t.Errorf("%s and %s are not the same", same[0], other)
			}
		}
	}
	for _, others := range [][2]string{{"+525512345678", "+525512345679"}, {"+551132165432", "+5511932165432"}, {"+14155550123", "+144155550123"}} {
		if phone.SameDigits(others[0]) == phone.SameDigits(others[1]) {
			t.Errorf("%s and %s are the same", others[0], others[1])
		}
	}
}

func TestSplit_takesWhatWasAcceptedBefore(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"+551187654321": "1187654321", "+390612345678": "0612345678", "+448451234567": "8451234567", "+15551234567": "5551234567"} {
		cc, national, ok := phone.Split(desk.PhoneNumber(in))
		if !ok || national != want || !strings.HasPrefix(in, "+"+strconv.Itoa(cc)) {
			t.Errorf("%s: %d %s %v", in, cc, national, ok)
		}
	}
	if _, _, ok := phone.Split("WhatsApp"); ok {
		t.Error("a word is a number")
	}
}
