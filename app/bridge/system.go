package bridge

import "github.com/parleydesk/parley/backend/wire"

// Settings are this computer's own switches.
type Settings struct {
	Theme         string `json:"theme"`  // auto, light, dark
	Volume        int    `json:"volume"` // 0–100
	Muted         bool   `json:"muted"`
	Notifications bool   `json:"notifications"` // native ones
	KeepReceiving string `json:"keepReceiving"` // ask, keep, stop: when the last window closes
	EnterSends    bool   `json:"enterSends"`
	UndoSeconds   int    `json:"undoSeconds"` // for how long a reply can be taken back: one of UndoSteps
}

// UndoSteps are for how long a reply can be held back, in seconds. 0, which is how it begins,
// holds none: a customer waits for each answer, so nobody's come later unless they want it.
var UndoSteps = []int{0, 5, 10, 20, wire.MaxHold}

// Abilities is what this computer's system offers.
type Abilities struct {
	Notifications bool           `json:"notifications"` // the last native one was taken by the system
	Sound         bool           `json:"sound"`
	Clipboard     bool           `json:"clipboard"`
	Problems      []wire.Failure `json:"problems"` // why something does not work
}

// Machine is what the shell offers to the screens.
type Machine interface {
	Settings() Settings
	SaveSettings(Settings) error
	Abilities() Abilities
	// TestAlert sends an alert the whole way, and says how each link did.
	TestAlert() AlertTest
	// TestedAlert gives the last one, with whether it was seen.
	TestedAlert() AlertTest
	// SawAlert says that the person saw it.
	SawAlert(id string)
	// News gives what the page has to show that came after a number.
	News(after int64) News
	// Marked gives the text of a question about its formatting, "" when nobody waits;
	// Plain takes the answer.
	Marked(number int64) string
	Plain(number int64, text string)
	// Viewing says which thread is in view ("" = none), so that it is not announced.
	Viewing(threadID string, focused bool)
	// Front says whether the window is in front of the person.
	Front(isFront bool)
	// PastedPicture gives the picture on the clipboard that the web view does not give the
	// page, as a PNG in base64; "" if there is none, or words stand beside it.
	PastedPicture() (string, error)
	// OpenLink opens an allowed link (https, http, mailto, tel) outside the app.
	OpenLink(url string) error
	// OpenMedia opens a file as the type that was shown; SaveMedia asks where to.
	OpenMedia(mediaID string) error
	SaveMedia(mediaID string) (path string, err error)
	// SaveMade saves a png, svg, txt or csv that the page made, given as base64.
	SaveMade(kind, name, content string) (path string, err error)
	// SaveTranscript draws a conversation as a PDF and asks where to.
	SaveTranscript(name string, doc Transcript) (SavedTranscript, error)
	// Quit closes the app; keep leaves the relay of this computer running.
	Quit(keep bool, remember bool)
}

// System is the computer around the window.
type System struct {
	machine Machine
	clip    Clipboard
}

// NewSystem wires the service.
func NewSystem(machine Machine, clip Clipboard) *System { return &System{machine, clip} }

// Settings gives this computer's switches.
func (s *System) Settings() Settings { return s.machine.Settings() }

// SaveSettings stores them.
func (s *System) SaveSettings(v Settings) error { return s.machine.SaveSettings(v) }

// Abilities tells what works on this computer.
func (s *System) Abilities() Abilities { return s.machine.Abilities() }

// TestAlert sends an alert the whole way from the relay to the person, and says how each
// link did.
func (s *System) TestAlert() AlertTest { return s.machine.TestAlert() }

// TestedAlert gives the last one, with whether it was seen.
func (s *System) TestedAlert() AlertTest { return s.machine.TestedAlert() }

// SawAlert says that the person saw it.
func (s *System) SawAlert(id string) { s.machine.SawAlert(id) }

// News gives what the page has to show that came after a number: alerts that
// the system did not take, and the thread of a clicked notification.
func (s *System) News(after int64) News { return s.machine.News(after) }

// Marked gives the text whose formatting the page is asked to take out for a
// notification, "" when nobody waits for it any more.
func (s *System) Marked(number int64) string { return s.machine.Marked(number) }

// Plain is the page's answer: the text without formatting.
func (s *System) Plain(number int64, text string) { s.machine.Plain(number, text) }

// Viewing tells which thread is in view, so that it is not announced.
func (s *System) Viewing(threadID string, focused bool) { s.machine.Viewing(threadID, focused) }

// Front tells whether the window is in front of the person: what they see there is not
// announced.
func (s *System) Front(isFront bool) { s.machine.Front(isFront) }

// Copy puts text on the system clipboard and says how.
func (s *System) Copy(text string) (string, error) { return s.clip.Copy(text) }

// PastedPicture gives the picture on the clipboard that the web view keeps from the page, as a
// PNG in base64; "" = there is none.
func (s *System) PastedPicture() (string, error) { return s.machine.PastedPicture() }

// OpenLink opens an allowed link outside the app.
func (s *System) OpenLink(url string) error { return s.machine.OpenLink(url) }

// OpenMedia opens a received file with the system's program for its type.
func (s *System) OpenMedia(mediaID string) error { return s.machine.OpenMedia(mediaID) }

// SaveMedia asks where to and saves a received file; "" = the person cancelled.
func (s *System) SaveMedia(mediaID string) (string, error) { return s.machine.SaveMedia(mediaID) }

// SaveMade asks where to and saves what the page made (png, svg, txt or csv, as base64);
// "" = the person cancelled.
func (s *System) SaveMade(kind, name, content string) (string, error) {
	return s.machine.SaveMade(kind, name, content)
}

// SaveTranscript draws a conversation as a PDF, asks where to and saves it.
func (s *System) SaveTranscript(name string, doc Transcript) (SavedTranscript, error) {
	return s.machine.SaveTranscript(name, doc)
}

// Quit closes the app; keep leaves this computer's relay running.
func (s *System) Quit(keep, remember bool) { s.machine.Quit(keep, remember) }
