package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func (w *world) twoStep() (desk.TwoStepDrift, int64) {
	w.t.Helper()
	for _, n := range every[desk.Number](w.m, desk.RowNumber, nil) {
		if n.ID == "num1" {
			return n.TwoStep.Drift()
		}
	}
	w.t.Fatalf("the number is gone")
	return "", 0
}

// security has somebody do something in the provider's window, at a second.
func (w *world) security(event string, second int64) {
	w.t.Helper()
	w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","time":%d,"changes":[{"field":"security","value":{
		"display_phone_number":"15550783881","event":%q}}]}]}`, second, event))
}

// What somebody does to the PIN elsewhere is kept at the number and told to supervisors,
// until the provider takes one from here.
func TestTwoStep_driftsAndIsSettled(t *testing.T) {
	t.Parallel()
	w := talking(t)
	now := w.now / 1000
	for i, c := range []struct {
		event string
		want  desk.TwoStepDrift
	}{{"PIN_CHANGED", desk.TwoStepChanged}, {"PIN_RESET_REQUEST", desk.TwoStepReset}, {"PIN_REQUEST_SUCCESS", desk.TwoStepOff}, {"PIN_CHANGED", desk.TwoStepChanged}} {
		second := now + int64(i)
		w.security(c.event, second)
		if got, at := w.twoStep(); got != c.want || at != second*1000 {
			t.Errorf("after %s: %q at %d, want %q at %d", c.event, got, at, c.want, second*1000)
		}
	}
	if told := every[desk.Notice](w.m, desk.RowNotice, nil); !slices.ContainsFunc(told, func(n *desk.Notice) bool { return n.Kind == desk.NoticeAccount && n.UserID == "olga" }) {
		t.Errorf("the supervisors are told %+v", told)
	}
	w.security("SOMETHING_NEW", now+9)
	w.now += minute
	w.must(desk.EntryNumberPIN, desk.NumberPIN{NumberID: "num1", By: "boss"})
	if got, _ := w.twoStep(); got != "" {
		t.Errorf("after it was settled: %q", got)
	}
	w.security("PIN_CHANGED", now+5) // told late, of before
	if got, _ := w.twoStep(); got != "" {
		t.Errorf("after news from before: %q", got)
	}
	w.security("PIN_CHANGED", w.now/1000+5)
	if got, _ := w.twoStep(); got != desk.TwoStepChanged {
		t.Errorf("after news from later: %q", got)
	}
	w.must(desk.EntryNumberPIN, desk.NumberPIN{NumberID: "num9"}) // of no number here
}

// A provider that is asked says whether there is a PIN, and not which.
func TestTwoStep_goesByWhatTheProviderAnswers(t *testing.T) {
	t.Parallel()
	w := talking(t)
	seen := func(pin desk.PINSeen) desk.TwoStepDrift {
		w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", PIN: pin})
		got, _ := w.twoStep()
		return got
	}
	for _, c := range []struct {
		says desk.PINSeen
		want desk.TwoStepDrift
	}{{"", ""}, {desk.PINOn, ""}, {desk.PINOff, desk.TwoStepOff}, {"", desk.TwoStepOff}, {desk.PINOn, ""}} {
		if got := seen(c.says); got != c.want {
			t.Errorf("after %q: %q, want %q", c.says, got, c.want)
		}
	}
}

// A number that is set up again has the PIN that it had; in another account it has another.
func TestTwoStep_ofANumberThatIsSetUpAgain(t *testing.T) {
	t.Parallel()
	for phoneID, want := range map[string]desk.TwoStepDrift{"": desk.TwoStepOff, "ph_elsewhere": ""} {
		w := talking(t)
		w.must(desk.EntryNumberSeen, desk.NumberSeen{NumberID: "num1", PIN: desk.PINOff})
		for _, n := range every[desk.Number](w.m, desk.RowNumber, nil) {
			if n.ID == "num1" {
				again := *n
				again.TwoStep = desk.TwoStep{}
				if phoneID != "" {
					again.PhoneID = phoneID
				}
				w.must(desk.EntryNumberPut, desk.NumberEntry{Number: again})
			}
		}
		if got, _ := w.twoStep(); got != want {
			t.Errorf("with the id %q: %q, want %q", phoneID, got, want)
		}
	}
}
