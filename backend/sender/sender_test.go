package sender_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/files"
	"github.com/parleydesk/parley/backend/jobs"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/sender"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	org = spinetest.Org
	ana = desk.UserID("usr_ana")
)

// rig is a sender over the real spine and client; Meta is the sandbox.
type rig struct {
	*spinetest.Spine
	t      *testing.T
	files  *files.Folder
	world  *sandbox.Sandbox
	jobs   *jobs.Runner
	thread wire.ThreadRef
	change chan struct{} // capacity 1: something was committed
	twist  *twisted
	ads    atomic.Pointer[http.Client] // fetches the pictures of ads; nil = nothing is to be fetched
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, change: make(chan struct{}, 1)}
	var running atomic.Pointer[jobs.Runner]
	r.Spine = spinetest.Open(t, func() {
		if s := running.Load(); s != nil {
			s.Nudge()
		}
		select {
		case r.change <- struct{}{}:
		default:
		}
	})
	var err error
	if r.files, err = files.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	r.world = sandbox.New(sandbox.Config{Seed: 1, Pace: sandbox.Pace{First: -1, Read: -1}})
	graph := httptest.NewServer(r.world.Graph())
	client := &meta.Client{BaseURL: graph.URL, Version: "v23.0", Token: meta.StaticToken(sandbox.DefaultToken)}
	r.twist = &twisted{Provider: client}
	r.jobs = jobs.New(jobs.Config{Store: r.DB, Poll: 20 * time.Millisecond, Clock: r.twist.now, Work: sender.New(sender.Config{
		Rows: r.DB, Recorder: r.Ledger, Files: r.files, Clock: r.twist.now,
		Public:  &http.Client{Transport: throughAds{&r.ads}},
		Account: func(context.Context, desk.OrgID, *desk.Number) (sender.Provider, error) { return r.twist, nil },
	}).Work()})
	if err := r.jobs.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	running.Store(r.jobs)
	t.Cleanup(func() {
		r.jobs.Stop()
		graph.Close()
	})
	r.seed()
	return r
}

func (r *rig) seed() {
	r.Person(ana, desk.RoleOwner)
	r.Inbox(ana, ana)
	r.thread = r.incoming("lena", sandbox.Content{Kind: sandbox.KindText, Text: "hello"})
	it := r.interaction()
	r.command(wire.CmdTake.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch}, nil)
}

func (r *rig) command(name string, body, out any) {
	r.t.Helper()
	r.Command(ana, name, body, out)
}

// incoming writes as a customer in the sandbox and appends the very webhook
// that the sandbox made of it.
func (r *rig) incoming(customer string, c sandbox.Content) wire.ThreadRef {
	r.t.Helper()
	bodies := make(chan []byte, 16)
	hook := httptest.NewServer(sink(bodies))
	defer hook.Close()
	r.world.SetTargets(sandbox.Targets{Meta: hook.URL, Graph: "http://127.0.0.1"})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := r.world.Start(ctx); err != nil {
		r.t.Fatal(err)
	}
	defer r.world.Stop()
	id, err := r.world.Write(customer, sandbox.DefaultNumber, c)
	if err != nil {
		r.t.Fatal(err)
	}
	for here := false; !here; {
		select {
		case body := <-bodies:
			// Others may come before it: what became of our own messages, and one
			// whose answer was cut off with an earlier listener.
			if here = strings.Contains(strings.ReplaceAll(string(body), `\/`, "/"), id); here {
				r.Webhook(body)
			}
		case <-ctx.Done():
			r.t.Fatal("the customer's message did not arrive")
		}
	}
	list, err := r.DB.ThreadsBefore(context.Background(), org, 0, "", 1)
	if err != nil || len(list) == 0 {
		r.t.Fatalf("no thread: %v", err)
	}
	return wire.ThreadRef{ThreadID: string(list[0].ID)}
}

func (r *rig) interaction() *desk.Interaction {
	r.t.Helper()
	ctx := context.Background()
	th, err := desk.Get[*desk.Thread](ctx, r.DB, org, desk.RowThread, r.thread.ThreadID)
	if err != nil {
		r.t.Fatal(err)
	}
	it, err := desk.Get[*desk.Interaction](ctx, r.DB, org, desk.RowInteraction, th.InteractionID)
	if err != nil {
		r.t.Fatal(err)
	}
	return it
}

