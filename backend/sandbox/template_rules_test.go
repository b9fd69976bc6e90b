package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

const templates = "/" + waba + "/message_templates"

// draft is a template that Meta takes, changed by more.
func draft(name string, parts ...obj) obj {
	if len(parts) == 0 {
		parts = []obj{{"type": "BODY", "text": "Hello"}}
	}
	return obj{"name": name, "language": "en_US", "category": "UTILITY", "components": parts}
}

func bodyOf(text string, samples ...string) obj {
	b := obj{"type": "BODY", "text": text}
	if len(samples) > 0 {
		b["example"] = obj{"body_text": [][]string{samples}}
	}
	return b
}

func headerOf(format, text string, example obj) obj {
	return obj{"type": "HEADER", "format": format, "text": text, "example": example}
}

func buttons(list ...obj) obj { return obj{"type": "BUTTONS", "buttons": list} }

func button(kind string, more obj) obj {
	b := obj{"type": kind, "text": "Tap"}
	for k, v := range more {
		b[k] = v
	}
	return b
}

func many(n int, b obj) obj {
	list := []obj{}
	for range n {
		list = append(list, b)
	}
	return buttons(list...)
}

func (r *rig) create(in obj) (string, int) {
	_, b := r.graph("POST", templates, in)
	return as[string](b["id"]), code(b)
}

