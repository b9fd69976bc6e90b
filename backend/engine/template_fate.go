package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// maxAsked is for how many of the last templates of a thread an answer is looked for.
const maxAsked = 10

// asks begins to follow a template on its way out. One that is sent while the window is
// shut starts the cycle of its interaction anew.
func (w *work) asks(t *desk.Thread, it *desk.Interaction, m *desk.Message) error {
	shut := !w.windowOpen(t)
	if shut {
		it.TemplateAt = w.e.At
	}
	// The row has what it is called, also where the content of the command was erased.
	tpl, err := orZero(w.template(m.Template.TemplateID))
	if err != nil {
		return desk.Wrap("read template", err)
	}
	m.Fate = &desk.TemplateFate{
		TemplateID: m.Template.TemplateID, Name: tpl.Name, Language: tpl.Language, FirstSeq: it.FirstSeq, NumberID: t.NumberID, ContactID: t.ContactID, Shut: shut,
	}
	t.Asked = append(slices.Clone(t.Asked), m.ID)
	t.Asked = t.Asked[max(len(t.Asked)-maxAsked, 0):]
	w.put(t, m)
	return nil
}

// answersTemplates notes on the templates of a thread that the customer wrote after them.
// What they had written before, and comes late, answers nothing.
func (w *work) answersTemplates(t *desk.Thread, at int64) error {
	var left []desk.MessageID
	for _, id := range t.Asked {
		m, err := w.message(id)
		if missing(err) {
			continue
		}
		if err != nil {
			return desk.Wrap("read template that was sent", err)
		}
		switch {
		case at < m.At:
			left = append(left, id)
		case at-m.At <= desk.AnswerTime && m.Fate != nil:
			m.Fate.AnsweredAt = at
			w.putQuiet(m)
		}
	}
	if len(left) != len(t.Asked) {
		t.Asked = left
		w.putQuiet(t)
	}
	return nil
}

// chargedFor notes for what the provider charges a template.
func chargedFor(m *desk.Message, p *channel.Pricing) {
	if m.Fate == nil || p == nil || p.Category == "" {
		return
	}
	m.Fate.Charged = p.Category
	if p.Type != "" && p.Type != channel.PriceRegular || p.Type == "" && !p.Billable {
		m.Fate.Charged = desk.ChargedFree
	}
}