func (r *rig) send(c wire.SendContent) desk.MessageID {
	r.t.Helper()
	it := r.interaction()
	var res wire.SendResult
	r.command(wire.CmdSend.Name, wire.Send{ThreadID: r.thread.ThreadID, InteractionID: string(it.ID), Epoch: it.Epoch, Content: c}, &res)
	return desk.MessageID(res.MessageID)
}

// upload keeps a file as the relay's own endpoint does; recorded as what the
// caller says, if that is said.
func (r *rig) upload(id desk.MediaID, content []byte, recordedAs ...string) {
	r.t.Helper()
	m, err := r.files.Put(context.Background(), id, bytes.NewReader(content), 1<<20)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, mime := range recordedAs {
		m.MIME = mime
	}
	r.Put(desk.EntryUploaded, desk.Upload{UserID: ana, Media: m})
}

func (r *rig) text(s string) desk.MessageID { return r.send(wire.SendContent{Kind: "text", Text: s}) }

func (r *rig) message(id desk.MessageID) *desk.Message {
	r.t.Helper()
	m, err := desk.Get[*desk.Message](context.Background(), r.DB, org, desk.RowMessage, id)
	if err != nil {
		r.t.Fatal(err)
	}
	return m
}

// until waits for commits until ok.
func (r *rig) until(what string, ok func() bool) {
	r.t.Helper()
	late := time.After(15 * time.Second)
	for !ok() {
		select {
		case <-r.change:
		case <-late:
			r.t.Fatalf("never: %s", what)
		}
	}
}

func (r *rig) status(id desk.MessageID, want desk.Status) {
	r.t.Helper()
	r.until(fmt.Sprintf("%s becomes %s (is %s)", id, want, r.message(id).Status), func() bool { return r.message(id).Status == want })
}

// onPhone gives the texts of ours that lie on the customer's phone.
func (r *rig) onPhone(customer string) []string {
	r.t.Helper()
	p, err := r.world.Phone(customer)
	if err != nil {
		r.t.Fatal(err)
	}
	var out []string
	for _, c := range p.Threads {
		for _, m := range c.Messages {
			if !m.FromCustomer {
				out = append(out, m.Text)
			}
		}
	}
	return out
}

func TestSend_reachesTheCustomerInOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var ids []desk.MessageID
	var want []string
	for i := range 10 {
		want = append(want, fmt.Sprintf("line %d", i))
		ids = append(ids, r.text(want[i]))
	}
	r.status(ids[9], desk.StatusAccepted)
	if got := r.onPhone("lena"); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the phone holds %v", got)
	}
	if m := r.message(ids[0]); m.ProviderID == "" || m.Problem != nil {
		t.Errorf("accepted as %+v", m)
	}
	jobs, err := r.DB.DueJobs(context.Background(), desk.JobSend, time.Now().Add(time.Hour).UnixMilli(), 10)
	if err != nil || len(jobs) != 0 {
		t.Errorf("jobs left: %v, %v", jobs, err)
	}
}

// TestSend_answerLost_isNeverSentAgain guards against the double message that a
// blind retry makes: Meta delivered, and only its answer was lost.
func TestSend_answerLost_isNeverSentAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.world.SetFaults(sandbox.Faults{FailAfterSend: 1}); err != nil {
		t.Fatal(err)
	}
	id := r.text("once")
	r.status(id, desk.StatusUnknown)
	if err := r.world.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	// The next message is looked at and held: whatever was to be sent has been.
	next := r.text("later")
	r.until("the message behind is held", func() bool {
		due, err := r.DB.NextJob(context.Background(), desk.JobSend)
		return err == nil && due > time.Now().Add(30*time.Second).UnixMilli()
	})
	if s := r.message(next).Status; s != desk.StatusQueued {
		t.Errorf("the message behind an unknown one is %s, want it held", s)
	}
	if got := r.onPhone("lena"); len(got) != 1 {
		t.Errorf("the phone holds %v, want it once", got)
	}
}

