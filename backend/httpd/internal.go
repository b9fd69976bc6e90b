package httpd

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/parleydesk/parley/backend/desk"
)

// readyTimeout bounds one question for readiness, all checks together: whoever
// asks has a limit too, and no answer is worse than "not ready".
const readyTimeout = 2 * time.Second

// checks is the list of what must work before the relay wants traffic.
type checks struct {
	now func() time.Time

	mu       sync.Mutex // guards what follows
	named    []check
	draining bool
}

type check struct {
	name string
	ask  func(context.Context) error
}

func (c *checks) drain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.draining = true
}

// snapshot copies the list, so that a slow check holds no lock.
func (c *checks) snapshot() ([]check, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]check(nil), c.named...), c.draining
}

// Ready adds a readiness check. ask must obey its context and may be called
// concurrently; the same name again replaces the check.
func (s *Server) Ready(name string, ask func(context.Context) error) {
	s.checks.mu.Lock()
	defer s.checks.mu.Unlock()
	for i := range s.checks.named {
		if s.checks.named[i].name == name {
			s.checks.named[i].ask = ask
			return
		}
	}
	s.checks.named = append(s.checks.named, check{name, ask})
}

// internalRoutes answers the operator's listener.
func (s *Server) internalRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "alive"})
	})
	mux.HandleFunc("GET /readyz", s.readiness)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.opts.Registry, promhttp.HandlerOpts{Registry: s.opts.Registry}))
	return secureHeaders(false, s.recovered(mux))
}

// readiness is the answer of /readyz: 200 when every check passes, else 503,
// with the code of each failure (never its text, which is in the log).
type readiness struct {
	Ready  bool              `json:"ready"`
	Checks map[string]string `json:"checks"`
}

func (s *Server) readiness(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	named, draining := s.checks.snapshot()
	answer := readiness{Ready: !draining, Checks: map[string]string{}}
	if draining {
		answer.Checks["server"] = "stopping"
	}
	for _, c := range named {
		answer.Checks[c.name] = "ok"
		if err := c.ask(ctx); err != nil {
			answer.Ready = false
			answer.Checks[c.name] = string(desk.CodeOf(err))
			s.opts.Log.WarnContext(ctx, "not ready", "check", c.name, "err", err)
		}
	}
	status := http.StatusOK
	if !answer.Ready {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, answer)
}

// writeJSON writes v, which must be marshalable by construction.
func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"error":{"code":"internal"}}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client has gone: nobody is left to tell
}
