package desk

import (
	"strconv"
	"strings"
)

// Targets are an inbox's service levels: within how many minutes a customer is to be
// answered, and a conversation dealt with. 0 = nothing is promised.
type Targets struct {
	First      int  `json:"first,omitempty"`      // the first answer of a person
	Next       int  `json:"next,omitempty"`       // each answer after that
	Resolution int  `json:"resolution,omitempty"` // the end
	OpenHours  bool `json:"openHours,omitempty"`  // only minutes count in which the inbox is open
}

// None says whether nothing is promised.
func (t Targets) None() bool { return t.First == 0 && t.Next == 0 && t.Resolution == 0 }

// The bounds of a service level, in minutes.
const (
	MinTargetMinutes = 1
	MaxTargetMinutes = 30 * 24 * 60
)

// ServicePart is one of the things that an inbox promises. Values are stored.
type ServicePart string

// What an inbox may promise.
const (
	ServiceFirst      ServicePart = "first"
	ServiceNext       ServicePart = "next"
	ServiceResolution ServicePart = "resolution"
)

// ServiceResult is what became of a promise. Values are stored.
type ServiceResult string

// The results; "" = it is still to be kept, or the conversation ended before it was due.
const (
	ServiceMet    ServiceResult = "met"
	ServiceMissed ServiceResult = "missed"
)

// ServiceLevels are what an inbox has promised of one interaction. Times are Unix ms.
type ServiceLevels struct {
	InboxID    InboxID       `json:"inboxId,omitempty"` // whose targets these are
	First      ServiceTarget `json:"first,omitzero"`
	Next       ServiceTarget `json:"next,omitzero"` // of the answer that is owed now
	Resolution ServiceTarget `json:"resolution,omitzero"`
	NextMet    int64         `json:"nextMet,omitempty"` // answers in time after the first
	NextMissed int64         `json:"nextMissed,omitempty"`
}

// Of gives the target of one part.
func (l *ServiceLevels) Of(part ServicePart) *ServiceTarget {
	switch part {
	case ServiceFirst:
		return &l.First
	case ServiceNext:
		return &l.Next
	default:
		return &l.Resolution
	}
}

// ServiceParts lists the parts.
func ServiceParts() []ServicePart {
	return []ServicePart{ServiceFirst, ServiceNext, ServiceResolution}
}

// ServiceTarget is one promise. Without DueAt there is none.
type ServiceTarget struct {
	From   int64         `json:"from,omitempty"`  // since when the customer waits
	Since  int64         `json:"since,omitempty"` // when it was promised to whoever waited already: it counts from then
	DueAt  int64         `json:"dueAt,omitempty"`
	Result ServiceResult `json:"result,omitempty"`
	Warned bool          `json:"warned,omitempty"` // people were told that it is due soon
}

// Runs says whether it is still to be kept.
func (t ServiceTarget) Runs() bool { return t.DueAt > 0 && t.Result == "" }

// warnMost is how long before a promise is due somebody is told, at most, in milliseconds;
// of short ones a quarter of the time. Folds go by it: it is frozen with their version.
const warnMost = 15 * 60_000

// WarnAt gives when somebody is told that it is due soon.
func (t ServiceTarget) WarnAt() int64 { return t.DueAt - min(max(t.DueAt-t.Begins(), 0)/4, warnMost) }

// Begins gives from when on its time counts.
func (t ServiceTarget) Begins() int64 { return max(t.From, t.Since) }

// ServiceEntry is the payload of EntryService: when what an inbox promises is due, where
// only minutes count in which it is open. What follows from a table of time zones is
// recorded once, as in HoursEntry.
type ServiceEntry struct {
	InteractionID InteractionID `json:"interactionId"`
	InboxID       InboxID       `json:"inboxId"`
	Due           []ServiceDue  `json:"due"`
}

// ServiceDue says when one promise is due that counts from a moment; 0 = never.
type ServiceDue struct {
	Part  ServicePart `json:"part"`
	From  int64       `json:"from"`
	Since int64       `json:"since,omitempty"`
	DueAt int64       `json:"dueAt"`
}

// RecordService is what became of an inbox's promises, in a line of the records.
type RecordService struct {
	FirstDue      int64         `json:"firstDue,omitempty"`
	First         ServiceResult `json:"first,omitempty"`
	NextMet       int64         `json:"nextMet,omitempty"`
	NextMissed    int64         `json:"nextMissed,omitempty"`
	ResolutionDue int64         `json:"resolutionDue,omitempty"`
	Resolution    ServiceResult `json:"resolution,omitempty"`
}

// RecordServiceOf reads it off an interaction; nil = nothing was promised.
func RecordServiceOf(l ServiceLevels) *RecordService {
	r := RecordService{
		FirstDue: l.First.DueAt, First: l.First.Result, NextMet: l.NextMet, NextMissed: l.NextMissed,
		ResolutionDue: l.Resolution.DueAt, Resolution: l.Resolution.Result,
	}
	if r == (RecordService{}) {
		return nil
	}
	return &r
}

// fact gives what records are searched by, "" where nothing was promised.
func (r *RecordService) fact() string {
	if r == nil {
		return ""
	}
	return strings.Join([]string{
		string(r.First), strconv.FormatInt(r.NextMet, 36), strconv.FormatInt(r.NextMissed, 36), string(r.Resolution),
	}, listSep)
}

// readServiceFact reads what fact wrote; anything else promises nothing.
func readServiceFact(s string) (r RecordService) {
	parts := strings.Split(s, listSep)
	if len(parts) != 4 {
		return r
	}
	met, errMet := strconv.ParseInt(parts[1], 36, 64)
	missed, errMissed := strconv.ParseInt(parts[2], 36, 64)
	if errMet != nil || errMissed != nil {
		return r
	}
	return RecordService{First: ServiceResult(parts[0]), NextMet: met, NextMissed: missed, Resolution: ServiceResult(parts[3])}
}

// Outcome sums a line up: missed if anything was, met if anything was kept, "" if nothing
// came of any promise.
func (r RecordService) Outcome() ServiceResult {
	switch {
	case r.First == ServiceMissed, r.Resolution == ServiceMissed, r.NextMissed > 0:
		return ServiceMissed
	case r.First == ServiceMet, r.Resolution == ServiceMet, r.NextMet > 0:
		return ServiceMet
	default:
		return ""
	}
}
