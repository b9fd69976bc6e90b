package app

import "testing"

// left says whether the app takes the person for gone.
func (d *desktop) left() bool {
	d.presence.Lock()
	defer d.presence.Unlock()
	return d.isAway
}

// Whoever does something in the window is there, though the system never said that they
// came back.
func TestAway_untilThePersonIsSeen(t *testing.T) {
	t.Parallel()
	d := newDesktop(t, nil)
	waitFor(t, "somebody listens", func() bool { return d.fake.Leave(true) })
	if !d.left() {
		t.Fatal("locked, and taken for there")
	}
	d.services.system.Front(false)
	if !d.left() {
		t.Fatal("a window that goes to the back brings nobody back")
	}
	d.services.system.Front(true)
	if d.left() {
		t.Fatal("somebody works in the window")
	}
	d.fake.Leave(true)
	d.fake.Leave(false)
	if d.left() {
		t.Error("unlocked, and taken for gone")
	}
}
