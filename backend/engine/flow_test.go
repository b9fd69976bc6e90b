package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// inFlow gives a world in which a flow has the first interaction, and the inbox for
// which it is bound.
func inFlow(t *testing.T) (*world, desk.InboxID) {
	t.Helper()
	w := newWorld(t)
	box := w.givenFlow()
	w.says("wamid.1", "hello")
	return w, box
}

func TestFlow_hasWhatItsPlanHoldsAndNobodyIsAsked(t *testing.T) {
	t.Parallel()
	w, _ := inFlow(t)
	it := w.interaction()
	if it.State != desk.InteractionInFlow || it.InboxID != "" || it.PlanID != "pln_flow" || it.Owner != "" {
		t.Fatalf("the interaction is %+v", it)
	}
	w.says("wamid.2", "anybody?")
	w.offline("ana")
	w.online("ana") // what waits would be offered now
	if n := len(every[desk.Offer](w.m, desk.RowOffer, nil)); n != 0 || w.interaction().State != desk.InteractionInFlow {
		t.Errorf("%d offers were made, it is %s", n, w.interaction().State)
	}
	if again := w.interaction(); again.ID != it.ID || again.LastCustomerAt < it.LastCustomerAt {
		t.Errorf("the customer's next message began another one: %+v", again)
	}
	if n := w.notices("olga", desk.NoticeEscalation); n != 0 {
		t.Errorf("%d escalations of what a flow has", n)
	}
}

// An agent has no business with it yet, and does not even learn that it is there.
func TestFlow_agentsCanDoNothing(t *testing.T) {
	t.Parallel()
	w, _ := inFlow(t)
	w.refused("ana", wire.CmdTake.Name, w.ref(), "notYours")
	w.refused("ana", wire.CmdClose.Name, w.ref(), "notYours")
	w.refused("ana", wire.CmdSend.Name, w.text("hi"), "notYours")
}

func TestFlow_agentWhoHandledTheLastOneWaitsForTheInbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	owner := w.accept()
	w.ok(owner, wire.CmdClose.Name, w.ref())
	w.givenFlow()
	w.says("wamid.2", "one more thing")
	if it := w.interaction(); it.State != desk.InteractionInFlow {
		t.Fatalf("it is %s", it.State)
	}
	if _, err := w.command(owner, wire.CmdTake.Name, w.ref()); err == nil {
		t.Error("an agent took what a flow has")
	}
}

func TestFlow_supervisorTakesItAndItIsTheInboxs(t *testing.T) {
	t.Parallel()
	w, box := inFlow(t)
	w.ok("olga", wire.CmdTake.Name, w.ref())
	if it := w.interaction(); it.State != desk.InteractionOpen || it.Owner != "olga" || it.InboxID != box {
		t.Fatalf("taken: %+v", it)
	}
	w.ok("olga", wire.CmdRequeue.Name, w.ref())
	if o := w.offer(); o.InboxID != box || o.UserID == "" {
		t.Errorf("returned to the queue, it is offered as %+v", o)
	}
}

func TestFlow_supervisorAssignsItOnlyToTheInboxsAgents(t *testing.T) {
	t.Parallel()
	w, box := inFlow(t)
	w.person("carl", desk.RoleAgent)
	w.online("carl")
	to := func(who string) wire.Transfer {
		r := w.ref()
		return wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: who}
	}
	w.refused("olga", wire.CmdTransfer.Name, to("carl"), "notMember")
	w.ok("olga", wire.CmdTransfer.Name, to("ana"))
	if it := w.interaction(); it.Owner != "ana" || it.InboxID != box || it.State != desk.InteractionOpen {
		t.Errorf("assigned: %+v", it)
	}
}

func TestFlow_itsInteractionGoesToTheInboxsQueue(t *testing.T) {
	t.Parallel()
	w, box := inFlow(t)
	w.now += 5000
	w.ok("olga", wire.CmdRequeue.Name, w.ref())
	it := w.interaction()
	if it.State != desk.InteractionOffered || it.InboxID != box || it.WaitingSince != w.now {
		t.Fatalf("out of the flow: %+v", it)
	}
}

func TestFlow_endsLikeAnyOther(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(*world)
		want lifecycle.EndReason
	}{
		"a supervisor closes it": {func(w *world) { w.ok("olga", wire.CmdClose.Name, w.ref()) }, lifecycle.EndClosed},
		"its time runs out":      {func(w *world) { w.pass(25 * 3600_000) }, lifecycle.EndExpiredUnanswered},
		"its number is deleted": {func(w *world) {
			w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
			w.ok("olga", wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: "num1"})
		}, lifecycle.EndClosed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := inFlow(t)
			c.do(w)
			if it := w.interaction(); it.State != desk.InteractionEnded || it.EndReason != string(c.want) {
				t.Errorf("it is %s: %s, want %s", it.State, it.EndReason, c.want)
			}
			if c.want == lifecycle.EndExpiredUnanswered && w.notices("olga", desk.NoticeWindow) == 0 {
				t.Error("no supervisor heard that nobody answered")
			}
		})
	}
}

// What is in a flow stays in it when its number gets another plan: what is new goes
// by that one.
func TestFlow_staysWhenTheNumberGetsAnotherPlan(t *testing.T) {
	t.Parallel()
	w, box := inFlow(t)
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(box)})
	if it := w.interaction(); it.State != desk.InteractionInFlow || it.InboxID != "" {
		t.Fatalf("it left the flow: %+v", it)
	}
	w.wrote("wamid.9", "4915112345678", w.now, `"type":"text","text":{"body":"hi"}`)
	if n := len(every[desk.Offer](w.m, desk.RowOffer, nil)); n != 1 {
		t.Errorf("another customer's is offered %d times", n)
	}
}

// Reopened by a person, the thread has an owner at once and belongs to the inbox.
func TestFlow_isNotEnteredByAPerson(t *testing.T) {
	t.Parallel()
	w, box := inFlow(t)
	w.ok("olga", wire.CmdClose.Name, w.ref())
	w.ok("olga", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)})
	if it := w.interaction(); it.State != desk.InteractionOpen || it.Owner != "olga" || it.InboxID != box {
		t.Errorf("reopened: %+v", it)
	}
}

// An end by a clock that ran ahead is taken back: the flow has it again.
func TestFlow_getsItsInteractionBackWhenTheClockWasWrong(t *testing.T) {
	t.Parallel()
	w, _ := inFlow(t)
	const ahead = 48 * 3600_000
	w.wrongClock(ahead)
	w.fire()
	if it := w.interaction(); it.State != desk.InteractionEnded {
		t.Fatalf("two days ahead it is %s", it.State)
	}
	w.rightClock()
	if it := w.interaction(); it.State != desk.InteractionInFlow || !w.thread().Open {
		t.Errorf("the clock is right again, it is %s", it.State)
	}
}
