package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/wire"
)

// counting counts what a fold reads of what a command may name.
type counting struct {
	*memory
	reads map[string]int
}

// noted notes a read and passes on what it gave.
func noted[T any](c counting, what string) func(T, error) (T, error) {
	c.reads[what]++
	return func(v T, err error) (T, error) { return v, err }
}

func (c counting) Row(x ctxt, o org, ref desk.Ref) (desk.Row, error) {
	return noted[desk.Row](c, string(ref.Kind))(c.memory.Row(x, o, ref))
}

func (c counting) List(x ctxt, o org, l desk.List) ([]desk.Row, error) {
	return noted[[]desk.Row](c, l.Name)(c.memory.List(x, o, l))
}

func (c counting) ThreadOf(x ctxt, o org, n desk.NumberID, id desk.ContactID) (*desk.Thread, error) {
	return noted[*desk.Thread](c, "thread of")(c.memory.ThreadOf(x, o, n, id))
}

func (c counting) ContactByAlias(x ctxt, o org, alias string) (*desk.Contact, error) {
	return noted[*desk.Contact](c, "alias")(c.memory.ContactByAlias(x, o, alias))
}

// Rule 2: a refusal costs the same reads whether the thing is a colleague's or
// is not there, so that its time does not tell which; and so does the refusal to
// write from a number, whoever is written to.
func TestRule2_refusalsCostTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.uploads("ana", "med_1", "image/png", 10)
	w.says("wamid.1", "hello")
	w.accept()
	c := w.text("look")
	c.Content = wire.SendContent{Kind: "image", MediaID: "med_1"}
	sent := w.send("ana", c)
	w.person("carl", desk.RoleAgent)
	th, it := w.thread(), w.interaction()
	notice := every(w.m, desk.RowNotice, func(n *desk.Notice) bool { return n.UserID == "ana" })[0]
	offer := every[desk.Offer](w.m, desk.RowOffer, nil)[0]
	tpl := every[desk.Template](w.m, desk.RowTemplate, nil)[0]
	start := func(contact, phone string) wire.StartThread {
		return wire.StartThread{NumberID: "num1", ContactID: contact, Phone: phone, Template: wire.SendTemplate{TemplateID: string(tpl.ID)}}
	}
	for name, c := range map[string]struct {
		command       string
		foreign, gone any
	}{
		"thread":      {wire.CmdUnread.Name, wire.ThreadRef{ThreadID: string(th.ID)}, wire.ThreadRef{ThreadID: "thr_x"}},
		"interaction": {wire.CmdTake.Name, wire.InteractionRef{InteractionID: string(it.ID)}, wire.InteractionRef{InteractionID: "int_x"}},
		"message":     {wire.CmdResend.Name, wire.MessageRef{MessageID: sent}, wire.MessageRef{MessageID: "msg_x"}},
		"offer":       {wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(offer.ID)}, wire.OfferRef{OfferID: "off_x"}},
		"contact":     {wire.CmdSaveContact.Name, wire.SaveContact{ContactID: string(th.ContactID)}, wire.SaveContact{ContactID: "con_x"}},
		"notice":      {wire.CmdReadNotices.Name, wire.ReadNotices{IDs: []string{string(notice.ID)}}, wire.ReadNotices{IDs: []string{"ntc_x"}}},
		"file": {
			wire.CmdSend.Name, wire.Send{Content: wire.SendContent{Kind: "image", MediaID: "med_1"}},
			wire.Send{Content: wire.SendContent{Kind: "image", MediaID: "med_x"}},
		},
		"number, by contact": {wire.CmdStartThread.Name, start(string(th.ContactID), ""), start("con_x", "")},
		"number, by phone":   {wire.CmdStartThread.Name, start("", "+"+customer), start("", "+15550009999")},
	} {
		foreign, cost := w.refusalOf("carl", c.command, c.foreign)
		gone, same := w.refusalOf("carl", c.command, c.gone)
		if !foreign.Equal(gone) {
			t.Errorf("%s: a colleague's is refused with %+v, none with %+v", name, foreign, gone)
		}
		if !maps.Equal(cost, same) {
			t.Errorf("%s: to refuse a colleague's takes %v, to refuse none %v", name, cost, same)
		}
	}
}

