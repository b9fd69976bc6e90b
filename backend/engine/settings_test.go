package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestInbox_isCheckedBeforeItIsKept(t *testing.T) {
	t.Parallel()
	good := wire.PutInbox{Name: "Sales", Mode: "roundRobin", ReassignSeconds: 60, Members: []string{"ana"}}
	tests := []struct {
		name   string
		by     desk.UserID
		change func(*wire.PutInbox)
		want   string
	}{
		{"as it should be", "olga", func(*wire.PutInbox) {}, ""},
		{"by an agent", "ana", func(*wire.PutInbox) {}, "supervisors"},
		{"no name", "olga", func(c *wire.PutInbox) { c.Name = "  " }, "noName"},
		{"a name that is taken", "olga", func(c *wire.PutInbox) { c.Name = "sUPPORT" }, "nameTaken"},
		{"every mode", "olga", func(c *wire.PutInbox) { c.Mode = "leastBusy" }, ""},
		{"the highest level, and as many dials", "olga", func(c *wire.PutInbox) { c.Levels, c.Dials = []wire.Level{{UserID: "ana", Level: 100}}, 100 }, ""},
		{"level 0", "olga", func(c *wire.PutInbox) { c.Levels = []wire.Level{{UserID: "ana"}} }, "badLevel"},
		{"level 101", "olga", func(c *wire.PutInbox) { c.Levels = []wire.Level{{UserID: "ana", Level: 101}} }, "badLevel"},
		{"a level of who is nobody", "olga", func(c *wire.PutInbox) { c.Levels = []wire.Level{{UserID: "zoe", Level: 5}} }, "notYours"},
		{"101 dials", "olga", func(c *wire.PutInbox) { c.Dials = 101 }, "badDials"},
		{"fewer than no dials", "olga", func(c *wire.PutInbox) { c.Dials = -1 }, "badDials"},
		{"the largest capacity", "olga", func(c *wire.PutInbox) { c.Capacity = new(100) }, ""},
		{"no capacity of its own", "olga", func(c *wire.PutInbox) { c.Capacity = new(0) }, ""},
		{"a capacity of 101", "olga", func(c *wire.PutInbox) { c.Capacity = new(101) }, "badInboxCapacity"},
		{"less than no capacity", "olga", func(c *wire.PutInbox) { c.Capacity = new(-1) }, "badInboxCapacity"},
		{"no such mode", "olga", func(c *wire.PutInbox) { c.Mode = "lottery" }, "badMode"},
		{"too long to reassign", "olga", func(c *wire.PutInbox) { c.ReassignSeconds = 901 }, "badReassign"},
		{"no time to reassign", "olga", func(c *wire.PutInbox) { c.ReassignSeconds = -1 }, "badReassign"},
		{"a number of another inbox", "olga", func(c *wire.PutInbox) { c.NumberID = "num1" }, "mapped"},
		{"nobody of that name", "olga", func(c *wire.PutInbox) { c.Members = []string{"zoe"} }, "notYours"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c := good
			tt.change(&c)
			if tt.want != "" {
				w.refused(tt.by, wire.CmdPutInbox.Name, c, tt.want)
				return
			}
			var r wire.IDResult
			if err := json.Unmarshal(w.ok(tt.by, wire.CmdPutInbox.Name, c), &r); err != nil || r.ID == "" {
				t.Fatalf("answer: %v %+v", err, r)
			}
		})
	}
}

func TestInbox_membersChangeRightsAndTurns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello") // offered to ana
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0]
	ana, _ := w.m.User(t.Context(), orgID, "ana")
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box.ID), Name: "Support", Mode: "roundRobin", NumberID: "num1", Members: []string{"ben"}})
	now, _ := w.m.User(t.Context(), orgID, "ana")
	if now.Generation != ana.Generation+1 || w.offer().UserID != "ben" {
		t.Fatalf("generation %d, offered to %q", now.Generation, w.offer().UserID)
	}
	if n, _ := w.m.Number(t.Context(), orgID, "num1"); w.leadsTo(n.ID) != box.ID || n.State != desk.NumberActive {
		t.Fatalf("number: %+v", n)
	}
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box.ID), Name: "Support", Mode: "roundRobin", NoNumber: true, Members: []string{"ben"}})
	if n, _ := w.m.Number(t.Context(), orgID, "num1"); w.leadsTo(n.ID) != "" || n.State != desk.NumberReady {
		t.Fatalf("number: %+v", n)
	}
}

