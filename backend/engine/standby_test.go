package engine_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// standby makes a webhook of what happens while another system has the conversation.
func (w *world) standby(parts string) {
	w.t.Helper()
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"standby","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},"standby":{
		"contacts":[{"profile":{"name":"Sheena"},"wa_id":%q}],%s}}}]}]}`, w.phoneID, customer, parts))
}

func (w *world) control(kind, parts string) {
	w.t.Helper()
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messaging_handovers","value":{
		"messaging_product":"whatsapp","recipient":{"display_phone_number":"15550783881","phone_number_id":%q},
		"sender":{"phone_number":"+%s"},"timestamp":"%d","type":%q,%q:{%s}}}]}]}`, w.phoneID, customer, w.now/1000, kind, kind, parts))
}

func (w *world) heard(id string) {
	w.standby(fmt.Sprintf(`"messages":[{"from":%q,"id":%q,"timestamp":"%d",%s}]`, customer, id, w.now/1000, text1))
}

// What the customer and another system say to each other is kept, and nobody is asked.
func TestStandby_isKeptAndNobodyIsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.heard("wamid.1")
	w.standby(fmt.Sprintf(`"message_echoes":[{"id":"wamid.2","timestamp":"%d","message":{"to":%q,"type":"text","text":{"body":"We open at nine"}}}]`, w.now/1000, customer))
	w.standby(fmt.Sprintf(`"statuses":[{"id":"wamid.2","status":"read","timestamp":"%d","recipient_id":%q}]`, w.now/1000, customer))
	th := w.thread()
	if th.Open || th.InteractionID != "" || !th.Elsewhere || th.LastCustomerAt != w.now {
		t.Fatalf("thread: %+v", th)
	}
	in, _ := w.m.MessageByProviderID(t.Context(), orgID, "wamid.1")
	out, _ := w.m.MessageByProviderID(t.Context(), orgID, "wamid.2")
	if in.Direction != desk.In || in.Text != "5 pm" || out.Direction != desk.Out || out.Text != "We open at nine" || out.AuthorKind != desk.AuthorOther || out.Status != desk.StatusRead {
		t.Errorf("in %+v\nout %+v", in, out)
	}
	w.heard("wamid.3")
	if got := w.lines(th.ID); len(got) != 1 || got[0] != desk.SystemElsewhere {
		t.Errorf("lines: %v", got)
	}
	if len(w.unhandled()) != 0 {
		t.Errorf("not understood: %+v", w.unhandled())
	}
	w.sameAgain()
}

// Guards a customer whom the assistant promised a person, and whom nobody was told of.
func TestHandover_toUsAsksForAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.heard("wamid.1")
	wrote := w.now
	w.now += minute
	w.control("control_passed", `"previous_owner_app_role":"meta_business_agent","new_owner_role":"escalation","metadata":"m"`)
	it := w.interaction()
	if it.State != desk.InteractionOffered || it.FirstCustomerAt != wrote || it.FirstLineID == "" || w.thread().Elsewhere {
		t.Fatalf("nobody is asked: %+v, %+v", it, w.thread())
	}
	if got := w.lines(w.thread().ID); len(got) != 2 || got[1] != desk.SystemFromAgent {
		t.Errorf("lines: %v", got)
	}
	w.accept()
	w.control("control_taken", `"previous_owner_role":"escalation","new_owner_role":"ai_agent"`)
	if got := w.lines(w.thread().ID); len(got) != 3 || got[2] != desk.SystemToAgent || !w.thread().Elsewhere || !w.thread().Open {
		t.Errorf("lines: %v, thread %+v", got, w.thread())
	}
	w.sameAgain()
}

// Nothing but the hand-over is told where "standby" is not subscribed.
func TestHandover_ofACustomerWhoIsNotKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("control_passed", `"new_owner_role":"escalation"`)
	if it := w.interaction(); it.State != desk.InteractionOffered || w.thread().LastCustomerAt != w.now {
		t.Fatalf("nobody is asked: %+v", it)
	}
	w.sameAgain()
}

// The same message may be told both ways; then it is for us.
func TestStandby_whatIsToldAsOursTooIsOurs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.heard("wamid.1")
	w.says("wamid.1", "5 pm")
	if it := w.interaction(); it.State != desk.InteractionOffered {
		t.Fatalf("nobody is asked: %+v", it)
	}
	w.heard("wamid.1")
	if n := w.thread().Messages; n != 2 { // with the line
		t.Errorf("%d messages", n)
	}
	w.sameAgain()
}