func TestSend_metaInTrouble_isTriedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	// As fast as the twisted clock goes, all tries would be used up before this
	// goroutine has its turn: until it has, the pauses are real ones.
	r.twist.goSteady(true)
	if err := r.world.SetFaults(sandbox.Faults{APIErrorProbability: 1, APIErrorCode: 130429, MessagesOnly: true}); err != nil {
		t.Fatal(err)
	}
	id := r.text("patience")
	// The next try takes the problem away again: what was seen is kept.
	var tried *desk.Message
	r.until("the first try failed", func() bool {
		tried = r.message(id)
		return tried.Problem != nil
	})
	if tried.Problem.Code != 130429 || tried.Status == desk.StatusRejected {
		t.Errorf("after a refusal for pace the message is %s, %+v", tried.Status, tried.Problem)
	}
	if err := r.world.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	r.twist.goSteady(false)
	r.status(id, desk.StatusAccepted)
	if got := r.onPhone("lena"); len(got) != 1 {
		t.Errorf("the phone holds %v", got)
	}
	if p := r.message(id).Problem; p != nil {
		t.Errorf("an accepted message still shows %+v", p)
	}
}

func TestSend_refusedForGood_saysWhyAndFreesTheThread(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.world.SetFaults(sandbox.Faults{APIErrorProbability: 1, APIErrorCode: 131026, MessagesOnly: true}); err != nil {
		t.Fatal(err)
	}
	id := r.text("no way")
	r.status(id, desk.StatusRejected)
	if p := r.message(id).Problem; p == nil || p.Code != 131026 || p.Said == nil {
		t.Errorf("rejected with %+v", p)
	}
	if err := r.world.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	r.status(r.text("next"), desk.StatusAccepted)
}

func TestFiles_goOutAndComeIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	pdf := []byte("%PDF-1.7\n1 0 obj\n")
	id := desk.MediaID(desk.NewID("med"))
	r.upload(id, pdf)
	out := r.send(wire.SendContent{
		Kind: "document", Text: "the invoice", MediaID: string(id), FileName: "invoice.pdf", MIME: "application/pdf", Size: int64(len(pdf)),
	})
	r.status(out, desk.StatusAccepted)
	phone, err := r.world.Phone("lena")
	if err != nil {
		t.Fatal(err)
	}
	last := phone.Threads[0].Messages[len(phone.Threads[0].Messages)-1]
	got, _, err := r.world.MediaBytes(last.MediaID)
	if err != nil || !bytes.Equal(got, pdf) || last.Filename != "invoice.pdf" || last.Text != "the invoice" {
		t.Errorf("the phone got %q as %q with %q, %v", got, last.Filename, last.Text, err)
	}

	sound := append([]byte("OggS\x00\x02"+strings.Repeat("\x00", 22)+"OpusHead\x01\x01"), make([]byte, 64)...)
	note := desk.MediaID(desk.NewID("med"))
	r.upload(note, sound)
	r.status(r.send(wire.SendContent{Kind: "audio", MediaID: string(note), FileName: "voice-note.ogg", Voice: true}), desk.StatusAccepted)
	if phone, err = r.world.Phone("lena"); err != nil {
		t.Fatal(err)
	}
	if last := phone.Threads[0].Messages[len(phone.Threads[0].Messages)-1]; last.Type != "audio" || !last.Voice || last.MIME != "audio/ogg" {
		t.Errorf("the voice note on the phone is %+v", last)
	}

	r.incoming("lena", sandbox.Content{Kind: sandbox.KindImage})
	m := r.photo(desk.MediaReady)
	if m.MIME != "image/jpeg" || m.Width == 0 || m.SHA256 == "" {
		t.Errorf("the photo is %+v", m)
	}
	if f, err := r.files.Get(m.ID); err != nil {
		t.Error(err)
	} else {
		f.Close()
	}
}

