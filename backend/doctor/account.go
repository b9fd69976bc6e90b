package doctor

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// soon is how long before its end a token is a warning.
const soon = 14 * 24 * time.Hour

// badToken names a sentence about an account's token; integration says the same when a
// token is linked.
func badToken(context string, params ...desk.Params) *desk.Said {
	return desk.SaidOf(desk.Refuse(desk.CodeInvalid, "token", append(params, desk.Params{desk.ParamContext: context})...))
}

func (e *exam) checkToken(ctx context.Context) finding {
	if e.c.NoToken != nil {
		return wrong(desk.SaidOf(e.c.NoToken))
	}
	info, err := e.c.Account.DebugToken(ctx, e.c.Token)
	if err != nil {
		return trouble(err)
	}
	e.token = info
	until := desk.Fact{Name: desk.FactNeverExpires}
	if info.Expires != 0 {
		until = when(desk.FactExpires, info.Expires)
	}
	now := e.s.now()
	switch {
	case info.Expires != 0 && info.Expires <= now:
		return wrong(badToken("expired"), until)
	case !info.Valid:
		return wrong(badToken("rejected"))
	case info.AppID != string(e.number.AppID):
		return wrong(badToken("otherApp"), until)
	case info.Expires != 0 && info.Expires-now < soon.Milliseconds():
		return odd(say("tokenSoon"), until)
	}
	return fine(until)
}

func (e *exam) checkScopes(context.Context) finding {
	var missing []string
	for _, need := range e.c.Scopes {
		if !slices.Contains(e.token.Scopes, need) {
			missing = append(missing, need)
		}
	}
	has := text(desk.FactScopes, e.token.Scopes...)
	switch {
	case len(missing) > 0:
		return wrong(badToken("lacks", desk.Params{"missing": strings.Join(missing, ", ")}), has, text(desk.FactMissing, missing...))
	case e.token.Limited && !slices.Contains(e.token.WABAs, string(e.number.WabaID)):
		return wrong(badToken("account", desk.Params{"account": string(e.number.WabaID)}), has)
	}
	return fine(has)
}

// checkAccount asks for the account, and goes by the last that the provider told of it.
func (e *exam) checkAccount(ctx context.Context) finding {
	a, err := e.c.Account.GetAccount(ctx, string(e.number.WabaID))
	if err != nil {
		return trouble(err)
	}
	facts := []desk.Fact{text(desk.FactAccountName, a.Name)}
	if a.ReviewStatus != "" {
		facts = append(facts, text(desk.FactReview, a.ReviewStatus))
	}
	if e.c.Waba != nil && e.c.Waba.Said != nil {
		return wrong(e.c.Waba.Said, facts...)
	}
	return fine(facts...)
}

func (e *exam) checkNumber(ctx context.Context) finding {
	list, err := e.c.Account.ListPhoneNumbers(ctx, string(e.number.WabaID))
	if err != nil {
		return trouble(err)
	}
	has := text(desk.FactNumbers, strconv.Itoa(len(list)))
	i := slices.IndexFunc(list, func(n channel.Number) bool { return n.ID == e.number.PhoneID })
	if i < 0 {
		return wrong(say("numberGone"), has)
	}
	e.there = list[i]
	return fine(has)
}

// nameStates has what the states of a display name mean; a state that is missing is
// not known.
var nameStates = map[string]func() finding{
	"APPROVED":                 func() finding { return fine() },
	"AVAILABLE_WITHOUT_REVIEW": func() finding { return fine() },
	"PENDING_REVIEW":           func() finding { return odd(say("namePending")) },
	"DECLINED":                 func() finding { return wrong(say("nameDeclined")) },
	"EXPIRED":                  func() finding { return odd(say("nameExpired")) },
}

func (e *exam) checkDisplayName(context.Context) finding {
	out := finding{verdict: desk.VerdictUnknown, said: say("nameUnknown")}
	if known, ok := nameStates[e.there.NameStatus]; ok {
		out = known()
	}
	out.facts = []desk.Fact{text(desk.FactNameShown, e.there.VerifiedName)}
	if e.there.NameStatus != "" {
		out.facts = append(out.facts, text(desk.FactNameState, e.there.NameStatus))
	}
	return out
}

func (e *exam) checkRegistered(context.Context) finding {
	status := text(desk.FactStatus, e.there.Status)
	switch {
	case !e.there.Registered:
		return wrong(say("notRegistered"), status)
	case e.there.PINKnown && !e.there.PINEnabled:
		return odd(say("noPin"), status)
	case e.there.PINKnown:
		return fine(status, desk.Fact{Name: desk.FactPIN})
	}
	return fine(status)
}

func (e *exam) checkSubscribed(ctx context.Context) finding {
	apps, err := e.c.Account.ListSubscribedApps(ctx, string(e.number.WabaID))
	if err != nil {
		return trouble(err)
	}
	names := make([]string, 0, len(apps))
	found := false
	for _, a := range apps {
		name := a.Name
		if name == "" {
			name = a.ID
		}
		names = append(names, name)
		if a.ID == string(e.number.AppID) {
			e.own, found = a, true
		}
	}
	var facts []desk.Fact
	if len(names) > 0 {
		facts = []desk.Fact{text(desk.FactApps, names...)}
	}
	if !found {
		return wrong(say("notSubscribed"), facts...)
	}
	return fine(facts...)
}
