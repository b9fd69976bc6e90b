package sandbox_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

func texts(values ...string) []obj {
	out := []obj{}
	for _, v := range values {
		out = append(out, obj{"type": "text", "text": v})
	}
	return out
}

func template(name, lang string, parts ...obj) obj {
	return obj{"type": "template", "template": obj{"name": name, "language": obj{"code": lang}, "components": parts}}
}

func part(kind string, params []obj) obj { return obj{"type": kind, "parameters": params} }

func TestTemplate_isRenderedAsTheCustomerSeesIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	png := r.upload("image/png", pngBytes(t))
	pdf := r.upload("application/pdf", []byte("%PDF-1.7\n"))
	named := []obj{
		{"type": "text", "parameter_name": "product", "text": "Fjell"},
		{"type": "text", "parameter_name": "first_name", "text": "Lena"},
	}
	url := obj{"type": "button", "sub_type": "url", "index": "0", "parameters": texts("48213")}
	for name, c := range map[string]struct {
		m                    obj
		text, button, target string
	}{
		"positional": {
			template("appointment_reminder", "en_US", part("body", texts("Lena", "12 May", "10:30")),
				obj{"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": []obj{{"type": "payload", "payload": "ok-1"}}}),
			"Hello Lena, this is a reminder of your fitting on 12 May at 10:30. See you then.", "Confirm", "ok-1",
		},
		"named": {
			template("welcome_back", "en_US", part("body", named)),
			"Hi Lena, your Fjell is back in stock. Shall we put one aside for you?", "Yes, please", "Yes, please",
		},
		"image and link": {
			template("shipping_update", "en_US",
				part("header", []obj{{"type": "image", "image": obj{"id": png}}}), part("body", texts("Maya", "48213")), url),
			"Good news, Maya: order 48213 has left our workshop.", "Track parcel", "https://harbour-pine.example/track/48213",
		},
		"a document": {
			template("invoice_ready", "en_US",
				part("header", []obj{{"type": "document", "document": obj{"id": pdf, "filename": "48213.pdf"}}}), part("body", texts("Maya", "48213"))),
			"Hello Maya, here is the invoice for order 48213.", "", "",
		},
	} {
		id := r.send(lena, c.m)
		r.settle("lena", id, "read")
		p, _ := r.s.Phone("lena")
		m := p.Threads[0].Messages[len(p.Threads[0].Messages)-1]
		var b sandbox.Button
		if len(m.Buttons) > 0 {
			b = m.Buttons[0]
		}
		if m.Text != c.text || b.Title != c.button || b.ID+b.URL != c.target {
			t.Errorf("%s: %q %+v", name, m.Text, m.Buttons)
		}
		if pr := as[obj](r.statuses(id)[0]["pricing"]); pr["category"] == "service" {
			t.Errorf("%s: pricing = %v", name, pr)
		}
	}
}

func TestTemplate_sendRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	full := part("body", texts("a", "b", "c"))
	header := part("header", []obj{{"type": "image", "image": obj{"link": "https://example.com/a.png"}}})
	for name, c := range map[string]struct {
		m    obj
		want int
	}{
		"unknown":         {template("nope", "en_US"), 132001},
		"other language":  {template("appointment_reminder", "fr", full), 132001},
		"pending":         {template("satisfaction_survey", "en_US", part("body", texts("a"))), 132001},
		"rejected":        {template("flash_sale", "en_US", part("body", texts("a"))), 132001},
		"too few":         {template("appointment_reminder", "en_US", part("body", texts("a"))), 132000},
		"none":            {template("appointment_reminder", "en_US"), 132000},
		"no language":     {obj{"type": "template", "template": obj{"name": "appointment_reminder"}}, 131008},
		"not text":        {template("continue_conversation", "en_US", part("body", []obj{{"type": "currency"}})), 132012},
		"empty value":     {template("continue_conversation", "en_US", part("body", texts(""))), 131008},
		"a line break":    {template("continue_conversation", "en_US", part("body", texts("a\nb"))), 132018},
		"misspelt name":   {template("welcome_back", "en_US", part("body", []obj{{"type": "text", "parameter_name": "first", "text": "a"}, {"type": "text", "parameter_name": "product", "text": "b"}})), 132012},
		"no header":       {template("shipping_update", "en_US", part("body", texts("a", "b"))), 132012},
		"no link suffix":  {template("shipping_update", "en_US", header, part("body", texts("a", "b"))), 131008},
		"a header added":  {template("continue_conversation", "en_US", part("header", texts("x")), part("body", texts("a"))), 132000},
		"a button added":  {template("continue_conversation", "en_US", part("body", texts("a")), obj{"type": "button", "sub_type": "url", "index": "0", "parameters": texts("x")}), 132000},
		"an unknown part": {template("continue_conversation", "en_US", part("sidebar", texts("a"))), 100},
	} {
		if status, b := r.trySend(lena, c.m); code(b) != c.want {
			t.Errorf("%s: %d %v, want %d", name, status, b, c.want)
		}
	}
}

