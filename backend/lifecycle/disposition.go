package lifecycle

import "github.com/parleydesk/parley/backend/desk"

// EndReason is why an interaction ended. The list is closed; the values are
// those stored in desk.Interaction.
type EndReason string

// The reasons.
const (
	EndClosed            EndReason = "closed"            // an agent closed it
	EndArchived          EndReason = "archived"          // an agent archived it
	EndRule48h           EndReason = "rule48h"           // our template had no answer for 48 hours
	EndExpired           EndReason = "expired"           // 24 hours after the last message; it was Active
	EndExpiredUnanswered EndReason = "expiredUnanswered" // the same; it was still Waiting
	EndJoined            EndReason = "joined"            // the customer has another conversation, in which it goes on
)

// EndReasons lists every EndReason.
var EndReasons = []EndReason{EndClosed, EndArchived, EndRule48h, EndExpired, EndExpiredUnanswered, EndJoined}

// Archives says whether such an end puts the conversation away into the archive.
func (r EndReason) Archives() bool { return r == EndArchived || r == EndRule48h }

// ByAgent says whether a person ended it, rather than time.
func (r EndReason) ByAgent() bool { return r == EndClosed || r == EndArchived }

// Facts are the stamps of one interaction. A stamp of 0 or less means that it
// has not happened.
type Facts struct {
	BusinessStarted bool      // a template of ours began it, not a message of the customer
	StartedAt       int64     // relay's clock when it began: a message delayed on its way has its full day here
	TemplateAt      int64     // the last template that started or restarted the 24-hour cycle
	FirstCustomerAt int64     // provider's stamp of the customer's first message in it
	LastCustomerAt  int64     // and of the last
	LastBusinessAt  int64     // our last message in it, by whomever
	HumanReplyAt    int64     // first message of a human agent after the customer's first
	OwedSince       int64     // the customer's oldest message that no human has answered yet
	ReopenedAt      int64     // when a person took the thread up again with it
	AgainCustomerAt int64     // then: the customer's first message since
	AgainReplyAt    int64     // and the first answer of a person to it
	EndedAt         int64     // 0 = it has not ended
	EndReason       EndReason // why
}

// FactsOf reads the facts of an interaction's row. The row does not keep which
// message is the oldest unanswered one: until the first human reply that is the
// customer's first, exactly; later it is taken to be the customer's last, if
// that came after ours.
func FactsOf(i *desk.Interaction) Facts {
	f := Facts{
		BusinessStarted: i.BusinessStarted,
		StartedAt:       i.StartedAt,
		TemplateAt:      i.TemplateAt,
		FirstCustomerAt: i.FirstCustomerAt,
		LastCustomerAt:  i.LastCustomerAt,
		LastBusinessAt:  i.LastBusinessAt,
		HumanReplyAt:    i.HumanReplyAt,
		ReopenedAt:      i.Reopened.At,
		AgainCustomerAt: i.Reopened.CustomerAt,
		AgainReplyAt:    i.Reopened.ReplyAt,
		EndedAt:         i.EndedAt,
		EndReason:       EndReason(i.EndReason),
	}
	switch {
	case f.HumanReplyAt <= 0:
		f.OwedSince = f.FirstCustomerAt
	case f.LastCustomerAt > i.LastPersonAt:
		f.OwedSince = f.LastCustomerAt
	}
	return f
}

func (f Facts) ended() bool    { return f.EndedAt > 0 }
func (f Facts) answered() bool { return f.FirstCustomerAt > 0 }

// Disposition is a record's state.
type Disposition string

// The dispositions, in the order in which they are tried.
const (
	Archived  Disposition = "archived"  // ended, whoever or whatever ended it
	Initiated Disposition = "initiated" // we wrote first, the customer has not answered
	Active    Disposition = "active"    // both sides are in it
	Waiting   Disposition = "waiting"   // the customer wrote first, no human has replied
)

// Dispositions lists every Disposition in order of precedence.
var Dispositions = []Disposition{Archived, Initiated, Active, Waiting}

// Rule names what put an interaction into its disposition. The list is closed.
type Rule string

// The rules, in the order in which they are tried.
const (
	RuleEnded            Rule = "ended"            // Archived
	RuleNoAnswerYet      Rule = "noAnswerYet"      // Initiated: business-started, the customer has not answered
	RuleCustomerAnswered Rule = "customerAnswered" // Active: business-started, the customer has
	RuleHumanReplied     Rule = "humanReplied"     // Active: customer-started, a human agent has replied
	RuleCustomerWaits    Rule = "customerWaits"    // Waiting: everything else
)

// Rules lists every Rule.
var Rules = []Rule{RuleEnded, RuleNoAnswerYet, RuleCustomerAnswered, RuleHumanReplied, RuleCustomerWaits}

// DispositionOf gives the one disposition of an interaction and the rule that
// put it there. It does not look at the window: an Active interaction can have
// a shut one.
func DispositionOf(f Facts) (Disposition, Rule) {
	switch {
	case f.ended():
		return Archived, RuleEnded
	case f.BusinessStarted && !f.answered():
		return Initiated, RuleNoAnswerYet
	case f.BusinessStarted:
		return Active, RuleCustomerAnswered
	case f.HumanReplyAt > 0:
		return Active, RuleHumanReplied
	}
	return Waiting, RuleCustomerWaits
}
