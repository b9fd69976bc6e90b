package desk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// Wrapping adds what was being done and keeps what it was; whoever looks through
// any number of wraps sees the same.
func TestWrap_keepsWhatItWas(t *testing.T) {
	t.Parallel()
	cause := desk.Refuse(desk.CodeConflict, "taken", desk.Params{"name": "Ann"}, desk.Params{desk.ParamContext: "inbox"})
	for name, err := range map[string]error{
		"itself":         cause,
		"wrapped":        desk.Wrap("make inbox", cause),
		"wrapped twice":  desk.Wrap("do it", desk.Wrap("make inbox", cause)),
		"with %w":        fmt.Errorf("make inbox ib_1: %w", cause),
		"joined":         errors.Join(errors.New("another"), cause),
		"through a said": desk.SaidOf(cause).Err(),
	} {
		if desk.CodeOf(err) != desk.CodeConflict || desk.SubcodeOf(err) != "taken" || desk.Retryable(err) {
			t.Errorf("%s: %q, %q", name, desk.CodeOf(err), desk.SubcodeOf(err))
		}
		if said := desk.SaidOf(err); said.Params["name"] != "Ann" || said.Params[desk.ParamContext] != "inbox" {
			t.Errorf("%s: says %+v", name, said)
		}
		if strings.Contains(err.Error(), "Ann") {
			t.Errorf("%s: the operator's line names a person: %s", name, err)
		}
	}
	if desk.Wrap("x", nil) != nil || desk.CodeOf(nil) != "" || desk.SubcodeOf(nil) != "" || desk.SaidOf(nil) != nil {
		t.Error("no error became one")
	}
	foreign := desk.Wrap("read", fs.ErrNotExist)
	if desk.CodeOf(foreign) != desk.CodeInternal || !errors.Is(foreign, fs.ErrNotExist) {
		t.Errorf("a foreign error: %v", foreign)
	}
	if said := desk.SaidOf(fs.ErrPermission); !said.Equal(&desk.Said{Code: desk.CodeInternal}) {
		t.Errorf("of a foreign error is told %+v", said)
	}
}

// What may be tried again is what did nothing.
func TestRetryable_isWhatDidNothing(t *testing.T) {
	t.Parallel()
	again := map[desk.Code]bool{desk.CodeUnavailable: true, desk.CodeTooMany: true}
	for _, code := range desk.Codes {
		if got := desk.Retryable(desk.Wrap("x", &desk.Error{Code: code})); got != again[code] {
			t.Errorf("%s: may be tried again is %t", code, got)
		}
	}
	if desk.Retryable(nil) || desk.Retryable(errors.New("x")) {
		t.Error("nothing, or a foreign error, may be tried again")
	}
}

// The operator's line has operation, code, subcode, context and cause, in that
// order.
func TestError_readsAsALine(t *testing.T) {
	t.Parallel()
	err := desk.Wrap("send m1", &desk.Error{
		Code: desk.CodeInvalid, Subcode: "tooLong", Params: desk.Params{desk.ParamContext: "field"}, Err: errors.New("4097 characters"),
	})
	if got, want := err.Error(), "send m1: invalid/tooLong/field: invalid/tooLong/field: 4097 characters"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := desk.Broken("row", "row %d", 7).Error(), "internal/row: row 7"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (&desk.Error{Code: desk.CodeInvalid, Message: "an older relay's words"}).Error(); got != "invalid: an older relay's words" {
		t.Errorf("got %q", got)
	}
}

// What was told comes back from JSON as what it was, and a copy is its own.
func TestSaid_staysWhatItIs(t *testing.T) {
	t.Parallel()
	said := &desk.Said{Code: desk.CodeConflict, Subcode: "taken", Params: desk.Params{"name": "Ann"}}
	b, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	var back desk.Said
	if err := json.Unmarshal(b, &back); err != nil || !said.Equal(&back) {
		t.Errorf("%s came back as %+v, %v", b, back, err)
	}
	c := said.Clone()
	c.Params["name"] = "Bob"
	if said.Params["name"] != "Ann" || said.Equal(c) {
		t.Error("a copy shares its params")
	}
	var none *desk.Said
	if none.Clone() != nil || none.Err() != nil || !none.Equal(nil) || none.Equal(said) || said.Equal(nil) {
		t.Error("nothing told became something")
	}
	for _, other := range []*desk.Said{
		{Code: desk.CodeInvalid, Subcode: "taken", Params: said.Params}, {Code: desk.CodeConflict, Params: said.Params},
		{Code: desk.CodeConflict, Subcode: "taken"}, {Code: desk.CodeConflict, Subcode: "taken", Params: said.Params, Message: "x"},
	} {
		if said.Equal(other) {
			t.Errorf("%+v counts as %+v", other, said)
		}
	}
}

// Numbers of customers and secrets stay masked however they are printed.
func TestMasked_showsNeitherNumbersNorSecrets(t *testing.T) {
	t.Parallel()
	number, secret := desk.PhoneNumber("+49 170 1234567"), desk.Secret("hunter2")
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "number", number, "secret", secret)
	type holder struct {
		N desk.PhoneNumber
		S desk.Secret
	}
	for _, shown := range []string{
		fmt.Sprintf("%v %s %#v %q %+v", number, number, number, number, holder{number, secret}),
		fmt.Sprintf("%v %s %#v %q %#v", secret, secret, secret, secret, holder{number, secret}), log.String(),
	} {
		if strings.Contains(shown, "123") || strings.Contains(shown, "hunter2") {
			t.Errorf("it shows: %s", shown)
		}
	}
	if b, err := json.Marshal(holder{S: secret}); err != nil || strings.Contains(string(b), "hunter2") {
		t.Errorf("JSON shows %s, %v", b, err)
	}
	if got := number.String(); got != "•••67" {
		t.Errorf("a number is shown as %q", got)
	}
	for n, want := range map[desk.PhoneNumber]string{"": "•••", "123": "•••", "1234": "•••34"} {
		if n.String() != want {
			t.Errorf("%q is shown as %q, want %q", string(n), n, want)
		}
	}
	if number.Digits() != "491701234567" || secret.Reveal() != "hunter2" || desk.Secret("").String() != "" {
		t.Errorf("digits %s", number.Digits())
	}
}

// A search looks through everything of a message that a person reads.
func TestSearchText_hasWhatAPersonReads(t *testing.T) {
	t.Parallel()
	m := &desk.Message{
		Text: "Hello", Referral: "Summer Ad", Media: &desk.Media{FileName: "Contract.PDF"},
		Location: &desk.Location{Name: "Café", Address: "High Street"}, Contacts: []desk.ContactCard{{Name: "Ann", Company: "Acme"}},
		Interactive: &desk.Interactive{Title: "Choose"}, Template: &desk.TemplateUse{Header: "Order", Footer: "Bye"},
	}
	want := "hello\nsummer ad\ncontract.pdf\ncafé\nhigh street\nann\nacme\nchoose\norder\nbye"
	if got := m.SearchText(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (&desk.Message{}).SearchText(); got != "" {
		t.Errorf("an empty message has %q", got)
	}
	if got := (&desk.Message{Media: &desk.Media{FileName: "a"}}).SearchText(); got != "a" {
		t.Errorf("without a text: %q", got)
	}
}
