package doctor

import (
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// exam is one examination. What a check learns, later ones go by.
type exam struct {
	s      *Service
	org    desk.OrgID
	number *desk.Number
	row    *desk.Checkup // as of the last examination; empty before the first
	c      channel.Connection
	tell   func(desk.Check) // hears of each check as it is made

	found map[desk.CheckName]desk.Check

	token   channel.TokenInfo
	there   channel.Number // as the provider knows it
	own     channel.SubscribedApp
	webhook channel.Subscription

	rented []channel.CarrierNumber // those of the account at the carrier
	at     channel.CarrierNumber   // the number among them
}

// prepare reads what the examination goes by.
func (s *Service) prepare(ctx context.Context, org desk.OrgID, n *desk.Number) (*exam, error) {
	e := &exam{s: s, org: org, number: n, found: map[desk.CheckName]desk.Check{}, row: &desk.Checkup{}}
	row, err := desk.Get[*desk.Checkup](ctx, s.cfg.Rows, org, desk.RowCheckup, n.ID)
	switch {
	case err == nil:
		e.row = row
	case desk.CodeOf(err) != desk.CodeNotFound:
		return nil, desk.Wrap("read checkup", err)
	}
	e.c, err = s.cfg.Links.Connection(ctx, org, n)
	return e, desk.Wrap("open connection", err)
}

// step is one check, and the check without which it cannot be made.
type step struct {
	name  desk.CheckName
	after desk.CheckName // "" = none
	do    func(*exam, context.Context) finding
}

// steps has the checks in the order in which they are made: the secret of the app
// before what is asked with it.
var steps = []step{
	{desk.CheckToken, "", (*exam).checkToken},
	{desk.CheckScopes, desk.CheckToken, (*exam).checkScopes},
	{desk.CheckAccount, desk.CheckScopes, (*exam).checkAccount},
	{desk.CheckNumber, desk.CheckAccount, (*exam).checkNumber},
	{desk.CheckDisplayName, desk.CheckNumber, (*exam).checkDisplayName},
	{desk.CheckRegistered, desk.CheckNumber, (*exam).checkRegistered},
	{desk.CheckSubscribed, desk.CheckAccount, (*exam).checkSubscribed},
	{desk.CheckSecret, "", (*exam).checkSecret},
	{desk.CheckFields, desk.CheckSecret, (*exam).checkFields},
	{desk.CheckCallback, desk.CheckSecret, (*exam).checkCallback},
	{desk.CheckVerifyToken, "", (*exam).checkVerifyToken},
	{desk.CheckInbound, "", (*exam).checkInbound},
	{desk.CheckOutbound, "", (*exam).checkOutbound},
}

// all makes every check. It stops early only when ctx ends.
func (e *exam) all(ctx context.Context) {
	todo := steps
	if e.c.Rental != nil {
		todo = smsSteps
	}
	for _, st := range todo {
		if ctx.Err() != nil {
			return
		}
		c := desk.Check{Name: st.name, Verdict: desk.VerdictNone}
		switch before, made := e.found[st.after]; {
		case !slices.Contains(e.c.Checks, st.name) && !onOurSide(st.name):
		case made && before.Verdict != desk.VerdictNone && before.Verdict != desk.VerdictOK && before.Verdict != desk.VerdictWarning:
			c.Verdict, c.Said = desk.VerdictUnknown, e.after(e.firstCause(st.after))
		default:
			f := st.do(e, ctx)
			c.Verdict, c.Facts, c.Said = f.verdict, f.facts, f.said
		}
		e.found[st.name] = c
		e.tell(c)
	}
}

// onOurSide says whether the record alone answers the check, whoever the provider is.
func onOurSide(name desk.CheckName) bool {
	return name == desk.CheckInbound || name == desk.CheckOutbound
}

// firstCause follows checks that wait for others to the one that everything waits for.
func (e *exam) firstCause(name desk.CheckName) desk.CheckName {
	if c := e.found[name]; c.Said != nil && c.Said.Subcode == subCheckup && c.Said.Params[desk.ParamContext] == "after" {
		if before, ok := c.Said.Params["check"].(string); ok {
			return desk.CheckName(strings.TrimPrefix(before, e.noun()))
		}
	}
	return name
}

// inOrder gives what was found as a person reads it.
func (e *exam) inOrder() []desk.Check {
	out := make([]desk.Check, 0, len(desk.Checks))
	for _, name := range desk.Checks {
		c, made := e.found[name]
		if !made {
			c = desk.Check{Name: name, Verdict: desk.VerdictNone}
		}
		out = append(out, c)
	}
	return out
}

// finding is what a check comes to.
type finding struct {
	verdict desk.Verdict
	facts   []desk.Fact
	said    *desk.Said
}

// subCheckup is the subcode of the sentences of checks; their contexts choose one.
const subCheckup = "checkup"

// say names a sentence of the checks.
func say(context string, params ...desk.Params) *desk.Said {
	return desk.SaidOf(desk.Refuse(desk.CodeConflict, subCheckup, append(params, desk.Params{desk.ParamContext: context})...))
}

// noun is how the names of checks begin among the nouns of the i18n files.
func (e *exam) noun() string {
	if e.c.Rental != nil {
		return "check_sms_"
	}
	return "check_"
}

// after says that a check could not be made because of another one.
func (e *exam) after(cause desk.CheckName) *desk.Said {
	return say("after", desk.Params{"check": e.noun() + string(cause)})
}

func fine(facts ...desk.Fact) finding { return finding{desk.VerdictOK, facts, nil} }

func wrong(said *desk.Said, facts ...desk.Fact) finding {
	return finding{desk.VerdictFailed, facts, said}
}

func odd(said *desk.Said, facts ...desk.Fact) finding {
	return finding{desk.VerdictWarning, facts, said}
}

// trouble is what follows from a question that failed: what the provider refuses is
// wrong, and after anything else nobody can tell.
func trouble(err error) finding {
	f, ok := channel.FailureOf(err)
	switch {
	case !ok:
		return finding{verdict: desk.VerdictUnknown, said: desk.SaidOf(err)}
	case f.Source == channel.FromProvider && (f.Retry == channel.RetryFix || f.Retry == channel.RetryNever):
		return wrong(f.Full)
	}
	return finding{verdict: desk.VerdictUnknown, said: f.Said}
}

// longestFact bounds what a provider says of itself, in bytes.
const longestFact = 300

// text is a fact that a provider, or somebody there, wrote.
func text(name desk.FactName, words ...string) desk.Fact {
	return desk.Fact{Name: name, Text: desk.Clip(desk.PlainLine(strings.Join(words, ", ")), longestFact)}
}

func when(name desk.FactName, at int64) desk.Fact { return desk.Fact{Name: name, At: at} }
