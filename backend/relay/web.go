package relay

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/event"
	"github.com/parleydesk/parley/backend/httpd"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/webhook"
	"github.com/parleydesk/parley/backend/wire"
)

// openWeb makes the listeners; nothing is answered yet.
func (r *Relay) openWeb(ctx context.Context) error {
	cfg := r.opts.Config
	maps.Copy(r.answers, r.calls())
	public := r.routes()
	var here *httpd.LocalListener
	if r.opts.Local != nil {
		var err error
		if r.local, err = local.New(*r.opts.Local, cfg.DataDir); err != nil {
			return err
		}
		here = &httpd.LocalListener{Handler: r.local.Routes(public, r.OwnerCode), TLS: r.local.TLS()}
	}
	certs := r.certificates()
	var err error
	r.web, err = httpd.New(httpd.Options{
		PublicAddr: cfg.Public.Listen, InternalAddr: cfg.Internal.Listen, Public: public, Local: here,
		Registry: r.registry, Log: r.log, TrustedNets: cfg.TrustedNets(), TLS: certs,
		PerAddress: cfg.Limits.Connections,
		Secure:     certs != nil || len(cfg.TrustedNets()) > 0, Now: r.time.Now,
	})
	if err != nil {
		return err
	}
	r.web.Ready("database", r.health.ready)
	return r.web.Listen(ctx)
}

// certificates says which certificates the public listener has, nil for none.
func (r *Relay) certificates() *httpd.Certificates {
	if !r.certified() {
		return nil
	}
	cfg := r.opts.Config
	return &httpd.Certificates{Domain: cfg.TLS.Domain, Email: cfg.TLS.Email, Dir: cfg.CertificateDir(), CA: cfg.TLS.CA}
}

// serve begins to answer, last of all.
func (r *Relay) serve(ctx context.Context) error {
	r.watched = r.watchClock()
	if err := r.jobs.Start(ctx); err != nil {
		return err
	}
	if err := r.provision.Start(ctx); err != nil {
		return err
	}
	r.doctor.Start()
	if err := r.signup.Start(ctx); err != nil {
		return err
	}
	if err := r.records.Start(ctx, r.log); err != nil {
		return err
	}
	r.timers = startTimers(r.db, r.ledger, r.time.Passed, r.log)
	r.keeper = startKeeper(r.db, r.files, r.time.Passed, r.log)
	r.heads = datadir.StartHeads(r.opts.Config.DataDir, r.db, r.log)
	var err error
	if r.events, err = event.Start(ctx, event.Config{Store: r.db, Consumers: r.opts.Consumers, Log: r.log}); err != nil {
		return err
	}
	r.told.Store(r.provision)
	r.ledger.Tell(r.hub, r.index, r.jobs, r.events, r.timers, r.heads, r.doctor)
	r.heads.Nudge()
	r.health.start()
	if err := r.web.Start(ctx); err != nil {
		return err
	}
	if r.practice != nil {
		if err := r.beginPractice(ctx); err != nil {
			return err
		}
	}
	return r.announce()
}

// beginPractice fills the first start and lets the customers write.
func (r *Relay) beginPractice(ctx context.Context) error {
	setup := r.setupCalls()
	r.links.AnswersAt(r.PublicURL())
	err := r.practice.Begin(ctx, practice.Relay{
		Org: r.home, PublicURL: r.PublicURL(), Rows: r.db, People: r.people, Recorder: r.ledger,
		Call: func(ctx context.Context, by *desk.User, d desk.DeviceID, name string, body []byte) (any, error) {
			return setup[name](ctx, provision.Caller{Org: r.home, User: by, DeviceID: d}, body)
		},
	})
	if err == nil {
		r.practice.Watch(func(b view.Body) { r.hub.PushAll(r.home, wire.PushSandbox, b) })
	}
	return err
}

