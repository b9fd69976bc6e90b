package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"
)

// Defaults of Config. They are public: in practice mode the wizard shows them to be
// typed in.
const (
	DefaultAppID           = "920184455017263"
	DefaultAppSecret       = "practice-app-secret"
	DefaultConfigID        = "648201739450112"            // of the sign-in window
	DefaultToken           = "EAAPRACTICEsystemuserTOKEN" //nolint:gosec // opens nothing but this sandbox
	DefaultVerifyToken     = "practice-verify-token"
	DefaultVonageKey       = "practice"
	DefaultVonageSecret    = "practice-vonage-secret"
	DefaultSignatureSecret = "practice-signature-secret"
	DefaultWABA            = "102290129340398"
	DefaultNumber          = "106540352242922"
)

// Targets says where the relay listens. An empty address holds what is meant
// for it in the queue until an address is known.
type Targets struct {
	// Meta is the relay's webhook for the app, as typed into Meta's dashboard.
	Meta string
	// Vonage is where inbound SMS go, unless a number has its own address.
	Vonage string
	// Graph is where Graph() is reached from the relay. It is only needed for
	// the media addresses inside webhooks that are sent before the relay's
	// first request; afterwards it is known from the request.
	Graph string
}

// Pace says how quickly pretend things happen. Zero fields have defaults, a
// negative one means never (Read, First, Review, Rate) or at once (Sent, Delivered).
type Pace struct {
	Sent      time.Duration // accepted → sent; default 150 ms
	Delivered time.Duration // sent → delivered; default 350 ms
	Read      time.Duration // delivered → read; default 2 s
	First     time.Duration // number live → the first customer writes; default 1.5 s
	Review    time.Duration // template created → approved; default 10 s
	Rate      time.Duration // question for a rating read → answered; default 12 s
}

// Config makes a Sandbox. The zero value is usable.
type Config struct {
	// Clock stamps everything, and judges windows and expiry. Nil is the
	// computer's clock. Delays are measured in elapsed time, not by Clock.
	Clock func() time.Time
	// Forward puts Clock forward, for whoever wants to see what a day brings. Nil
	// is a clock that cannot be.
	Forward func(time.Duration) error

	RelayMetaWebhook   string // see Targets.Meta
	RelayVonageWebhook string // see Targets.Vonage
	GraphURL           string // see Targets.Graph

	AppID     string // default DefaultAppID
	AppSecret string // signs webhooks; default DefaultAppSecret
	Token     string // the only token that is accepted; default DefaultToken

	VonageAPIKey          string // default DefaultVonageKey
	VonageAPISecret       string // default DefaultVonageSecret
	VonageSignatureSecret string // default DefaultSignatureSecret

	Carrier Carrier // how SMS are sent to the relay
	Pace    Pace
	Faults  Faults

	// Seed makes ids and faults repeatable. Zero picks a random one.
	Seed int64
	// Empty leaves out the seeded customers and templates; account and numbers
	// remain.
	Empty bool

	// StatePath keeps the world over restarts: a JSON file, and a folder for
	// media beside it. Empty keeps everything in memory.
	StatePath string
	// DeliveredLog is a file to which every answered webhook is appended as
	// one JSON line. DeliveredSync flushes each line to the disk.
	DeliveredLog  string
	DeliveredSync bool
	// DeliveredKeep bounds what Delivered returns (newest kept); default
	// 100000, negative keeps everything.
	DeliveredKeep int

	// RetryBase is the first pause after a webhook that was not answered 200;
	// it doubles up to RetryMax. Defaults 500 ms and 30 s.
	RetryBase, RetryMax time.Duration
	// InFlight bounds concurrent webhook requests; default 16.
	InFlight int

	Client *http.Client // default: a client of its own with a 20 s timeout
	Logger *slog.Logger // default: discards
}

// Sandbox is a running pretend world. All methods may be called concurrently.
type Sandbox struct {
	cfg     Config
	log     *slog.Logger
	elapsed func() time.Duration // since New; immune to clock changes

	mu sync.Mutex // guards everything below; never held during a request

	w         world
	ix        index
	targets   Targets
	graphBase string // learnt from requests, for media addresses
	verify    string // the verify token of the last good handshake
	draws     map[string]uint64
	counters  Counters
	uploads   map[string]*uploadSession // by id without its signature; gone at a restart
	samples   map[string]*uploadSession // by handle

	agenda  agenda
	ready   [2]queue // due, in order, waiting for a free slot: Meta's, the carrier's
	busy    map[string]bool
	parked  map[string][]*delivery
	flying  int
	done    []Delivery
	doneLog *os.File

	rev     uint64
	changed chan struct{}
	dirty   bool // state differs from the file

	wake    chan struct{} // capacity 1: a wake-up carries no data
	cancel  context.CancelFunc
	stopped chan struct{} // closed when the loop of this run has ended
	running sync.WaitGroup
}

