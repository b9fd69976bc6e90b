package shell

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	wails "github.com/wailsapp/wails/v2/pkg/runtime"

	"github.com/parleydesk/parley/backend/desk"
)

func TestCheckLink_letsFourSchemesThrough(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		link string
		ok   bool
	}{
		{"https://example.org/a?b=(c)~d", true},
		{"HTTP://example.org", true},
		{" https://example.org ", true},
		{"mailto:a@example.org", true},
		{"tel:+493012345", true},
		{"https://", false},
		{"https://bank.example@evil.example/", false},
		{"javascript:alert(1)", false},
		{"JaVaScRiPt:alert(1)", false},
		{"file:///etc/passwd", false},
		{"data:text/html,x", false},
		{"smb://host/share", false},
		{"ms-msdt:/id", false},
		{"mailto:", false},
		{"//example.org", false},
		{"example.org", false},
		{"https://example.org/\x00", false},
		{"https://example.org/\u0085", false},
		{"", false},
	} {
		got, err := CheckLink(tt.link)
		if (err == nil) != tt.ok {
			t.Errorf("CheckLink(%q) = %q, %v; want ok %v", tt.link, got, err, tt.ok)
		}
	}
}

func TestChime_isLouderWithVolumeAndNeverClips(t *testing.T) {
	t.Parallel()
	peak := func(volume int) int {
		b := chime(volume)
		if string(b[:4]) != "RIFF" || int(binary.LittleEndian.Uint32(b[40:44])) != len(b)-44 {
			t.Fatalf("chime(%d) is no WAV file", volume)
		}
		top := 0
		for i := 44; i < len(b); i += 2 {
			v := int(int16(binary.LittleEndian.Uint16(b[i:])))
			top = max(top, v, -v)
		}
		return top
	}
	if quiet, loud := peak(20), peak(100); quiet == 0 || loud <= 4*quiet || loud > 30_000 {
		t.Errorf("peaks: %d at 20, %d at 100", quiet, loud)
	}
	if got := peak(0); got != 0 {
		t.Errorf("peak at 0 = %d", got)
	}
}

func TestPlayer_takesTheNextProgramWhenOneFails(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the list of programs is Linux'")
	}
	dir := t.TempDir()
	var ran []string
	p := newPlayer(dir)
	p.find = func(name string) (string, error) {
		if name == "pw-play" {
			return "", errors.New("not here")
		}
		return name, nil
	}
	p.run = func(_ context.Context, path string, args ...string) error {
		ran = append(ran, path)
		if _, err := os.Stat(args[len(args)-1]); err != nil {
			t.Errorf("no sound file: %v", err)
		}
		if path == "paplay" {
			return errors.New("no server")
		}
		return nil
	}
	if err := p.play(t.Context(), 50); err != nil {
		t.Fatal(err)
	}
	if len(ran) != 2 || ran[0] != "paplay" || ran[1] != "aplay" {
		t.Errorf("ran %v, want paplay then aplay", ran)
	}
	before, err := os.ReadFile(filepath.Join(dir, "chime.wav"))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.play(t.Context(), 90); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(filepath.Join(dir, "chime.wav"))
	if err != nil || string(before) == string(after) {
		t.Errorf("the file was not written again for another volume: %v", err)
	}
}

func TestPlayer_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows needs no program")
	}
	p := newPlayer(t.TempDir())
	p.find = func(string) (string, error) { return "", errors.New("not here") }
	err := p.play(t.Context(), 50)
	if desk.CodeOf(err) != desk.CodeUnavailable || desk.SubcodeOf(err) != "sound" {
		t.Errorf("play = %v", err)
	}
	if err := p.play(t.Context(), 0); err != nil {
		t.Errorf("silence needs no program: %v", err)
	}
}

func TestDesktop_withoutWindowSaysSo(t *testing.T) {
	t.Parallel()
	d := NewDesktop(t.TempDir())
	d.write = func(string) error { return errors.New("no helper program") }
	if _, err := d.Copy("x"); desk.SubcodeOf(err) != "clipboard" {
		t.Errorf("Copy = %v", err)
	}
	d.write = func(string) error { return nil }
	if how, err := d.Copy("x"); how != "native" || err != nil {
		t.Errorf("Copy = %q, %v", how, err)
	}
	if err := d.Notify(Note{}); desk.SubcodeOf(err) != "notifications" {
		t.Errorf("Notify = %v", err)
	}
	if err := d.OpenLink("file:///etc/passwd"); desk.SubcodeOf(err) != "link" {
		t.Errorf("OpenLink = %v", err)
	}
	d.Front()
	d.Quit()
	d.Detach()
}

func TestOnScreen_refusesPlacesThatCannotBeReached(t *testing.T) {
	t.Parallel()
	screens := []wails.Screen{{}}
	screens[0].Size.Width, screens[0].Size.Height = 1920, 1080
	for _, tt := range []struct {
		x, y int
		want bool
	}{{0, 0, true}, {1800, 900, true}, {1900, 0, false}, {0, 1079, false}, {-1200, 10, false}, {10, -5, false}} {
		if got := onScreen(Place{X: tt.x, Y: tt.y, Width: 1200, Height: 800}, screens); got != tt.want {
			t.Errorf("onScreen(%d, %d) = %v", tt.x, tt.y, got)
		}
	}
}

func TestFit_leavesRoomForTheSystemsBars(t *testing.T) {
	t.Parallel()
	screens := []wails.Screen{{}}
	screens[0].Size.Width, screens[0].Size.Height = 1280, 800
	if w, h := fit(1360, 860, screens); w != 1280 || h != 710 {
		t.Errorf("fit = %d × %d", w, h)
	}
	screens[0].Size.Width, screens[0].Size.Height = 2560, 1440
	if w, h := fit(1360, 860, screens); w != 1360 || h != 860 {
		t.Errorf("fit on a large screen = %d × %d", w, h)
	}
}
