// Package app is the desktop process: it wires the local copy, the link to the
// relay, the vault, the window and the structs that the page calls, starts or
// finds the relay of this computer, and ends them in the order in which
// nothing is lost.
//
// It is for wiring and for where the app stands (nothing chosen, signing in,
// ready, blocked). It is not for rules of conversations: those are the relay's.
// It is where the desktop's half of the flow is put together:
// UI ◀ bridge ◀ replica ◀ link, UI ▶ bridge ▶ outbox ▶ link.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/wire"
)

// Version is the app's version. The build sets it.
var Version = "0.1.0-dev"

const (
	startDeadline = 60 * time.Second // from the click on "practice" to being signed in
	closeDeadline = 2 * time.Second  // for writes at the end
	askDeadline   = 5 * time.Second  // of one request beside the screens, and of a look at the outbox
	beatInterval  = time.Minute      // how exactly a killed app knows since when it missed things
)

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
	vault    *tokens
	copy     *replica.Replica
	media    *media.Store
	alerts   *alert.Alerts
	pump     *bridge.Pump
	news     *alert.Page
	services services

	act sync.Mutex // one sign-in, sign-out or change of relay at a time

	mu      sync.Mutex // guards below
	phase   string
	problem *wire.Error
	relay   wire.RelayState
	refused session // the relay that could not be chosen, while the phase is blocked by that
	child   *child.Child
	conn    *connection
	status  bridge.LinkState
	skew    time.Duration
	endsAt  int64 // when the sign-in ends, by the relay's clock; 0 = not told
	missed  bridge.Missed
	repairs []string // what was damaged at this start, for the person
	viewed  string   // thread on the screen, focused or not
	// Marks of this run.
	counting, counted bool      // missed is being worked out, was worked out
	mayClose          bool      // it is decided whether to keep receiving
	askedAt           time.Time // when the person was asked last

	run    context.Context //nolint:containedctx // ends with the app; what it does outlives no call
	cancel context.CancelFunc
	wg     sync.WaitGroup
	once   sync.Once
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
	a := &App{cfg: cfg, status: bridge.LinkState{State: bridge.LinkOffline}, at: at, log: cfg.Log, lock: lock, shell: cfg.Shell, phase: bridge.PhaseWelcome}
	a.run, a.cancel = context.WithCancel(context.Background())
	if err := a.openParts(ctx); err != nil {
		return nil, errors.Join(err, a.closeParts())
	}
	return a, nil
}

func (a *App) openParts(ctx context.Context) error {
	var err error
	if a.settings, err = openSettings(a.at.settings(), a.log); err != nil {
		return err
	}
	if path := a.settings.aside; path != "" {
		a.repaired("This profile's settings could not be read and start anew. What waits to be sent is kept until you sign in again. The unreadable file is now %s.", path)
	}
	a.vault = openTokens(a.at, a.cfg.Vault, a.log)
	a.pump = bridge.NewPump(a.shell.Emit)
	a.news = alert.NewPage(a.pump.Say)
	a.copy, err = replica.Open(ctx, a.at.dir(), replica.Options{
		Clock: a.cfg.Clock, Log: a.log, OnOutbox: a.outboxChanged,
	})
	if err != nil {
		return err
	}
	if err := a.copy.Outbox().Own(ctx, cmp.Or(a.settings.get().Session.LastUserID, replica.Nobody)); err != nil {
		return err
	}
	if d := a.copy.Outbox().Damage(); d != nil {
		a.repaired("What waited to be sent on this computer was damaged. Saved were %d replies, %d drafts and %d of their files; the damaged file is now %s.",
			d.Queued, d.Drafts, d.Files, d.Copy)
	}
	a.media, err = media.Open(media.Config{
		Dir: a.at.media(), Opened: a.at.opened(), Rows: a.copy, System: a.shell, Fetch: a.fetchMedia,
		MarkOutside: shell.MarkOutside, Clock: a.cfg.Clock, Log: a.log,
	})
	if err != nil {
		return err
	}
	a.alerts = alert.New(alert.Config{
		System: a.shell, Settings: func() bridge.Settings { return a.settings.get().Settings }, Rows: a.copy,
		Inside: a.news.Show, Now: a.relayNow, Log: a.log,
	})
	a.copy.OnChange(func(rev int64) {
		a.pump.Changed(rev)
		a.alerts.Look()
	})
	a.services = a.newServices()
	return nil
}

// services are the structs that the page calls.
type services struct {
	session *bridge.Session
	sync    *bridge.Sync
	compose *bridge.Compose
	chats   *bridge.Chats
	admin   *bridge.Admin
	setup   *bridge.Setup
	sandbox *bridge.Sandbox
	system  *bridge.System
}

