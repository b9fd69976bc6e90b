package alert

import (
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// ringing is a computer without a display whose sound is the real one.
type ringing struct {
	*shell.Fake
	sounds *shell.Desktop
}

func (r ringing) Sound(ctx context.Context, volume int) error { return r.sounds.Sound(ctx, volume) }

// alsa has aplay, and nothing else that plays, write what it plays to a file;
// loudest gives the highest sample since the last call, 0 for none.
func alsa(t *testing.T) (loudest func() int, unplug func()) {
	t.Helper()
	aplay, err := exec.LookPath("aplay")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("aplay is not installed: no sound is played")
	}
	home, bin := t.TempDir(), t.TempDir()
	if err := os.Symlink(aplay, filepath.Join(bin, "aplay")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", home)
	t.Setenv("PATH", bin)
	played := filepath.Join(home, "played.raw")
	config := func(text string) {
		if err := os.WriteFile(filepath.Join(home, ".asoundrc"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config(`pcm.!default { type file slave.pcm "null" file "` + played + `" format "raw" }`)
	loudest = func() int {
		b, err := os.ReadFile(played)
		if err != nil {
			return 0
		}
		if err := os.Remove(played); err != nil {
			t.Fatal(err)
		}
		most := 0
		for i := 0; i+1 < len(b); i += 2 {
			most = max(most, int(int16(binary.LittleEndian.Uint16(b[i:])))) //nolint:gosec // samples have a sign
		}
		return most
	}
	return loudest, func() { config(`pcm.!default { type hw card 77 }`) }
}

func TestSound_anOfferIsHeardAtItsVolume(t *testing.T) {
	loudest, unplug := alsa(t) // changes the environment: not parallel
	fake := &shell.Fake{}
	rows := &copyOfRows{}
	rows.put(t, desk.RowThread, "thr_1", wire.Thread{ID: "thr_1"})
	settings := bridge.Settings{Notifications: true}
	inside := NewPage(fake.Emit)
	a := New(Config{
		System: ringing{fake, shell.NewDesktop(t.TempDir())}, Settings: func() bridge.Settings { return settings },
		Rows: rows, Inside: inside.Show, Now: time.Now, Log: silent,
	})
	offer := func() int {
		t.Helper()
		a.raise(t.Context(), news{count: 1, offers: []wire.Offer{{ID: "off", ThreadID: "thr_1"}}})
		a.wg.Wait() // until it was played
		return loudest()
	}
	heard := func() int {
		t.Helper()
		loud := 0
		for try := 0; try < 3 && loud == 0; try++ { // a machine that stands still cuts a sound off
			loud = offer()
		}
		return loud
	}
	settings.Volume = 100
	full := heard()
	settings.Volume = 30
	quiet := heard()
	if full < 5000 || quiet < 200 || quiet > full/5 {
		t.Errorf("the highest sample is %d at full volume and %d at 30 %%", full, quiet)
	}
	settings.Muted = true
	if got := offer(); got != 0 {
		t.Errorf("muted, it still plays: %d", got)
	}
	settings.Muted, settings.Volume = false, 0
	if got := offer(); got != 0 {
		t.Errorf("at no volume it plays: %d", got)
	}
	if got, shown := a.Abilities(), inside.After(0).Alerts; !got.Sound || len(shown) != 0 {
		t.Errorf("%+v, %d inside", got, len(shown))
	}
	unplug()
	settings.Volume = 100
	if got := offer(); got != 0 {
		t.Errorf("without a device it plays: %d", got)
	}
	shown := inside.After(0).Alerts
	if len(shown) != 1 {
		t.Fatalf("inside: %+v", shown)
	}
	if alert := shown[0]; alert.Kind != "offer" || alert.Problem == nil || fault(*alert.Problem) != "sound speaker" {
		t.Errorf("inside: %+v", alert)
	}
	if got := a.Abilities(); got.Sound || !slices.Equal(faults(got), []string{"sound speaker"}) {
		t.Errorf("abilities %+v", got)
	}
}
