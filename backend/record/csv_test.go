package record_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/record"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

func columns(keys ...string) (out []wire.RecordColumn) {
	for _, k := range keys {
		out = append(out, wire.RecordColumn{Key: k, Label: "The " + k})
	}
	return out
}

func yes() error { return nil }

// exported gives the table as a program reads it, without its mark.
func exported(t *testing.T, s *record.Service, v view.Viewer, in wire.RecordsExport) [][]string {
	t.Helper()
	e, err := s.Export(t.Context(), v, in)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := e.Write(t.Context(), &out, yes); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(out.String(), "\uFEFF")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = rune(in.Separator[0])
	rows, err := r.ReadAll()
	if err != nil || !marked || int64(len(rows)-1) != e.Rows || strings.Count(out.String(), "\r\n") < len(rows) {
		t.Fatalf("%v, marked %v, %d rows of %d", err, marked, len(rows)-1, e.Rows)
	}
	return rows
}

func TestExport_hasWhatMatches_inTheWordsOfWhoAsks(t *testing.T) {
	t.Parallel()
	k := newKept()
	settings(k)
	start := noon.UnixMilli()
	k.seal(desk.RecordBody{
		InteractionID: "int_1", FirstSeq: 9, NumberID: "num_1", ServiceName: "Sales", ContactID: "con_1", InboxID: "inb_1", PlanID: "pln_gone",
		DataSource: []desk.KV{{Key: "region", Value: "emea"}, {Key: "language", Value: "de"}}, StartedAt: start, EndedAt: start + 90_000,
		EndReason: "closed", EndedBy: "ben", Disposition: "archived", Rule: "ended", Before: "active", BeforeRule: "humanReplied", MessagesIn: 2, MessagesOut: 1,
		Service: &desk.RecordService{First: desk.ServiceMet, NextMet: 3, NextMissed: 1, Resolution: desk.ServiceMissed},
		Agents:  []desk.RecordSpan{{UserID: "ana", From: start + 5_000, To: start + 65_000}, {UserID: "ben", From: start + 65_000, To: start + 90_000}},
	})
	k.put(&desk.Interaction{ID: "int_2", FirstSeq: 12, State: desk.InteractionWaiting, NumberID: "num_2", ContactID: "con_3", StartedAt: start, BusinessStarted: true})
	s := newService(k)
	in := wire.RecordsExport{
		Separator: ";", Words: []wire.KV{{Key: "closed", Value: "Closed, by hand"}, {Key: "archived", Value: "Archived"}, {Key: "business", Value: "Us"}, {Key: "customer", Value: "They"}, {Key: "met", Value: "In time"}, {Key: "humanReplied", Value: "Your team replied"}},
		Columns: columns("started", "ended", "customer", "customerPhone", "number", "service", "source", "inbox", "plan", "startedBy", "agents", "disposition",
			"endReason", "endedBy", "queue", "first", "handling", "messagesIn", "messagesOut", "sentiment", "line", "interaction", "firstTarget", "nextMet", "nextMissed", "resolutionTarget", "before", "beforeRule"),
	}
	rows := exported(t, s, owner, in)
	want := []string{
		"2026-09-21 14:13:20", "2026-09-21 14:14:50", "Änne Müller", "'+491701", "First", "Sales", "region=emea; language=de", "Queue one", "pln_gone", "They",
		"Ana 2026-09-21 14:13:25 – 2026-09-21 14:14:25; Ben 2026-09-21 14:14:25 – 2026-09-21 14:14:50", "Archived", "Closed, by hand", "Ben",
		"5", "", "85", "2", "1", "", "1", "int_1", "In time", "3", "1", "missed", "active", "Your team replied",
	}
	if len(rows) != 3 || rows[0][0] != "The started" || !slices.Equal(rows[1], want) {
		t.Errorf("the table is\n%q, want\n%q", rows, want)
	}
	if on := rows[2]; on[1] != "" || on[2] != "'+49170333" || on[9] != "Us" || on[20] != "" || on[22] != "" || on[23] != "0" {
		t.Errorf("what goes on is %q", on)
	}
	in.Filter = wire.RecordFilter{Agents: []string{"ben"}}
	in.Columns, in.Separator = columns("interaction"), ","
	if rows := exported(t, s, owner, in); len(rows) != 2 || rows[1][0] != "int_1" {
		t.Errorf("narrowed, the table is %q", rows)
	}
	hidden := owner
	hidden.HideNumbers = true
	in.Filter, in.Columns = wire.RecordFilter{}, columns("customer", "customerPhone")
	for _, row := range exported(t, s, hidden, in)[1:] {
		if row[1] != "" || strings.Contains(row[0], "4917") {
			t.Errorf("who may not see numbers gets %q", row)
		}
	}
}

