// Package link is the desktop's end of the sync protocol: it dials the relay,
// says hello with the copy's cursor, applies what comes, asks what the screens
// ask, and carries the outbox over.
//
// It is for the connection and nothing else: the copy and the outbox are
// replica's, rights and rules are the relay's, the secret is vault's. It stands
// between wire and replica: UI ◀ bridge ◀ replica ◀ link ◀═ wire ═ hub.
//
// A connection ends in one of two ways, told by close codes: dial again with
// growing pauses, or stop and tell the person what to do (StateBlocked). A gap
// in the changes ends the connection too, and the next hello asks again from
// where the copy is.
package link

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Replica is the local copy that changes go to. Apply and ApplyPage refuse
// with CodeConflict what does not follow on it, Welcome a resumption that does
// not fit; the link then says hello again.
type Replica interface {
	Resume() (cursor wire.Cursor, snapshotAt string)
	Welcome(ctx context.Context, w wire.Welcome) error
	ApplyPage(ctx context.Context, p wire.Page) (rev int64, err error)
	Apply(ctx context.Context, c wire.Changes) (rev int64, err error)
	Forget(ctx context.Context) error
}

// Outbox holds what waits for the relay. Next waits until a command may go and
// marks it; the link ends it with Done, MarkWaiting or MarkStopped.
type Outbox interface {
	Next(ctx context.Context) (wire.Queued, error)
	MarkTried(ctx context.Context, clientID string) error // before the first post
	MarkUploaded(ctx context.Context, clientID string, up wire.Uploaded) error
	MarkWaiting(clientID string)
	MarkStopped(ctx context.Context, clientID string, refusal error) error // it was not posted this time
	MarkRefused(ctx context.Context, clientID string, refusal error) error // the relay's answer to it
	Done(ctx context.Context, clientID string) error
}

// Config is what a link needs.
type Config struct {
	Client   *Client
	Session  func() Credential // the zero value = signed out
	DeviceID string
	Version  string // of the app
	Replica  Replica
	Outbox   Outbox
	Files    Files
	Clock    func() time.Time // default: the computer's
	Log      *slog.Logger     // default: silent

	// Hooks, all optional. They are called one at a time, must not block and
	// must not call back into the link.

	OnState func(State)
	OnPush  func(name string, body json.RawMessage) // all pushes but codes
	OnCode  func(setupID string, isRead bool)       // a code has come, or an SMS without one that is sure; ask Codes
}

// States of a link.
const (
	StateConnecting = "connecting"
	StateCatchingUp = "catchingUp"
	StateLive       = "live"
	StateOffline    = "offline" // dials again by itself
	StateBlocked    = "blocked" // does not; Problem says what the person can do
)

// State is where the connection stands.
type State struct {
	State        string
	Behind       int64         // changes still to come; threads during a snapshot
	Problem      *wire.Failure // why it is offline or blocked
	LastEventAt  int64         // when something last came, by this computer's clock
	Skew         int64         // the relay's clock minus this computer's, ms
	UserID       string        // who the relay says we are
	EndsAt       int64         // when this sign-in ends however much it is used, by the relay's clock; 0 = not told
	Practice     bool
	RelayVersion string
	Skipped      int // rows and frames that could not be read, since the link was made
}

// Link keeps the connection. All methods may be called concurrently.
type Link struct {
	cfg   Config
	codes *Codes
	dial  func(ctx context.Context) (conn, error)
	poke  chan struct{} // capacity 1: "try now", carries no data

	hooks sync.Mutex // held while a hook runs, so that they come in order; guards told
	told  int64      // the time of the last event when the state was told last

	mu      sync.Mutex // guards below
	state   State
	session *session      // nil while there is no connection
	ends    int           // how many tries and connections have ended for a reason
	why     *wire.Failure // the last of those reasons; stays while the next try runs
	news    chan struct{} // closed and replaced when state, session or ends changed
	cancel  context.CancelFunc
	stopped bool
	away    bool // the person can't be reached here
	wg      sync.WaitGroup
}

// New makes a link. It does nothing until Start.
func New(cfg Config) (*Link, error) {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	l := &Link{
		cfg: cfg, poke: make(chan struct{}, 1), news: make(chan struct{}),
		state: State{State: StateOffline},
	}
	l.dial = func(ctx context.Context) (conn, error) { return cfg.Client.dial(ctx, cfg.Session()) }
	var err error
	l.codes, err = newCodes(l)
	return l, err
}

// Codes gives the verification codes that came sealed to this device.
func (l *Link) Codes() *Codes { return l.codes }

// Start begins to connect; ctx ends it as Stop does. Started twice it runs
// once; stopped it stays so.
func (l *Link) Start(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return errors.New("start link: it was stopped")
	}
	if l.cancel != nil {
		return nil
	}
	ctx, l.cancel = context.WithCancel(ctx)
	l.wg.Go(func() { l.run(ctx) })
	return nil
}

// Stop ends the connection and waits until nothing of it runs. Safe to call
// twice and before Start.
func (l *Link) Stop() {
	l.mu.Lock()
	l.stopped = true
	cancel := l.cancel
	l.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	l.wg.Wait()
	l.codes.forget()
}

// State tells where the connection stands.
func (l *Link) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

