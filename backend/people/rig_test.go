package people_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

const (
	org  desk.OrgID = "org_test"
	good string     = "correct horse battery"
)

func TestMain(m *testing.M) {
	desktest.Cases(20)
	people.HashLightly()
	m.Run()
}

// clock is moved by hand.
type clock struct {
	mu sync.Mutex // guards t
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// ground is the real store with the real ledger and fold; the switches break it.
type ground struct {
	*store.DB
	ledger *ledger.Ledger

	mu         sync.Mutex // guards what follows
	failRecord error
	failUser   error
}

func (g *ground) set(f func(*ground)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(g)
}

func (g *ground) Submit(ctx context.Context, s desk.Submission) ([]desk.Outcome, error) {
	g.mu.Lock()
	err := g.failRecord
	g.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return g.ledger.Submit(ctx, s)
}

func (g *ground) Row(ctx context.Context, o desk.OrgID, ref desk.Ref) (desk.Row, error) {
	g.mu.Lock()
	err := g.failUser
	g.mu.Unlock()
	if err != nil && ref.Kind == desk.RowUser {
		return nil, err
	}
	return g.DB.Row(ctx, o, ref)
}

// service is sign-in as a desktop uses it: what it signs in with has a key, and each
// request a proof of its own.
type service struct{ *people.Service }

func (s service) SignIn(ctx context.Context, in wire.SignIn, place string) (wire.Session, error) {
	in.Device.Key = wiretest.PublicKey()
	return s.Service.SignIn(ctx, in, place)
}

func (s service) Claim(ctx context.Context, c wire.Claim) (wire.Session, error) {
	c.Device.Key = wiretest.PublicKey()
	return s.Service.Claim(ctx, c)
}

func (s service) Authenticate(ctx context.Context, token string) (people.Identity, error) {
	req := httptest.NewRequest(http.MethodGet, "https://relay.example"+wire.PathMedia+"/x?message=y", http.NoBody)
	wiretest.SignWith(req, token, s.Nonce().Nonce, wiretest.Key)
	return s.Service.Authenticate(ctx, wire.ReadPresented(req.Method, req.Host, req.URL, req.Header))
}

// rig is an account service on real ground.
type rig struct {
	t     *testing.T
	s     service
	g     *ground
	clock *clock

	ticks func() time.Time // nil = the computer's
	names []string
}

func fold(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
	st, ok := tx.(*store.Tx)
	if !ok {
		return desk.Batch{}, errors.New("another transaction")
	}
	return engine.New(meta.Reader{}).Fold(ctx, st, e)
}

func newRig(t *testing.T) *rig {
	t.Helper()
	db, err := store.Open(t.Context(), storetest.Empty(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	now := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	// One clock: an invitation's end is judged by the record's stamps.
	l := ledger.New(ledger.Config{Begin: db.OpenTx, Fold: fold, Clock: now.now})
	if err := l.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		l.Stop()
		_ = db.Close()
	})
	r := &rig{t: t, g: &ground{DB: db, ledger: l}, clock: now}
	r.restart()
	_, err = desk.Record(t.Context(), r.g, org, desk.EntryOrgPut, desk.Organization{ID: org, Name: "Here", Policy: desk.DefaultPolicy()})
	r.must(err)
	return r
}

// restart makes a new service on the same ground, as a new process would.
func (r *rig) restart() {
	r.s = service{people.New(people.Config{
		Store: r.g, People: r.g, Recorder: r.g, PublicURL: "https://relay.example/", Clock: r.clock.now,
		Ticks: r.ticks, Names: r.names,
	})}
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) wants(what string, err error, code desk.Code, sub string) {
	r.t.Helper()
	if desk.CodeOf(err) != code || desk.SubcodeOf(err) != sub {
		r.t.Errorf("%s: got %v; want %s/%s", what, err, code, sub)
	}
}

// owner claims the first owner's code.
func (r *rig) owner() wire.Session {
	r.t.Helper()
	code, err := r.s.FirstOwner(r.t.Context(), org)
	r.must(err)
	sess, err := r.s.Claim(r.t.Context(), wire.Claim{Code: code, Name: "Maria", Email: "Maria@Example.com ", Password: good})
	r.must(err)
	return sess
}

func (r *rig) user(id string) *desk.User {
	r.t.Helper()
	u, err := desk.Get[*desk.User](r.t.Context(), r.g, org, desk.RowUser, id)
	r.must(err)
	return u
}

// signIn tries a password from a place on a device.
func (r *rig) signIn(email, password, place, device string) (wire.Session, error) {
	return r.s.SignIn(r.t.Context(), wire.SignIn{Email: email, Password: password, Device: wire.Device{ID: device}}, place)
}

// person makes somebody who signs in with the good password.
func (r *rig) person(name string, role desk.Role) *desk.User {
	r.t.Helper()
	u := desk.User{ID: desk.UserID("usr_" + name), Name: name, Email: name + "@example.com", Role: role, Active: true, WhatsApp: true, Capacity: 5}
	r.must(r.s.Seed(r.t.Context(), org, u, good))
	return r.user(string(u.ID))
}

// change does to a person what a command does: the fold ends what must end.
func (r *rig) change(id desk.UserID, f func(*desk.User)) {
	r.t.Helper()
	u := *r.user(string(id))
	f(&u)
	payload, err := json.Marshal(u)
	r.must(err)
	out, err := r.g.Submit(r.t.Context(), desk.Submission{Proposals: []desk.Proposal{{Org: org, Kind: desk.EntryUserPut, Payload: payload}}})
	if err != nil || out[0].Quarantined {
		r.t.Fatalf("change %s: %+v, %v", id, out, err)
	}
}

// identity gives who a token is.
func (r *rig) identity(token string) people.Identity {
	r.t.Helper()
	id, err := r.s.Authenticate(r.t.Context(), token)
	r.must(err)
	return id
}
