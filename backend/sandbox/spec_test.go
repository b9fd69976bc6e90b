package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/meta/metaspec"
	"github.com/parleydesk/parley/backend/sandbox"
)

// checked makes a Graph call whose answer must follow Meta's file. The file is
// older than v25.0, so the version is the file's.
func (r *rig) checked(spec *metaspec.Spec, method, path, query string, body any) obj {
	r.t.Helper()
	raw := []byte(nil)
	kind := ""
	if body != nil {
		raw, _ = json.Marshal(body)
		kind = "application/json"
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+"/graph/v23.0"+path+"?"+query, bytes.NewReader(raw))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+sandbox.DefaultToken)
	req.Header.Set("Content-Type", kind)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, _ := io.ReadAll(res.Body)
	for _, bad := range spec.CheckResponse(method, "/v23.0"+path, res.StatusCode, answer) {
		r.t.Errorf("%s %s %d: %s\n%s", method, path, res.StatusCode, bad, answer)
	}
	out := obj{}
	_ = json.Unmarshal(answer, &out)
	return out
}

func TestAnswers_followMetasFile(t *testing.T) {
	t.Parallel()
	path, ok := metaspec.Find()
	if !ok {
		t.Skip("Meta's OpenAPI file is not here")
	}
	spec, err := metaspec.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, nil)
	mine := r.write("lena", "hello")
	call := func(method, path, query string, body any) obj { return r.checked(spec, method, path, query, body) }
	w, n := "/"+waba, "/"+line

	call("GET", w, "fields=id,name,country,currency,timezone_id", nil)
	call("GET", w+"/phone_numbers", "fields=id,display_phone_number,verified_name,status,quality_rating", nil)
	added := "/" + as[string](call("POST", w+"/phone_numbers", "", obj{
		"cc": "1", "phone_number": rentedUS, "verified_name": "Harbour & Pine",
	})["id"])

	call("GET", n, "fields=id,display_phone_number,verified_name,quality_rating,code_verification_status,name_status", nil)
	call("POST", added+"/request_code", "", obj{"code_method": "SMS", "language": "en_US"})
	call("POST", added+"/verify_code", "", obj{"code": "000000"}) // refused: checks the error
	c, _, _ := r.s.Code(strings.TrimPrefix(added, "/"))
	call("POST", added+"/verify_code", "", obj{"code": c})
	call("POST", added+"/register", "", obj{"messaging_product": "whatsapp", "pin": "123456"})
	call("POST", w+"/subscribed_apps", "", nil)
	call("GET", w+"/subscribed_apps", "", nil)
	call("GET", w+"/message_templates", "", nil)
	call("GET", n+"/whatsapp_business_profile", "fields=about,address,email,websites,vertical", nil)
	call("POST", n+"/whatsapp_business_profile", "", obj{"messaging_product": "whatsapp", "about": "Open"})
	send := func(m obj) {
		m["messaging_product"], m["recipient_type"], m["to"] = "whatsapp", "individual", lena
		call("POST", n+"/messages", "", m)
	}
	send(text("hi"))
	send(obj{"type": "reaction", "reaction": obj{"message_id": mine, "emoji": "👍"}})
	send(template("continue_conversation", "en_US", part("body", texts("Lena"))))
	send(text("")) // refused
	call("POST", n+"/messages", "", obj{"messaging_product": "whatsapp", "status": "read", "message_id": mine})
	media := "/" + r.upload("image/png", pngBytes(t))
	for _, m := range []string{"GET", "DELETE"} {
		status, body := r.graph(m, media, nil)
		raw, _ := json.Marshal(body)
		for _, bad := range spec.CheckResponse(m, "/{Version}/{Media-ID}", status, raw) {
			t.Errorf("%s media: %s\n%s", m, bad, raw)
		}
	}
}

// paths lists the keys of a JSON value as dotted paths; list positions are
// left out.
func paths(v any, at string, into map[string]bool) {
	switch x := v.(type) {
	case map[string]any:
		for k, y := range x {
			into[at+"."+k] = true
			paths(y, at+"."+k, into)
		}
	case []any:
		for _, y := range x {
			paths(y, at, into)
		}
	}
}

// publishedKeys are the paths of all keys in the webhooks that Meta published.
func publishedKeys(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	dir := filepath.Join(sharedDir(), "fixtures", "meta")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Skip("Meta's published webhooks are not here")
	}
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if json.Unmarshal(raw, &v) == nil {
			paths(v, "", known)
		}
	}
	value := ".entry.changes.value"
	for _, k := range []string{ // documented in facts/meta.md §5 and §10, in no fixture
		".messages.context.forwarded", ".messages.unsupported.type",
	} {
		known[value+k] = true
	}
	return known
}

// Every key of every webhook is one that Meta has published somewhere.
func TestWebhooks_haveNoKeyThatMetaDoesNotSend(t *testing.T) {
	t.Parallel()
	known := publishedKeys(t)
	r := newRig(t, nil)
	asked := func(id string) sandbox.Content { return sandbox.Content{Text: "x", ReplyTo: id} }
	mine := r.write("lena", "x")
	ours := r.send(lena, text("x"))
	r.send("+4915112345678", text("x")) // fails
	for _, c := range []sandbox.Content{
		{Kind: sandbox.KindImage, Data: pngBytes(t), Text: "x"}, {Kind: sandbox.KindVideo, Data: []byte("x"), MIME: "video/mp4"},
		{Kind: sandbox.KindAudio, Data: []byte("x"), MIME: "audio/ogg"}, {Kind: sandbox.KindSticker, Data: []byte("x"), MIME: "image/webp"},
		{Kind: sandbox.KindDocument, Data: []byte("x"), MIME: "text/plain", Filename: "x"},
		{Kind: sandbox.KindLocation, Name: "x", Address: "x", URL: "https://example.com"},
		{Kind: sandbox.KindContacts, Cards: []sandbox.Card{{Name: "A B", Phone: "+4930"}}},
		{Kind: sandbox.KindReaction, Text: "x", Target: ours}, asked(ours), {Text: "x", Forwarded: true},
		{Kind: sandbox.KindButton, Text: "x", ReplyTo: ours},
		{Kind: sandbox.KindButtonReply, Text: "x", ButtonID: "x", ReplyTo: ours},
		{Kind: sandbox.KindListReply, Text: "x", ButtonID: "x", ReplyTo: ours, Description: "x"},
		{Kind: sandbox.KindUnsupported, Name: "poll"}, {Kind: sandbox.KindRemoval, Target: mine},
	} {
		if _, err := r.s.Write("lena", line, c); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.s.Write("tomas", line, sandbox.Content{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	r.settle("lena", ours, "read")
	for id, status := range map[string]string{"594425479261605": "APPROVED", "594425479261603": "REJECTED"} {
		if err := r.s.Review(id, status, "INVALID_FORMAT"); err != nil {
			t.Fatal(err)
		}
	}
	r.drained()
	var strange []string
	for _, h := range r.got() {
		got := map[string]bool{}
		var v any
		if err := json.Unmarshal(h.raw, &v); err != nil {
			t.Fatal(err)
		}
		paths(v, "", got)
		for k := range got {
			if !known[k] && !slices.Contains(strange, k) {
				strange = append(strange, k)
			}
		}
	}
	if len(strange) > 0 {
		t.Errorf("Meta does not send: %s", strings.Join(strange, " "))
	}
}
