package provision

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
	"github.com/parleydesk/parley/backend/view"
)

// Store keeps set-ups as documents. Not found is CodeNotFound.
type Store interface {
	// CreateSetup gives CodeConflict while the number has an open set-up, in whatever organization.
	CreateSetup(ctx context.Context, org desk.OrgID, id desk.SetupID, phone desk.PhoneNumber, doc []byte, at int64) error
	Setup(ctx context.Context, org desk.OrgID, id desk.SetupID) ([]byte, error)
	Orgs(ctx context.Context) ([]desk.OrgID, error)
	OpenSetups(ctx context.Context, org desk.OrgID) ([][]byte, error)
	// PastSetups gives those of a number that are not open any more, in whatever organization.
	PastSetups(ctx context.Context, phone desk.PhoneNumber) ([][]byte, error)
	// ChangeSetup reads, changes and writes with nothing in between.
	ChangeSetup(ctx context.Context, org desk.OrgID, id desk.SetupID, at int64, change func(doc []byte) (changed []byte, open bool, err error)) error
	DeleteSetup(ctx context.Context, org desk.OrgID, id desk.SetupID) error
	// SMSHook to DeleteSMSHook keep what is known about the addresses for SMS that were
	// changed at carriers. Putting one keeps it in place of an earlier one.
	SMSHook(ctx context.Context, carrier string, phone desk.PhoneNumber) ([]byte, error)
	SMSHooks(ctx context.Context) ([][]byte, error)
	PutSMSHook(ctx context.Context, org desk.OrgID, carrier string, phone desk.PhoneNumber, doc []byte) error
	DeleteSMSHook(ctx context.Context, carrier string, phone desk.PhoneNumber) error
	// OnwardKnown to ForgetOnward keep SMS that are passed on, see desk.Onward. Keeping
	// is all or nothing, and leaves one that is known as it is.
	OnwardKnown(ctx context.Context, key string) (bool, error)
	OnwardWaiting(ctx context.Context, phone desk.PhoneNumber) (int64, error)
	KeepOnward(ctx context.Context, list []desk.Onward) error
	DueOnwardPhones(ctx context.Context, now int64) ([]desk.PhoneNumber, error)
	DueOnward(ctx context.Context, phone desk.PhoneNumber, now int64, limit int) ([]desk.Onward, error)
	TriedOnward(ctx context.Context, key string, next int64) error
	EndOnward(ctx context.Context, o desk.Onward, at int64) error
	ForgetOnward(ctx context.Context, before int64) error
	// SMSListed and PutSMSListed keep when a carrier's list of a number's SMS was read last,
	// Unix ms; 0 = never.
	SMSListed(ctx context.Context, carrier string, phone desk.PhoneNumber) (int64, error)
	PutSMSListed(ctx context.Context, org desk.OrgID, carrier string, phone desk.PhoneNumber, at int64) error
	// SessionByDevice tells which session a lease belongs to, and whether it ended.
	SessionByDevice(ctx context.Context, org desk.OrgID, device desk.DeviceID) (desk.Session, error)
	// SessionsOf lists a person's sessions, ended ones too.
	SessionsOf(ctx context.Context, org desk.OrgID, user desk.UserID) ([]desk.Session, error)
}

// Rows reads state rows. Not found is CodeNotFound.
type Rows interface {
	desk.Rows
	NumberByPhoneID(ctx context.Context, org desk.OrgID, phoneID string) (*desk.Number, error)
	// NumberElsewhere says whether another organization has the provider's number.
	NumberElsewhere(ctx context.Context, org desk.OrgID, provider, phoneID string) (bool, error)
	// Head is how far the record goes.
	Head(ctx context.Context, org desk.OrgID) (int64, error)
	IDKey(ctx context.Context, org desk.OrgID) (desk.IDKey, error)
}

// Accounts knows what an organization is linked with.
type Accounts interface {
	// Linked gives an account that was verified here, Client speaks for it.
	Linked(ctx context.Context, org desk.OrgID, id string) (*desk.Waba, error)
	Client(ctx context.Context, org desk.OrgID, account desk.WabaID) (channel.Client, error)
	// Serves says who carries the messages of an account's numbers, and on which channel.
	Serves(account *desk.Waba) (provider string, ch desk.Channel, err error)
	PullTemplates(ctx context.Context, org desk.OrgID, account desk.WabaID) error
	// LookAtTemplates asks whether templates have changed at their providers.
	LookAtTemplates(ctx context.Context, org desk.OrgID) error
	// Carriers gives those that are linked, none if none is.
	Carriers(ctx context.Context, org desk.OrgID) ([]channel.LinkedCarrier, error)
}

// Sealer seals what must not be read from the database alone. What it sealed under a
// name is opened under that name.
type Sealer interface {
	Seal(org desk.OrgID, name string, plain []byte) ([]byte, error)
	Get(ctx context.Context, org desk.OrgID, name string) (desk.Secret, error)
}

// Desktops are those that are connected.
type Desktops interface {
	// Push sends a body to the sockets of an organization's device.
	Push(org desk.OrgID, device desk.DeviceID, name string, body view.Body)
	// SealKeys gives the keys of a person's devices whose sessions were open at the
	// entry seq.
	SealKeys(org desk.OrgID, user desk.UserID, seq int64) map[desk.DeviceID][]byte
}

// noDesktops is when nobody is connected.
type noDesktops struct{}

func (noDesktops) Push(desk.OrgID, desk.DeviceID, string, view.Body)                {}
func (noDesktops) SealKeys(desk.OrgID, desk.UserID, int64) map[desk.DeviceID][]byte { return nil }

