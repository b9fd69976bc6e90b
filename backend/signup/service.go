package signup

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// How long a sign-up is kept, by how far it came.
const (
	addressLife = 30 * time.Minute // waiting for a person in the provider's window
	grantLife   = 24 * time.Hour   // with a token, until an account is chosen
	linkedLife  = time.Hour        // so that the wizard sees how it went
)

// Store keeps sign-ups. Not found is CodeNotFound.
type Store interface {
	SignUp(ctx context.Context, org desk.OrgID, id desk.SignUpID) (desk.SignUp, error)
	SignUpByKey(ctx context.Context, key string) (desk.SignUp, error)
	SignUps(ctx context.Context, org desk.OrgID) ([]desk.SignUp, error)
	SignUpsUntil(ctx context.Context, at int64) ([]desk.SignUp, error)
	// AllSignUps lists those of all organizations: they share an app's hosted page.
	AllSignUps(ctx context.Context) ([]desk.SignUp, error)
	AddSignUp(ctx context.Context, s desk.SignUp) error
	// ChangeSignUp reads, changes and writes with nothing in between.
	ChangeSignUp(ctx context.Context, org desk.OrgID, id desk.SignUpID, change func(*desk.SignUp) error) error
	DeleteSignUp(ctx context.Context, org desk.OrgID, id desk.SignUpID) error
	// SessionByDevice tells whether the session that began a sign-up has ended.
	SessionByDevice(ctx context.Context, org desk.OrgID, device desk.DeviceID) (desk.Session, error)
}

// Secrets keeps tokens encrypted until an account is chosen.
type Secrets interface {
	Put(ctx context.Context, org desk.OrgID, name string, secret desk.Secret) error
	Get(ctx context.Context, org desk.OrgID, name string) (desk.Secret, error)
	Delete(ctx context.Context, org desk.OrgID, name string) error
}

// Links knows the apps, and links accounts.
type Links interface {
	// SignUpApp gives an app that is configured for sign-ups, else CodeInvalid.
	SignUpApp(ctx context.Context, org desk.OrgID, id desk.AppID) (*desk.App, error)
	// HostedApp gives an app that is configured for the provider's own page, else CodeInvalid.
	HostedApp(ctx context.Context, org desk.OrgID, id desk.AppID) (*desk.App, error)
	// FetchGranted gets the token of what a business granted on that page.
	FetchGranted(ctx context.Context, org desk.OrgID, app desk.AppID, business string) (desk.Secret, error)
	// LinkedElsewhere says whether another organization has linked an account.
	LinkedElsewhere(ctx context.Context, org desk.OrgID, account desk.WabaID) (bool, error)
	Exchange(ctx context.Context, org desk.OrgID, app desk.AppID, code desk.Secret, back string) (desk.Secret, error)
	// Granted gives the accounts that a token reaches.
	Granted(ctx context.Context, org desk.OrgID, app desk.AppID, token desk.Secret, account, business string) ([]channel.Account, error)
	Integrate(ctx context.Context, org desk.OrgID, app desk.AppID, account desk.WabaID, token desk.Secret) (wire.WabaVerified, error)
}

// Window is the provider's own window as a page opens it.
type Window interface {
	Script() []byte
	Told(p channel.SignUpPlace) map[string]string
	Sources() (scripts, hosts []string)
	Here() bool // it is on this computer, as in practice
	Event(raw []byte) (channel.SignUpEvent, bool)
	Address(p channel.SignUpPlace, back, state string) string
}

// Config is what the service needs; Clock is time.Now and Log nobody if they are nil.
type Config struct {
	Store   Store
	Secrets Secrets
	Rows    desk.Rows
	Links   Links
	Window  Window
	// Holds refuses whoever does not hold a set-up.
	Holds func(ctx context.Context, c Caller, id desk.SetupID) error
	// Base is the relay's address for browsers, "" = none can reach it.
	Base func() string

	Clock func() time.Time
	Log   *slog.Logger
}

// Service grants accounts. It may be used concurrently.
type Service struct {
	cfg  Config
	page page

	// hosting lets one sign-up begin on a hosted page at a time: each looks for others.
	hosting sync.Mutex

	mu   sync.Mutex // guards what follows
	busy map[desk.SignUpID]bool
	stop func() // ends the sweeper and waits for it; nil = not running
}

// New makes the service. Start makes it forget what is over.
func New(cfg Config) *Service {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{cfg: cfg, page: newPage(), busy: map[desk.SignUpID]bool{}}
}

func (s *Service) now() int64 { return s.cfg.Clock().UnixMilli() }

// sweepEvery is how soon after its end a sign-up is forgotten at the latest.
const sweepEvery = time.Minute

// Start forgets sign-ups when their time is over. Starting twice does nothing.
func (s *Service) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(sweepEvery)
		defer tick.Stop()
		for {
			s.Sweep(ctx)
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
	s.stop = func() {
		cancel()
		running.Wait()
	}
	return nil
}

// Stop ends what Start began. Stopping twice does nothing.
func (s *Service) Stop() {
	s.mu.Lock()
	stop := s.stop
	s.stop = nil
	s.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// Sweep forgets the sign-ups whose time is over, with their tokens.
func (s *Service) Sweep(ctx context.Context) {
	over, err := s.cfg.Store.SignUpsUntil(ctx, s.now())
	for _, each := range over {
		if err == nil {
			err = s.forget(ctx, each.Org, each.ID)
		}
	}
	if err != nil && ctx.Err() == nil {
		s.cfg.Log.Warn("sign-ups not forgotten", "err", err)
	}
}

// tokenOf names the secret of a sign-up.
func tokenOf(id desk.SignUpID) string { return "signup/" + string(id) + "/token" }

// forget removes a sign-up: the token first, so that a crash leaves none without one. One
// that was open on a hosted page leaves a trace.
func (s *Service) forget(ctx context.Context, org desk.OrgID, id desk.SignUpID) error {
	if err := s.cfg.Secrets.Delete(ctx, org, tokenOf(id)); err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return err
	}
	if left, err := s.leaveTrace(ctx, org, id); left || err != nil {
		return err
	}
	return desk.Wrap("forget sign-up", s.cfg.Store.DeleteSignUp(ctx, org, id))
}

// hold keeps a second step of a sign-up from starting while one runs.
func (s *Service) hold(id desk.SignUpID) (release func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[id] {
		return nil, desk.Refuse(desk.CodeConflict, "busy", desk.Params{desk.ParamContext: "step"})
	}
	s.busy[id] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.busy, id)
	}, nil
}
