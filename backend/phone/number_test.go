package phone_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/words"
)

func TestParse_accepts(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct {
		e164, national, region string
		cc                     int
		kind                   phone.Type
		notes                  string
	}{
		"+12025550123":                   {"+12025550123", "2025550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"+14155550123":                   {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"whatsapp:+14155550123":          {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, "rewritten"},
		" WhatsApp: +14155550123 ":       {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, "rewritten"},
		"+1 (415) 555-0123":              {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"+1 415 555 0123":                {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"+49 30 23125014":                {"+493023125014", "3023125014", "DE", 49, phone.TypeFixedLine, "landline ivr"},
		"+1.415.555.0123":                {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"+1/415/555/0123":                {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"+1\u00a0415\u2011555\u20110123": {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"\u200e+1415\u200b5550123\u202c": {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, "rewritten"},
		"+14155550123\n":                 {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"+ 14155550123":                  {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"＋１４１５５５５０１２３":                   {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, "rewritten"},
		"+١٤١٥٥٥٥٠١٢٣":                   {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, "rewritten"},
		"+۱۴۱۵۵۵۵۰۱۲۳":                   {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, "rewritten"},
		"+१४१५५५५०१२३":                   {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, "rewritten"},
		"+১৪১৫৫৫৫০১২৩":                   {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, "rewritten"},
		"+18005551234":                   {"+18005551234", "8005551234", "US", 1, phone.TypeTollFree, "tollFree ivr"},
		"+18885551234":                   {"+18885551234", "8885551234", "US", 1, phone.TypeTollFree, "tollFree ivr"},
		"+18335551234":                   {"+18335551234", "8335551234", "US", 1, phone.TypeTollFree, "tollFree ivr"},
		"+80012345678":                   {"+80012345678", "12345678", "", 800, phone.TypeTollFree, "tollFree ivr"},
		"+15005550006":                   {"+15005550006", "5005550006", "US", 1, phone.TypePersonal, "personal"},
		"+447400123456":                  {"+447400123456", "7400123456", "GB", 44, phone.TypeMobile, ""},
		"+447911123456":                  {"+447911123456", "7911123456", "GG", 44, phone.TypeMobile, ""},
		"+442079460958":                  {"+442079460958", "2079460958", "GB", 44, phone.TypeFixedLine, "landline ivr"},
		"+445612345678":                  {"+445612345678", "5612345678", "GB", 44, phone.TypeVoIP, "virtual"},
		"+390612345678":                  {"+390612345678", "0612345678", "IT", 39, phone.TypeFixedLine, "landline ivr"},
		"+5491123456789":                 {"+5491123456789", "91123456789", "AR", 54, phone.TypeMobile, ""},
		"+44(0)2079460958":               {"+442079460958", "2079460958", "GB", 44, phone.TypeFixedLine, "landline ivr rewritten"},
		"+49 (0) 171 2345678":            {"+491712345678", "1712345678", "DE", 49, phone.TypeMobile, "rewritten"},
		"+39 (0)6 1234 5678":             {"+390612345678", "0612345678", "IT", 39, phone.TypeFixedLine, "landline ivr"},
		"+44 330 123 4567":               {"+443301234567", "3301234567", "GB", 44, phone.TypeShared, "shared ivr"},
		"+33 806 12 34 56":               {"+33806123456", "806123456", "FR", 33, phone.TypeShared, "shared ivr"},
		"+46 771 12 34 56":               {"+46771123456", "771123456", "SE", 46, phone.TypeShared, "shared ivr"},
		"tel:+1-415-555-0123":            {"+14155550123", "4155550123", "US", 1, phone.TypeFixedOrMobile, ""},
		"+54 9 11 2345-6789":             {"+5491123456789", "91123456789", "AR", 54, phone.TypeMobile, ""},
		"+77012345678":                   {"+77012345678", "7012345678", "KZ", 7, phone.TypeMobile, ""},
	} {
		n, err := phone.Parse(in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		var codes []string
		for _, note := range n.Notes {
			codes = append(codes, string(note))
		}
		got := fmt.Sprintln(string(n.E164), n.National, n.Region, n.CountryCode, n.Type, strings.Join(codes, " "))
		if w := fmt.Sprintln(want.e164, want.national, want.region, want.cc, want.kind, want.notes); got != w {
			t.Errorf("%q:\ngot  %swant %s", in, got, w)
		}
		if n.Notes == nil {
			t.Errorf("%q: notes are nil", in)
		}
	}
}

// Guards a warning that a number was typed otherwise than it is used, beside a
// number typed exactly as Parley shows it.
func TestParse_takesWhatIsShownWithoutAWord(t *testing.T) {
	t.Parallel()
	for _, e164 := range []desk.PhoneNumber{"+12025550123", "+493023125014", "+442079460958", "+34600123412", "+5491123456789", "+390612345678"} {
		shown := phone.Format(e164)
		n, err := phone.Parse(shown)
		if err != nil || n.E164 != e164 {
			t.Errorf("%q: %v, %v", shown, n, err)
		}
		for _, note := range n.Notes {
			if note == phone.NoteRewritten {
				t.Errorf("%q is said to be typed otherwise", shown)
			}
		}
	}
}

func TestParse_refusesWithAReason(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct {
		reason  phone.Reason
		suggest string
	}{
		"": {phone.ReasonEmpty, ""}, " \t\n": {phone.ReasonEmpty, ""}, "+": {phone.ReasonEmpty, ""}, "whatsapp:": {phone.ReasonEmpty, ""}, "\u200e": {phone.ReasonEmpty, ""},
		"+1-800-FLOWERS":                {phone.ReasonLetters, ""},
		"+1415ABCDEFG":                  {phone.ReasonLetters, ""},
		"call +14155550123 now":         {phone.ReasonLetters, ""},
		"tel:":                          {phone.ReasonEmpty, ""},
		"tel:+14155550123;ext=12":       {phone.ReasonExtension, ""},
		"tel:5550123;phone-context=+1":  {phone.ReasonTwoNumbers, ""},
		"sip:+14155550123@example.com":  {phone.ReasonLetters, ""},
		"+141555501٢٣ abc":              {phone.ReasonLetters, ""},
		"+1415555O123":                  {phone.ReasonLetters, ""},
		"+14155550123 x12":              {phone.ReasonExtension, ""},
		"+14155550123x12":               {phone.ReasonExtension, ""},
		"+14155550123 ext. 12":          {phone.ReasonExtension, ""},
		"+14155550123;ext=12":           {phone.ReasonExtension, ""},
		"+14155550123 #12":              {phone.ReasonExtension, ""},
		"+14155550123,,12":              {phone.ReasonExtension, ""},
		"+49 30 901820 Durchwahl 12":    {phone.ReasonExtension, ""},
		"+14155550123 +14155550124":     {phone.ReasonTwoNumbers, ""},
		"+14155550123 / +14155550124":   {phone.ReasonTwoNumbers, ""},
		"+14155550123, 14155550124":     {phone.ReasonTwoNumbers, ""},
		"+14155550123 or 14155550124":   {phone.ReasonTwoNumbers, ""},
		"+1415_555_0123":                {phone.ReasonOther, ""},
		"+14155550123\x00":              {phone.ReasonOther, ""},
		"++14155550123":                 {phone.ReasonOther, ""},
		"+1415*5550123":                 {phone.ReasonOther, ""},
		"14155550123":                   {phone.ReasonMissingPlus, "+14155550123"},
		"447400123456":                  {phone.ReasonMissingPlus, "+447400123456"},
		"0014152007986":                 {phone.ReasonMissingPlus, "+14152007986"},
		"011442079460958":               {phone.ReasonMissingPlus, "+442079460958"},
		"4155550123":                    {phone.ReasonMissingPlus, ""},
		"02079460958":                   {phone.ReasonLocalDigits, ""},
		"5550123":                       {phone.ReasonLocalDigits, ""},
		"+15550100":                     {phone.ReasonTooShort, ""},
		"+12345678":                     {phone.ReasonTooShort, ""},
		"+52 1 55 1234 5678":            {phone.ReasonOldForm, "+525512345678"},
		"whatsapp:+5215512345678":       {phone.ReasonOldForm, "+525512345678"},
		"\u200e+52 1 55 1234 5678":      {phone.ReasonOldForm, "+525512345678"},
		"5215512345678":                 {phone.ReasonMissingPlus, "+525512345678"},
		"00521 55 1234 5678":            {phone.ReasonMissingPlus, "+525512345678"},
		"+52 1 55 1234 567":             {phone.ReasonNotValid, ""}, // a digit is missing: nothing is meant plainly
		"+55 11 8765 4321":              {phone.ReasonOldForm, "+5511987654321"},
		"+54 11 15 2345 6789":           {phone.ReasonLocalDigits, "+5491123456789"},
		"+54 9 11 2345 678":             {phone.ReasonNotValid, ""},
		"+4402079460958":                {phone.ReasonLocalDigits, "+442079460958"},
		"+49015123456789":               {phone.ReasonLocalDigits, "+4915123456789"},
		"+330123456789":                 {phone.ReasonLocalDigits, "+33123456789"},
		"12345":                         {phone.ReasonShortCode, ""},
		"72404":                         {phone.ReasonShortCode, ""},
		"911":                           {phone.ReasonShortCode, ""},
		"+172404":                       {phone.ReasonShortCode, ""},
		"+1911":                         {phone.ReasonShortCode, ""},
		"+112345":                       {phone.ReasonShortCode, ""},
		"+4420794":                      {phone.ReasonTooShort, ""},
		"+4420":                         {phone.ReasonTooShort, ""},
		"+1":                            {phone.ReasonTooShort, ""},
		"+1234567890123456":             {phone.ReasonTooLong, ""},
		"+1234567890123456789":          {phone.ReasonTooLong, ""},
		"+4912345678901234":             {phone.ReasonTooLong, ""},
		"+49123456789012345":            {phone.ReasonTooLong, ""},
		"12345678901234567890":          {phone.ReasonTooLong, ""},
		"+141555501234":                 {phone.ReasonTooLong, ""},
		strings.Repeat("+1 415 ", 1000): {phone.ReasonTooLong, ""},
		"+99912345678":                  {phone.ReasonUnknownCountry, ""},
		"+21012345678":                  {phone.ReasonUnknownCountry, ""},
		"+0014155550123":                {phone.ReasonUnknownCountry, ""},
		"+449012345678":                 {phone.ReasonPremium, ""},
		"+19002345678":                  {phone.ReasonPremium, ""},
		"+15551234567":                  {phone.ReasonNotValid, ""},
		"+39612345678":                  {phone.ReasonNotValid, ""},
		"+551191234567":                 {phone.ReasonOldForm, "+5511991234567"},
	} {
		n, err := phone.Parse(in)
		var e *phone.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: accepted as %q", in, string(n.E164))
			continue
		}
		if e.Reason != want.reason || string(e.Suggestion) != want.suggest {
			t.Errorf("%.40q: got %s, suggests %q; want %s, %q", in, e.Reason, string(e.Suggestion), want.reason, want.suggest)
		}
		if e.Overridable() != (e.Reason == phone.ReasonNotValid) {
			t.Errorf("%q: overridable %v", in, e.Overridable())
		}
		if _, again := phone.ParseInsisted(in); (again == nil) != e.Overridable() {
			t.Errorf("%q: insisting gives %v", in, again)
		}
		if d := digitsOf(in); len(d) > 5 && strings.Contains(err.Error(), d) {
			t.Errorf("%q: the number is in the error", in)
		}
	}
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func TestParseInsisted_saysSo(t *testing.T) {
	t.Parallel()
	n, err := phone.ParseInsisted("+15551234567")
	if err != nil || string(n.E164) != "+15551234567" || n.Type != phone.TypeUnknown || n.CountryCode != 1 || n.National != "5551234567" {
		t.Fatalf("got %+v, %v", n, err)
	}
	if len(n.Notes) != 1 || n.Notes[0] != phone.NoteUnverified {
		t.Errorf("notes %v", n.Notes)
	}
}

func TestError_hasASentencePerReason(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for in, want := range map[string]phone.Reason{
		"": phone.ReasonEmpty, "+1 a": phone.ReasonLetters, "+14155550123x1": phone.ReasonExtension, "14155550123": phone.ReasonMissingPlus,
		"+14155550123 +14155550124": phone.ReasonTwoNumbers, "*": phone.ReasonOther, "911": phone.ReasonShortCode, "0301234567": phone.ReasonLocalDigits,
		"+99912345678": phone.ReasonUnknownCountry, "+1234567890123456": phone.ReasonTooLong, "+4420": phone.ReasonTooShort,
		"+19002345678": phone.ReasonPremium, "+5215512345678": phone.ReasonOldForm, "+15551234567": phone.ReasonNotValid,
	} {
		_, err := phone.Parse(in)
		if desk.CodeOf(err) != desk.CodeInvalid || desk.SaidOf(err).Params[desk.ParamContext] != string(want) || len(words.Of(err)) < 40 || seen[words.Of(err)] {
			t.Errorf("%q: %v", in, err)
		}
		seen[words.Of(err)] = true
	}
	if len(seen) != len(phone.Reasons) {
		t.Errorf("%d of %d reasons tried", len(seen), len(phone.Reasons))
	}
}

func TestFormat_forEyes(t *testing.T) {
	t.Parallel()
	for in, want := range map[desk.PhoneNumber]string{
		"+12025550123": "+1 202-555-0123", "+442079460958": "+44 20 7946 0958", "+390612345678": "+39 06 1234 5678",
		"": "", "12025550123": "12025550123", "+1": "+1", "WhatsApp": "WhatsApp", "+1234567890123456": "+1234567890123456", "+4402079460958": "+4402079460958",
	} {
		if got := phone.Format(in); got != want {
			t.Errorf("%q: got %q, want %q", string(in), got, want)
		}
	}
}

func TestNumber_masksItself(t *testing.T) {
	t.Parallel()
	n, err := phone.Parse("+12025550123")
	if err != nil {
		t.Fatal(err)
	}
	if out := fmt.Sprintf("%v %+v %#v %s %s", n, n, n, n, n.LogValue()); strings.Contains(out, "5550123") || strings.Contains(out, "202555") {
		t.Errorf("visible in %s", out)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"+14155550123", "whatsapp:+14155550123", "tel:+1;phone-context=+1415", "+44(0)20 7946 0958", "+१४१५५५५०१२३", "+1 x12", "\xff+1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		n, err := phone.ParseInsisted(in)
		phone.Format(desk.PhoneNumber(in))
		if err != nil {
			var e *phone.Error
			if !errors.As(err, &e) || words.Of(e) == words.Of(desk.Refuse(desk.CodeInvalid, "")) {
				t.Fatalf("%q: %v", in, err)
			}
			return
		}
		d := digitsOf(string(n.E164))
		if "+"+d != string(n.E164) || len(d) < 8 || len(d) > 15 || d[0] == '0' || fmt.Sprint(n.CountryCode)+n.National != d {
			t.Fatalf("%q gives %q, %d %s", in, string(n.E164), n.CountryCode, n.National)
		}
		if again, err := phone.ParseInsisted(string(n.E164)); err != nil || again.E164 != n.E164 {
			t.Fatalf("%q does not parse again: %v", string(n.E164), err)
		}
	})
}
