package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
)

// maxGraphBody is above Meta's largest upload (a document of 100 MB).
const maxGraphBody = 101 << 20

var versionPattern = regexp.MustCompile(`^v\d{1,2}\.\d$`)

// call is one request to the Graph API, taken apart.
type call struct {
	ctx    context.Context
	r      *http.Request
	method string
	node   string // first path element after the version
	edge   string // second one, or ""
	args   args   // query, overlaid by the form or JSON body
	grant  *grant // of a token from the sign-in window; nil = the system user's, which reaches everything
}

// Graph answers as graph.facebook.com does: paths begin with a version.
// Mount it anywhere; addresses that it hands out follow the request.
func (s *Sandbox) Graph() http.Handler { return http.HandlerFunc(s.serveGraph) }

func (s *Sandbox) serveGraph(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.counters.APICalls++
	latency := time.Duration(s.w.Faults.APILatencyMs) * time.Millisecond
	s.graphBase = baseOf(r)
	s.touch()
	s.mu.Unlock()
	if !clock.Sleep(r.Context(), latency) {
		return
	}
	if strings.HasPrefix(r.URL.Path, lookaside) {
		s.download(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, adPictures) {
		serveAd(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, pictures) {
		s.servePicture(w, r)
		return
	}
	body, fail := s.graph(r)
	if fail != nil {
		s.mu.Lock()
		s.counters.APIErrors++
		trace := s.digest("trace", s.next())
		s.touch()
		s.mu.Unlock()
		if fail.hangUp {
			panic(http.ErrAbortHandler) // net/http's way of dropping a connection
		}
		fail.write(w, trace[:8])
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("X-App-Usage", `{"call_count":1,"total_cputime":1,"total_time":1}`)
	_ = json.NewEncoder(w).Encode(body)
}

// baseOf is the address under which the client reaches the Graph handler,
// whatever prefix was stripped before it.
func baseOf(r *http.Request) string {
	prefix := ""
	if u, err := url.ParseRequestURI(r.RequestURI); err == nil {
		prefix = strings.TrimSuffix(u.Path, r.URL.Path)
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + prefix
}

func (s *Sandbox) graph(r *http.Request) (any, *apiError) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(parts) == 3 && parts[1] == "oauth" && parts[2] == "access_token" && versionPattern.MatchString(parts[0]) {
		return s.exchange(r)
	}
	if session := strings.Join(parts[1:], "/"); versionPattern.MatchString(parts[0]) && isUpload(session) {
		return s.serveUpload(r, session)
	}
	granted, fail := s.authorize(r)
	if fail != nil {
		return nil, fail
	}
	if len(parts) < 2 || len(parts) > 3 || !versionPattern.MatchString(parts[0]) {
		return nil, errPath(r.URL.Path)
	}
	c := &call{ctx: r.Context(), r: r, method: r.Method, node: parts[1], grant: granted}
	if len(parts) == 3 {
		c.edge = parts[2]
	}
	s.mu.Lock()
	fail = s.mishap(c.method == http.MethodPost && c.edge == "messages")
	s.mu.Unlock()
	if fail != nil {
		return nil, fail
	}
	if c.edge == "media" && c.method == http.MethodPost {
		return s.upload(c) // reads the body itself: it is not a small form
	}
	if c.args, fail = readArgs(r); fail != nil {
		return nil, fail
	}
	return s.route(c)
}

func (s *Sandbox) authorize(r *http.Request) (*grant, *apiError) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		e := graphErr(104, "An access token is required to request this resource.")
		e.message = "An access token is required to request this resource."
		return nil, e
	}
	if isAsApp(r, s.cfg.AppID) {
		return nil, s.authorizeApp(token)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken(desk.CheckToken) {
		return nil, errToken()
	}
	if token == s.cfg.Token {
		return nil, nil
	}
	g := s.grantOf(token)
	if g == nil {
		return nil, errToken()
	}
	return g, nil
}

// route finds what the node is. Handlers take the lock themselves where they
// must leave it for a request of their own; the rest runs under it.
func (s *Sandbox) route(c *call) (any, *apiError) {
	s.mu.Lock()
	a, n, m := s.ix.accounts[c.node], s.ix.numbers[c.node], s.ix.media[c.node]
	beyond := a != nil && !c.mayReach(a.ID) || n != nil && !c.mayReach(n.AccountID)
	s.mu.Unlock()
	if fail := s.lost(c, a, n); fail != nil {
		return nil, fail
	}
	switch {
	case beyond:
		return nil, errNode(c.node)
	case c.node == "debug_token" && c.edge == "":
		return s.debugToken(c)
	case c.edge == "system_user_access_tokens":
		return s.fetchGranted(c)
	case c.node == s.cfg.AppID && c.edge == "subscriptions":
		return s.appSubscriptions(c)
	case a != nil && c.edge == "subscribed_apps":
		return s.subscribedApps(c, a)
	case n != nil && c.edge == "" && c.method == http.MethodPost:
		return s.changeNumber(c, n)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case c.node == s.cfg.AppID && c.edge == "uploads":
		return s.beginUpload(c)
	case a != nil:
		return s.accountEdge(c, a)
	case n != nil:
		return s.numberEdge(c, n)
	case m != nil && c.edge == "":
		return s.mediaNode(c, m)
	}
	if t := s.templateByID(c.node); t != nil {
		return s.templateNode(c, t)
	}
	return nil, errNode(c.node)
}

// args are a call's parameters, whatever way they came.
type args map[string]any

func readArgs(r *http.Request) (args, *apiError) {
	out := args{}
	for k, v := range r.URL.Query() {
		out[k] = v[0]
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20+1))
	if err != nil || len(raw) > 1<<20 {
		return nil, graphErr(100, "The request body cannot be read or is too large.")
	}
	if len(strings.TrimSpace(string(raw))) == 0 {
		return out, nil
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(raw))
		if err != nil {
			return nil, graphErr(100, "The form cannot be read.")
		}
		for k, v := range form {
			out[k] = v[0]
		}
		return out, nil
	}
	body := map[string]any{}
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, graphErr(100, "The request body is not a JSON object.")
	}
	for k, v := range body {
		out[k] = v
	}
	return out, nil
}

func (a args) str(key string) string {
	switch v := a[key].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func (a args) obj(key string) args {
	v, _ := a[key].(map[string]any)
	return v
}

func (a args) list(key string) []any {
	v, _ := a[key].([]any)
	return v
}

// limit is the page size asked for.
func (a args) limit() int {
	n, err := strconv.Atoi(a.str("limit"))
	if err != nil || n < 1 {
		return 25
	}
	return min(n, 1000)
}
