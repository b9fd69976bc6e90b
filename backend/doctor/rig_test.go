package doctor_test

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/doctor"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	org     = desk.OrgID("org_1")
	address = "https://relay.example/webhooks/heron/app_1"
)

var boss = &desk.User{ID: "usr_boss", Role: desk.RoleOwner, Active: true}

// refused is a provider that answers and says no.
func refused(subcode string, reason channel.Reason) error {
	said := &desk.Said{Code: desk.CodeInvalid, Subcode: subcode}
	return failing{channel.Failure{Provider: "heron", Source: channel.FromProvider, Retry: channel.RetryFix, Said: said, Full: said, Reason: reason}}
}

// silent is a provider that does not answer.
func silent() error {
	said := &desk.Said{Code: desk.CodeUnavailable, Subcode: "heronSilent"}
	return failing{channel.Failure{Provider: "heron", Source: channel.FromTheWay, Retry: channel.RetryBackoff, Said: said, Full: said}}
}

type failing struct{ f channel.Failure }

func (f failing) Error() string            { return "heron" }
func (f failing) Failure() channel.Failure { return f.f }

// world is a provider at which everything is well until a test breaks it.
type world struct {
	channel.Client // nothing else is called

	token   channel.TokenInfo
	account channel.Account
	numbers []channel.Number
	apps    []channel.SubscribedApp
	sub     channel.Subscription

	fails map[desk.CheckName]error // what answers the question of a check with an error

	conn  channel.Connection
	row   *desk.Checkup
	reach error
	last  int64 // the last webhook
	looks atomic.Int64
	hold  chan struct{}
	state desk.NumberState // of the number

	phone              desk.PhoneNumber
	channel            desk.Channel
	accepted, unproven int64 // the last webhooks with and without a signature of ours
}

func (w *world) DebugToken(ctx context.Context, _ desk.Secret) (channel.TokenInfo, error) {
	if w.hold != nil {
		select {
		case <-w.hold:
		case <-ctx.Done():
			return channel.TokenInfo{}, silent()
		}
	}
	return w.token, w.fails[desk.CheckToken]
}

func (w *world) GetAccount(context.Context, string) (channel.Account, error) {
	return w.account, w.fails[desk.CheckAccount]
}

func (w *world) ListPhoneNumbers(context.Context, string) ([]channel.Number, error) {
	return w.numbers, w.fails[desk.CheckNumber]
}

func (w *world) GetPhoneNumber(_ context.Context, id string) (channel.Number, error) {
	w.looks.Add(1)
	for _, n := range w.numbers {
		if n.ID == id {
			return n, w.fails[desk.CheckNumber]
		}
	}
	return channel.Number{}, refused("heronGone", "")
}

func (w *world) ListSubscribedApps(context.Context, string) ([]channel.SubscribedApp, error) {
	return w.apps, w.fails[desk.CheckSubscribed]
}

func (w *world) Subscription(context.Context) (channel.Subscription, error) {
	return w.sub, w.fails[desk.CheckSecret]
}

func (*world) Subscribe(context.Context, channel.Subscription, desk.Secret) error {
	panic("the doctor changes nothing")
}

var now = time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)

const day = 24 * 60 * 60 * 1000

func healthy() *world {
	w := &world{
		token:   channel.TokenInfo{Valid: true, AppID: "app_1", Scopes: []string{"wade", "call"}},
		account: channel.Account{ID: "waba_1", Name: "Lamp House", ReviewStatus: "APPROVED"},
		numbers: []channel.Number{{
			ID: "ph_1", VerifiedName: "Lamp House", NameStatus: "APPROVED", Status: "CONNECTED", Registered: true, PINEnabled: true, PINKnown: true,
		}},
		apps:  []channel.SubscribedApp{{ID: "app_1", Name: "Parley"}},
		sub:   channel.Subscription{Address: address, Fields: []string{"messages", "account_update"}},
		row:   &desk.Checkup{NumberID: "num_1", ChangedAt: now.UnixMilli() - day, InboundAt: now.UnixMilli() - 5000, DeliveredAt: now.UnixMilli() - 4000},
		fails: map[desk.CheckName]error{},
	}
	w.conn = channel.Connection{
		Provider: "heron", Scopes: []string{"wade", "call"}, Checks: desk.Checks,
		Fields: channel.Fields{Needed: []string{"messages"}, Useful: []string{"account_update"}},
		App:    &desk.App{ID: "app_1", HandshakeAt: now.UnixMilli() - day}, Waba: &desk.Waba{ID: "waba_1"},
		Account: w, Token: "t", AsApp: w, Address: address,
	}
	return w
}

