package desk_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/words"
)

// rows are all kinds of rows that a fold writes.
var rows = []desk.Row{
	&desk.Organization{}, &desk.User{}, &desk.App{}, &desk.Waba{}, &desk.Number{}, &desk.Inbox{}, &desk.Template{},
	&desk.Contact{}, &desk.Thread{}, &desk.Interaction{}, &desk.Offer{}, &desk.Decision{}, &desk.Message{},
	&desk.ReadMark{}, &desk.Notice{}, &desk.Unhandled{}, &desk.Checkup{},
}

func fresh(row any) any { return reflect.New(reflect.TypeOf(row).Elem()).Interface() }

func encoded(t interface{ Fatal(...any) }, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Whatever stands in a row, it is within its bounds after Fit, what is left is
// whole text and a beginning of what was there, and fitting again cuts nothing.
func TestRule3_fitHoldsEveryRowWithinItsBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		row := fresh(rows[rapid.IntRange(0, len(rows)-1).Draw(rt, "kind")])
		desktest.Fill(rt, row, 200_000)
		before := encoded(rt, row)
		cut := desk.Fit(row)
		after := encoded(rt, row)
		if !cut && len(after) != len(before) {
			rt.Fatalf("%d bytes of %T became %d, and nothing was said", len(before), row, len(after))
		}
		if desk.Fit(row) || string(encoded(rt, row)) != string(after) {
			rt.Fatalf("fitting %T again cut more", row)
		}
		texts(reflect.ValueOf(row).Elem(), "", func(where, s string) {
			if size := len(encoded(rt, s)) - 2; size > 24<<10 && !strings.Contains("Input Output Aliases Members Handlers Params ParamNames HeaderText ButtonText UserID Outcome", where) {
				rt.Fatalf("%s of %T still has %d bytes", where, row, size)
			}
		})
	})
}

// texts calls f for every text in a value, with the name of its field.
func texts(v reflect.Value, where string, f func(where, s string)) {
	switch v.Kind() {
	case reflect.String:
		f(where, v.String())
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), where, f)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			texts(v.Field(i), v.Type().Field(i).Name, f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), where, f)
		}
	default:
	}
}

func TestRule3_clipKeepsWholeCharactersWithinTheSize(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.Custom(func(rt *rapid.T) string { return desktest.Text(rt, "text", 3_000) })).Draw(rt, "s")
		n := rapid.IntRange(0, 4_000).Draw(rt, "n")
		got := desk.Clip(s, n)
		if size := len(encoded(rt, got)) - 2; size > n {
			rt.Fatalf("%q is %d bytes of JSON, want at most %d", got, size, n)
		}
		if !strings.HasPrefix(s, got) || utf8.ValidString(s) && !utf8.ValidString(got) {
			rt.Fatalf("%q is no beginning of whole characters", got)
		}
		if rest := s[len(got):]; rest != "" {
			_, size := utf8.DecodeRuneInString(rest)
			longer := s[:len(got)+size]
			more := len(encoded(rt, longer)) - 2
			if overCounted := 4 * (strings.Count(longer, "\b") + strings.Count(longer, "\f")); more+overCounted <= n { // as six, written as two
				rt.Fatalf("%q leaves room: with one character more it has %d of %d", got, more, n)
			}
		}
	})
}

func TestRule3_longIDsStayApartAndTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a, b := desktest.Text(rt, "a", 5_000), desktest.Text(rt, "b", 5_000)
		for _, fit := range []func(string) string{desk.FitID, desk.FitKey} {
			if (fit(a) == fit(b)) != (a == b) {
				rt.Fatalf("%.40q and %.40q: %q and %q", a, b, fit(a), fit(b))
			}
			if len(fit(a)) > 1<<10 || fit(fit(a)) != fit(a) {
				rt.Fatalf("%.40q became %q", a, fit(a))
			}
		}
	})
}

func TestFit_keepsTheEndingOfAFileName(t *testing.T) {
	t.Parallel()
	m := &desk.Message{Media: &desk.Media{FileName: strings.Repeat("invoice ", 1000) + ".pdf"}}
	if !desk.Fit(m) || !strings.HasSuffix(m.Media.FileName, "….pdf") {
		t.Errorf("became %q", m.Media.FileName)
	}
}

func TestTooLarge_saysWhichFieldAndWhatToDo(t *testing.T) {
	t.Parallel()
	type UpdateNumber struct {
		Description string    `json:"description"`
		DataSource  []desk.KV `json:"dataSource"`
	}
	for want, body := range map[string]UpdateNumber{
		"The description is too long: it has 5000 characters, and about 4096 fit. Shorten it.": {Description: strings.Repeat("x", 5000)},
		"There are 101 lines in the data source, and 100 fit. Remove some.":                    {DataSource: make([]desk.KV, 101)},
		"": {Description: strings.Repeat("x", 4096)},
	} {
		err := desk.TooLarge(&body)
		if (err == nil) != (want == "") || err != nil && words.Of(err) != want {
			t.Errorf("said %v, want %q", err, want)
		}
	}
}

// An id with a NUL is named by its hash: it has none, and it is no other id.
func TestFitID_holdsNoNUL(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, id := range []string{"wamid.ab", "wamid.a\x00b", "wamid.\x00ab", "wamid.ab\x00", strings.Repeat("\x00", 300)} {
		got := desk.FitID(id)
		if strings.Contains(got, "\x00") || got != desk.FitID(id) || seen[got] != "" {
			t.Errorf("%q is %q, as is %q", id, got, seen[got])
		}
		seen[got] = id
	}
	if got := desk.FitID("wamid.ab"); got != "wamid.ab" {
		t.Errorf("an ordinary id is changed: %q", got)
	}
}
