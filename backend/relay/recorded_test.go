package relay_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/secrets"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/upkeep"
)

// updateRecorded writes what today's fold makes of the recorded ledgers. Only a
// change of behaviour that is wanted is a reason to do so; the commit says it.
var updateRecorded = flag.Bool("update-recorded", false, "write anew what is expected of the recorded ledgers")

// The recorded ledgers: entries.jsonl.gz holds 77 of them, taken from the tests
// of the engine and of the relay with its sandbox in November 2026, and never
// changes. expected.jsonl.gz is what was folded from them.
const (
	recordedEntries  = "testdata/recorded/entries.jsonl.gz"
	recordedExpected = "testdata/recorded/expected.txt.gz"
)

// addedSince lists what rows hold since the ledgers were recorded: it is left
// out of the comparison. A kind of "*" is every kind; no fields = the whole kind.
var addedSince = map[desk.Kind][]string{
	desk.RowSpan: nil, desk.RowPlan: nil, desk.RowReservation: nil, desk.RowCheckup: nil, desk.RowProfile: nil, desk.RowRecord: nil, desk.RowRecordHead: nil, desk.RowSavedFilter: nil, desk.RowLabel: nil, desk.RowListView: nil, desk.RowCannedReply: nil,
	desk.RowMessage: {"heldIn", "copies", "authorKind", "fate", "settled", "uncounted", "other", "identityHash", "choices"}, desk.RowInteraction: {"serviceName", "reopened", "lastPersonAt", "planId", "messagesIn", "messagesOut", "recordN", "lostAt", "warned", "levels", "branched", "cameAt", "tried", "snoozes", "title", "filings"}, desk.RowUnhandled: {"tries"},
	desk.RowNumber: {"why", "news", "twoStep", "identityCheck", "identityFrom"}, desk.RowTemplate: {"agreed", "toldAt", "edits"}, desk.RowWaba: {"restrictions"},
	desk.RowContact: {"lastAgent", "into", "known", "merged", "parts", "identity"}, desk.RowThread: {"asked", "labels", "followers", "into", "elsewhere", "identity"}, desk.RowUser: {"idleSince", "dayEnds"},
}

// recorded is one ledger.
type recorded struct {
	name    string
	org     desk.OrgID
	key     desk.IDKey
	entries []desk.Entry
}

// recordedLine is a line of the file: the head of a ledger, or an entry.
type recordedLine struct {
	Ledger  string          `json:"ledger"`
	Org     desk.OrgID      `json:"org"`
	IDKey   []byte          `json:"idKey"`
	Since   int64           `json:"since"`
	Seq     int64           `json:"seq"`
	Kind    desk.EntryKind  `json:"kind"`
	Key     string          `json:"key"`
	At      int64           `json:"at"`
	Payload json.RawMessage `json:"payload"`
	Raw     []byte          `json:"raw"` // a payload that is no JSON
}

// TestRecorded_foldTheSame folds every recorded ledger in the real database and
// compares with what was made of it when it was recorded: the answer of each
// command, what each entry tells viewers and what it sets off, and all rows at
// the end. A rebuild must give those rows again.
func TestRecorded_foldTheSame(t *testing.T) {
	t.Parallel()
	ledgers := readRecorded(t)
	want := expectedOf(t)
	empty := emptyDatabase(t)
	got := make([]string, len(ledgers))
	t.Run("ledgers", func(t *testing.T) {
		for i, l := range ledgers {
			if desktest.Raced && i%8 != 0 {
				continue // nothing runs at once here: some are enough to see that
			}
			t.Run(l.title(i), func(t *testing.T) {
				t.Parallel()
				got[i] = foldRecorded(t, l, databaseOf(t, empty))
				if have := want[l.title(i)]; !*updateRecorded && got[i] != have {
					t.Errorf("the ledger is not folded as it was:\n%s", difference(have, got[i]))
				}
			})
		}
	})
	if *updateRecorded {
		writeExpected(t, ledgers, got)
	}
}

func (l recorded) title(i int) string { return fmt.Sprintf("%02d %s", i, l.name) }