// rig is the service on one number.
type rig struct {
	t *testing.T
	*doctor.Service
	w *world

	mu      sync.Mutex
	seen    []desk.NumberSeen
	entries []desk.CheckupEntry
	kept    chan struct{} // hears of each entry
	keeping func()        // runs before a record is kept; nil = nothing does
}

func newRig(t *testing.T, w *world) *rig {
	t.Helper()
	r := &rig{t: t, w: w, kept: make(chan struct{}, 100)}
	r.Service = doctor.New(doctor.Config{
		Rows: r, Links: r, Recorder: r, Clock: func() time.Time { return now },
		Reach:     func(context.Context, string, *desk.Number, string) error { return w.reach },
		LastEvent: func(*desk.Number) int64 { return w.last },
		Seal:      func(desk.OrgID, *desk.Number) (int64, int64) { return w.accepted, w.unproven },
	})
	t.Cleanup(r.Stop)
	return r
}

func (r *rig) Connection(context.Context, desk.OrgID, *desk.Number) (channel.Connection, error) {
	return r.w.conn, nil
}

func (r *rig) Orgs(context.Context) ([]desk.OrgID, error) { return []desk.OrgID{org}, nil }

func (r *rig) rows() desktest.Rows {
	rows := desktest.Rows{
		&desk.Number{ID: "num_1", Provider: "heron", AppID: "app_1", WabaID: "waba_1", PhoneID: "ph_1", State: r.w.state, Phone: r.w.phone, Channel: r.w.channel},
		&desk.Number{ID: "num_gone", Deleted: true},
	}
	if r.w.row != nil {
		rows = append(rows, r.w.row)
	}
	return rows
}

func (r *rig) Row(ctx context.Context, o desk.OrgID, ref desk.Ref) (desk.Row, error) {
	return r.rows().Row(ctx, o, ref)
}

func (r *rig) List(ctx context.Context, o desk.OrgID, l desk.List) ([]desk.Row, error) {
	return r.rows().List(ctx, o, l)
}

func (r *rig) Submit(_ context.Context, s desk.Submission) ([]desk.Outcome, error) {
	if r.keeping != nil && s.Proposals[0].Kind == desk.EntryCheckup {
		r.keeping()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range s.Proposals {
		if p.Kind == desk.EntryNumberSeen {
			var seen desk.NumberSeen
			if err := json.Unmarshal(p.Payload, &seen); err != nil {
				r.t.Error(err)
			}
			r.seen = append(r.seen, seen)
			continue
		}
		var e desk.CheckupEntry
		if p.Kind != desk.EntryCheckup || p.Org != org {
			r.t.Errorf("an entry of kind %s for %s", p.Kind, p.Org)
		}
		if err := json.Unmarshal(p.Payload, &e); err != nil {
			r.t.Error(err)
		}
		r.entries = append(r.entries, e)
		r.kept <- struct{}{}
	}
	return make([]desk.Outcome, len(s.Proposals)), nil
}

// ask makes a call as a person.
func (r *rig) ask(name string, by *desk.User, number string) (wire.CheckupProgress, error) {
	r.t.Helper()
	body, err := json.Marshal(wire.NumberRef{NumberID: number})
	if err != nil {
		r.t.Fatal(err)
	}
	got, err := r.Calls()[name](r.t.Context(), org, by, body)
	p, _ := got.(wire.CheckupProgress)
	return p, err
}

// examined runs the checks and gives what was recorded.
func (r *rig) examined() desk.CheckupEntry {
	r.t.Helper()
	if _, err := r.ask(wire.CallCheckupRun.Name, boss, "num_1"); err != nil {
		r.t.Fatal(err)
	}
	<-r.kept
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.entries[len(r.entries)-1]
}
