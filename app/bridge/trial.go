package bridge

import "github.com/parleydesk/parley/backend/wire"

// The links between the relay and a person's eye and ear, in the order in which an alert
// passes them.
const (
	ChainRelay     = "relay"     // a question to the relay is answered
	ChainShown     = "shown"     // the system takes the notification
	ChainQuiet     = "quiet"     // the system shows what it took
	ChainSound     = "sound"     // the chime is played where it can be heard
	ChainAttention = "attention" // the window's place in the task bar or dock asks for the person
)

// How a link did.
const (
	DidWork    = "works"
	DidBreak   = "broken"
	DidOff     = "off"     // somebody switched it off in Parley
	DidUnknown = "unknown" // the system does not say
)

// What a person's own switches do to the sound.
const (
	WhyMuted  = "muted"
	WhySilent = "silent" // the volume is 0
)

// AlertTest is a test alert on its way from the relay to the person. Unix ms by the
// relay's clock; 0 = it did not come to that.
type AlertTest struct {
	ID       string      `json:"id"`    // "" = none was made since the start
	Links    []AlertLink `json:"links"` // in order
	RaisedAt int64       `json:"raisedAt"`
	TakenAt  int64       `json:"takenAt"` // the system took the notification
	SeenAt   int64       `json:"seenAt"`  // the person clicked it, or said that they saw it
}

// AlertLink is how one link did.
type AlertLink struct {
	Name    string        `json:"name" of:"bridge.Chain*"`
	Did     string        `json:"did" of:"bridge.Did*"`
	Why     string        `json:"why" of:"shell.Hindrance | bridge.Why* | ''"`
	Problem *wire.Failure `json:"problem,omitempty"`
}
