package sender_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/sender"
	"github.com/parleydesk/parley/backend/wire"
)

// listener remembers what the provider is given.
type listener struct {
	sender.Provider

	mu      sync.Mutex // guards what follows
	sent    []channel.Outgoing
	uploads []string // ids of files
}

func (l *listener) Send(ctx context.Context, phone string, m channel.Outgoing) (channel.Sent, error) {
	l.mu.Lock()
	l.sent = append(l.sent, m)
	l.mu.Unlock()
	return l.Provider.Send(ctx, phone, m)
}

func (l *listener) UploadMedia(ctx context.Context, phone string, u channel.Upload) (string, error) {
	l.mu.Lock()
	l.uploads = append(l.uploads, u.ID)
	l.mu.Unlock()
	return l.Provider.UploadMedia(ctx, phone, u)
}

// A provider that numbers the variables of a whole template, and knows it by its id only,
// is told the id and the name of each.
func TestTemplate_namesItsIDAndEachVariable(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	heard := &listener{Provider: r.twist.Provider}
	r.twist.Provider = heard
	r.Put(desk.EntryTemplatesPut, desk.TemplatesEntry{Templates: []desk.Template{{
		MetaID: "HX0123456789abcdef0123456789abcdef", Name: "boat_ready", Language: "en", Status: "APPROVED", Named: true,
		HeaderKind: "TEXT", HeaderText: "Boat {{ 3 }}", Body: "Hello {{1}}, see you on {{2}}.",
		Buttons: []desk.TemplateButton{{Kind: "QUICK_REPLY", Text: "Yes"}, {Kind: "URL", Text: "See", URL: "https://boats.example/{{4}}"}},
	}}})
	templates, err := desk.Find[*desk.Template](t.Context(), r.DB, org, desk.Templates.With())
	if err != nil || len(templates) != 1 {
		t.Fatal(templates, err)
	}
	id := r.send(wire.SendContent{Kind: "template", Template: &wire.SendTemplate{
		TemplateID: string(templates[0].ID), Params: []string{"Lena", "Monday"}, HeaderText: "Swan", ButtonText: "42",
	}})
	r.until("it was given to the provider", func() bool {
		heard.mu.Lock()
		defer heard.mu.Unlock()
		return len(heard.sent) > 0
	})
	heard.mu.Lock()
	defer heard.mu.Unlock()
	m := heard.sent[0]
	got := m.Template
	if got == nil || got.ID != templates[0].MetaID || len(got.Body) != 2 || got.Body[1] != (channel.OutValue{Name: "2", Value: "Monday"}) ||
		*got.Header != (channel.OutHeader{Name: "3", Text: "Swan"}) || got.Buttons[0] != (channel.OutButton{Kind: channel.ButtonLink, Index: 1, Name: "4", Value: "42"}) {
		t.Errorf("given %+v", got)
	}
	if m.CallbackData != string(id) {
		t.Errorf("ours is %q", m.CallbackData)
	}
}

// Each button is given its own value at its own place; a code to copy that nobody gave is
// refused here, before the provider is asked.
func TestTemplate_fillsEachButton(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	heard := &listener{Provider: r.twist.Provider}
	r.twist.Provider = heard
	r.Put(desk.EntryTemplatesPut, desk.TemplatesEntry{Templates: []desk.Template{{
		MetaID: "77", Name: "offer", Language: "en", Status: "APPROVED", Body: "Something for you.",
		Buttons: []desk.TemplateButton{{Kind: "QUICK_REPLY", Text: "No"}, {Kind: "URL", Text: "See", URL: "https://x.example/{{1}}"}, {Kind: "COPY_CODE"}},
	}}})
	templates, err := desk.Find[*desk.Template](t.Context(), r.DB, org, desk.Templates.With())
	if err != nil || len(templates) != 1 {
		t.Fatal(templates, err)
	}
	id := string(templates[0].ID)
	r.status(r.send(wire.SendContent{Kind: "template", Template: &wire.SendTemplate{TemplateID: id, ButtonText: "7"}}), desk.StatusRejected)
	r.send(wire.SendContent{Kind: "template", Template: &wire.SendTemplate{
		TemplateID: id, Buttons: []wire.ButtonValue{{Index: 1, Value: "7"}, {Index: 2, Value: "LAMP25"}},
	}})
	r.until("it was given to the provider", func() bool {
		heard.mu.Lock()
		defer heard.mu.Unlock()
		return len(heard.sent) > 0
	})
	heard.mu.Lock()
	defer heard.mu.Unlock()
	want := []channel.OutButton{{Kind: channel.ButtonLink, Index: 1, Name: "1", Value: "7"}, {Kind: channel.ButtonCode, Index: 2, Value: "LAMP25"}}
	if got := heard.sent[0].Template.Buttons; len(heard.sent) != 1 || !slices.Equal(got, want) {
		t.Errorf("given %+v", got)
	}
}

// A provider that fetches a file from here is told which it is.
func TestUpload_namesTheFile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	heard := &listener{Provider: r.twist.Provider}
	r.twist.Provider = heard
	id := desk.MediaID(desk.NewID("med"))
	r.upload(id, []byte("%PDF-1.7\n1 0 obj\n"))
	r.status(r.send(wire.SendContent{Kind: "document", MediaID: string(id), FileName: "bill.pdf"}), desk.StatusAccepted)
	heard.mu.Lock()
	defer heard.mu.Unlock()
	if len(heard.uploads) != 1 || heard.uploads[0] != string(id) {
		t.Errorf("uploaded %v, not %s", heard.uploads, id)
	}
}

// Guards a file that is given to the provider each time somebody asks whether it may go.
func TestUpload_whatIsHeldIsNotUploaded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	heard := &listener{Provider: r.twist.Provider}
	r.twist.Provider = heard
	r.Put(desk.EntryPolicyPut, desk.DefaultPolicy())
	th := func() *desk.Thread {
		th, err := desk.Get[*desk.Thread](context.Background(), r.DB, org, desk.RowThread, r.thread.ThreadID)
		if err != nil {
			t.Fatal(err)
		}
		return th
	}
	c, err := desk.Get[*desk.Contact](context.Background(), r.DB, org, desk.RowContact, th().ContactID)
	if err != nil {
		t.Fatal(err)
	}
	r.Webhook(fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
		"metadata":{"display_phone_number":"1","phone_number_id":%q},"contacts":[{"wa_id":%q}],"messages":[{"from":%q,"id":"wamid.notice","timestamp":"%d",
		"type":"system","system":{"type":"user_identity_changed","body":"new phone","identity":"new"}}]}}]}]}`, sandbox.DefaultNumber, string(c.WaID), string(c.WaID), time.Now().Unix()))
	id := desk.MediaID(desk.NewID("med"))
	r.upload(id, []byte("%PDF-1.7\n1 0 obj\n"))
	m := r.send(wire.SendContent{Kind: "document", MediaID: string(id), FileName: "bill.pdf"})
	r.until("it waits", func() bool { return th().Identity.Holds() && th().Identity.FirstID == m })
	heard.mu.Lock()
	if len(heard.uploads) != 0 {
		t.Errorf("uploaded %v while it waits", heard.uploads)
	}
	heard.mu.Unlock()
	r.command(wire.CmdIdentityChecked.Name, wire.IdentityChecked{ThreadID: r.thread.ThreadID, Since: th().Identity.Hold.Since}, nil)
	r.status(m, desk.StatusAccepted)
	heard.mu.Lock()
	defer heard.mu.Unlock()
	if len(heard.uploads) != 1 {
		t.Errorf("uploaded %v", heard.uploads)
	}
}
