package desk

import "slices"

// Hours are an inbox's business hours, and what happens outside of them.
type Hours struct {
	Zone     string     `json:"zone"` // IANA name of the time zone
	Week     []OpenSpan `json:"week"`
	Holidays []Holiday  `json:"holidays,omitempty"`
	Outside  Outside    `json:"outside"`
	Message  string     `json:"message,omitempty"` // what the customer is told, with OutsideMessage
	InboxID  InboxID    `json:"inboxId,omitempty"` // who is asked instead, with OutsideInbox
}

func (h *Hours) copied() *Hours {
	c := pointer(h)
	if c != nil {
		c.Week, c.Holidays = slices.Clone(h.Week), slices.Clone(h.Holidays)
	}
	return c
}

// OpenSpan is a time of the week at which an inbox is open.
type OpenSpan struct {
	Day  int `json:"day"`  // 0 = Sunday … 6 = Saturday
	From int `json:"from"` // minutes after midnight by the clock on the wall
	To   int `json:"to"`   // the same, later; 1440 = the next midnight
}

// Holiday is a date on which the week does not count.
type Holiday struct {
	Date string `json:"date"` // 2026-12-25
	Name string `json:"name"`
	From int    `json:"from,omitempty"` // open from, as in OpenSpan
	To   int    `json:"to,omitempty"`   // 0 = closed all day
}

// Outside is what happens with what customers begin outside of the hours. Values are
// stored.
type Outside string

// What can happen. Whatever waits is offered when the inbox opens.
const (
	OutsideQueue   Outside = "queue"   // it waits in the queue
	OutsideMessage Outside = "message" // it waits, and the customer is told
	OutsideInbox   Outside = "inbox"   // it goes to another inbox
)

// Outsides lists them.
func Outsides() []Outside { return []Outside{OutsideQueue, OutsideMessage, OutsideInbox} }

// The bounds of business hours.
const (
	MinutesOfDay       = 24 * 60
	MaxOpenSpans       = 7 * 6
	MaxHolidays        = 100
	MaxHolidayName     = 60   // characters
	MaxOutsideMessage  = 1024 // characters, as a template's body
	MaxInboxesForwards = 4    // how far an inbox hands on to others, outside of their hours too
)

// Opening is whether an inbox is open, as it was found last.
type Opening struct {
	Closed  bool   `json:"closed,omitempty"`
	Since   int64  `json:"since,omitempty"`
	Until   int64  `json:"until,omitempty"`   // when that changes, 0 = it does not
	Holiday string `json:"holiday,omitempty"` // the day's, "" = none
}

// HoursEntry says that an inbox opened or closed, or when it will. What follows from a
// table of time zones is recorded once, for another program's table may differ.
type HoursEntry struct {
	InboxID InboxID `json:"inboxId"`
	Open    bool    `json:"open"`
	Until   int64   `json:"until,omitempty"`
	Holiday string  `json:"holiday,omitempty"`
}

// AutoReplyEntry has a message leave that a rule writes.
type AutoReplyEntry struct {
	InteractionID InteractionID `json:"interactionId"`
	Text          string        `json:"text"`
}
