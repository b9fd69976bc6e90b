package twilio_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	contentRoute = "GET /v1/ContentAndApprovals"
	hx           = "HX0123456789abcdef0123456789abcdef"
)

func content(types, approval string) string {
	return `{"sid":"` + hx + `","friendly_name":"boat_ready","language":"en","variables":{"1":"Maya"},"types":{` + types + `},"approval_requests":` + approval + `}`
}

func TestTemplates_inOurWords(t *testing.T) {
	t.Parallel()
	const approved = `{"name":"boat_ready_v2","category":"utility","content_type":"twilio/text","status":"approved","rejection_reason":""}`
	for name, tt := range map[string]struct {
		content string
		want    desk.Template
	}{
		"a text": {content(`"twilio/text":{"body":"Hello {{1}}, your boat is ready"}`, approved), desk.Template{
			Name: "boat_ready_v2", Category: "UTILITY", Status: desk.TemplateApproved, Body: "Hello {{1}}, your boat is ready",
		}},
		"in capitals": {content(`"twilio/text":{"body":"Hi"}`, `{"name":"n","category":"MARKETING","status":"APPROVED"}`), desk.Template{
			Name: "n", Category: "MARKETING", Status: desk.TemplateApproved, Body: "Hi",
		}},
		"never submitted": {content(`"twilio/text":{"body":"Hi"}`, `null`), desk.Template{Name: "boat_ready", Status: "UNSUBMITTED", Body: "Hi"}},
		"unsubmitted":     {content(`"twilio/text":{"body":"Hi"}`, `{"status":"unsubmitted"}`), desk.Template{Name: "boat_ready", Status: "UNSUBMITTED", Body: "Hi"}},
		"received":        {content(`"twilio/text":{"body":"Hi"}`, `{"name":"n","status":"received"}`), desk.Template{Name: "n", Status: desk.TemplatePending, Body: "Hi"}},
		"refused": {content(`"twilio/text":{"body":"Hi"}`, `{"name":"n","category":"UTILITY","status":"rejected","rejection_reason":"Too vague"}`), desk.Template{
			Name: "n", Category: "UTILITY", Status: desk.TemplateRejected, RejectedReason: "Too vague", Body: "Hi",
		}},
		"buttons": {content(`"twilio/text":{"body":"plain"},"twilio/call-to-action":{"body":"See it","actions":[{"type":"URL","title":"Open","url":"https://x.example/{{2}}"},{"type":"PHONE_NUMBER","title":"Call","phone":"+49"}]}`, approved), desk.Template{
			Name: "boat_ready_v2", Category: "UTILITY", Status: desk.TemplateApproved, Body: "See it", Buttons: []desk.TemplateButton{
				{Kind: "URL", Text: "Open", URL: "https://x.example/{{2}}"}, {Kind: "PHONE_NUMBER", Text: "Call", Phone: "+49"},
			},
		}},
		"a card": {content(`"whatsapp/card":{"body":"Body","header_text":"Head {{1}}","footer":"Foot","actions":[{"type":"QUICK_REPLY","title":"Yes","id":"y"}]}`, approved), desk.Template{
			Name: "boat_ready_v2", Category: "UTILITY", Status: desk.TemplateApproved, HeaderKind: "TEXT", HeaderText: "Head {{1}}", Body: "Body", Footer: "Foot",
			Buttons: []desk.TemplateButton{{Kind: "QUICK_REPLY", Text: "Yes"}},
		}},
		"a card with a title": {content(`"twilio/card":{"title":"Title","subtitle":"Sub","media":["https://x/y.jpg"]}`, approved), desk.Template{
			Name: "boat_ready_v2", Category: "UTILITY", Status: desk.TemplateApproved, Body: "Title", Footer: "Sub",
		}},
	} {
		s := newServer(t).on(contentRoute, 200, `{"contents":[`+tt.content+`],"meta":{"key":"contents","next_page_url":null}}`)
		list, err := s.client().Templates(t.Context(), account)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %+v, %v", name, list, err)
		}
		got := list[0]
		want := tt.want
		want.WabaID, want.MetaID, want.Language, want.Named = account, hx, "en", true
		if !slices.Equal(got.Buttons, want.Buttons) || got.Buttons == nil {
			t.Errorf("%s: buttons %+v", name, got.Buttons)
		}
		got.Buttons, want.Buttons = nil, nil
		if got.Name != want.Name || got.Status != want.Status || got.Category != want.Category || got.Body != want.Body || got.HeaderText != want.HeaderText ||
			got.HeaderKind != want.HeaderKind || got.Footer != want.Footer || got.RejectedReason != want.RejectedReason || got.WabaID != account || got.MetaID != hx || !got.Named || got.Language != "en" {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

// The list has as many pages as there are; what no agent could fill in is left out.
func TestTemplates_readsEveryPage(t *testing.T) {
	t.Parallel()
	good := content(`"twilio/text":{"body":"Hi"}`, "null")
	s := newServer(t).
		on(contentRoute, 200, `{"contents":[`+good+`,`+content(`"twilio/flows":{"body":"a flow"}`, "null")+`,`+strings.Replace(good, hx, "HXbad", 1)+`],"meta":{"next_page_url":"{base}/v1/ContentAndApprovals?PageSize=500&PageToken=DN2"}}`).
		on(contentRoute, 200, `{"contents":[`+good+`,`+content(`"twilio/text":{"body":""}`, "null")+`,`+content(`"twilio/text":7`, "null")+`],"meta":{"next_page_url":null}}`)
	list, err := s.client().Templates(t.Context(), account)
	if err != nil || len(list) != 2 || !strings.Contains(s.last().query, "PageToken=DN2") {
		t.Errorf("%+v, %v, %s", list, err, s.last().query)
	}
	for name, body := range map[string]string{
		"no list":         `{}`,
		"another address": `{"contents":[],"meta":{"next_page_url":"https://evil.example/"}}`,
		"without end":     `{"contents":[],"meta":{"next_page_url":"{base}/v1/ContentAndApprovals?PageToken=1"}}`,
	} {
		if _, err := newServer(t).on(contentRoute, 200, body).client().Templates(t.Context(), account); err == nil {
			t.Errorf("%s is a list", name)
		}
	}
	if _, err := newServer(t).on(contentRoute, 401, `{}`).client().Templates(t.Context(), account); failure(t, err).Said.Params[desk.ParamContext] != "deadToken" {
		t.Errorf("%v", err)
	}
}

// A variable that nobody here can fill in would go out as Twilio's sample.
func TestTemplates_leavesOutWhatCannotBeFilledIn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		types string
		want  int
	}{
		"a picture that is always the same": {`"twilio/media":{"body":"See {{1}}","media":["https://x/y.jpg"]}`, 1},
		"a picture of each customer":        {`"twilio/media":{"body":"See {{1}}","media":["https://x/{{2}}"]}`, 0},
		"a variable in the footer":          {`"whatsapp/card":{"body":"Body","footer":"For {{1}}"}`, 0},
		"a variable in a subtitle":          {`"twilio/card":{"title":"Title","subtitle":"{{1}}"}`, 0},
		"one in the title that is the text": {`"twilio/card":{"title":"Hello {{1}}"}`, 1},
		"two in the header":                 {`"whatsapp/card":{"body":"Body","header_text":"{{1}} and {{2}}"}`, 0},
		"two links":                         {`"twilio/call-to-action":{"body":"See","actions":[{"type":"URL","title":"A","url":"https://x/{{1}}"},{"type":"URL","title":"B","url":"https://x/{{2}}"}]}`, 0},
		"one link of two":                   {`"twilio/call-to-action":{"body":"See","actions":[{"type":"URL","title":"A","url":"https://x/{{1}}"},{"type":"URL","title":"B","url":"https://x/"}]}`, 1},
		"a number to call":                  {`"twilio/call-to-action":{"body":"See","actions":[{"type":"PHONE_NUMBER","title":"Call","phone":"{{1}}"}]}`, 0},
		"a code to copy":                    {`"twilio/call-to-action":{"body":"See","actions":[{"type":"COPY_CODE","title":"Copy","code":"{{1}}"}]}`, 0},
		"an answer":                         {`"twilio/quick-reply":{"body":"See","actions":[{"type":"QUICK_REPLY","title":"{{1}}","id":"y"}]}`, 0},
	} {
		s := newServer(t).on(contentRoute, 200, `{"contents":[`+content(tt.types, "null")+`],"meta":{"next_page_url":null}}`)
		if list, err := s.client().Templates(t.Context(), account); err != nil || len(list) != tt.want {
			t.Errorf("%s: %d templates, %v", name, len(list), err)
		}
	}
}
