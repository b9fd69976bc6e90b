package sandbox_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

const lena = "+4915228817386"

func TestSend_ticksArriveInOrderWithTheCallersData(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "hello")
	id := r.send(lena, obj{"type": "text", "text": obj{"body": "hi"}, "biz_opaque_callback_data": "our-1"})
	r.settle("lena", id, "read")
	got := r.statuses(id)
	if w := words(got, "status"); w != "sent delivered read" {
		t.Fatalf("statuses = %s", w)
	}
	for _, st := range got {
		if st["biz_opaque_callback_data"] != "our-1" || st["recipient_id"] != "4915228817386" ||
			!strings.HasPrefix(as[string](st["recipient_user_id"]), "DE.") || st["conversation"] != nil {
			t.Errorf("status = %v", st)
		}
	}
	if got[0]["pricing"] == nil || got[2]["pricing"] != nil {
		t.Errorf("pricing belongs to sent and delivered: %v", got)
	}
}

func TestSend_idsCarryTheCustomersNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	in := r.write("lena", "hello")
	out := r.send(lena, text("hi"))
	for _, id := range []string{in, out} {
		raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(id, "wamid."))
		if err != nil || !strings.Contains(string(raw), "4915228817386") {
			t.Errorf("%s holds %q, %v", id, raw, err)
		}
	}
}

func TestSend_everyType(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	first := r.write("lena", "hello")
	png := r.upload("image/png", pngBytes(t))
	interactive := func(kind string, action obj) obj {
		return obj{"type": "interactive", "interactive": obj{
			"type": kind, "body": obj{"text": "choose"}, "footer": obj{"text": "thanks"}, "action": action,
		}}
	}
	row := obj{"id": "r1", "title": "Green", "description": "in stock"}
	for name, m := range map[string]obj{
		"text":        text("hi"),
		"no type":     {"text": obj{"body": "hi"}},
		"reply":       {"type": "text", "text": obj{"body": "hi"}, "context": obj{"message_id": first}},
		"image":       {"type": "image", "image": obj{"id": png, "caption": "look"}},
		"image link":  {"type": "image", "image": obj{"link": "https://example.com/a.png"}},
		"video":       {"type": "video", "video": obj{"link": "https://example.com/a.mp4", "caption": "x"}},
		"audio":       {"type": "audio", "audio": obj{"link": "https://example.com/a.ogg", "voice": true}},
		"document":    {"type": "document", "document": obj{"link": "https://example.com/a.pdf", "filename": "a.pdf"}},
		"sticker":     {"type": "sticker", "sticker": obj{"link": "https://example.com/a.webp"}},
		"location":    {"type": "location", "location": obj{"latitude": "52.5", "longitude": "13.4", "name": "Shop"}},
		"location no": {"type": "location", "location": obj{"latitude": 52.5, "longitude": 13.4}},
		"contacts": {"type": "contacts", "contacts": []obj{{
			"name": obj{"formatted_name": "Ana B", "first_name": "Ana"}, "phones": []obj{{"phone": "+49301"}},
		}}},
		"buttons": interactive("button", obj{"buttons": []obj{{"type": "reply", "reply": obj{"id": "y", "title": "Yes"}}}}),
		"list":    interactive("list", obj{"button": "Colours", "sections": []obj{{"title": "All", "rows": []obj{row}}}}),
		"link": interactive("cta_url", obj{"name": "cta_url", "parameters": obj{
			"display_text": "Open", "url": "https://example.com/",
		}}),
		"ask place": interactive("location_request_message", obj{"name": "send_location"}),
		"contact":   interactive("request_contact_info", obj{"name": "request_contact_info"}),
		"flow":      interactive("flow", obj{"name": "flow", "parameters": obj{}}),
		"header": {"type": "interactive", "interactive": obj{
			"type": "button", "body": obj{"text": "choose"}, "header": obj{"type": "image", "image": obj{"id": png}},
			"action": obj{"buttons": []obj{{"type": "reply", "reply": obj{"id": "y", "title": "Yes"}}}},
		}},
	} {
		id := r.send(lena, m)
		r.settle("lena", id, "read")
		if w := words(r.statuses(id), "status"); w != "sent delivered read" {
			t.Errorf("%s: %s", name, w)
		}
	}
	react := r.send(lena, obj{"type": "reaction", "reaction": obj{"message_id": first, "emoji": "👍"}})
	r.until("the status of a reaction", func() bool { return len(r.statuses(react)) > 0 })
	r.drained()
	if w := words(r.statuses(react), "status"); w != "sent" {
		t.Errorf("reaction: %s", w)
	}
	p, _ := r.s.Phone("lena")
	if got := p.Threads[0].Messages[0].BusinessReaction; got != "👍" {
		t.Errorf("reaction on the phone = %q", got)
	}
}

