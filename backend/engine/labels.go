package engine

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *work) labels() ([]*desk.Label, error) {
	all, err := list[desk.Label](w, desk.Labels.With())
	return all, desk.Wrap("read labels", err)
}

// cmdPutLabel makes a label or changes one. Whoever labels conversations may need a new
// word, so everybody may make one; names and colours that others use are for supervisors.
func (w *work) cmdPutLabel(r request, c wire.PutLabel) (*wire.IDResult, error) {
	name, err := labelName(c.Name)
	if err != nil {
		return nil, err
	}
	if c.Colour != "" && !slices.Contains(desk.LabelColours, desk.LabelColour(c.Colour)) {
		return nil, refuse(desk.CodeInvalid, "labelColour")
	}
	all, err := w.labels()
	if err != nil {
		return nil, err
	}
	other := desk.LabelCalled(all, name)
	if other != nil && !other.Deleted && string(other.ID) != c.ID && strings.EqualFold(other.Name, name) {
		return nil, refuse(desk.CodeConflict, "labelName", desk.Params{"name": other.Name})
	}
	if c.ID != "" {
		return w.changeLabel(r, c, name)
	}
	if !mayAddLabel(all) {
		return nil, refuse(desk.CodeConflict, "labelsFull", desk.Params{"most": desk.MostLiveLabels})
	}
	l := w.newLabel(all, name)
	if c.Colour != "" {
		l.Colour = desk.LabelColour(c.Colour)
	}
	return &wire.IDResult{ID: string(l.ID)}, nil
}

func (w *work) changeLabel(r request, c wire.PutLabel, name string) (*wire.IDResult, error) {
	if !r.by.Role.Supervisor() {
		return nil, refuse(desk.CodeForbidden, "role")
	}
	l, err := w.liveLabel(c.ID)
	if err != nil {
		return nil, err
	}
	if c.Colour != "" {
		l.Colour = desk.LabelColour(c.Colour)
	}
	was := l.Name
	l.Name = name
	if !strings.EqualFold(was, name) {
		l.Were = withoutWord(append(slices.Clone(l.Were), was), name)
	}
	w.put(l)
	return &wire.IDResult{ID: c.ID}, w.renameInPlans([]string{was}, name)
}

// labelName gives a label's name as it is kept.
func labelName(s string) (string, error) {
	name, err := cleanName(s, "label")
	if err != nil {
		return "", err
	}
	if utf8.RuneCountInString(name) > desk.MaxLabel {
		return "", refuse(desk.CodeInvalid, "longName", desk.Params{"field": "label", "most": desk.MaxLabel})
	}
	return name, nil
}

func mayAddLabel(all []*desk.Label) bool {
	live := 0
	for _, l := range all {
		if !l.Deleted {
			live++
		}
	}
	return live < desk.MostLiveLabels && len(all) < desk.MostLabelsEver
}

// newLabel makes a label. Its id is counted for itself, as those of spans.
func (w *work) newLabel(all []*desk.Label, name string) *desk.Label {
	w.madeLabels++
	l := &desk.Label{
		ID: desk.LabelID(w.key.ID("lbl", w.e.Org, w.e.Seq, w.madeLabels)), Name: name,
		Colour: desk.LabelColours[len(all)%len(desk.LabelColours)],
	}
	w.put(l)
	return l
}

// liveLabel reads a label that is not deleted.
func (w *work) liveLabel(id string) (*desk.Label, error) {
	l, err := named(get[desk.Label](w, desk.RowLabel, id))(wire.AskLabel)
	if err == nil && l.Deleted {
		err = refuse(desk.CodeConflict, "labelGone", desk.Params{"name": l.Name})
	}
	return l, err
}

// cmdDeleteLabel deletes a label. What names it goes on doing so, and shows it no more:
// restoring it brings it back everywhere.
func (w *work) cmdDeleteLabel(_ request, c wire.LabelRef) (*wire.None, error) {
	l, err := w.liveLabel(c.LabelID)
	if err != nil {
		return nil, err
	}
	p, err := w.planWithLabel(l)
	if err != nil {
		return nil, err
	}
	if p != nil {
		return nil, refuse(desk.CodeConflict, "labelInPlan", desk.Params{"name": l.Name, "plan": p.Name})
	}
	l.Deleted = true
	w.put(l)
	return nil, nil
}

// cmdRestoreLabel brings back a label that was deleted, or merged into another.
func (w *work) cmdRestoreLabel(_ request, c wire.LabelRef) (*wire.None, error) {
	l, err := named(get[desk.Label](w, desk.RowLabel, c.LabelID))(wire.AskLabel)
	if err != nil || !l.Deleted {
		return nil, err
	}
	all, err := w.labels()
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if o.ID == l.ID {
			continue
		}
		if !o.Deleted && strings.EqualFold(o.Name, l.Name) {
			return nil, refuse(desk.CodeConflict, "labelName", desk.Params{"name": o.Name})
		}
	}
	for _, o := range all {
		if o.ID != l.ID && slices.Contains(o.Holds, l.ID) {
			apart := *o
			apart.Holds = slices.DeleteFunc(slices.Clone(o.Holds), func(id desk.LabelID) bool { return l.Is(id) })
			apart.Were = slices.DeleteFunc(slices.Clone(o.Were), l.Called)
			w.put(&apart)
		}
	}
	l.Deleted = false
	w.put(l)
	return nil, nil
}

