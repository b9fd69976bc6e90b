package wire

import "github.com/parleydesk/parley/backend/desk"

// Hours are an inbox's business hours, and what happens outside of them.
type Hours struct {
	Zone     string     `json:"zone"` // IANA name of the time zone
	Week     []OpenSpan `json:"week"`
	Holidays []Holiday  `json:"holidays,omitempty"`
	Outside  string     `json:"outside" of:"desk.Outside"`
	Message  string     `json:"message,omitempty"`             // what the customer is told then
	InboxID  string     `json:"inboxId,omitempty" ask:"inbox"` // who is asked instead
}

// AsTyped gives hours as somebody typed them, judged by nobody; nil = always open, which is
// also what a week without open times says.
func (h *Hours) AsTyped() *desk.Hours {
	if h == nil || len(h.Week) == 0 {
		return nil
	}
	out := &desk.Hours{Zone: h.Zone, Outside: desk.Outside(h.Outside), Message: h.Message, InboxID: desk.InboxID(h.InboxID)}
	for _, s := range h.Week {
		out.Week = append(out.Week, desk.OpenSpan(s))
	}
	for _, d := range h.Holidays {
		out.Holidays = append(out.Holidays, desk.Holiday(d))
	}
	return out
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

// Opening is whether an inbox with hours is open.
type Opening struct {
	Closed  bool   `json:"closed"`
	Since   int64  `json:"since"`
	Until   int64  `json:"until"`   // when that changes, 0 = not within a year
	Holiday string `json:"holiday"` // the day's, "" = none
}

// Overflow is which inbox is asked when nobody has taken a conversation for so long.
type Overflow struct {
	Minutes int    `json:"minutes"`
	InboxID string `json:"inboxId" ask:"inbox"`
}

// Overflowed says where an interaction waited in vain before it came to its inbox.
type Overflowed struct {
	From string `json:"from"` // inbox
	At   int64  `json:"at"`
}

// HolidaysAsk asks for the public holidays of a year; without a region, for the regions
// alone.
type HolidaysAsk struct {
	Region string `json:"region"`
	Year   int    `json:"year"`
}

// PublicHolidays are days to choose from, as far as they are known here.
type PublicHolidays struct {
	Regions []HolidayRegion `json:"regions"`
	Days    []PublicHoliday `json:"days"` // in their order, each date once
}

// HolidayRegion is a country or a part of one.
type HolidayRegion struct {
	Code string `json:"code"`           // of ISO 3166: DE, or DE-BY
	Part string `json:"part,omitempty"` // the part's name, as it is called there
}

// PublicHoliday is a date on which people there do not work.
type PublicHoliday struct {
	Date     string `json:"date"`               // 2026-12-25
	Name     string `json:"name"`               // as it is called there
	Observed bool   `json:"observed,omitempty"` // the day off for one on another date
}
