package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

// chars is a text of n characters of which each has two bytes: Meta counts
// characters, so whoever counts bytes is caught.
func chars(n int) string { return strings.Repeat("ä", n) }

func interactive(kind string, action obj, more obj) obj {
	in := obj{"type": kind, "body": obj{"text": "choose"}, "action": action}
	for k, v := range more {
		in[k] = v
	}
	return obj{"type": "interactive", "interactive": in}
}

func replies(n int, id, title string) obj {
	list := []obj{}
	for i := range n {
		list = append(list, obj{"type": "reply", "reply": obj{"id": fmt.Sprint(id, i), "title": fmt.Sprint(title, i)}})
	}
	return obj{"buttons": list}
}

// sections makes a list action with rows spread over n sections.
func sections(n, rowsEach int, title string, row func(i int) obj) obj {
	list := []obj{}
	for i := range n {
		rows := []obj{}
		for j := range rowsEach {
			rows = append(rows, row(i*rowsEach+j))
		}
		list = append(list, obj{"title": title, "rows": rows})
	}
	return obj{"button": "Open", "sections": list}
}

func row(i int) obj { return obj{"id": fmt.Sprint(i), "title": fmt.Sprint("Row ", i)} }

func url20(name string) obj {
	return obj{"name": "cta_url", "parameters": obj{"display_text": name, "url": "https://example.com/"}}
}

// Each documented limit: what has just that length is taken, one more is not.
func TestSend_limitsAreWhereMetaHasThem(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "hello")
	image := func(n int) obj {
		return obj{"type": "image", "image": obj{"link": "https://example.com/a.png", "caption": chars(n)}}
	}
	contacts := func(n int) obj {
		list := []obj{}
		for i := range n {
			list = append(list, obj{"name": obj{"formatted_name": fmt.Sprint("P", i)}})
		}
		return obj{"type": "contacts", "contacts": list}
	}
	for name, c := range map[string]struct {
		most int
		make func(n int) obj
		want int
	}{
		"text":      {4096, func(n int) obj { return text(chars(n)) }, 100},
		"caption":   {1024, image, 100},
		"contacts":  {257, contacts, 100},
		"our words": {512, func(n int) obj { m := text("x"); m["biz_opaque_callback_data"] = strings.Repeat("x", n); return m }, 100},
		"buttons":   {3, func(n int) obj { return interactive("button", replies(n, "b", "B"), nil) }, 131009},
		"button id": {255, func(n int) obj { return interactive("button", replies(1, strings.Repeat("i", n), "B"), nil) }, 100},
		"button title": {19, func(n int) obj {
			return interactive("button", replies(1, "b", chars(n)), nil)
		}, 100},
		"body": {1024, func(n int) obj {
			return interactive("button", replies(1, "b", "B"), obj{"body": obj{"text": chars(n)}})
		}, 100},
		"body of a list": {4096, func(n int) obj {
			return interactive("list", sections(1, 1, "", row), obj{"body": obj{"text": chars(n)}})
		}, 100},
		"footer": {60, func(n int) obj {
			return interactive("button", replies(1, "b", "B"), obj{"footer": obj{"text": chars(n)}})
		}, 100},
		"header": {60, func(n int) obj {
			return interactive("button", replies(1, "b", "B"), obj{"header": obj{"type": "text", "text": chars(n)}})
		}, 131009},
		"list button": {20, func(n int) obj {
			a := sections(1, 1, "", row)
			a["button"] = chars(n)
			return interactive("list", a, nil)
		}, 100},
		"rows":          {10, func(n int) obj { return interactive("list", sections(1, n, "", row), nil) }, 131009},
		"sections":      {10, func(n int) obj { return interactive("list", sections(n, 1, "S", row), nil) }, 131009},
		"section title": {24, func(n int) obj { return interactive("list", sections(1, 1, chars(n), row), nil) }, 131009},
		"row id": {200, func(n int) obj {
			return interactive("list", sections(1, 1, "", func(int) obj { return obj{"id": strings.Repeat("r", n), "title": "R"} }), nil)
		}, 131009},
		"row title": {24, func(n int) obj {
			return interactive("list", sections(1, 1, "", func(int) obj { return obj{"id": "r", "title": chars(n)} }), nil)
		}, 131009},
		"row description": {72, func(n int) obj {
			return interactive("list", sections(1, 1, "", func(int) obj {
				return obj{"id": "r", "title": "R", "description": chars(n)}
			}), nil)
		}, 131009},
		"link title": {20, func(n int) obj { return interactive("cta_url", url20(chars(n)), nil) }, 131009},
	} {
		if status, b := r.trySend(lena, c.make(c.most)); status != 200 {
			t.Errorf("%s of %d: %d %v", name, c.most, status, b)
		}
		if status, b := r.trySend(lena, c.make(c.most+1)); status != 400 || code(b) != c.want {
			t.Errorf("%s of %d: %d %v, want %d", name, c.most+1, status, b, c.want)
		}
	}
}