// What Meta takes for review, and the code with which it refuses the rest.
func TestTemplate_rulesOfTheParts(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.Pace.Review = -1 })
	plain, link := bodyOf("Hello"), "https://example.com/"
	quick := button("QUICK_REPLY", nil)
	call := button("PHONE_NUMBER", obj{"phone_number": "+493012345"})
	for name, c := range map[string]struct {
		parts []obj
		want  int
	}{
		"only a body":          {[]obj{plain}, 0},
		"variables":            {[]obj{bodyOf("Hi {{1}}, order {{2}} left.", "a", "b")}, 0},
		"no body":              {[]obj{{"type": "FOOTER", "text": "x"}}, 100},
		"an empty body":        {[]obj{bodyOf("")}, 100},
		"longest body":         {[]obj{bodyOf(chars(1024))}, 0},
		"body too long":        {[]obj{bodyOf(chars(1025))}, 2388040},
		"starts with one":      {[]obj{bodyOf("{{1}}, hello there", "a")}, 2388299},
		"ends with one":        {[]obj{bodyOf("Hello {{1}} ", "a")}, 2388299},
		"side by side":         {[]obj{bodyOf("Hi {{1}} {{2}}, x", "a", "b")}, 2388072},
		"a gap in the numbers": {[]obj{bodyOf("Hi {{1}} and {{3}}.", "a", "b")}, 2388072},
		"a name in numbers":    {[]obj{bodyOf("Hi {{first_name}}.", "a")}, 2388072},
		"no sample":            {[]obj{bodyOf("Hi {{1}}.")}, 2388072},
		"a sample too many":    {[]obj{bodyOf("Hi {{1}}.", "a", "b")}, 2388072},
		"header":               {[]obj{headerOf("TEXT", chars(60), nil), plain}, 0},
		"header too long":      {[]obj{headerOf("TEXT", chars(61), nil), plain}, 2388047},
		"header, variable":     {[]obj{headerOf("TEXT", "For {{1}}", obj{"header_text": []string{"a"}}), plain}, 0},
		"header, no sample":    {[]obj{headerOf("TEXT", "For {{1}}", nil), plain}, 2388047},
		"header, two":          {[]obj{headerOf("TEXT", "{{1}} {{2}}", obj{"header_text": []string{"a", "b"}}), plain}, 2388047},
		"header in bold":       {[]obj{headerOf("TEXT", "*x*", nil), plain}, 2388047},
		"header, emoji":        {[]obj{headerOf("TEXT", "x 🎉", nil), plain}, 2388072},
		"header, a sign":       {[]obj{headerOf("TEXT", "x® ✓", nil), plain}, 0},
		"footer, emoji":        {[]obj{plain, {"type": "FOOTER", "text": "x 1\ufe0f\u20e3"}}, 2388073},
		"header of a kind":     {[]obj{headerOf("SMELL", "", nil), plain}, 2388047},
		"picture":              {[]obj{headerOf("IMAGE", "", obj{"header_handle": []string{"4::x"}}), plain}, 0},
		"picture, no sample":   {[]obj{headerOf("IMAGE", "", nil), plain}, 2388047},
		"place":                {[]obj{headerOf("LOCATION", "", nil), plain}, 0},
		"footer":               {[]obj{plain, {"type": "FOOTER", "text": chars(60)}}, 0},
		"footer too long":      {[]obj{plain, {"type": "FOOTER", "text": chars(61)}}, 2388073},
		"footer, variable":     {[]obj{plain, {"type": "FOOTER", "text": "x {{1}} x"}}, 2388073},
		"ten replies":          {[]obj{plain, many(10, quick)}, 0},
		"eleven":               {[]obj{plain, many(11, quick)}, 100},
		"no buttons":           {[]obj{plain, buttons()}, 100},
		"replies apart":        {[]obj{plain, buttons(quick, call, quick)}, 100},
		"replies together":     {[]obj{plain, buttons(quick, quick, call)}, 0},
		"two calls":            {[]obj{plain, buttons(call, call)}, 100},
		"two links":            {[]obj{plain, many(2, button("URL", obj{"url": link}))}, 0},
		"three links":          {[]obj{plain, many(3, button("URL", obj{"url": link}))}, 100},
		"long button":          {[]obj{plain, buttons(button("QUICK_REPLY", obj{"text": chars(26)}))}, 100},
		"a link's end":         {[]obj{plain, buttons(button("URL", obj{"url": link + "{{1}}", "example": []string{"x"}}))}, 0},
		"a link's middle":      {[]obj{plain, buttons(button("URL", obj{"url": link + "{{1}}/x", "example": []string{"x"}}))}, 100},
		"a link, no sample":    {[]obj{plain, buttons(button("URL", obj{"url": link + "{{1}}"}))}, 100},
		"a long link":          {[]obj{plain, buttons(button("URL", obj{"url": link + strings.Repeat("x", 1990)}))}, 100},
		"a long phone":         {[]obj{plain, buttons(button("PHONE_NUMBER", obj{"phone_number": strings.Repeat("1", 21)}))}, 100},
		"a code":               {[]obj{plain, buttons(obj{"type": "COPY_CODE", "example": []string{strings.Repeat("A", 20)}})}, 0},
		"a long code":          {[]obj{plain, buttons(obj{"type": "COPY_CODE", "example": []string{strings.Repeat("A", 21)}})}, 100},
		"a button of a kind":   {[]obj{plain, buttons(button("LEVER", nil))}, 100},
		"a part of a kind":     {[]obj{plain, {"type": "SIDEBAR", "text": "x"}}, 100},
	} {
		in := draft(strings.ReplaceAll(strings.NewReplacer(",", "", "'", "").Replace(name), " ", "_"), c.parts...)
		if _, got := r.create(in); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestTemplate_namedVariables(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.Pace.Review = -1 })
	named := func(name, text string, params ...string) obj {
		list := []obj{}
		for _, p := range params {
			list = append(list, obj{"param_name": p, "example": "x"})
		}
		in := draft(name, obj{"type": "BODY", "text": text, "example": obj{"body_text_named_params": list}})
		in["parameter_format"] = "NAMED"
		return in
	}
	for want, in := range map[int]obj{
		0:       named("a", "Hi {{first_name}}, bye.", "first_name"),
		2388072: named("b", "Hi {{1}}, bye.", "1"),
		2388299: named("c", "Hi {{first_name}}", "first_name"),
	} {
		if _, got := r.create(in); got != want {
			t.Errorf("%v: %d, want %d", in, got, want)
		}
	}
	in := draft("d")
	in["parameter_format"] = "ROMAN"
	if _, got := r.create(in); got != 100 {
		t.Errorf("an unknown format: %d", got)
	}
}

