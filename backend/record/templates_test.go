package record_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// undelivered and held are two reasons for which messages fail.
var (
	undelivered = &desk.Problem{Code: 131026, Said: &desk.Said{Code: desk.CodeConflict, Subcode: "meta", Params: desk.Params{"code": "131026", "context": "unreachable", "name": "Lucía"}}}
	held        = &desk.Problem{Code: 131049, Said: &desk.Said{Code: desk.CodeConflict, Subcode: "meta", Params: desk.Params{"code": "131049", "context": "marketingHeld"}}}
)

// drawSend makes any template that was sent in an interaction.
func drawSend(r *rand.Rand, n int, b desk.RecordBody) *desk.Message {
	status := []desk.Status{desk.StatusQueued, desk.StatusUnknown, desk.StatusAccepted, desk.StatusSent, desk.StatusDelivered, desk.StatusRead, desk.StatusRejected, desk.StatusCancelled}
	m := &desk.Message{
		ID: desk.MessageID(fmt.Sprint("msg_", n)), Kind: desk.KindTemplate, At: b.StartedAt/1000*1000 + 1000*int64(r.IntN(3)),
		Status: status[r.IntN(len(status))],
		Fate:   &desk.TemplateFate{TemplateID: desk.TemplateID(fmt.Sprint("tpl_", r.IntN(3))), Name: "offer", Language: "en", FirstSeq: b.FirstSeq, Charged: []string{"", "marketing", desk.ChargedFree}[r.IntN(3)]},
	}
	if r.IntN(2) == 0 {
		m.Fate.AnsweredAt = m.At + 1
	}
	if m.Status == desk.StatusRejected || m.Status == desk.StatusSent && r.IntN(2) == 0 {
		m.Problem = []*desk.Problem{undelivered, held}[r.IntN(2)]
	}
	return m
}

// became says by the message itself, and shares nothing with the column, whether that
// became of it.
func became(m *desk.Message, fate desk.SentFate) bool {
	failed := m.Status == desk.StatusRejected || m.Status == desk.StatusSent && m.Problem != nil
	switch fate {
	case desk.FateDelivered:
		return m.Status == desk.StatusDelivered || m.Status == desk.StatusRead
	case desk.FateRead:
		return m.Status == desk.StatusRead
	case desk.FateAnswered:
		return m.Fate.AnsweredAt > 0 && !failed
	case desk.FateFailed:
		return failed
	default:
		return true
	}
}

// templatesOf counts the templates of records from the messages themselves, once for each
// figure.
func templatesOf(all []*desk.Message, of []desk.RecordBody) (out []wire.ReportTemplate) {
	in := map[int64]bool{}
	for _, b := range of {
		in[b.FirstSeq] = true
	}
	byID := map[desk.TemplateID][]*desk.Message{}
	for _, m := range all {
		if in[m.Fate.FirstSeq] && m.Status != desk.StatusCancelled {
			byID[m.Fate.TemplateID] = append(byID[m.Fate.TemplateID], m)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		list := byID[id]
		fate := func(f desk.SentFate) (n wire.ReportFate) {
			seqs := map[int64]bool{}
			for _, m := range list {
				if became(m, f) {
					n.Messages++
					seqs[m.Fate.FirstSeq] = true
				}
			}
			n.Conversations = int64(len(seqs))
			return n
		}
		t := wire.ReportTemplate{
			TemplateID: string(id), Name: "offer", Language: "en", Sent: fate(desk.FateSent), Delivered: fate(desk.FateDelivered), Read: fate(desk.FateRead),
			Answered: fate(desk.FateAnswered), Failed: fate(desk.FateFailed), Failures: []wire.ReportFailure{}, Charged: []wire.ReportCount{},
		}
		reasons, charged := map[int]int64{}, map[string]int64{}
		for _, m := range list {
			if became(m, desk.FateFailed) {
				reasons[m.Problem.Code]++
			}
			if m.Fate.Charged != "" {
				charged[m.Fate.Charged]++
			}
		}
		for code, n := range reasons {
			context := map[int]string{131026: "unreachable", 131049: "marketingHeld"}[code]
			t.Failures = append(t.Failures, wire.ReportFailure{
				Code: code, Count: n, Said: &wire.Failure{Code: "conflict", Subcode: "meta", Params: map[string]any{"code": fmt.Sprint(code), "context": context}},
			})
		}
		slices.SortFunc(t.Failures, func(a, b wire.ReportFailure) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code))
		})
		for key, n := range charged {
			t.Charged = append(t.Charged, wire.ReportCount{Key: key, Count: n})
		}
		slices.SortFunc(t.Charged, func(a, b wire.ReportCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key))
		})
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b wire.ReportTemplate) int { return cmp.Compare(b.Sent.Messages, a.Sent.Messages) })
	return out
}

