package integration_test

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/integration"
	"github.com/parleydesk/parley/backend/wire"
)

// useBook is the store of uses. It outlives the service.
type useBook struct {
	kept   map[desk.OrgID]map[string]desk.Use
	writes int
	fails  error
}

func (b *useBook) Uses(_ context.Context, org desk.OrgID) (out []desk.Use, err error) {
	for _, u := range b.kept[org] {
		out = append(out, u)
	}
	slices.SortFunc(out, func(a, b desk.Use) int { return cmp.Compare(a.Name, b.Name) })
	return out, b.fails
}

func (b *useBook) change(org desk.OrgID, name string, f func(*desk.Use)) error {
	if b.fails != nil {
		return b.fails
	}
	b.writes++
	if b.kept[org] == nil {
		b.kept[org] = map[string]desk.Use{}
	}
	u := b.kept[org][name]
	u.Name = name
	f(&u)
	b.kept[org][name] = u
	return nil
}

func (b *useBook) PutUsed(_ context.Context, org desk.OrgID, name string, at int64) error {
	return b.change(org, name, func(u *desk.Use) { u.UsedAt = at })
}

func (b *useBook) PutFailed(_ context.Context, org desk.OrgID, name string, at int64, why *desk.Said) error {
	return b.change(org, name, func(u *desk.Use) { u.FailedAt, u.Said = at, why })
}

func (b *useBook) DropUse(_ context.Context, org desk.OrgID, name string) error {
	delete(b.kept[org], name)
	return b.fails
}

// teller is a bird's client that tells how its calls end.
type teller struct {
	channel.Client
	heard func(error)
}

func (c *teller) OnCall(f func(error)) { c.heard = f }

func (c *teller) Templates(ctx context.Context, id desk.WabaID) ([]desk.Template, error) {
	out, err := c.Client.Templates(ctx, id)
	c.heard(err)
	return out, err
}

// tellingApp speaks for an app, and tells.
type tellingApp struct {
	channel.AppClient
	heard func(error)
	fails *error
}

func (a *tellingApp) OnCall(f func(error)) { a.heard = f }

func (a *tellingApp) Subscription(context.Context) (channel.Subscription, error) {
	a.heard(*a.fails)
	return channel.Subscription{}, *a.fails
}

// tellingCarrier opens accounts that tell.
type tellingCarrier struct{ *haulier }

func (c tellingCarrier) Open(l channel.Login) channel.Carrier {
	return &tellingAccount{Carrier: c.haulier.Open(l)}
}

type tellingAccount struct {
	channel.Carrier
	heard func(error)
}

func (a *tellingAccount) OnCall(f func(error)) { a.heard = f }

func (a *tellingAccount) Numbers(ctx context.Context) ([]channel.CarrierNumber, error) {
	out, err := a.Carrier.Numbers(ctx)
	if a.heard != nil { // else the login is not stored yet
		a.heard(err)
	}
	return out, err
}

// telling is a rig with an account h10, whose clients tell, and a store of uses.
func telling(t *testing.T) (*rig, *useBook) {
	t.Helper()
	r, book := linked(t), &useBook{kept: map[desk.OrgID]map[string]desk.Use{}}
	r.cfg.Uses = book
	r.cfg.Providers[0].Open = func(token desk.Secret) channel.Client { return &teller{Client: r.heron.open(token)} }
	r.cfg.Providers[0].OpenApp = func(desk.AppID, desk.Secret) channel.AppClient { return &tellingApp{fails: &r.heron.fails} }
	r.cfg.Carriers = []integration.Carrier{tellingCarrier{r.cart}, r.barge}
	r.restart()
	r.verify("h1", "h10", "token-h")
	return r, book
}

func (r *rig) ms() int64 { return r.now.UnixMilli() }

// use gives what is told of a credential.
func (r *rig) use(of string) wire.CredentialUse {
	r.t.Helper()
	for _, u := range must[wire.CredentialUses](r, first, wire.CallCredentialUses.Name, wire.None{}).Uses {
		if u.Of == of {
			return u
		}
	}
	return wire.CredentialUse{}
}

// pull asks for the templates of an account, whatever comes of it.
func pull(t *testing.T, c channel.Client) { t.Helper(); _, _ = c.Templates(t.Context(), "h10") }

