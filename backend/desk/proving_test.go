package desk_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// A code is made of an id's digits and found in a text however its letters are written.
func TestProvingCode_isFoundInTheText(t *testing.T) {
	t.Parallel()
	code := desk.ProvingCode("prv_77770f1e2")
	p := &desk.Proving{Code: code}
	if code != "BJCHD" {
		t.Fatalf("code %q", code)
	}
	for text, want := range map[string]bool{
		"Parley test BJCHD": true, "bjchd": true, "«BjChD»": true, "BJCH D": false, "": false, "hello": false,
	} {
		if got := p.In(text); got != want {
			t.Errorf("in %q: %v", text, got)
		}
	}
	if none := (*desk.Proving)(nil); none.In("BJCHD") || (&desk.Proving{}).In("anything") || desk.ProvingCode("odd") != "" {
		t.Error("no test, or none with a code, finds something")
	}
}

func TestProving_saysHowFarTheAnswerIs(t *testing.T) {
	t.Parallel()
	said := &desk.Said{Code: desk.CodeConflict, Subcode: "notSent"}
	for name, c := range map[string]struct {
		p                         desk.Proving
		answered, failed, arrived bool
	}{
		"none":           {desk.Proving{}, false, false, false},
		"queued":         {desk.Proving{AnswerID: "m", Status: desk.StatusQueued}, true, false, false},
		"put off":        {desk.Proving{AnswerID: "m", Status: desk.StatusPosting, Said: said}, true, false, false},
		"nobody knows":   {desk.Proving{AnswerID: "m", Status: desk.StatusUnknown, Said: said}, true, false, false},
		"refused":        {desk.Proving{AnswerID: "m", Status: desk.StatusRejected, Said: said}, false, true, false},
		"given up":       {desk.Proving{AnswerID: "m", Status: desk.StatusCancelled}, false, true, false},
		"sent":           {desk.Proving{AnswerID: "m", Status: desk.StatusSent}, true, false, false},
		"undeliverable":  {desk.Proving{AnswerID: "m", Status: desk.StatusSent, Said: said}, false, true, false},
		"delivered":      {desk.Proving{AnswerID: "m", Status: desk.StatusDelivered}, true, false, true},
		"read after all": {desk.Proving{AnswerID: "m", Status: desk.StatusRead, Said: said}, true, false, true},
	} {
		if c.p.Answered() != c.answered || c.p.Failed() != c.failed || c.p.Arrived() != c.arrived {
			t.Errorf("%s: answered %v, failed %v, arrived %v", name, c.p.Answered(), c.p.Failed(), c.p.Arrived())
		}
	}
}

// A check that missed traffic is passed as soon as the traffic has come, without another
// examination; no other one changes.
func TestSinceProven_passesWhatTrafficHasProven(t *testing.T) {
	t.Parallel()
	missed := func(name desk.CheckName) desk.Check { return desk.Check{Name: name, Verdict: desk.VerdictWarning} }
	row := &desk.Checkup{At: 100, ChangedAt: 50, InboundAt: 150}
	if got := row.SinceProven(missed(desk.CheckInbound)); got.Verdict != desk.VerdictOK || len(got.Facts) != 2 || got.Facts[1] != (desk.Fact{Name: desk.FactLastIn, At: 150}) {
		t.Errorf("inbound: %+v", got)
	}
	if got := row.SinceProven(missed(desk.CheckOutbound)); got.Verdict != desk.VerdictWarning {
		t.Errorf("outbound: %+v", got)
	}
	if got := row.SinceProven(missed(desk.CheckToken)); got.Verdict != desk.VerdictWarning {
		t.Errorf("token: %+v", got)
	}
	row.DeliveredAt = 160
	if got := row.SinceProven(missed(desk.CheckOutbound)); got.Verdict != desk.VerdictOK || got.Facts[1].Name != desk.FactDelivered {
		t.Errorf("outbound: %+v", got)
	}
}
