// Package relay is the composition root of the server: it opens what there is
// to open, wires the steps of the flow to each other, and closes them in the
// order in which nothing is lost.
//
// It is for wiring only. What a step does is in its package; what can be set is
// in config. Tests start the real thing with New and talk to it over its ports.
package relay

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/contacts"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/doctor"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/event"
	"github.com/parleydesk/parley/backend/files"
	"github.com/parleydesk/parley/backend/httpd"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/integration"
	"github.com/parleydesk/parley/backend/jobs"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/record"
	"github.com/parleydesk/parley/backend/rehearse"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/secrets"
	"github.com/parleydesk/parley/backend/sender"
	"github.com/parleydesk/parley/backend/share"
	"github.com/parleydesk/parley/backend/signup"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/webhook"
	"github.com/parleydesk/parley/backend/wire"
)

// Options is what a relay is started with.
type Options struct {
	Config  config.Config
	Version string
	Log     *slog.Logger
	Clock   func() time.Time // the computer's clock; nil = time.Now
	Steady  clock.Steady     // the counter beside it; zero = the computer's
	// Local makes this the relay of one computer. nil = a team's.
	Local *local.Options
	// Providers and Carriers are spoken to beside those of this build.
	Providers []Provider
	Carriers  []Carrier
	// Consumers do something about what happened, apart from every fold.
	Consumers []event.Consumer
	// OnFatal hears that the disk cannot be trusted; the process must end.
	OnFatal func(error)
}

// Relay is a running server.
type Relay struct {
	opts    Options
	log     *slog.Logger
	home    desk.OrgID   // the organization that the first start made
	time    *clock.Clock // what everything goes by; opts.Clock is the computer's
	witness *clock.Witness

	lock       *datadir.Held
	db         *store.DB
	index      *store.Index
	secrets    *secrets.Keeper
	files      *files.Folder
	shares     *share.Book
	uploads    uploading
	ledger     *ledger.Ledger
	people     *people.Service
	links      *integration.Service
	provision  *provision.Service
	signup     *signup.Service
	doctor     *doctor.Service
	earlier    earlier
	jobs       *jobs.Runner
	hub        *hub.Hub
	answers    map[string]hub.CallFunc // the hub's; filled before it serves
	engine     *engine.Engine
	inbound    map[string]*webhook.Messages // by the provider's name
	texts      map[string]*webhook.SMS      // by the carrier's name
	events     *event.Service
	records    *record.Service
	contacts   *contacts.Service
	rehearsals *rehearse.Service
	timers     *timers
	watched    *clockWatch
	keeper     *keeper
	health     *health
	heads      *datadir.Heads
	web        *httpd.Server
	practice   *practice.Practice // nil unless the sandbox is on
	lead       *clock.Lead        // as practice
	registry   *prometheus.Registry
	local      *local.Life // nil unless Options.Local
	// told hears of sessions that changed. The store is open before it exists.
	told atomic.Pointer[provision.Service]

	publishing publishing

	// Twilio's connections are one pool, made when they are first wanted.
	twilioOnce   sync.Once
	twilioCaller *http.Client

	once sync.Once
}

// New opens everything and starts it; the relay serves when New returns. On an
// error everything opened so far is closed again.
func New(ctx context.Context, opts Options) (*Relay, error) {
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.OnFatal == nil {
		opts.OnFatal = func(error) {}
	}
	r := &Relay{opts: opts, log: opts.Log, engine: withOthers(opts.Providers), registry: prometheus.NewRegistry(), answers: map[string]hub.CallFunc{}}
	for _, step := range []func(context.Context) error{
		r.openGround, r.prepare, r.openLedger, r.openPractice, r.openPeople, r.openWeb, r.serve,
	} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, r.Close(ctx))
		}
	}
	return r, nil
}

