package sandbox_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	waba = sandbox.DefaultWABA
	line = sandbox.DefaultNumber
)

// hook is one webhook as the pretend relay received it.
type hook struct {
	path, query, kind string
	raw               []byte
	header            http.Header
	method            string
}

// rig is a sandbox, its listener and a pretend relay.
type rig struct {
	t      *testing.T
	s      *sandbox.Sandbox
	url    string
	shift  atomic.Int64 // of the sandbox's clock, ns
	status atomic.Int64 // the relay's answer; 0 is 200

	mu    sync.Mutex
	hooks []hook
}

// newRig starts a quiet sandbox (nobody writes by themselves) unless change
// says otherwise.
func newRig(t *testing.T, change func(*sandbox.Config)) *rig {
	t.Helper()
	r := &rig{t: t}
	relay := httptest.NewServer(http.HandlerFunc(r.relay))
	t.Cleanup(relay.Close)
	cfg := sandbox.Config{
		Clock:              func() time.Time { return time.Now().Add(time.Duration(r.shift.Load())) },
		RelayMetaWebhook:   relay.URL + "/webhooks/meta/practice",
		RelayVonageWebhook: relay.URL + "/webhooks/vonage/sms",
		Seed:               7,
		RetryBase:          time.Millisecond,
		RetryMax:           20 * time.Millisecond,
		Pace: sandbox.Pace{
			Sent: time.Millisecond, Delivered: time.Millisecond, Read: time.Millisecond,
			First: -1, Review: time.Millisecond,
		},
		Carrier: sandbox.Carrier{DelayMs: 1},
	}
	if change != nil {
		change(&cfg)
	}
	r.s = sandbox.New(cfg)
	srv := httptest.NewServer(r.s.Handler())
	r.url = srv.URL
	if err := r.s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.s.Stop()
		srv.Close()
	})
	return r
}

func (r *rig) relay(w http.ResponseWriter, q *http.Request) {
	raw, _ := io.ReadAll(q.Body)
	if st := int(r.status.Load()); st != 0 && st != 200 {
		w.WriteHeader(st)
		return
	}
	if v := q.URL.Query(); v.Get("hub.mode") != "" {
		if v.Get("hub.verify_token") != "secret word" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, v.Get("hub.challenge"))
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	h := hook{q.URL.Path, q.URL.RawQuery, q.Header.Get("Content-Type"), raw, q.Header.Clone(), q.Method}
	checkHook(r.t, h)
	r.hooks = append(r.hooks, h)
}

func (r *rig) got() []hook {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]hook(nil), r.hooks...)
}

// until waits for a condition, looking again at each change.
func (r *rig) until(what string, ok func() bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	for {
		changed := r.s.Changed()
		if ok() {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			r.t.Fatalf("never happened: %s", what)
		}
	}
}

func (r *rig) drained() { r.until("all webhooks answered", func() bool { return r.s.Pending() == 0 }) }

// value is the body of one change, decoded.
type value struct {
	Metadata struct {
		PhoneNumberID string `json:"phone_number_id"`
	} `json:"metadata"`
	Contacts []map[string]any `json:"contacts"`
	Messages []map[string]any `json:"messages"`
	Statuses []map[string]any `json:"statuses"`
	Event    string           `json:"event"`
}

func decode(t *testing.T, h hook) (field string, v value) {
	t.Helper()
	var body struct {
		Object string `json:"object"`
		Entry  []struct {
			ID      string `json:"id"`
			Changes []struct {
				Field string `json:"field"`
				Value value  `json:"value"`
			} `json:"changes"`
		} `json:"entry"`
	}
	if err := json.Unmarshal(h.raw, &body); err != nil {
		t.Fatalf("webhook is not JSON: %v", err)
	}
	m := hmac.New(sha256.New, []byte(sandbox.DefaultAppSecret))
	m.Write(h.raw)
	if want := "sha256=" + hex.EncodeToString(m.Sum(nil)); h.header.Get("X-Hub-Signature-256") != want {
		t.Fatalf("signature = %q, want %q", h.header.Get("X-Hub-Signature-256"), want)
	}
	if body.Object != "whatsapp_business_account" || body.Entry[0].ID != waba {
		t.Fatalf("envelope = %+v", body)
	}
	return body.Entry[0].Changes[0].Field, body.Entry[0].Changes[0].Value
}

