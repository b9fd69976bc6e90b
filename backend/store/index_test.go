package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	testOrg  = desk.OrgID("org_1")
	everyone = desk.UserID("") // a supervisor, in these tests
)

// searched is a database with an index that nobody fills but the test, and what
// is in it as the test knows it.
type searched struct {
	t            *testing.T
	db           *DB
	index        *Index
	x            *sqliteFinder // the engine's part of it
	seq          int64
	messages     map[desk.MessageID]*desk.Message
	interactions map[desk.InteractionID]*desk.Interaction
	changed      map[string]bool // messages of which the index may not know the newest text or handlers
}

func newSearched(t *testing.T, dir string) *searched {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), filepath.Join(dir, "relay.db"), Options{Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	s := &searched{t: t, db: db, messages: map[desk.MessageID]*desk.Message{}, interactions: map[desk.InteractionID]*desk.Interaction{}, changed: map[string]bool{}}
	s.openIndex()
	return s
}

func (s *searched) openIndex() {
	s.t.Helper()
	var err error
	if s.index, err = openIndex(s.t.Context(), s.db, nil, false); err != nil {
		s.t.Fatal(err)
	}
	s.x = s.index.finder.(*sqliteFinder)
}

func (s *searched) close() {
	s.t.Helper()
	if err := s.index.Close(); err != nil {
		s.t.Error(err)
	}
	if err := s.db.Close(); err != nil {
		s.t.Error(err)
	}
}

// put commits rows as an entry's.
func (s *searched) put(rows ...desk.Row) {
	s.t.Helper()
	b := desk.Batch{Rows: rows}
	for _, r := range rows {
		b.Feed = append(b.Feed, r.RowKey())
	}
	s.apply(b)
}

func (s *searched) remove(ref desk.Ref) {
	s.t.Helper()
	s.apply(desk.Batch{Removed: []desk.Ref{ref}, Feed: []desk.Ref{ref}})
}

