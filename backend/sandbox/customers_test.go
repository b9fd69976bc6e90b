package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

func TestWrite_everyKindReachesTheRelay(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "first")
	asked := r.send(lena, obj{"type": "interactive", "interactive": obj{
		"type": "button", "body": obj{"text": "?"},
		"action": obj{"buttons": []obj{{"type": "reply", "reply": obj{"id": "y", "title": "Yes"}}}},
	}})
	r.settle("lena", asked, "read")
	card := []sandbox.Card{{Name: "Ana Bauer", Phone: "+49 30 23125099"}}
	for name, c := range map[string]struct {
		content sandbox.Content
		kind    string
		want    string // part of the message's JSON
	}{
		"right to left": {sandbox.Content{Text: "مرحبا"}, "text", `"body":"مرحبا"`},
		"very long":     {sandbox.Content{Text: strings.Repeat("long ", 5000)}, "text", `long long`},
		"emoji":         {sandbox.Content{Text: "👨‍👩‍👧"}, "text", `👨‍👩‍👧`},
		"image":         {sandbox.Content{Kind: sandbox.KindImage, Data: pngBytes(t), Text: "look"}, "image", `"caption":"look"`},
		"voice":         {sandbox.Content{Kind: sandbox.KindAudio, Data: []byte("OggS...."), MIME: "audio/ogg; codecs=opus", Voice: true}, "audio", `"voice":true`},
		"video":         {sandbox.Content{Kind: sandbox.KindVideo, Data: []byte("xxxxftypmp42"), MIME: "video/mp4"}, "video", `"mime_type":"video/mp4"`},
		"document":      {sandbox.Content{Kind: sandbox.KindDocument, Data: []byte("%PDF-1.4"), Filename: "a.pdf"}, "document", `"filename":"a.pdf"`},
		"sticker":       {sandbox.Content{Kind: sandbox.KindSticker, Data: []byte("RIFF____WEBPVP8L"), MIME: "image/webp"}, "sticker", `"animated":false`},
		"location":      {sandbox.Content{Kind: sandbox.KindLocation, Latitude: 1.5, Longitude: 2.5, Name: "Here"}, "location", `"latitude":1.5`},
		"contacts":      {sandbox.Content{Kind: sandbox.KindContacts, Cards: card}, "contacts", `"wa_id":"493023125099"`},
		"reply":         {sandbox.Content{Text: "yes", ReplyTo: asked}, "text", `"context":{"from":"493023125014"`},
		"forwarded":     {sandbox.Content{Text: "fwd", Forwarded: true}, "text", `"forwarded":true`},
		"reaction":      {sandbox.Content{Kind: sandbox.KindReaction, Text: "❤️", Target: asked}, "reaction", `"emoji":"❤️"`},
		"button":        {sandbox.Content{Kind: sandbox.KindButton, Text: "Confirm", ReplyTo: asked}, "button", `"payload":"Confirm"`},
		"button reply":  {sandbox.Content{Kind: sandbox.KindButtonReply, Text: "Yes", ButtonID: "y", ReplyTo: asked}, "interactive", `"button_reply":{"id":"y"`},
		"list reply":    {sandbox.Content{Kind: sandbox.KindListReply, Text: "Green", ButtonID: "g", ReplyTo: asked, Description: "d"}, "interactive", `"type":"list_reply"`},
		"a poll":        {sandbox.Content{Kind: sandbox.KindUnsupported, Name: "poll"}, "unsupported", `131051`},
	} {
		id, err := r.s.Write("lena", line, c.content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		r.drained()
		var got obj
		for _, m := range r.messages() {
			if m["id"] == id {
				got = m
			}
		}
		raw, _ := json.Marshal(got)
		if got["type"] != c.kind || got["from"] != "4915228817386" || !strings.Contains(string(raw), c.want) {
			t.Errorf("%s: %.300s", name, raw)
		}
	}
}

