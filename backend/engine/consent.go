package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// asking is what a send says about its customer's consent: whether somebody should
// be asked before it goes without one, and the consent that is to be recorded.
type asking struct {
	ask   bool
	optIn *wire.NewOptIn
}

// agreedTo refuses a template that its customer has not agreed to. Inside the window
// they have asked for an answer, and only a stop of marketing counts. Who has been
// asked, and a desktop that knows of no opt-ins, may send it where the organization's
// rule is a warning.
func (w *work) agreedTo(by *desk.User, t *desk.Thread, m *desk.Message, a asking) error {
	p, err := w.policy()
	if err != nil || !p.OptIns || m.Kind != desk.KindTemplate || m.Template == nil {
		return err
	}
	tpl, err := w.template(m.Template.TemplateID)
	if err != nil {
		return desk.Wrap("read template", err)
	}
	c, err := w.contact(t.ContactID)
	if err != nil {
		return desk.Wrap("read contact", err)
	}
	if c, err = w.holderOf(c); err != nil {
		return err
	}
	if a.optIn != nil {
		if _, _, err := w.agree(c, by, *a.optIn, false); err != nil {
			return err
		}
	}
	purpose := desk.PurposeOf(tpl.Category)
	switch {
	case purpose == desk.PurposeMarketing && c.Stopped():
		return refuse(desk.CodeConflict, "marketingStopped")
	case w.askedFor(t) || c.Agreed(purpose):
		return nil
	}
	return w.withoutConsent(purpose, a.ask)
}

// askedFor says whether the customer's window is open. Its last minutes count,
// although free text is kept back in them: a template needs no window to arrive.
func (w *work) askedFor(t *desk.Thread) bool {
	return lifecycle.Window(channel.RulesOf(t.Channel), t.LastCustomerAt, lifecycle.Latest(w.e.At, t.LastCustomerAt)).Open
}

// withoutConsent is what the organization wants to happen then.
func (w *work) withoutConsent(purpose desk.Purpose, ask bool) error {
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	if err != nil && !missing(err) {
		return desk.Wrap("read organization", err)
	}
	switch {
	case err == nil && o.OptIns == desk.OptInStrict:
		return refuse(desk.CodeConflict, "optInNeeded", desk.Params{"purpose": string(purpose)})
	case ask:
		return refuse(desk.CodeConflict, "optInMissing", desk.Params{"purpose": string(purpose)})
	}
	return nil
}

// cmdOptInRule sets what happens to templates for who has not agreed to them.
func (w *work) cmdOptInRule(_ request, c wire.SetOptInRule) (*wire.None, error) {
	rule := desk.OptInRule(c.Rule)
	if !slices.Contains([]desk.OptInRule{desk.OptInWarn, desk.OptInStrict}, rule) {
		return nil, refuse(desk.CodeInvalid, "optIn", desk.Params{"context": "rule"})
	}
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	if err != nil {
		return nil, desk.Wrap("read organization", err)
	}
	o.OptIns = rule
	w.put(o)
	return nil, nil
}
