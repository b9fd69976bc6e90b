package engine

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// A plan that branches looks at rows only: whether an inbox is open stands in its row, so a
// rebuild takes the same branch.

// leadsTo gives the inbox to which the number's plan leads for a customer, "" for none, and
// which branch that is, nil where there is only one way.
func (w *work) leadsTo(n *desk.Number, customer desk.ContactID) (desk.InboxID, *desk.Branched, error) {
	if n.PlanID == "" {
		return "", nil, nil
	}
	p, err := w.plan(n.PlanID)
	if err != nil {
		return "", nil, desk.Wrap("read plan", err)
	}
	if p.Kind != desk.PlanBranches {
		return p.InboxID, nil, nil
	}
	facts, err := w.branchFacts(p, n, customer)
	if err != nil {
		return "", nil, err
	}
	box, at := lifecycle.BranchOf(p, facts)
	out := &desk.Branched{N: at}
	if at > 0 {
		out.If = slices.Clone(p.Branches[at-1].If)
	}
	return box, out, nil
}

// branchFacts gathers what the plan may look at.
func (w *work) branchFacts(p *desk.Plan, n *desk.Number, customer desk.ContactID) (lifecycle.BranchFacts, error) {
	f := lifecycle.BranchFacts{Source: n.DataSource, Closed: map[desk.InboxID]bool{}}
	c, err := orZero(w.contact(customer))
	if err != nil {
		return f, desk.Wrap("read contact", err)
	}
	labels, err := w.labels()
	if err != nil {
		return f, err
	}
	person, err := w.personOf(c)
	if err != nil {
		return f, err
	}
	f.Language, f.Labels, f.Phone = person.Language, desk.LabelNames(labels, person.Labels), string(c.WaID)
	for _, b := range p.Branches {
		for _, each := range b.If {
			if each.Kind != desk.ConditionHours {
				continue
			}
			box, err := orZero(w.inbox(each.InboxID))
			if err != nil {
				return f, desk.Wrap("read inbox", err)
			}
			f.Closed[each.InboxID] = box.Opening.Closed
		}
	}
	return f, nil
}

// givePlan gives the number a plan that branches. What waited for it to lead somewhere goes
// into the queues to which it leads; what is going on stays where it is.
func (w *work) givePlan(n *desk.Number, id desk.PlanID, inbox string) error {
	if inbox != "" {
		return badPlan("both")
	}
	p, err := w.livePlan(id)
	if err != nil {
		return err
	}
	if n.PlanID == p.ID {
		return nil
	}
	box, err := w.inbox(p.InboxID)
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	if n.Channel.Named() != box.Channel.Named() {
		return refuse(desk.CodeInvalid, "inbox", desk.Params{
			desk.ParamContext: "channel", "inbox": box.Name, "channel": channel.RulesOf(n.Channel).Name,
		})
	}
	if err := w.tellInboxLeft(n, nil); err != nil {
		return err
	}
	n.PlanID = p.ID
	w.put(n)
	if n.Off {
		return nil
	}
	return w.queueUnmapped(n)
}

// livePlan gives a plan that somebody may name: one that branches and is not deleted.
func (w *work) livePlan(id desk.PlanID) (*desk.Plan, error) {
	p, err := named(w.plan(id))(wire.AskPlan)
	if err != nil {
		return nil, err
	}
	if p.Deleted || p.Kind != desk.PlanBranches {
		return nil, refusal{wire.AskPlan.Refusal()}
	}
	return p, nil
}

// badPlan refuses a plan; what names the field.
func badPlan(what string, more ...desk.Params) error {
	params := desk.Params{desk.ParamContext: what}
	for _, m := range more {
		for k, v := range m {
			params[k] = v
		}
	}
	return refuse(desk.CodeInvalid, "badPlan", params)
}

