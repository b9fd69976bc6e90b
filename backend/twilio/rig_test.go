package twilio_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/twilio"
)

// The account that the tests speak for.
const (
	account   = "AC0123456789abcdef0123456789abcdef"
	authToken = "the-auth-token-of-the-account"
	hook      = "https://parley.example/webhooks/twilio/" + account
)

// asked is a request as it came to the pretend Twilio.
type asked struct {
	method, path, query string
	form                url.Values
	body                map[string]any
	user, password      string
}

// server answers with what is queued for a method and path, the last of it for ever.
type server struct {
	*httptest.Server
	t *testing.T

	mu      sync.Mutex // guards what follows
	answers map[string][]answer
	got     []asked
}

type answer struct {
	status int
	body   string
	header http.Header
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, answers: map[string][]answer{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// on queues an answer. {account} in the path is the account's.
func (s *server) on(route string, status int, body string) *server {
	s.mu.Lock()
	defer s.mu.Unlock()
	route = strings.ReplaceAll(route, "{account}", "/2010-04-01/Accounts/"+account)
	s.answers[route] = append(s.answers[route], answer{status: status, body: body})
	return s
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
	}
	a := asked{method: r.Method, path: r.URL.Path, query: r.URL.RawQuery}
	a.user, a.password, _ = r.BasicAuth()
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(raw, &a.body); err != nil {
			s.t.Error(err)
		}
	} else if a.form, err = url.ParseQuery(string(raw)); err != nil {
		s.t.Error(err)
	}
	if bad := a.against(); bad != "" {
		s.t.Errorf("%s %s?%s: %s", a.method, a.path, a.query, bad)
	}
	s.mu.Lock()
	s.got = append(s.got, a)
	route := r.Method + " " + r.URL.Path
	queue := s.answers[route]
	if len(queue) > 1 {
		s.answers[route] = queue[1:]
	}
	s.mu.Unlock()
	if len(queue) == 0 {
		http.Error(w, `{"code":20404,"message":"The requested resource was not found","status":404}`, http.StatusNotFound)
		return
	}
	for k, v := range queue[0].header {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(queue[0].status)
	io.WriteString(w, strings.ReplaceAll(queue[0].body, "{base}", s.URL)) //nolint:errcheck,gosec // the client may be gone
}

// last gives the newest request.
func (s *server) last() asked {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.got) == 0 {
		s.t.Fatal("nothing was asked")
	}
	return s.got[len(s.got)-1]
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.got)
}

func (s *server) client() *twilio.Client {
	return &twilio.Client{
		Hosts: twilio.HostsAt(s.URL), Login: twilio.Login{Account: account, Secret: authToken}, Webhook: hook,
		Patience: 50 * time.Millisecond, Look: time.Millisecond,
	}
}