// run dials for ever, until ctx ends.
func (l *Link) run(ctx context.Context) {
	pause := pauses{}
	gaps := 0
	for fresh := true; ctx.Err() == nil; {
		if fresh {
			l.set(func(s *State) { s.State, s.Problem = StateConnecting, nil })
		}
		end := l.connect(ctx)
		if ctx.Err() != nil {
			break
		}
		if end.isGap() {
			gaps++
		}
		if end.forget || gaps >= maxGaps {
			// The relay does not give what follows on the copy: fetch it anew.
			gaps = 0
			if err := l.cfg.Replica.Forget(ctx); err != nil {
				l.cfg.Log.WarnContext(ctx, "forget cursor", "err", err)
			}
		}
		if end.lived >= steadyAfter {
			pause, gaps = pauses{}, 0
		}
		l.cfg.Log.InfoContext(ctx, "connection ended", "code", end.code, "blocked", end.stop, "err", end.err)
		fresh = l.wait(ctx, end, pause.next(end)) || end.lived > 0
	}
	l.set(func(s *State) { s.State, s.Problem, s.Behind = StateOffline, nil, 0 })
}

// maxGaps is how often the relay may skip changes before the copy is fetched
// anew.
const maxGaps = 3

// steadyAfter is how long a connection must have held to count as a good one:
// the next trouble is then met with a quick first try.
const steadyAfter = 10 * time.Second

// wait shows why there is no connection and waits for the next try; poked says
// that somebody asked for it.
func (l *Link) wait(ctx context.Context, e ending, pause time.Duration) (poked bool) {
	if e.stop || pause > 0 {
		state := StateOffline
		if e.stop {
			state = StateBlocked
		}
		l.set(func(s *State) {
			s.State, s.Problem, s.Behind = state, wire.ErrorOf(e.err), 0
			l.ends, l.why = l.ends+1, s.Problem // set holds mu
		})
	}
	var due <-chan time.Time // never, when blocked for good
	if !e.stop || pause > 0 {
		t := time.NewTimer(pause)
		defer t.Stop()
		due = t.C
	}
	select {
	case <-due:
		return false
	case <-l.poke:
		return true
	case <-ctx.Done():
		return false
	}
}

// tellEvery is how old the time of the last event that was told may become.
const tellEvery = 15 * time.Second

// set changes the state and tells it, if it is different. The time of the last
// event alone, which moves with every one, is told now and then.
func (l *Link) set(change func(*State)) {
	l.hooks.Lock()
	defer l.hooks.Unlock()
	l.mu.Lock()
	before := l.state
	change(&l.state)
	now := l.state
	l.announce()
	l.mu.Unlock()
	before.LastEventAt = now.LastEventAt
	if l.cfg.OnState != nil && (!same(before, now) || now.LastEventAt-l.told >= tellEvery.Milliseconds()) {
		l.told = now.LastEventAt
		l.cfg.OnState(now)
	}
}

func same(a, b State) bool {
	if !a.Problem.Equal(b.Problem) {
		return false
	}
	a.Problem, b.Problem = nil, nil
	return a == b
}

// announce wakes whoever waits for a connection. Called with mu held.
func (l *Link) announce() {
	close(l.news)
	l.news = make(chan struct{})
}

// Call asks the relay for an answer. CodeUnavailable at once while there is no
// connection, and when it is lost before the answer.
func (l *Link) Call(ctx context.Context, name string, body, out any) error {
	s, _ := l.current()
	if s == nil {
		return errOffline()
	}
	raw, err := encodeBody(name, body)
	if err != nil {
		return err
	}
	id := desk.NewID("call")
	res, err := s.ask(ctx, id, wire.Frame{Kind: wire.FrameCall, Call: &wire.Call{ID: id, Name: name, Body: raw}})
	if errors.Is(err, errLost) {
		return &desk.Error{
			Code: desk.CodeUnavailable, Subcode: SubOffline, Op: "call " + name, Err: err,
			Params: desk.Params{"context": "lost"},
		}
	}
	if err != nil {
		return err
	}
	return answer(name, res, out)
}

// Command records something at the relay, once. CodeUnavailable at once while
// there is no connection. When the connection drops before the answer, the
// command goes again under its id after the next one is made, if ctx lasts;
// else the error says that its fate is not known.
func (l *Link) Command(ctx context.Context, name string, body, out any) error {
	s, _ := l.current()
	if s == nil {
		return errOffline()
	}
	raw, err := encodeBody(name, body)
	if err != nil {
		return err
	}
	f := commandFrame(desk.NewID("cmd"), name, raw)
	res, err := s.ask(ctx, f.Command.ClientID, f)
	if errors.Is(err, errLost) {
		if s = l.after(ctx, s); s == nil {
			return errFateUnknown()
		}
		res, err = s.ask(ctx, f.Command.ClientID, f)
	}
	if errors.Is(err, errLost) || ctx.Err() != nil && err != nil {
		return errFateUnknown()
	}
	if err != nil {
		return err
	}
	return answer(name, res, out)
}

func commandFrame(id, name string, body json.RawMessage) wire.Frame {
	return wire.Frame{Kind: wire.FrameCommand, Command: &wire.Command{ClientID: id, Name: name, Version: wire.VersionOf(name), Body: body}}
}

// current gives the connection, or nil, and what tells of the next change.
func (l *Link) current() (*session, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.session, l.news
}

// after waits for a connection other than old; nil when there will be none in
// time.
func (l *Link) after(ctx context.Context, old *session) *session {
	for {
		s, news := l.current()
		if s != nil && s != old {
			return s
		}
		if l.State().State == StateBlocked {
			return nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return nil
		}
	}
}

func encodeBody(name string, body any) (json.RawMessage, error) {
	if body == nil {
		return json.RawMessage("{}"), nil
	}
	b, err := json.Marshal(body)
	if err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "encode " + name, Err: err}
	}
	return b, nil
}

func answer(name string, res *wire.Result, out any) error {
	if err := res.Error.Err(); err != nil {
		return err
	}
	if out == nil || len(res.Body) == 0 {
		return nil
	}
	if json.Unmarshal(res.Body, out) != nil { // its error may quote the body
		return &desk.Error{
			Code: desk.CodeInternal, Subcode: "badAnswer", Op: name,
		}
	}
	return nil
}
