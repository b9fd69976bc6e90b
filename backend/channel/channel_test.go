package channel_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

func TestRulesOf_namesNoneMeansWhatsApp(t *testing.T) {
	t.Parallel()
	for c, want := range map[desk.Channel]time.Duration{"": 24 * time.Hour, desk.WhatsApp: 24 * time.Hour, desk.SMS: 0, "smoke": 24 * time.Hour} {
		r := channel.RulesOf(c)
		if r.Window != want || r.Name == "" || r.PerSecond <= 0 {
			t.Errorf("%q: %+v", c, r)
		}
	}
}

// failing is a provider's error.
type failing struct{ f channel.Failure }

func (failing) Error() string              { return "failing" }
func (e failing) Failure() channel.Failure { return e.f }

func TestFailure_outcome(t *testing.T) {
	t.Parallel()
	for want, list := range map[channel.Outcome][]channel.Failure{
		channel.OutcomeUnknown: {{Unknown: true}, {Unknown: true, Retry: channel.RetryBackoff}},
		channel.OutcomeAgain:   {{Retry: channel.RetryBackoff}, {Retry: channel.RetryWait}, {Retry: channel.RetryPair}},
		channel.OutcomeRefused: {{Retry: channel.RetryNever}, {Retry: channel.RetryFix}, {}},
	} {
		for _, f := range list {
			got, ok := channel.FailureOf(fmt.Errorf("send: %w", failing{f}))
			if !ok || got.Outcome() != want {
				t.Errorf("%+v: %s, %t; want %s", f, got.Outcome(), ok, want)
			}
		}
	}
	if _, ok := channel.FailureOf(errors.New("another")); ok {
		t.Error("an error that is nobody's is a provider's")
	}
}
