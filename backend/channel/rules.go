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
}

// rules of each channel.
var rules = map[desk.Channel]Rules{
	desk.WhatsApp: {
		Name: "WhatsApp", Window: 24 * time.Hour, PerSecond: 80, FileLife: 7 * 24 * time.Hour, MaxFile: 100 << 20,
	},
	desk.SMS: {Name: "SMS", PerSecond: 1},
}

// RulesOf gives the rules of a channel; those of WhatsApp for one that is not
// known, since they allow the least.
func RulesOf(c desk.Channel) Rules {
	if r, ok := rules[c.Named()]; ok {
		return r
	}
	return rules[desk.WhatsApp]
}