func (r *rig) client() channel.Client {
	r.t.Helper()
	c, err := r.Client(r.t.Context(), first, "h10")
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

var refusal = &desk.Error{Code: desk.CodeTooMany, Subcode: "carrier"}

// The last success and the last failure are told to the moment; they are stored once a
// minute each, and what was stored is there after a restart.
func TestUses_storedOnceAMinute(t *testing.T) {
	t.Parallel()
	r, book := telling(t)
	c := r.client()
	linkedAt := r.ms()
	if u := r.use("account/h10"); u.UsedAt != linkedAt || u.FailedAt != 0 {
		t.Fatalf("just linked: %+v", u)
	}
	r.now = r.now.Add(2 * time.Minute)
	book.writes = 0
	r.heron.fails = refusal
	pull(t, c)
	failed := r.ms()
	r.heron.fails = nil
	for range 30 {
		r.now = r.now.Add(time.Second)
		pull(t, c)
	}
	if u := r.use("account/h10"); book.writes != 2 || u.UsedAt != r.ms() || u.FailedAt != failed || u.Said.Subcode != "carrier" {
		t.Errorf("%d writes, %+v", book.writes, u)
	}
	r.restart()
	if u := r.use("account/h10"); u.UsedAt != failed+1000 || u.FailedAt != failed || u.Said.Code != "tooMany" {
		t.Errorf("after a restart: %+v", u)
	}
	c = r.client()
	r.now = r.now.Add(time.Minute)
	pull(t, c)
	if u := book.kept[first]["account/h10"]; u.UsedAt != r.ms() || u.FailedAt != failed {
		t.Errorf("a minute later: %+v", u)
	}
}

// What was given up or never left the relay is no failure of the credential.
func TestUses_whatDidNotLeaveIsNoUse(t *testing.T) {
	t.Parallel()
	r, book := telling(t)
	c := r.client()
	before := r.use("account/h10")
	r.now, book.writes = r.now.Add(time.Hour), 0
	for _, err := range []error{context.Canceled, desk.Wrap("ask", context.Canceled), saysNo{Source: channel.FromHere}} {
		r.heron.fails = err
		pull(t, c)
	}
	if u := r.use("account/h10"); book.writes != 0 || u != before {
		t.Errorf("%d writes, %+v", book.writes, u)
	}
}

// A failing store costs nothing but the note, and the next call tries again.
func TestUses_storeFails(t *testing.T) {
	t.Parallel()
	r, book := telling(t)
	c := r.client()
	r.now, book.fails = r.now.Add(time.Hour), errBroken
	if _, err := c.Templates(t.Context(), "h10"); err != nil {
		t.Fatal(err)
	}
	book.fails, r.now = nil, r.now.Add(time.Second)
	pull(t, c)
	if u := book.kept[first]["account/h10"]; u.UsedAt != r.ms() {
		t.Errorf("%+v", u)
	}
}

// A new token begins anew, and a late word about the old one says nothing of it. A token
// that is removed leaves nothing.
func TestUses_ofAReplacedCredential(t *testing.T) {
	t.Parallel()
	r, book := telling(t)
	old := r.client()
	r.heron.fails = refusal
	pull(t, old)
	r.heron.fails, r.now = nil, r.now.Add(time.Hour)
	r.verify("h1", "h10", "token-i")
	if u := r.use("account/h10"); u.UsedAt != r.ms() || u.FailedAt != 0 || u.Said != nil {
		t.Errorf("replaced: %+v", u)
	}
	r.heron.fails = refusal
	pull(t, old)
	if u := r.use("account/h10"); u.FailedAt != 0 {
		t.Errorf("a late word: %+v", u)
	}
	current := r.client()
	must[wire.None](r, first, wire.CallWabaUnlink.Name, wire.WabaRef{WabaID: "h10"})
	pull(t, current)
	if len(book.kept[first]) != 0 {
		t.Errorf("removed: %+v", book.kept)
	}
}

// A stored token that is checked for a person and found bad was used and failed.
func TestUses_ofACheckThatFinds(t *testing.T) {
	t.Parallel()
	r, _ := telling(t)
	r.now = r.now.Add(time.Hour)
	r.heron.info.Valid = false
	r.verify("h1", "h10", "")
	if u := r.use("account/h10"); u.FailedAt != r.ms() || u.Said.Subcode != "token" {
		t.Errorf("%+v", u)
	}
}

// The carrier's login and the app's secret are credentials of their own.
func TestUses_ofCarrierAndApp(t *testing.T) {
	t.Parallel()
	r, book := telling(t)
	must[wire.CarrierState](r, first, wire.CallCarrierLink.Name, wire.CarrierLink{Provider: "cart", APIKey: "key", APISecret: "secret"})
	if u := r.use("carrier/cart"); u.UsedAt != r.ms() {
		t.Errorf("linked: %+v", u)
	}
	r.now = r.now.Add(time.Hour)
	carriers, err := r.Carriers(t.Context(), first)
	if err != nil || len(carriers) != 1 {
		t.Fatal(carriers, err)
	}
	r.cart.fails = refusal
	_, _ = carriers[0].Numbers(t.Context())
	if u := r.use("carrier/cart"); u.FailedAt != r.ms() || u.UsedAt != r.ms()-time.Hour.Milliseconds() {
		t.Errorf("it fails: %+v", u)
	}
	conn, err := r.Connection(t.Context(), first, &desk.Number{Provider: "heron", AppID: "h1", WabaID: "h10"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.AsApp.Subscription(t.Context()); err != nil {
		t.Fatal(err)
	}
	if u := r.use("app/h1"); u.UsedAt != r.ms() || u.FailedAt != 0 {
		t.Errorf("the app: %+v", u)
	}
	must[wire.CarrierState](r, first, wire.CallCarrierUnlink.Name, wire.CarrierRef{Provider: "cart"})
	if _, there := book.kept[first]["carrier/cart"]; there {
		t.Error("the carrier was removed")
	}
	if got := must[wire.CredentialUses](r, second, wire.CallCredentialUses.Name, wire.None{}); len(got.Uses) != 0 {
		t.Errorf("another organization sees %+v", got)
	}
}

// A login that opens an account both as a carrier's and for messages is one credential.
func TestUses_ofOneLoginForBoth(t *testing.T) {
	t.Parallel()
	r := withFerry(t)
	r.cfg.Uses = &useBook{kept: map[desk.OrgID]map[string]desk.Use{}}
	r.cfg.Providers[1].Open = func(token desk.Secret) channel.Client { return &teller{Client: r.pigeon.open(token)} }
	r.restart()
	must[wire.CarrierState](r, first, wire.CallCarrierLink.Name, ferryLink)
	r.now = r.now.Add(time.Hour)
	c, err := r.Client(t.Context(), first, "p7")
	if err != nil {
		t.Fatal(err)
	}
	pull(t, c)
	got := must[wire.CredentialUses](r, first, wire.CallCredentialUses.Name, wire.None{}).Uses
	if len(got) != 1 || got[0].Of != "carrier/pigeon" || got[0].UsedAt != r.ms() {
		t.Errorf("%+v", got)
	}
}
