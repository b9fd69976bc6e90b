package lifecycle_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

func TestSettle(t *testing.T) {
	t.Parallel()
	promised := desk.ServiceTarget{From: 100, Since: 500, DueAt: 800}
	late := promised
	late.Result, late.Warned = desk.ServiceMissed, true
	for name, tc := range map[string]struct {
		in          desk.ServiceTarget
		stop, ended int64
		want        desk.ServiceResult
		isPromised  bool
	}{
		"in time":                        {promised, 700, 0, desk.ServiceMet, true},
		"late":                           {promised, 801, 0, desk.ServiceMissed, true},
		"told of late, and was in time":  {late, 700, 0, desk.ServiceMet, true},
		"given before it was promised":   {promised, 499, 0, "", false},
		"told of late, and was before":   {late, 499, 0, "", false},
		"ended before it was due":        {promised, 0, 700, "", true},
		"ended without an answer, late":  {promised, 0, 900, desk.ServiceMissed, true},
		"nothing is promised, and ended": {desk.ServiceTarget{From: 100}, 200, 300, "", false},
	} {
		got := lifecycle.Settle(tc.in, tc.stop, tc.ended)
		if got.Result != tc.want || got.DueAt > 0 != tc.isPromised || !tc.isPromised && got.Warned {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
