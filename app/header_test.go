package app

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
)

func TestApp_templateWithAPictureReachesTheCustomer(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	d := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	thread := d.take()
	var tpl wire.Template
	d.until("the template is here", func(b *board) bool {
		set, err := d.services.sync.Changes(0)
		if err != nil {
			t.Fatal(err)
		}
		for _, each := range set.Rows.Templates {
			if each.Name == "shipping_update" {
				tpl = each
			}
		}
		return tpl.ID != ""
	})
	var photo bytes.Buffer
	if err := png.Encode(&photo, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	compose := d.services.compose
	attach := func() *wire.QueuedFile {
		id, err := compose.AttachBegin("", "parcel.png", int64(photo.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if err := compose.AttachChunk(id, base64.StdEncoding.EncodeToString(photo.Bytes())); err != nil {
			t.Fatal(err)
		}
		f, err := compose.AttachEnd(id)
		if err != nil {
			t.Fatal(err)
		}
		return &f
	}
	use := wire.SendTemplate{TemplateID: tpl.ID, Params: []string{"Lena", "48213"}, ButtonText: "48213"}
	arrived := func(text string) func() bool {
		return func() bool {
			panel, err := d.services.sandbox.Panel()
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range panel.Phones {
				for _, c := range p.Threads {
					for _, m := range c.Messages {
						if isIt := m.Text == text && m.Template == "shipping_update"; isIt && m.MIME == "image/png" {
							return true
						}
					}
				}
			}
			return false
		}
	}
	th := d.board.threads[thread]
	queued, err := compose.Send(wire.Send{
		ThreadID: thread, InteractionID: th.InteractionID, Epoch: th.Epoch, SeenSeq: th.LastSeq,
		Content: wire.SendContent{Kind: string(desk.KindTemplate), Template: &use},
	}, attach(), bridge.Hold{})
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the template in the thread arrives", arrived("Good news, Lena: order 48213 has left our workshop."))
	d.until("it is drawn with its picture", func(b *board) bool {
		m := b.sent(queued.ClientID)
		return m.Media != nil && m.Media.MIME == "image/png" && m.Media.FileName == "parcel.png"
	})

	started := use
	started.Params = []string{"Kim", "7"}
	var number string
	set, err := d.services.sync.Changes(0)
	if err != nil || len(set.Rows.Numbers) == 0 {
		t.Fatalf("numbers: %v", err)
	}
	number = set.Rows.Numbers[0].ID
	got, err := d.services.threads.Start(wire.StartThread{NumberID: number, ContactID: th.ContactID, Template: started}, attach())
	if err != nil || got.ThreadID == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	waitFor(t, "the first message of a conversation arrives", arrived("Good news, Kim: order 7 has left our workshop."))
	if files, err := compose.DraftFiles(); err != nil || len(files) != 0 {
		t.Errorf("left in drafts: %v, %v", files, err)
	}
}