func TestWrite_reactionAndRemovalShowOnTheMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	mine := r.write("lena", "first")
	asked := r.send(lena, text("hi"))
	r.settle("lena", asked, "read")
	if _, err := r.s.Write("lena", line, sandbox.Content{Kind: sandbox.KindReaction, Text: "❤️", Target: asked}); err != nil {
		t.Fatal(err)
	}
	p, _ := r.s.Phone("lena")
	for _, m := range p.Threads[0].Messages {
		if m.ID == asked && m.CustomerReaction != "❤️" {
			t.Errorf("the reaction is not on the phone: %+v", m)
		}
	}
	removal, err := r.s.Write("lena", line, sandbox.Content{Kind: sandbox.KindRemoval, Target: mine})
	if err != nil {
		t.Fatal(err)
	}
	r.until("the removal", func() bool {
		list := r.messages()
		return list[len(list)-1]["id"] == removal
	})
	p, _ = r.s.Phone("lena")
	if m := p.Threads[0].Messages[0]; m.ID != mine || !m.Removed || m.Text != "" {
		t.Errorf("the removed message = %+v", m)
	}
}

func TestWrite_removedReactionHasNoEmoji(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	mine := r.write("lena", "x")
	if _, err := r.s.Write("lena", line, sandbox.Content{Kind: sandbox.KindReaction, Target: mine}); err != nil {
		t.Fatal(err)
	}
	r.until("both", func() bool { return len(r.messages()) == 2 })
	if _, there := as[obj](r.messages()[1]["reaction"])["emoji"]; there {
		t.Error("the key is there")
	}
}