func TestTemplate_listIsPagedAndFiltered(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	count := func(query string) (n int, statuses map[string]int) {
		statuses = map[string]int{}
		path := "/" + waba + "/message_templates?" + query
		for after := ""; ; {
			_, b := r.graph("GET", path+after, nil)
			for _, v := range as[[]any](b["data"]) {
				n++
				statuses[as[string](as[obj](v)["status"])]++
			}
			p := as[obj](b["paging"])
			if p == nil || p["next"] == nil {
				return n, statuses
			}
			after = "&after=" + as[string](as[obj](p["cursors"])["after"])
		}
	}
	if n, st := count("limit=2&fields=id,name,status,components"); n != 9 || st["APPROVED"] != 7 || st["PENDING"] != 1 || st["REJECTED"] != 1 {
		t.Errorf("templates = %d %v", n, st)
	}
	if n, _ := count("status=APPROVED"); n != 7 {
		t.Errorf("approved = %d", n)
	}
	if n, _ := count("name=appointment_reminder"); n != 2 {
		t.Errorf("of one name = %d", n)
	}
	_, b := r.graph("GET", "/"+waba+"/message_templates?status=REJECTED&fields=rejected_reason", nil)
	if got := as[obj](as[[]any](b["data"])[0])["rejected_reason"]; got != "PROMOTIONAL" {
		t.Errorf("reason = %v", got)
	}
}

func TestTemplate_createReviewDelete(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	in := obj{"name": "new_one", "language": "en_US", "category": "UTILITY", "components": []obj{{"type": "BODY", "text": "Hello"}}}
	path := "/" + waba + "/message_templates"
	_, b := r.graph("POST", path, in)
	if b["status"] != "PENDING" || b["id"] == nil {
		t.Fatalf("create = %v", b)
	}
	r.until("the review", func() bool { return len(r.got()) == 1 })
	field, v := decode(t, r.got()[0])
	if field != "message_template_status_update" || v.Event != "APPROVED" {
		t.Errorf("webhook = %s %+v", field, v)
	}
	r.settle("lena", r.send(lena, template("new_one", "en_US")), "read")
	if err := r.s.Review(fmt.Sprint(b["id"]), "PAUSED", ""); err != nil {
		t.Fatal(err)
	}
	if _, b := r.trySend(lena, template("new_one", "en_US")); code(b) != 132015 {
		t.Errorf("a paused template: %v", b)
	}
	if _, b := r.graph("POST", path, in); code(b) != 2388024 {
		t.Errorf("again: %v", b)
	}
	for name, change := range map[string]obj{
		"name": {"name": "New One"}, "language": {"language": "english"}, "category": {"category": "FUN"}, "components": {"components": []obj{}},
	} {
		bad := obj{"name": "other", "language": "en_US", "category": "UTILITY", "components": in["components"]}
		for k, v := range change {
			bad[k] = v
		}
		if _, b := r.graph("POST", path, bad); code(b) != 100 {
			t.Errorf("%s: %v", name, b)
		}
	}
	if s, _ := r.graph("DELETE", path+"?name=new_one", nil); s != 200 {
		t.Error("not deleted")
	}
	if _, b := r.trySend(lena, template("new_one", "en_US")); code(b) != 132001 {
		t.Errorf("after deletion: %v", b)
	}
}

func TestProfile_isReadAndChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	path := "/" + line + "/whatsapp_business_profile"
	read := func() obj {
		_, b := r.graph("GET", path+"?fields=about,email,websites,vertical", nil)
		return as[obj](as[[]any](b["data"])[0])
	}
	if p := read(); p["about"] == "" || p["vertical"] != "RETAIL" || p["address"] != nil {
		t.Errorf("profile = %v", p)
	}
	set := func(v obj) int {
		v["messaging_product"] = "whatsapp"
		_, b := r.graph("POST", path, v)
		return code(b)
	}
	for name, v := range map[string]obj{
		"empty about": {"about": ""}, "email": {"email": "nobody"}, "vertical": {"vertical": "SPACE"},
		"three sites": {"websites": []string{"https://a.example", "https://b.example", "https://c.example"}},
		"a bad site":  {"websites": []string{"javascript:1"}}, "a number": {"about": 4},
	} {
		if got := set(v); got != 100 {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := set(obj{"about": "Now closed", "websites": []string{"https://a.example/"}}); got != 0 {
		t.Fatalf("set: %d", got)
	}
	if p := read(); p["about"] != "Now closed" || p["vertical"] != "RETAIL" || as[[]any](p["websites"])[0] != "https://a.example/" {
		t.Errorf("profile = %v", p)
	}
}
