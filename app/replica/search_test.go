package replica_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestSearch_inManyScripts(t *testing.T) {
	t.Parallel()
	texts := []string{
		0:  "Café crème at the Straße, order AB-1234",
		1:  "Olá! Preciso de informações",
		2:  "明日東京駅で会いましょう",
		3:  "我想查询我的订单iPhone手机",
		4:  "สวัสดีครับ ขอสอบถามราคา",
		5:  "مَرْحَبًا كيف حالك",
		6:  "हिन्दी में संदेश",
		7:  "안녕하세요 주문을 확인해 주세요",
		8:  "שָׁלוֹם לכולם",
		9:  "Great 🎉🎉 thanks 👍🏽",
		10: "ស្វាគមន៍ភ្ញៀវ",
		11: "ﾊﾝｶｸ カナ",
		12: "Ünïcödé cafe\u0301 decomposed",
		13: "မင်္ဂလာပါ",
	}
	items := []wire.Change{thread("t1")}
	for i, s := range texts {
		items = append(items, said("t1", int64(i+1), s))
	}
	r := whole(t, items...)
	for query, want := range map[string][]int{
		"cafe":        {0, 12},
		"CAFÉ":        {0, 12},
		"creme":       {0},
		"straß":       {0},
		"ab 12":       {0},
		"1234 order":  {0},
		"ola":         {1},
		"informacoes": {1},
		"東京":          {2},
		"駅":           {2},
		"う":           {2}, // the last character of a run
		"京東":          nil,
		"订单":          {3},
		"iphone 手机":   {3},
		"iph":         {3},
		"手机iphone":    {3},
		"สอบถาม":      {4},
		"ครับ":        {4},
		"مرحبا":       {5},
		"हिन्दी":      {6},
		"हिन":         {6},
		"주문":          {7},
		"שלום":        {8},
		"🎉":           {9},
		"👍":           {9},
		"ភ្ញៀវ":       {10},
		"ハンカク":        {11},
		"မင်္ဂလာ":     {13},
		"unicode":     {12},
		"afé":         nil, // words match from their beginning
	} {
		hits, err := r.Search(t.Context(), query, "", wire.SearchFilter{}, 50)
		if err != nil {
			t.Errorf("%q: %v", query, err)
			continue
		}
		var got []int
		for _, m := range hits {
			got = append(got, int(m.Seq-1))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", query, got, want)
		}
	}
}

func TestSearch_neverFailsOnWhatPeopleType(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), said("t1", 1, `he said "NOT now" (maybe)`))
	for _, query := range []string{
		``, ` `, `"`, `"unclosed`, `*`, `a*b*`, `NOT`, `AND OR`, `NEAR(a b)`, `text:foo`, `^start`, `(`, `)))`, `-minus`, `{a b}`,
		"\x00nul", "\xff\xfe", `a'b; DROP TABLE rows`, `+`, strings.Repeat("long ", 500), "東" + strings.Repeat("京", 400), "́", "👨‍👩‍👧",
	} {
		if _, err := r.Search(t.Context(), query, "", wire.SearchFilter{}, 10); err != nil {
			t.Errorf("%q: %v", query, err)
		}
	}
	if hits, err := r.Search(t.Context(), "not NOW", "", wire.SearchFilter{}, 10); err != nil || len(hits) != 1 {
		t.Errorf("%d hits, %v", len(hits), err)
	}
}

func TestSearch_newestFirstAndWithinAThread(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), thread("t2"), said("t1", 1, "pie one"), said("t2", 2, "pie two"), said("t1", 3, "pie three"))
	for _, c := range []struct {
		thread string
		limit  int
		want   []string
	}{
		{"", 10, []string{"pie three", "pie two", "pie one"}},
		{"", 2, []string{"pie three", "pie two"}},
		{"t1", 10, []string{"pie three", "pie one"}},
	} {
		hits, err := r.Search(t.Context(), "pi", c.thread, wire.SearchFilter{}, c.limit)
		if err != nil || !slices.Equal(texts(hits), c.want) {
			t.Errorf("%+v: %q, %v", c, texts(hits), err)
		}
	}
}