// cmdPutPlan makes or changes a plan that branches. It counts for what begins from now on.
func (w *work) cmdPutPlan(_ request, c wire.PutPlan) (*wire.IDResult, error) {
	p := &desk.Plan{Kind: desk.PlanBranches, CreatedAt: w.e.At}
	var err error
	if c.ID == "" {
		w.plans++
		p.ID = desk.PlanID(w.key.ID("pln", w.e.Org, w.e.Seq, w.plans))
	} else {
		if p, err = w.livePlan(desk.PlanID(c.ID)); err != nil {
			return nil, err
		}
		if c, err = planEdit(p, c); err != nil {
			return nil, err
		}
	}
	if p.Name, err = w.planName(c, p.ID); err != nil {
		return nil, err
	}
	rest, err := w.liveInbox(desk.InboxID(c.InboxID))
	if err != nil {
		return nil, err
	}
	p.InboxID = rest.ID
	if p.Branches, err = w.branchesOf(c.Branches, rest.Channel.Named()); err != nil {
		return nil, err
	}
	if err := w.fitsItsNumbers(p, rest.Channel.Named()); err != nil {
		return nil, err
	}
	w.put(p)
	return &wire.IDResult{ID: string(p.ID)}, nil
}

func (w *work) planName(c wire.PutPlan, id desk.PlanID) (string, error) {
	name, err := cleanName(c.Name, "planName")
	if err != nil {
		return "", err
	}
	all, err := list[desk.Plan](w, desk.Plans.With())
	if err != nil {
		return "", desk.Wrap("read plans", err)
	}
	for _, other := range all {
		if other.ID != id && !other.Deleted && strings.EqualFold(other.Name, name) {
			return "", refuse(desk.CodeConflict, "nameTaken", desk.Params{desk.ParamContext: "plan"})
		}
	}
	if c.Edited == nil { // older commands could name a plan like an inbox
		return name, nil
	}
	if taken, err := w.isInboxName(name, ""); err != nil || taken {
		return "", cmp.Or(err, refuse(desk.CodeConflict, "nameTaken", desk.Params{desk.ParamContext: "planInbox"}))
	}
	return name, nil
}

// noPlanNamed refuses an inbox's name that a plan which branches has: in lists and records
// nobody could tell the two apart.
func (w *work) noPlanNamed(name string) error {
	all, err := list[desk.Plan](w, desk.Plans.With())
	if err != nil {
		return desk.Wrap("read plans", err)
	}
	for _, p := range all {
		if p.Kind == desk.PlanBranches && !p.Deleted && strings.EqualFold(p.Name, name) {
			return refuse(desk.CodeConflict, "nameTaken", desk.Params{desk.ParamContext: "inboxPlan"})
		}
	}
	return nil
}

// fitsItsNumbers refuses a change of channel while numbers have the plan.
func (w *work) fitsItsNumbers(p *desk.Plan, ch desk.Channel) error {
	numbers, err := w.numbersOfPlan(p.ID)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if n.Channel.Named() != ch {
			return badPlan("channel")
		}
	}
	return nil
}

// numbersOfPlan gives the numbers that have the plan.
func (w *work) numbersOfPlan(id desk.PlanID) ([]*desk.Number, error) {
	all, err := list[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("read numbers", err)
	}
	return slices.DeleteFunc(all, func(n *desk.Number) bool { return n.Deleted || n.PlanID != id }), nil
}

// branchesOf reads the branches as they were asked for: each has a condition at least, and
// leads to an inbox of the same channel.
func (w *work) branchesOf(said []wire.PlanBranch, ch desk.Channel) ([]desk.Branch, error) {
	if len(said) == 0 || len(said) > desk.MaxBranches {
		return nil, badPlan("branches", desk.Params{"most": desk.MaxBranches})
	}
	list := make([]desk.Branch, 0, len(said))
	for i, b := range said {
		n := desk.Params{"n": i + 1, "most": desk.MaxConditions}
		box, err := w.liveInbox(desk.InboxID(b.InboxID))
		switch {
		case err != nil:
			return nil, err
		case box.Channel.Named() != ch:
			return nil, badPlan("channel", n)
		case len(b.If) == 0 || len(b.If) > desk.MaxConditions:
			return nil, badPlan("conditions", n)
		}
		out := desk.Branch{InboxID: box.ID}
		for _, c := range b.If {
			read, err := w.conditionOf(c, n)
			if err != nil {
				return nil, err
			}
			out.If = append(out.If, read)
		}
		list = append(list, out)
	}
	return list, nil
}

