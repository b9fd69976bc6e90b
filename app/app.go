// Package app is the desktop process: it wires the local copy, the session, the
// alerts, received files, the window and the structs that the page calls, and
// ends them in the order in which nothing is lost.
//
// It is for wiring only. It is not for rules of conversations: those are the
// relay's.
// It is where the desktop's half of the flow is put together:
// UI ◀ bridge ◀ replica ◀ link, UI ▶ bridge ▶ outbox ▶ link.
package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/parleydesk/parley/app/alert"
	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/child"
	"github.com/parleydesk/parley/app/media"
	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Version is the app's version. The build sets it.
var Version = "0.1.0-dev"

const closeDeadline = 2 * time.Second // for writes at the end

var silent = slog.New(slog.DiscardHandler)

// Config is what a desktop is made of.
type Config struct {
	Profile  string // "" = default
	Root     string // folder of all profiles; "" = the system's for settings
	Practice bool   // begin in practice when nothing was chosen yet
	Shell    shell.Shell
	Vault    vault.Vault   // nil = the one of this computer
	Start    child.Starter // nil = this executable again
	// InClear says of an address without https that whoever starts the app vouches
	// for what answers there; nil = of none. For development and tests.
	InClear func(base string) bool
	Clock   func() time.Time
	Log     *slog.Logger
}

// App is one desktop: one profile, one window.
type App struct {
	// immutable
	cfg      Config
	at       layout
	log      *slog.Logger
	lock     *flock.Flock
	settings *settingsFile
	shell    shell.Shell
	session  *session.Service
	tokens   *session.Tokens
	copy     *replica.Replica
	media    *media.Store
	tables   *media.Tables
	alerts   *alert.Alerts
	pump     *bridge.Pump
	news     *alert.Page
	plain    *alert.Plain
	services services

	mu       sync.Mutex // guards below
	mayClose bool       // it is decided whether to keep receiving
	askedAt  time.Time  // when the person was asked last

	presence sync.Mutex // guards isAway, and is held while others are told of it
	isAway   bool

	watching context.CancelFunc // ends the watch over who is at the computer; nil = none runs
	wg       sync.WaitGroup
	once     sync.Once
}

// New takes the profile and opens what lies in it; nothing is dialled yet.
// errAlreadyOpen when another process has the profile.
func New(ctx context.Context, cfg Config) (*App, error) {
	if cfg.Profile == "" {
		cfg.Profile = "default"
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = silent
	}
	if cfg.Start == nil {
		cfg.Start = child.StartProcess
	}
	at, err := newLayout(cfg.Root, cfg.Profile)
	if err != nil {
		return nil, err
	}
	lock, err := at.take()
	if err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, at: at, log: cfg.Log, lock: lock, shell: cfg.Shell}
	if err := a.openParts(ctx); err != nil {
		return nil, errors.Join(err, a.closeParts())
	}
	return a, nil
}

func (a *App) openParts(ctx context.Context) error {
	var err error
	var repairs []wire.Failure
	if a.settings, err = openSettings(a.at.settings(), a.log); err != nil {
		return err
	}
	if path := a.settings.aside; path != "" {
		repairs = append(repairs, session.Repaired("settings", desk.Params{"path": path}))
	}
	a.tokens = session.OpenTokens(a.at.dir(), a.at.profile, a.cfg.Vault, a.log)
	a.pump = bridge.NewPump(a.shell.Emit)
	a.news = alert.NewPage(a.pump.Say)
	a.plain = alert.NewPlain(a.pump.Say)
	a.copy, err = replica.Open(ctx, a.at.dir(), replica.Options{
		Clock: a.cfg.Clock, Log: a.log, OnOutbox: a.outboxChanged,
	})
	if err != nil {
		return err
	}
	if err := a.copy.Outbox().Own(ctx, cmp.Or(a.settings.Session().LastUserID, replica.Nobody)); err != nil {
		return err
	}
	if d := a.copy.Outbox().Damage(); d != nil {
		repairs = append(repairs, session.Repaired("outbox", desk.Params{
			"replies": d.Queued, "drafts": d.Drafts, "files": d.Files, "path": d.Copy,
		}))
	}
	return a.openSession(repairs)
}

