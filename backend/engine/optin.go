package engine

import (
	"slices"
	"strings"
	"unicode"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// firstOptIn is the earliest time that an opt-in may say: 2009, when WhatsApp began.
const firstOptIn = 1_230_768_000_000

// cmdAddOptIn records that a customer agreed to be written to. The same consent a
// second time changes nothing.
func (w *work) cmdAddOptIn(r request, c wire.AddOptIn) (*wire.IDResult, error) {
	contact, err := w.consenting(r.by, c.ContactID)
	if err != nil {
		return nil, err
	}
	id, _, err := w.agree(contact, r.by, c.OptIn, false)
	return &wire.IDResult{ID: id}, err
}

// cmdWithdrawOptIn notes that a customer takes an opt-in back. What was recorded
// stays, with when and by whom it ended.
func (w *work) cmdWithdrawOptIn(r request, c wire.WithdrawOptIn) (*wire.None, error) {
	contact, err := w.consenting(r.by, c.ContactID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(contact.OptIns, func(o desk.OptIn) bool { return o.ID == c.OptInID })
	switch {
	case i < 0:
		return nil, refuse(desk.CodeNotFound, "optIn", desk.Params{"context": "gone"})
	case contact.OptIns[i].WithdrawnAt != 0:
		return nil, nil
	}
	contact.OptIns = slices.Clone(contact.OptIns)
	contact.OptIns[i].WithdrawnAt, contact.OptIns[i].WithdrawnBy = w.e.At, r.by.ID
	w.put(contact)
	return nil, nil
}

// consenting finds the customer whose consent somebody records: supervisors
// anybody's, agents of those whom they talk with.
func (w *work) consenting(by *desk.User, id string) (*desk.Contact, error) {
	c, err := named(w.contact(desk.ContactID(id)))(wire.AskContact)
	if err != nil {
		return nil, err
	}
	if err := w.mayName(by, c); err != nil {
		return nil, err
	}
	return w.holderOf(c)
}

// holderOf gives the customer as whom one lives on who was joined with another: it
// has the keys, and so what they agreed to. Where people said that several are one person, it
// is that one.
func (w *work) holderOf(c *desk.Contact) (*desk.Contact, error) {
	if len(c.Aliases) > 0 {
		return w.personOf(c)
	}
	for _, alias := range []string{aliasOfWaID(c.WaID), aliasOfUserID(c.UserID)} {
		if strings.HasSuffix(alias, ":") {
			continue
		}
		other, err := w.contactBy(alias)
		if err != nil {
			return nil, err
		}
		if other != nil {
			return w.personOf(other)
		}
	}
	return w.personOf(c)
}

// agree gives a customer an opt-in, for those purposes that the same consent does
// not have yet; made says whether there were any. Withdrawn ones count, so that a
// file that is read a second time brings nothing back.
func (w *work) agree(c *desk.Contact, by *desk.User, in wire.NewOptIn, imported bool) (id string, made bool, err error) {
	o, err := w.optInOf(in)
	if err != nil {
		return "", false, err
	}
	for i := range c.OptIns {
		if have := &c.OptIns[i]; have.Is(o.Method, o.At) {
			id = have.ID
			o.Purposes = slices.DeleteFunc(o.Purposes, func(p desk.Purpose) bool { return slices.Contains(have.Purposes, p) })
		}
	}
	switch {
	case len(o.Purposes) == 0:
		return id, false, nil
	case len(c.OptIns) >= desk.MostOptIns:
		return "", false, refuse(desk.CodeConflict, "optIn", desk.Params{"context": "full", "most": desk.MostOptIns})
	}
	w.optIns++
	o.ID, o.By, o.RecordedAt, o.Imported = w.key.ID("opt", w.e.Org, w.e.Seq, w.optIns), by.ID, w.e.At, imported
	c.OptIns = append(slices.Clip(c.OptIns), o)
	w.put(c)
	return o.ID, true, nil
}

// optInOf checks what somebody says about a consent.
func (w *work) optInOf(in wire.NewOptIn) (desk.OptIn, error) {
	bad := func(context string) (desk.OptIn, error) {
		return desk.OptIn{}, refuse(desk.CodeInvalid, "optIn", desk.Params{"context": context})
	}
	o := desk.OptIn{Method: desk.OptInMethod(in.Method), At: in.At, Proof: desk.Visible(withoutMarks(in.Proof))}
	for _, p := range desk.Purposes {
		if slices.Contains(in.Purposes, string(p)) {
			o.Purposes = append(o.Purposes, p)
		}
	}
	known := func(p string) bool { return slices.Contains(desk.Purposes, desk.Purpose(p)) }
	switch {
	case !slices.Contains(desk.OptInMethods, o.Method):
		return bad("method")
	case len(o.Purposes) == 0 || !all(in.Purposes, known):
		return bad("purposes")
	case in.At < firstOptIn || in.At > w.e.At+lifecycle.MaxAhead:
		return bad("at")
	case strings.ContainsFunc(in.Proof, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return bad("proof")
	}
	return o, nil
}

// withoutMarks takes out the marks that turn the direction of text.
func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

func all(list []string, fits func(string) bool) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !fits(s) })
}

// preferenceNews keeps that customers stopped marketing at the provider, or take it
// again. It goes by the policy, since a record from before would fold otherwise.
func (w *work) preferenceNews(it item, ev channel.Event) error {
	p, err := w.policy()
	if err != nil || !p.OptIns {
		return err
	}
	var number desk.NumberID
	if it.number != nil {
		number = it.number.ID
	}
	for _, pref := range ev.Preferences {
		if pref.Category != channel.MarketingMessages {
			continue
		}
		c, err := w.contactFor(pref.Who, number)
		if err != nil || c == nil {
			return err
		}
		if c, err = w.personOf(c); err != nil {
			return err
		}
		at := w.stamp(pref.Time)
		if pref.Value == channel.PreferenceStop && c.Stop(at, false) || pref.Value == channel.PreferenceResume && c.Resume(at) {
			w.put(c)
		}
	}
	return nil
}

// noteStop keeps that the provider refused a message because its customer stopped
// marketing.
func (w *work) noteStop(t *desk.Thread, p *desk.Problem) error {
	if p == nil || p.Said == nil || p.Said.Params[desk.ParamContext] != channel.SaysMarketingStopped {
		return nil
	}
	rules, err := w.policy()
	if err != nil || !rules.OptIns {
		return err
	}
	c, err := w.contact(t.ContactID)
	if err != nil {
		return desk.Wrap("read contact", err)
	}
	if c, err = w.holderOf(c); err != nil {
		return err
	}
	if c.Stop(w.e.At, true) {
		w.put(c)
	}
	return nil
}