// openGround takes the data directory and opens what lies in it.
func (r *Relay) openGround(ctx context.Context) error {
	cfg := r.opts.Config
	r.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	lock, err := datadir.Lock(cfg.DataDir)
	if err != nil {
		return err
	}
	r.lock = lock
	if r.db, err = datadir.Open(ctx, cfg.DataDir, store.Options{Logger: r.log, OnFatal: r.opts.OnFatal, OnSessions: r.sessionsChanged}); err != nil {
		return err
	}
	if err := r.openClock(ctx); err != nil {
		return err
	}
	r.shares = share.New(share.Usual().Scaled(cfg.Limits.Shares), r.time.Now)
	if r.index, err = store.OpenIndex(ctx, r.db, r.log); err != nil {
		r.log.WarnContext(ctx, "search index cannot be opened; searches look through every message", "err", err)
	}
	if r.secrets, err = secrets.Open(ctx, cfg.MasterKeyPath(), r.db, r.time.Now); err != nil {
		return err
	}
	r.files, err = files.Open(filepath.Join(cfg.DataDir, "media"))
	return err
}

// openPractice starts the sandbox, before anything that is to talk to it. It
// does nothing outside practice.
func (r *Relay) openPractice(ctx context.Context) error {
	cfg := &r.opts.Config
	if !cfg.Sandbox {
		return nil
	}
	p, err := practice.Open(ctx, practice.Config{DataDir: cfg.DataDir, Clock: r.time.Now, Forward: r.lead.Forward, Log: r.log})
	if err != nil {
		return err
	}
	r.practice = p
	cfg.Meta.BaseURL, cfg.Vonage.BaseURL, cfg.Twilio.BaseURL = p.URL+"/graph", p.URL+"/vonage", p.URL+"/twilio"
	cfg.Meta.DialogURL, cfg.Meta.ScriptURL = p.URL+"/facebook", p.URL+"/facebook/sdk.js"
	return nil
}

// openPeople starts what has to do with persons and with the outside.
func (r *Relay) openPeople(context.Context) error {
	cfg := r.opts.Config
	r.witness = clock.NewWitness(r.time, cmp.Or(cfg.Meta.BaseURL, meta.DefaultBaseURL), meta.NewHTTPClient(cmp.Or(cfg.Meta.BaseURL, meta.DefaultBaseURL)))
	providers, carriers := r.linkable()
	r.links = integration.New(integration.Config{
		Rows: r.db, Secrets: r.secrets, Recorder: r.ledger, Uses: r.db, PublicURL: cfg.Public.URL, Clock: r.time.Now,
		Providers: providers, Carriers: carriers, Files: r.files,
		Redirects: func(ctx context.Context, org desk.OrgID, carrier string) (bool, error) {
			return r.provision.Redirects(ctx, org, carrier)
		},
	})
	r.people = people.New(people.Config{
		Store: r.db, People: r.db, Recorder: r.ledger, PublicURL: cfg.Public.URL, Names: r.names(),
		Clock:  r.time.Passed, // no session and no invitation ends by a single reading of the clock
		Hashes: cfg.Limits.SignIns, Idle: cfg.Sessions.Idle, Life: cfg.Sessions.Life,
	})
	r.hub = hub.New(hub.Config{
		Drafts: r.db,
		Rows:   r.db, Feed: r.db, Door: door{r.people}, Recorder: r.ledger,
		Check: engine.CheckCommand, Time: r.time, Calls: r.answers, Whole: r.engine.Whole, Shares: r.shares,
		Clock: r.time.Now, Version: r.opts.Version, Practice: cfg.Sandbox, Log: r.log,
	})
	r.records = record.New(r.db, r.time.Now)
	r.contacts = contacts.New(r.db, r.time.Now)
	r.rehearsals = rehearse.New(rehearse.Config{Rows: r.db, Open: r.moment, Now: r.time.Now, Log: r.log})
	r.provision = provision.New(provision.Config{
		Store: r.db, Rows: r.db, Accounts: r.links, Recorder: r.ledger, Sealer: r.secrets,
		Desktops: r.hub, Clock: r.time.Now, Registry: r.registry, Log: r.log,
	})
	r.openSignUp()
	r.doctor = r.newDoctor()
	sends := sender.New(sender.Config{
		Rows: r.db, Recorder: r.ledger, Account: r.links.Messenger, Files: r.files, Clock: r.time.Now, Sure: r.time.Sure,
		Public:   meta.NewHTTPClient(ownSandbox(cfg.Meta.BaseURL)),
		MaxMedia: int64(cfg.Limits.Media), Log: r.log,
	})
	r.jobs = jobs.New(jobs.Config{Store: r.db, Clock: r.time.Now, Log: r.log, Work: slices.Concat(sends.Work(), r.provision.Work(), r.links.Work())})
	return nil
}

