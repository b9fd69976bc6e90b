package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// A customer who has a conversation is not written to beside it; whose it is is
// told only to those who may see it.
func TestStartThread_withACustomerWhoIsServed(t *testing.T) {
	t.Parallel()
	t.Run("by a colleague, asked by one who may not see it", func(t *testing.T) {
		t.Parallel()
		w := talking(t)
		w.refused("ben", wire.CmdStartThread.Name, w.hello("+"+customer), "served")
	})
	t.Run("by a colleague, asked by a supervisor", func(t *testing.T) {
		t.Parallel()
		w := talking(t)
		w.refused("olga", wire.CmdStartThread.Name, w.hello("+"+customer), "notOwner")
	})
	t.Run("by oneself", func(t *testing.T) {
		t.Parallel()
		w := talking(t)
		m := w.message(w.startWith("ana", "+"+customer))
		if m.ThreadID != w.thread().ID || m.InteractionID != w.interaction().ID || m.Kind != desk.KindTemplate {
			t.Errorf("the template went elsewhere: %+v", m)
		}
	})
}

// Who has handled a customer may write to them again from a number of which they
// have lost the inbox; who has not may not, and learns nothing by trying.
func TestStartThread_whoHandledThemMayGoOn(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.ok("ana", wire.CmdClose.Name, w.ref())
	w.person("carl", desk.RoleAgent)
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(every[desk.Inbox](w.m, desk.RowInbox, nil)[0].ID)})
	for _, phone := range []string{"+" + customer, "+16505559999", "no number"} {
		w.refused("carl", wire.CmdStartThread.Name, w.hello(phone), "notMember")
	}
	again := w.hello("")
	again.ContactID = string(w.thread().ContactID)
	w.refused("carl", wire.CmdStartThread.Name, again, "notYours")
	w.ok("ana", wire.CmdStartThread.Name, again)
	if it := w.interaction(); it.Owner != "ana" || !it.BusinessStarted || it.TemplateAt != w.now {
		t.Errorf("interaction: %+v", it)
	}
}

func TestStartThread_numbersThatCannotSend(t *testing.T) {
	t.Parallel()
	number := func(w *world) *desk.Number {
		n, err := w.m.Number(t.Context(), orgID, "num1")
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for name, c := range map[string]struct {
		meet func(w *world)
		in   func(w *world) wire.StartThread
		want string
	}{
		"a number with a problem": {func(w *world) {
			n := number(w)
			n.State = desk.NumberProblem
			w.must(desk.EntryNumberPut, n)
		}, func(w *world) wire.StartThread { return w.hello("+" + customer) }, "numberProblem"},
		"a number that never was": {func(*world) {}, func(w *world) wire.StartThread {
			in := w.hello("+" + customer)
			in.NumberID = "num9"
			return in
		}, "notYours"},
		"a contact that never was": {func(*world) {}, func(w *world) wire.StartThread {
			in := w.hello("")
			in.ContactID = "con_x"
			return in
		}, "notYours"},
		"a template that never was": {func(*world) {}, func(w *world) wire.StartThread {
			in := w.hello("+" + customer)
			in.Template.TemplateID = "tpl_x"
			return in
		}, "notYours"},
		"a template of another account": {func(w *world) {
			w.must(desk.EntryWabaPut, desk.Waba{ID: "waba2", AppID: "app1", Name: "Other"})
			w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba2", Templates: []desk.Template{{
				MetaID: "950", Name: "other", Language: "en_US", Status: "APPROVED", Body: "Hi.",
			}}})
		}, func(w *world) wire.StartThread {
			in := w.hello("+" + customer)
			in.Template = wire.SendTemplate{TemplateID: string(every(w.m, desk.RowTemplate, func(t *desk.Template) bool { return t.Name == "other" })[0].ID)}
			return in
		}, "otherAccount"},
		"a name that is none": {func(*world) {}, func(w *world) wire.StartThread {
			in := w.hello("+" + customer)
			in.Name = "\u202e\u200b"
			return in
		}, "noName"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c.meet(w)
			w.refused("ana", wire.CmdStartThread.Name, c.in(w), c.want)
		})
	}
}

// A name typed with a new number is kept, and does not replace one that is there.
func TestStartThread_aTypedNameIsKeptWhereThereIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.hello("+16505550001")
	in.Name = " Jo "
	w.ok("ana", wire.CmdStartThread.Name, in)
	c := every[desk.Contact](w.m, desk.RowContact, nil)[0]
	if c.SavedName != "Jo" {
		t.Fatalf("saved as %q", c.SavedName)
	}
	in.Name = "Josephine"
	w.ok("ana", wire.CmdStartThread.Name, in)
	if c = every[desk.Contact](w.m, desk.RowContact, nil)[0]; c.SavedName != "Jo" {
		t.Errorf("renamed to %q", c.SavedName)
	}
	w.sameAgain()
}

// A template to be sent again must still be one that Meta takes.
func TestResend_ofATemplateThatWasTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.startWith("ana", "+"+customer)
	w.posting(id)
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id)})
	word := func(event string) {
		w.hook(`{"entry":[{"id":"waba1","time":1739321024,"changes":[{"field":"message_template_status_update","value":{
			"event":"` + event + `","message_template_id":900,"message_template_name":"hello","message_template_language":"en_US","reason":null}}]}]}`)
	}
	for _, event := range []string{"PAUSED", "DISABLED", "REJECTED", "PENDING_DELETION"} {
		word(event)
		w.refused("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: id}, "notApproved")
	}
	word("APPROVED")
	w.ok("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: id})
	if got := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Status == desk.StatusQueued }); len(got) != 1 || got[0].Template == nil {
		t.Errorf("%d queued", len(got))
	}
}

func TestResendAndCancel_onlyOfOurOwn(t *testing.T) {
	t.Parallel()
	w := talking(t)
	theirs := wire.MessageRef{MessageID: string(every[desk.Message](w.m, desk.RowMessage, nil)[0].ID)}
	w.refused("ana", wire.CmdResend.Name, theirs, "notOurs")
	w.refused("ana", wire.CmdCancel.Name, theirs, "notOurs")
	w.refused("ana", wire.CmdCancel.Name, wire.MessageRef{MessageID: "msg_x"}, "notYours")
	id := w.send("ana", w.text("hi"))
	w.refused("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: id}, "notFailed")
	w.posting(id)
	w.refused("ana", wire.CmdCancel.Name, wire.MessageRef{MessageID: id}, "posting")
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id)})
	w.ok("ana", wire.CmdClose.Name, w.ref())
	w.refused("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: id}, "ended")
}