// However many messages have what is asked for, and however they came, the
// newest that have it are found: what looks through them and what asks the index
// find the same.
func TestSearch_findsTheNewestHoweverManyHaveIt(t *testing.T) {
	t.Parallel()
	const many = 3000 // more than are looked through, and than are sorted
	items := []wire.Change{thread("t1")}
	has := map[string]func(i int) bool{
		"everywhere": func(int) bool { return true },
		"often":      func(i int) bool { return i%3 == 0 },
		"sometimes":  func(i int) bool { return i%100 == 7 },
		"once":       func(i int) bool { return i == 11 },
		"aged":       func(i int) bool { return i < 1500 },
		"駅前":         func(i int) bool { return i%2 == 0 },
	}
	var page []wire.Change
	for i := range many {
		at := (i*7919 + 13) % many // they come in no order
		text := "é"
		for word, in := range has {
			if in(at) {
				text += " " + word
			}
		}
		page = append(page, said("t1", int64(at+1), text))
	}
	r := whole(t, append(items, page...)...)
	for query, in := range map[string]func(i int) bool{
		"everywhere": has["everywhere"], "everyw": has["everywhere"], "OFTEN": has["often"], "sometimes": has["sometimes"], "once": has["once"],
		"aged": has["aged"], "駅": has["駅前"], "駅前": has["駅前"],
		"often aged": func(i int) bool { return has["often"](i) && has["aged"](i) },
		"once 駅":     func(i int) bool { return has["once"](i) && has["駅前"](i) },
		"nowhere":    func(int) bool { return false },
	} {
		for _, within := range []string{"", "t1"} {
			var want []int64
			for i := many - 1; i >= 0 && len(want) < 20; i-- {
				if in(i) {
					want = append(want, int64(i+1))
				}
			}
			hits, err := r.Search(t.Context(), query, within, wire.SearchFilter{}, 20)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, m := range hits {
				got = append(got, m.Seq)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q within %q finds %v, want %v", query, within, got, want)
			}
		}
	}
}

func TestSearch_followsAnEdit(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"), said("t1", 1, "before 旧文"))
	apply(t, r, 10, 11, said("t1", 1, "after 新文"))
	for query, n := range map[string]int{"before": 0, "旧": 0, "after": 1, "新文": 1} {
		if hits, err := r.Search(t.Context(), query, "", wire.SearchFilter{}, 10); err != nil || len(hits) != n {
			t.Errorf("%q: %d hits, %v", query, len(hits), err)
		}
	}
}

func TestSearch_findsWhatIsNotText(t *testing.T) {
	t.Parallel()
	r := whole(t, thread("t1"),
		message(wire.Message{ThreadID: "t1", Seq: 1, Kind: "document", Media: &wire.Media{FileName: "Rechnung-2024.pdf"}}),
		message(wire.Message{ThreadID: "t1", Seq: 2, Kind: "location", Location: &wire.Location{Name: "Old Mill", Address: "River Road 5"}}),
		message(wire.Message{ThreadID: "t1", Seq: 3, Kind: "contacts", Contacts: []wire.ContactCard{{Name: "Ada Byron"}}}),
		message(wire.Message{ThreadID: "t1", Seq: 4, Kind: "order", Interactive: &wire.Interactive{Lines: []wire.KV{{Key: "Lamp", Value: "2"}}}}))
	for query, seq := range map[string]int64{"rechnung": 1, "river 5": 2, "byron": 3, "lamp": 4} {
		hits, err := r.Search(t.Context(), query, "", wire.SearchFilter{}, 10)
		if err != nil || len(hits) != 1 || hits[0].Seq != seq {
			t.Errorf("%q: %v, %v", query, hits, err)
		}
	}
}

func FuzzSearch(f *testing.F) {
	f.Add("two words", "tw")
	f.Add("東京", "京")
	f.Add("x\u0301\u200d🎉", `"*`)
	r, err := replica.Open(f.Context(), f.TempDir(), replica.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = r.Close() })
	f.Fuzz(func(t *testing.T, text, query string) {
		snapshot(t, r, thread("t1"), said("t1", 1, text))
		if _, err := r.Search(t.Context(), query, "", wire.SearchFilter{}, 10); err != nil {
			t.Fatalf("search %q: %v", query, err)
		}
		apply(t, r, 10, 11, gone("thread", "t1"))
	})
}

