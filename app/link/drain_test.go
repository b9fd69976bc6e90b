package link_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// sent reads the next command and its send.
func sent(t *testing.T, d *desktop) (*wire.Command, wire.Send) {
	t.Helper()
	c := d.read().Command
	if c == nil || c.Name != wire.CmdSend.Name {
		t.Fatalf("got %+v, want a send", c)
	}
	var s wire.Send
	if err := json.Unmarshal(c.Body, &s); err != nil {
		t.Fatal(err)
	}
	return c, s
}

func TestDrain_sendsWhatWaitedInOrder(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := newApp(t, r.srv.URL)
	for _, q := range []wire.Queued{reply("1", "t", "one"), reply("2", "t", "two"), reply("3", "t", "three")} {
		a.queue(q)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := r.welcome()
	for _, want := range []string{"1", "2", "3"} {
		c, _ := sent(t, d)
		if c.ClientID != want {
			t.Fatalf("sent %s, want %s", c.ClientID, want)
		}
		d.result(want, wire.Result{})
	}
	a.eventually("the outbox is empty", func() bool { return len(a.queued()) == 0 })
}

func TestDrain_refusalStopsTheThreadWithItsReason(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	a.queue(reply("1", "t", "late"))
	a.queue(reply("2", "t", "after it"))
	c, _ := sent(t, d)
	d.result(c.ClientID, wire.Result{Error: &wire.Failure{Code: "conflict", Subcode: "windowClosed", Message: "The window has closed."}})
	a.eventually("stopped", func() bool { return a.queued()[0].State == wire.QueuedStopped })
	q := a.queued()
	if q[0].Reason != "windowClosed" || q[0].Said == nil || q[0].Said.Message != "The window has closed." || q[1].State != wire.QueuedWaiting {
		t.Errorf("queued %+v", q)
	}
	if err := a.replica.Outbox().Discard(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	if c, _ := sent(t, d); c.ClientID != "2" {
		t.Errorf("then %s", c.ClientID)
	}
}

// A connection that drops between the send and its answer must not double it.
func TestDrain_lostAnswer_goesAgainUnderItsID(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	a.queue(reply("1", "t", "hello"))
	sent(t, d)
	d.cut()
	d = r.welcome()
	c, s := sent(t, d)
	if c.ClientID != "1" || s.Content.Text != "hello" {
		t.Errorf("again %+v", c)
	}
	d.result("1", wire.Result{})
	a.eventually("the outbox is empty", func() bool { return len(a.queued()) == 0 })
}

// The relay may have a reply whose answer was lost. Nobody takes it back and writes it again:
// it goes under its old id, and is the person's again once the relay has refused it.
func TestDrain_lostAnswer_cannotBeUndone(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	a.queue(reply("1", "t", "hello"))
	sent(t, d)
	if got := a.queued(); len(got) != 1 || !got[0].Tried {
		t.Errorf("posted before it was noted: %+v", got)
	}
	d.cut()
	d, _ = r.accept() // and no welcome yet: nothing goes
	a.eventually("it waits again", func() bool { return a.queued()[0].State == wire.QueuedWaiting })
	if _, err := a.replica.Outbox().Recall(t.Context(), "1", ""); desk.SubcodeOf(err) != "sending" {
		t.Errorf("took back what the relay may have: %v", err)
	}
	d.cut()
	d = r.welcome()
	if c, _ := sent(t, d); c.ClientID != "1" {
		t.Errorf("again as %s", c.ClientID)
	}
	d.result("1", wire.Result{Error: &wire.Failure{Code: "conflict", Subcode: "answered", Message: "Somebody else has answered."}})
	a.eventually("stopped", func() bool { return a.queued()[0].State == wire.QueuedStopped })
	if back, err := a.replica.Outbox().Recall(t.Context(), "1", ""); err != nil || len(back) != 1 {
		t.Errorf("the relay is sure not to have it: %+v, %v", back, err)
	}
}

func TestDrain_aBusyRelayIsAskedAgain(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	a.queue(reply("1", "t", "hello"))
	sent(t, d)
	d.result("1", wire.Result{Error: &wire.Failure{Code: "unavailable", Message: "busy"}})
	if c, _ := sent(t, d); c.ClientID != "1" {
		t.Errorf("then %s", c.ClientID)
	}
	d.result("1", wire.Result{})
	a.eventually("the outbox is empty", func() bool { return len(a.queued()) == 0 })
}

func TestDrain_uploadsTheFileFirst(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	tries := make(chan string, 10)
	first := true
	r.onUpload(func(w http.ResponseWriter, body []byte) {
		tries <- string(body)
		if first {
			first = false
			http.Error(w, "", http.StatusServiceUnavailable)
			return
		}
		_ = json.NewEncoder(w).Encode(wire.Uploaded{MediaID: "med1", MIME: "image/jpeg", Size: 8})
	})
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	q := reply("1", "t", "caption")
	q.File = attach(t, a, "photo.jpg", "\xff\xd8\xff\xe0rest")
	a.queue(q)
	a.queue(reply("2", "other", "is not held up"))
	held := map[string]wire.Send{}
	for range 2 {
		c, s := sent(t, d)
		held[c.ClientID] = s
		d.result(c.ClientID, wire.Result{})
	}
	want := wire.SendContent{Kind: "text", Text: "caption", MediaID: "med1", FileName: "photo.jpg", MIME: "image/jpeg", Size: 8}
	if got := held["1"].Content; got != want {
		t.Errorf("sent %+v", got)
	}
	if a, b := <-tries, <-tries; a != "\xff\xd8\xff\xe0rest" || b != a {
		t.Errorf("uploaded %q, then %q", a, b)
	}
	a.eventually("the outbox is empty", func() bool { return len(a.queued()) == 0 })
	a.eventually("the file is gone", func() bool { // it goes after its row
		f, err := a.replica.Attachments().Open(q.File.LocalID)
		if err == nil {
			f.Close() //nolint:errcheck // only looked at
		}
		return desk.CodeOf(err) == desk.CodeNotFound
	})
}

func TestDrain_aRefusedFileStopsItsReply(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	r.onUpload(func(w http.ResponseWriter, _ []byte) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		_, _ = w.Write([]byte(`{"error":{"code":"invalid","subcode":"tooLarge","message":"The file is larger than 1 MB."}}`))
	})
	a := start(t, r)
	r.welcome()
	a.until(link.StateLive)
	q := reply("1", "t", "")
	q.File = attach(t, a, "a.txt", "text")
	a.queue(q)
	a.eventually("stopped", func() bool { return a.queued()[0].State == wire.QueuedStopped })
	if got := a.queued()[0]; got.Reason != "tooLarge" || got.Said == nil || got.Said.Message != "The file is larger than 1 MB." {
		t.Errorf("%+v", got)
	}
}

func TestDrain_aTemplateStartsAThreadWithItsHeader(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	r.onUpload(func(w http.ResponseWriter, _ []byte) {
		_ = json.NewEncoder(w).Encode(wire.Uploaded{MediaID: "med1"})
	})
	a := start(t, r)
	d := r.welcome()
	a.queue(wire.Queued{
		ClientID: "1", Name: wire.CmdStartThread.Name, File: attach(t, a, "a.pdf", "%PDF-1.4"),
		Start: &wire.StartThread{NumberID: "n", Template: wire.SendTemplate{TemplateID: "tpl"}},
	})
	c := d.read().Command
	var s wire.StartThread
	if err := json.Unmarshal(c.Body, &s); err != nil || c.Name != wire.CmdStartThread.Name || s.Template.MediaID != "med1" || s.NumberID != "n" {
		t.Errorf("%s %s, %v", c.Name, c.Body, err)
	}
}

func attach(t *testing.T, a *app, name, bytes string) *wire.QueuedFile {
	t.Helper()
	files := a.replica.Attachments()
	id, err := files.Begin("", name, int64(len(bytes)))
	if err != nil {
		t.Fatal(err)
	}
	if err := files.Append(id, []byte(bytes)); err != nil {
		t.Fatal(err)
	}
	f, err := files.End(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return &f
}
