package channel

import (
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// Rules is what a channel allows.
type Rules struct {
	// Name is what people call it.
	Name string
	// Window is how long after the customer's last message free text may be sent;
	// 0 = always, there is no window.
	Window time.Duration
	// PerSecond is how many messages of one number the provider takes in a second.
	PerSecond int
	// FileLife is how long the provider keeps a file that a customer sent, MaxFile
	// the size of the largest in bytes.
	FileLife time.Duration
	MaxFile  int64
	// MaxText is the longest text, in characters. TextOnly: nothing else is sent, and no
	// template is needed to begin.
	MaxText  int
	TextOnly bool
	// Parts says that the provider may cut one message into several, each with an id of
	// its own, of which we know the first.
	Parts bool
}

// rules of each channel.
var rules = map[desk.Channel]Rules{
	desk.WhatsApp: {
		Name: "WhatsApp", Window: 24 * time.Hour, PerSecond: 80, FileLife: 7 * 24 * time.Hour, MaxFile: 100 << 20, MaxText: 4096,
	},
	desk.SMS: {Name: "SMS", PerSecond: 1, MaxText: 1600, TextOnly: true, Parts: true},
}

// RulesOf gives the rules of a channel; those of WhatsApp for one that is not
// known, since they allow the least.
func RulesOf(c desk.Channel) Rules {
	if r, ok := rules[c.Named()]; ok {
		return r
	}
	return rules[desk.WhatsApp]
}
