package otp_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/otp"
)

// calls lets more of a call be known, at after start.
func (b *bench) calls(id, heard, recording string, at time.Duration) otp.Caught {
	b.t.Helper()
	b.now = start.Add(at)
	c, _ := b.gate.OfferCall(otp.Call{To: "12025550123", From: "14155550100", ID: id, Heard: heard, Recording: recording, ReceivedAt: b.now})
	return c
}

func (b *bench) view() otp.View {
	b.t.Helper()
	v, _ := b.gate.Current("n_1", maria)
	return v
}

func TestOfferCall_oneReadingIsTheCode(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		heard []string
		want  string
		as    otp.Outcome
	}{
		"words":                         {[]string{"your code is one two three four five six. Again, one two three four five six"}, "123456", otp.OutcomeCode},
		"figures":                       {[]string{"Your WhatsApp code is 1 2 3 4 5 6"}, "123456", otp.OutcomeCode},
		"a leading zero":                {[]string{"oh one two three four five"}, "012345", otp.OutcomeCode},
		"two that agree":                {[]string{"123456", "one two three, four five six"}, "123456", otp.OutcomeCode},
		"the second one is whole":       {[]string{"one two three four", "123456"}, "123456", otp.OutcomeCode},
		"two in one":                    {[]string{"123456 or 654321"}, "none", otp.OutcomeOther},
		"two that do not agree":         {[]string{"123456 999999 8", "654321"}, "654321", otp.OutcomeCode},
		"too few":                       {[]string{"one two three four five"}, "none", otp.OutcomeOther},
		"too many":                      {[]string{"one two three four five six seven"}, "none", otp.OutcomeOther},
		"a sentence":                    {[]string{"hello, may I speak to somebody for a minute"}, "none", otp.OutcomeOther},
		"nothing":                       {[]string{""}, "none", otp.OutcomeOther},
		"very much, and a code therein": {[]string{strings.Repeat("hello ", 3000) + " 123456"}, "none", otp.OutcomeOther},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			var last otp.Caught
			for i, heard := range tc.heard {
				last = b.calls("CA1", heard, "", time.Duration(i)*time.Second)
			}
			got := b.view().Code.Reveal()
			if tc.want == "none" {
				tc.want = ""
			}
			if got != tc.want || last.Outcome != tc.as {
				t.Errorf("shows %q as %s (%s)", got, last.Outcome, last.Reason)
			}
		})
	}
}

// Two codes in two halves of the same call are no code, and what was read first is
// taken away again: a person has to listen.
func TestOfferCall_readingsThatDisagreeShowNone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.calls("CA1", "one two three four five six", "RE1", 0)
	if got := b.shown(maria); got != "123456" {
		t.Fatalf("shown: %q", got)
	}
	c := b.calls("CA1", "654321", "", time.Second)
	if v := b.view(); c.Outcome != otp.OutcomeUnread || !v.Code.IsZero() || v.Recording != "RE1" || !v.IsCall {
		t.Errorf("shows %q as %s, recording %q", v.Code.Reveal(), c.Outcome, v.Recording)
	}
}

// A call without a code is shown once there is a recording to listen to, and its code when
// the recording was understood; the code is as old as the call.
func TestOfferCall_recordingIsShownThenItsCode(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if c := b.calls("CA1", "your code is", "", 0); c.Outcome != otp.OutcomeOther || c.Shown() {
		t.Errorf("the first: %s", c.Outcome)
	}
	if c := b.calls("CA1", "", "RE1", 10*time.Second); c.Outcome != otp.OutcomeUnread || c.Holder != maria || c.NumberID != "n_1" {
		t.Errorf("the recording: %+v", c)
	}
	if v := b.view(); v.Recording != "RE1" || v.Text.Reveal() != "your code is" {
		t.Errorf("shown: %q of %q", v.Text.Reveal(), v.Recording)
	}
	c := b.calls("CA1", "4 5 6 7 8 9", "RE1", 40*time.Second)
	v := b.view()
	if v.Code.Reveal() != "456789" || v.Text.Reveal() != "your code is\n4 5 6 7 8 9" || !v.SentAt.Equal(start.Add(10*time.Second)) || !c.Expires.Equal(start.Add(10*time.Minute+10*time.Second)) {
		t.Errorf("shown: %q at %s until %s", v.Code.Reveal(), v.SentAt, c.Expires)
	}
	b.now = c.Expires
	if got := b.shown(maria); got != "nothing" {
		t.Errorf("after its time: %q", got)
	}
}

func TestOfferCall_isOneOfTheSources(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if c, ok := b.gate.OfferCall(otp.Call{To: "12025550199", ID: "CA1", Heard: "123456"}); ok || c.Outcome != otp.OutcomeNotGated {
		t.Errorf("to another number: %s", c.Outcome)
	}
	b.offer("WhatsApp code 111-222", 0)
	if c := b.calls("CA1", "", "RE1", time.Second); c.Outcome != otp.OutcomeSuperseded || b.shown(maria) != "111222" {
		t.Errorf("a recording hides a code: %s", c.Outcome)
	}
	if c := b.calls("CA2", "three three three four four four", "", 2*time.Second); c.Outcome != otp.OutcomeCode || b.shown(maria) != "333444" || b.shown(paul) != "nothing" {
		t.Errorf("the newer call: %s", c.Outcome)
	}
	b.offer("WhatsApp code 555-666", 3*time.Second)
	if v := b.view(); v.Code.Reveal() != "555666" || v.IsCall || v.Recording != "" {
		t.Errorf("the newer SMS: %q, a call %v", v.Code.Reveal(), v.IsCall)
	}
	// What is still heard of the call before does not mix with it.
	b.calls("CA2", "", "", 4*time.Second)
	if got := b.shown(maria); got != "555666" {
		t.Errorf("after the end of the call: %q", got)
	}
}

func TestOfferCall_nothingOfItIsPrinted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.calls("CA1", "one two three four five six", "RE1", 0)
	v := b.view()
	for _, text := range []string{fmt.Sprintf("%+v %#v", c, c), fmt.Sprintf("%+v", v), fmt.Sprintf("%#v", v)} {
		if strings.Contains(text, "123456") || strings.Contains(text, "three") {
			t.Errorf("printed: %s", text)
		}
	}
}

func TestSuspectsCall(t *testing.T) {
	t.Parallel()
	for heard, want := range map[string]bool{
		"": false, "hello, is anybody there": false, "I would like to order a table": false, "guten Tag": false,
		"your verification": true, "What's app": true, "the CODE is": true, "four": true, "12": true, "your WhatsApp business": true,
	} {
		if got := otp.SuspectsCall(heard); got != want {
			t.Errorf("%q: %v", heard, got)
		}
	}
}