// openSession opens the session, received files and alerts, which use the local copy.
func (a *App) openSession(repairs []wire.Failure) error {
	a.session = session.New(session.Config{
		Profile: a.at.profile, Practice: a.cfg.Practice, Version: Version, Repairs: repairs,
		Memory: a.settings, Tokens: a.tokens, Copy: a.copy, Parts: parts{a}, Page: a.pump,
		Start: a.cfg.Start, RelayDir: a.at.relayDir, IsLastHere: a.at.isLastHere, InClear: a.cfg.InClear,
		Clock: a.cfg.Clock, Log: a.log,
	})
	var err error
	a.media, err = media.Open(media.Config{
		Dir: a.at.media(), Opened: a.at.opened(), Rows: a.copy, System: a.shell, Fetch: a.session.FetchMedia,
		MarkOutside: shell.MarkOutside, Clock: a.cfg.Clock, Log: a.log,
	})
	if err != nil {
		return err
	}
	a.tables = media.NewTables(a.shell, a.session.FetchTable)
	a.alerts = alert.New(alert.Config{
		System: a.shell, Settings: func() bridge.Settings { return a.settings.get().Settings }, Rows: a.copy,
		Inside: a.news.Show, Plain: a.plain.Of, Now: a.session.RelayNow, Log: a.log,
		Reach: func(ctx context.Context) error {
			return a.session.Call(ctx, wire.CallPulse.Name, wire.None{}, nil)
		},
		Told: func(ctx context.Context, told wire.AlertsTold) error {
			return a.session.Command(ctx, wire.CmdAlertsTold.Name, told, nil)
		},
	})
	a.copy.OnChange(func(rev int64) {
		a.pump.Changed(rev)
		a.alerts.Look()
	})
	a.services = a.newServices()
	return nil
}

// parts is what the session tells the app's other parts.
type parts struct{ *App }

// Begin is session.Parts'.
func (r parts) Begin(userID string) { r.alerts.Begin(userID) }

// Live is session.Parts'.
func (r parts) Live(userID string) { r.alerts.Live(userID) }

// Silence is session.Parts'.
func (r parts) Silence() {
	r.alerts.Reset()
	r.news.Clear()
}

// DropFiles is session.Parts'.
func (r parts) DropFiles() error { return r.media.Clear() }

// services are the structs that the page calls.
type services struct {
	session  *bridge.Session
	sync     *bridge.Sync
	compose  *bridge.Compose
	threads  *bridge.Threads
	admin    *bridge.Admin
	setup    *bridge.Setup
	requests *bridge.Requests
	records  *bridge.Records
	sandbox  *bridge.Sandbox
	system   *bridge.System
}

func (a *App) newServices() services {
	relay, m := a.session, machine{a}
	return services{
		session:  bridge.NewSession(a.session),
		sync:     bridge.NewSync(relay, a.copy, relay),
		compose:  bridge.NewCompose(a.copy.Outbox(), a.copy.Attachments(), a.cfg.Clock),
		threads:  bridge.NewThreads(relay, relay, a.copy.Attachments(), a.media),
		admin:    bridge.NewAdmin(relay, relay, a.cfg.Clock),
		setup:    bridge.NewSetup(relay, m),
		requests: bridge.NewRequests(relay, a.copy.Outbox()),
		records:  bridge.NewRecords(a.tables),
		sandbox:  bridge.NewSandbox(relay),
		system:   bridge.NewSystem(m, m),
	}
}

// bound lists the services for Wails.
func (s services) bound() []any {
	return []any{s.session, s.sync, s.compose, s.threads, s.admin, s.setup, s.requests, s.records, s.sandbox, s.system}
}

// Start goes on where the last start ended. It returns at once.
func (a *App) Start() {
	a.alerts.Start()
	ctx, cancel := context.WithCancel(context.Background())
	a.watching = cancel
	a.wg.Go(func() { a.shell.Away(ctx, a.setAway) })
	a.session.Start()
}

// Media answers GET /media/{message}/{media} for the page.
func (a *App) Media() http.Handler { return a.media }

// Close ends everything. Replies that have not gone stay in the outbox. It is
// safe to call twice.
func (a *App) Close() error {
	var err error
	a.once.Do(func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			if a.watching != nil {
				a.watching()
			}
			a.wg.Wait()
			a.tables.Stop()
			a.session.Stop()
			a.alerts.Stop()
		}()
		// The database is closed even if something hangs: an open one loses
		// nothing, but the lock must go.
		select {
		case <-done:
		case <-time.After(closeDeadline):
			a.log.Warn("something still runs at the end")
		}
		a.session.NoteAlive()
		err = a.closeParts()
	})
	return err
}

func (a *App) closeParts() error {
	var errs []error
	if a.pump != nil {
		a.pump.Close()
	}
	if a.copy != nil {
		errs = append(errs, a.copy.Close())
	}
	return errors.Join(append(errs, a.lock.Unlock())...)
}

func (a *App) outboxChanged() {
	if a.pump != nil {
		a.pump.Say(bridge.EventOutbox, 0)
	}
}
