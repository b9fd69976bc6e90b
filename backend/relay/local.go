package relay

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/httpd"
)

// Local makes a relay the one of this computer: desktops of the same user find
// it through a file that only they can read, and it ends with the last of them
// unless it was told to keep receiving.
type Local struct {
	// Linger is how long it waits for a desktop to come (back); 0 = 15 s.
	Linger time.Duration
	// OnIdle is called once when it should end. Required.
	OnIdle func()
}

// DiscoveryFile is the name of the file in the data directory.
const DiscoveryFile = "discovery.json"

// LocalHeader carries Discovery.Secret in requests to /api/local/….
const LocalHeader = "X-Parley-Local"

// Discovery is what desktops of this computer read.
type Discovery struct {
	URL         string `json:"url"`         // for desktops of this computer; Certificate is its
	Certificate string `json:"certificate"` // PEM; see ClientTLS
	Public      string `json:"publicUrl"`   // for webhooks, in clear: a tunnel or a proxy leads here
	Internal    string `json:"internalUrl"`
	Secret      string `json:"secret"`
	PID         int    `json:"pid"`
	Version     string `json:"version"`
	Practice    bool   `json:"practice"`
	Password    string `json:"password"` // of the practice people; "" in real use
	Sandbox     string `json:"sandbox"`  // the sandbox's own address; "" in real use
}

const defaultLinger = 15 * time.Second

// localLife counts the desktops of this computer.
type localLife struct {
	opts   Local
	path   string
	secret string
	proof  proof
	over   chan struct{} // closed by release: holds end

	mu    sync.Mutex // guards below
	holds int
	keep  bool
	idle  *time.Timer // nil until announce
	ended bool
}

func newLocalLife(opts Local, dir string) (*localLife, error) {
	p, err := newProof()
	if err != nil {
		return nil, err
	}
	if opts.Linger == 0 {
		opts.Linger = defaultLinger
	}
	b := make([]byte, 32)
	rand.Read(b) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
	return &localLife{
		opts: opts, path: filepath.Join(dir, DiscoveryFile), secret: hex.EncodeToString(b), proof: p, over: make(chan struct{}),
	}, nil
}

// announce writes the discovery file: whole or not at all.
func (l *localLife) announce(d Discovery) error {
	d.Secret, d.PID, d.Certificate = l.secret, os.Getpid(), l.proof.certificate
	b, err := json.Marshal(d) //nolint:gosec // the file is there to hand this account's programs the secret
	if err != nil {
		return desk.Wrap("encode discovery", err)
	}
	tmp := l.path + ".new"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return desk.Wrap("write discovery", err)
	}
	l.mu.Lock()
	l.idle = time.AfterFunc(l.opts.Linger, l.maybeEnd)
	l.mu.Unlock()
	return desk.Wrap("write discovery", os.Rename(tmp, l.path))
}

// release lets the desktops' holds end, so that the listener can stop.
func (l *localLife) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended = true; l.idle != nil {
		l.idle.Stop()
	}
	select {
	case <-l.over:
	default:
		close(l.over)
	}
}

// forget removes the discovery file.
func (l *localLife) forget() error {
	if err := os.Remove(l.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return desk.Wrap("remove discovery", err)
	}
	return nil
}

func (l *localLife) maybeEnd() {
	l.mu.Lock()
	end := l.holds == 0 && !l.keep && !l.ended
	l.ended = l.ended || end
	l.mu.Unlock()
	if end {
		l.opts.OnIdle()
	}
}

// hold counts a desktop until its request ends.
func (l *localLife) hold(w http.ResponseWriter, req *http.Request) {
	if err := httpd.ExtendDeadlines(w, 100*365*24*time.Hour); err != nil {
		httpd.WriteError(w, desk.Wrap("extend deadlines", err))
		return
	}
	l.count(+1)
	defer l.count(-1)
	w.WriteHeader(http.StatusOK)
	http.NewResponseController(w).Flush() //nolint:errcheck,gosec // a desktop that is gone ends the request
	select {
	case <-req.Context().Done():
	case <-l.over:
	}
}

// count notes a desktop that came or went.
func (l *localLife) count(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holds += n; l.holds > 0 {
		l.idle.Stop()
	} else if !l.ended {
		l.idle.Reset(l.opts.Linger)
	}
}

// setKeep says whether to go on receiving without a desktop.
func (l *localLife) setKeep(w http.ResponseWriter, req *http.Request) {
	in, err := readJSON[struct {
		Keep bool `json:"keep"`
	}](w, req)
	if err != nil {
		httpd.WriteError(w, err)
		return
	}
	l.mu.Lock()
	l.keep = in.Keep
	l.mu.Unlock()
	l.count(0) // without a desktop, the time to end begins anew
	writeJSON(w, struct{}{})
}

// trusted lets requests through that carry the secret of the discovery file.
func (l *localLife) trusted(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		if subtle.ConstantTimeCompare([]byte(req.Header.Get(LocalHeader)), []byte(l.secret)) != 1 || req.Header.Get("Origin") != "" {
			httpd.WriteError(w, desk.Errorf(desk.CodeForbidden, "local", "Only Parley on this computer may ask this."))
			return
		}
		next(w, req)
	}
}

// localRoutes is what desktops of this computer reach, by a listener of their
// own: all that other desktops do, and what only this computer may ask.
func (r *Relay) localRoutes(public http.Handler) http.Handler {
	l := r.local
	mux := http.NewServeMux()
	mux.Handle("/", public)
	mux.Handle("GET /api/local/hold", l.trusted(l.hold))
	mux.Handle("POST /api/local/keep", l.trusted(l.setKeep))
	mux.Handle("POST /api/local/stop", l.trusted(func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, struct{}{})
		go l.opts.OnIdle()
	}))
	mux.Handle("POST /api/local/owner-code", l.trusted(func(w http.ResponseWriter, req *http.Request) {
		code, err := r.OwnerCode(req.Context())
		if err != nil {
			httpd.WriteError(w, err)
			return
		}
		writeJSON(w, map[string]string{"code": code})
	}))
	return mux
}

// announce tells the desktops of this computer where the relay is.
func (r *Relay) announce(context.Context) error {
	if r.local == nil {
		return nil
	}
	d := Discovery{
		URL: "https://" + r.web.LocalAddr(), Public: r.PublicURL(), Internal: r.InternalURL(), Version: r.opts.Version, Practice: r.opts.Config.Sandbox,
	}
	if r.practice != nil {
		d.Password, d.Sandbox = r.practice.password, r.practice.url
	}
	return r.local.announce(d)
}