// Config is what the service needs. Store to Sealer are required.
type Config struct {
	Store    Store
	Rows     Rows
	Accounts Accounts
	Recorder desk.Recorder
	Sealer   Sealer

	Desktops Desktops // nil = nobody is connected

	Clock    func() time.Time
	Registry prometheus.Registerer // nil = counted nowhere
	Log      *slog.Logger
}

// Service sets numbers up. It may be used concurrently.
type Service struct {
	cfg     Config
	gate    *otp.Gate
	joiner  *channel.Joiner
	sms     *prometheus.CounterVec
	onward  *prometheus.CounterVec
	calls   *prometheus.CounterVec
	outside *http.Client // to where SMS are passed on
	records *records
	// who of the holders is here
	presence *presence

	lanes     lanes
	questions questions
	catching  catching
	pulses    *channel.Pulses // of SMS channels

	ended chan struct{} // capacity 1: "look at gone", carries no data
	freed chan struct{} // capacity 1: "look at the addresses at the carriers", carries no data
	kept  chan struct{} // capacity 1: "there is an SMS to pass on", carries no data
	// caughtUp is closed when the lists were read that a start reads.
	caughtUp chan struct{}

	mu   sync.Mutex // guards what follows
	busy map[desk.SetupID]chan struct{}
	gone map[person]bool // whose sessions have changed
	stop func()          // ends the sweeper and waits for it; nil = not running
}

// New makes the service. Start makes it catch codes again after a restart.
func New(cfg Config) *Service {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Desktops == nil {
		cfg.Desktops = noDesktops{}
	}
	s := &Service{
		cfg: cfg, gate: otp.NewGate(cfg.Clock), joiner: channel.NewJoiner(cfg.Clock), records: newRecords(), presence: newPresence(),
		busy: map[desk.SetupID]chan struct{}{}, gone: map[person]bool{}, ended: make(chan struct{}, 1), freed: make(chan struct{}, 1), kept: make(chan struct{}, 1),
		caughtUp: make(chan struct{}),
		outside:  newOutside(), pulses: channel.NewPulses(cfg.Clock),
		sms: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_sms_total", Help: "Inbound SMS by what the code gate made of them.",
		}, []string{"outcome"}),
		onward: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_sms_onward_total",
			Help: "SMS that are not for a set-up: kept to be passed on, passed, failed (one try), expired after a day, refused (no address that one can go to), nowhere (there was none before).",
		}, []string{"outcome"}),
	}
	s.calls = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "parley_calls_heard_total", Help: "What was heard or recorded of calls, by what the code gate made of it.",
	}, []string{"outcome"})
	if cfg.Registry != nil {
		cfg.Registry.MustRegister(s.sms, s.onward, s.calls)
	}
	return s
}

// sweepEvery is how soon after its end a code is wiped at the latest.
const sweepEvery = 5 * time.Second

// Start opens the gate for the leases that a restart interrupted, wipes codes when
// their time is over, and puts addresses at the carriers back. Starting twice does nothing.
func (s *Service) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop != nil {
		return nil
	}
	list, err := s.openOfAll(ctx)
	if err != nil {
		return err
	}
	for _, st := range list {
		s.watch(st)
	}
	if err := s.adoptHooks(ctx, list); err != nil {
		return err
	}
	s.questions.begin(s.now())
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	swept, tended, carried, asked, caught := make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{})
	go s.sweep(ctx, swept)
	go s.tend(ctx, tended)
	go s.carry(ctx, carried)
	go s.lookForMissed(ctx, asked)
	go s.catchUp(ctx, caught)
	s.stop = func() {
		cancel()
		<-swept
		<-tended
		<-carried
		<-asked
		<-caught
	}
	return nil
}

// Stop ends what Start began. Parts of long SMS that still wait for the others were not
// answered: the carrier sends them again. Stopping twice does nothing.
func (s *Service) Stop() {
	s.mu.Lock()
	stop := s.stop
	s.stop = nil
	s.mu.Unlock()
	if stop != nil {
		stop()
	}
}

func (s *Service) sweep(ctx context.Context, done chan<- struct{}) {
	defer close(done)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	round := time.NewTicker(time.Hour)
	defer round.Stop()
	rounds := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.ended:
			s.endLeases(ctx)
		case <-round.C:
			s.lookAtProfiles(ctx)
			if rounds%templatesEvery == 0 {
				s.lookAtTemplates(ctx)
			}
			rounds++
		case <-tick.C:
			s.gate.Expire()
			s.endGone(ctx)
			s.incomplete(ctx, s.joiner.Expire())
		}
	}
}

func (s *Service) now() int64 { return s.cfg.Clock().UnixMilli() }

// hold keeps two calls from working on one set-up at once: an impatient second
// click must not register twice.
func (s *Service) hold(ctx context.Context, id desk.SetupID) (release func(), err error) {
	for {
		s.mu.Lock()
		other, held := s.busy[id]
		if !held {
			mine := make(chan struct{})
			s.busy[id] = mine
			s.mu.Unlock()
			return func() {
				s.mu.Lock()
				delete(s.busy, id)
				s.mu.Unlock()
				close(mine)
			}, nil
		}
		s.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, desk.Refuse(desk.CodeUnavailable, "busy", desk.Params{"context": "step"})
		}
	}
}

// record appends an entry. What its fold refuses is a conflict of the caller's
// naming.
func (s *Service) record(ctx context.Context, org desk.OrgID, kind desk.EntryKind, payload any, refused *desk.Error) error {
	out, err := desk.Record(ctx, s.cfg.Recorder, org, kind, payload)
	switch {
	case err != nil || !out.Quarantined:
		return err
	case refused != nil:
		return refused
	}
	return &desk.Error{Code: desk.CodeInternal, Op: "record " + string(kind)}
}
