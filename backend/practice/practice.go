// Package practice is the sandbox beside a relay: a pretend Meta, carrier and
// customers behind real HTTP, which only configuration tells from the real ones,
// and the people, accounts and number of the first start.
//
// It is not for what the pretend world does; that is sandbox's.
package practice

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// The people of practice. The owner is who tries Parley; the two agents are
// there to transfer to and to sign in as.
const (
	Owner = "alex@practice.example"
	Ana   = "ana@practice.example"
	Bruno = "bruno@practice.example"
)

var seeded = []desk.User{
	{Name: "Alex Moreau", Email: Owner, Role: desk.RoleOwner},
	{Name: "Ana Duarte", Email: Ana, Role: desk.RoleAgent},
	{Name: "Bruno Keller", Email: Bruno, Role: desk.RoleAgent},
}

// Config is what practice is opened with.
type Config struct {
	DataDir string
	Clock   func() time.Time
	Forward func(time.Duration) error // puts Clock forward; nil = it cannot be
	Log     *slog.Logger
}

// Practice is a running sandbox.
type Practice struct {
	URL      string // the sandbox's own address
	Password string // of all practice people

	now      func() time.Time
	world    *sandbox.Sandbox
	server   *http.Server
	relay    Relay              // set by Begin
	unwatch  context.CancelFunc // nil until Watch
	watching sync.WaitGroup
}

// Relay is what practice needs of the relay that it is beside.
type Relay struct {
	Org       desk.OrgID
	PublicURL string
	Rows      desk.Rows
	People    People
	Recorder  desk.Recorder
	// Call makes one of the wizard's calls as a person, from a device.
	Call func(ctx context.Context, by *desk.User, d desk.DeviceID, name string, body []byte) (any, error)
}

// People makes a person who can sign in.
type People interface {
	Seed(ctx context.Context, org desk.OrgID, u desk.User, password string) error
}

// Open starts the sandbox's own listener. Its customers write after Begin.
func Open(ctx context.Context, cfg Config) (*Practice, error) {
	password, err := passwordIn(filepath.Join(cfg.DataDir, "practice-password"))
	if err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, desk.Wrap("listen for the sandbox", err)
	}
	url := "http://" + ln.Addr().String()
	world := sandbox.New(sandbox.Config{
		Clock: cfg.Clock, Forward: cfg.Forward, GraphURL: url + "/graph", StatePath: filepath.Join(cfg.DataDir, "sandbox.json"), Logger: cfg.Log,
	})
	p := &Practice{
		URL: url, Password: password, now: cfg.Clock, world: world,
		server: &http.Server{Handler: world.Handler(), ReadHeaderTimeout: 10 * time.Second},
	}
	go func() {
		if err := p.server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			cfg.Log.Error("sandbox stopped", "err", err)
		}
	}()
	return p, nil
}

// World gives the pretend world.
func (p *Practice) World() *sandbox.Sandbox { return p.world }

// passwordIn is the same at every start: it lies in a file that only this
// user can read, and opens nothing but practice on this computer.
func passwordIn(path string) (string, error) {
	if b, err := os.ReadFile(path); err == nil && len(b) > 0 { //nolint:gosec // our own file
		return strings.TrimSpace(string(b)), nil
	}
	raw := make([]byte, 16)
	rand.Read(raw) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
	password := hex.EncodeToString(raw)
	return password, desk.Wrap("write practice password", os.WriteFile(path, []byte(password), 0o600))
}

// Begin fills the first start with people, accounts and a number, and lets the
// customers write. It runs once the relay answers.
func (p *Practice) Begin(ctx context.Context, r Relay) error {
	p.relay = r
	p.world.SetTargets(sandbox.Targets{
		Meta:   p.relay.PublicURL + "/webhooks/meta/" + sandbox.DefaultAppID,
		Vonage: p.relay.PublicURL + "/webhooks/vonage/sms",
		Graph:  p.URL + "/graph",
	})
	owner, err := p.people(ctx)
	if err != nil {
		return desk.Wrap("seed people", err)
	}
	if err := p.accounts(ctx, owner); err != nil {
		return desk.Wrap("seed accounts", err)
	}
	if err := p.number(ctx, owner); err != nil {
		return desk.Wrap("seed number", err)
	}
	return p.world.Start(context.WithoutCancel(ctx))
}

// Stop ends the sandbox. It is safe to call twice.
func (p *Practice) Stop() {
	if p.unwatch != nil {
		p.unwatch()
	}
	p.watching.Wait()
	p.world.Stop()
	p.server.Close() //nolint:errcheck,gosec // pretend Meta may be cut off
}

// people makes owner and agents at the first start.
func (p *Practice) people(ctx context.Context) (*desk.User, error) {
	have, err := desk.Find[*desk.User](ctx, p.relay.Rows, p.relay.Org, desk.Users.With())
	if err != nil {
		return nil, err
	}
	if len(have) == 0 {
		for _, u := range seeded {
			if err := p.relay.People.Seed(ctx, p.relay.Org, filled(u, p.now()), p.Password); err != nil {
				return nil, err
			}
		}
		if have, err = desk.Find[*desk.User](ctx, p.relay.Rows, p.relay.Org, desk.Users.With()); err != nil {
			return nil, err
		}
	}
	for _, u := range have {
		if u.Email == Owner {
			return u, nil
		}
	}
	return nil, desk.Broken("practice", "practice has lost its owner")
}

