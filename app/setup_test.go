package app

import (
	"testing"

	"github.com/parleydesk/parley/app/alert"
	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// A person who waits in Meta's window is told of the code by the system and copies it from
// there: they stay where they paste, and the course of the set-up knows of it.
func TestApp_copiesTheCodeFromANotification(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	d := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	setup := d.connecting("+442079460958")
	world := r.Sandbox()
	if err := world.DoInWindow(sandbox.InWindow{PhoneNumberID: setup.PhoneID, Act: sandbox.WindowSMS}); err != nil {
		t.Fatal(err)
	}
	notesOf := func() (notes []shell.Note) {
		for _, n := range d.fake.Notes() {
			if n.Setup == setup.ID {
				notes = append(notes, n)
			}
		}
		return notes
	}
	waitFor(t, "the system tells of the code", func() bool { return len(notesOf()) == 1 })
	code, _, err := world.Code(setup.PhoneID)
	if err != nil {
		t.Fatal(err)
	}
	fronts := d.fake.Fronts()
	d.fake.Press(shell.Click{Setup: setup.ID, Action: alert.ActionCopy})
	if d.fake.Copied() != code || d.fake.Fronts() != fronts {
		t.Errorf("copied %d characters, %d times to the front", len(d.fake.Copied()), d.fake.Fronts()-fronts)
	}
	waitFor(t, "the relay knows that it was copied", func() bool {
		now, err := request(d.services, wire.CallSetupRenew, wire.SetupRef{SetupID: setup.ID})
		return err == nil && now.CodeCopiedAt >= now.CodeCameAt && now.CodeCameAt > 0
	})
	d.fake.Press(shell.Click{Setup: setup.ID})
	if got := d.fake.Events(bridge.EventNavigate); len(got) != 1 || d.fake.Fronts() != fronts+1 || d.services.system.News(got[0].Number-1).OpenSetup != setup.ID {
		t.Errorf("a click leads to %v", got)
	}
	// In front, the wizard shows it: nothing of the system's.
	d.services.system.Front(true)
	if err := world.SendSMS("442079460958", "WhatsApp", "WhatsApp code 111-222"); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the second code is here", func() bool {
		view, err := d.services.setup.Code(setup.ID)
		return err == nil && view.Code.Code == "111222"
	})
	if got := len(notesOf()); got != 1 {
		t.Errorf("%d notifications of a window in front", got)
	}
	// A code that cannot be copied brings the person to what can be done.
	d.fake.NoClipboard = true
	d.fake.Press(shell.Click{Setup: setup.ID, Action: alert.ActionCopy})
	if d.fake.Fronts() != fronts+2 {
		t.Error("a clipboard that refuses leaves the person alone")
	}
}

// connecting begins a set-up and connects its number at Meta.
func (d *desktop) connecting(phone string) wire.Setup {
	d.t.Helper()
	var err error
	must := func(st wire.Setup, failed error) wire.Setup {
		if err = failed; err != nil || st.Said != nil {
			d.t.Fatalf("%+v, %v", st.Said, desk.SaidOf(err))
		}
		return st
	}
	st := must(request(d.services, wire.CallSetupBegin, wire.SetupBegin{Phone: phone}))
	return must(request(d.services, wire.CallSetupConnect, wire.SetupConnect{SetupID: st.ID, WabaID: sandbox.DefaultWABA, DisplayName: "Harbour & Pine London"}))
}
