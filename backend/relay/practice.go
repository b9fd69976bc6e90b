package relay

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
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// The people of practice. The owner is who tries Parley; the two agents are
// there to transfer to and to sign in as.
const (
	PracticeOwner = "alex@practice.example"
	PracticeAna   = "ana@practice.example"
	PracticeBruno = "bruno@practice.example"
)

var practicePeople = []desk.User{
	{Name: "Alex Moreau", Email: PracticeOwner, Role: desk.RoleOwner},
	{Name: "Ana Duarte", Email: PracticeAna, Role: desk.RoleAgent},
	{Name: "Bruno Keller", Email: PracticeBruno, Role: desk.RoleAgent},
}

// practice is the sandbox beside the relay: a pretend Meta and carrier behind
// real HTTP, which only configuration tells from the real ones.
type practice struct {
	relay    *Relay
	world    *sandbox.Sandbox
	listener net.Listener
	server   *http.Server
	url      string
	password string
	log      *slog.Logger
	unwatch  context.CancelFunc // nil until watch
	watching sync.WaitGroup
}

// openPractice starts the sandbox's own listener, before anything that is to
// talk to it. It does nothing outside practice.
func (r *Relay) openPractice(ctx context.Context) error {
	cfg := r.opts.Config
	if !cfg.Sandbox {
		return nil
	}
	password, err := practicePassword(filepath.Join(cfg.DataDir, "practice-password"))
	if err != nil {
		return err
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return desk.Wrap("listen for the sandbox", err)
	}
	url := "http://" + ln.Addr().String()
	world := sandbox.New(sandbox.Config{
		Clock: r.time.Now, GraphURL: url + "/graph", StatePath: filepath.Join(cfg.DataDir, "sandbox.json"), Logger: r.log,
	})
	r.practice = &practice{
		relay: r, world: world, listener: ln, url: url, password: password, log: r.log,
		server: &http.Server{Handler: world.Handler(), ReadHeaderTimeout: 10 * time.Second},
	}
	r.opts.Config.Meta.BaseURL, r.opts.Config.Vonage.BaseURL = url+"/graph", url+"/vonage"
	go func() {
		if err := r.practice.server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			r.log.Error("sandbox stopped", "err", err)
		}
	}()
	return nil
}

// practicePassword is the same at every start: it lies in a file that only this
// user can read, and opens nothing but practice on this computer.
func practicePassword(path string) (string, error) {
	if b, err := os.ReadFile(path); err == nil && len(b) > 0 { //nolint:gosec // our own file
		return strings.TrimSpace(string(b)), nil
	}
	raw := make([]byte, 16)
	rand.Read(raw) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
	password := hex.EncodeToString(raw)
	return password, desk.Wrap("write practice password", os.WriteFile(path, []byte(password), 0o600))
}

