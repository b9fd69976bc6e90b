package meta_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// A template that is read has all that is needed to write it again, in both forms that Meta
// gives samples in.
func TestTemplates_areWrittenAsTheyWereRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ components, wrote string }{
		"numbered": {
			`[{"type":"HEADER","format":"TEXT","text":"Order {{1}}","example":{"header_text":["7"]}},
			  {"type":"BODY","text":"Hello {{1}}, {{2}} is here","example":{"body_text":[["Jo","it"]]}},
			  {"type":"FOOTER","text":"Shop"},
			  {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Fine"},{"type":"URL","text":"Track","url":"https://x.example/{{1}}","example":["https://x.example/7"]},
			   {"type":"PHONE_NUMBER","text":"Call","phone_number":"+4930"}]}]`,
			`[{"type":"HEADER","format":"TEXT","text":"Order {{1}}","example":{"header_text":["7"]}},
			  {"type":"BODY","text":"Hello {{1}}, {{2}} is here","example":{"body_text":[["Jo","it"]]}},
			  {"type":"FOOTER","text":"Shop"},
			  {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Fine"},{"type":"URL","text":"Track","url":"https://x.example/{{1}}","example":["https://x.example/7"]},
			   {"type":"PHONE_NUMBER","text":"Call","phone_number":"+4930"}]}]`,
		},
		"a flat list of samples": {
			`[{"type":"BODY","text":"Hello {{1}}, {{2}}","example":{"body_text":["Jo","it"]}}]`,
			`[{"type":"BODY","text":"Hello {{1}}, {{2}}","example":{"body_text":[["Jo","it"]]}}]`,
		},
		"named": {
			`[{"type":"BODY","text":"Hello {{first}}, yes {{first}}","example":{"body_text_named_params":[{"param_name":"first","example":"Jo"}]}}]`,
			`[{"type":"BODY","text":"Hello {{first}}, yes {{first}}","example":{"body_text_named_params":[{"param_name":"first","example":"Jo"}]}}]`,
		},
		"without variables": {`[{"type":"BODY","text":"Hello"}]`, `[{"type":"BODY","text":"Hello"}]`},
	} {
		var wrote struct {
			Category   *string         `json:"category"`
			Components json.RawMessage `json:"components"`
			Format     string          `json:"parameter_format"`
			Name       string          `json:"name"`
		}
		path := ""
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				format := "POSITIONAL"
				if name == "named" {
					format = "NAMED"
				}
				fmt.Fprintf(w, `{"data":[{"id":"9","name":"n","language":"en","status":"APPROVED","category":"UTILITY","parameter_format":%q,"components":%s}]}`, format, c.components)
				return
			}
			path = r.URL.Path
			raw, _ := io.ReadAll(r.Body)
			if err := json.Unmarshal(raw, &wrote); err != nil {
				t.Errorf("%s: %s", name, raw)
			}
			fmt.Fprint(w, `{"success":true,"id":"10","status":"PENDING"}`)
		}))
		client := newClient(server.URL)
		list, err := client.Templates(t.Context(), wabaID)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %v, %v", name, list, err)
		}
		content := list[0].Content()
		if made, err := client.CreateTemplate(t.Context(), wabaID, "n", "en", content); err != nil || made.ID != "10" {
			t.Fatalf("%s: %v %v", name, made, err)
		}
		if wrote.Category == nil || *wrote.Category != "UTILITY" || wrote.Name != "n" || (wrote.Format == "NAMED") != (name == "named") {
			t.Errorf("%s: made %+v", name, wrote)
		}
		wrote.Category = nil
		content.Category = ""
		if err := client.EditTemplate(t.Context(), "9", content); err != nil || wrote.Category != nil || path != "/v23.0/9" {
			t.Errorf("%s: edited %s with the category %v: %v", name, path, wrote.Category, err)
		}
		var got, want any
		if json.Unmarshal(wrote.Components, &got) != nil || json.Unmarshal([]byte(c.wrote), &want) != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: %s", name, cmp.Diff(want, got))
		}
		server.Close()
	}
}

// What cannot be written whole is not written at all.
func TestWriteTemplate_whatIsNotWhole(t *testing.T) {
	t.Parallel()
	c, asked := answering(t, `{"success":true}`)
	for name, content := range map[string]desk.TemplateContent{
		"a login code":        {Category: "AUTHENTICATION", Body: "x"},
		"a picture":           {HeaderKind: "IMAGE", Body: "x"},
		"a sample is missing": {Body: "a {{1}} b {{2}} c", Samples: []string{"x"}},
		"of the header too":   {HeaderKind: "TEXT", HeaderText: "a {{1}}", Body: "x"},
		"of a link":           {Body: "x", Buttons: []desk.TemplateButton{{Kind: "URL", Text: "Go", URL: "https://x.example/{{1}}"}}},
		"a number to call":    {Body: "x", Buttons: []desk.TemplateButton{{Kind: "PHONE_NUMBER", Text: "Call"}}},
		"a code to copy":      {Body: "x", Buttons: []desk.TemplateButton{{Kind: "COPY_CODE"}}},
		"a form":              {Body: "x", Buttons: []desk.TemplateButton{{Kind: "FLOW", Text: "Book"}}},
	} {
		_, created := c.CreateTemplate(t.Context(), wabaID, "n", "en", content)
		for _, err := range []error{c.EditTemplate(t.Context(), "9", content), created} {
			var e *meta.Error
			if !errors.As(err, &e) || e.Cause != meta.CauseInvalid || e.Why != "templateKind" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if asked.Method != "" {
		t.Errorf("Meta was asked: %s %s", asked.Method, asked.URL)
	}
}
