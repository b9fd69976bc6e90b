package couriertest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
)

// What the courier knows: one app with its secret, one account with its token and line.
const (
	App     = "app-north"
	Secret  = "wax-and-thread"
	Account = "acc-north"
	Token   = "a-token-of-the-courier"
	Line    = "line-7"
	Phone   = "+493023125077"
)

// Sent is a text that was given to the courier.
type Sent struct{ ID, Line, To, Text, Ours string }

// Server plays the courier's machines.
type Server struct {
	*httptest.Server

	mu   sync.Mutex // guards what follows
	sent []Sent
}

// NewServer starts one; Close ends it.
func NewServer() *Server {
	s := &Server{}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Sent lists what was given to the courier.
func (s *Server) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Sent{}, s.sent...)
}

// Refused is a text that the courier does not carry.
const Refused = "too heavy"

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	good := r.Header.Get("X-Courier-Token") == Token
	if !good && r.URL.Path != "/token" {
		http.Error(w, "who are you", http.StatusUnprocessableEntity)
		return
	}
	var out any
	switch r.URL.Path {
	case "/token":
		out = map[string]any{"Good": r.PostForm.Get("token") == Token, "App": App}
	case "/account":
		out = map[string]any{"Name": "Courier North"}
	case "/lines":
		out = []map[string]string{{"ID": Line, "Phone": Phone}}
	case "/send":
		if r.PostForm.Get("text") == Refused {
			http.Error(w, "the bag tears", http.StatusUnprocessableEntity)
			return
		}
		out = map[string]any{"ID": s.take(r.PostForm)}
	default:
		http.NotFound(w, r)
		return
	}
	json.NewEncoder(w).Encode(out) //nolint:errcheck,gosec // the relay may be gone
}

func (s *Server) take(form url.Values) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := "out-" + strconv.Itoa(len(s.sent)+1)
	s.sent = append(s.sent, Sent{id, form.Get("line"), form.Get("to"), form.Get("text"), form.Get("ours")})
	return id
}

// Deliver posts slips to a webhook, sealed with the secret, and gives the status.
func Deliver(ctx context.Context, address, secret string, slips ...url.Values) (int, error) {
	var body bytes.Buffer
	for _, s := range slips {
		fmt.Fprintln(&body, s.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body.Bytes()))
	if err != nil {
		return 0, err
	}
	req.Header.Set(SignatureHeader, Sign(secret, body.Bytes()))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// Text is the slip of a customer's text.
func Text(id, from, text string, at int64) url.Values {
	return url.Values{
		"kind": {"text"}, "id": {id}, "line": {Line}, "account": {Account}, "from": {from}, "text": {text}, "at": {strconv.FormatInt(at, 10)},
	}
}

// Came is the slip of how far one of ours has come: out, there or lost.
func Came(s Sent, how string, at int64) url.Values {
	return url.Values{
		"kind": {"came"}, "id": {s.ID}, "line": {Line}, "account": {Account}, "from": {s.To}, "how": {how}, "ours": {s.Ours}, "at": {strconv.FormatInt(at, 10)},
	}
}
