package record

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/contacts"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// Bounds of a filter.
const (
	maxText   = 200 // characters
	maxWords  = 10
	maxValues = 500 // of one list
)

// check refuses a filter that is none.
func check(f wire.RecordFilter) error {
	if !utf8.ValidString(f.Text) || utf8.RuneCountInString(f.Text) > maxText || len(strings.Fields(f.Text)) > maxWords {
		return desk.Refuse(desk.CodeInvalid, "recordText", desk.Params{"most": maxText, "words": maxWords})
	}
	if f.From < 0 || f.To < 0 || f.From > 0 && f.To > 0 && f.From >= f.To {
		return desk.Refuse(desk.CodeInvalid, "recordPeriod")
	}
	for _, r := range []wire.RecordRange{f.Queue, f.First, f.Handling, f.Messages} {
		if r.From < 0 || r.To < 0 || r.To > 0 && r.From > r.To {
			return desk.Refuse(desk.CodeInvalid, "recordRange")
		}
	}
	if _, err := zoneOf(f.Zone); err != nil {
		return err
	}
	if len(f.Hours) > hoursOfWeek || slices.ContainsFunc(f.Hours, func(h int64) bool { return h < 0 || h >= hoursOfWeek }) {
		return desk.Refuse(desk.CodeInvalid, "recordHours")
	}
	for _, list := range [][]string{
		f.Numbers, f.Services, f.Sources, f.Inboxes, f.Plans, f.Agents, f.StartedBy, f.EndedBy, f.Dispositions, f.Before, f.Rules, f.EndReasons,
		f.Promised, f.Templates, f.Ratings,
	} {
		if len(list) > maxValues {
			return desk.Refuse(desk.CodeInvalid, "recordValues", desk.Params{"most": maxValues})
		}
	}
	return nil
}

// test says whether a row meets one part of a filter.
type test func(*row) bool

// compile makes tests of a filter. labels says what ids are called, for its text.
func (x *index) compile(f wire.RecordFilter, labels labels) []test {
	var all []test
	among := func(d *dictionary[string], values []string, of func(*row) code) {
		if len(values) == 0 {
			return
		}
		want := codes(d, values)
		all = append(all, func(r *row) bool { return slices.Contains(want, of(r)) })
	}
	anyOf := func(d *dictionary[string], values []string, lists map[code][]code, of func(*row) code) {
		if len(values) == 0 {
			return
		}
		want := codes(d, values)
		all = append(all, func(r *row) bool {
			list := lists[of(r)]
			return slices.ContainsFunc(list, func(c code) bool { return slices.Contains(want, c) })
		})
	}
	between := func(b wire.RecordRange, of func(*row) int32) {
		if b != (wire.RecordRange{}) {
			all = append(all, func(r *row) bool {
				n := int64(of(r))
				return n >= b.From && (b.To == 0 || n <= b.To)
			})
		}
	}
	if f.From > 0 || f.To > 0 {
		all = append(all, func(r *row) bool { return r.started >= f.From && (f.To == 0 || r.started < f.To) })
	}
	if f.Contact != "" {
		among(x.ids, []string{f.Contact}, func(r *row) code { return r.contact })
	}
	among(x.ids, f.Numbers, func(r *row) code { return r.number })
	among(x.ids, f.Inboxes, func(r *row) code { return r.inbox })
	among(x.ids, f.Plans, func(r *row) code { return r.plan })
	among(x.ids, f.StartedBy, func(r *row) code { return r.starter })
	among(x.ids, f.EndedBy, func(r *row) code { return r.endedBy })
	among(x.ids, f.Dispositions, func(r *row) code { return r.disposition })
	among(x.ids, f.Before, func(r *row) code { return r.before })
	among(x.ids, f.EndReasons, func(r *row) code { return r.reason })
	among(x.ids, f.Promised, func(r *row) code { return r.promised })
	among(x.texts, f.Services, func(r *row) code { return r.service })
	anyOf(x.ids, f.Agents, x.agents, func(r *row) code { return r.agents })
	anyOf(x.texts, f.Sources, x.sources, func(r *row) code { return r.sources })
	between(f.Queue, func(r *row) int32 { return r.queue })
	between(f.Handling, func(r *row) int32 { return r.handling })
	between(f.Messages, func(r *row) int32 { return r.in + r.out })
	if f.First != (wire.RecordRange{}) {
		all = append(all, func(r *row) bool { return r.first >= 0 })
		between(f.First, func(r *row) int32 { return r.first })
	}
	switch f.Started {
	case "customer":
		all = append(all, func(r *row) bool { return !r.business })
	case "business":
		all = append(all, func(r *row) bool { return r.business })
	}
	if len(f.Rules) > 0 {
		all = append(all, x.ruleTest(f.Rules))
	}
	if f.Unanswered {
		all = append(all, func(r *row) bool { return r.first < 0 })
	}
	if f.NoAgent {
		all = append(all, func(r *row) bool { return r.agents == 0 })
	}
	if len(f.Hours) > 0 {
		all = append(all, hoursTest(f))
	}
	for _, t := range contacts.TermsOf(f.Text, fewestDigits) {
		all = append(all, x.termTest(t, labels))
	}
	return all
}

