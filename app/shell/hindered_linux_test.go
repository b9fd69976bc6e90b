package shell

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

func TestHindered_readsWhatTheMixersSay(t *testing.T) {
	t.Parallel()
	const node, muted, volume = "wpctl inspect", "pactl get-sink-mute", "wpctl get-volume"
	for _, tt := range []struct {
		name string
		said map[string]string // by program and question; a program that is not named is not installed
		want Hindrance
	}{
		{"no mixer", nil, HinderUnknown},
		{"heard", map[string]string{"pactl get-default-sink": "alsa_output.pci\n", muted: "Mute: no\n"}, HinderNothing},
		{"muted", map[string]string{"pactl get-default-sink": "alsa_output.pci\n", muted: "Mute: yes\n"}, HinderSpeaker},
		{"no device", map[string]string{"pactl get-default-sink": "auto_null\n", muted: "Mute: no\n"}, HinderNoDevice},
		{"an old pactl", map[string]string{muted: "Mute: no\n"}, HinderNothing},
		{"PipeWire", map[string]string{node: `  * node.name = "alsa_output.pci"`, volume: "Volume: 0.40\n"}, HinderNothing},
		{"PipeWire muted", map[string]string{volume: "Volume: 0.40 [MUTED]\n"}, HinderSpeaker},
		{"PipeWire at 0", map[string]string{volume: "Volume: 0.00\n"}, HinderSpeaker},
		{"PipeWire without a device", map[string]string{node: `  * node.name = "auto_null"`, volume: "Volume: 1.00\n"}, HinderNoDevice},
		{"words of another language", map[string]string{muted: "Stumm: ja\n"}, HinderUnknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t.TempDir())
			p.find = func(program string) (string, error) {
				for asked := range tt.said {
					if strings.HasPrefix(asked, program+" ") {
						return program, nil
					}
				}
				return "", exec.ErrNotFound
			}
			p.ask = func(_ context.Context, path string, args ...string) (string, error) {
				if said, ok := tt.said[path+" "+args[0]]; ok {
					return said, nil
				}
				return "", errors.New("exit status 1")
			}
			if got := p.hindered(t.Context()); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// Do not disturb is a switch that is on in KDE, dunst and Xfce, and one that is off in
// GNOME, which the portal wraps twice.
func TestNotesSwitches_readWhatTheDesktopSays(t *testing.T) {
	t.Parallel()
	quiet := map[string]bool{"Inhibited": true, "paused": true, "/do-not-disturb": true, "show-banners": false}
	for _, s := range notesSwitches() {
		name, _ := s.args[1].(string)
		hides, known := quiet[name]
		if !known {
			t.Fatalf("%s is not known", name)
		}
		delete(quiet, name)
		wrapped := dbus.MakeVariant(dbus.MakeVariant(hides))
		if got := s.judge(wrapped); got != HinderQuiet {
			t.Errorf("%s %v: %q", name, hides, got)
		}
		if got := s.judge(dbus.MakeVariant(!hides)); got != HinderNothing {
			t.Errorf("%s %v: %q", name, !hides, got)
		}
		if got := s.judge(dbus.MakeVariant("yes")); got != HinderUnknown {
			t.Errorf("%s as a text: %q", name, got)
		}
	}
	if len(quiet) != 0 {
		t.Errorf("not asked: %v", quiet)
	}
}
