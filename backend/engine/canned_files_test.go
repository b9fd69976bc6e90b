package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cannedOf gives the canned reply of that shortcut.
func (w *world) cannedOf(shortcut string) *desk.CannedReply {
	w.t.Helper()
	all := every(w.m, desk.RowCannedReply, func(c *desk.CannedReply) bool { return c.Shortcut == shortcut })
	if len(all) != 1 {
		w.t.Fatalf("%d canned replies of %s", len(all), shortcut)
	}
	return all[0]
}

func TestCanned_keepsFilesForWhoMayUseIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.uploads("olga", "med_list", "application/pdf", 1000)
	c := wire.PutCannedReply{Shortcut: "prices", Title: "Prices", Shared: true, Files: []wire.CannedFile{{MediaID: "med_list", FileName: "prices.pdf"}}}
	w.ok("olga", wire.CmdPutCanned.Name, c)
	kept := w.cannedOf("prices")
	if len(kept.Files) != 1 || kept.Files[0].MIME != "application/pdf" || kept.Text != "" {
		t.Fatalf("kept: %+v", kept)
	}
	w.uploads("ben", "med_own", "image/png", 1000)
	w.ok("ben", wire.CmdPutCanned.Name, wire.PutCannedReply{Shortcut: "own", Title: "Own", Text: "x", Files: []wire.CannedFile{{MediaID: "med_own"}}})
	w.refused("ben", wire.CmdPutCanned.Name, wire.PutCannedReply{Shortcut: "other", Title: "T", Text: "x", Files: []wire.CannedFile{{MediaID: "med_list"}}}, "noFile")
	w.refused("ana", wire.CmdPutCanned.Name, wire.PutCannedReply{Shortcut: "other", Title: "T", Text: "x", Files: []wire.CannedFile{{MediaID: "med_own"}}}, "noFile")
	w.ok("olga", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: string(kept.ID)})
	if gone := w.cannedOf("prices"); gone.DeletedAt == 0 {
		t.Error("it is not marked as deleted")
	}
	w.refused("olga", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: string(kept.ID)}, "notYours")
	stale := c
	stale.ID, stale.Edited = string(kept.ID), &wire.CannedEdit{}
	w.refused("olga", wire.CmdPutCanned.Name, stale, "cannedDeleted")
	c.ID = string(kept.ID)
	w.ok("olga", wire.CmdPutCanned.Name, c)
	if back := w.cannedOf("prices"); back.ID != kept.ID || back.DeletedAt != 0 || len(back.Files) != 1 {
		t.Errorf("brought back: %+v", back)
	}
	c.Files, c.Text = nil, "old"
	w.ok("olga", wire.CmdPutCanned.Name, c) // of a desktop from before there were files
	if old := w.cannedOf("prices"); old.Text != "old" || len(old.Files) != 1 {
		t.Errorf("a desktop that knows no files left %+v", old)
	}
	c.Edited = &wire.CannedEdit{Files: &wire.CannedList{List: []string{"med_list"}}}
	w.ok("olga", wire.CmdPutCanned.Name, c)
	up := every(w.m, desk.RowUpload, func(u *desk.Upload) bool { return u.Media.ID == "med_list" })[0]
	if up.CannedID != "" {
		t.Error("a file that was taken away is kept for ever")
	}
	w.rebuildsTheSame()
}

func TestCanned_boundsItsFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := wire.PutCannedReply{Shortcut: "many", Title: "Many", Text: "x"}
	for i := range desk.MostCannedFiles + 1 {
		id := fmt.Sprintf("med_%d", i)
		w.uploads("ana", desk.MediaID(id), "image/png", 1000)
		c.Files = append(c.Files, wire.CannedFile{MediaID: id})
	}
	w.refused("ana", wire.CmdPutCanned.Name, c, "cannedFiles")
	c.Files = c.Files[:desk.MostCannedFiles]
	w.ok("ana", wire.CmdPutCanned.Name, c)
}

func TestCanned_deletedOnesGoAfterADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, shortcut := range []string{"a", "b"} {
		w.ok("ana", wire.CmdPutCanned.Name, wire.PutCannedReply{Shortcut: shortcut, Title: "T", Text: "x"})
	}
	w.ok("ana", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: string(w.cannedOf("a").ID)})
	w.ok("ana", wire.CmdPutCanned.Name, wire.PutCannedReply{Shortcut: "c", Title: "T", Text: "x"})
	w.now += desk.CannedLife
	w.ok("ana", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: string(w.cannedOf("b").ID)})
	if left := every(w.m, desk.RowCannedReply, func(c *desk.CannedReply) bool { return c.Shortcut == "a" }); len(left) != 0 {
		t.Error("a deleted one is kept for more than a day")
	}
	w.cannedOf("b")
	w.rebuildsTheSame()
}

