package record

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// sends are the templates that were sent from a time on. They are read for each report:
// how far a message has come changes long after its line of the records was written.
type sends struct {
	list      []sent
	templates dictionary[templateName]
	charged   dictionary[string]
	reasons   dictionary[reason]
}

// sent is one of them.
type sent struct {
	seq                       int64 // of the interaction
	template, charged, reason code
	fate                      desk.SentFate
	answered                  bool
}

type templateName struct {
	id             desk.TemplateID
	name, language string
}

// reason is why a message failed.
type reason struct {
	said string // its sentence, as JSON
	code int    // the provider's
}

// ahead is how much earlier than its interaction a message can be stamped: messages have
// whole seconds.
const ahead = 1000

// sends reads what was sent in interactions that began then or later, in their order.
func (s *Service) sends(ctx context.Context, org desk.OrgID, from int64) (*sends, error) {
	out := &sends{}
	if err := s.eachSent(ctx, org, from-ahead, out.add); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out.list, func(a, b sent) int { return cmp.Compare(a.seq, b.seq) })
	return out, nil
}

// eachSent gives what there is to count about the templates that were sent from a time on,
// in their order.
func (s *Service) eachSent(ctx context.Context, org desk.OrgID, from int64, each func(desk.TemplateFact)) error {
	return desk.Wrap("read templates that were sent", s.rows.TemplateFacts(ctx, org, from, func(text string) error {
		f, ok := desk.ReadTemplateFact(text)
		if !ok {
			return desk.Broken("record", "a template that was sent cannot be counted")
		}
		each(f)
		return nil
	}))
}

func (s *sends) add(f desk.TemplateFact) {
	s.list = append(s.list, sent{
		seq: f.FirstSeq, fate: f.Fate, answered: f.Answered && f.Fate != desk.FateFailed,
		template: s.templates.code(templateName{f.Template, f.Name, f.Language}),
		charged:  s.charged.code(f.Charged), reason: s.reasons.code(reason{f.Said, f.Code}),
	})
}

// is says whether that became of it.
func (t sent) is(fate desk.SentFate) bool {
	switch fate {
	case desk.FateDelivered:
		return t.fate == desk.FateDelivered || t.fate == desk.FateRead
	case desk.FateAnswered:
		return t.answered
	case desk.FateRead, desk.FateFailed:
		return t.fate == fate
	default:
		return true
	}
}

// test finds the interactions in which one of a filter's templates was sent, of which
// became what it says.
func (s *sends) test(f wire.RecordFilter) test {
	seqs := map[int64]bool{}
	for _, t := range s.list {
		id := string(s.templates.words[t.template].id)
		if (len(f.Templates) == 0 || slices.Contains(f.Templates, id)) && t.is(desk.SentFate(f.Fate)) {
			seqs[t.seq] = true
		}
	}
	return func(r *row) bool { return seqs[r.seq] }
}

// seqs gives the interactions that were found, in their order.
func (x *index) seqs(f found) []int64 {
	out := make([]int64, 0, len(f.lines)+len(f.going.rows))
	for i := len(f.lines) - 1; i >= 0; i-- {
		out = append(out, x.rows[x.order[f.lines[i]]].seq)
	}
	if len(f.going.rows) > 0 {
		for i := range f.going.rows {
			out = append(out, f.going.rows[i].seq)
		}
		slices.Sort(out)
	}
	return out
}

// report counts the templates of those interactions, which are in order.
func (s *sends) report(of []int64) (out []wire.ReportTemplate, more int64) {
	counts := map[desk.TemplateID]*fates{}
	for _, t := range s.list {
		for len(of) > 0 && of[0] < t.seq {
			of = of[1:]
		}
		if len(of) == 0 {
			break
		}
		if of[0] != t.seq {
			continue
		}
		name := s.templates.words[t.template]
		c := counts[name.id]
		if c == nil {
			c = &fates{reasons: map[code]int64{}, charged: map[code]int64{}}
			counts[name.id] = c
		}
		c.name = name // the last, if its name changed
		c.add(t)
	}
	for id, c := range counts {
		out = append(out, s.template(id, c))
	}
	slices.SortFunc(out, func(a, b wire.ReportTemplate) int {
		return cmp.Or(cmp.Compare(b.Sent.Messages, a.Sent.Messages), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Language, b.Language), cmp.Compare(a.TemplateID, b.TemplateID))
	})
	if extra := len(out) - wire.MaxReportTemplates; extra > 0 {
		return out[:wire.MaxReportTemplates], int64(extra)
	}
	return out, 0
}

// fates are the counts of one template.
type fates struct {
	name                                    templateName
	sent, delivered, read, answered, failed counter
	reasons, charged                        map[code]int64
}

// counter counts messages, and interactions while those of one come together.
type counter struct {
	wire.ReportFate
	last int64
}

func (c *counter) add(seq int64) {
	c.Messages++
	if c.Conversations == 0 || c.last != seq {
		c.Conversations++
		c.last = seq
	}
}

func (c *fates) add(t sent) {
	count := func(fate desk.SentFate, in *counter) {
		if t.is(fate) {
			in.add(t.seq)
		}
	}
	count(desk.FateSent, &c.sent)
	count(desk.FateDelivered, &c.delivered)
	count(desk.FateRead, &c.read)
	count(desk.FateAnswered, &c.answered)
	count(desk.FateFailed, &c.failed)
	if t.fate == desk.FateFailed {
		c.reasons[t.reason]++
	}
	c.charged[t.charged]++
}

func (s *sends) template(id desk.TemplateID, c *fates) wire.ReportTemplate {
	out := wire.ReportTemplate{
		TemplateID: string(id), Name: c.name.name, Language: c.name.language,
		Sent: c.sent.ReportFate, Delivered: c.delivered.ReportFate, Read: c.read.ReportFate, Answered: c.answered.ReportFate, Failed: c.failed.ReportFate,
		Failures: []wire.ReportFailure{}, Charged: []wire.ReportCount{},
	}
	for why, n := range c.reasons {
		out.Failures = append(out.Failures, s.reasons.words[why].failure(n))
	}
	slices.SortFunc(out.Failures, func(a, b wire.ReportFailure) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code), cmp.Compare(sentence(a.Said), sentence(b.Said)))
	})
	out.Failures = out.Failures[:min(len(out.Failures), wire.MaxReportFailures)]
	for category, n := range c.charged {
		if word := s.charged.words[category]; word != "" {
			out.Charged = append(out.Charged, wire.ReportCount{Key: word, Count: n})
		}
	}
	slices.SortFunc(out.Charged, func(a, b wire.ReportCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key))
	})
	return out
}

func (r reason) failure(n int64) wire.ReportFailure {
	out := wire.ReportFailure{Code: r.code, Count: n}
	var said desk.Said
	if err := json.Unmarshal([]byte(r.said), &said); err == nil {
		out.Said = wire.ErrorOf(said.Err())
	}
	return out
}

// sentence is what failures with one code are put in order by.
func sentence(f *wire.Failure) string {
	if f == nil {
		return ""
	}
	context, _ := f.Params[desk.ParamContext].(string) //nolint:errcheck // most have none
	return f.Code + "/" + f.Subcode + "/" + context
}
