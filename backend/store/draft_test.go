package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestDraft_theLaterOneStaysAndEachPersonHasTheirOwn(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	put := func(org desk.OrgID, user desk.UserID, thread desk.ThreadID, text string, at int64) string {
		t.Helper()
		stays, err := db.PutDraft(ctx, org, user, desk.KeptDraft{ThreadID: thread, Text: text, ReplyTo: "m1", At: at, Base: at - 1}, 0, 3)
		if err != nil {
			t.Fatal(err)
		}
		return stays.Text
	}
	of := func(org desk.OrgID, user desk.UserID, since int64) string {
		t.Helper()
		list, err := db.DraftsOf(ctx, org, user, since)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, d := range list {
			if d.ReplyTo != "m1" || d.Base != d.At-1 {
				t.Errorf("%+v", d)
			}
			out = append(out, fmt.Sprintf("%s=%s", d.ThreadID, d.Text))
		}
		return strings.Join(out, " ")
	}
	if got := put("o1", "ana", "t1", "later", 20); got != "later" {
		t.Errorf("stays %q", got)
	}
	if got := put("o1", "ana", "t1", "earlier", 10); got != "later" {
		t.Errorf("what comes late takes the place of what is newer: %q", got)
	}
	put("o1", "bruno", "t1", "his", 30)
	put("o2", "ana", "t1", "elsewhere", 30)
	for i := range 3 {
		put("o1", "ana", desk.ThreadID(fmt.Sprint("t", i+2)), "x", int64(40+i))
	}
	for _, c := range [][2]string{
		{of("o1", "ana", 0), "t2=x t3=x t4=x"}, {of("o1", "ana", 41), "t4=x"}, {of("o1", "bruno", 0), "t1=his"}, {of("o2", "ana", 0), "t1=elsewhere"},
	} {
		if c[0] != c[1] {
			t.Errorf("kept %q, want %q", c[0], c[1])
		}
	}
	if _, err := db.PutDraft(ctx, "o1", "ana", desk.KeptDraft{ThreadID: "t9", Text: "new", ReplyTo: "m1", At: 90, Base: 89}, 42, 3); err != nil {
		t.Fatal(err)
	}
	if got := of("o1", "ana", 0); got != "t4=x t9=new" {
		t.Errorf("kept %q beyond their time", got)
	}
}

func TestDraft_aNoteLiesBesideTheReply(t *testing.T) {
	t.Parallel()
	db, ctx := besideDB(t), t.Context()
	for i, d := range []desk.KeptDraft{{ThreadID: "t1", Text: "reply"}, {ThreadID: "t1", Text: "note", Note: true}, {ThreadID: "t2", Text: "other"}} {
		d.At = int64(10 + i)
		stays, err := db.PutDraft(ctx, "o1", "ana", d, 0, 2)
		if err != nil || stays != d {
			t.Fatalf("%+v, %v", stays, err)
		}
	}
	list, err := db.DraftsOf(ctx, "o1", "ana", 0)
	if err != nil || len(list) != 2 || !list[0].Note || list[0].Text != "note" || list[1].Note || list[1].Text != "other" {
		t.Errorf("the two newest of three: %+v, %v", list, err)
	}
}

func BenchmarkPutDraft(b *testing.B) {
	db, ctx := besideDB(b), b.Context()
	text := strings.Repeat("a reply ", 60)
	for i := 0; b.Loop(); i++ {
		user := desk.UserID(fmt.Sprint("u", i%1000))
		if _, err := db.PutDraft(ctx, "o1", user, desk.KeptDraft{ThreadID: desk.ThreadID(fmt.Sprint("t", i%7)), Text: text, At: int64(i)}, 0, 200); err != nil {
			b.Fatal(err)
		}
	}
}
