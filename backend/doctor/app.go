package doctor

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// checkSecret asks something as the app: an answer proves the secret, by which
// webhooks are signed.
func (e *exam) checkSecret(ctx context.Context) finding {
	if e.c.AsApp == nil {
		return wrong(desk.SaidOf(desk.Refuse(desk.CodeInvalid, "appSecret", desk.Params{desk.ParamContext: "none"})))
	}
	sub, err := e.c.AsApp.Subscription(ctx)
	if f, ok := channel.FailureOf(err); ok && f.Reason == channel.ReasonWrongSecret {
		return wrong(say("wrongSecret"))
	}
	if err != nil {
		return trouble(err)
	}
	e.webhook = sub
	return fine(when(desk.FactProven, e.s.now()))
}

func (e *exam) checkFields(context.Context) finding {
	missing := func(of []string) (out []string) {
		for _, f := range of {
			if !slices.Contains(e.webhook.Fields, f) {
				out = append(out, f)
			}
		}
		return out
	}
	if e.webhook.Address == "" { // nothing is asked for at all: the callback says so
		return finding{verdict: desk.VerdictUnknown, said: e.after(desk.CheckCallback)}
	}
	has := text(desk.FactFields, e.webhook.Fields...)
	if lacks := missing(e.c.Fields.Needed); len(lacks) > 0 {
		return wrong(say("fieldsNeeded", desk.Params{"missing": strings.Join(lacks, ", ")}), has, text(desk.FactMissing, lacks...))
	}
	if lacks := missing(e.c.Fields.Useful); len(lacks) > 0 {
		return odd(say("fieldsUseful", desk.Params{"missing": strings.Join(lacks, ", ")}), has, text(desk.FactMissing, lacks...))
	}
	return fine(has)
}

// lately is how fresh a webhook must be to speak for an address that cannot be asked
// from here: some networks do not let a computer reach itself from outside.
const lately = time.Hour

// checkCallback compares where the webhooks go with where they should, and asks that
// address.
func (e *exam) checkCallback(ctx context.Context) finding {
	goesTo, by := e.goesTo()
	facts := []desk.Fact{text(desk.FactAddress, goesTo)}
	if by != "" {
		facts = append(facts, text(desk.FactOverride, by))
	}
	switch {
	case e.c.Address == "":
		return wrong(say("noPublic"), facts...)
	case goesTo == "":
		return wrong(say("noCallback"), text(desk.FactOurAddress, e.c.Address))
	case !channel.SameAddress(goesTo, e.c.Address):
		return wrong(say("otherCallback"), append(facts, text(desk.FactOurAddress, e.c.Address))...)
	}
	f := e.answering(ctx, facts...)
	if f.verdict == desk.VerdictOK && by != "" && !channel.SameAddress(e.webhook.Address, e.c.Address) {
		return odd(say("newsElsewhere"), append(f.facts, text(desk.FactOurAddress, e.c.Address))...)
	}
	return f
}

// answering asks our own address from outside.
func (e *exam) answering(ctx context.Context, facts ...desk.Fact) finding {
	err := e.s.cfg.Reach(ctx, e.c.Provider, e.number, e.c.Address)
	if err == nil {
		facts = append(facts, when(desk.FactAnswered, e.s.now()))
	}
	if last := e.s.cfg.LastEvent(e.number); last != 0 {
		facts = append(facts, when(desk.FactLastEvent, last))
		if desk.CodeOf(err) == desk.CodeUnavailable && e.s.now()-last < lately.Milliseconds() {
			return odd(say("noWayBack"), facts...)
		}
	}
	if err != nil {
		return wrong(desk.SaidOf(err), facts...)
	}
	return fine(facts...)
}

// goesTo gives where the number's messages are sent, and by whose setting if it is not
// the app's: the nearest one counts.
func (e *exam) goesTo() (address, by string) {
	switch {
	case e.there.Callbacks.Number != "":
		return e.there.Callbacks.Number, "number"
	case e.own.Override != "":
		return e.own.Override, "account"
	case e.there.Callbacks.Account != "":
		return e.there.Callbacks.Account, "account"
	}
	return e.webhook.Address, ""
}

// checkVerifyToken goes by the handshakes: no provider tells which token it has.
func (e *exam) checkVerifyToken(context.Context) finding {
	if e.c.App == nil {
		return wrong(desk.SaidOf(desk.Refuse(desk.CodeInvalid, "noApp")))
	}
	var facts []desk.Fact
	if e.c.App.HandshakeAt != 0 {
		facts = append(facts, when(desk.FactHandshake, e.c.App.HandshakeAt))
	}
	if e.c.App.RefusedAt != 0 {
		facts = append(facts, when(desk.FactRefused, e.c.App.RefusedAt))
	}
	switch {
	case e.c.App.RefusedAt > e.c.App.HandshakeAt:
		return wrong(say("otherVerifyToken"), facts...)
	case e.c.App.HandshakeAt == 0:
		return wrong(say("noHandshake"), facts...)
	}
	return fine(facts...)
}
