package meta

import (
	"strings"

	"github.com/parleydesk/parley/backend/channel"
)

// Provider names Meta in stored rows and entries. It never changes.
const Provider = "meta"

// reasons are the codes that the set-up of a number decides by.
var reasons = map[int]channel.Reason{
	2388012: channel.ReasonNumberExists,
	136024:  channel.ReasonCodeRefused,
	136025:  channel.ReasonWrongCode,
	190:     channel.ReasonDeadToken,
	0:       channel.ReasonDeadToken, // the same in another dress
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
		Code: e.Code, Title: e.Message, Details: e.Details, Text: x.Text, Full: e.full(), Retry: x.Retry, Wait: x.Wait,
	}
	if e.Cause == CauseGraph {
		f.Reason = reasons[e.Code]
	}
	return f
}

// full says in plain words what went wrong, with Meta's own beside them where they
// add something. Meta names neither tokens nor codes there.
func (e *Error) full() string {
	text := e.forPeople().Message
	said := strings.TrimSpace(e.Details)
	if e.Cause != CauseGraph || said == "" || len(said) > 300 || strings.Contains(text, said) {
		return text
	}
	return text + " Meta says: “" + said + "”"
}

var _ channel.Client = (*Client)(nil)
