package shell

import (
	"context"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// mixer is a program that tells how the speaker stands.
type mixer struct {
	name string
	args []string
	read func(said string) Hindrance
}

// mixers lists what tells it on Linux. All that are there are asked: the server of
// sounds tells what it plays to by one, and whether that is muted by another.
func mixers() []mixer {
	return []mixer{
		{"pactl", []string{"get-default-sink"}, sinkHinders},
		{"pactl", []string{"get-sink-mute", "@DEFAULT_SINK@"}, muteHinders},
		{"wpctl", []string{"inspect", "@DEFAULT_AUDIO_SINK@"}, nodeHinders},
		{"wpctl", []string{"get-volume", "@DEFAULT_AUDIO_SINK@"}, volumeHinders},
	}
}

// hindered says what the system does to a sound that it took.
func (p *player) hindered(ctx context.Context) Hindrance {
	if runtime.GOOS == "windows" {
		return deviceHinders()
	}
	return firstOf(mixers(), func(m mixer) Hindrance {
		at, err := p.find(m.name)
		if err != nil {
			return HinderUnknown
		}
		said, err := p.ask(ctx, at, m.args...)
		if err != nil {
			return HinderUnknown // an older one that does not know the question, or no server of sounds
		}
		return m.read(said)
	})
}

// firstOf asks one after the other until something hinders. Nothing does when none says so
// and at least one knows.
func firstOf[T any](list []T, ask func(T) Hindrance) Hindrance {
	found := HinderUnknown
	for _, each := range list {
		switch h := ask(each); h {
		case HinderUnknown:
		case HinderNothing:
			found = h
		default:
			return h
		}
	}
	return found
}

// dummySink is what the servers of sounds play to where there is no device.
const dummySink = "auto_null"

func sinkHinders(said string) Hindrance {
	switch strings.TrimSpace(said) {
	case "", "@DEFAULT_SINK@", dummySink:
		return HinderNoDevice
	}
	return HinderUnknown // there is one; whether it is muted is another question
}

func muteHinders(said string) Hindrance {
	switch strings.TrimSpace(said) {
	case "Mute: yes":
		return HinderSpeaker
	case "Mute: no":
		return HinderNothing
	}
	return HinderUnknown
}

func nodeHinders(said string) Hindrance {
	if strings.Contains(said, `node.name = "`+dummySink+`"`) {
		return HinderNoDevice
	}
	return HinderUnknown
}

// volumeSaid is wpctl's answer: "Volume: 0.40", or "Volume: 0.40 [MUTED]".
var volumeSaid = regexp.MustCompile(`^Volume: (\d+\.\d+)( \[MUTED\])?$`)

func volumeHinders(said string) Hindrance {
	m := volumeSaid.FindStringSubmatch(strings.TrimSpace(said))
	if m == nil {
		return HinderUnknown
	}
	if loud, err := strconv.ParseFloat(m[1], 64); err == nil && loud > 0 && m[2] == "" {
		return HinderNothing
	}
	return HinderSpeaker
}