// messages and statuses are what the relay has been told so far.
func (r *rig) messages() []map[string]any {
	var out []map[string]any
	for _, h := range r.got() {
		if strings.Contains(h.path, "meta") {
			_, v := decode(r.t, h)
			out = append(out, v.Messages...)
		}
	}
	return out
}

func (r *rig) statuses(id string) []map[string]any {
	var out []map[string]any
	for _, h := range r.got() {
		if strings.Contains(h.path, "meta") {
			_, v := decode(r.t, h)
			for _, st := range v.Statuses {
				if st["id"] == id {
					out = append(out, st)
				}
			}
		}
	}
	return out
}

func words(list []map[string]any, key string) string {
	var out []string
	for _, m := range list {
		out = append(out, fmt.Sprint(m[key]))
	}
	return strings.Join(out, " ")
}

// graph makes a Graph call and returns status and body.
func (r *rig) graph(method, path string, body any) (int, map[string]any) {
	r.t.Helper()
	return r.request(method, "/graph/v25.0"+path, "Bearer "+sandbox.DefaultToken, body)
}

func (r *rig) request(method, path, auth string, body any) (int, map[string]any) {
	r.t.Helper()
	var in io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case url.Values:
		in, kind = strings.NewReader(b.Encode()), "application/x-www-form-urlencoded"
	case string:
		in = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			r.t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, in)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	if auth != "" {
		req.Header.Set("Authorization", auth)
	}
	return r.do(req)
}

// do makes a request; status 0 means that the connection broke.
func (r *rig) do(req *http.Request) (int, map[string]any) {
	r.t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, map[string]any{"transport": err.Error()}
	}
	defer func() { _ = res.Body.Close() }()
	out := map[string]any{}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		r.t.Fatalf("%s %s: answer is not JSON: %v", req.Method, req.URL.Path, err)
	}
	if strings.HasPrefix(req.URL.Path, "/vonage/") {
		checkAnswer(r.t, req.Method, req.URL.Path, res.StatusCode, out)
	}
	return res.StatusCode, out
}

// as is v as a T, or T's zero value.
func as[T any](v any) T {
	x, _ := v.(T)
	return x
}

// code is the error code of an answer, 0 for a success.
func code(body map[string]any) int {
	e, _ := body["error"].(map[string]any)
	c := as[float64](e["code"])
	return int(c)
}

type obj = map[string]any

// send posts a message and returns its id, or fails the test.
func (r *rig) send(to string, m obj) string {
	r.t.Helper()
	status, out := r.trySend(to, m)
	if status != 200 {
		r.t.Fatalf("send: %d %v", status, out)
	}
	return as[string](as[obj](as[[]any](out["messages"])[0])["id"])
}

func (r *rig) trySend(to string, m obj) (int, obj) {
	body := obj{"messaging_product": "whatsapp", "recipient_type": "individual"}
	if strings.Contains(to, ".") {
		body["recipient"] = to
	} else {
		body["to"] = to
	}
	for k, v := range m {
		body[k] = v
	}
	return r.graph("POST", "/"+line+"/messages", body)
}

func text(s string) obj { return obj{"type": "text", "text": obj{"body": s}} }

// write lets a customer write a text.
func (r *rig) write(customer, s string) string {
	r.t.Helper()
	id, err := r.s.Write(customer, line, sandbox.Content{Text: s})
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

func (r *rig) tick(customer, id string) string {
	p, err := r.s.Phone(customer)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, c := range p.Threads {
		for _, m := range c.Messages {
			if m.ID == id {
				return m.Tick
			}
		}
	}
	return ""
}

func (r *rig) settle(customer, id, tick string) {
	r.t.Helper()
	r.until(tick, func() bool { return r.tick(customer, id) == tick })
	r.drained()
}

// sharedDir is where the reference files lie, if they are here.
func sharedDir() string {
	if dir := os.Getenv("PARLEY_SHARED"); dir != "" {
		return dir
	}
	for up := "."; len(up) < 40; up += "/.." {
		if _, err := os.Stat(up + "/go.mod"); err == nil {
			return up + "/../shared"
		}
	}
	return ""
}

func pngBytes(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
