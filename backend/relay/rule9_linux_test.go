package relay_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// TestRule9_aFullDiskIsSaidAndReadsGoOn fills a small disk under a relay.
func TestRule9_aFullDiskIsSaidAndReadsGoOn(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, 96<<20)
	tm := newTeamIn(t, disk)
	tm.connectApp()
	tm.number(phoneID, appID)
	owner := tm.owner()
	fill(tm, "a", 5)
	filler := filepath.Join(disk, "filler")
	serves := func(when string) {
		t.Helper()
		d := tm.desk(owner, wire.Hello{})
		d.Until("the messages are served "+when, func() bool { return d.Count("message") >= 5 })
	}
	for _, when := range []string{"while it runs", "when it starts"} {
		fillUp(t, filler)
		if when == "when it starts" {
			tm.stop()
			fillUp(t, filler)
			tm.start()
		}
		for n := 0; tm.signed(textBody(fmt.Sprintf("wamid.full.%s.%d", when, n), phoneID, strings.Repeat("x", 3000))) == http.StatusOK; n++ {
			if n > 100 {
				t.Fatal("the disk takes everything: it is not full")
			}
		}
		if !eventually(func() bool { return readyCode(t, tm.relay) == http.StatusServiceUnavailable }) {
			t.Errorf("%s: ready with a full disk", when)
		}
		serves(when)
		if !slices.ContainsFunc(tm.pulse(owner).Alarms, func(a string) bool { return a == string(desk.AlarmFull) || a == string(desk.AlarmWrite) }) {
			t.Errorf("%s: the owner is not told", when)
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		if !eventually(func() bool { return readyCode(t, tm.relay) == http.StatusOK }) {
			t.Fatalf("%s: not ready with room on the disk", when)
		}
		if alarms := tm.pulse(owner).Alarms; len(alarms) != 0 {
			t.Errorf("%s: alarms that are over: %v", when, alarms)
		}
		if code := tm.signed(textBody("wamid.after."+when, phoneID, "again")); code != http.StatusOK {
			t.Errorf("%s: with room again a webhook gets %d", when, code)
		}
	}
}

// pulse asks what the relay says of itself.
func (tm *team) pulse(s wire.Session) wire.Pulse {
	tm.t.Helper()
	return said[wire.Pulse](tm.t, tm.desk(s, wire.Hello{}).Call(wire.CallPulse.Name, struct{}{}))
}

// fillUp writes until nothing more fits.
func fillUp(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600) //nolint:gosec // a test's own file
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // full
	for size := 1 << 20; size > 0; size /= 2 {
		for err = nil; err == nil; _, err = f.Write(make([]byte, size)) {
		}
	}
}

// smallDisk gives a directory on a file system of its own.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("needs to mount a small file system, which only root may: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}
