package relay_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/wire"
)

const phoneID = "106540352242922"

func textBody(id, phone, text string) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{
	"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
	"contacts":[{"profile":{"name":"Kim"},"wa_id":"16505551234"}],
	"messages":[{"from":"16505551234","id":%q,"timestamp":"1763700000","type":"text","text":{"body":%q}}]}}]}]}`, phone, id, text)
}

func TestHandshake_givesTheChallengeForTheTokenOnly(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	token := tm.connectApp()
	ask := func(app, token, challenge string) (int, string) {
		q := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {challenge}, "hub.verify_token": {token}}
		resp, err := http.Get(tm.relay.PublicURL() + "/webhooks/meta/" + app + "?" + q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(b)
	}
	if code, body := ask(appID, token, "1158201444"); code != http.StatusOK || body != "1158201444" {
		t.Errorf("the right token: %d %q", code, body)
	}
	for name, try := range map[string][3]string{
		"wrong token":   {appID, token + "x", "1"},
		"empty token":   {appID, "", "1"},
		"unknown app":   {"1", token, "1"},
		"not a number":  {appID, token, "<script>"},
		"no challenge":  {appID, token, ""},
		"unknown, none": {"1", "", "1"},
	} {
		if code, body := ask(try[0], try[1], try[2]); code != http.StatusForbidden || strings.Contains(body, "<") {
			t.Errorf("%s: %d %q", name, code, body)
		}
	}
}

func TestSignature_nothingUnprovenIsKept(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.connectApp()
	tm.number(phoneID, appID)
	before := tm.kept()
	body := textBody("wamid.1", phoneID, "hi")
	good := meta.Sign(secret, body)
	for name, sig := range map[string]string{
		"missing": "", "truncated": good[:len(good)-2], "other secret": meta.Sign("other", body), "empty secret": meta.Sign("", body),
		"sha1 label": strings.Replace(good, "sha256", "sha1", 1), "another body": meta.Sign(secret, append(body, ' ')), "no label": good[7:],
	} {
		if code := tm.hook(body, sig); code != http.StatusUnauthorized {
			t.Errorf("%s: %d, want 401", name, code)
		}
	}
	if tm.kept() != before {
		t.Errorf("%d entries came of unproven webhooks", tm.kept()-before)
	}
	if code := tm.hook(body, good); code != http.StatusOK || tm.kept() == before {
		t.Errorf("the good one: %d, %d entries", code, tm.kept()-before)
	}
}

func TestSignature_rotation_bothSecretsCount(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.connectApp()
	if err := tm.setup(wire.CallAppPut.Name, wire.AppPut{ID: appID, Name: "App", Secret: "practice-app-secret-2"}, nil); err != nil {
		t.Fatal(err)
	}
	for i, s := range []string{secret, "practice-app-secret-2"} {
		body := textBody(fmt.Sprint("wamid.", i), phoneID, "hi")
		if code := tm.hook(body, meta.Sign(s, body)); code != http.StatusOK {
			t.Errorf("secret %d: %d", i, code)
		}
	}
}

func TestWebhook_duplicates_areAbsorbed(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.connectApp()
	tm.number(phoneID, appID)
	body := textBody("wamid.1", phoneID, "once")
	tm.signed(body)
	once := tm.kept()
	done := make(chan int, 50)
	for range 50 {
		go func() { done <- tm.signed(body) }()
	}
	for range 50 {
		if code := <-done; code != http.StatusOK {
			t.Errorf("a duplicate: %d", code)
		}
	}
	if tm.kept() != once {
		t.Errorf("%d entries came of duplicates", tm.kept()-once)
	}
}

// TestWebhook_anAppVouchesForItsNumbersOnly guards against a customer's own
// app writing into another's inbox.
func TestWebhook_anAppVouchesForItsNumbersOnly(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.connectApp()
	tm.number("555", "another-app")
	if code := tm.signed(textBody("wamid.1", "555", "intruder")); code != http.StatusOK {
		t.Fatalf("answered %d", code)
	}
	list := tm.unhandled()
	n, err := tm.relay.Store().CountThreads(t.Context(), tm.relay.Org())
	if err != nil {
		t.Fatal(err)
	}
	if n != 0 || len(list) != 1 {
		t.Errorf("%d threads and %d not understood, want 0 and 1", n, len(list))
	}
}

func TestWebhook_hostileBodies_areAnsweredAndHarmless(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.connectApp()
	tm.number(phoneID, appID)
	deep := strings.Repeat("[", 100_000)
	for name, tt := range map[string]struct {
		body string
		want int
	}{
		"empty":       {"", http.StatusOK},
		"not json":    {"{", http.StatusOK},
		"binary":      {"\x00\xff\xfe", http.StatusOK},
		"deep":        {deep, http.StatusOK},
		"array":       {"[]", http.StatusOK},
		"other":       {`{"object":"page","entry":[{}]}`, http.StatusOK},
		"odd types":   {`{"object":"whatsapp_business_account","entry":{"changes":7}}`, http.StatusOK},
		"too large":   {strings.Repeat("x", 4<<20+1), http.StatusRequestEntityTooLarge},
		"just in":     {`{"a":"` + strings.Repeat("x", 4<<20-9) + `"}`, http.StatusOK},
		"half broken": {strings.Replace(string(textBody("wamid.7", phoneID, "kept")), `"messages":[`, `"messages":[7,null,{"type":5},`, 1), http.StatusOK},
	} {
		if code := tm.signed([]byte(tt.body)); code != tt.want {
			t.Errorf("%s: %d, want %d", name, code, tt.want)
		}
	}
	n, err := tm.relay.Store().CountThreads(t.Context(), tm.relay.Org())
	if err != nil || n != 1 {
		t.Errorf("%d threads, %v: the good item of a broken batch was lost", n, err)
	}
	for _, u := range tm.unhandled() {
		if u.Reason == "" {
			t.Errorf("%s is not understood without a reason", u.ID)
		}
	}
}

// TestFixtures_everyPublishedPayloadIsKept posts each of Meta's published
// payloads to a fresh relay; what each means is engine's table to say.
func TestFixtures_everyPublishedPayloadIsKept(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("PARLEY_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	list, err := filepath.Glob(filepath.Join(dir, "fixtures", "meta", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Skip("the reference material is not here")
	}
	for _, f := range list {
		if strings.Contains(f, "signature_vectors") {
			continue
		}
		t.Run(filepath.Base(f), func(t *testing.T) {
			body, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			tm := newTeam(t)
			tm.connectApp()
			for _, id := range phoneIDs(body) {
				tm.number(id, appID)
			}
			before := tm.kept()
			if code := tm.signed(body); code != http.StatusOK || tm.kept() == before {
				t.Fatalf("answered %d with %d entries", code, tm.kept()-before)
			}
			once := tm.kept()
			if code := tm.signed(body); code != http.StatusOK || tm.kept() != once {
				t.Errorf("again: answered %d with %d more entries", code, tm.kept()-once)
			}
		})
	}
}

// phoneIDs finds the numbers that a payload is for.
func phoneIDs(body []byte) []string {
	var out []string
	dec := json.NewDecoder(bytes.NewReader(body))
	for {
		tok, err := dec.Token()
		if err != nil {
			return out
		}
		if tok == "phone_number_id" {
			if v, err := dec.Token(); err == nil {
				if s, ok := v.(string); ok && len(out) == 0 {
					out = append(out, s)
				}
			}
		}
	}
}