func TestInbox_deletedMovesWhatGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	old := w.interaction().InboxID
	w.refused("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(old)}, "notEmpty")
	w.person("carl", desk.RoleAgent)
	w.online("carl")
	var to wire.IDResult
	_ = json.Unmarshal(w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Other", Mode: "roundRobin", Members: []string{"carl"}}), &to)
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(old), MoveTo: to.ID})
	if it := w.interaction(); string(it.InboxID) != to.ID || w.offer().UserID != "carl" {
		t.Fatalf("moved: %+v, offered to %q", it, w.offer().UserID)
	}
	box, _ := w.m.Inbox(t.Context(), orgID, old)
	if n, _ := w.m.Number(t.Context(), orgID, "num1"); !box.Deleted || n.PlanID != "" {
		t.Fatalf("inbox %+v, number %+v", box, n)
	}
	w.refused("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(old)}, "notYours")
}

// Whoever declined it in the inbox that goes may be asked anew in the other one.
func TestInbox_deletedBeginsTheRoundAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Other", Mode: "roundRobin", Members: []string{"ana"}})
	o := w.asks(customer)
	w.ok("ana", wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: string(o.ID), Reason: "busy"})
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(w.inboxNamed("Support").ID), MoveTo: string(w.inboxNamed("Other").ID)})
	if o := w.open(customer); o.UserID != "ana" || len(w.interaction().Attempts) != 0 {
		t.Errorf("%q is asked: %+v", o.UserID, w.interaction())
	}
}

// What goes on in an inbox stays with people who see its channel. With nothing in it, where
// it was to go does not matter.
func TestInbox_deletedMovesNothingToAnotherChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	support := w.inboxNamed("Support").ID
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "SMS", Channel: "sms", Mode: "manual", ReassignSeconds: 30, Members: []string{"ana"}})
	remove := wire.DeleteInbox{ID: string(support), MoveTo: string(w.inboxNamed("SMS").ID)}
	w.says("wamid.1", "hello")
	w.refused("olga", wire.CmdDeleteInbox.Name, remove, "otherChannel")
	if it := w.interaction(); it.InboxID != support || w.inboxNamed("Support").Deleted || w.leadsTo("num1") != support {
		t.Fatalf("refused, and half done: %+v", it)
	}
	w.ok(w.accept(), wire.CmdClose.Name, w.ref())
	w.ok("olga", wire.CmdDeleteInbox.Name, remove)
	w.sameAgain()
}

// An inbox that handed on to one that is deleted keeps what comes, and can be saved as it is.
func TestInbox_deletedIsHandedNothing(t *testing.T) {
	t.Parallel()
	w := overflowing(t, desk.ModeManual)
	second := string(w.inboxNamed("Second").ID)
	week := []wire.OpenSpan{{Day: 2, From: 9 * 60, To: 17 * 60}}
	w.inMode(desk.ModeManual, func(c *wire.PutInbox) {
		c.Hours = &wire.Hours{Zone: "UTC", Week: week, Outside: string(desk.OutsideInbox), InboxID: second}
	})
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: second})
	box := w.inboxNamed("Support")
	if box.Overflow != (desk.Overflow{}) || box.Hours == nil || box.Hours.InboxID != "" || box.Hours.Outside != desk.OutsideQueue || len(box.Hours.Week) != 1 {
		t.Fatalf("it hands on %+v, and outside its hours %+v", box.Overflow, box.Hours)
	}
	w.inMode(desk.ModeManual, func(c *wire.PutInbox) { // as its form has it
		c.Overflow = &wire.Overflow{Minutes: box.Overflow.Minutes, InboxID: string(box.Overflow.InboxID)}
		c.Hours = &wire.Hours{Zone: box.Hours.Zone, Week: week, Outside: string(box.Hours.Outside), InboxID: string(box.Hours.InboxID)}
	})
	w.sameAgain()
}