// Nobody may delete another one for weeks.
func TestCanned_whatWasDeletedADayAgoIsOver(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]func(w *world){
		"put": func(w *world) {
			w.ok("ben", wire.CmdPutCanned.Name, wire.PutCannedReply{Shortcut: "b", Title: "T", Text: "x"})
		},
		"import": func(w *world) {
			w.ok("ben", wire.CmdImportCanned.Name, wire.ImportCanned{Rows: []wire.CannedLine{{Shortcut: "b", Text: "x"}}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c := wire.PutCannedReply{Shortcut: "a", Title: "T", Text: "x"}
			w.ok("ana", wire.CmdPutCanned.Name, c)
			c.ID = string(w.cannedOf("a").ID)
			w.ok("ana", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: c.ID})
			w.now += desk.CannedLife
			w.refused("ana", wire.CmdPutCanned.Name, c, "cannedDeleted")
			next(w)
			if left := every(w.m, desk.RowCannedReply, func(c *desk.CannedReply) bool { return c.Shortcut == "a" }); len(left) != 0 {
				t.Error("a deleted one is kept for more than a day")
			}
			w.rebuildsTheSame()
		})
	}
}

func TestCanned_keepsTheNewestDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	drop := func(by desk.UserID, shortcut string) {
		w.ok(by, wire.CmdPutCanned.Name, wire.PutCannedReply{Shortcut: shortcut, Title: "T", Text: "x"})
		w.ok(by, wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: string(w.cannedOf(shortcut).ID)})
		w.now++
	}
	drop("ben", "his")
	for i := range desk.MostCannedDeleted + 1 {
		drop("ana", fmt.Sprintf("hers%d", i))
	}
	left := map[string]bool{}
	for _, each := range every(w.m, desk.RowCannedReply, func(*desk.CannedReply) bool { return true }) {
		left[each.Shortcut] = true
	}
	if len(left) != desk.MostCannedDeleted+1 || !left["his"] || left["hers0"] || !left["hers1"] {
		t.Errorf("%d are left", len(left))
	}
}

func TestCanned_boundsTheBytesOfAList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := 0
	with := func(by desk.UserID, shared bool) wire.PutCannedReply {
		n++
		name := fmt.Sprintf("r%d", n)
		w.uploads(by, desk.MediaID("med_"+name), "video/mp4", desk.MostCannedBytes/2)
		return wire.PutCannedReply{Shared: shared, Shortcut: name, Title: "T", Text: "x", Files: []wire.CannedFile{{MediaID: "med_" + name}}}
	}
	for _, shared := range []bool{false, true} {
		first := with("olga", shared)
		w.ok("olga", wire.CmdPutCanned.Name, first)
		w.ok("olga", wire.CmdPutCanned.Name, with("olga", shared))
		more := with("olga", shared)
		w.refused("olga", wire.CmdPutCanned.Name, more, "cannedBytes")
		first.ID, first.Text = string(w.cannedOf(first.Shortcut).ID), "y"
		w.ok("olga", wire.CmdPutCanned.Name, first)
		w.ok("olga", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: first.ID})
		w.refused("olga", wire.CmdPutCanned.Name, more, "cannedBytes")
		w.ok("olga", wire.CmdPutCanned.Name, first) // undone
		moved := first
		moved.Shared, moved.Edited = !shared, &wire.CannedEdit{Shared: &shared}
		if shared { // the others are full by then
			w.refused("olga", wire.CmdPutCanned.Name, moved, "cannedBytes")
		}
		w.ok("olga", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: first.ID})
		w.now += desk.CannedLife
		again := with("olga", shared)
		w.ok("olga", wire.CmdPutCanned.Name, again)
	}
	w.ok("ben", wire.CmdPutCanned.Name, with("ben", false))
}

func TestCanned_twoWhoEditIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("olga", wire.CmdPutCanned.Name, wire.PutCannedReply{Shared: true, Shortcut: "hi", Title: "Hi", Text: "Hello"})
	id := string(w.cannedOf("hi").ID)
	was := func(s string) *string { return &s }
	w.ok("olga", wire.CmdPutCanned.Name, wire.PutCannedReply{ID: id, Title: "Greeting", Edited: &wire.CannedEdit{Title: was("Hi")}})
	w.ok("olga", wire.CmdPutCanned.Name, wire.PutCannedReply{ID: id, Text: "Good day", Edited: &wire.CannedEdit{Text: was("Hello")}})
	if both := w.cannedOf("hi"); both.Title != "Greeting" || both.Text != "Good day" || !both.Shared {
		t.Errorf("of two edits there is %+v", both)
	}
	w.refused("olga", wire.CmdPutCanned.Name, wire.PutCannedReply{ID: id, Text: "Hey", Edited: &wire.CannedEdit{Text: was("Hello")}}, "changedMeanwhile")
	w.refused("olga", wire.CmdPutCanned.Name, wire.PutCannedReply{ID: id, Inboxes: []string{string(w.box())}, Edited: &wire.CannedEdit{Text: was("Hello")}}, "changedMeanwhile")
}