func TestTemplate_headerCarriesItsFile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Put(desk.EntryTemplatesPut, desk.TemplatesEntry{Templates: []desk.Template{
		{MetaID: "594425479261607", Name: "invoice_ready", Language: "en_US", Status: "APPROVED", HeaderKind: "DOCUMENT", Body: "Hello {{1}}, here is the invoice for order {{2}}."},
		{MetaID: "594425479261602", Name: "shipping_update", Language: "en_US", Status: "APPROVED", HeaderKind: "IMAGE", Body: "Good news, {{1}}: order {{2}} has left our workshop.",
			Buttons: []desk.TemplateButton{{Kind: "URL", Text: "Track parcel", URL: "https://harbour-pine.example/track/{{1}}"}}},
	}})
	templates, err := desk.Find[*desk.Template](t.Context(), r.DB, org, desk.Templates.With())
	if err != nil {
		t.Fatal(err)
	}
	send := func(name, fileName string, content []byte, recordedAs ...string) desk.MessageID {
		id := desk.MediaID(desk.NewID("med"))
		r.upload(id, content, recordedAs...)
		use := &wire.SendTemplate{MediaID: string(id), FileName: fileName, Params: []string{"Lena", "48213"}, ButtonText: "48213"}
		for _, tpl := range templates {
			if tpl.Name == name {
				use.TemplateID = string(tpl.ID)
			}
		}
		return r.send(wire.SendContent{Kind: "template", Template: use})
	}
	last := func() sandbox.Message {
		phone, err := r.world.Phone("lena")
		if err != nil {
			t.Fatal(err)
		}
		return phone.Threads[0].Messages[len(phone.Threads[0].Messages)-1]
	}
	var photo bytes.Buffer
	if err := png.Encode(&photo, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	pdf := []byte("%PDF-1.7\n1 0 obj\n")

	r.status(send("invoice_ready", "48213.pdf", pdf), desk.StatusAccepted)
	m := last()
	if got, mime, err := r.world.MediaBytes(m.MediaID); err != nil || !bytes.Equal(got, pdf) || mime != "application/pdf" ||
		m.Filename != "48213.pdf" || m.Text != "Hello Lena, here is the invoice for order 48213." {
		t.Errorf("the phone got %q (%s) as %q with %q, %v", got, mime, m.Filename, m.Text, err)
	}
	r.status(send("shipping_update", "parcel.png", photo.Bytes()), desk.StatusAccepted)
	m = last()
	if got, mime, err := r.world.MediaBytes(m.MediaID); err != nil || !bytes.Equal(got, photo.Bytes()) || mime != "image/png" || m.Template != "shipping_update" {
		t.Errorf("the phone got %d bytes (%s) with %+v, %v", len(got), mime, m, err)
	}
	// Whatever was recorded of it: what the bytes are decides.
	wrong := send("shipping_update", "parcel.png", pdf, "image/png")
	r.status(wrong, desk.StatusRejected)
	if p := r.message(wrong).Problem; p == nil || p.Text != "" || p.Said == nil || !strings.Contains(words.Of(p.Said.Err()), "JPEG or PNG") {
		t.Errorf("the agent reads %+v", p)
	}
}

func TestRead_sendsBlueTicksOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Put(desk.EntryUserPut, desk.User{ID: ana, Name: "Ana", Role: desk.RoleOwner, Active: true, WhatsApp: true, Capacity: 5, ReadReceipts: true})
	head, err := r.DB.Head(context.Background(), org)
	if err != nil {
		t.Fatal(err)
	}
	r.command(wire.CmdRead.Name, wire.ReadUpTo{ThreadID: r.thread.ThreadID, UpToSeq: head}, nil)
	r.until("the customer sees blue ticks", func() bool {
		p, err := r.world.Phone("lena")
		return err == nil && p.Threads[0].Messages[0].Tick == "read"
	})
	r.until("the job is gone", func() bool {
		jobs, err := r.DB.DueJobs(context.Background(), desk.JobReadTick, time.Now().UnixMilli(), 10)
		return err == nil && len(jobs) == 0
	})
}

// throughAds calls with the client that a test has set.
type throughAds struct{ is *atomic.Pointer[http.Client] }

func (a throughAds) RoundTrip(q *http.Request) (*http.Response, error) {
	return a.is.Load().Transport.RoundTrip(q)
}
