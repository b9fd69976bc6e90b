package integration_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/integration"
)

// The organizations, oldest first.
const (
	first  desk.OrgID = "org_1"
	second desk.OrgID = "org_2"
)

var boss = &desk.User{ID: "usr_boss", Role: desk.RoleOwner, Active: true}

// rig is the service with two providers of messages, heron and pigeon, and two
// carriers, cart and barge. Rows, secrets and record are kept in memory.
type rig struct {
	t *testing.T
	*integration.Service
	cfg integration.Config
	now time.Time

	mu      sync.Mutex // guards what follows
	apps    map[desk.OrgID]map[desk.AppID]*desk.App
	wabas   map[desk.OrgID]map[desk.WabaID]*desk.Waba
	numbers map[desk.OrgID][]*desk.Number

	templates map[desk.OrgID][]*desk.Template
	uploads   []*desk.Upload         // of the first organization
	kept      map[string]desk.Secret // by "org/name"
	entries   []desk.Proposal
	refuses   bool   // the fold fails
	broken    string // what cannot be read or written
	reads     int    // of secrets

	heron, pigeon *bird
	cart, barge   *haulier
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{
		t: t, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), kept: map[string]desk.Secret{},
		apps:  map[desk.OrgID]map[desk.AppID]*desk.App{first: {}, second: {}},
		wabas: map[desk.OrgID]map[desk.WabaID]*desk.Waba{first: {}, second: {}},
		heron: &bird{name: "heron"}, pigeon: &bird{name: "pigeon"},
		cart: &haulier{name: "cart", methods: []string{"wax", "ink"}}, barge: &haulier{name: "barge", methods: []string{"knot"}},
	}
	r.cfg = integration.Config{
		Rows: r, Secrets: r, Recorder: r, PublicURL: "https://relay.example/", Clock: func() time.Time { return r.now },
		Providers: []integration.Provider{
			{Name: "heron", Channel: desk.WhatsApp, IDs: regexp.MustCompile(`^h\d+$`), Scopes: []string{"wade", "call"}, Open: r.heron.open},
			{Name: "pigeon", Channel: desk.SMS, IDs: regexp.MustCompile(`^[hp]\d+$`), Open: r.pigeon.open},
		},
		Carriers: []integration.Carrier{r.cart, r.barge},
	}
	r.restart()
	return r
}

// restart makes the service anew: what it held in memory is gone.
func (r *rig) restart() { r.Service = integration.New(r.cfg) }

var errBroken = &desk.Error{Code: desk.CodeUnavailable, Op: "read"}

func (r *rig) breaks(what string) error {
	if r.broken == what {
		return errBroken
	}
	return nil
}

// Orgs, Row and List are the rows.
func (r *rig) Orgs(context.Context) ([]desk.OrgID, error) {
	return []desk.OrgID{first, second}, r.breaks("orgs")
}

func (r *rig) Row(ctx context.Context, org desk.OrgID, ref desk.Ref) (desk.Row, error) {
	row, err := r.rowsOf(org).Row(ctx, org, ref)
	if err != nil {
		return nil, err
	}
	return row, r.breaks(string(ref.Kind))
}

func (r *rig) List(ctx context.Context, org desk.OrgID, l desk.List) ([]desk.Row, error) {
	rows, err := r.rowsOf(org).List(ctx, org, l)
	return rows, cmp.Or(err, r.breaks(l.Name))
}

func (r *rig) rowsOf(org desk.OrgID) (rows desktest.Rows) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range r.apps[org] {
		rows = append(rows, a.Clone())
	}
	for _, w := range r.wabas[org] {
		rows = append(rows, w.Clone())
	}
	for _, n := range r.numbers[org] {
		rows = append(rows, n.Clone())
	}
	for _, t := range r.templates[org] {
		rows = append(rows, t.Clone())
	}
	for _, u := range r.uploads {
		rows = append(rows, u.Clone())
	}
	return rows
}

// Put and Get are the secrets.
func (r *rig) Put(_ context.Context, org desk.OrgID, name string, s desk.Secret) error {
	if err := r.breaks("secrets"); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept[string(org)+"/"+name] = s
	return nil
}

func (r *rig) Get(_ context.Context, org desk.OrgID, name string) (desk.Secret, error) {
	if err := r.breaks("secrets"); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads++
	if v, ok := r.kept[string(org)+"/"+name]; ok {
		return v, nil
	}
	return "", &desk.Error{Code: desk.CodeNotFound}
}

// Delete forgets a secret.
func (r *rig) Delete(_ context.Context, org desk.OrgID, name string) error {
	if err := r.breaks("secrets"); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.kept, string(org)+"/"+name)
	return nil
}

// Submit is the record; it folds what this service appends.
func (r *rig) Submit(_ context.Context, sub desk.Submission) ([]desk.Outcome, error) {
	if err := r.breaks("record"); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]desk.Outcome, len(sub.Proposals))
	for i, p := range sub.Proposals {
		r.entries = append(r.entries, p)
		out[i] = desk.Outcome{Seq: int64(len(r.entries)), Quarantined: r.refuses}
		if p.Kind == desk.EntryAppPut {
			a := decoded[desk.App](r.t, p.Payload)
			r.apps[p.Org][a.ID] = &a
		}
		if p.Kind == desk.EntryWabaPut {
			w := decoded[desk.Waba](r.t, p.Payload)
			r.wabas[p.Org][w.ID] = &w
		}
	}
	return out, nil
}

