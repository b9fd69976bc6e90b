package doctor

import (
	"context"
	"slices"
	"strconv"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// smsSteps has the checks of an SMS number, each by what its carrier answers or by what
// was seen here.
var smsSteps = []step{
	{desk.CheckToken, "", (*exam).checkLogin},
	{desk.CheckNumber, desk.CheckToken, (*exam).checkRented},
	{desk.CheckCallback, desk.CheckNumber, (*exam).checkSMSAddress},
	{desk.CheckSecret, "", (*exam).checkSignature},
	{desk.CheckInbound, "", (*exam).checkInbound},
	{desk.CheckOutbound, "", (*exam).checkOutbound},
}

// refusedBy is trouble with a carrier: some of them have plain codes and no failures.
func refusedBy(err error) finding {
	_, explained := channel.FailureOf(err)
	code := desk.CodeOf(err)
	isLogin := !explained && (code == desk.CodeUnauthorized || code == desk.CodeForbidden)
	if isLogin || code == desk.CodeInvalid {
		return wrong(desk.SaidOf(err))
	}
	return trouble(err)
}

// checkLogin lists the account's numbers: an answer proves the login.
func (e *exam) checkLogin(ctx context.Context) finding {
	if e.c.NoToken != nil {
		return wrong(say("noCarrier"))
	}
	list, err := e.c.Rental.Numbers(ctx)
	if err != nil {
		return refusedBy(err)
	}
	e.rented = list
	return fine(text(desk.FactAccountName, e.c.Rental.Account), when(desk.FactProven, e.s.now()))
}

func (e *exam) checkRented(context.Context) finding {
	has := text(desk.FactNumbers, strconv.Itoa(len(e.rented)))
	i := slices.IndexFunc(e.rented, func(n channel.CarrierNumber) bool { return n.E164.Digits() == e.number.Phone.Digits() })
	switch {
	case i < 0:
		return wrong(say("rentedGone"), has)
	case !e.rented[i].SMS:
		return wrong(say("noSMS"), has)
	}
	e.at = e.rented[i]
	return fine(has)
}

// checkSMSAddress compares where the number's SMS go with where they should, and asks
// that address.
func (e *exam) checkSMSAddress(ctx context.Context) finding {
	if e.c.Address == "" {
		return wrong(say("noPublic"))
	}
	ours := text(desk.FactOurAddress, e.c.Address)
	goesTo, err := e.c.Rental.WhereSMS(ctx, e.at)
	switch {
	case err != nil:
		return refusedBy(err)
	case goesTo == "":
		return wrong(say("smsNowhere"), ours)
	case !channel.SameAddress(goesTo, e.c.Address):
		return wrong(say("smsElsewhere"), text(desk.FactAddress, goesTo), ours)
	}
	return e.answering(ctx, text(desk.FactAddress, goesTo))
}

// checkSignature goes by the webhooks that came: no carrier tells which secret it signs
// with. What was seen before the relay started is in the last examination; what was seen
// before the account was linked as it is was of another secret.
func (e *exam) checkSignature(context.Context) finding {
	switch {
	case e.c.NoToken != nil:
		return finding{verdict: desk.VerdictUnknown, said: e.after(desk.CheckToken)}
	case !e.c.Rental.Signed:
		return wrong(say("noSignature"))
	}
	accepted, refused := e.s.cfg.Seal(e.org, e.number)
	accepted = e.sinceLinked(max(accepted, e.before(desk.FactSignedBy)))
	refused = e.sinceLinked(max(refused, e.before(desk.FactForged)))
	var facts []desk.Fact
	if accepted != 0 {
		facts = append(facts, when(desk.FactSignedBy, accepted))
	}
	if refused != 0 {
		facts = append(facts, when(desk.FactForged, refused))
	}
	switch {
	case refused > accepted:
		return wrong(say("wrongSignature"), facts...)
	case accepted == 0:
		return finding{verdict: desk.VerdictUnknown, said: say("notSigned")}
	}
	return fine(facts...)
}

// before is the time of a fact of the signature in the last examination.
func (e *exam) before(name desk.FactName) int64 {
	if c := e.row.Check(desk.CheckSecret); c != nil {
		for _, f := range c.Facts {
			if f.Name == name {
				return f.At
			}
		}
	}
	return 0
}

func (e *exam) sinceLinked(at int64) int64 {
	if at < e.c.Rental.Since {
		return 0
	}
	return at
}
