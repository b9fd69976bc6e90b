package shell

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// A clipboard's helper program that hangs on a display that is gone holds nobody
// up longer than its deadline, and what it says later reaches nobody.
func TestCopy_aHelperThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		d := NewDesktop(t.TempDir())
		d.write = func(string) error { <-hang; return nil }
		began := time.Now()
		how, err := d.Copy("x")
		if took := time.Since(began); how != "" || desk.CodeOf(err) != desk.CodeUnavailable || desk.SubcodeOf(err) != "clipboard" || took != clipDeadline {
			t.Errorf("after %v: %q, %v", took, how, err)
		}
		close(hang)
		synctest.Wait()
	})
}

// Before the window is there and after it went, nothing of the shell fails or
// waits: the app starts and ends around it.
func TestDesktop_asksNothingOfAWindowThatIsNotThere(t *testing.T) {
	t.Parallel()
	d := NewDesktop(t.TempDir())
	d.Emit("event", 1)
	d.Put(Place{X: 1, Y: 1, Width: 800, Height: 600})
	d.Put(Place{Maximised: true})
	if got := d.Place(); got != (Place{}) {
		t.Errorf("no window is at %+v", got)
	}
	if path, err := d.AskSave("Save file", "a.pdf"); path != "" || desk.CodeOf(err) != desk.CodeUnavailable || desk.SubcodeOf(err) != "window" {
		t.Errorf("AskSave = %q, %v", path, err)
	}
	d.Detach()
	d.Detach()
}

// The fake that the app's tests stand on refuses what the real shell refuses.
func TestFake_refusesTheSameLinks(t *testing.T) {
	t.Parallel()
	f := &Fake{}
	for _, link := range []string{"file:///etc/passwd", "javascript:alert(1)", "https://user@evil.example", "ms-settings:", "", "https://a.example/\x00"} {
		if err := f.OpenLink(link); desk.SubcodeOf(err) != "link" {
			t.Errorf("%q: %v", link, err)
		}
	}
	if err := f.OpenLink(" HTTPS://a.example/x "); err != nil {
		t.Error(err)
	}
	if links, files := f.Opened(); len(links) != 1 || len(files) != 0 {
		t.Errorf("opened %q, %q", links, files)
	}
}
