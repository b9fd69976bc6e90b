// Package httpd is the relay's ground for HTTP: one listener for the internet
// (webhooks, desktops), one for the operator (health, readiness, metrics) and,
// where the relay is that of one computer, one for its desktops; with the
// limits, headers, logging and recovery that every request gets.
//
// It is not for routes: who answers what is wired by relay, which passes
// handlers in. It knows no provider, no socket protocol and no database. Every
// flow that comes from outside enters through it, before its first step.
package httpd

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleydesk/parley/backend/desk"
)

// Bounds of every connection. Handlers that move large files lengthen the two
// body times for their request with ExtendDeadlines.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 32 << 10
)

// Options says what a Server listens on and serves.
type Options struct {
	PublicAddr   string // host:port; port 0 takes a free one
	InternalAddr string
	Public       http.Handler         // answers the public listener, inside the middleware
	Registry     *prometheus.Registry // served as /metrics; the server's own metrics join it
	Log          *slog.Logger
	TrustedNets  []netip.Prefix   // proxies whose X-Forwarded-For is believed
	PerAddress   int              // most connections at once from one address that is no trusted proxy; 0 = any number
	TLS          *Certificates    // nil: plain HTTP, for loopback or behind a proxy
	Secure       bool             // the outside sees https (own TLS, or a proxy's): HSTS is sent
	Local        *LocalListener   // the listener for desktops of this computer; nil: none
	Now          func() time.Time // time.Now if nil
}

// LocalListener is a listener on loopback for desktops of this computer. It
// speaks TLS with a certificate that they know, so that who answers there has
// proven to be the relay before it is told anything.
type LocalListener struct {
	Handler http.Handler // answers inside the middleware
	TLS     *tls.Config  // has the certificate
}

// localAddr takes any free port: desktops read it where they read the certificate.
const localAddr = "127.0.0.1:0"

// Server owns the listeners. Its methods may be called concurrently, Start
// and Stop each more than once, and Stop before Start.
type Server struct {
	opts     Options
	metrics  *metrics
	checks   checks
	public   *http.Server
	internal *http.Server
	local    *http.Server // nil unless Options.Local
	failed   chan error   // holds one error per listener, so a send never blocks

	mu               sync.Mutex // guards what follows
	publicListener   net.Listener
	internalListener net.Listener
	localListener    net.Listener
	started, stopped bool
	cancel           context.CancelFunc // ends the requests' base context

	serving sync.WaitGroup
	over    chan struct{} // closed when Stop is through
}

// New prepares a server; nothing is opened yet.
func New(opts Options) (*Server, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil || opts.Registry == nil || opts.Public == nil {
		return nil, desk.Broken("", "the HTTP server needs a handler, a log and a metrics registry")
	}
	m, err := newMetrics(opts.Registry)
	if err != nil {
		return nil, desk.Wrap("register metrics of the HTTP server", err)
	}
	s := &Server{opts: opts, metrics: m, failed: make(chan error, 3), over: make(chan struct{})}
	s.checks.now = opts.Now
	s.public = s.server(s.wrap(opts.Public))
	s.public.ConnContext = noted
	s.internal = s.server(s.internalRoutes())
	if opts.Local != nil {
		s.local = s.server(s.wrap(opts.Local.Handler))
		s.local.TLSConfig = opts.Local.TLS
	}
	return s, nil
}

// server makes an http.Server with this package's bounds.
func (s *Server) server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		// Broken handshakes are common on the internet and tell an operator nothing.
		ErrorLog: slog.NewLogLogger(s.opts.Log.Handler(), slog.LevelDebug),
	}
}

// Listen binds all addresses, or none. Start does it too; a caller that needs
// the ports first calls it before.
func (s *Server) Listen(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listenLocked(ctx)
}

func (s *Server) listenLocked(ctx context.Context) error {
	if s.stopped {
		return desk.Refuse(desk.CodeConflict, "stopped")
	}
	if s.publicListener != nil {
		return nil
	}
	var lc net.ListenConfig
	public, err := lc.Listen(ctx, "tcp", s.opts.PublicAddr)
	if err != nil {
		return bindError("public", s.opts.PublicAddr, err)
	}
	internal, err := lc.Listen(ctx, "tcp", s.opts.InternalAddr)
	if err != nil {
		return errors.Join(bindError("internal", s.opts.InternalAddr, err), public.Close())
	}
	if s.local != nil {
		if s.localListener, err = lc.Listen(ctx, "tcp", localAddr); err != nil {
			return errors.Join(bindError("local", localAddr, err), public.Close(), internal.Close())
		}
	}
	each := s.opts.PerAddress
	if each <= 0 {
		each = unbounded
	}
	s.publicListener, s.internalListener = newCrowd(public, mostConnections(), each, s.opts.TrustedNets), internal
	return nil
}