// Whatever a customer is called, no program runs it, and it comes through.
func TestExport_noCellIsAFormula(t *testing.T) {
	t.Parallel()
	evil := []string{
		`=1+1`, `+49170`, `-1`, `@SUM(A1)`, "\t=1", "\r=1", "\n=1", ` =1+1`, "\u200b=1", "\u202e=1", `"=1`, `'=1`, `＝1+1`, `＋1`, `－1`, `＠a`, "\uFEFF=1", "\u00a0=1",
		`=HYPERLINK("http://evil.example","x")`, `=cmd|' /C calc'!A0`, "a\x00b", `a"b`, "a,b;c", "line\r\nbreak", "", "plain", "3-1", "a=b", "ß", "🙂",
	}
	k := newKept()
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // a test's
	for range 300 {
		n := make([]rune, r.IntN(8))
		for i := range n {
			n[i] = []rune("=+-@'\"\t\r\n ,;aé\u200b\u202e\x00\x1f")[r.IntN(18)]
		}
		evil = append(evil, string(n))
	}
	for _, s := range evil {
		k.seal(desk.RecordBody{InteractionID: "int", FirstSeq: 1, ServiceName: s})
	}
	rows := exported(t, newService(k), owner, wire.RecordsExport{Separator: ",", Columns: columns("service")})
	for i, was := range evil {
		cell := rows[i+1][0]
		first := strings.TrimLeft(cell, " \t\r\n\u00a0\u200b\u202e\uFEFF\x1f\"")
		if first != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(first)[0]) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") {
			t.Errorf("%q is written as %q", was, cell)
		}
		plain := strings.ReplaceAll(strings.ReplaceAll(was, "\x00", ""), "\r\n", "\n") // so Go reads a break
		if got := strings.TrimPrefix(cell, "'"); got != plain && got != strings.TrimPrefix(plain, "'") {
			t.Errorf("%q comes through as %q", was, cell)
		}
	}
}

func TestExport_refusals(t *testing.T) {
	t.Parallel()
	k := newKept()
	for i := range 1200 {
		k.seal(desk.RecordBody{InteractionID: "int", FirstSeq: int64(i + 1)})
	}
	s := newService(k)
	good := wire.RecordsExport{Separator: ",", Columns: columns("line")}
	for name, change := range map[string]func(*wire.RecordsExport){
		"no column":           func(in *wire.RecordsExport) { in.Columns = nil },
		"an unknown column":   func(in *wire.RecordsExport) { in.Columns = columns("secret") },
		"another separator":   func(in *wire.RecordsExport) { in.Separator = "\"" },
		"no separator":        func(in *wire.RecordsExport) { in.Separator = "" },
		"a long heading":      func(in *wire.RecordsExport) { in.Columns[0].Label = strings.Repeat("x", 301) },
		"a filter that isn't": func(in *wire.RecordsExport) { in.Filter.From, in.Filter.To = 2, 1 },
	} {
		in := good
		in.Columns = slices.Clone(good.Columns)
		change(&in)
		if _, err := s.Export(t.Context(), owner, in); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Export(t.Context(), view.Viewer{OrgID: org, Role: desk.RoleAgent}, good); desk.CodeOf(err) != desk.CodeForbidden {
		t.Errorf("an agent: %v", err)
	}
	// A session that ends meanwhile ends the table.
	e, err := s.Export(t.Context(), owner, good)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	pages, over := 0, errors.New("over")
	if err := e.Write(context.Background(), &out, func() error {
		if pages++; pages > 2 {
			return over
		}
		return nil
	}); !errors.Is(err, over) || strings.Count(out.String(), "\n") != 1001 {
		t.Errorf("%v after %d lines", err, strings.Count(out.String(), "\n"))
	}
}