// hoursTest finds what began in hours of the week. The filter was checked.
func hoursTest(f wire.RecordFilter) test {
	zone, err := zoneOf(f.Zone)
	if err != nil {
		return func(*row) bool { return false }
	}
	var wanted [hoursOfWeek]bool
	for _, h := range f.Hours {
		wanted[h] = true
	}
	clock := weekClock{zone: zone}
	return func(r *row) bool {
		_, hour := clock.at(r.started)
		return wanted[hour]
	}
}

// codes gives those of the values that occur at all.
func codes(d *dictionary[string], values []string) (out []code) {
	for _, v := range values {
		if c, known := d.codes[v]; known {
			out = append(out, c)
		}
	}
	return out
}

// fewestDigits is how many digits make a phone number of words that could be one: less
// is the beginning of one, a year or a name, and is looked for as it stands.
const fewestDigits = 7

// labels says by which text an id is found: names and numbers, as they are compared.
type labels func(id string) string

// termTest finds each word of a term, or the phone number that they are.
func (x *index) termTest(t contacts.Term, labels labels) test {
	var all []test
	for _, word := range t.Words {
		all = append(all, x.textTest(word, labels))
	}
	if t.Number == "" {
		return func(r *row) bool { return meets(r, all) }
	}
	number := x.textTest(t.Number, labels)
	return func(r *row) bool { return number(r) || meets(r, all) }
}

// textTest finds a word in whatever a row names.
func (x *index) textTest(word string, labels labels) test {
	ids, texts := make([]bool, len(x.ids.words)), make([]bool, len(x.texts.words))
	for c, id := range x.ids.words {
		ids[c] = id != "" && strings.Contains(labels(id), word)
	}
	for c, text := range x.texts.words {
		texts[c] = strings.Contains(contacts.AsCompared(text), word)
	}
	for list, agents := range x.agents {
		ids[list] = ids[list] || slices.ContainsFunc(agents, func(c code) bool { return ids[c] })
	}
	return func(r *row) bool {
		return ids[r.contact] || ids[r.agents] || ids[r.number] || ids[r.inbox] || ids[r.plan] || ids[r.starter] || ids[r.endedBy] ||
			texts[r.service] || texts[r.sources]
	}
}

func meets(r *row, tests []test) bool {
	for _, t := range tests {
		if !t(r) {
			return false
		}
	}
	return true
}

// ruleTest is of the rule that gave a record its disposition: while it goes on the present
// one, afterwards the one until its end. It follows from the disposition and who began.
func (x *index) ruleTest(rules []string) test {
	return func(r *row) bool {
		rule := lifecycle.RuleCustomerWaits
		switch lifecycle.Disposition(x.ids.words[cmp.Or(r.before, r.disposition)]) {
		case lifecycle.Initiated:
			rule = lifecycle.RuleNoAnswerYet
		case lifecycle.Active:
			if rule = lifecycle.RuleHumanReplied; r.business {
				rule = lifecycle.RuleCustomerAnswered
			}
		default: // the customer waits
		}
		return slices.Contains(rules, string(rule))
	}
}
