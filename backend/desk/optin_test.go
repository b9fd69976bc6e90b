package desk_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestPurposeOf_whatIsUnknownIsMarketing(t *testing.T) {
	t.Parallel()
	for category, want := range map[string]desk.Purpose{
		"UTILITY": desk.PurposeUtility, "AUTHENTICATION": desk.PurposeAuthentication, "MARKETING": desk.PurposeMarketing,
		"": desk.PurposeMarketing, "MARKETING_LITE": desk.PurposeMarketing,
	} {
		if got := desk.PurposeOf(category); got != want {
			t.Errorf("%q is %s, want %s", category, got, want)
		}
	}
}

func TestContact_stopsAndResumesInTheirOrder(t *testing.T) {
	t.Parallel()
	var c desk.Contact
	for i, step := range []struct {
		at      int64
		resume  bool
		news    bool
		stopped bool
	}{
		{at: 10, resume: true, news: false, stopped: false}, // nothing to resume
		{at: 10, news: true, stopped: true},
		{at: 12, news: false, stopped: true},
		{at: 9, resume: true, news: false, stopped: true}, // from before the stop
		{at: 20, resume: true, news: true, stopped: false},
		{at: 10, news: false, stopped: false}, // the first stop, told again
		{at: 30, news: true, stopped: true},
	} {
		before := c
		var got bool
		if step.resume {
			got = c.Resume(step.at)
		} else {
			got = c.Stop(step.at, false)
		}
		if got != step.news || c.Stopped() != step.stopped {
			t.Errorf("step %d: news %v, stopped %v: %+v", i, got, c.Stopped(), c.Stops)
		}
		if len(before.Stops) > 0 && before.Stops[len(before.Stops)-1].ResumedAt != 0 != (i > 4) {
			t.Errorf("step %d changed what somebody else holds: %+v", i, before.Stops)
		}
	}
	for at := int64(100); at < 200; at += 2 {
		c.Resume(at)
		c.Stop(at+1, true)
	}
	if len(c.Stops) != 20 || !c.Stopped() || c.Stops[19].At != 199 {
		t.Errorf("%d stops are kept, the last %+v", len(c.Stops), c.Stops[len(c.Stops)-1])
	}
}

func TestContact_aLaterAgreementLiftsAStop(t *testing.T) {
	t.Parallel()
	marketing := []desk.Purpose{desk.PurposeMarketing}
	for name, c := range map[string]struct {
		optIn desk.OptIn
		want  bool
	}{
		"from before":       {desk.OptIn{At: 9, Purposes: marketing}, true},
		"of the same time":  {desk.OptIn{At: 10, Purposes: marketing}, true},
		"later":             {desk.OptIn{At: 11, Purposes: marketing}, false},
		"later, withdrawn":  {desk.OptIn{At: 11, Purposes: marketing, WithdrawnAt: 12}, true},
		"to something else": {desk.OptIn{At: 11, Purposes: []desk.Purpose{desk.PurposeUtility}}, true},
	} {
		contact := desk.Contact{OptIns: []desk.OptIn{c.optIn}}
		contact.Stop(10, false)
		if got := contact.Stopped(); got != c.want {
			t.Errorf("%s: stopped %v", name, got)
		}
	}
}

func TestContact_takesTheConsentOfWhoIsTheSame(t *testing.T) {
	t.Parallel()
	a := desk.Contact{OptIns: []desk.OptIn{{ID: "2", RecordedAt: 2}}, Stops: []desk.Stop{{At: 5, ResumedAt: 6}}}
	b := desk.Contact{OptIns: []desk.OptIn{{ID: "1", RecordedAt: 1}, {ID: "3", RecordedAt: 3}}, Stops: []desk.Stop{{At: 1}}}
	a.TakeConsent(&b)
	if len(a.OptIns) != 3 || a.OptIns[0].ID != "1" || a.OptIns[2].ID != "3" || len(a.Stops) != 2 || a.Stops[0].At != 1 || b.OptIns != nil || b.Stops != nil {
		t.Errorf("%+v, %+v", a, b)
	}
}
