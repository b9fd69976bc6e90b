package desk

import (
	"cmp"
	"slices"
)

// OptInMethod is how a customer agreed to be written to. Values are stored.
type OptInMethod string

// The methods.
const (
	OptInSMS      OptInMethod = "sms"
	OptInWebsite  OptInMethod = "website"
	OptInWhatsApp OptInMethod = "whatsapp" // in a WhatsApp conversation
	OptInPhone    OptInMethod = "phone"    // to a person or a machine on the phone
	OptInPerson   OptInMethod = "inPerson" // or on paper
	OptInOther    OptInMethod = "other"
)

// OptInMethods lists them.
var OptInMethods = []OptInMethod{OptInSMS, OptInWebsite, OptInWhatsApp, OptInPhone, OptInPerson, OptInOther}

// Purpose is what a customer agreed to be written about: a category of templates.
// Values are stored.
type Purpose string

// The purposes.
const (
	PurposeMarketing      Purpose = "marketing"
	PurposeUtility        Purpose = "utility"
	PurposeAuthentication Purpose = "authentication"
)

// Purposes lists them, in the order in which they are kept.
var Purposes = []Purpose{PurposeMarketing, PurposeUtility, PurposeAuthentication}

// PurposeOf gives what a template of a provider's category is about. A category
// that this build does not know counts as marketing, of which the rules are the
// strictest.
func PurposeOf(category string) Purpose {
	switch category {
	case "UTILITY":
		return PurposeUtility
	case "AUTHENTICATION":
		return PurposeAuthentication
	}
	return PurposeMarketing
}

// OptInRule is what happens to a template for somebody outside the window who has
// not agreed to its purpose. Values are stored.
type OptInRule string

// The rules.
const (
	OptInWarn   OptInRule = "warn"   // the sender is asked, and may send it
	OptInStrict OptInRule = "strict" // it is refused
)

// MostOptIns is how many opt-ins a customer may have, withdrawn ones with them:
// none is ever taken out. Joining two customers may give one of them more.
const MostOptIns = 40

// mostStops is how many stops are kept of a customer. The record has all.
const mostStops = 20

// OptIn says that a customer agreed to be written to: how, when, about what, and
// what proves it. It is never changed but once, when they take it back.
type OptIn struct {
	ID          string      `json:"id"` // of the entry that made it
	Method      OptInMethod `json:"method"`
	Purposes    []Purpose   `json:"purposes"`
	At          int64       `json:"at"`    // when they agreed, Unix ms
	Proof       string      `json:"proof"` // words, or where a file of it lies
	By          UserID      `json:"by"`    // who recorded it
	RecordedAt  int64       `json:"recordedAt"`
	Imported    bool        `json:"imported,omitempty"`
	WithdrawnAt int64       `json:"withdrawnAt,omitempty"` // 0 = it stands
	WithdrawnBy UserID      `json:"withdrawnBy,omitempty"`
}

// Is says whether two opt-ins tell of the same consent: given in the same way at
// the same time.
func (o *OptIn) Is(method OptInMethod, at int64) bool { return o.Method == method && o.At == at }

// Stop says that a customer stopped the business's marketing at the provider. That
// is no withdrawal: what they agreed to stands beside it.
type Stop struct {
	At        int64 `json:"at"`
	Refused   bool  `json:"refused,omitempty"`   // learnt from a message that the provider refused for it
	ResumedAt int64 `json:"resumedAt,omitempty"` // 0 = it holds
}

// Agreed says whether an opt-in for the purpose stands.
func (c *Contact) Agreed(p Purpose) bool {
	return slices.ContainsFunc(c.OptIns, func(o OptIn) bool { return o.WithdrawnAt == 0 && slices.Contains(o.Purposes, p) })
}

// Stopped says whether the customer has stopped marketing and not agreed to it
// again since. Writing to the business is no agreement.
func (c *Contact) Stopped() bool {
	if len(c.Stops) == 0 {
		return false
	}
	last := c.Stops[len(c.Stops)-1]
	return last.ResumedAt == 0 && !slices.ContainsFunc(c.OptIns, func(o OptIn) bool {
		return o.WithdrawnAt == 0 && o.At > last.At && slices.Contains(o.Purposes, PurposeMarketing)
	})
}

// Stop notes that they stopped marketing, and says whether that is news.
func (c *Contact) Stop(at int64, refused bool) bool {
	if c.Stopped() {
		return false
	}
	if n := len(c.Stops); n > 0 && at <= c.Stops[n-1].At {
		return false // told again, or late
	}
	stops := append(slices.Clone(c.Stops), Stop{At: at, Refused: refused})
	c.Stops = stops[max(0, len(stops)-mostStops):]
	return true
}

// Resume notes that they take marketing again, and says whether that is news.
func (c *Contact) Resume(at int64) bool {
	n := len(c.Stops)
	if n == 0 || c.Stops[n-1].ResumedAt != 0 || at < c.Stops[n-1].At {
		return false
	}
	c.Stops = slices.Clone(c.Stops)
	c.Stops[n-1].ResumedAt = at
	return true
}

// TakeConsent gives this customer what another one agreed to and stopped, who is the
// same person. The other one has none afterwards.
func (c *Contact) TakeConsent(other *Contact) {
	if len(other.OptIns)+len(other.Stops) == 0 {
		return
	}
	c.OptIns = append(slices.Clone(c.OptIns), other.OptIns...)
	slices.SortStableFunc(c.OptIns, func(a, b OptIn) int { return cmp.Compare(a.RecordedAt, b.RecordedAt) })
	c.Stops = append(slices.Clone(c.Stops), other.Stops...)
	slices.SortStableFunc(c.Stops, func(a, b Stop) int { return cmp.Compare(a.At, b.At) })
	c.Stops = c.Stops[max(0, len(c.Stops)-mostStops):]
	other.OptIns, other.Stops = nil, nil
}

// clone copies the opt-in.
func (o OptIn) clone() OptIn {
	o.Purposes = slices.Clone(o.Purposes)
	return o
}
