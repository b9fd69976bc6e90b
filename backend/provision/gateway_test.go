package provision_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// gateway stands before a provider: it counts, and may answer in its place.
type gateway struct {
	*httptest.Server
	mu     sync.Mutex // guards what follows
	calls  []string
	answer func(r *http.Request) (status int, body string) // status 0 = pass on
}

func newGateway(t *testing.T, behind http.Handler) *gateway {
	t.Helper()
	g := &gateway{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		g.calls = append(g.calls, r.Method+" "+r.URL.Path)
		answer := g.answer
		g.mu.Unlock()
		if answer != nil {
			if status, body := answer(r); status != 0 {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(status)
				_, _ = w.Write([]byte(body))
				return
			}
		}
		behind.ServeHTTP(w, r)
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gateway) set(answer func(*http.Request) (int, string)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answer, g.calls = answer, nil
}

// count tells how many calls since set had a path with that ending.
func (g *gateway) count(ending string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, c := range g.calls {
		if strings.HasSuffix(c, ending) {
			n++
		}
	}
	return n
}

// changes tells how many calls since set changed something.
func (g *gateway) changes() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, c := range g.calls {
		if !strings.HasPrefix(c, http.MethodGet) {
			n++
		}
	}
	return n
}

// fails answers every call whose path ends so with one of Meta's errors.
func fails(ending string, code int) func(*http.Request) (int, string) {
	return func(r *http.Request) (int, string) {
		if !strings.HasSuffix(r.Method+" "+r.URL.Path, ending) {
			return 0, ""
		}
		b, _ := json.Marshal(map[string]any{"error": map[string]any{"message": "injected", "code": code, "error_data": map[string]string{"details": "said by Meta"}}})
		return http.StatusBadRequest, string(b)
	}
}

// answers answers every call whose path ends so.
func answers(ending, body string) func(*http.Request) (int, string) {
	return func(r *http.Request) (int, string) {
		if !strings.HasSuffix(r.Method+" "+r.URL.Path, ending) {
			return 0, ""
		}
		return http.StatusOK, body
	}
}