func TestSend_refusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	mine := r.write("lena", "hello")
	other := r.write("maya", "hello")
	webp := r.upload("image/webp", []byte("RIFF____WEBPVP8L"))
	in := func(v obj) obj { return obj{"type": "interactive", "interactive": v} }
	button := obj{"type": "reply", "reply": obj{"id": "y", "title": "Yes"}}
	long := strings.Repeat("ä", 4097)
	for name, c := range map[string]struct {
		m    obj
		want int
	}{
		"no product":          {obj{"messaging_product": "", "type": "text", "text": obj{"body": "x"}}, 100},
		"misspelt key":        {obj{"type": "text", "text": obj{"body": "x"}, "biz_opaque": "x"}, 100},
		"group":               {obj{"recipient_type": "group", "type": "text", "text": obj{"body": "x"}}, 100},
		"long opaque":         {obj{"type": "text", "text": obj{"body": "x"}, "biz_opaque_callback_data": strings.Repeat("x", 513)}, 100},
		"no text":             {obj{"type": "text"}, 131008},
		"empty text":          {text(" "), 131008},
		"long text":           {text(long), 100},
		"unknown type":        {obj{"type": "poll", "poll": obj{}}, 131051},
		"voice type":          {obj{"type": "voice", "voice": obj{"id": "1"}}, 131051},
		"media id and link":   {obj{"type": "image", "image": obj{"id": "1", "link": "https://example.com"}}, 100},
		"media neither":       {obj{"type": "image", "image": obj{"caption": "x"}}, 100},
		"media unknown":       {obj{"type": "image", "image": obj{"id": "1"}}, 131009},
		"media wrong kind":    {obj{"type": "image", "image": obj{"id": webp}}, 131053},
		"media bad link":      {obj{"type": "image", "image": obj{"link": "file:///etc/passwd"}}, 131009},
		"audio caption":       {obj{"type": "audio", "audio": obj{"link": "https://example.com/a.ogg", "caption": "x"}}, 100},
		"long caption":        {obj{"type": "image", "image": obj{"link": "https://example.com/a", "caption": long}}, 100},
		"nowhere":             {obj{"type": "location", "location": obj{"latitude": "91", "longitude": "0"}}, 131009},
		"no longitude":        {obj{"type": "location", "location": obj{"latitude": "1"}}, 131008},
		"nameless contact":    {obj{"type": "contacts", "contacts": []obj{{"name": obj{}}}}, 131008},
		"no contacts":         {obj{"type": "contacts"}, 131008},
		"reaction, no target": {obj{"type": "reaction", "reaction": obj{"emoji": "x"}}, 131008},
		"reaction, no emoji":  {obj{"type": "reaction", "reaction": obj{"message_id": mine}}, 131008},
		"reaction elsewhere":  {obj{"type": "reaction", "reaction": obj{"message_id": other, "emoji": "x"}}, 131009},
		"reaction, context":   {obj{"type": "reaction", "reaction": obj{"message_id": mine, "emoji": "x"}, "context": obj{"message_id": mine}}, 131009},
		"quote elsewhere":     {obj{"type": "text", "text": obj{"body": "x"}, "context": obj{"message_id": other}}, 131009},
		"no action":           {in(obj{"type": "button", "body": obj{"text": "x"}}), 131008},
		"no body":             {in(obj{"type": "button", "action": obj{"buttons": []obj{button}}}), 131008},
		"four buttons":        {in(obj{"type": "button", "body": obj{"text": "x"}, "action": obj{"buttons": []obj{button, button, button, button}}}), 131009},
		"same button twice":   {in(obj{"type": "button", "body": obj{"text": "x"}, "action": obj{"buttons": []obj{button, button}}}), 131009},
		"long title":          {in(obj{"type": "button", "body": obj{"text": "x"}, "action": obj{"buttons": []obj{{"type": "reply", "reply": obj{"id": "y", "title": strings.Repeat("y", 21)}}}}}), 100},
		"list, no rows":       {in(obj{"type": "list", "body": obj{"text": "x"}, "action": obj{"button": "x", "sections": []obj{{"rows": []obj{}}}}}), 131009},
		"list, image header":  {in(obj{"type": "list", "body": obj{"text": "x"}, "header": obj{"type": "image", "image": obj{"link": "https://example.com/a"}}, "action": obj{}}), 131009},
		"link, not http":      {in(obj{"type": "cta_url", "body": obj{"text": "x"}, "action": obj{"name": "cta_url", "parameters": obj{"display_text": "x", "url": "javascript:x"}}}), 131009},
		"unknown interactive": {in(obj{"type": "quiz", "body": obj{"text": "x"}, "action": obj{}}), 131009},
	} {
		before := r.s.Counters().Accepted
		status, b := r.trySend(lena, c.m)
		if code(b) != c.want || status == 200 {
			t.Errorf("%s: %d %v, want %d", name, status, b, c.want)
		}
		if r.s.Counters().Accepted != before {
			t.Errorf("%s: was accepted all the same", name)
		}
	}
}

