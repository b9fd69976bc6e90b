package desk_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestTwoStep_saysWhatHasChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		is   desk.TwoStep
		want desk.TwoStepDrift
		at   int64
	}{
		"nothing is known":          {desk.TwoStep{}, "", 0},
		"it was agreed on":          {desk.TwoStep{AgreedAt: 5}, "", 0},
		"another PIN":               {desk.TwoStep{AgreedAt: 5, ChangedAt: 7}, desk.TwoStepChanged, 7},
		"asked to be switched off":  {desk.TwoStep{ResetAt: 8}, desk.TwoStepReset, 8},
		"asked after another PIN":   {desk.TwoStep{ChangedAt: 7, ResetAt: 8}, desk.TwoStepReset, 8},
		"another PIN after asking":  {desk.TwoStep{ChangedAt: 9, ResetAt: 8}, desk.TwoStepChanged, 9},
		"off, seen when asked for":  {desk.TwoStep{Off: true}, desk.TwoStepOff, 0},
		"off, as the provider told": {desk.TwoStep{ChangedAt: 7, ResetAt: 8, Off: true}, desk.TwoStepOff, 8},
	} {
		if got, at := c.is.Drift(); got != c.want || at != c.at {
			t.Errorf("%s: %q at %d, want %q at %d", name, got, at, c.want, c.at)
		}
	}
}