func TestSend_interactiveShapesAreChecked(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "hello")
	one := replies(1, "b", "B")
	doubled := obj{"buttons": []obj{
		{"type": "reply", "reply": obj{"id": "a", "title": "Same"}}, {"type": "reply", "reply": obj{"id": "b", "title": "Same"}},
	}}
	for name, c := range map[string]struct {
		m    obj
		want int
	}{
		"no body":              {obj{"type": "interactive", "interactive": obj{"type": "button", "action": one}}, 131008},
		"no action":            {obj{"type": "interactive", "interactive": obj{"type": "button", "body": obj{"text": "x"}}}, 131008},
		"an unknown kind":      {interactive("carousel_of_doom", one, nil), 131009},
		"two equal titles":     {interactive("button", doubled, nil), 131009},
		"a button, no title":   {interactive("button", obj{"buttons": []obj{{"type": "reply", "reply": obj{"id": "a"}}}}, nil), 131008},
		"a list, no button":    {interactive("list", obj{"sections": []obj{}}, nil), 131008},
		"a list, no rows":      {interactive("list", sections(1, 0, "", row), nil), 131009},
		"untitled sections":    {interactive("list", sections(2, 1, "", row), nil), 131009},
		"the same row twice":   {interactive("list", sections(1, 2, "", func(int) obj { return row(1) }), nil), 131009},
		"a list with picture":  {interactive("list", sections(1, 1, "", row), obj{"header": obj{"type": "image", "image": obj{"link": "https://example.com/a.png"}}}), 131009},
		"an empty header":      {interactive("button", one, obj{"header": obj{"type": "text"}}), 131009},
		"a header of audio":    {interactive("button", one, obj{"header": obj{"type": "audio", "audio": obj{"link": "https://example.com/a"}}}), 131009},
		"a header, no file":    {interactive("button", one, obj{"header": obj{"type": "image", "image": obj{}}}), 100},
		"a place, misspelt":    {interactive("location_request_message", obj{"name": "send_place"}, nil), 131009},
		"a link to a script":   {interactive("cta_url", obj{"name": "cta_url", "parameters": obj{"display_text": "x", "url": "javascript:1"}}, nil), 131009},
		"a link without title": {interactive("cta_url", url20(""), nil), 131009},
		"a card, no name":      {obj{"type": "contacts", "contacts": []obj{{"phones": []obj{{"phone": "1"}}}}}, 131008},
		"no cards":             {obj{"type": "contacts", "contacts": []obj{}}, 131008},
		"a reaction in words":  {obj{"type": "reaction", "reaction": obj{"message_id": "x", "emoji": strings.Repeat("👍", 13)}}, 131009},
		"a reaction to none":   {obj{"type": "reaction", "reaction": obj{"emoji": "👍"}}, 131008},
		"a reaction, no emoji": {obj{"type": "reaction", "reaction": obj{"message_id": "x"}}, 131008},
	} {
		if status, b := r.trySend(lena, c.m); status != 400 || code(b) != c.want {
			t.Errorf("%s: %d %v, want %d", name, status, b, c.want)
		}
	}
	if r.s.Counters().Accepted != 0 {
		t.Error("something was accepted all the same")
	}
}

// What a header of a picture says about itself is not the message's text.
func TestSend_headerPictureKeepsTheBody(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "hello")
	id := r.send(lena, interactive("button", replies(2, "b", "B"), obj{
		"header": obj{"type": "image", "image": obj{"link": "https://example.com/a.png", "caption": "not the body"}},
	}))
	r.settle("lena", id, "read")
	p, _ := r.s.Phone("lena")
	m := p.Threads[0].Messages[1]
	if m.Text != "choose" || m.URL != "https://example.com/a.png" || len(m.Buttons) != 2 || m.Buttons[1].ID != "b1" {
		t.Errorf("message = %+v", m)
	}
}

// A reaction or a read receipt reaches 30 days back, and not a minute further.
func TestSend_oldMessagesAreOutOfReach(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	id, err := r.s.WriteAt("lena", line, sandbox.Content{Text: "old"}, time.Now().Add(-30*24*time.Hour+time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	r.write("lena", "new")
	r.drained()
	react := func() int {
		_, b := r.trySend(lena, obj{"type": "reaction", "reaction": obj{"message_id": id, "emoji": "👍"}})
		return code(b)
	}
	read := func() int {
		_, b := r.graph("POST", "/"+line+"/messages", obj{"messaging_product": "whatsapp", "status": "read", "message_id": id})
		return code(b)
	}
	if a, b := react(), read(); a != 0 || b != 0 {
		t.Errorf("within 30 days: %d %d", a, b)
	}
	r.shift.Add(int64(2 * time.Hour))
	if a, b := react(), read(); a != 131009 || b != 131009 {
		t.Errorf("after 30 days: %d %d", a, b)
	}
}