// alike makes the parameters of sentences comparable: they came from JSON on one side.
func alike(list []wire.ReportTemplate) string {
	text := ""
	for _, t := range list {
		failures := ""
		for _, f := range t.Failures {
			failures += fmt.Sprint(f.Code, " ", f.Count, " ", *f.Said, "; ")
		}
		t.Failures = nil
		text += fmt.Sprintf("%+v %s\n", t, failures)
	}
	return text
}

// What became of templates is what going through the messages gives, for any filter; and
// the filter of a figure finds the conversations that it counts.
func TestReport_templates_anyFilter_saysWhatTheMessagesSay(t *testing.T) {
	t.Parallel()
	r, k, s := drawing(7)
	var all []desk.RecordBody
	var sent []*desk.Message
	for range 12 {
		for range 20 {
			b := draw(r, int64(len(all)+1))
			all = append(all, b)
			k.seal(b)
			for range r.IntN(4) {
				sent = append(sent, drawSend(r, len(sent), b))
				k.put(sent[len(sent)-1])
			}
		}
		for range 6 {
			f := drawFilter(r)
			var matching []desk.RecordBody
			for _, b := range all {
				if matches(b, f) {
					matching = append(matching, b)
				}
			}
			got := report(t, s, f).Templates
			if got, want := alike(got), alike(templatesOf(sent, matching)); got != want {
				t.Fatalf("%+v gives\n%s, want\n%s", f, got, want)
			}
			for _, each := range got {
				for fate, n := range map[desk.SentFate]wire.ReportFate{
					desk.FateSent: each.Sent, desk.FateDelivered: each.Delivered, desk.FateRead: each.Read, desk.FateAnswered: each.Answered, desk.FateFailed: each.Failed,
				} {
					f.Templates, f.Fate = []string{each.TemplateID}, string(fate)
					if found := page(t, s, owner, wire.RecordsAsk{Filter: f, Limit: 1}).Matching; found != n.Conversations {
						t.Fatalf("%s %s is in %d conversations, its filter finds %d", each.TemplateID, fate, n.Conversations, found)
					}
				}
			}
		}
	}
}

// What goes on has its templates too, and an earlier second is no other period.
func TestReport_templates_ofWhatGoesOn(t *testing.T) {
	t.Parallel()
	k := newKept()
	settings(k)
	began := noon.Add(-time.Hour).UnixMilli() + 700
	k.put(
		&desk.Interaction{ID: "int_1", FirstSeq: 1, State: desk.InteractionOpen, BusinessStarted: true, StartedAt: began},
		&desk.Message{ID: "msg_1", At: began - 700, Status: desk.StatusRead, Fate: &desk.TemplateFate{TemplateID: "tpl_1", Name: "offer", Language: "en", FirstSeq: 1}},
	)
	out := report(t, newService(k), wire.RecordFilter{From: began}).Templates
	if len(out) != 1 || out[0].Read != (wire.ReportFate{Messages: 1, Conversations: 1}) {
		t.Errorf("it says %+v", out)
	}
}

func TestReport_templates_bounds(t *testing.T) {
	t.Parallel()
	k := newKept()
	settings(k)
	b := desk.RecordBody{InteractionID: "int_1", FirstSeq: 1, StartedAt: 5000, EndedAt: 6000}
	k.seal(b)
	for n := range wire.MaxReportTemplates + 3 {
		for again := range wire.MaxReportFailures + 2 {
			k.put(&desk.Message{
				ID: desk.MessageID(fmt.Sprint(n, "/", again)), At: 5000, Status: desk.StatusRejected, Problem: &desk.Problem{Code: again + 1},
				Fate: &desk.TemplateFate{TemplateID: desk.TemplateID(fmt.Sprint("tpl_", n)), Name: "offer", Language: "en", FirstSeq: 1},
			})
		}
	}
	out := report(t, newService(k), wire.RecordFilter{})
	if len(out.Templates) != wire.MaxReportTemplates || out.MoreTemplates != 3 || len(out.Templates[0].Failures) != wire.MaxReportFailures {
		t.Errorf("%d templates and %d more, %d reasons", len(out.Templates), out.MoreTemplates, len(out.Templates[0].Failures))
	}
	if want := (wire.ReportFate{Messages: wire.MaxReportFailures + 2, Conversations: 1}); out.Templates[0].Failed != want || !reflect.DeepEqual(out.Templates[0].Charged, []wire.ReportCount{}) {
		t.Errorf("it says %+v", out.Templates[0])
	}
}