func TestSend_recipients(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, c := range []string{"lena", "beatriz", "tomas"} {
		r.write(c, "hello")
	}
	hidden := ""
	for _, c := range r.s.Customers() {
		if c.ID == "tomas" {
			hidden = c.UserID
		}
	}
	contact := func(to string) obj {
		_, b := r.trySend(to, text("hi"))
		if code(b) != 0 {
			return obj{"code": code(b)}
		}
		return as[obj](as[[]any](b["contacts"])[0])
	}
	if c := contact("+49 1522 8817386"); c["wa_id"] != "4915228817386" || c["input"] != "+49 1522 8817386" {
		t.Errorf("with spaces: %v", c)
	}
	if c := contact("+5531955550143"); c["wa_id"] != "553155550143" {
		t.Errorf("Brazil's ninth digit: %v", c)
	}
	if c := contact(hidden); c["wa_id"] != nil || c["user_id"] != hidden {
		t.Errorf("by user id: %v", c)
	}
	if c := contact("XX.123"); c["code"] != 131009 {
		t.Errorf("an unknown user id: %v", c)
	}
	if c := contact(""); c["code"] != 131008 {
		t.Errorf("nobody: %v", c)
	}
	if c := contact("+493023125014"); c["code"] != 131021 {
		t.Errorf("oneself: %v", c)
	}
	if c := contact("+12"); c["code"] != 131009 {
		t.Errorf("too short: %v", c)
	}
	// Without the + the digits count as a German number, so this is not Maya.
	r.write("maya", "hello")
	if c := contact("14155550132"); c["wa_id"] == "14155550132" {
		t.Errorf("without the plus: %v", c)
	}
}

func TestSend_hiddenCustomerNeverShowsAPhone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("tomas", "hola")
	_, b := r.trySend(r.user("tomas"), text("hola"))
	id := as[string](as[obj](as[[]any](b["messages"])[0])["id"])
	r.settle("tomas", id, "read")
	for _, h := range r.got() {
		_, v := decode(t, h)
		for _, m := range append(append(v.Messages, v.Statuses...), v.Contacts...) {
			if m["from"] != nil || m["wa_id"] != nil || m["recipient_id"] != nil {
				t.Errorf("a phone number in %v", m)
			}
		}
	}
}

func (r *rig) user(id string) string {
	for _, c := range r.s.Customers() {
		if c.ID == id {
			return c.UserID
		}
	}
	return ""
}

func TestSend_windowIsJudgedByTheCustomersStamps(t *testing.T) {
	t.Parallel()
	template := obj{"type": "template", "template": obj{
		"name": "continue_conversation", "language": obj{"code": "en_US"},
		"components": []obj{{"type": "body", "parameters": []obj{{"type": "text", "text": "Lena"}}}},
	}}
	for name, c := range map[string]struct {
		age  time.Duration // of the customer's only message; 0 is none
		m    obj
		want string
	}{
		"never wrote":          {0, text("x"), "failed"},
		"an hour ago":          {time.Hour, text("x"), "sent"},
		"a minute before":      {24*time.Hour - time.Minute, text("x"), "sent"},
		"a second after":       {24*time.Hour + time.Second, text("x"), "failed"},
		"a template afterward": {25 * time.Hour, template, "sent"},
		"a template unasked":   {0, template, "sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, nil)
			if c.age > 0 {
				if _, err := r.s.WriteAt("lena", line, sandbox.Content{Text: "x"}, time.Now().Add(-c.age)); err != nil {
					t.Fatal(err)
				}
			}
			id := r.send(lena, c.m)
			r.until("a status", func() bool { return len(r.statuses(id)) > 0 })
			st := r.statuses(id)[0]
			if st["status"] != c.want {
				t.Fatalf("status = %v, want %s", st, c.want)
			}
			if c.want == "failed" {
				if e := as[obj](as[[]any](st["errors"])[0]); e["code"] != 131047.0 || e["title"] != e["message"] {
					t.Errorf("error = %v", e)
				}
			}
		})
	}
}

