package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// restricts has Meta restrict the account in these ways, until then (Unix ms, 0 = it
// does not say).
func (w *world) restricts(until int64, words ...string) {
	w.t.Helper()
	list := ""
	for i, word := range words {
		if i > 0 {
			list += ","
		}
		end := ""
		if until != 0 {
			end = fmt.Sprintf(`,"expiration":%d`, until/1000)
		}
		list += fmt.Sprintf(`{"restriction_type":%q%s}`, word, end)
	}
	w.now += 1000 // each is another webhook
	w.waba("account_update", fmt.Sprintf(`{"event":"ACCOUNT_RESTRICTION","restriction_info":[%s]}`, list))
}

// restrictions gives the words of what the account may not do.
func (w *world) restrictions() []string {
	w.t.Helper()
	a, err := w.m.Waba(context.Background(), orgID, "waba1")
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	words := []string{}
	for _, r := range a.Restrictions {
		words = append(words, string(r.Kind)+"="+r.Word)
	}
	return words
}

const (
	wordStart = "RESTRICTED_BIZ_INITIATED_MESSAGING"
	wordReply = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"
	wordAdd   = "RESTRICTED_ADD_PHONE_NUMBER_ACTION"
	hourMS    = 60 * minute
)

// A restriction says what and until when, and ends by itself: each at its own end.
func TestRestrictions_endByThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.leadsTo("num1")
	begun := w.now
	w.restricts(begun+hourMS, wordStart, wordAdd)
	w.is("num1", desk.NumberRestricted, "account/restrictedStart")
	if got := w.restrictions(); !slices.Equal(got, []string{"start=" + wordStart, "add=" + wordAdd}) {
		t.Fatalf("%v", got)
	}
	if n := w.notices("olga", desk.NoticeAccount); n != 1 || w.notices("ana", desk.NoticeAccount) != 0 {
		t.Errorf("%d notices", n)
	}
	w.restricts(begun+2*hourMS, wordReply)
	w.is("num1", desk.NumberRestricted, "account/restrictedBoth")
	w.pass(begun + hourMS - w.now - 1)
	w.is("num1", desk.NumberRestricted, "account/restrictedBoth")
	w.pass(1)
	w.is("num1", desk.NumberRestricted, "account/restrictedReply")
	w.pass(hourMS)
	w.is("num1", desk.NumberActive, "")
	if got := w.restrictions(); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
	w.restricts(begun, wordStart) // it came late, and is over
	w.is("num1", desk.NumberActive, "")
}

// One without an end goes on until Meta lifts it; a kind that is not known restricts, and
// keeps Meta's word. What concerns no message only warns.
func TestRestrictions_withoutAnEndOrOfAnotherKind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.leadsTo("num1")
	w.restricts(0, wordAdd)
	w.is("num1", desk.NumberActive, "account/restrictedBeside")
	w.restricts(w.now+hourMS, "RESTRICTED_SHINY_THINGS")
	w.is("num1", desk.NumberRestricted, "account/restricted")
	if got := w.restrictions(); !slices.Equal(got, []string{"add=" + wordAdd, "=RESTRICTED_SHINY_THINGS"}) {
		t.Fatalf("%v", got)
	}
	w.pass(30 * 24 * hourMS)
	w.is("num1", desk.NumberActive, "account/restrictedBeside")
	w.waba("account_update", `{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}}`)
	w.is("num1", desk.NumberActive, "")
}

// What else happens to the account lifts no restriction, and no restriction hides what is
// worse.
func TestRestrictions_outliveOtherNews(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.leadsTo("num1")
	until := w.now + 10*hourMS
	w.restricts(until, wordStart)
	w.waba("account_update", `{"event":"PARTNER_REMOVED"}`)
	w.is("num1", desk.NumberDisconnected, "account/disconnected")
	w.waba("account_update", `{"event":"PARTNER_ADDED"}`)
	w.is("num1", desk.NumberRestricted, "account/restrictedStart")
	dead := desk.SaidOf(desk.Refuse(desk.CodeInvalid, "token", desk.Params{"context": "died"}))
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba1", AppID: "app1", Name: "Account", Said: dead})
	w.restricts(until, wordReply)
	w.is("num1", desk.NumberDisconnected, "token/died")
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba1", AppID: "app1", Name: "Account"})
	w.is("num1", desk.NumberRestricted, "account/restrictedBoth")
	w.pass(until - w.now)
	w.is("num1", desk.NumberActive, "")
}