// New makes a sandbox from cfg, with the state of cfg.StatePath if that file
// exists and is readable; an unreadable one is set aside and reported by Start.
func New(cfg Config) *Sandbox {
	fill(&cfg)
	measure := time.Now // not cfg.Clock: that one may jump, delays must not
	born := measure()
	s := &Sandbox{
		cfg: cfg, log: cfg.Logger,
		elapsed: func() time.Duration { return measure().Sub(born) },
		targets: Targets{Meta: cfg.RelayMetaWebhook, Vonage: cfg.RelayVonageWebhook, Graph: cfg.GraphURL},
		draws:   map[string]uint64{},
		busy:    map[string]bool{},
		parked:  map[string][]*delivery{},
		changed: make(chan struct{}),
		wake:    make(chan struct{}, 1),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.load() {
		s.create()
	}
	s.w.Incarnation++
	s.ix = indexOf(&s.w)
	s.uploads, s.samples = map[string]*uploadSession{}, map[string]*uploadSession{}
	return s
}

const usualFirst = 1500 * time.Millisecond

func fill(c *Config) {
	str := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	dur := func(p *time.Duration, v time.Duration) {
		if *p == 0 {
			*p = v
		}
	}
	str(&c.AppID, DefaultAppID)
	str(&c.AppSecret, DefaultAppSecret)
	str(&c.Token, DefaultToken)
	str(&c.VonageAPIKey, DefaultVonageKey)
	str(&c.VonageAPISecret, DefaultVonageSecret)
	str(&c.VonageSignatureSecret, DefaultSignatureSecret)
	dur(&c.Pace.Sent, 150*time.Millisecond)
	dur(&c.Pace.Delivered, 350*time.Millisecond)
	dur(&c.Pace.Read, 2*time.Second)
	dur(&c.Pace.First, usualFirst)
	dur(&c.Pace.Review, 10*time.Second)
	dur(&c.Pace.Rate, usualRate)
	dur(&c.RetryBase, 500*time.Millisecond)
	dur(&c.RetryMax, 30*time.Second)
	c.Carrier = c.Carrier.filled()
	if c.InFlight <= 0 {
		c.InFlight = 16
	}
	if c.DeliveredKeep == 0 {
		c.DeliveredKeep = 100_000
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Client == nil {
		c.Client = &http.Client{
			Timeout:   20 * time.Second,
			Transport: &http.Transport{MaxIdleConnsPerHost: c.InFlight, IdleConnTimeout: 30 * time.Second},
		}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Seed == 0 {
		var b [8]byte
		_, _ = rand.Read(b[:]) // never fails
		c.Seed = int64(binary.LittleEndian.Uint64(b[:]) >> 1)
	}
}

// Start lets time pass: webhooks leave, phones tick, customers write. It
// returns at once. A second call while running does nothing. The end of ctx
// ends it too, but only Stop waits and saves, so call that in any case.
func (s *Sandbox) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		return nil
	}
	if err := s.openLog(); err != nil {
		return err
	}
	if err := s.saveLocked(); err != nil {
		return err
	}
	ctx, s.cancel = context.WithCancel(ctx)
	s.stopped = make(chan struct{})
	s.scheduleFirst()
	go s.loop(ctx, s.stopped)
	return nil
}

// Stop ends what Start began, waits for it and saves the state. Webhooks that
// are under way are cut off and stay pending. Calling it twice, or before
// Start, is harmless.
func (s *Sandbox) Stop() {
	s.mu.Lock()
	cancel, stopped := s.cancel, s.stopped
	s.mu.Unlock()
	if cancel == nil {
		return
	}
	cancel()
	<-stopped
	s.running.Wait()
	s.cfg.Client.CloseIdleConnections()

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped != stopped { // another Stop was first, and Start came after it
		return
	}
	s.cancel = nil
	if err := s.saveLocked(); err != nil {
		s.log.Error("sandbox state not saved", "err", err)
	}
	if s.doneLog != nil {
		_ = s.doneLog.Close()
		s.doneLog = nil
	}
}

// SetTargets tells where the relay listens from now on; what waited for an
// address, or for a retry, is sent at once. Empty fields stay as they were.
func (s *Sandbox) SetTargets(t Targets) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.Meta != "" {
		s.targets.Meta = t.Meta
	}
	if t.Vonage != "" {
		s.targets.Vonage = t.Vonage
	}
	if t.Graph != "" {
		s.targets.Graph = t.Graph
	}
	s.hurry()
}

// Changed returns a channel that is closed at the next change of anything that
// Snapshot shows. Take it before the snapshot, or use Wait.
func (s *Sandbox) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Wait returns the current revision as soon as it is greater than rev, or the
// current one when ctx ends.
func (s *Sandbox) Wait(ctx context.Context, rev uint64) uint64 {
	for {
		s.mu.Lock()
		now, changed := s.rev, s.changed
		s.mu.Unlock()
		if now > rev {
			return now
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return now
		}
	}
}

// touch announces a change. Callers hold mu.
func (s *Sandbox) touch() {
	s.rev++
	s.dirty = true
	close(s.changed)
	s.changed = make(chan struct{})
	s.nudge()
}

func (s *Sandbox) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Sandbox) now() time.Time { return s.cfg.Clock() }
func (s *Sandbox) nowMs() int64   { return s.cfg.Clock().UnixMilli() }