func bindError(which, addr string, err error) error {
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: "listen", Op: "listen on " + addr, Err: err,
		Params: desk.Params{desk.ParamContext: which, "address": addr},
	}
}

// Start binds what is not bound and begins to answer. ctx bounds the start only.
func (s *Server) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started && !s.stopped {
		return nil
	}
	if err := s.listenLocked(ctx); err != nil {
		return err
	}
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	if s.opts.TLS != nil {
		conf, err := s.opts.TLS.start(base, s.publicListener.Addr(), s.opts.Log)
		if err != nil {
			cancel()
			return err
		}
		s.public.TLSConfig = conf
	}
	s.started, s.cancel = true, cancel
	s.public.BaseContext = func(net.Listener) context.Context { return base }
	s.internal.BaseContext = s.public.BaseContext
	s.serve("public", s.public, s.publicListener, s.opts.TLS != nil)
	s.serve("internal", s.internal, s.internalListener, false)
	if s.local != nil {
		s.local.BaseContext = s.public.BaseContext
		s.serve("local", s.local, s.localListener, true)
	}
	return nil
}

// serve runs one listener until it is shut down.
func (s *Server) serve(name string, srv *http.Server, ln net.Listener, encrypted bool) {
	s.serving.Go(func() {
		var err error
		if encrypted {
			err = srv.ServeTLS(ln, "", "")
		} else {
			err = srv.Serve(ln)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			s.failed <- desk.Wrap("serve "+name, err)
		}
	})
}

// Failed gives the error of a listener that stopped by itself. A relay that no
// longer listens must end rather than look alive.
func (s *Server) Failed() <-chan error { return s.failed }

// PublicAddr gives the bound public address, or "" before Listen.
func (s *Server) PublicAddr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return addr(s.publicListener)
}

// InternalAddr gives the bound internal address, or "" before Listen.
func (s *Server) InternalAddr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return addr(s.internalListener)
}

// LocalAddr gives the bound address for desktops of this computer, or "".
func (s *Server) LocalAddr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return addr(s.localListener)
}

func addr(ln net.Listener) string {
	if ln == nil {
		return ""
	}
	return ln.Addr().String()
}

// Drain makes /readyz answer 503 from now on, so that a load balancer looks
// elsewhere while what is under way ends. Stop does it too.
func (s *Server) Drain() { s.checks.drain() }

// Stop refuses new connections, waits until requests have been answered or ctx
// ends, and closes the rest. Sockets that were taken over (WebSocket) are not
// HTTP any more: whoever took them tells them to go first. The internal listener
// goes last, so that health can be asked until the end.
func (s *Server) Stop(ctx context.Context) error {
	s.Drain()
	s.mu.Lock()
	first := !s.stopped
	s.stopped = true
	s.mu.Unlock() // a request under way may still ask for an address
	if !first {
		select {
		case <-s.over:
			return nil
		case <-ctx.Done():
			return desk.Wrap("wait for the other stop", ctx.Err())
		}
	}
	defer close(s.over)
	if !s.started { // nobody writes these once stopped is set
		return errors.Join(closeListener(s.publicListener), closeListener(s.localListener), closeListener(s.internalListener))
	}
	err := errors.Join(shutDown(ctx, s.public), shutDown(ctx, s.local), shutDown(ctx, s.internal))
	s.cancel()
	s.serving.Wait()
	if s.opts.TLS != nil {
		s.opts.TLS.stop()
	}
	return err
}

// shutDown ends srv gently, and hard when ctx ends first.
func shutDown(ctx context.Context, srv *http.Server) error {
	if srv == nil {
		return nil
	}
	err := srv.Shutdown(ctx)
	if err == nil {
		return nil
	}
	return errors.Join(&desk.Error{
		Code: desk.CodeUnavailable, Subcode: "stop", Op: "stop the HTTP server", Err: err,
	}, srv.Close())
}

func closeListener(ln net.Listener) error {
	if ln == nil {
		return nil
	}
	return ln.Close()
}
