package twilio_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	createContent = "POST /v1/Content"
	approveRoute  = "POST /v1/Content/" + hx + "/ApprovalRequests/whatsapp"
	deleteRoute   = "DELETE /v1/Content/" + hx
)

// A template goes out as content of the type that has room for it, its variables in one
// row of numbers, and is submitted.
func TestCreateTemplate_asTwilioHasIt(t *testing.T) {
	t.Parallel()
	text := func(c desk.TemplateContent) desk.TemplateContent {
		c.Category, c.Body, c.Samples = "UTILITY", "Hello {{1}}, your boat {{2}} is ready.", []string{"Maya", "Swan"}
		return c
	}
	type object = map[string]any
	const body = "Hello {{1}}, your boat {{2}} is ready."
	reply := desk.TemplateButton{Kind: "QUICK_REPLY", Text: "Fine"}
	link := desk.TemplateButton{Kind: "URL", Text: "See it", URL: "https://x.example/{{1}}", Sample: "https://x.example/7"}
	call := desk.TemplateButton{Kind: "PHONE_NUMBER", Text: "Call", Phone: "+4930"}
	for name, c := range map[string]struct {
		content desk.TemplateContent
		kind    string
		part    object
		samples object
	}{
		"a text":  {text(desk.TemplateContent{}), "twilio/text", object{"body": body}, object{"1": "Maya", "2": "Swan"}},
		"answers": {text(desk.TemplateContent{Buttons: []desk.TemplateButton{reply}}), "twilio/quick-reply", object{"body": body, "actions": []any{object{"type": "QUICK_REPLY", "title": "Fine", "id": "button_1"}}}, object{"1": "Maya", "2": "Swan"}},
		"to act on": {text(desk.TemplateContent{Buttons: []desk.TemplateButton{link, call}}), "twilio/call-to-action", object{"body": body, "actions": []any{
			object{"type": "URL", "title": "See it", "url": "https://x.example/{{3}}"}, object{"type": "PHONE_NUMBER", "title": "Call", "phone": "+4930"},
		}}, object{"1": "Maya", "2": "Swan", "3": "7"}},
		"everything": {
			text(desk.TemplateContent{HeaderKind: "TEXT", HeaderText: "Boat {{1}}", HeaderSample: "Swan", Footer: "Harbour & Pine", Buttons: []desk.TemplateButton{reply, link}}), "whatsapp/card",
			object{"body": body, "header_text": "Boat {{3}}", "footer": "Harbour & Pine", "actions": []any{
				object{"type": "QUICK_REPLY", "title": "Fine", "id": "button_1"}, object{"type": "URL", "title": "See it", "url": "https://x.example/{{4}}"},
			}}, object{"1": "Maya", "2": "Swan", "3": "Swan", "4": "7"},
		},
	} {
		s := newServer(t).on(createContent, 201, `{"sid":"`+hx+`"}`).on(approveRoute, 201, `{"status":"received","category":"utility","name":"boat_ready"}`)
		made, err := s.client().CreateTemplate(t.Context(), account, "boat_ready", "en", c.content)
		if err != nil || made.ID != hx || made.Status != desk.TemplatePending || made.Category != "UTILITY" {
			t.Fatalf("%s: %+v, %v", name, made, err)
		}
		want := object{"friendly_name": "boat_ready", "language": "en", "variables": c.samples, "types": object{c.kind: c.part}}
		if got := s.got[0].body; !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %v\nwant %v", name, got, want)
		}
		if got, want := s.last().body, (object{"name": "boat_ready", "category": "UTILITY"}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is submitted as %v", name, got)
		}
		// What is said of it now is what a list says later.
		types := asJSON(t, object{c.kind: c.part})
		listed := `{"sid":"` + hx + `","friendly_name":"boat_ready","language":"en","variables":` + asJSON(t, c.samples) + `,"types":` + types + `,"approval_requests":{"name":"boat_ready","category":"UTILITY","status":"received"}}`
		list, err := newServer(t).on(contentRoute, 200, `{"contents":[`+listed+`],"meta":{"next_page_url":null}}`).client().Templates(t.Context(), account)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		if !made.Content.Same(list[0].Content()) || !reflect.DeepEqual(made.Content.Samples, list[0].Samples) {
			t.Errorf("%s:\nmade   %+v\nlisted %+v", name, *made.Content, list[0].Content())
		}
	}
}

// What cannot be submitted leaves nothing behind.
func TestCreateTemplate_refusedIsTakenAway(t *testing.T) {
	t.Parallel()
	content := desk.TemplateContent{Category: "UTILITY", Body: "Your boat is ready."}
	s := newServer(t).on(createContent, 201, `{"sid":"`+hx+`"}`).on(approveRoute, 400, `{"code":20001,"message":"name is taken"}`).on(deleteRoute, 204, ``)
	if _, err := s.client().CreateTemplate(t.Context(), account, "boat_ready", "en", content); err == nil {
		t.Error("it was submitted")
	}
	if got := s.last(); got.method != "DELETE" || got.path != "/v1/Content/"+hx {
		t.Errorf("it stays: %s %s", got.method, got.path)
	}
	for name, c := range map[string]desk.TemplateContent{
		"names":                  {Category: "UTILITY", Named: true, Body: "Hello {{who}}, it is ready.", Samples: []string{"Maya"}},
		"a variable without one": {Category: "UTILITY", Body: "Hello {{1}}, it is ready."},
		"a file":                 {Category: "UTILITY", Body: "It is ready.", HeaderKind: "IMAGE"},
		"a login code":           {Category: "AUTHENTICATION", Body: ""},
		"a code to copy":         {Category: "UTILITY", Body: "It is ready.", Buttons: []desk.TemplateButton{{Kind: "COPY_CODE", Sample: "X"}}},
	} {
		s := newServer(t)
		if _, err := s.client().CreateTemplate(t.Context(), account, "boat_ready", "en", c); failure(t, err).Said.Params[desk.ParamContext] != "templateKind" || len(s.got) != 0 {
			t.Errorf("%s: %v, %d calls", name, err, len(s.got))
		}
	}
	if err := newServer(t).client().EditTemplate(t.Context(), hx, content); failure(t, err).Said.Params[desk.ParamContext] != "templateFinal" {
		t.Errorf("content is changed: %v", err)
	}
}

func TestDeleteTemplate_oneOrAllOfTheName(t *testing.T) {
	t.Parallel()
	s := newServer(t).on(deleteRoute, 204, ``)
	if err := s.client().DeleteTemplate(t.Context(), account, "boat_ready", hx); err != nil || len(s.got) != 1 {
		t.Errorf("one: %v", err)
	}
	const other = "HX00000000000000000000000000000000"
	list := content(`"twilio/text":{"body":"Hi"}`, `{"name":"boat_ready_v2","status":"approved"}`) + `,{"sid":"` + other + `","friendly_name":"boat_ready","language":"de","types":{"twilio/text":{"body":"Hallo"}}}`
	s = newServer(t).on(contentRoute, 200, `{"contents":[`+list+`],"meta":{"next_page_url":null}}`).on("DELETE /v1/Content/"+other, 204, ``)
	if err := s.client().DeleteTemplate(t.Context(), account, "boat_ready", ""); err != nil || s.last().path != "/v1/Content/"+other {
		t.Errorf("all: %v, last %s", err, s.last().path)
	}
	if err := newServer(t).client().DeleteTemplate(t.Context(), account, "boat_ready", "../Messages"); err == nil {
		t.Error("an id that is none is deleted")
	}
}

func asJSON(t *testing.T, of any) string {
	t.Helper()
	raw, err := json.Marshal(of)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