func decoded[T any](t *testing.T, raw []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// ask makes a call as a person of an organization.
func ask[A any](r *rig, org desk.OrgID, name string, in any) (A, error) {
	r.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		r.t.Fatal(err)
	}
	got, err := r.Calls()[name](r.t.Context(), org, boss, body)
	if err != nil {
		var none A
		return none, err
	}
	return got.(A), nil
}

// must is ask, which has to succeed.
func must[A any](r *rig, org desk.OrgID, name string, in any) A {
	r.t.Helper()
	got, err := ask[A](r, org, name, in)
	if err != nil {
		r.t.Fatalf("%s: %v", name, err)
	}
	return got
}

// refused says with which code and subcode a call was refused.
func refused(r *rig, org desk.OrgID, name string, in any) string {
	r.t.Helper()
	_, err := ask[any](r, org, name, in)
	if err == nil {
		return "not refused"
	}
	return string(desk.CodeOf(err)) + "/" + desk.SubcodeOf(err)
}

// bird is a provider of messages: what it knows of every token.
type bird struct {
	name string

	info      channel.TokenInfo
	account   channel.Account
	templates []desk.Template
	fails     error                       // every question
	noAccount error                       // the question after an account
	numbers   map[string][]channel.Number // by account
	noNumbers error                       // the question after the numbers of an account
	asked     []string

	sub       channel.Subscription // of its apps
	token     string               // the verify token that came with it
	apps      []channel.SubscribedApp
	redirects map[string]string // by the number's id at the provider
	noWrite   error             // the writing of a template
	pin       string            // the two-step PIN of its numbers
}

func (b *bird) open(token desk.Secret) channel.Client { return &birdClient{b: b, token: token} }

// birdClient speaks with a token. Whatever is not told here panics.
type birdClient struct {
	channel.Client
	b     *bird
	token desk.Secret
}

func (c *birdClient) note(what string) {
	c.b.asked = append(c.b.asked, what+" with "+c.token.Reveal())
}

func (c *birdClient) DebugToken(_ context.Context, inspected desk.Secret) (channel.TokenInfo, error) {
	c.note("inspect " + inspected.Reveal())
	return c.b.info, c.b.fails
}

func (c *birdClient) GetAccount(_ context.Context, id string) (channel.Account, error) {
	c.note("account " + id)
	return c.b.account, errors.Join(c.b.noAccount)
}

func (c *birdClient) ListSubscribedApps(context.Context, string) ([]channel.SubscribedApp, error) {
	return c.b.apps, c.b.fails
}

func (c *birdClient) SubscribeApp(_ context.Context, account string) error {
	c.note("subscribe " + account)
	return c.b.fails
}

func (c *birdClient) ClearRedirect(_ context.Context, id string) error {
	c.note("clear " + id)
	delete(c.b.redirects, id)
	return c.b.fails
}

func (c *birdClient) Templates(_ context.Context, id desk.WabaID) ([]desk.Template, error) {
	c.note("templates of " + string(id))
	return c.b.templates, c.b.fails
}

func (c *birdClient) GetPhoneNumber(_ context.Context, id string) (channel.Number, error) {
	c.note("number " + id)
	for _, list := range c.b.numbers {
		for _, n := range list {
			if n.ID == id {
				n.Callbacks.Number = c.b.redirects[id]
				return n, c.b.fails
			}
		}
	}
	return channel.Number{}, saysNo{Source: channel.FromProvider}.with(channel.RetryNever)
}

func (c *birdClient) ListPhoneNumbers(_ context.Context, account string) ([]channel.Number, error) {
	c.note("numbers of " + account)
	return c.b.numbers[account], errors.Join(c.b.noNumbers)
}

// tokenOf gives which provider a client speaks to, and with which token.
func tokenOf(t *testing.T, c channel.Messenger) (provider, token string) {
	t.Helper()
	if inner := integration.Watching(c); inner != nil {
		c = inner
	}
	b, ok := c.(*birdClient)
	if !ok {
		t.Fatalf("%T is no bird's client", c)
	}
	return b.b.name, b.token.Reveal()
}

// saysNo is a provider's refusal.
type saysNo channel.Failure

func (saysNo) Error() string                { return "no" }
func (f saysNo) Failure() channel.Failure   { return channel.Failure(f) }
func (f saysNo) with(r channel.Retry) error { f.Retry = r; return f }

// haulier is a carrier; its accounts are good unless it fails.
type haulier struct {
	name    string
	methods []string
	fails   error
	numbers []channel.CarrierNumber
	opened  []string
}

func (h *haulier) Provider() string            { return h.name }
func (h *haulier) Methods() []string           { return h.methods }
func (h *haulier) RetryHorizon() time.Duration { return 10 * time.Hour }

func (h *haulier) Check(l channel.Login) error {
	if l.Key == "" || l.Secret == "" {
		return desk.Refuse(desk.CodeInvalid, "credentials")
	}
	return nil
}

func (h *haulier) Open(l channel.Login) channel.Carrier {
	h.opened = append(h.opened, l.Key+":"+l.Secret.Reveal())
	return haulierAccount{h}
}

type haulierAccount struct{ h *haulier }

func (a haulierAccount) Numbers(context.Context) ([]channel.CarrierNumber, error) {
	return a.h.numbers, a.h.fails
}

func (haulierAccount) RedirectSMS(context.Context, channel.CarrierNumber, string) error { return nil }

func (haulierAccount) WhereSMS(_ context.Context, n channel.CarrierNumber) (string, error) {
	return n.SMSURL, nil
}
