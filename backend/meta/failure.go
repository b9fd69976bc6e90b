package meta

import (
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Provider names Meta in stored rows and entries. It never changes.
const Provider = "meta"

// reasons are the codes that the set-up of a number decides by.
var reasons = map[int]channel.Reason{
	2388012: channel.ReasonNumberExists,
	2593107: channel.ReasonAskedBefore,
	136024:  channel.ReasonCodeRefused,
	136025:  channel.ReasonWrongCode,
	190:     channel.ReasonDeadToken,
	0:       channel.ReasonDeadToken, // the same under another code
}

// sources says where each cause comes from.
var sources = map[Cause]channel.Source{
	CauseInvalid: channel.FromHere, CauseTransport: channel.FromTheWay,
	CauseUnreadable: channel.FromTheWay, CauseGraph: channel.FromProvider,
}

// Failure says in neutral words what the error means.
func (e *Error) Failure() channel.Failure {
	x := e.Explain()
	f := channel.Failure{
		Provider: Provider, Source: sources[e.Cause], Unknown: e.Outcome == OutcomeUnknown,
		Code: e.Code, Title: e.Message, Details: e.Details, Said: e.said(), Retry: x.Retry, Wait: x.Wait,
	}
	f.Full = e.full(f.Said)
	if e.Cause == CauseGraph {
		f.Reason = reasons[e.Code]
		if e.badSecret {
			f.Reason = channel.ReasonWrongSecret
		}
	}
	return f
}

// said names the sentence for the person who asked, with Meta's title where we
// have no sentence of our own.
func (e *Error) said() *desk.Said {
	said := desk.SaidOf(e.forPeople())
	if e.Cause == CauseGraph {
		said.Params = Explain(e.Code).Said(e.Message).Params
	}
	return said
}

// longestDetails is how much of Meta's own words is worth showing, in bytes.
const longestDetails = 300

// full adds Meta's own words where they say more. Meta names neither tokens nor
// codes there.
func (e *Error) full(said *desk.Said) *desk.Said {
	details := strings.TrimSpace(e.Details)
	if e.Cause != CauseGraph || details == "" || len(details) > longestDetails || said.Params["title"] == details {
		return said
	}
	full := said.Clone()
	full.Params[desk.ParamThen], full.Params["details"] = "metaSays", details
	return full
}

var _ channel.SampleClient = (*Client)(nil)