func TestSend_windowIsPerNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	id := r.addNumber()
	r.askCode(id)
	c, _, _ := r.s.Code(id)
	r.graph("POST", "/"+id+"/verify_code?code="+c, nil)
	r.graph("POST", "/"+id+"/register", obj{"messaging_product": "whatsapp", "pin": "123456"})
	r.write("lena", "to the first number")
	_, b := r.graph("POST", "/"+id+"/messages", obj{
		"messaging_product": "whatsapp", "to": lena, "type": "text", "text": obj{"body": "x"},
	})
	sent := as[string](as[obj](as[[]any](b["messages"])[0])["id"])
	r.until("a status", func() bool { return len(r.statuses(sent)) > 0 })
	if st := r.statuses(sent)[0]; st["status"] != "failed" {
		t.Errorf("status = %v", st)
	}
}

func TestSend_undeliverable(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "hello")
	fails := func(want float64, to string, m obj) {
		t.Helper()
		id := r.send(to, m)
		r.until("failed", func() bool { return len(r.statuses(id)) > 0 })
		st := r.statuses(id)[0]
		if st["status"] != "failed" || as[obj](as[[]any](st["errors"])[0])["code"] != want {
			t.Errorf("status = %v, want %v", st, want)
		}
	}
	fails(131026, "+4915112345678", text("nobody there"))
	if err := r.s.SetCustomer(sandbox.Customer{ID: "lena", Identity: 1}); err != nil {
		t.Fatal(err)
	}
	fails(137000, lena, obj{"type": "text", "text": obj{"body": "x"}, "recipient_identity_key_hash": "old"})
	if err := r.s.SetCustomer(sandbox.Customer{ID: "lena", Blocked: true}); err != nil {
		t.Fatal(err)
	}
	fails(131026, lena, text("blocked"))
	if err := r.s.SetFaults(sandbox.Faults{SyncErrors: true}); err != nil {
		t.Fatal(err)
	}
	if _, b := r.trySend("+4915112345678", text("x")); code(b) != 131026 {
		t.Errorf("in the answer: %v", b)
	}
	if _, b := r.trySend("+14155550132", text("x")); code(b) != 131047 {
		t.Errorf("in the answer: %v", b)
	}
}

func TestSend_readReceiptsAndTyping(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	one, two, three := r.write("lena", "1"), r.write("lena", "2"), r.write("lena", "3")
	r.drained()
	read := func(id string, extra obj) int {
		body := obj{"messaging_product": "whatsapp", "status": "read", "message_id": id}
		for k, v := range extra {
			body[k] = v
		}
		_, b := r.graph("POST", "/"+line+"/messages", body)
		return code(b)
	}
	if got := read(two, obj{"typing_indicator": obj{"type": "text"}}); got != 0 {
		t.Fatalf("read: %d", got)
	}
	if got := fmt.Sprint(r.tick("lena", one), r.tick("lena", two), r.tick("lena", three)); got != "readreaddelivered" {
		t.Errorf("ticks = %s", got)
	}
	typing := func() bool { p, _ := r.s.Phone("lena"); return p.Threads[0].Typing }
	if !typing() {
		t.Error("typing is not shown")
	}
	r.shift.Add(int64(26 * time.Second))
	if typing() {
		t.Error("typing is shown after 25 s")
	}
	for name, got := range map[string]int{
		"unknown": read("wamid.x", nil), "missing": read("", nil),
		"typing of what": read(one, obj{"typing_indicator": obj{"type": "song"}}),
		"own message":    read(r.send(lena, text("x")), nil),
	} {
		if got == 0 {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestSend_phoneOffAndReceiptsOff(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "hi")
	r.write("astrid", "hej")
	if err := r.s.SetCustomer(sandbox.Customer{ID: "lena", Offline: true, NoAutoRead: true}); err != nil {
		t.Fatal(err)
	}
	off, quiet := r.send(lena, text("x")), r.send("+46701740635", text("x"))
	r.settle("astrid", quiet, "delivered")
	r.until("sent", func() bool { return r.tick("lena", off) == "sent" })
	if err := r.s.SetCustomer(sandbox.Customer{ID: "lena", NoAutoRead: true}); err != nil {
		t.Fatal(err)
	}
	r.settle("lena", off, "delivered")
	if p, _ := r.s.Phone("lena"); p.Threads[0].Unread != 1 {
		t.Errorf("unread = %d", p.Threads[0].Unread)
	}
	if err := r.s.Read("lena", line); err != nil {
		t.Fatal(err)
	}
	r.settle("lena", off, "read")
	r.until("astrid has read without telling", func() bool {
		p, _ := r.s.Phone("astrid")
		return p.Threads[0].Unread == 0
	})
	r.drained()
	if w := words(r.statuses(quiet), "status"); w != "sent delivered" {
		t.Errorf("receipts are off, yet: %s", w)
	}
}