// announce tells the desktops of this computer where the relay is.
func (r *Relay) announce() error {
	if r.local == nil {
		return nil
	}
	d := local.Discovery{
		URL: "https://" + r.web.LocalAddr(), Public: r.PublicURL(), Internal: r.InternalURL(), Version: r.opts.Version, Practice: r.opts.Config.Sandbox,
	}
	if r.practice != nil {
		d.Password, d.Sandbox = r.practice.Password, r.practice.URL
	}
	return r.local.Announce(d)
}

// routes is everything the public listener answers. Providers may reach it by
// whatever name a tunnel has; desktops and browsers by the relay's own.
func (r *Relay) routes() http.Handler {
	mux := http.NewServeMux()
	people := httpd.KnownHosts(r.names(), r.peopleRoutes())
	mux.Handle(wire.PathSync, people)
	mux.Handle("/api/", people)
	mux.Handle("/join", people)
	mux.Handle(wire.PathConnect, people)
	mux.Handle(wire.PathConnect+"/", people)
	r.hooks(mux, webhook.NewMetrics(r.registry))
	mux.Handle("GET "+publishedPath+"{file}/{until}/{proof}", working(desk.WorkMedia, httpd.RateLimit(r.opts.Config.Limits.Requests)(http.HandlerFunc(r.published))))
	return mux
}

// names is what the relay is called: nothing when a team's operator has not said.
func (r *Relay) names() []string {
	cfg := r.opts.Config
	var names []string
	if u, err := url.Parse(cfg.Public.URL); err == nil && u.Hostname() != "" {
		names = append(names, strings.ToLower(u.Hostname()))
	}
	if cfg.TLS.Domain != "" {
		names = append(names, strings.ToLower(cfg.TLS.Domain))
	}
	if r.opts.Local != nil {
		names = append(names, local.Host)
	}
	return names
}

// route is one of what desktops, and the browser of somebody invited, ask.
type route struct {
	pattern string
	open    bool // it is asked before anybody is signed in
	handler http.Handler
}

func (r *Relay) peopleRoutes() http.Handler {
	mux := http.NewServeMux()
	for _, each := range r.asked() {
		mux.Handle(each.pattern, each.handler)
	}
	return mux
}

func (r *Relay) asked() []route {
	perAddress := httpd.RateLimit(r.opts.Config.Limits.Requests)
	limited := func(h http.HandlerFunc) http.Handler { return perAddress(working(desk.WorkSync, h)) }
	return []route{
		{"GET " + wire.PathSync, false, atMost(r.opts.Config.Limits.Sockets, r.hub)},
		{"GET " + wire.PathState, true, limited(r.state)},
		{"GET " + wire.PathNonce, true, http.HandlerFunc(r.nonce)}, // no limit: it reads and remembers nothing
		{"POST " + wire.PathSignIn, true, limited(r.signIn)},
		{"POST " + wire.PathClaim, true, limited(r.claim)},
		{"POST " + wire.PathSignOut, false, limited(r.guarded(r.signOut))},
		{"POST " + wire.PathMedia, false, working(desk.WorkMedia, r.guarded(r.upload))},
		{"GET " + wire.PathMedia + "/{id}", false, working(desk.WorkMedia, r.guarded(r.download))},
		{"POST " + wire.PathRecords, false, working(desk.WorkSearch, r.guarded(r.exportRecords))},
		{"GET /join", true, limited(r.join)},
		{wire.PathConnect, true, perAddress(r.signup.Pages())},
		{wire.PathConnect + "/", true, perAddress(r.signup.Pages())},
	}
}

// working answers requests as work of a class.
func working(w desk.Work, next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		next.ServeHTTP(rw, req.WithContext(desk.WithWork(req.Context(), w)))
	})
}

// atMost lets n requests through at a time and turns the others away: each is a
// desktop's socket, which takes memory for as long as it lives.
func atMost(n int, next http.Handler) http.Handler {
	slots := make(chan struct{}, n)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			next.ServeHTTP(w, req)
		default:
			httpd.WriteError(w, desk.Refuse(desk.CodeUnavailable, "sockets"))
		}
	})
}