// begin fills the first start with people, accounts and a number, and lets the
// customers write. It runs once the relay answers.
func (p *practice) begin(ctx context.Context) error {
	p.world.SetTargets(sandbox.Targets{
		Meta:   p.relay.PublicURL() + "/webhooks/meta/" + sandbox.DefaultAppID,
		Vonage: p.relay.PublicURL() + "/webhooks/vonage/sms",
		Graph:  p.url + "/graph",
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

func (p *practice) stop() {
	if p.unwatch != nil {
		p.unwatch()
	}
	p.watching.Wait()
	p.world.Stop()
	p.server.Close() //nolint:errcheck,gosec // pretend Meta may be cut off
}

// people makes owner and agents at the first start.
func (p *practice) people(ctx context.Context) (*desk.User, error) {
	have, err := p.relay.db.Users(ctx, p.relay.org)
	if err != nil {
		return nil, err
	}
	if len(have) == 0 {
		for _, u := range practicePeople {
			if err := p.relay.people.Seed(ctx, filled(u, p.relay.time.Now()), p.password); err != nil {
				return nil, err
			}
		}
		if have, err = p.relay.db.Users(ctx, p.relay.org); err != nil {
			return nil, err
		}
	}
	for _, u := range have {
		if u.Email == PracticeOwner {
			return u, nil
		}
	}
	return nil, desk.Errorf(desk.CodeNotFound, "", "practice has lost its owner")
}

func filled(u desk.User, now time.Time) desk.User {
	u.ID, u.Active, u.WhatsApp, u.Capacity, u.ReadReceipts = desk.UserID(desk.NewID("usr")), true, true, desk.DefaultCapacity, true
	u.CreatedAt = now.UnixMilli()
	u.Presence = desk.Presence{State: desk.PresenceOffline, Chosen: desk.PresenceOnline, Since: u.CreatedAt}
	return u
}

// accounts links app, account and carrier through the very calls that the
// screens use.
func (p *practice) accounts(ctx context.Context, owner *desk.User) error {
	var app wire.AppAccess
	for _, step := range []struct {
		name string
		body any
		out  any
	}{
		{wire.CallAppPut, wire.AppPut{ID: sandbox.DefaultAppID, Name: "Practice app", Secret: sandbox.DefaultAppSecret}, &app},
		{wire.CallWabaVerify, wire.WabaVerify{AppID: sandbox.DefaultAppID, WabaID: sandbox.DefaultWABA, Token: sandbox.DefaultToken}, nil},
		{wire.CallCarrierLink, wire.CarrierLink{
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
func (p *practice) number(ctx context.Context, owner *desk.User) error {
	have, err := p.relay.db.Numbers(ctx, p.relay.org)
	if err != nil || len(have) > 0 {
		return err
	}
	users, err := p.relay.db.Users(ctx, p.relay.org)
	if err != nil {
		return err
	}
	inbox := wire.PutInbox{Name: "Support", Mode: string(desk.ModeRoundRobin), ReassignSeconds: desk.DefaultReassignSeconds}
	for _, u := range users {
		inbox.Members = append(inbox.Members, string(u.ID))
	}
	var made wire.IDResult
	if err := p.command(ctx, owner, wire.CmdPutInbox, inbox, &made); err != nil {
		return err
	}
	return p.connect(ctx, owner, made.ID)
}

// connect walks the wizard's steps for the number that Meta has verified.
func (p *practice) connect(ctx context.Context, owner *desk.User, inbox string) error {
	var s wire.Setup
	if err := p.call(ctx, owner, wire.CallSetupBegin, wire.SetupBegin{Phone: practiceNumber}, &s); err != nil {
		return err
	}
	if err := p.call(ctx, owner, wire.CallSetupConnect, wire.SetupConnect{
		SetupID: s.ID, WabaID: sandbox.DefaultWABA, DisplayName: "Harbour & Pine",
	}, &s); err != nil {
		return err
	}
	if err := p.call(ctx, owner, wire.CallSetupSave, wire.SetupSave{
		SetupID: s.ID, Step: wire.StepSummary, Name: "WhatsApp_Support", Description: "Practice number",
		ServiceName: "Support", DataSource: []wire.KV{{Key: "region", Value: "emea"}}, Profile: s.Profile, InboxID: inbox,
	}, &s); err != nil {
		return err
	}
	return p.call(ctx, owner, wire.CallSetupFinish, wire.SetupFinish{SetupID: s.ID, PIN: practicePIN}, &s)
}

// The number that the sandbox's Meta has registered already, with its PIN.
const (
	practiceNumber = "+493023125014"
	practicePIN    = "246810"
)

// call makes one of the wizard's calls as a seeded person.
func (p *practice) call(ctx context.Context, by *desk.User, name string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	got, err := p.relay.provision.Calls()[name](ctx, provision.Caller{User: by, DeviceID: practiceDevice}, raw)
	if err != nil || out == nil {
		return err
	}
	if raw, err = json.Marshal(got); err != nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

// practiceDevice holds the set-up lease while the first number is connected.
const practiceDevice = desk.DeviceID("practice")

// command records a command of a seeded person.
func (p *practice) command(ctx context.Context, by *desk.User, name string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	payload, err := json.Marshal(desk.CommandEntry{UserID: by.ID, ClientID: desk.NewID("cmd"), Name: name, Body: raw})
	if err != nil {
		return err
	}
	got, err := p.relay.ledger.Submit(ctx, desk.Submission{Drafts: []desk.Draft{
		{Org: p.relay.org, Kind: desk.EntryCommand, Payload: payload},
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
