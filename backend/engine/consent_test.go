package engine_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// ofCategory gives the world's template another category.
func (w *world) ofCategory(category string) {
	w.t.Helper()
	tpl := every[desk.Template](w.m, desk.RowTemplate, nil)[0]
	t := *tpl
	t.Category = category
	w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba1", Templates: []desk.Template{t}})
}

// rule sets what the organization wants.
func (w *world) rule(r desk.OptInRule) {
	w.t.Helper()
	w.ok("olga", wire.CmdOptInRule.Name, wire.SetOptInRule{Rule: string(r)})
}

// templateSend is a send of the world's template by the thread's owner.
func (w *world) templateSend() wire.Send {
	w.t.Helper()
	c := w.text("")
	tpl := every[desk.Template](w.m, desk.RowTemplate, nil)[0]
	c.Content = wire.SendContent{Kind: "template", Template: &wire.SendTemplate{TemplateID: string(tpl.ID), Params: []string{"Jo", "#7"}, ButtonText: "7"}}
	return c
}

// What becomes of a template, by whether somebody should be asked first, the rule,
// the category, what the customer agreed to and where the window is.
func TestConsent_templatesOutsideTheWindowNeedAnOptIn(t *testing.T) {
	t.Parallel()
	agreed := func(purposes ...string) func(*world) {
		return func(w *world) { w.addsOptIn("ana", w.consent(purposes...)) }
	}
	nothing := func(*world) {}
	for _, c := range []struct {
		name     string
		rule     desk.OptInRule // "" = never set
		category string
		before   func(*world)
		inside   bool
		ask      bool
		want     string
	}{
		{"strict, nothing agreed", desk.OptInStrict, "UTILITY", nothing, false, true, "optInNeeded"},
		{"strict, a desktop that does not ask", desk.OptInStrict, "UTILITY", nothing, false, false, "optInNeeded"},
		{"strict, agreed", desk.OptInStrict, "UTILITY", agreed("utility"), false, true, ""},
		{"strict, agreed to something else", desk.OptInStrict, "UTILITY", agreed("marketing", "authentication"), false, true, "optInNeeded"},
		{"strict, marketing agreed", desk.OptInStrict, "MARKETING", agreed("marketing"), false, true, ""},
		{"strict, authentication", desk.OptInStrict, "AUTHENTICATION", agreed("marketing", "utility"), false, true, "optInNeeded"},
		{"strict, a category unheard of is marketing", desk.OptInStrict, "NEWS", agreed("utility"), false, true, "optInNeeded"},
		{"strict, inside the window", desk.OptInStrict, "MARKETING", nothing, true, true, ""},
		{"strict, withdrawn", desk.OptInStrict, "UTILITY", func(w *world) {
			w.withdraws("ana", w.addsOptIn("ana", w.consent("utility")))
		}, false, true, "optInNeeded"},
		{"warn, nobody was asked", desk.OptInWarn, "UTILITY", nothing, false, true, "optInMissing"},
		{"warn, confirmed", desk.OptInWarn, "UTILITY", nothing, false, false, ""},
		{"warn, agreed", desk.OptInWarn, "UTILITY", agreed("utility"), false, true, ""},
		{"never set is warn", "", "UTILITY", nothing, false, true, "optInMissing"},
		{"never set, a desktop from before", "", "MARKETING", nothing, false, false, ""},
		{"writing first is no agreement", desk.OptInStrict, "MARKETING", nothing, false, true, "optInNeeded"},
		{"stopped, warn, confirmed", desk.OptInWarn, "MARKETING", func(w *world) { w.preference("stop") }, false, false, "marketingStopped"},
		{"stopped, agreed before", desk.OptInStrict, "MARKETING", func(w *world) {
			w.addsOptIn("ana", w.consent("marketing"))
			w.preference("stop")
		}, false, true, "marketingStopped"},
		{"stopped, inside the window", desk.OptInWarn, "MARKETING", func(w *world) { w.preference("stop") }, true, false, "marketingStopped"},
		{"stopped, and no marketing", desk.OptInStrict, "UTILITY", func(w *world) {
			w.addsOptIn("ana", w.consent("utility"))
			w.preference("stop")
		}, false, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := talking(t)
			w.optIns()
			w.ofCategory(c.category)
			if c.rule != "" {
				w.rule(c.rule)
			}
			c.before(w)
			if !c.inside {
				w.now += 23*hour + 59*minute
				w.online("ana")
				w.now += 2 * minute
			}
			send := w.templateSend()
			send.AskOptIn = c.ask
			if c.want != "" {
				w.refused("ana", wire.CmdSend.Name, send, c.want)
				return
			}
			w.send("ana", send)
			w.sameAgain()
		})
	}
}

