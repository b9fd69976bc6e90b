// Package shell holds every call of the window toolkit and of the operating
// system that the desktop makes: window, events, notifications, sound,
// clipboard, programs for links and files, dialogs.
//
// It is for reaching the computer around the app, behind one interface, so
// that everything above it runs without a display. It is not for deciding what
// is worth an alert or what may be opened for whom: app and bridge do that.
//
// It is the rim of the flow: the last step before the person's eye and ear.
package shell

import "context"

// Place is where the window is and how large.
type Place struct {
	X         int  `json:"x"`
	Y         int  `json:"y"`
	Width     int  `json:"width"`
	Height    int  `json:"height"`
	Maximised bool `json:"maximised"`
}

// Known says that the window was placed once.
func (p Place) Known() bool { return p.Width > 0 && p.Height > 0 }

// Smallest size of the window: below it the three columns do not fit.
const (
	MinWidth  = 960
	MinHeight = 600
)

// Note is a notification of the system. Thread and Setup are given back when it
// is clicked.
type Note struct {
	ID      string
	Title   string
	Body    string
	Thread  string
	Setup   string   // the set-up of a number that it is about
	Actions []Action // its buttons, where the system has such
}

// Action is a button of a notification.
type Action struct {
	ID    string
	Title string // in our words
}

// Click is what a person did with a notification. Action is "" when they clicked
// the notification itself.
type Click struct {
	Note   string // its ID
	Thread string
	Setup  string
	Action string
}

// Hindrance is what the system does to an alert that it took.
type Hindrance string

// What keeps an alert from the person.
const (
	HinderNothing    Hindrance = ""
	HinderUnknown    Hindrance = "unknown"    // the system does not say
	HinderQuiet      Hindrance = "quiet"      // do not disturb
	HinderSystemOff  Hindrance = "systemOff"  // it shows no notifications of Parley, or none at all
	HinderFullScreen Hindrance = "fullScreen" // a presentation or a game keeps them away
	HinderSpeaker    Hindrance = "speaker"    // its own sound is muted or at 0
	HinderNoDevice   Hindrance = "noDevice"   // there is nothing to hear it with
)

// Shell is the computer around the app. Before Attach and after Detach its
// methods do nothing or say so with CodeUnavailable; all may be called
// concurrently.
type Shell interface {
	// Attach hands over the toolkit's context, when the window exists.
	// clicked is called when a notification or one of its buttons was clicked.
	// An error says that the window could not be kept from going elsewhere.
	Attach(ctx context.Context, clicked func(Click)) error
	// Detach gives back what Attach took.
	Detach()

	// Emit sends an event to the page: a name and a number, never content.
	Emit(name string, number int64)
	// Front shows the window and brings it to the front.
	Front()
	// Put places the window; Place tells where it is.
	Put(p Place)
	Place() Place
	// Quit asks the toolkit to end; it asks back through OnBeforeClose.
	Quit()

	// Notify shows a notification of the system. An error says that the person
	// did not see it.
	Notify(n Note) error
	// Hindrances says what the system, as far as it tells, does to notifications and to
	// sounds that it took: neither can be seen from what a call answers.
	Hindrances(ctx context.Context) (notes, sounds Hindrance)
	// Attention has the window's place in the task bar or dock ask for the person, or
	// takes that back. An error says that this system has no way to.
	Attention(wanted bool) error
	// Away calls changed whenever the person leaves this computer or comes back, as far as
	// the system says so: its screen is locked, or it goes to sleep. It begins with the
	// person there, and returns when ctx ends. changed must not block.
	Away(ctx context.Context, changed func(isAway bool))
	// Sound plays the chime, at volume 0–100, and returns when it was played.
	Sound(ctx context.Context, volume int) error
	// Copy puts text on the clipboard and says how: "native" or "wails".
	Copy(text string) (how string, err error)
	// Picture gives the picture on the clipboard as a PNG, nil if there is none, words stand
	// beside it, or the page gets it by itself on this system.
	Picture() []byte
	// OpenLink opens an allowed link (https, http, mailto, tel) outside.
	OpenLink(link string) error
	// OpenFile opens a file with the system's program for its type.
	OpenFile(path string) error
	// AskSave asks where to save a file, under a title; "" = the person cancelled.
	AskSave(title, name string) (path string, err error)
}