func TestWrite_refusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	theirs := r.write("maya", "mine")
	r.write("lena", "x")
	ours := r.send(lena, text("x"))
	for name, c := range map[string]sandbox.Content{
		"nothing": {}, "unknown kind": {Kind: "dance"}, "no bytes": {Kind: sandbox.KindVideo},
		"invalid UTF-8": {Text: "\xff"}, "huge text": {Text: strings.Repeat("x", 70_000)},
		"off the globe": {Kind: sandbox.KindLocation, Latitude: 100}, "no cards": {Kind: sandbox.KindContacts},
		"no target": {Kind: sandbox.KindReaction, Text: "x"}, "somebody else's": {Text: "x", ReplyTo: theirs},
		"react elsewhere": {Kind: sandbox.KindReaction, Text: "x", Target: theirs},
		"remove ours":     {Kind: sandbox.KindRemoval, Target: ours}, "reply, no id": {Kind: sandbox.KindButtonReply, Text: "x"},
		"broken type": {Kind: sandbox.KindImage, Data: []byte("x"), MIME: ";;"}, "nameless": {Kind: sandbox.KindUnsupported},
	} {
		if id, err := r.s.Write("lena", line, c); err == nil || id != "" {
			t.Errorf("%s was accepted", name)
		}
	}
	for name, f := range map[string]func() (string, error){
		"nobody":  func() (string, error) { return r.s.Write("nobody", line, sandbox.Content{Text: "x"}) },
		"nowhere": func() (string, error) { return r.s.Write("lena", "1", sandbox.Content{Text: "x"}) },
		"future": func() (string, error) {
			return r.s.WriteAt("lena", line, sandbox.Content{Text: "x"}, time.Now().Add(time.Hour))
		},
		"long ago": func() (string, error) {
			return r.s.WriteAt("lena", line, sandbox.Content{Text: "x"}, time.Now().Add(-31*24*time.Hour))
		},
	} {
		if _, err := f(); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestAddCustomer_isChecked(t *testing.T) {
	t.Parallel()
	s := sandbox.New(sandbox.Config{})
	c, err := s.AddCustomer(sandbox.Customer{Name: "Ines", Phone: "+351 91 234 5678", Country: "PT"})
	if err != nil || c.Phone != "351912345678" || !strings.HasPrefix(c.UserID, "PT.") || c.ID == "" {
		t.Fatalf("customer = %+v, %v", c, err)
	}
	for name, bad := range map[string]sandbox.Customer{
		"nameless": {}, "same phone": {Name: "Other", Phone: "351912345678"}, "same id": {Name: "Other", ID: "lena"},
		"same user": {Name: "Other", UserID: c.UserID}, "short": {Name: "Other", Phone: "123"},
		"other spelling": {Name: "Other", Phone: "5531955550143"},
	} {
		if _, err := s.AddCustomer(bad); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if err := s.SetCustomer(sandbox.Customer{ID: "nobody"}); err == nil {
		t.Error("nobody was changed")
	}
}

// Whatever is said between the business and one customer shows on no other
// phone and in no webhook about anybody else.
func TestLeak_nothingCrossesBetweenCustomers(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	people := r.s.Customers()
	secret := func(id string) string { return "secret-of-" + id }
	for _, c := range people {
		r.write(c.ID, "in-"+secret(c.ID))
		to := c.UserID
		if c.Phone != "" {
			to = "+" + c.Phone
		}
		id := r.send(to, obj{"type": "text", "text": obj{"body": "out-" + secret(c.ID)}, "biz_opaque_callback_data": secret(c.ID)})
		r.until("delivered", func() bool { return r.tick(c.ID, id) == "delivered" || r.tick(c.ID, id) == "read" })
	}
	r.drained()
	for _, c := range people {
		p, err := r.s.Phone(c.ID)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := json.Marshal(p)
		if strings.Count(string(raw), secret(c.ID)) != 3 {
			t.Errorf("%s does not have what is theirs", c.ID)
		}
		for _, other := range people {
			if other.ID != c.ID && strings.Contains(string(raw), secret(other.ID)) {
				t.Errorf("%s sees what %s said", c.ID, other.ID)
			}
		}
	}
	for _, h := range r.got() {
		about := map[string]bool{}
		for _, c := range people {
			if strings.Contains(string(h.raw), secret(c.ID)) || strings.Contains(string(h.raw), c.UserID) {
				about[c.ID] = true
			}
		}
		if len(about) != 1 {
			t.Errorf("one webhook about %s", fmt.Sprint(about))
		}
	}
}

func TestWrite_imageWithoutBytesIsDrawn(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	if _, err := r.s.Write("lena", line, sandbox.Content{Kind: sandbox.KindImage}); err != nil {
		t.Fatal(err)
	}
	p, _ := r.s.Phone("lena")
	data, kind, err := r.s.MediaBytes(p.Threads[0].Messages[0].MediaID)
	if err != nil || kind != "image/jpeg" {
		t.Fatalf("%s %v", kind, err)
	}
	if img, err := jpeg.Decode(bytes.NewReader(data)); err != nil || img.Bounds().Dx() != 640 {
		t.Errorf("photo: %v", err)
	}
}

// Meta's message ids contain the customer's number, so they stay inside: the
// panel has handles, and takes them back.
func TestSnapshot_hasHandlesInsteadOfMetasIDs(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "hello")
	id := r.send(lena, text("hi"))
	r.settle("lena", id, "read")
	raw, err := json.Marshal(r.s.Snapshot())
	if err != nil || strings.Contains(string(raw), "wamid") {
		t.Fatalf("a wamid is in the panel (%v)", err)
	}
	ours := r.s.Snapshot().Phones[0].Threads[0].Messages[1]
	if _, err := r.s.Write("lena", line, sandbox.Content{Text: "yes", ReplyTo: ours.ID}); err != nil {
		t.Fatal(err)
	}
	r.until("the reply", func() bool { return len(r.messages()) == 2 })
	if got := as[obj](r.messages()[1]["context"])["id"]; got != id {
		t.Errorf("quoted = %v, want %s", got, id)
	}
	if got := r.s.Snapshot().Phones[0].Threads[0].Messages[2].ReplyTo; got != ours.ID {
		t.Errorf("the reply points to %s, want %s", got, ours.ID)
	}
}
