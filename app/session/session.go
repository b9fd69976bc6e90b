// Package session is where a profile stands with its relay: which relay was
// chosen, who is signed in, the connection of that session, and what must be
// forgotten when it ends. It is bridge.Account, bridge.Relay, bridge.Codes and
// bridge.Uploads.
//
// It is not for what comes over the connection; that is link's and replica's.
package session

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/child"
	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	startDeadline = 60 * time.Second // from the click on "practice" to being signed in
	askDeadline   = 5 * time.Second  // of one request beside the screens, and of a look at the outbox
	aliveInterval = time.Minute      // how exactly a killed app knows since when it missed things
)

// Place is whom a profile is signed in as, and where. The token is in the
// vault, never here.
type Place struct {
	RelayURL     string `json:"relayUrl"`
	RelayName    string `json:"relayName"`
	ThisComputer bool   `json:"thisComputer"`
	Practice     bool   `json:"practice"`
	UserID       string `json:"userId"`
	UserName     string `json:"userName"`
	Role         string `json:"role"`
	DeviceID     string `json:"deviceId"`
	LastUserID   string `json:"lastUserId"` // whose outbox this is, also after their session was revoked
	Org          string `json:"org"`
	OrgName      string `json:"orgName"`
	Email        string `json:"email"`            // with which the person signed in, for their other organizations
	Others       []Seat `json:"others,omitempty"` // the person's other organizations at this relay
}

// Memory keeps the place from one start to the next. Safe for concurrent use.
type Memory interface {
	Session() Place
	// ClosedAt is when the app was last seen running, in Unix ms; 0 = never.
	ClosedAt() int64
	// ChangeSession edits both and writes them, whole or not at all.
	ChangeSession(edit func(p *Place, closed *int64)) error
}

// Parts are the parts of the app that hold something of whoever is signed in.
type Parts interface {
	// Begin says whose alerts they are; Live says that messages from now on are new.
	Begin(userID string)
	Live(userID string)
	// Code says that a verification code came for this desktop; isRead is false when
	// the SMS held none that is sure.
	Code(setupID string, isRead bool)
	// Asked says that somebody asks for a set-up of this person's; by is their name, "" =
	// they have none.
	Asked(setupID, by string)
	// Silence forgets what was told; DropFiles forgets received files.
	Silence()
	DropFiles() error
}

// Page tells the page that it should ask again.
type Page interface {
	Say(event string, number int64)
}

// Config is what the service needs.
type Config struct {
	Profile  string
	Practice bool // begin in practice when nothing was chosen yet
	Version  string
	Repairs  []wire.Failure // what was damaged at this start, for the person

	Memory Memory
	Tokens *Tokens
	Copy   *replica.Replica
	Parts  Parts
	Page   Page

	Start      child.Starter
	RelayDir   func(practice bool) string // of this computer's relay
	IsLastHere func(practice bool) bool   // no other open profile uses it
	InClear    func(base string) bool     // see Proven

	Clock func() time.Time
	Log   *slog.Logger
}

// Service is one profile's session. Methods may be called concurrently.
type Service struct {
	cfg Config

	act sync.Mutex // one sign-in, sign-out or change of relay at a time

	mu      sync.Mutex // guards below
	phase   string
	problem *wire.Failure
	offered []wire.Membership // between which whoever signs in has to choose
	relay   wire.RelayState
	refused Place // the relay that could not be chosen, while the phase is blocked by that
	child   *child.Child
	conn    *connection
	status  bridge.LinkState
	skew    time.Duration
	away    bool  // the person can't be reached here
	endsAt  int64 // when the sign-in ends, by the relay's clock; 0 = not told
	missed  bridge.Missed
	around  map[string][]wire.Looker // who else has a conversation in view, by its id
	repairs []wire.Failure           // what was damaged at this start, for the person
	// Marks of this run.
	counting, counted bool // missed is being worked out, was worked out

	run    context.Context // ends with the app; what it does outlives no call
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// New makes the service; nothing is dialled before Start.
func New(cfg Config) *Service {
	sv := &Service{
		cfg: cfg, phase: bridge.PhaseWelcome, status: bridge.LinkState{State: bridge.LinkOffline}, repairs: cfg.Repairs,
	}
	sv.run, sv.cancel = context.WithCancel(context.Background())
	return sv
}

// Start goes on where the last start ended: it dials the relay that was
// chosen, or waits for the person's first choice. It returns at once.
func (sv *Service) Start() {
	sv.cfg.Parts.Begin(sv.cfg.Memory.Session().UserID)
	sv.wg.Go(func() {
		if err := sv.Resume(sv.run); err != nil && sv.run.Err() == nil {
			sv.cfg.Log.Error("resume", "err", err)
		}
	})
	sv.wg.Go(func() {
		for clock.Sleep(sv.run, aliveInterval) {
			sv.NoteAlive()
		}
	})
}

// Stop ends the connection and lets this computer's relay go. It waits for
// whoever signs in right now.
func (sv *Service) Stop() {
	sv.cancel()
	sv.Alone(func() {
		sv.hangUp()
		sv.letGo()
	})
	sv.wg.Wait()
}

// Alone does something while nobody signs in or out and no relay is chosen.
func (sv *Service) Alone(do func()) {
	sv.act.Lock()
	defer sv.act.Unlock()
	do()
}

// Disconnect ends the connection, if there is one; Retry makes another.
func (sv *Service) Disconnect() { sv.Alone(sv.hangUp) }

// NoteAlive notes that the app runs, so that one that is killed knows since when
// it missed things.
func (sv *Service) NoteAlive() {
	sv.mu.Lock()
	counted := sv.counted
	sv.mu.Unlock()
	if !counted {
		return // what was missed before is not worked out yet
	}
	if err := sv.cfg.Memory.ChangeSession(func(_ *Place, closed *int64) { *closed = sv.cfg.Clock().UnixMilli() }); err != nil {
		sv.cfg.Log.Warn("settings are not written", "err", err)
	}
}

// RelayNow is the relay's time, as far as this computer knows.
func (sv *Service) RelayNow() time.Time {
	sv.mu.Lock()
	defer sv.mu.Unlock()
	return sv.cfg.Clock().Add(sv.skew)
}

// repaired notes something that the person must know of, until they have read
// it.
func (sv *Service) repaired(what wire.Failure) {
	sv.mu.Lock()
	defer sv.mu.Unlock()
	sv.repairs = append(sv.repairs, what)
}

// Repaired names the sentence of what was damaged; context says what it was.
func Repaired(context string, params desk.Params) wire.Failure {
	return *wire.ErrorOf(desk.Refuse(desk.CodeInternal, "repaired", params, desk.Params{desk.ParamContext: context}))
}

// changedState tells the page to ask where the app stands.
func (sv *Service) changedState() { sv.cfg.Page.Say(bridge.EventState, 0) }