var (
	languageCode = regexp.MustCompile(`^[a-z]{2,3}$`)
	phonePrefix  = regexp.MustCompile(`^\+[1-9][0-9]{0,14}$`)
)

// conditionOf reads one condition. n says in which branch it stands.
func (w *work) conditionOf(c wire.PlanCondition, n desk.Params) (desk.BranchCondition, error) {
	out := desk.BranchCondition{Kind: desk.ConditionKind(c.Kind), Value: strings.TrimSpace(c.Value)}
	switch out.Kind {
	case desk.ConditionHours:
		if out.Value != desk.HoursOpen && out.Value != desk.HoursClosed {
			return out, badPlan("hours", n)
		}
		box, err := w.liveInbox(desk.InboxID(c.InboxID))
		if err != nil {
			return out, err
		}
		out.InboxID = box.ID
		return out, nil
	case desk.ConditionSource:
		if out.Key = strings.TrimSpace(c.Key); !isWords(out.Key) || !isWords(out.Value) {
			return out, badPlan("source", n)
		}
	case desk.ConditionLanguage:
		if out.Value = strings.ToLower(out.Value); !languageCode.MatchString(out.Value) {
			return out, badPlan("language", n)
		}
	case desk.ConditionLabel:
		if !isWords(out.Value) || utf8.RuneCountInString(out.Value) > desk.MaxLabel {
			return out, badPlan("label", n)
		}
	case desk.ConditionPhone:
		if out.Value = strings.Join(strings.Fields(out.Value), ""); !phonePrefix.MatchString(out.Value) {
			return out, badPlan("phone", n)
		}
	default:
		return out, badPlan("kind", n)
	}
	return out, nil
}

// isWords says whether a value of a condition is one that people can read.
func isWords(s string) bool {
	return !desk.Blank(s) && s == desk.PlainLine(s) && utf8.RuneCountInString(s) <= desk.MaxConditionValue
}

// cmdDeletePlan deletes a plan that no number has.
func (w *work) cmdDeletePlan(_ request, c wire.PlanRef) (*wire.None, error) {
	p, err := w.livePlan(desk.PlanID(c.PlanID))
	if err != nil {
		return nil, err
	}
	numbers, err := w.numbersOfPlan(p.ID)
	if err != nil {
		return nil, err
	}
	if len(numbers) > 0 {
		return nil, refuse(desk.CodeConflict, "planUsed", desk.Params{"plan": p.Name, "number": numbers[0].Name, desk.ParamCount: len(numbers)})
	}
	p.Deleted = true
	w.put(p)
	return nil, nil
}

// noteFacts notes a customer's language and labels, by which plans may branch.
func noteFacts(contact *desk.Contact, said wire.ContactFacts) error {
	language := strings.ToLower(strings.TrimSpace(said.Language))
	if language != "" && !languageCode.MatchString(language) {
		return refuse(desk.CodeInvalid, "badFacts", desk.Params{desk.ParamContext: "language"})
	}
	labels := []string{}
	for _, l := range said.Labels {
		l = strings.TrimSpace(l)
		if !isWords(l) || utf8.RuneCountInString(l) > desk.MaxLabel {
			return refuse(desk.CodeInvalid, "badFacts", desk.Params{desk.ParamContext: "label", "most": desk.MaxLabel})
		}
		if !slices.ContainsFunc(labels, func(have string) bool { return strings.EqualFold(have, l) }) {
			labels = append(labels, l)
		}
	}
	if len(labels) > desk.MaxLabels {
		return refuse(desk.CodeInvalid, "badFacts", desk.Params{desk.ParamContext: "labels", "most": desk.MaxLabels})
	}
	contact.Language, contact.Labels = language, labels
	return nil
}