func (a *App) newServices() services {
	l, m := line{a}, machine{a}
	return services{
		session: bridge.NewSession(account{a}),
		sync:    bridge.NewSync(l, a.copy),
		compose: bridge.NewCompose(a.copy.Outbox(), a.copy.Attachments(), a.cfg.Clock),
		chats:   bridge.NewChats(l, l, a.copy.Attachments()),
		admin:   bridge.NewAdmin(l, l, a.cfg.Clock),
		setup:   bridge.NewSetup(l, l, m),
		sandbox: bridge.NewSandbox(l),
		system:  bridge.NewSystem(m, m),
	}
}

// bound lists the services for Wails.
func (s services) bound() []any {
	return []any{s.session, s.sync, s.compose, s.chats, s.admin, s.setup, s.sandbox, s.system}
}

// Start goes on where the last start ended: it dials the relay that was
// chosen, or waits for the person's first choice. It returns at once.
func (a *App) Start() {
	a.alerts.Begin(a.settings.get().Session.UserID)
	a.alerts.Start()
	a.wg.Go(func() { a.resume(a.run) })
	a.wg.Go(func() { a.beat(a.run) })
}

// beat notes that the app runs, so that one that is killed knows since when it
// missed things.
func (a *App) beat(ctx context.Context) {
	for clock.Sleep(ctx, beatInterval) {
		a.noteAlive()
	}
}

func (a *App) noteAlive() {
	a.mu.Lock()
	counted := a.counted
	a.mu.Unlock()
	if !counted {
		return // what was missed before is not worked out yet
	}
	if err := a.settings.change(func(k *kept) { k.ClosedAt = a.cfg.Clock().UnixMilli() }); err != nil {
		a.log.Warn("settings are not written", "err", err)
	}
}

// Media answers GET /media/{message}/{media} for the page.
func (a *App) Media() http.Handler { return a.media }

// Close ends everything. Replies that have not gone stay in the outbox. It is
// safe to call twice.
func (a *App) Close() error {
	var err error
	a.once.Do(func() {
		a.cancel()
		done := make(chan struct{})
		go func() {
			defer close(done)
			a.act.Lock() // whoever signs in right now ends with run
			a.hangUp()
			a.letGo()
			a.act.Unlock()
			a.wg.Wait()
			a.alerts.Stop()
		}()
		// The database is closed even if something hangs: an open one loses
		// nothing, but the lock must go.
		select {
		case <-done:
		case <-time.After(closeDeadline):
			a.log.Warn("something still runs at the end")
		}
		a.noteAlive()
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

// repaired notes something that the person must know of, until they have read
// it.
func (a *App) repaired(format string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.repairs = append(a.repairs, fmt.Sprintf(format, args...))
}

// changedState tells the page to ask where the app stands.
func (a *App) changedState() { a.pump.Say(bridge.EventState, 0) }

func (a *App) outboxChanged() {
	if a.pump != nil {
		a.pump.Say(bridge.EventOutbox, 0)
	}
}

// relayNow is the relay's time, as far as this computer knows.
func (a *App) relayNow() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.cfg.Clock().Add(a.skew)
}

// openChild finds or starts this computer's relay and keeps it for this app.
func (a *App) openChild(ctx context.Context, practice bool) (local.Discovery, error) {
	a.mu.Lock()
	have := a.child
	a.mu.Unlock()
	if have != nil && have.Practice() == practice {
		return have.Discovery(), nil
	}
	a.dismiss(ctx)
	c := child.New(child.Config{
		Dir: a.at.relayDir(practice), Practice: practice, Start: a.cfg.Start, Log: a.log, Changed: a.childChanged,
	})
	d, err := c.Open(ctx)
	if err != nil {
		return local.Discovery{}, err
	}
	a.mu.Lock()
	a.child = c
	a.mu.Unlock()
	return d, nil
}

// dismiss gives this computer's relay up while the app goes on. That of
// practice ends at once with its last desktop: nothing outside writes to it.
func (a *App) dismiss(ctx context.Context) {
	a.mu.Lock()
	c := a.child
	a.mu.Unlock()
	if c != nil && c.Practice() && a.at.isLastHere(true) {
		if err := c.End(ctx); err != nil {
			a.log.Warn("practice was not told to end", "err", err)
		}
	}
	a.letGo()
}

// letGo gives this computer's relay up; it ends when nobody else holds it.
func (a *App) letGo() {
	a.mu.Lock()
	c := a.child
	a.child = nil
	a.mu.Unlock()
	if c != nil {
		c.Close()
	}
}

// childChanged hears that this computer's relay came back, perhaps at another
// port, or cannot be had.
func (a *App) childChanged(err error) {
	if err != nil {
		a.mu.Lock()
		a.status.Problem = desk.MessageOf(err)
		a.mu.Unlock()
		a.log.Error("relay of this computer", "err", err)
		a.changedState()
		return
	}
	a.moved()
}
