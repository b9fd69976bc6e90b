package desk_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func account(context string) *desk.Said {
	return desk.SaidOf(desk.Refuse(desk.CodeConflict, "account", desk.Params{desk.ParamContext: context}))
}

// The accounts of the table, by what is wrong with them: "" = nothing.
var accounts = map[string]struct {
	said  *desk.Said
	state desk.NumberState // of its numbers, "" = it is only a warning
}{
	"":                 {nil, ""},
	"violation":        {account("violation"), ""},
	"violationUnnamed": {account("violationUnnamed"), ""},
	"disablePlanned":   {account("disablePlanned"), ""},
	"disableSoon":      {account("disableSoon"), ""},
	"restricted":       {account("restricted"), desk.NumberRestricted},
	"reviewRejected":   {account("reviewRejected"), desk.NumberRestricted},
	"disconnected":     {account("disconnected"), desk.NumberDisconnected},
	"disabled":         {account("disabled"), desk.NumberDisconnected},
	"unlinked":         {account("unlinked"), desk.NumberDisconnected},
	"deleted":          {account("deleted"), desk.NumberDisconnected},
	"token":            {desk.SaidOf(desk.Refuse(desk.CodeInvalid, "token", desk.Params{desk.ParamContext: "died"})), desk.NumberDisconnected},
	"other":            {desk.SaidOf(desk.Refuse(desk.CodeInvalid, "meta", nil)), desk.NumberDisconnected},
}

var troubles = map[desk.NumberTrouble]desk.NumberState{
	"": "", "of a later version": "",
	desk.TroubleLimited: desk.NumberRestricted, desk.TroubleRestricted: desk.NumberRestricted,
	desk.TroubleBanned: desk.NumberDisconnected, desk.TroubleDisconnected: desk.NumberDisconnected,
	desk.TroubleMoved: desk.NumberDisconnected, desk.TroubleUnregistered: desk.NumberDisconnected, desk.TroubleRefused: desk.NumberDisconnected, desk.TroubleUnpaired: desk.NumberDisconnected,
}

// expected is the rule once more, as a person would say it: deleted before anything, then
// how far the set-up is, then the worst that the provider says, then what was chosen here.
func expected(c desk.Circumstances, account desk.NumberState, said *desk.Said) (desk.NumberState, string) {
	trouble := troubles[c.Trouble]
	for _, worst := range []desk.NumberState{desk.NumberDisconnected, desk.NumberRestricted} {
		if c.Deleted || !c.Connected {
			break
		}
		if account == worst {
			return worst, said.Subcode
		}
		if trouble == worst {
			return worst, "standing/" + string(c.Trouble)
		}
	}
	switch {
	case c.Deleted:
		return desk.NumberGone, ""
	case !c.Connected && !c.Verified:
		return desk.NumberDraft, "standing/draft"
	case !c.Connected:
		return desk.NumberVerified, "standing/verified"
	case c.Off:
		return desk.NumberInactive, "standing/off"
	case !c.Mapped:
		return desk.NumberReady, "standing/unmapped"
	case !c.Staffed:
		return desk.NumberReady, "standing/nobody"
	case said != nil:
		return desk.NumberActive, said.Subcode
	}
	return desk.NumberActive, ""
}

// TestState_everyCombination holds the one function against the rule for each of the
// combinations that there are.
func TestState_everyCombination(t *testing.T) {
	t.Parallel()
	seen, all := map[desk.NumberState]int{}, 0
	for bits := range 1 << 6 {
		on := func(i int) bool { return bits&(1<<i) != 0 }
		for trouble := range troubles {
			for name, a := range accounts {
				c := desk.Circumstances{
					Connected: on(0), Verified: on(1), Deleted: on(2), Off: on(3), Mapped: on(4), Staffed: on(5), Trouble: trouble, Account: a.said,
				}
				state, why := c.State()
				want, wantWhy := expected(c, a.state, a.said)
				got := ""
				if why != nil {
					got = why.Subcode
				}
				if got == "standing" {
					got += fmt.Sprintf("/%v", why.Params[desk.ParamContext])
				}
				if state != want || got != wantWhy {
					t.Errorf("%+v with account %q: %s because of %q, want %s because of %q", c, name, state, got, want, wantWhy)
				}
				seen[state]++
				all++
			}
		}
	}
	if all != 64*len(troubles)*len(accounts) || len(seen) != 8 {
		t.Errorf("%d combinations came to %v", all, seen)
	}
}

func TestState_everyTroubleIsJudged(t *testing.T) {
	t.Parallel()
	for _, trouble := range desk.NumberTroubles {
		c := desk.Circumstances{Connected: true, Mapped: true, Staffed: true, Trouble: trouble}
		if state, why := c.State(); state == desk.NumberActive || why == nil {
			t.Errorf("a number that is %s is %s, %v", trouble, state, why)
		}
	}
}