// refusalOf folds a command on a counting state and gives its refusal.
func (w *world) refusalOf(by desk.UserID, name string, body any) (*wire.Failure, map[string]int) {
	w.t.Helper()
	st := counting{w.m, map[string]int{}}
	entry := desk.Entry{Org: orgID, Seq: int64(len(w.m.entries)) + 1, Kind: desk.EntryCommand, At: w.now, Payload: raw(w.t, desk.CommandEntry{
		UserID: by, ClientID: "c", Name: name, Body: raw(w.t, body),
	})}
	b, err := folding.Fold(context.Background(), st, entry)
	answer, ok := b.Answer.(engine.Answer)
	if err != nil || !ok || answer.Error == nil {
		w.t.Fatalf("%s by %s was not refused: %+v, %v", name, by, b.Answer, err)
	}
	return answer.Error, st.reads
}

// Rule 2: a file is its uploader's until a message takes it, once; from then on
// it is for whoever may see a message that carries it. Commands from before that
// rule are folded by the rule of their time.
func TestRule2_aFileBelongsToSomebody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.uploads("ana", "med_ana", "image/png", 10)
		w.uploads("ben", "med_ben", "image/png", 10)
		w.says("wamid.1", "hello")
		w.accept()
		owner := w.interaction().Owner
		seen := map[desk.MediaID]bool{} // by the owner, in a message
		for range rapid.IntRange(1, 6).Draw(t, "sends") {
			file := rapid.SampledFrom([]desk.MediaID{"med_ana", "med_ben", "med_none"}).Draw(t, "file")
			c := w.text("")
			c.Content = wire.SendContent{Kind: "document", MediaID: string(file), FileName: "a.pdf", MIME: "application/pdf", Size: 1 << 40, Voice: true}
			may := string(file) == "med_"+string(owner) || seen[file]
			out, err := w.command(owner, wire.CmdSend.Name, c)
			var e *desk.Error
			if may != (err == nil) || !may && (!errors.As(err, &e) || e.Subcode != "noFile") {
				t.Fatalf("%s sends %s (seen: %v): %v", owner, file, seen, err)
			}
			if !may {
				continue
			}
			m := w.message(sentID(t, out))
			if m.Media.MIME != "image/png" || m.Media.Size != 10 || m.Media.Voice {
				t.Fatalf("the command decides what the file is: %+v", m.Media)
			}
			up, _ := w.m.Upload(context.Background(), orgID, file)
			if first := up.MessageID == m.ID; first == seen[file] {
				t.Fatalf("%s was taken by %s, the message is %s", file, up.MessageID, m.ID)
			}
			seen[file] = true
		}
	})
}

func sentID(t fataler, body json.RawMessage) string {
	t.Helper()
	var r wire.SendResult
	if err := json.Unmarshal(body, &r); err != nil {
		t.Fatalf("send result: %v", err)
	}
	return r.MessageID
}

func raw(t fataler, v any) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	return b
}

// Rule 2: an entry from before there was a key is folded as it was then, so that
// a rebuild of an older record gives the same rows.
func TestRule2_olderCommandsKeepTheirRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.m.since = 1 << 40
	w.says("wamid.1", "hello")
	w.accept()
	c := w.text("")
	c.Content = wire.SendContent{Kind: "image", MediaID: "med_of_then", MIME: "image/png", Size: 7}
	m := w.message(w.send("ana", c))
	if m.Media == nil || m.Media.ID != "med_of_then" || m.Media.MIME != "image/png" {
		t.Errorf("the file of an older command: %+v", m.Media)
	}
	if want := desk.DeriveID("msg", orgID, m.Seq, 1); string(m.ID) != want {
		t.Errorf("the message is %s, and was %s when its entry was folded first", m.ID, want)
	}
	w.ok("ben", wire.CmdUnread.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)})
}