func TestNumber_deletedOnlyWhenNoInboxUsesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := wire.NumberRef{NumberID: "num1"}
	w.refused("olga", wire.CmdDeleteNumber.Name, ref, "mapped")
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.says("wamid.1", "hello")
	w.ok("olga", wire.CmdDeleteNumber.Name, ref)
	n, _ := w.m.Number(t.Context(), orgID, "num1")
	if !n.Deleted || n.State != desk.NumberGone || w.interaction().State != desk.InteractionEnded {
		t.Fatalf("number: %+v", n)
	}
	w.says("wamid.2", "still there?")
	if len(w.unhandled()) != 1 {
		t.Fatal("a message to a deleted number vanished")
	}
	w.refused("olga", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)}, "numberGone")
}

func TestNumber_putKeepsTheMapping(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n, _ := w.m.Number(t.Context(), orgID, "num1")
	box := w.leadsTo("num1")
	n.PlanID, n.Quality, n.State = "pln_of_somebody", "GREEN", desk.NumberReady
	w.must(desk.EntryNumberPut, n)
	if n, _ = w.m.Number(t.Context(), orgID, "num1"); w.leadsTo(n.ID) != box || n.State != desk.NumberActive || n.Quality != "GREEN" {
		t.Fatalf("number: %+v", n)
	}
	w.must(desk.EntryNumberPut, desk.NumberEntry{Number: desk.Number{ID: "num2", WabaID: "waba1", PhoneID: "2", Name: "Two"}, InboxID: box})
	if n, _ = w.m.Number(t.Context(), orgID, "num2"); w.leadsTo(n.ID) != "" || n.State != desk.NumberReady {
		t.Fatalf("an inbox got a second number: %+v", n)
	}
	banned := desk.Number{ID: "num1", AppID: "app1", WabaID: "waba1", PhoneID: w.phoneID, Name: "Support", State: desk.NumberProblem}
	w.must(desk.EntryNumberPut, desk.NumberEntry{Number: banned, Problem: "banned"})
	n, err := w.m.Number(t.Context(), orgID, "num1")
	if doc, _ := json.Marshal(n); err != nil || n.State != desk.NumberDisconnected || strings.Contains(string(doc), "banned") {
		t.Errorf("a sentence that an entry of an earlier build has: %s, %v", doc, err)
	}
	w.says("wamid.1", "hello")
	w.accept()
	w.refused(w.interaction().Owner, wire.CmdSend.Name, w.text("hi"), "numberProblem")
}

func TestTemplates_aPullReplacesAndKeepsIds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := every[desk.Template](w.m, desk.RowTemplate, nil)[0]
	w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba1", Templates: []desk.Template{
		{MetaID: "900", Name: "hello", Status: "PAUSED"}, {MetaID: "901", Name: "bye", Status: "APPROVED"}, {MetaID: "901", Name: "twice"},
	}})
	if l := every[desk.Template](w.m, desk.RowTemplate, nil); len(l) != 2 {
		t.Fatalf("%d templates", len(l))
	}
	if now, _ := w.m.Template(t.Context(), orgID, old.ID); now.Status != "PAUSED" {
		t.Fatalf("template: %+v", now)
	}
	w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba1", Templates: []desk.Template{{MetaID: "901", Name: "bye", Status: "APPROVED"}}})
	if now, _ := w.m.Template(t.Context(), orgID, old.ID); now.Status != "DELETED" {
		t.Fatalf("template: %+v", now)
	}
}

func TestAccountNews_changeRowsAndTellSupervisors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hook(`{"entry":[{"id":"waba1","time":1739321024,"changes":[{"field":"account_update","value":{"event":"ACCOUNT_VIOLATION","violation_info":{"violation_type":"ADULT"}}}]}]}`)
	a, _ := w.m.Waba(t.Context(), orgID, "waba1")
	if a.Said == nil || w.notices("olga", desk.NoticeAccount) != 1 || w.notices("ana", desk.NoticeAccount) != 0 {
		t.Fatalf("account: %+v", a)
	}
	w.hook(`{"entry":[{"id":"waba1","time":1739321025,"changes":[{"field":"account_update","value":{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}}}]}]}`)
	if a, _ = w.m.Waba(t.Context(), orgID, "waba1"); a.Said != nil {
		t.Fatalf("account: %+v", a)
	}
	w.hook(`{"entry":[{"id":"waba1","time":1739321026,"changes":[{"field":"phone_number_name_update","value":{"display_phone_number":"15550783881","decision":"APPROVED","requested_verified_name":"Shop GmbH","rejection_reason":null}}]}]}`)
	if n, _ := w.m.Number(t.Context(), orgID, "num1"); n.VerifiedName != "Shop GmbH" {
		t.Fatalf("number: %+v", n)
	}
}

