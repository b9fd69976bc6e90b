package shell

import (
	"context"
	"slices"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
)

// Fake is a computer without a display that remembers what it was asked. Tests
// look at it, and the journey without a window runs on it. The zero value
// works.
type Fake struct {
	// NoNotifications, NoSound and NoClipboard say what this computer lacks.
	NoNotifications, NoSound, NoClipboard bool
	// NoAttention says that it has no task bar, Hinders and HindersSound what its system
	// does to what it took.
	NoAttention           bool
	Hinders, HindersSound Hindrance
	// OnEmit and OnQuit hear what happens, outside locks. They may be nil.
	OnEmit func(name string, number int64)
	OnQuit func()
	// SaveTo is what the person answers to AskSave.
	SaveTo string

	mu         sync.Mutex // guards below
	clicked    func(Click)
	away       func(bool)
	events     []Event
	notes      []Note
	sounds     []int
	attentions []bool
	copied     string
	links      []string
	files      []string
	fronts     int
	place      Place
	asked      []string
}

// Event is something that the page was told.
type Event struct {
	Name   string
	Number int64
}

// Attach is Shell's.
func (f *Fake) Attach(_ context.Context, clicked func(Click)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clicked = clicked
	return nil
}

// Detach is Shell's.
func (f *Fake) Detach() {}

// Away is Shell's.
func (f *Fake) Away(ctx context.Context, changed func(isAway bool)) {
	f.mu.Lock()
	f.away = changed
	f.mu.Unlock()
	<-ctx.Done()
}

// Leave plays that the person locks the screen, or comes back. It says whether anybody
// listens.
func (f *Fake) Leave(isAway bool) bool {
	f.mu.Lock()
	away := f.away
	f.mu.Unlock()
	if away != nil {
		away(isAway)
	}
	return away != nil
}

// Click plays a click on a notification.
func (f *Fake) Click(thread string) { f.Press(Click{Thread: thread}) }

// Press plays a click on a notification or on one of its buttons.
func (f *Fake) Press(c Click) {
	f.mu.Lock()
	clicked := f.clicked
	f.mu.Unlock()
	if clicked != nil {
		clicked(c)
	}
}

// Emit is Shell's.
func (f *Fake) Emit(name string, number int64) {
	f.mu.Lock()
	f.events = append(f.events, Event{name, number})
	f.mu.Unlock()
	if f.OnEmit != nil {
		f.OnEmit(name, number)
	}
}

// Events gives what the page was told under a name.
func (f *Fake) Events(name string) []Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.events), func(e Event) bool { return e.Name != name })
}

// Front is Shell's; Fronts counts it.
func (f *Fake) Front() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fronts++
}

// Fronts counts how often the window came to the front.
func (f *Fake) Fronts() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fronts
}

// Put is Shell's.
func (f *Fake) Put(p Place) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.place = p
}

// Place is Shell's.
func (f *Fake) Place() Place {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.place
}

// Quit is Shell's.
func (f *Fake) Quit() {
	if f.OnQuit != nil {
		f.OnQuit()
	}
}

// Notify is Shell's.
func (f *Fake) Notify(n Note) error {
	if f.NoNotifications {
		return desk.Refuse(desk.CodeUnavailable, "notifications")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.notes = append(f.notes, n)
	return nil
}

// Notes gives the notifications shown so far.
func (f *Fake) Notes() []Note {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.notes)
}

// Hindrances is Shell's.
func (f *Fake) Hindrances(context.Context) (notes, sounds Hindrance) {
	return f.Hinders, f.HindersSound
}

// Attention is Shell's; Attentions lists what was wanted.
func (f *Fake) Attention(wanted bool) error {
	if f.NoAttention {
		return desk.Refuse(desk.CodeUnavailable, "window")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attentions = append(f.attentions, wanted)
	return nil
}

// Attentions gives each time that attention was wanted, or no longer was.
func (f *Fake) Attentions() []bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.attentions)
}

// Sound is Shell's.
func (f *Fake) Sound(_ context.Context, volume int) error {
	if f.NoSound {
		return desk.Refuse(desk.CodeUnavailable, "sound", desk.Params{"context": "none"})
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sounds = append(f.sounds, volume)
	return nil
}

// Sounds gives the volumes of the sounds played so far.
func (f *Fake) Sounds() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.sounds)
}

// Copy is Shell's.
func (f *Fake) Copy(text string) (string, error) {
	if f.NoClipboard {
		return "", desk.Refuse(desk.CodeUnavailable, "clipboard")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.copied = text
	return "native", nil
}

// Copied gives what is on the clipboard.
func (f *Fake) Copied() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.copied
}

// Picture is Shell's: the page of a browser gets pictures by itself.
func (*Fake) Picture() []byte { return nil }

// OpenLink is Shell's.
func (f *Fake) OpenLink(link string) error {
	checked, err := CheckLink(link)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.links = append(f.links, checked)
	return nil
}

// OpenFile is Shell's.
func (f *Fake) OpenFile(path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files = append(f.files, path)
	return nil
}

// Opened gives the links and files that were opened.
func (f *Fake) Opened() (links, files []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.links), slices.Clone(f.files)
}

// AskSave is Shell's.
func (f *Fake) AskSave(_, name string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, name)
	return f.SaveTo, nil
}

// Asked gives the names that were offered for saving.
func (f *Fake) Asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}