// cmdMergeLabels makes one label of two.
func (w *work) cmdMergeLabels(_ request, c wire.MergeLabels) (*wire.None, error) {
	from, err := w.liveLabel(c.From)
	if err != nil {
		return nil, err
	}
	into, err := w.liveLabel(c.Into)
	if err != nil {
		return nil, err
	}
	if from.ID == into.ID {
		return nil, refuse(desk.CodeInvalid, "labelItself")
	}
	from.Deleted = true
	names := append([]string{from.Name}, from.Were...)
	into.Were, into.Holds = append(slices.Clone(into.Were), names...), append(append(slices.Clone(into.Holds), from.ID), from.Holds...)
	w.put(from, into)
	return nil, w.renameInPlans(names, into.Name)
}

// renameInPlans has the branches of plans that ask for one of the labels ask for the name.
func (w *work) renameInPlans(were []string, name string) error {
	plans, err := list[desk.Plan](w, desk.Plans.With())
	if err != nil {
		return desk.Wrap("read plans", err)
	}
	for _, p := range plans {
		if p.Deleted || !asksForLabel(p, were) {
			continue
		}
		p, _ = adopt(w, p, nil)
		for i, b := range p.Branches {
			for k, each := range b.If {
				if isAmong(each, were) {
					p.Branches[i].If[k].Value = name
				}
			}
		}
		w.put(p)
	}
	return nil
}

// planWithLabel gives a plan that branches by the label, nil for none.
func (w *work) planWithLabel(l *desk.Label) (*desk.Plan, error) {
	plans, err := list[desk.Plan](w, desk.Plans.With())
	if err != nil {
		return nil, desk.Wrap("read plans", err)
	}
	names := append([]string{l.Name}, l.Were...)
	for _, p := range plans {
		if !p.Deleted && asksForLabel(p, names) {
			return p, nil
		}
	}
	return nil, nil // none is an answer here
}

func asksForLabel(p *desk.Plan, names []string) bool {
	return slices.ContainsFunc(p.Branches, func(b desk.Branch) bool {
		return slices.ContainsFunc(b.If, func(c desk.BranchCondition) bool { return isAmong(c, names) })
	})
}

func isAmong(c desk.BranchCondition, names []string) bool {
	return c.Kind == desk.ConditionLabel && slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, c.Value) })
}

func withoutWord(list []string, word string) []string {
	return slices.DeleteFunc(list, func(each string) bool { return strings.EqualFold(each, word) })
}

// cmdLabelThread puts labels on a conversation and takes others off it.
func (w *work) cmdLabelThread(_ request, c wire.LabelThread) (*wire.None, error) {
	t, err := named(w.thread(desk.ThreadID(c.ThreadID)))(wire.AskThread)
	if err != nil {
		return nil, err
	}
	now := slices.Clone(t.Labels)
	for _, id := range c.Remove {
		l, err := named(get[desk.Label](w, desk.RowLabel, id))(wire.AskLabel)
		if err != nil {
			return nil, err
		}
		now = slices.DeleteFunc(now, l.Is)
	}
	for _, id := range c.Add {
		l, err := w.liveLabel(id)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(now, l.Is) {
			now = append(now, l.ID)
		}
	}
	if now, err = w.shownLabels(now); err != nil {
		return nil, err
	}
	if len(now) > desk.MostThreadLabels {
		return nil, refuse(desk.CodeConflict, "threadLabels", desk.Params{"most": desk.MostThreadLabels})
	}
	if !slices.Equal(now, t.Labels) {
		t.Labels = now
		w.put(t)
	}
	return nil, nil
}

// shownLabels drops labels that were deleted where they leave no room for others.
func (w *work) shownLabels(ids []desk.LabelID) ([]desk.LabelID, error) {
	if len(ids) <= desk.MostThreadLabels {
		return ids, nil
	}
	all, err := w.labels()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ids, func(id desk.LabelID) bool {
		return !slices.ContainsFunc(all, func(l *desk.Label) bool { return !l.Deleted && l.Is(id) })
	}), nil
}

// keepLabels makes labels of the words that this fold noted of customers: there is one
// list of labels, for conversations and customers. Where it is full the word stays a word.
func (w *work) keepLabels() error {
	var words []string
	changed(w, desk.RowContact, func(now, before *desk.Contact) {
		for _, l := range now.Labels {
			if before == nil || !slices.Contains(before.Labels, l) {
				words = append(words, l)
			}
		}
	})
	for _, word := range words {
		all, err := w.labels()
		if err != nil {
			return err
		}
		if l := desk.LabelCalled(all, word); (l == nil || l.Deleted) && mayAddLabel(all) {
			w.newLabel(all, word)
		}
	}
	return nil
}