func TestContactAndNotices_byThePersonTheyBelongTo(t *testing.T) {
	t.Parallel()
	w := talking(t)
	c := w.thread().ContactID
	w.ok("ana", wire.CmdSaveContact.Name, wire.SaveContact{ContactID: string(c), Name: " Jo ", AccountID: "A-1"})
	if got, _ := w.m.Contact(t.Context(), orgID, c); got.SavedName != "Jo" || got.AccountID != "A-1" || got.ProfileName != "Sheena" {
		t.Fatalf("contact: %+v", got)
	}
	w.now += minute
	w.says("wamid.2", "hello?")
	n := every(w.m, desk.RowNotice, func(n *desk.Notice) bool { return n.UserID == "ana" && !n.Read })[0]
	w.refused("ben", wire.CmdReadNotices.Name, wire.ReadNotices{IDs: []string{string(n.ID)}}, "notYours")
	w.ok("ana", wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
	if got, _ := w.m.UnreadNotices(t.Context(), orgID, "ana"); len(got) != 0 {
		t.Fatalf("%d unread", len(got))
	}
}

func TestCommands_oddOnesAreAnsweredNotQuarantined(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.refused("ana", "coffee.make", map[string]string{}, "unknownCommand")
	w.refused("ana", wire.CmdSend.Name, []int{1}, "badBody")
	w.refused("nobody", wire.CmdSend.Name, wire.Send{}, "suspended")
	w.refused("ana", wire.CmdSend.Name, wire.Send{ThreadID: "thr_x"}, "notYours")
	for _, kind := range []desk.EntryKind{desk.EntryCommand, desk.EntryTimer, desk.EntryDecision, desk.EntrySendPosting, desk.EntryMetaMessage, "hologram"} {
		if _, err := w.fold(kind, "odd"); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%s with an odd payload: %v", kind, err)
		}
	}
}

// What somebody chose is in the record: it holds from its entry on, and a
// rebuild by a program that chooses otherwise gives the same rows.
func TestPolicy_holdsFromItsEntryOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.offline("ana", "ben")
	w.says("wamid.1", "is anybody there?")
	w.pass(5*minute - 1)
	if n := w.notices("olga", desk.NoticeEscalation); n != 0 {
		t.Errorf("%d notices before the five minutes of a record without a policy", n)
	}
	w.pass(1)
	if n := w.notices("olga", desk.NoticeEscalation); n != 1 {
		t.Errorf("%d notices after five minutes, want 1", n)
	}
	w.must(desk.EntryPolicyPut, desk.Policy{EscalateAfter: 20 * minute, OfferSeconds: 45})
	w.wrote("wamid.2", "16505550000", w.now, `"type":"text","text":{"body":"and now?"}`)
	w.pass(20*minute - 1)
	if n := w.notices("olga", desk.NoticeEscalation); n != 1 {
		t.Errorf("%d notices before the twenty minutes of the new policy, want the first one only", n)
	}
	w.pass(1)
	if n := w.notices("olga", desk.NoticeEscalation); n != 2 {
		t.Errorf("%d notices after twenty minutes, want 2", n)
	}
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Sales", Mode: string(desk.ModeManual), Members: []string{"ana"}})
	boxes := every(w.m, desk.RowInbox, func(b *desk.Inbox) bool { return b.Name == "Sales" })
	if len(boxes) != 1 || boxes[0].ReassignSeconds != 45 {
		t.Errorf("the new inbox asks for %+v, want 45 seconds", boxes)
	}
	w.must(desk.EntryOrgPut, desk.Organization{ID: orgID, Name: "Shop & Co"}) // says nothing of the policy
	if o, err := one[desk.Organization](w.m, desk.RowOrg, string(orgID)); err != nil || o.Policy.EscalateAfter != 20*minute {
		t.Errorf("after a new name the policy is %+v, %v", o, err)
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("a rebuild gives other rows:\n%s", diff(before, after))
	}
}