func (s *searched) apply(b desk.Batch) {
	s.t.Helper()
	err := s.db.WriteTx(s.t.Context(), func(tx *Tx) error {
		s.seq++
		if err := tx.PutEntry(s.t.Context(), desk.Entry{Org: testOrg, Seq: s.seq, Kind: "k", Hash: []byte{1}}); err != nil {
			return err
		}
		return tx.Apply(s.t.Context(), testOrg, s.seq, b)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *searched) search(who desk.UserID, query string, thread desk.ThreadID, before int64, limit int) []*desk.Message {
	s.t.Helper()
	return s.ask(desk.MessageSearch{Query: query, ThreadID: thread, By: who, Before: before, Limit: limit})
}

func (s *searched) ask(q desk.MessageSearch) []*desk.Message {
	s.t.Helper()
	list, err := s.db.SearchMessages(s.t.Context(), testOrg, q)
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

// all pages through everything that is found.
func (s *searched) all(q desk.MessageSearch) []string {
	var out []string
	for {
		list := s.ask(q)
		for _, m := range list {
			out = append(out, string(m.ID))
			q.Before = m.Seq
		}
		if len(list) < q.Limit {
			return out
		}
	}
}

// naive looks at every message, and knows nothing of tokens.
func (s *searched) naive(q desk.MessageSearch) []string {
	var hits []*desk.Message
	for _, m := range s.messages {
		if q.ThreadID != "" && m.ThreadID != q.ThreadID || !s.says(m, q) || q.By != everyone && !s.sees(q.By, m) {
			continue
		}
		hits = append(hits, m)
	}
	slices.SortFunc(hits, func(a, b *desk.Message) int {
		if a.Seq != b.Seq {
			return int(b.Seq - a.Seq)
		}
		return strings.Compare(string(b.ID), string(a.ID))
	})
	var out []string
	for _, m := range hits {
		out = append(out, string(m.ID))
	}
	return out
}

func (s *searched) sees(who desk.UserID, m *desk.Message) bool {
	if i := s.interactions[m.InteractionID]; i != nil && slices.Contains(i.Handlers, who) {
		return true
	}
	for _, i := range s.interactions {
		if i.ThreadID == m.ThreadID && i.State == desk.InteractionOpen && i.Owner == who {
			return true
		}
	}
	return false
}

func (s *searched) says(m *desk.Message, q desk.MessageSearch) bool {
	if q.Query == "" {
		return !q.Filter.Empty() && s.passes(m, q.Filter)
	}
	return plainlyMatches(m.Text, q.Query) && s.passes(m, q.Filter)
}

// passes is a second reading of what a filter means.
func (s *searched) passes(m *desk.Message, f desk.MessageFilter) bool {
	side := map[string]bool{"": true, "customer": m.Direction == desk.In, "us": m.Direction == desk.Out, "u1": m.Author == "u1"}[f.From]
	file := map[desk.FileSort]bool{"": true, "any": m.Media != nil, "image": m.Kind == desk.KindImage, "document": m.Kind == desk.KindDocument}[f.Files]
	number := f.NumberID == "" || string(f.NumberID) == "num_"+string(m.ThreadID)
	label := len(f.Labels) == 0 || m.ThreadID == "t1" && f.Labels[0] == "lab_1"
	return side && file && number && label && m.At >= f.Since && (f.Until == 0 || m.At < f.Until)
}

// plainlyMatches is a second reading of what search means: without case and
// accents, every word is in the text, the last one as the beginning of a word;
// characters of unspaced scripts stand anywhere; four digits and more stand anywhere
// in a number, whatever stands between its digits; a part with a sign in it, unless
// it is a number, stands there as it is.
func plainlyMatches(text, query string) bool {
	t, q := bare(text), bare(query)
	cjk := func(r rune) bool { return unicode.Is(unicode.Han, r) || unicode.Is(unicode.So, r) }
	notWord := func(r rune) bool { return cjk(r) || !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	have, words := strings.FieldsFunc(t, notWord), strings.FieldsFunc(q, notWord)
	runs := strings.FieldsFunc(q, func(r rune) bool { return !cjk(r) })
	if len(words)+len(runs) == 0 {
		return false
	}
	for i, w := range words {
		if !slices.ContainsFunc(have, func(h string) bool { return h == w || i == len(words)-1 && strings.HasPrefix(h, w) }) && !plainlyInNumber(t, q, w) {
			return false
		}
	}
	for _, r := range runs {
		if !strings.Contains(t, r) {
			return false
		}
	}
	for _, part := range strings.Fields(q) {
		if part = strings.Trim(part, ".,!?"); strings.ContainsAny(part, "%_\\.-") && !strings.Contains(t, part) && !numeral.MatchString(part) {
			return false
		}
	}
	return true
}

var (
	numerals = regexp.MustCompile(`[0-9]([ \-./()+,'_]{0,3}[0-9])*`)
	numeral  = regexp.MustCompile(`^[ \-./()+,'_]*([0-9][ \-./()+,'_]*){4,}$`)
	notDigit = regexp.MustCompile(`[^0-9]`)
)

// plainlyInNumber says whether a group of digits of a query stands in a number of the
// text: by itself, or, of fewer than four, with the groups beside it.
func plainlyInNumber(text, query, group string) bool {
	if notDigit.MatchString(group) {
		return false
	}
	wanted := []string{group}
	if len(group) < 4 {
		wanted = wanted[:0]
		for _, n := range numerals.FindAllString(query, -1) {
			if slices.Contains(strings.FieldsFunc(n, func(r rune) bool { return r < '0' || r > '9' }), group) {
				wanted = append(wanted, notDigit.ReplaceAllString(n, ""))
			}
		}
	}
	for _, n := range numerals.FindAllString(text, -1) {
		digits := notDigit.ReplaceAllString(n, "")
		if slices.ContainsFunc(wanted, func(w string) bool { return len(w) >= 4 && len(w) <= 20 && strings.Contains(digits, w) }) {
			return true
		}
	}
	return false
}

func bare(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.ReplaceAll(b.String(), "ß", "ss")
}

const aMonth = 31 * 24 * 60 * 60 * 1000

// Random histories of a database: messages come, change and are erased,
// interactions change hands, the index is ahead, behind, half filled or lost.
// Whatever its state, each viewer finds what a look at every message finds; only
// what was changed, not added, since the index last looked may be missing. Nothing
// is ever found that is not there, or not for that viewer.
func TestRule3_searchFindsWhatALookAtEverythingFinds(t *testing.T) {
	t.Parallel()
	dir, n := t.TempDir(), 0
	words := rapid.SampledFrom([]string{
		"größe", "GROSSE", "Grosse", "100%", "100", "1_0", "vertrag_2.pdf", "Vertrag", "a", "ab", "abc", "Ångström", "angstrom", "e\u0301te", "été",
		"你好", "好世界", "世", "日本語テスト", "👍", "👍🏽", "ﬁne", "fine", "x.y", `c:\tmp`, "%", "_", `\`, ".", "hello,", "HELLO", "O'Neill", "w", "u1", "t0",
		"0171 23-456", "017123456", "23456", "12", "34",
	})
	text := rapid.Custom(func(rt *rapid.T) string {
		return strings.Join(rapid.SliceOfN(words, 0, 5).Draw(rt, "words"), rapid.SampledFrom([]string{" ", "\n", "  "}).Draw(rt, "space"))
	})
	query := rapid.Custom(func(rt *rapid.T) string {
		return strings.Join(rapid.SliceOfN(words, 1, 2).Draw(rt, "words"), " ")
	})
	filter := rapid.Custom(func(rt *rapid.T) desk.MessageFilter {
		return desk.MessageFilter{
			From:     rapid.SampledFrom([]string{"", "", "customer", "us", "u1"}).Draw(rt, "from"),
			NumberID: rapid.SampledFrom([]desk.NumberID{"", "", "num_t0", "num_x"}).Draw(rt, "number"),
			Labels:   rapid.SampledFrom([][]desk.LabelID{nil, nil, {"lab_1"}, {"lab_2"}}).Draw(rt, "labels"),
			Files:    rapid.SampledFrom([]desk.FileSort{"", "", "any", "image", "document"}).Draw(rt, "files"),
			Since:    rapid.SampledFrom([]int64{0, 0, aMonth, 5 * aMonth}).Draw(rt, "since"),
			Until:    rapid.SampledFrom([]int64{0, 0, 3 * aMonth, 100 * aMonth}).Draw(rt, "until"),
		}
	})
	user := rapid.SampledFrom([]desk.UserID{"u1", "u2", "u3"})
	thread := rapid.SampledFrom([]desk.ThreadID{"t0", "t1"})
	rapid.Check(t, func(rt *rapid.T) {
		n++
		s := newSearched(t, filepath.Join(dir, fmt.Sprint(n))) // a folder
		defer s.close()
		s.put(&desk.Thread{ID: "t0", NumberID: "num_t0"}, &desk.Thread{ID: "t1", NumberID: "num_t1", Labels: []desk.LabelID{"lab_3", "lab_1"}})
		rt.Repeat(map[string]func(*rapid.T){
			"messages": func(rt *rapid.T) { s.come(rt, text, thread) },
			"change":   func(rt *rapid.T) { s.change(rt, text) },
			"handOver": func(rt *rapid.T) { s.handOver(rt, user) },
			"fill": func(rt *rapid.T) {
				for range rapid.IntRange(1, 3).Draw(rt, "steps") {
					if _, _, err := s.x.step(desk.WithWork(s.t.Context(), desk.WorkSearch)); err != nil {
						rt.Fatal(err)
					}
				}
			},
			"catchUp": func(rt *rapid.T) {
				if err := s.x.CatchUp(s.t.Context()); err != nil {
					rt.Fatal(err)
				}
				clear(s.changed)
			},
			"lose": func(*rapid.T) {
				if err := s.index.Close(); err != nil {
					rt.Fatal(err)
				}
				if err := s.x.remove(); err != nil {
					rt.Fatal(err)
				}
				s.openIndex()
				clear(s.changed) // there is nothing that could be out of date
			},
			"": func(rt *rapid.T) {
				q := desk.MessageSearch{Query: query.Draw(rt, "query"), ThreadID: rapid.SampledFrom([]desk.ThreadID{"", "t0"}).Draw(rt, "in")}
				if rapid.Bool().Draw(rt, "filtered") {
					q.Filter = filter.Draw(rt, "filter")
				}
				if rapid.IntRange(0, 3).Draw(rt, "says") == 0 && !q.Filter.Empty() {
					q.Query = ""
				}
				for _, q.By = range []desk.UserID{everyone, "u1", "u2"} {
					q.Limit = rapid.IntRange(1, 4).Draw(rt, "limit")
					got, want := s.all(q), s.naive(q)
					if !s.same(got, want) {
						rt.Fatalf("%+v: %v, want %v; changed %v", q, got, want, s.changed)
					}
				}
			},
		})
	})
}

func (s *searched) come(rt *rapid.T, text *rapid.Generator[string], thread *rapid.Generator[desk.ThreadID]) {
	var rows []desk.Row
	for i := range rapid.IntRange(1, 3).Draw(rt, "at once") {
		th := thread.Draw(rt, "thread")
		m := &desk.Message{
			ID: desk.MessageID(fmt.Sprintf("msg_%d_%d", s.seq+1, i)), Seq: s.seq + 1, ThreadID: th,
			InteractionID: desk.InteractionID(fmt.Sprintf("int_%s_%d", th, rapid.IntRange(0, 1).Draw(rt, "interaction"))), Text: text.Draw(rt, "text"),
			At: rapid.Int64Range(0, 6).Draw(rt, "month") * aMonth, Direction: desk.In, Kind: desk.KindText,
		}
		if rapid.Bool().Draw(rt, "ours") {
			m.Direction, m.Author = desk.Out, rapid.SampledFrom([]desk.UserID{"u1", "u2"}).Draw(rt, "author")
		}
		if kind := rapid.SampledFrom([]desk.MessageKind{"", "", desk.KindImage, desk.KindDocument}).Draw(rt, "file"); kind != "" {
			m.Kind, m.Media = kind, &desk.Media{ID: desk.MediaID("med_" + string(m.ID))}
		}
		s.messages[m.ID] = m
		rows = append(rows, m)
		if s.interactions[m.InteractionID] == nil {
			s.interactions[m.InteractionID] = &desk.Interaction{ID: m.InteractionID, ThreadID: th, State: desk.InteractionWaiting}
			rows = append(rows, s.interactions[m.InteractionID])
		}
	}
	s.put(rows...)
}

func (s *searched) change(rt *rapid.T, text *rapid.Generator[string]) {
	if len(s.messages) == 0 {
		return
	}
	ids := make([]desk.MessageID, 0, len(s.messages))
	for id := range s.messages {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	m := *s.messages[rapid.SampledFrom(ids).Draw(rt, "which")]
	m.Text = text.Draw(rt, "new text")
	s.messages[m.ID] = &m
	s.changed[string(m.ID)] = true
	s.put(&m)
}

func (s *searched) handOver(rt *rapid.T, user *rapid.Generator[desk.UserID]) {
	if len(s.interactions) == 0 {
		return
	}
	ids := make([]desk.InteractionID, 0, len(s.interactions))
	for id := range s.interactions {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	i := *s.interactions[rapid.SampledFrom(ids).Draw(rt, "which")]
	i.State = rapid.SampledFrom([]desk.InteractionState{desk.InteractionOpen, desk.InteractionEnded}).Draw(rt, "state")
	i.Owner = user.Draw(rt, "owner")
	i.Handlers = append(slices.Clone(i.Handlers), i.Owner)
	s.interactions[i.ID] = &i
	for id, m := range s.messages {
		s.changed[string(id)] = s.changed[string(id)] || m.InteractionID == i.ID
	}
	s.put(&i)
}

// same compares what was found with what is there. Both are newest first, but
// messages of one entry come in the order of the index.
func (s *searched) same(got, want []string) bool {
	for k := 1; k < len(got); k++ {
		if s.messages[desk.MessageID(got[k])].Seq > s.messages[desk.MessageID(got[k-1])].Seq {
			return false
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	for _, id := range got {
		if !slices.Contains(want, id) {
			return false
		}
	}
	for _, id := range want {
		if !slices.Contains(got, id) && !s.changed[id] {
			return false
		}
	}
	return len(slices.Compact(got)) == len(got)
}

// What an agent may not see is not even looked at: how long their search takes
// tells nothing of it, however often it has the words.
func TestRule3_searchLooksOnlyAtWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	for i := range 400 {
		who, th := desk.UserID(fmt.Sprint("u", i%4)), desk.ThreadID(fmt.Sprint("t", i%8))
		in := desk.InteractionID(fmt.Sprint("int", i%8))
		s.put(&desk.Message{ID: desk.MessageID(fmt.Sprint("m", i)), Seq: s.seq + 1, ThreadID: th, InteractionID: in, Text: fmt.Sprintf("tulip %d", i)},
			&desk.Interaction{ID: in, ThreadID: th, State: desk.InteractionEnded, Handlers: []desk.UserID{who}})
	}
	if err := s.x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[desk.UserID]int{"u0": 100, "u3": 100, "nobody": 0} {
		for _, query := range []string{"tulip", "tul", "t", "tulip 1"} {
			h := &hunt{db: s.db, org: testOrg, Wanted: Wanted{By: who}}
			if _, err := s.db.search(t.Context(), h, desk.MessageSearch{Query: query, Limit: 1000}); err != nil {
				t.Fatal(err)
			}
			if h.looked > want || query == "tulip" && len(h.found) != want {
				t.Errorf("%s looks at %d messages for %q and finds %d of %d", who, h.looked, query, len(h.found), want)
			}
		}
	}
}

// What is erased from a message, and a message that is removed, leave the index's file, log included, with the
// next step.
func TestIndex_erasedTextLeavesTheFile(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	for i := range 200 {
		s.put(&desk.Message{ID: desk.MessageID(fmt.Sprint("m", i)), Seq: s.seq + 1, ThreadID: "t", Text: fmt.Sprintf("tulip%d and more", i)})
	}
	if err := s.x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(s.search(everyone, "tulip77", "", 0, 10)) != 1 || !inFiles(t, s.x, "tulip77") {
		t.Fatal("the text is not in the index to begin with")
	}
	s.put(&desk.Message{ID: "m77", Seq: 78, ThreadID: "t", Revoked: true})
	s.remove(desk.Ref{Kind: desk.RowMessage, ID: "m79"})
	if got := s.search(everyone, "tulip77", "", 0, 10); len(got) != 0 {
		t.Error("found before the index knows of it")
	}
	if err := s.x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if inFiles(t, s.x, "tulip77") || inFiles(t, s.x, "tulip79") {
		t.Error("the erased text is still in the index's file")
	}
	if got := s.search(everyone, "tulip78", "", 0, 10); len(got) != 1 {
		t.Error("another text is gone too")
	}
}

func inFiles(t *testing.T, x *sqliteFinder, text string) bool {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(x.path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(text)) {
			return true
		}
	}
	return false
}

// An index of another life (a backup was put in place), or a damaged one, is
// made anew.
func TestIndex_isMadeAnewWhenItIsOfNoUse(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	s.put(&desk.Message{ID: "m1", Seq: 1, ThreadID: "t", Text: "tulip"})
	for name, spoil := range map[string]func() error{
		"another life": func() error { _, err := s.db.RenewLife(t.Context()); return err },
		"damaged": func() error {
			return os.WriteFile(s.x.path, bytes.Repeat([]byte("not a database "), 1000), 0o600)
		},
	} {
		if err := s.x.CatchUp(t.Context()); err != nil {
			t.Fatal(name, err)
		}
		if err := s.index.Close(); err != nil {
			t.Fatal(err)
		}
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		s.openIndex()
		if n := len(s.search(everyone, "tulip", "", 0, 10)); n != 1 {
			t.Errorf("%s: %d found at once", name, n)
		}
		if err := s.x.CatchUp(t.Context()); err != nil {
			t.Fatal(name, err)
		}
		if n := len(s.search(everyone, "tulip", "", 0, 10)); n != 1 {
			t.Errorf("%s: %d found afterwards", name, n)
		}
	}
	s.close()
}

// A search that is cut off says so, and what to do.
func TestIndex_aSearchThatIsCutOffSaysSo(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	s.put(&desk.Message{ID: "m1", Seq: 1, ThreadID: "t", Text: "tulip"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.db.SearchMessages(ctx, testOrg, desk.MessageSearch{Query: "tulip", Limit: 10}); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("cut off: %v", err)
	}
}

// A search whose signs stand in no message, but whose words stand in all of them,
// reads a bounded number of messages, gives what it had found, and is gone on
// with from there until it has found everything.
func TestRule3_aSearchReadsABoundedNumberOfMessages(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	var rows []desk.Row
	const most, n, each = 200, 800, 25
	var want []string
	for i := range n {
		text := "either or"
		if i%(most+30) == 0 {
			text, want = "either/or", append(want, fmt.Sprint("m", i))
		}
		rows = append(rows, &desk.Message{ID: desk.MessageID(fmt.Sprint("m", i)), Seq: s.seq + 1, ThreadID: "t", Text: text})
		if len(rows) == each {
			s.put(rows...)
			rows = nil
		}
	}
	if err := s.x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []string
	before := int64(0)
	for range 2 * n / most {
		h := &hunt{db: s.db, org: testOrg, Wanted: Wanted{Everybody: true}, most: most}
		list, err := s.db.search(t.Context(), h, desk.MessageSearch{Query: "either/or", Before: before, Limit: 10})
		if h.looked > most+lookBatch+each {
			t.Fatalf("read %d messages", h.looked)
		}
		for _, m := range list {
			got, before = append(got, string(m.ID)), m.Seq
		}
		if err == nil {
			break
		}
		if desk.SubcodeOf(err) != desk.SubSearchSlow {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break // nothing to go on from: the person is asked for another word
		}
	}
	slices.Reverse(want)
	if !slices.Equal(got, want[:len(got)]) || len(got) == 0 {
		t.Errorf("found %v of %v", got, want)
	}
}

// While messages come in, the index rests longer than it works, and gathers many
// before it looks again; only when it is far behind does it go on at once.
func TestIndex_yieldsWhileItFollows(t *testing.T) {
	t.Parallel()
	s := newSearched(t, t.TempDir())
	defer s.close()
	s.x.pace = Pace{Follow: 6, Fill: 3, Gather: time.Second, Far: 10}
	ctx := desk.WithWork(t.Context(), desk.WorkSearch)
	s.put(&desk.Message{ID: "m1", Seq: 1, ThreadID: "t", Text: "tulip"})
	if err := s.x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	s.put(&desk.Message{ID: "m2", Seq: 2, ThreadID: "t", Text: "rose"})
	more, rest, err := s.x.step(ctx)
	if err != nil || !more {
		t.Fatalf("step: %v, %v", more, err)
	}
	for took, want := range map[time.Duration]time.Duration{time.Millisecond: time.Second, time.Minute: 6 * time.Minute} {
		if got := rest.after(took); got != want {
			t.Errorf("after a step of %v it rests %v, want %v", took, got, want)
		}
	}
	s.x.pace.Far = -1 // any lag is too much
	s.put(&desk.Message{ID: "m3", Seq: 3, ThreadID: "t", Text: "daisy"})
	if more, rest, err = s.x.step(ctx); err != nil || !more || rest.after(time.Minute) != 0 {
		t.Errorf("far behind: %v, rests %v, %v", more, rest.after(time.Minute), err)
	}
}