// strict is a conversation in an organization whose templates need an opt-in.
func strict(t *testing.T) *world {
	t.Helper()
	w := talking(t)
	w.optIns()
	w.rule(desk.OptInStrict)
	return w
}

// The minutes before the window shuts, in which no free text leaves, are still inside.
func TestConsent_theLastMinutesAreInside(t *testing.T) {
	t.Parallel()
	w := strict(t)
	w.now += 23*hour + 59*minute
	w.refused("ana", wire.CmdSend.Name, w.text("Hello"), "windowClosed")
	w.send("ana", w.templateSend())
}

// Without the policy's entry nothing is asked for: a record from before folds as
// it did.
func TestConsent_nothingIsAskedForBeforeThePolicy(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.rule(desk.OptInStrict)
	w.now += 24*hour + minute
	send := w.templateSend()
	send.AskOptIn = true
	w.send("ana", send)
}

// The consent that a send brings is recorded with it, or not at all.
func TestConsent_aSendBringsItsOptIn(t *testing.T) {
	t.Parallel()
	w := strict(t)
	w.now += 24*hour + minute
	send := w.templateSend()
	bad, wrong := w.consent("utility"), w.consent("marketing")
	bad.Method = "telepathy"
	send.OptIn = &bad
	w.refused("ana", wire.CmdSend.Name, send, "optIn")
	send.OptIn = &wrong
	w.refused("ana", wire.CmdSend.Name, send, "optInNeeded") // and the opt-in is not kept
	good := w.consent("utility")
	send.OptIn = &good
	w.send("ana", send)
	if list := w.customer().OptIns; len(list) != 1 || fmt.Sprint(list[0].Purposes) != "[utility]" || list[0].By != "ana" {
		t.Errorf("kept %+v", list)
	}
	w.sameAgain()
}

// A conversation that is begun with a number needs one as well, and brings it.
func TestConsent_beginningAConversation(t *testing.T) {
	t.Parallel()
	w := strict(t)
	start := wire.StartThread{NumberID: "num1", Phone: "+34 600 000 009", Name: "Jo", Template: *w.templateSend().Content.Template, AskOptIn: true}
	w.refused("ana", wire.CmdStartThread.Name, start, "optInNeeded")
	o := w.consent("utility")
	start.OptIn = &o
	w.ok("ana", wire.CmdStartThread.Name, start)
	var found int
	for _, c := range every[desk.Contact](w.m, desk.RowContact, nil) {
		if c.WaID == "34600000009" && c.Agreed(desk.PurposeUtility) {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d new customers agreed", found)
	}
	w.sameAgain()
}

// What failed is not sent again to who does not take it any more.
func TestConsent_sendingAgain(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.optIns()
	w.ofCategory("MARKETING")
	id := w.send("ana", w.templateSend())
	w.posting(id)
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id), Problem: &desk.Problem{Code: 131050, Title: "stopped"}})
	w.refused("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: id}, "marketingStopped")
	w.now += hour
	o := w.consent("marketing")
	o.At = w.now
	w.addsOptIn("ana", o)
	w.ok("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: id})
	w.sameAgain()
}

// Erasing what a template said keeps the consent that came with it.
func TestConsent_erasedSendsFoldTheSame(t *testing.T) {
	t.Parallel()
	w := strict(t)
	w.now += 24*hour + minute
	send := w.templateSend()
	o := w.consent("utility")
	send.OptIn = &o
	id := w.send("ana", send)
	w.posting(id)
	w.must(desk.EntrySendAccepted, desk.SendEntry{MessageID: desk.MessageID(id), ProviderID: "wamid.out1"})
	w.ok("olga", wire.CmdErase.Name, wire.MessageRef{MessageID: id})
	if len(w.customer().OptIns) != 1 {
		t.Error("the consent is gone")
	}
	w.sameAgain()
}

func TestOptInRule_isSetBySupervisors(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.refused("olga", wire.CmdOptInRule.Name, wire.SetOptInRule{Rule: "never"}, "optIn")
	w.refused("ana", wire.CmdOptInRule.Name, wire.SetOptInRule{Rule: "warn"}, "supervisors")
	w.rule(desk.OptInStrict)
	w.must(desk.EntryOrgPut, desk.Organization{ID: orgID, Name: "Shop & Sons"})
	if o := every[desk.Organization](w.m, desk.RowOrg, nil)[0]; o.OptIns != desk.OptInStrict || o.Name != "Shop & Sons" {
		t.Errorf("the organization is %+v", o)
	}
	w.sameAgain()
}
