package rig

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// World is a pretend Meta behind real HTTP.
type World struct {
	*sandbox.Sandbox
	URL    string
	server *httptest.Server
}

// NewWorld opens a sandbox. It sends nothing before Start.
func NewWorld(cfg sandbox.Config) *World {
	w := &World{server: httptest.NewUnstartedServer(http.NotFoundHandler())}
	cfg.GraphURL = "http://" + w.server.Listener.Addr().String() + "/graph"
	w.Sandbox = sandbox.New(cfg)
	w.server.Config.Handler = w.Handler()
	w.server.Start()
	w.URL = w.server.URL
	return w
}

// Close stops it.
func (w *World) Close() {
	w.Stop()
	w.server.Close()
}

// Office is a relay with an owner, an account at Meta and one number, whose
// inbox is worked through by hand.
type Office struct {
	*Relay
	Owner   link.SignedIn
	InboxID string
}

// The owner's way in. The password opens nothing but a directory that is
// thrown away.
const (
	OwnerEmail    = "owner@rig.example"
	OwnerPassword = "a password for the rig only"
)

// Furnish starts the relay and sets it up through the calls that the screens
// use. The relay runs when it returns.
func Furnish(ctx context.Context, r *Relay, w *World) (*Office, error) {
	if err := r.Start(); err != nil {
		return nil, err
	}
	if _, err := r.WaitReady(ctx); err != nil {
		return nil, err
	}
	o := &Office{Relay: r}
	if err := o.claim(ctx); err != nil {
		return nil, fmt.Errorf("claim the relay: %w", err)
	}
	w.SetTargets(sandbox.Targets{Meta: r.URL + WebhookPath, Graph: w.URL + "/graph"})
	dir, err := os.MkdirTemp(r.Dir, "furnisher")
	if err != nil {
		return nil, err
	}
	d, err := o.OpenDesktop(ctx, o.Owner, dir, nil)
	if err != nil {
		return nil, err
	}
	err = d.Live(ctx)
	if err == nil {
		err = o.furnish(ctx, d.Link, w)
	}
	return o, errors.Join(err, d.Close())
}

func (o *Office) claim(ctx context.Context) error {
	code, err := o.code(ctx)
	if err != nil {
		return err
	}
	return o.ask(func(c *link.Client) (err error) {
		o.Owner, err = c.Claim(ctx, wire.Claim{
			Code: code, Name: "Olga Owner", Email: OwnerEmail, Password: OwnerPassword, Device: device("first"),
		})
		return err
	})
}

// code reads the one-time code, which the relay writes just after it is ready.
func (o *Office) code(ctx context.Context) (string, error) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		line, err := os.ReadFile(filepath.Join(o.Dir, "data", "first-owner.txt"))
		if code, ok := strings.CutPrefix(string(line), "code: "); ok && strings.HasSuffix(code, "\n") {
			return strings.TrimSpace(code), nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return "", errors.Join(ctx.Err(), err)
		}
	}
}

func (o *Office) ask(f func(*link.Client) error) error {
	c, err := link.NewClient(link.ClientConfig{URL: o.URL})
	if err != nil {
		return err
	}
	defer c.Close()
	return f(c)
}

func device(name string) wire.Device {
	return wire.Device{ID: desk.NewID("dev"), Name: name, Platform: "linux"}
}

// SignIn opens a session of the owner's on another desktop.
func (o *Office) SignIn(ctx context.Context, name string) (s link.SignedIn, err error) {
	err = o.ask(func(c *link.Client) (err error) {
		s, err = c.SignIn(ctx, wire.SignIn{Email: OwnerEmail, Password: OwnerPassword, Device: device(name)})
		return err
	})
	return s, err
}

// Hire adds an agent and signs them in.
func (o *Office) Hire(ctx context.Context, name string) (s link.SignedIn, err error) {
	dir, err := os.MkdirTemp(o.Dir, "hiring")
	if err != nil {
		return s, err
	}
	d, err := o.OpenDesktop(ctx, o.Owner, dir, nil)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Live(ctx); err != nil {
		return s, err
	}
	email := desk.NewID("agent") + "@rig.example"
	var in wire.Invitation
	if err := d.Link.Call(ctx, wire.CallInvite.Name, wire.Invite{Name: name, Email: email, Role: string(desk.RoleAgent)}, &in); err != nil {
		return s, err
	}
	err = o.ask(func(c *link.Client) (err error) {
		s, err = c.Claim(ctx, wire.Claim{Code: in.Code, Name: name, Email: email, Password: OwnerPassword, Device: device(name)})
		return err
	})
	return s, err
}

// furnish links the account and connects the number that Meta has verified.
func (o *Office) furnish(ctx context.Context, l *link.Link, w *World) error {
	var app wire.AppAccess
	var inbox wire.IDResult
	var s wire.Setup
	for _, step := range []func() error{
		func() error {
			return l.Call(ctx, wire.CallAppPut.Name, wire.AppPut{ID: sandbox.DefaultAppID, Name: "Rig", Secret: sandbox.DefaultAppSecret}, &app)
		},
		func() error { return w.Handshake(ctx, app.VerifyToken) },
		func() error {
			return l.Call(ctx, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: sandbox.DefaultAppID, WabaID: sandbox.DefaultWABA, Token: sandbox.DefaultToken}, nil)
		},
		func() error {
			return l.Command(ctx, wire.CmdPutInbox.Name, wire.PutInbox{
				Name: "Support", Mode: string(desk.ModeManual), ReassignSeconds: desk.DefaultReassignSeconds, Members: []string{o.Owner.UserID},
			}, &inbox)
		},
		func() error {
			return l.Call(ctx, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+493023125014"}, &s)
		},
		func() error {
			return l.Call(ctx, wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: s.ID, WabaID: sandbox.DefaultWABA, DisplayName: "Harbour & Pine"}, &s)
		},
		func() error {
			return l.Call(ctx, wire.CallSetupSave.Name, wire.SetupSave{
				SetupID: s.ID, Step: wire.StepSummary, Name: "WhatsApp_Support", Profile: s.Profile, InboxID: inbox.ID,
			}, &s)
		},
		func() error {
			return l.Call(ctx, wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: s.ID, PIN: "246810"}, &s)
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