func readRecorded(t *testing.T) []recorded {
	t.Helper()
	var list []recorded
	for line := range strings.Lines(unpacked(t, recordedEntries)) {
		var r recordedLine
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if r.Ledger != "" {
			list = append(list, recorded{name: r.Ledger, org: r.Org, key: desk.IDKey{Key: r.IDKey, Since: r.Since}})
			continue
		}
		l := &list[len(list)-1]
		payload := []byte(r.Payload)
		if r.Raw != nil {
			payload = r.Raw
		}
		l.entries = append(l.entries, desk.Entry{Org: l.org, Seq: r.Seq, Kind: r.Kind, Key: r.Key, At: r.At, Payload: payload})
	}
	return list
}

func unpacked(t *testing.T, path string) string {
	t.Helper()
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

// expectedOf reads what is expected, by the titles of the ledgers.
func expectedOf(t *testing.T) map[string]string {
	t.Helper()
	if *updateRecorded {
		return nil
	}
	out := map[string]string{}
	for _, part := range strings.Split(unpacked(t, recordedExpected), "# ")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		var lines strings.Builder
		for line := range strings.Lines(body) {
			lines.WriteString(asCompared(t, line))
		}
		out[title] = lines.String()
	}
	return out
}

func writeExpected(t *testing.T, ledgers []recorded, got []string) {
	t.Helper()
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	for i, l := range ledgers {
		fmt.Fprintf(z, "# %s\n%s", l.title(i), got[i])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(recordedExpected, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// emptyDatabase makes a database with its tables once; copies of it are cheap.
func emptyDatabase(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "empty.db")
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func databaseOf(t *testing.T, database []byte) *store.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "parley.db")
	if err := os.WriteFile(path, database, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// keyed is the database with the key of ids that the ledger was made with.
type keyed struct {
	*store.Tx
	key desk.IDKey
}

func (k keyed) IDKey(context.Context, desk.OrgID) (desk.IDKey, error) { return k.key, nil }

// foldRecorded folds the ledger and gives all that came of it as text.
func foldRecorded(t *testing.T, l recorded, db *store.DB) string {
	t.Helper()
	r := &refolding{t: t, ledger: l}
	const together = 7 // entries in a transaction: some are read back from the overlay, some from the file
	for some := range slices.Chunk(l.entries, together) {
		if err := db.WriteTx(t.Context(), func(tx *store.Tx) error { return r.foldSome(tx, some) }); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.asked) > 0 {
		t.Errorf("the fold asks for %d more entries than were recorded, first %s %s", len(r.asked), r.asked[0].Kind, r.asked[0].Payload)
	}
	r.stayed()
	rows := rowsOf(t, db, l.org)
	fits(t, db)
	if again := rebuiltRows(t, db, l); again != rows {
		t.Errorf("a rebuild gives other rows:\n%s", difference(rows, again))
	}
	return r.out.String() + rows
}

// fits wants every reference between the rows to be good.
func fits(t *testing.T, db *store.DB) {
	t.Helper()
	key := filepath.Join(t.TempDir(), "master.key")
	if _, err := secrets.Open(t.Context(), key, db, nil); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if err := upkeep.Verify(t.Context(), filepath.Dir(db.Path()), key, &said); err != nil {
		t.Errorf("%v\n%s", err, &said)
	}
}

// refolding folds the entries of one ledger in order.
type refolding struct {
	t      *testing.T
	ledger recorded
	prev   []byte
	asked  []desk.Proposal // what folds asked for and has not come yet, next first
	given  []givenRow
	out    strings.Builder
}

// givenRow is a row that a fold gave away, with what it was then.
type givenRow struct {
	seq int64
	row desk.Row
	was string
}

// give takes down what a batch gives to the store, which keeps these very rows.
func (r *refolding) give(e desk.Entry, b desk.Batch) {
	if !b.Given {
		return
	}
	for _, row := range b.Rows {
		r.given = append(r.given, givenRow{e.Seq, row, jsonOf(r.t, row)})
	}
}

// stayed wants each row that was given to be as it was then: one that is changed
// afterwards would change what the store believes to be committed.
func (r *refolding) stayed() {
	r.t.Helper()
	if len(r.given) == 0 {
		r.t.Error("no fold gave its rows away")
	}
	for _, g := range r.given {
		if is := jsonOf(r.t, g.row); is != g.was {
			r.t.Fatalf("%v, given by entry %d as\n%s\nwas changed to\n%s", g.row.RowKey(), g.seq, g.was, is)
		}
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (r *refolding) foldSome(tx *store.Tx, entries []desk.Entry) error {
	ctx := context.Background()
	for _, e := range entries {
		e.Hash = ledger.Hash(r.prev, e, ledger.PayloadHash(e.Payload))
		r.prev = e.Hash
		r.expected(e)
		if err := tx.PutEntry(ctx, e); err != nil {
			return err
		}
		b, err := relay.Engine.Fold(ctx, keyed{tx, r.ledger.key}, e)
		if err != nil {
			return fmt.Errorf("entry %d of kind %s: %w", e.Seq, e.Kind, err)
		}
		r.give(e, b)
		if err := tx.Apply(ctx, e.Org, e.Seq, b); err != nil {
			return err
		}
		r.asked = append(askedThen(e, b.Follow), r.asked...)
		r.note(e, b)
	}
	return nil
}

// askedThen gives what a fold asked for when the ledgers were recorded: a number that is
// connected has had what came before it folded again since.
func askedThen(e desk.Entry, follow []desk.Proposal) []desk.Proposal {
	return slices.DeleteFunc(slices.Clone(follow), func(f desk.Proposal) bool {
		return e.Kind == desk.EntryNumberPut && f.Kind == desk.EntryReplay
	})
}

// expected takes the entry off what the folds before it asked for.
func (r *refolding) expected(e desk.Entry) {
	r.t.Helper()
	if len(r.asked) == 0 {
		return
	}
	next := r.asked[0]
	r.asked = r.asked[1:]
	if next.Kind != e.Kind || byFirstRules(next) != string(e.Payload) {
		r.t.Errorf("entry %d: the fold asks for %s %s, recorded is %s %s", e.Seq, next.Kind, next.Payload, e.Kind, e.Payload)
	}
}

// byFirstRules gives what a fold asks for as it was when the ledgers were recorded:
// the rules of today decide the same of every picture that there was then, and give
// their own version.
func byFirstRules(f desk.Proposal) string {
	if f.Kind != desk.EntryDecision {
		return string(f.Payload)
	}
	newest := strconv.Itoa(routing.Version)
	return strings.NewReplacer(`"version":`+newest+`,`, `"version":1,`, `\"version\":`+newest+`,`, `\"version\":1,`).Replace(string(f.Payload))
}

// note writes down the answer and the feed.
func (r *refolding) note(e desk.Entry, b desk.Batch) {
	if b.Answer != nil {
		raw, err := json.Marshal(b.Answer)
		if err != nil {
			r.t.Fatal(err)
		}
		fmt.Fprintf(&r.out, "answer %d %s\n", e.Seq, plainJSON(r.t, raw, "error.message", "error.params"))
	}
	var lines []string
	for _, ref := range b.Feed {
		if fields, added := addedSince[ref.Kind]; !added || fields != nil {
			lines = append(lines, fmt.Sprintf("feed %d %s %s\n", e.Seq, ref.Kind, ref.ID))
		}
	}
	slices.Sort(lines)
	r.out.WriteString(strings.Join(lines, ""))
	for _, end := range b.Endings {
		raw, _ := json.Marshal(end)
		fmt.Fprintf(&r.out, "ending %d %s\n", e.Seq, raw)
	}
}

// rowsOf gives everything that was folded, in a form that does not depend on
// how it is stored: no empty fields, fields and lines sorted.
func rowsOf(t *testing.T, db *store.DB, org desk.OrgID) string {
	t.Helper()
	var dump bytes.Buffer
	if err := db.DumpRows(t.Context(), org, &dump); err != nil {
		t.Fatal(err)
	}
	leads, err := desk.MappingOf(t.Context(), db, org)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	s := bufio.NewScanner(&dump)
	s.Buffer(nil, 8<<20)
	for s.Scan() {
		kind, rest, _ := strings.Cut(s.Text(), "\t")
		fields, added := addedSince[desk.Kind(kind)]
		if added && fields == nil {
			continue
		}
		at := strings.LastIndexByte(rest, '\t') + 1
		if strings.HasPrefix(rest[at:], "{") {
			doc := linked(t, desk.Kind(kind), []byte(rest[at:]), leads)
			doc = decided(t, db, org, desk.Kind(kind), doc)
			rest = rest[:at] + plainJSON(t, doc, append(fields, wordsOf(kind)...)...)
		}
		lines = append(lines, kind+"\t"+rest+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// linked gives a number and an inbox the fields by which they named one another before
// a plan stood between them: it has to be the same pairs.
func linked(t *testing.T, kind desk.Kind, doc []byte, m desk.Mapping) []byte {
	t.Helper()
	if kind != desk.RowNumber && kind != desk.RowInbox {
		return doc
	}
	var row map[string]any
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	if err := d.Decode(&row); err != nil {
		t.Fatal(err)
	}
	id, _ := row["id"].(string)
	if kind == desk.RowInbox {
		row["numberId"] = string(m.Numbers[desk.InboxID(id)])
	} else {
		row["inboxId"] = string(m.Inboxes[desk.NumberID(id)])
		delete(row, "planId")
	}
	out, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// decided gives a decision what its entry holds in the place of where that is: once
// its row held all of it.
func decided(t *testing.T, db *store.DB, org desk.OrgID, kind desk.Kind, doc []byte) []byte {
	t.Helper()
	if kind != desk.RowDecision {
		return doc
	}
	var row struct {
		desk.DecisionEntry
		Seq int64 `json:"seq"`
	}
	if err := json.Unmarshal(doc, &row); err != nil {
		t.Fatal(err)
	}
	e, err := db.Entry(t.Context(), org, row.Seq)
	if err != nil || e.Kind != desk.EntryDecision {
		t.Fatalf("decision %s is to be read from entry %d of kind %q, %v", row.ID, row.Seq, e.Kind, err)
	}
	var held desk.DecisionEntry
	if err := json.Unmarshal(e.Payload, &held); err != nil {
		t.Fatal(err)
	}
	row.Input, row.Output = held.Input, held.Output
	if held != row.DecisionEntry {
		t.Errorf("the row says %+v and its entry %+v", row.DecisionEntry, held)
	}
	out, err := json.Marshal(row.DecisionEntry)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// asCompared leaves out of an expected row what is not compared any more.
func asCompared(t *testing.T, line string) string {
	kind, rest, _ := strings.Cut(line, "\t")
	id, doc, isRow := strings.Cut(rest, "\t")
	if !isRow || !strings.HasPrefix(doc, "{") {
		return line
	}
	return kind + "\t" + id + "\t" + plainJSON(t, []byte(doc), wordsOf(kind)...) + "\n"
}

// wordsOf names the fields of a kind that hold a sentence, or the name of one: it
// may be put better.
func wordsOf(kind string) []string {
	switch desk.Kind(kind) {
	case desk.RowUnhandled:
		return []string{"reason", "said"}
	case desk.RowMessage:
		return []string{"problem.text", "problem.said", "media.reason", "media.said"}
	case desk.RowWaba:
		return []string{"problem", "said"}
	case desk.RowNumber:
		return []string{"problem", "history.problem", "history.said"} // the first only in entries of tests, and in no row any more
	default:
		return nil
	}
}

// plainJSON sorts the fields and leaves out those that are empty or named, as in
// "problem.text".
func plainJSON(t *testing.T, raw []byte, without ...string) string {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	b, err := json.Marshal(withoutEmpty(v, "", without))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func withoutEmpty(v any, at string, without []string) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			path := strings.TrimPrefix(at+"."+k, ".")
			if inner = withoutEmpty(inner, path, without); isEmpty(inner) || slices.Contains(without, path) {
				delete(v, k)
			} else {
				v[k] = inner
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutEmpty(v[i], at, without)
		}
	}
	return v
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return v == nil || v == "" || v == false || v == json.Number("0")
}

// rebuiltRows empties the state, folds the record again, and gives the rows.
func rebuiltRows(t *testing.T, db *store.DB, l recorded) string {
	t.Helper()
	ctx := t.Context()
	if err := db.WipeState(ctx, l.org); err != nil {
		t.Fatal(err)
	}
	begin := db.OpenTx
	fold := func(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
		return relay.Engine.Fold(ctx, keyed{tx.(*store.Tx), l.key}, e)
	}
	if err := ledger.Rebuild(ctx, l.org, db, begin, fold); err != nil {
		t.Fatal(err)
	}
	return rowsOf(t, db, l.org)
}

// difference lists the first lines that only one of two texts has.
func difference(want, got string) string {
	const most = 12
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	var out []string
	for _, side := range []struct {
		sign          string
		lines, others []string
	}{{"- ", a, b}, {"+ ", b, a}} {
		have := map[string]bool{}
		for _, line := range side.others {
			have[line] = true
		}
		n := 0
		for _, line := range side.lines {
			if !have[line] && n < most {
				out, n = append(out, side.sign+line), n+1
			}
		}
	}
	return strings.Join(out, "\n")
}