// ownSandbox gives the address of a Meta that is played on this computer: it serves the ads
// too. Of any other, whoever chooses an ad's address must reach nothing inside a network.
func ownSandbox(base string) string {
	if u, err := url.Parse(base); err != nil || !channel.IsLoopback(u.Hostname()) {
		return ""
	}
	return base
}

// PublicURL is where the relay's public listener answers on this machine.
func (r *Relay) PublicURL() string {
	if r.certified() {
		return "https://" + r.web.PublicAddr()
	}
	return "http://" + r.web.PublicAddr()
}

// certified says whether the public listener speaks TLS itself.
func (r *Relay) certified() bool { return r.opts.Config.TLS.Mode == config.TLSCertmagic }

// InternalURL is where health and metrics are.
func (r *Relay) InternalURL() string { return "http://" + r.web.InternalAddr() }

// Checked returns when the reading through of the database at start has ended:
// damage that it found is an alarm by then.
func (r *Relay) Checked() { r.health.read.Wait() }

// Org is the organization that the first start made: of practice and of the relay
// of one computer the only one.
func (r *Relay) Org() desk.OrgID { return r.home }

// OwnerCode gives the one-time code for the first owner of that organization, ""
// when there is one.
func (r *Relay) OwnerCode(ctx context.Context) (string, error) {
	return r.people.FirstOwner(ctx, r.home)
}

// Sandbox gives the pretend world, nil unless it is on.
func (r *Relay) Sandbox() *sandbox.Sandbox {
	if r.practice == nil {
		return nil
	}
	return r.practice.World()
}

// Store gives the database, for tests and tools that look at what was kept.
func (r *Relay) Store() *store.DB { return r.db }

// People is sign-in, for tests and tools that let somebody in.
func (r *Relay) People() *people.Service { return r.people }

// Failed gives the error of a listener that stopped by itself.
func (r *Relay) Failed() <-chan error { return r.web.Failed() }

// Close stops in the order in which nothing is lost: no new requests, sockets
// told to come back, calls seen through, the ledger drained, the files closed.
// It is safe to call twice.
func (r *Relay) Close(ctx context.Context) error {
	var errs []error
	r.once.Do(func() {
		if r.web != nil {
			r.web.Drain()
		}
		if r.local != nil {
			r.local.Release()
		}
		if r.hub != nil {
			r.hub.Stop()
		}
		if r.practice != nil {
			r.practice.Stop()
		}
		if r.web != nil {
			errs = append(errs, r.web.Stop(ctx))
		}
		if r.watched != nil {
			r.watched.stop()
		}
		if r.timers != nil {
			r.timers.stop()
		}
		if r.keeper != nil {
			r.keeper.stop()
		}
		if r.health != nil {
			r.health.stop()
		}
		if r.rehearsals != nil {
			r.rehearsals.Stop()
		}
		if r.records != nil {
			r.records.Stop()
		}
		if r.jobs != nil {
			r.jobs.Stop()
		}
		if r.signup != nil {
			r.signup.Stop()
		}
		if r.doctor != nil {
			r.doctor.Stop()
		}
		if r.provision != nil {
			r.provision.Stop()
		}
		if r.ledger != nil {
			r.ledger.Stop()
		}
		if r.events != nil {
			r.events.Stop()
		}
		if r.heads != nil {
			r.heads.Stop(ctx)
		}
		errs = append(errs, r.closeGround())
	})
	return errors.Join(errs...)
}

func (r *Relay) closeGround() error {
	var errs []error
	if r.local != nil {
		errs = append(errs, r.local.Forget())
	}
	if r.index != nil {
		errs = append(errs, r.index.Close())
	}
	if r.db != nil {
		errs = append(errs, r.db.Close())
	}
	if r.lock != nil {
		errs = append(errs, r.lock.Unlock())
	}
	return errors.Join(errs...)
}

// guarded answers requests that carry a good session token and its proof.
func (r *Relay) guarded(f func(http.ResponseWriter, *http.Request, people.Identity)) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		id, err := r.people.Authenticate(req.Context(), wire.ReadPresented(req.Method, req.Host, req.URL, req.Header))
		if err != nil {
			httpd.WriteError(w, err)
			return
		}
		f(w, req, id)
	}
}
