package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func (w *world) profile(id desk.ProfileID) *desk.Profile {
	w.t.Helper()
	for _, p := range every[desk.Profile](w.m, desk.RowProfile, nil) {
		if p.ID == id {
			return p
		}
	}
	w.t.Fatalf("there is no profile %s", id)
	return nil
}

func (w *world) numberRow(id desk.NumberID) *desk.Number {
	w.t.Helper()
	for _, n := range every[desk.Number](w.m, desk.RowNumber, nil) {
		if n.ID == id {
			return n
		}
	}
	w.t.Fatalf("there is no number %s", id)
	return nil
}

// toSend counts the profiles that wait to be sent.
func (w *world) toSend() (n int) {
	for _, j := range w.m.jobs {
		if j.Kind == desk.JobProfile {
			n++
		}
	}
	return n
}

func shop(name, about string) desk.Profile {
	return desk.Profile{ID: desk.ProfileID("pro_" + name), Name: name, BusinessProfile: desk.BusinessProfile{About: about, Websites: []string{}}}
}

// What is changed in a profile is shown by every number that uses it, here at once, and
// waits to be told to the provider; its name is told to nobody.
func TestProfile_aChangeGoesToWhoeverUsesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "2", Name: "Two"})
	w.must(desk.EntryProfilePut, shop("a", "Lamps"))
	if w.toSend() != 0 {
		t.Error("a profile that nobody uses is sent")
	}
	for _, id := range []desk.NumberID{"num1", "num2"} {
		w.must(desk.EntryNumberProfile, desk.ProfileUse{NumberID: id, ProfileID: "pro_a"})
	}
	if n := w.numberRow("num1"); n.ProfileID != "pro_a" || n.Profile.About != "Lamps" || w.toSend() != 2 {
		t.Errorf("%+v, %d to send", n, w.toSend())
	}
	taken := func(id desk.NumberID) {
		w.must(desk.EntryNumberShown, desk.NumberShown{NumberID: id, ProfileID: "pro_a", Seq: w.profile("pro_a").Seq, Sent: true})
	}
	taken("num1")
	taken("num2")
	if n := w.numberRow("num1"); w.toSend() != 0 || n.Shown.Seq != w.profile("pro_a").Seq || n.Shown.At == 0 {
		t.Errorf("taken: %+v, %d to send", n.Shown, w.toSend())
	}
	named := shop("a", "Lamps")
	named.Name = "Shop"
	w.must(desk.EntryProfilePut, named)
	if w.toSend() != 0 {
		t.Error("a profile's name is sent to the provider")
	}
	named.About = "Lamps and more"
	w.must(desk.EntryProfilePut, named)
	if n := w.numberRow("num2"); w.toSend() != 2 || n.Profile.About != "Lamps and more" || n.Shown.Seq == w.profile("pro_a").Seq {
		t.Errorf("changed: %+v, %d to send", n, w.toSend())
	}
}

// What came of sending an earlier change says nothing about the one after it.
func TestProfile_anAnswerIsAboutTheChangeThatWasSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryProfilePut, shop("a", "Lamps"))
	w.must(desk.EntryProfilePut, shop("b", "Tents"))
	w.must(desk.EntryNumberProfile, desk.ProfileUse{NumberID: "num1", ProfileID: "pro_a"})
	early := w.profile("pro_a").Seq
	w.must(desk.EntryProfilePut, shop("a", "Lamps, too"))
	w.must(desk.EntryNumberShown, desk.NumberShown{NumberID: "num1", ProfileID: "pro_a", Seq: early, Sent: true})
	if n := w.numberRow("num1"); n.Shown.Seq != 0 || w.toSend() != 1 {
		t.Errorf("the earlier change counts for the later: %+v, %d to send", n.Shown, w.toSend())
	}
	said := &desk.Said{Code: desk.CodeInvalid, Subcode: "email"}
	w.must(desk.EntryNumberShown, desk.NumberShown{NumberID: "num1", ProfileID: "pro_a", Seq: w.profile("pro_a").Seq, Sent: true, Said: said})
	if n := w.numberRow("num1"); n.Shown.Said == nil || w.toSend() != 0 {
		t.Errorf("refused: %+v, %d to send", n.Shown, w.toSend())
	}
	w.must(desk.EntryNumberProfile, desk.ProfileUse{NumberID: "num1", ProfileID: "pro_b"})
	w.must(desk.EntryNumberShown, desk.NumberShown{NumberID: "num1", ProfileID: "pro_a", Seq: w.profile("pro_a").Seq, Sent: true})
	if n := w.numberRow("num1"); n.ProfileID != "pro_b" || n.Profile.About != "Tents" || n.Shown.Said != nil || n.Shown.Seq != 0 || w.toSend() != 1 {
		t.Errorf("another profile: %+v, %d to send", n, w.toSend())
	}
	theirs := &desk.BusinessProfile{About: "Boats"}
	w.must(desk.EntryNumberShown, desk.NumberShown{NumberID: "num1", ProfileID: "pro_b", Seq: w.profile("pro_b").Seq, Sent: true})
	w.must(desk.EntryNumberShown, desk.NumberShown{NumberID: "num1", ProfileID: "pro_b", Seq: w.profile("pro_b").Seq, Theirs: theirs})
	if n := w.numberRow("num1"); n.Shown.Theirs == nil || n.Shown.Seq == 0 || n.Profile.About != "Tents" {
		t.Errorf("the provider shows something else: %+v", n.Shown)
	}
	w.must(desk.EntryNumberProfile, desk.ProfileUse{NumberID: "num1", ProfileID: "pro_b"})
	w.must(desk.EntryNumberShown, desk.NumberShown{NumberID: "num1", ProfileID: "pro_b", Seq: w.profile("pro_b").Seq, Sent: true})
	if n := w.numberRow("num1"); n.Shown.Theirs != nil {
		t.Errorf("ours was put back, and theirs is still there: %+v", n.Shown)
	}
}

