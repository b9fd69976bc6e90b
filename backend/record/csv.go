package record

import (
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// This file is the one encoder for tables that other programs read. Spreadsheets run
// a cell that begins like a formula, whoever wrote it: a customer's name can begin so.

// appendCell writes a text as a cell: quoted, and marked as text where a spreadsheet
// would read a formula.
func appendCell(b []byte, s string) []byte {
	b = append(b, '"')
	if desk.BeginsFormula(s) {
		b = append(b, '\'')
	}
	for {
		at := strings.IndexAny(s, "\"\x00")
		if at < 0 {
			break
		}
		b = append(b, s[:at]...)
		if s[at] == '"' {
			b = append(b, '"', '"')
		}
		s = s[at+1:]
	}
	b = append(b, s...)
	return append(b, '"')
}

// tableRow is what the cells of a row are made of.
type tableRow struct {
	wire.RecordRow
	names idNames // of numbers, inboxes, plans and people, by id
	words map[string]string
}

// idNames says what an id is called, "" for what is not there any more.
type idNames func(id string) string

func (r *tableRow) word(s string) string {
	if w, known := r.words[s]; known {
		return w
	}
	return s
}

func (r *tableRow) name(id string) string {
	if id == "" {
		return ""
	}
	if n := r.names(id); n != "" {
		return n
	}
	return id
}

// stamp is a time as every program reads it: in UTC.
func stamp(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format("2006-01-02 15:04:05")
}

func secondsOf(ms int64) string {
	if ms < 0 {
		return ""
	}
	return strconv.FormatInt(ms/1000, 10)
}

func (r *tableRow) startedBy() string {
	switch {
	case r.StartedBy != "":
		return r.name(r.StartedBy)
	case r.BusinessStarted:
		return r.word("business")
	}
	return r.word("customer")
}

func (r *tableRow) agents() string {
	var b strings.Builder
	for i, a := range r.Agents {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(r.name(a.UserID) + " " + stamp(a.From) + " – " + stamp(a.To))
	}
	if r.MoreAgents > 0 {
		b.WriteString("; +" + strconv.Itoa(r.MoreAgents))
	}
	return b.String()
}

// promised is what became of service levels, nothing where there were none.
func (r *tableRow) promised() wire.RecordService {
	if r.Service == nil {
		return wire.RecordService{}
	}
	return *r.Service
}

func (r *tableRow) rating() string {
	if r.Score == 0 {
		return ""
	}
	return strconv.Itoa(r.Score)
}

func (r *tableRow) source() string {
	var parts []string
	for _, kv := range r.DataSource {
		parts = append(parts, kv.Key+"="+kv.Value)
	}
	return strings.Join(parts, "; ")
}

// tableColumns has what stands in each column, by its key.
var tableColumns = map[string]func(r *tableRow) string{
	"started":       func(r *tableRow) string { return stamp(r.StartedAt) },
	"ended":         func(r *tableRow) string { return stamp(r.EndedAt) },
	"customer":      func(r *tableRow) string { return r.ContactName },
	"customerPhone": func(r *tableRow) string { return r.ContactPhone },
	"number":        func(r *tableRow) string { return r.name(r.NumberID) },
	"service":       func(r *tableRow) string { return r.ServiceName },
	"source":        func(r *tableRow) string { return r.source() },
	"inbox":         func(r *tableRow) string { return r.name(r.InboxID) },
	"plan":          func(r *tableRow) string { return r.name(r.PlanID) },
	"startedBy":     func(r *tableRow) string { return r.startedBy() },
	"agents":        func(r *tableRow) string { return r.agents() },
	"disposition":   func(r *tableRow) string { return r.word(r.Disposition) },
	"rule":          func(r *tableRow) string { return r.word(r.Rule) },
	"before":        func(r *tableRow) string { return r.word(r.Before) },
	"beforeRule":    func(r *tableRow) string { return r.word(r.BeforeRule) },
	"endReason":     func(r *tableRow) string { return r.word(r.EndReason) },
	"endedBy":       func(r *tableRow) string { return r.name(r.EndedBy) },
	"queue":         func(r *tableRow) string { return secondsOf(r.Queue) },
	"first":         func(r *tableRow) string { return secondsOf(r.First) },
	"handling":      func(r *tableRow) string { return secondsOf(r.Handling) },
	"messagesIn":    func(r *tableRow) string { return strconv.FormatInt(r.MessagesIn, 10) },
	"messagesOut":   func(r *tableRow) string { return strconv.FormatInt(r.MessagesOut, 10) },
	"sentiment":     func(r *tableRow) string { return r.Sentiment },
	"rating":        func(r *tableRow) string { return r.rating() },

	"firstTarget":      func(r *tableRow) string { return r.word(r.promised().First) },
	"nextMet":          func(r *tableRow) string { return strconv.FormatInt(r.promised().NextMet, 10) },
	"nextMissed":       func(r *tableRow) string { return strconv.FormatInt(r.promised().NextMissed, 10) },
	"resolutionTarget": func(r *tableRow) string { return r.word(r.promised().Resolution) },
	"line": func(r *tableRow) string {
		if r.Line == 0 {
			return ""
		}
		return strconv.FormatInt(r.Line, 10)
	},
	"interaction": func(r *tableRow) string { return r.InteractionID },
}

// Bounds of what is asked for.
const (
	maxTableColumns = 60
	maxTableWords   = 200
	maxTableText    = 300 // bytes of a heading or a word
)

// table writes rows as asked for.
type table struct {
	separator byte
	cells     []func(r *tableRow) string
	labels    []string
	words     map[string]string
}

func newTable(in wire.RecordsExport) (*table, error) {
	bad := desk.Refuse(desk.CodeInvalid, "recordColumns")
	if len(in.Columns) == 0 || len(in.Columns) > maxTableColumns || len(in.Words) > maxTableWords || in.Separator != "," && in.Separator != ";" {
		return nil, bad
	}
	t := &table{separator: in.Separator[0], words: map[string]string{}}
	for _, c := range in.Columns {
		cell := tableColumns[c.Key]
		if cell == nil || len(c.Label) > maxTableText {
			return nil, bad
		}
		t.cells, t.labels = append(t.cells, cell), append(t.labels, desk.Visible(c.Label))
	}
	for _, w := range in.Words {
		if len(w.Value) > maxTableText {
			return nil, bad
		}
		t.words[w.Key] = desk.Visible(w.Value)
	}
	return t, nil
}

// head is the first line, behind the sign by which spreadsheets know UTF-8.
func (t *table) head() []byte {
	b := []byte("\uFEFF")
	for i, l := range t.labels {
		if i > 0 {
			b = append(b, t.separator)
		}
		b = appendCell(b, l)
	}
	return append(b, '\r', '\n')
}

func (t *table) row(b []byte, r *tableRow) []byte {
	for i, cell := range t.cells {
		if i > 0 {
			b = append(b, t.separator)
		}
		b = appendCell(b, cell(r))
	}
	return append(b, '\r', '\n')
}
