package desk

import (
	"slices"
	"strings"
)

// KnownName is one name by which a customer was known: a number, an id of the provider, a
// user name. A customer's list of them is their identity ledger; the way in which a message
// finds them stands in their aliases.
type KnownName struct {
	// Key is the kind and the name: "wa:34600000001". Kinds are those of the aliases and
	// KnownParent and KnownUser.
	Key   string   `json:"key"`
	Since int64    `json:"learntAt"`      // when it became known; nothing is judged by it
	Seq   int64    `json:"seq"`           // the entry that told of it
	How   NameHow  `json:"how"`           // what sort of entry that was
	Via   NumberID `json:"via,omitempty"` // the number of ours on which it was heard; "" = on none
	// Told is the entry by which a line in the customer's conversations says that it took the
	// place of another one, the last such; 0 = none does.
	Told int64 `json:"told,omitempty"`
}

// The kinds of names. Values are stored.
const (
	KnownWaID   = "wa"     // digits, as the provider writes them
	KnownUserID = "bsuid"  // an id that is this customer's for one business
	KnownParent = "parent" // one for a group of businesses
	KnownUser   = "user"   // the user name of WhatsApp
)

// NameHow is how a name became known. Values are stored.
type NameHow string

// The ways.
const (
	NameWrote   NameHow = "wrote"   // the provider said it with a message or an event
	NameSent    NameHow = "sent"    // the provider said it of a message of ours
	NameChanged NameHow = "changed" // the provider said that it takes the place of another one
	NameTyped   NameHow = "typed"   // somebody of ours typed it, or it came from a list
)

// MostKnownNames bounds how many names of a customer are kept: the last ones.
const MostKnownNames = 40

// Kind gives what sort of name it is, and the name.
func (n KnownName) Kind() (kind, name string) {
	kind, name, _ = strings.Cut(n.Key, ":")
	return kind, name
}

// Learn notes a name, unless it is the last of its kind or, of kinds that come back only when
// somebody changes them, known at all. It says whether it was new.
func (c *Contact) Learn(n KnownName) bool {
	kind, _ := n.Kind()
	for i := len(c.Known) - 1; i >= 0; i-- {
		if c.Known[i].Key == n.Key {
			return false
		}
		if other, _ := c.Known[i].Kind(); kind == KnownUser && other == kind {
			break // a user name may be taken again after another one
		}
	}
	c.Known = append(slices.Clip(c.Known), n)
	c.Known = c.Known[max(0, len(c.Known)-MostKnownNames):]
	return true
}

// TellName notes that a line tells of a name, and says whether it is news.
func (c *Contact) TellName(key string, seq int64) bool {
	i := slices.IndexFunc(c.Known, func(n KnownName) bool { return n.Key == key })
	if i < 0 || c.NameTold(key) {
		return false
	}
	c.Known = slices.Clone(c.Known)
	c.Known[i].Told = seq
	return true
}

// NameTold says whether a line tells of a name. Somebody may take an earlier number again, and
// never an earlier id.
func (c *Contact) NameTold(key string) bool {
	kind, _ := KnownName{Key: key}.Kind()
	var last KnownName
	for _, n := range c.Known {
		other, _ := n.Kind()
		if n.Told >= max(last.Told, 1) && (n.Key == key || kind == KnownWaID && other == kind) {
			last = n
		}
	}
	return last.Key == key
}

// UserIDOn gives the id by which a message that goes out on a number of ours names the
// customer: ids hold for the numbers of one business only.
func (c *Contact) UserIDOn(number NumberID) string {
	for _, n := range slices.Backward(c.Known) {
		if kind, name := n.Kind(); kind == KnownUserID && n.Via == number {
			return name
		}
	}
	return c.UserID
}
