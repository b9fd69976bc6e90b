// Package local makes a relay the one of this computer: it writes the file by
// which desktops of the same user find it, proves to them that it is the one that
// wrote the file, and ends with the last of them.
//
// It is not for the relay of a team, which desktops are told the address of.
package local

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
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

// Options say how long the relay of this computer lives.
type Options struct {
	// Linger is how long it waits for a desktop to come (back); 0 = 15 s.
	Linger time.Duration
	// OnIdle is called once when it should end. Required.
	OnIdle func()
}

// File is the name of the file in the data directory.
const File = "discovery.json"

// Header carries Discovery.Secret in requests to /api/local/….
const Header = "X-Parley-Local"

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

// Life counts the desktops of this computer and ends the relay without one.
type Life struct {
	opts   Options
	path   string
	secret string
	proof  proof
	over   chan struct{} // closed by Release: holds end

	mu    sync.Mutex // guards below
	holds int
	keep  bool
	idle  *time.Timer // nil until Announce
	ended bool
}

// New makes the secret and the key of this run of the relay, whose data lies in
// dir. Desktops find nothing before Announce.
func New(opts Options, dir string) (*Life, error) {
	p, err := newProof()
	if err != nil {
		return nil, err
	}
	if opts.Linger == 0 {
		opts.Linger = defaultLinger
	}
	b := make([]byte, 32)
	rand.Read(b) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
	return &Life{
		opts: opts, path: filepath.Join(dir, File), secret: hex.EncodeToString(b), proof: p, over: make(chan struct{}),
	}, nil
}

// Announce writes the discovery file: whole or not at all.
func (l *Life) Announce(d Discovery) error {
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

// Release lets the desktops' holds end, so that the listener can stop.
func (l *Life) Release() {
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

// Forget removes the discovery file.
func (l *Life) Forget() error {
	if err := os.Remove(l.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return desk.Wrap("remove discovery", err)
	}
	return nil
}

// TLS is what the listener for desktops of this computer answers with.
func (l *Life) TLS() *tls.Config { return l.proof.tls }

func (l *Life) maybeEnd() {
	l.mu.Lock()
	end := l.holds == 0 && !l.keep && !l.ended
	l.ended = l.ended || end
	l.mu.Unlock()
	if end {
		l.opts.OnIdle()
	}
}

// hold counts a desktop until its request ends.
func (l *Life) hold(w http.ResponseWriter, req *http.Request) {
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
func (l *Life) count(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holds += n; l.holds > 0 {
		l.idle.Stop()
	} else if !l.ended {
		l.idle.Reset(l.opts.Linger)
	}
}

// setKeep says whether to go on receiving without a desktop.
func (l *Life) setKeep(w http.ResponseWriter, req *http.Request) {
	in, err := httpd.ReadJSON[struct {
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
	httpd.WriteJSON(w, struct{}{})
}

// trusted lets requests through that carry the secret of the discovery file.
func (l *Life) trusted(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		if subtle.ConstantTimeCompare([]byte(req.Header.Get(Header)), []byte(l.secret)) != 1 || req.Header.Get("Origin") != "" {
			httpd.WriteError(w, desk.Refuse(desk.CodeForbidden, "local"))
			return
		}
		next(w, req)
	}
}

// Routes is what desktops of this computer reach, by a listener of their own:
// all that other desktops do, and what only this computer may ask. ownerCode
// gives the one-time code of a relay that has no owner yet.
func (l *Life) Routes(public http.Handler, ownerCode func(context.Context) (string, error)) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", public)
	mux.Handle("GET /api/local/hold", l.trusted(l.hold))
	mux.Handle("POST /api/local/keep", l.trusted(l.setKeep))
	mux.Handle("POST /api/local/stop", l.trusted(func(w http.ResponseWriter, _ *http.Request) {
		httpd.WriteJSON(w, struct{}{})
		go l.opts.OnIdle()
	}))
	mux.Handle("POST /api/local/owner-code", l.trusted(func(w http.ResponseWriter, req *http.Request) {
		code, err := ownerCode(req.Context())
		if err != nil {
			httpd.WriteError(w, err)
			return
		}
		httpd.WriteJSON(w, map[string]string{"code": code})
	}))
	return mux
}