// What is searched can be narrowed by who wrote it, the number and the labels of its
// conversation, its file and its time, with words and without.
func TestSearch_byWhatElseIsKnown(t *testing.T) {
	t.Parallel()
	of := func(id, number string, labels ...string) wire.Change {
		return row(desk.RowThread, id, wire.Thread{ID: id, ContactID: "c", NumberID: number, Labels: labels, Access: wire.AccessFull, LastSeq: 9})
	}
	file := func(mime string) *wire.Media { return &wire.Media{ID: "f", MIME: mime} }
	said := func(thread string, seq int64, m wire.Message) wire.Change {
		m.ThreadID, m.Seq, m.At = thread, seq, seq*1000
		return message(m)
	}
	items := []wire.Change{
		of("t1", "n1", "l1"), of("t2", "n2"),
		said("t1", 1, wire.Message{Kind: "text", Text: "one tea"}),
		said("t1", 2, wire.Message{Kind: "image", Text: "two tea", Out: true, Author: "ana", Media: file("image/png")}),
		said("t2", 3, wire.Message{Kind: "template", Text: "three tea", Out: true, Author: "bob", Media: file("application/pdf")}),
		said("t2", 4, wire.Message{Kind: "sticker", Text: "four", Media: file("image/webp")}),
	}
	for n := range 150 { // more than are looked at before the index is asked
		items = append(items, said("t2", int64(10+n), wire.Message{Kind: "text", Text: "noise", Author: "eve", Out: true}))
	}
	r := whole(t, items...)
	for _, c := range []struct {
		what, query string
		filter      wire.SearchFilter
		want        []string
	}{
		{"customers", "tea", wire.SearchFilter{From: "customer"}, []string{"one tea"}},
		{"us", "tea", wire.SearchFilter{From: "us"}, []string{"three tea", "two tea"}},
		{"a person", "tea", wire.SearchFilter{From: "ana"}, []string{"two tea"}},
		{"a person, without words", "", wire.SearchFilter{From: "bob"}, []string{"three tea"}},
		{"a number", "tea", wire.SearchFilter{NumberID: "n1"}, []string{"two tea", "one tea"}},
		{"a number, without words", "", wire.SearchFilter{NumberID: "n1"}, []string{"two tea", "one tea"}},
		{"another number", "tea", wire.SearchFilter{NumberID: "n3"}, []string{}},
		{"a label", "tea", wire.SearchFilter{Labels: []string{"l0", "l1"}}, []string{"two tea", "one tea"}},
		{"any file", "", wire.SearchFilter{Files: "any"}, []string{"four", "three tea", "two tea"}},
		{"pictures", "", wire.SearchFilter{Files: "image"}, []string{"four", "two tea"}},
		{"a document of a template", "tea", wire.SearchFilter{Files: "document"}, []string{"three tea"}},
		{"since", "tea", wire.SearchFilter{Since: 2000}, []string{"three tea", "two tea"}},
		{"until", "tea", wire.SearchFilter{Until: 2000}, []string{"one tea"}},
		{"between, without words", "", wire.SearchFilter{Since: 2000, Until: 4000}, []string{"three tea", "two tea"}},
		{"all of it", "two", wire.SearchFilter{From: "ana", NumberID: "n1", Labels: []string{"l1"}, Files: "image", Since: 1, Until: 9000}, []string{"two tea"}},
		{"no letters", "...", wire.SearchFilter{From: "ana"}, []string{}},
		{"nothing at all", "", wire.SearchFilter{}, []string{}},
	} {
		hits, err := r.Search(t.Context(), c.query, "", c.filter, 10)
		if err != nil || !slices.Equal(texts(hits), c.want) {
			t.Errorf("%s: %q, %v, want %q", c.what, texts(hits), err, c.want)
		}
	}
}