// A profile that is in use stays, and so does a name.
func TestProfile_whatIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryProfilePut, shop("a", "Lamps"))
	w.must(desk.EntryNumberProfile, desk.ProfileUse{NumberID: "num1", ProfileID: "pro_a"})
	same := shop("b", "Tents")
	same.Name = "A"
	for name, entry := range map[string]struct {
		kind    desk.EntryKind
		payload any
	}{
		"a name that another has":   {desk.EntryProfilePut, same},
		"deleting one in use":       {desk.EntryProfileGone, desk.ProfileGone{ID: "pro_a"}},
		"a profile that is not":     {desk.EntryNumberProfile, desk.ProfileUse{NumberID: "num1", ProfileID: "pro_x"}},
		"a number that is not":      {desk.EntryNumberProfile, desk.ProfileUse{NumberID: "num9", ProfileID: "pro_a"}},
		"an answer about no number": {desk.EntryNumberShown, desk.NumberShown{NumberID: "num9", ProfileID: "pro_a"}},
	} {
		if _, err := w.fold(entry.kind, entry.payload); err == nil {
			t.Errorf("%s goes through", name)
		}
	}
	w.must(desk.EntryNumberGone, map[string]string{"id": "num1"})
	w.must(desk.EntryProfileGone, desk.ProfileGone{ID: "pro_a"})
	if !w.profile("pro_a").Deleted {
		t.Error("a profile that nobody uses any more stays")
	}
	w.must(desk.EntryProfilePut, same)
	if _, err := w.fold(desk.EntryNumberProfile, desk.ProfileUse{NumberID: "num1", ProfileID: "pro_b"}); err == nil {
		t.Error("a deleted number gets a profile")
	}
}

// A number that is set up has the profile that the provider took while it was; one that
// was changed meanwhile is sent.
func TestProfile_ofASetUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryProfilePut, shop("a", "Lamps"))
	number := desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "2", Name: "Two", ProfileID: "pro_a"}
	w.must(desk.EntryNumberPut, desk.NumberEntry{Number: number, ProfileSeq: w.profile("pro_a").Seq})
	if n := w.numberRow("num2"); n.Profile.About != "Lamps" || n.Shown.Seq == 0 || w.toSend() != 0 {
		t.Errorf("%+v, %d to send", n, w.toSend())
	}
	w.must(desk.EntryNumberPut, desk.NumberEntry{Number: number, ProfileSeq: 1})
	if w.toSend() != 1 {
		t.Error("a change that the provider did not take is not sent")
	}
	number.ProfileID = ""
	w.must(desk.EntryNumberPut, desk.NumberEntry{Number: number})
	if n := w.numberRow("num2"); n.ProfileID != "pro_a" {
		t.Error("a put without a profile takes it away")
	}
	number.ID, number.PhoneID, number.Name, number.ProfileID = "num3", "3", "Three", "pro_x"
	w.must(desk.EntryNumberPut, desk.NumberEntry{Number: number})
	if n := w.numberRow("num3"); n.ProfileID != "" {
		t.Error("a number has a profile that is not there")
	}
}