// An approved template can be edited once a day and waits for its review again.
func TestTemplate_edit(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.Pace.Review = -1 })
	id, _ := r.create(draft("edited"))
	edit := func(change obj) int {
		in := obj{"components": []obj{bodyOf("Goodbye")}}
		for k, v := range change {
			in[k] = v
		}
		_, b := r.graph("POST", "/"+id, in)
		return code(b)
	}
	set := func(status string) {
		t.Helper()
		if err := r.s.Review(id, status, ""); err != nil {
			t.Fatal(err)
		}
	}
	read := func() obj { _, b := r.graph("GET", "/"+id+"?fields=status,category,components", nil); return b }
	if got := edit(nil); got != 2388039 {
		t.Errorf("while it is pending: %d", got)
	}
	set("REJECTED")
	if got := edit(obj{"category": "MARKETING"}); got != 0 {
		t.Errorf("a rejected one: %d", got)
	}
	if b := read(); b["status"] != "PENDING" || b["category"] != "MARKETING" || !strings.Contains(fmt.Sprint(b["components"]), "Goodbye") {
		t.Errorf("after the edit: %v", b)
	}
	set("APPROVED")
	if got := edit(obj{"category": "UTILITY"}); got != 100 {
		t.Errorf("the category of an approved one: %d", got)
	}
	if got := edit(obj{"components": []obj{bodyOf("{{1}}", "a")}}); got != 2388299 {
		t.Errorf("a bad body: %d", got)
	}
	for day := range 12 {
		set("APPROVED")
		want := 0
		if day >= 10 {
			want = 2388039 // the eleventh in 30 days
		}
		if got := edit(nil); got != want {
			t.Errorf("day %d: %d, want %d", day, got, want)
		}
		if set("APPROVED"); edit(nil) != 2388039 {
			t.Errorf("day %d: twice on one day", day)
		}
		r.shift.Add(int64(24*time.Hour + time.Minute))
	}
}

func TestTemplate_pausedIsResumed(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.Pace.Review = -1 })
	id, _ := r.create(draft("paused"))
	for _, c := range []struct {
		status string
		send   int
	}{{"PAUSED", 132015}, {"DISABLED", 132016}, {"PENDING", 132001}, {"REJECTED", 132001}, {"APPROVED", 0}} {
		if err := r.s.Review(id, c.status, ""); err != nil {
			t.Fatal(err)
		}
		if _, b := r.trySend(lena, template("paused", "en_US")); code(b) != c.send {
			t.Errorf("sent while %s: %v", c.status, b)
		}
		_, b := r.graph("POST", "/"+id+"/unpause", nil)
		if want := c.status == "PAUSED"; (code(b) == 0) != want {
			t.Errorf("unpause while %s: %v", c.status, b)
		}
	}
	if s, b := r.graph("DELETE", "/"+id, nil); s != 400 || code(b) != 100 {
		t.Errorf("delete by id: %d %v", s, b)
	}
}

func TestTemplate_deletion(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	del := func(q string) int { _, b := r.graph("DELETE", templates+"?"+q, nil); return code(b) }
	left := func(name string) int {
		_, b := r.graph("GET", templates+"?name="+name, nil)
		return len(as[[]any](b["data"]))
	}
	if got := del("name=appointment_reminder&hsm_id=594425479261611"); got != 0 || left("appointment_reminder") != 1 {
		t.Errorf("one language: %d, %d left", got, left("appointment_reminder"))
	}
	if got := del("hsm_ids=%5B%22594425479261608%22%2C%22594425479261607%22%5D"); got != 0 || left("tent_care")+left("invoice_ready") != 0 {
		t.Errorf("by ids: %d", got)
	}
	for name, q := range map[string]string{
		"unknown": "name=nope", "a wrong id": "name=shipping_update&hsm_id=1", "bad list": "hsm_ids=x",
		"one unknown of a list": "hsm_ids=%5B%221%22%5D", "nothing": "",
	} {
		if got := del(q); got != 100 {
			t.Errorf("%s: %d", name, got)
		}
	}
	if left("shipping_update") != 1 {
		t.Error("a refused deletion deleted")
	}
	in := draft("tent_care")
	if _, got := r.create(in); got != 2388023 {
		t.Errorf("a deleted name at once: %d", got)
	}
	r.shift.Add(int64(30*24*time.Hour + time.Minute))
	if _, got := r.create(in); got != 0 {
		t.Errorf("a deleted name after 30 days: %d", got)
	}
}

func TestTemplate_hundredAnHour(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.Pace.Review = -1 })
	for i := range 100 {
		if _, got := r.create(draft(fmt.Sprint("t", i))); got != 0 {
			t.Fatalf("%d: %d", i, got)
		}
	}
	if status, b := r.graph("POST", templates, draft("t100")); status != 429 || code(b) != 80007 {
		t.Errorf("the next: %d %v", status, b)
	}
	r.shift.Add(int64(time.Hour + time.Second))
	if _, got := r.create(draft("t100")); got != 0 {
		t.Errorf("an hour later: %d", got)
	}
}