func filled(u desk.User, now time.Time) desk.User {
	u.ID, u.Active, u.WhatsApp, u.Capacity, u.ReadReceipts = desk.UserID(desk.NewID("usr")), true, true, desk.DefaultCapacity, true
	u.CreatedAt = now.UnixMilli()
	u.Presence = desk.Presence{State: desk.PresenceOffline, Chosen: desk.PresenceOnline, Since: u.CreatedAt}
	return u
}

// accounts links app, account and carrier through the very calls that the
// screens use.
func (p *Practice) accounts(ctx context.Context, owner *desk.User) error {
	var app wire.AppAccess
	for _, step := range []struct {
		name string
		body any
		out  any
	}{
		{wire.CallAppPut.Name, wire.AppPut{
			ID: sandbox.DefaultAppID, Name: "Practice app", Secret: sandbox.DefaultAppSecret, ConfigID: sandbox.DefaultConfigID,
			HostedURL: p.URL + sandbox.HostedPage, SystemToken: sandbox.DefaultToken,
		}, &app},
		{wire.CallWabaVerify.Name, wire.WabaVerify{AppID: sandbox.DefaultAppID, WabaID: sandbox.DefaultWABA, Token: sandbox.DefaultToken}, nil},
		{wire.CallCarrierLink.Name, wire.CarrierLink{
			Provider: "vonage", APIKey: sandbox.DefaultVonageKey, APISecret: sandbox.DefaultVonageSecret,
			SignatureSecret: sandbox.DefaultSignatureSecret, SignatureMethod: "sha256",
		}, nil},
	} {
		if err := p.call(ctx, owner, step.name, step.body, step.out); err != nil {
			return desk.Wrap(step.name, err)
		}
	}
	return p.world.Handshake(ctx, app.VerifyToken)
}

// number puts the sandbox's ready number into an inbox with everybody in it.
func (p *Practice) number(ctx context.Context, owner *desk.User) error {
	have, err := desk.Find[*desk.Number](ctx, p.relay.Rows, p.relay.Org, desk.Numbers.With())
	if err != nil || len(have) > 0 {
		return err
	}
	// Before the number, so that a start that broke off here comes by again.
	if err := p.optIns(ctx, owner); err != nil {
		return desk.Wrap("seed opt-ins", err)
	}
	users, err := desk.Find[*desk.User](ctx, p.relay.Rows, p.relay.Org, desk.Users.With())
	if err != nil {
		return err
	}
	inbox := wire.PutInbox{Name: "Support", Mode: string(desk.ModeRoundRobin), ReassignSeconds: desk.DefaultReassignSeconds}
	for _, u := range users {
		inbox.Members = append(inbox.Members, string(u.ID))
	}
	var made wire.IDResult
	if err := p.command(ctx, owner, wire.CmdPutInbox.Name, inbox, &made); err != nil {
		return err
	}
	return p.connect(ctx, owner, made.ID)
}

// connect walks the wizard's steps for the number that Meta has verified.
func (p *Practice) connect(ctx context.Context, owner *desk.User, inbox string) error {
	var s wire.Setup
	if err := p.call(ctx, owner, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: readyNumber}, &s); err != nil {
		return err
	}
	if err := p.call(ctx, owner, wire.CallSetupConnect.Name, wire.SetupConnect{
		SetupID: s.ID, WabaID: sandbox.DefaultWABA, DisplayName: "Harbour & Pine",
	}, &s); err != nil {
		return err
	}
	if err := p.call(ctx, owner, wire.CallSetupSave.Name, wire.SetupSave{
		SetupID: s.ID, Step: wire.StepSummary, Name: "WhatsApp_Support", Description: "Practice number",
		ServiceName: "Support", DataSource: []wire.KV{{Key: "region", Value: "emea"}}, Profile: s.Profile, InboxID: inbox,
	}, &s); err != nil {
		return err
	}
	return p.call(ctx, owner, wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: s.ID, PIN: readyPIN}, &s)
}

// The number that the sandbox's Meta has registered already, with its PIN.
const (
	readyNumber = "+493023125014"
	readyPIN    = "246810"
)

// call makes one of the wizard's calls as a seeded person.
func (p *Practice) call(ctx context.Context, by *desk.User, name string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	got, err := p.relay.Call(ctx, by, device, name, raw)
	if err != nil || out == nil {
		return err
	}
	if raw, err = json.Marshal(got); err != nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

// device holds the set-up lease while the first number is connected.
const device = desk.DeviceID("practice")

// command records a command of a seeded person.
func (p *Practice) command(ctx context.Context, by *desk.User, name string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	payload, err := json.Marshal(desk.CommandEntry{UserID: by.ID, ClientID: desk.NewID("cmd"), Name: name, Body: raw})
	if err != nil {
		return err
	}
	got, err := p.relay.Recorder.Submit(ctx, desk.Submission{Proposals: []desk.Proposal{
		{Org: p.relay.Org, Kind: desk.EntryCommand, Payload: payload},
	}})
	if err != nil {
		return err
	}
	var res wire.Result
	if err := json.Unmarshal(got[0].Answer, &res); err != nil {
		return desk.Wrap("read answer of "+name, err)
	}
	if res.Error != nil {
		return res.Error.Err()
	}
	return json.Unmarshal(res.Body, out)
}