func TestCanned_import(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("ana", wire.CmdPutCanned.Name, wire.PutCannedReply{Shortcut: "hi", Title: "Hi", Text: "Hello"})
	list := wire.ImportCanned{Rows: []wire.CannedLine{
		{Shortcut: "/hi", Text: "Good day"}, {Shortcut: "bye", Text: "Goodbye {{contact.firstName|there}}", Inboxes: []string{" " + every[desk.Inbox](w.m, desk.RowInbox, nil)[0].Name + " "}},
		{Shortcut: "bad", Text: "{{contact.shoe}}"}, {Shortcut: "lost", Text: "x", Inboxes: []string{"Nowhere"}}, {Shortcut: "bye", Text: "Goodbye {{contact.firstName|there}}"},
	}}
	dry, err := folding.CheckCanned(context.Background(), w.m, orgID, "ana", list, w.now)
	if err != nil {
		t.Fatal(err)
	}
	if len(every(w.m, desk.RowCannedReply, func(*desk.CannedReply) bool { return true })) != 1 {
		t.Error("looking through the list changed something")
	}
	var done wire.CannedImported
	if err := json.Unmarshal(w.ok("ana", wire.CmdImportCanned.Name, list), &done); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]wire.CannedImported{"dry": dry, "done": done} {
		if got.Added != 1 || got.Changed != 1 || got.Same != 1 || len(got.Refused) != 2 || got.Refused[0].Row != 2 || got.Refused[1].Said.Subcode != "cannedInbox" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if hi := w.cannedOf("hi"); hi.Text != "Good day" || hi.Title != "Hi" {
		t.Errorf("changed: %+v", hi)
	}
	if bye := w.cannedOf("bye"); len(bye.Inboxes) != 1 || bye.Title != "bye" {
		t.Errorf("added: %+v", bye)
	}
	w.rebuildsTheSame()
}

// A table of everything that somebody can use has the shared ones too.
func TestCanned_importOfSharedOnesByAnAgent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("olga", wire.CmdPutCanned.Name, wire.PutCannedReply{Shared: true, Shortcut: "hi", Title: "Hi", Text: "Hello"})
	var done wire.CannedImported
	list := wire.ImportCanned{Shared: true, Rows: []wire.CannedLine{{Shortcut: "HI", Text: "Hello"}, {Shortcut: "hi", Text: "Hey"}, {Shortcut: "new", Text: "x"}}}
	if err := json.Unmarshal(w.ok("ana", wire.CmdImportCanned.Name, list), &done); err != nil {
		t.Fatal(err)
	}
	if done.Same != 1 || done.Added+done.Changed != 0 || len(done.Refused) != 2 || done.Refused[0].Said.Subcode != "role" || done.Refused[1].Said.Subcode != "role" {
		t.Errorf("%+v", done)
	}
	if w.cannedOf("hi").Text != "Hello" {
		t.Error("an agent changed a shared one")
	}
}

// Looked through part by part, a list promises no more than there is room for.
func TestCanned_importIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	part := func(from, n int) wire.ImportCanned {
		var c wire.ImportCanned
		for i := range n {
			c.Rows = append(c.Rows, wire.CannedLine{Shortcut: fmt.Sprintf("r%d", from+i), Text: "x"})
		}
		return c
	}
	for from := 0; from < desk.MostCannedReplies-150; from += 50 {
		w.ok("ana", wire.CmdImportCanned.Name, part(from, 50))
	}
	ahead, added := 0, 0
	for from := 1000; from < 1200; from += 100 {
		next := part(from, 100)
		next.Ahead = ahead
		dry, err := folding.CheckCanned(context.Background(), w.m, orgID, "ana", next, w.now)
		if err != nil {
			t.Fatal(err)
		}
		ahead += dry.Added
	}
	for from := 1000; from < 1200; from += 100 {
		next := part(from, 100)
		next.Ahead = 100 // counts for nothing here
		var done wire.CannedImported
		if err := json.Unmarshal(w.ok("ana", wire.CmdImportCanned.Name, next), &done); err != nil {
			t.Fatal(err)
		}
		added += done.Added
	}
	if ahead != 150 || added != 150 {
		t.Errorf("%d promised, %d added, want 150", ahead, added)
	}
}
