package app

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
)

// connection is a link with the client it goes through.
type connection struct {
	*link.Link
	client *link.Client

	url         string
	certificate string // of this computer's relay, as it was when this began

	mu  sync.Mutex // guards who
	who link.Credential
}

func (c *connection) session() link.Credential {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.who
}

func (c *connection) setSession(who link.Credential) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.who = who
}

func (c *connection) stop() {
	c.Stop()
	c.client.Close()
}

// line is the way to the relay as the screens have it: whichever connection
// there is now. It is bridge.Relay and bridge.Codes.
type line struct{ *App }

func (a *App) current() (*connection, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conn == nil {
		return nil, desk.Errorf(desk.CodeUnavailable, link.SubOffline, "There is no connection to a relay. Sign in first.")
	}
	return a.conn, nil
}

// Command records something at the relay.
func (l line) Command(ctx context.Context, name string, body, out any) error {
	c, err := l.current()
	if err != nil {
		return err
	}
	return c.Command(ctx, name, body, out)
}

// Call asks the relay for an answer.
func (l line) Call(ctx context.Context, name string, body, out any) error {
	c, err := l.current()
	if err != nil {
		return err
	}
	return c.Call(ctx, name, body, out)
}

// Latest gives the newest code of a set-up.
func (l line) Latest(setupID string) (wire.SetupCode, bool, error) {
	c, err := l.current()
	if err != nil {
		return wire.SetupCode{}, false, err
	}
	return c.Codes().Latest(setupID)
}

// Upload gives the relay an attached file. It is bridge.Uploads.
func (l line) Upload(ctx context.Context, f wire.QueuedFile) (wire.Uploaded, error) {
	c, err := l.current()
	if err != nil {
		return wire.Uploaded{}, err
	}
	return c.Upload(ctx, f)
}

func (a *App) fetchMedia(ctx context.Context, messageID, mediaID string) (io.ReadCloser, error) {
	c, err := a.current()
	if err != nil {
		return nil, err
	}
	m, err := c.Media(ctx, messageID, mediaID)
	if err != nil {
		return nil, err // not a nil *Media in an interface
	}
	return m, nil
}

// resume goes on where the last start ended.
func (a *App) resume(ctx context.Context) {
	a.act.Lock()
	defer a.act.Unlock()
	s := a.settings.get().Session
	err := a.resumeAs(ctx, s)
	if err == nil || ctx.Err() != nil {
		return
	}
	a.log.Error("resume", "err", err)
	a.mu.Lock()
	a.status.State, a.status.Problem = bridge.LinkOffline, desk.MessageOf(err)
	a.mu.Unlock()
	a.changedState()
}

func (a *App) resumeAs(ctx context.Context, s session) error {
	switch {
	case s == session{} && a.cfg.Practice, s.Practice && s.UserID == "":
		a.mu.Lock()
		a.status.State = bridge.LinkConnecting
		a.mu.Unlock()
		a.changedState()
		return a.practise(ctx, practice.Owner)
	case s.RelayURL == "" && !s.ThisComputer:
		return nil // the first question waits for the person
	case s.UserID == "":
		a.setPhase(bridge.PhaseSignIn, nil)
		return a.recall(ctx, s)
	}
	who, err := a.vault.get()
	if err != nil {
		a.log.Warn("session token is not here", "err", err)
	}
	if !who.IsComplete() { // lost, or of a version that bound no session to its computer
		if s.Practice {
			return a.practise(ctx, practice.Owner)
		}
		a.setPhase(bridge.PhaseSignIn, nil)
		return a.recall(ctx, s)
	}
	if !s.ThisComputer {
		if err := a.proven(s.RelayURL); err != nil { // an older Parley took it
			a.setPhase(bridge.PhaseSignIn, nil)
			return err
		}
		return a.dial(s.RelayURL, who)
	}
	a.setPhase(bridge.PhaseReady, nil) // the local copy is here, whatever the relay does
	d, err := a.openChild(ctx, s.Practice)
	if err != nil {
		a.retryChild(s.Practice, who)
		return err
	}
	return a.dial(d.URL, who)
}

// recall asks the chosen relay who it is, for the sign-in screen.
func (a *App) recall(ctx context.Context, s session) error {
	if s.ThisComputer {
		d, err := a.openChild(ctx, s.Practice)
		if err != nil {
			return err
		}
		s.RelayURL = d.URL
	}
	return a.choose(ctx, s)
}

// retryPause is between two tries to start this computer's relay.
const retryPause = 15 * time.Second

// retryChild tries again to start this computer's relay, for as long as the
// app runs.
func (a *App) retryChild(practice bool, who link.Credential) {
	a.wg.Go(func() {
		for clock.Sleep(a.run, retryPause) {
			a.act.Lock()
			s := a.settings.get().Session
			if _, err := a.current(); err == nil || s.UserID == "" || s.Practice != practice || !s.ThisComputer {
				a.act.Unlock()
				return // the person tried again by hand, or went elsewhere
			}
			d, err := a.openChild(a.run, practice)
			if err == nil {
				err = a.dial(d.URL, who)
			}
			a.act.Unlock()
			if err == nil {
				return
			}
			a.log.Error("relay of this computer", "err", err)
		}
	})
}

// proven refuses an address at which anything may answer, also within this
// computer: another account, or a program that somebody else started, can take a
// port. A certificate proves a relay, and the discovery file that of this computer.
func (a *App) proven(base string) error {
	if strings.HasPrefix(base, "https://") || a.cfg.InClear != nil && a.cfg.InClear(base) {
		return nil
	}
	return desk.Errorf(desk.CodeInvalid, local.SubcodeUnproven, "Any program can answer at %s, so Parley tells it nothing. "+
		"For a relay on this computer, choose “This computer”. For your team's relay, use its https address.", base)
}

// client reaches a relay beside the socket. No relay hears a password or token
// before it has proven that it is the one: by its certificate, and this computer's
// by the key that the discovery file names.
func (a *App) client(base string) (*link.Client, error) { return a.clientAt(base, a.here()) }

// clientAt is client, where this computer's relay is at here.
func (a *App) clientAt(base string, here local.Discovery) (*link.Client, error) {
	if err := a.proven(base); err != nil {
		return nil, err
	}
	conf := link.ClientConfig{URL: base, Clock: a.cfg.Clock}
	if here.URL == base {
		var err error
		if conf.TLS, err = here.ClientTLS(); err != nil {
			return nil, err
		}
	}
	return link.NewClient(conf)
}

// here gives where this computer's relay is; the zero value if none is held.
func (a *App) here() local.Discovery {
	a.mu.Lock()
	c := a.child
	a.mu.Unlock()
	if c == nil {
		return local.Discovery{}
	}
	return c.Discovery()
}

// dial begins to work under a session. Called with act held.
func (a *App) dial(base string, who link.Credential) error {
	a.hangUp()
	if err := a.run.Err(); err != nil {
		return err // the app is closing
	}
	at := a.here()
	client, err := a.client(base)
	if err != nil {
		return err
	}
	c := &connection{client: client, url: base, who: who}
	if at.URL == base {
		c.certificate = at.Certificate
	}
	c.Link, err = link.New(link.Config{
		Client: client, Session: c.session, DeviceID: a.settings.get().Session.DeviceID,
		Version: Version, Replica: a.copy, Outbox: a.copy.Outbox(), Files: a.copy.Attachments(), Clock: a.cfg.Clock, Log: a.log,
		OnState: func(s link.State) { a.linked(c, s) },
		OnCode:  func(string) { a.pump.Say(bridge.EventCode, 0) },
		OnPush:  a.pushed,
	})
	if err != nil {
		return err
	}
	a.mu.Lock()
	a.conn, a.phase, a.problem = c, bridge.PhaseReady, nil
	a.status = bridge.LinkState{State: bridge.LinkConnecting}
	a.mu.Unlock()
	a.alerts.Begin(a.settings.get().Session.UserID)
	a.changedState()
	return c.Start(context.Background()) // Stop ends it
}

// hangUp ends the connection, if there is one.
func (a *App) hangUp() {
	a.mu.Lock()
	c := a.conn
	a.conn, a.status = nil, bridge.LinkState{State: bridge.LinkOffline}
	a.mu.Unlock()
	if c != nil {
		c.stop()
	}
}

// moved dials this computer's relay after it has been started anew: at another
// address, or with another key at the same one.
func (a *App) moved() {
	a.wg.Go(func() { // not here: the child's own goroutine must go on
		a.act.Lock()
		defer a.act.Unlock()
		// The newest one: while this waited it may have been started once more.
		at := a.here()
		c, err := a.current()
		if err != nil || at.URL == "" || !a.settings.get().Session.ThisComputer {
			return // the person went elsewhere
		}
		if c.url == at.URL && c.certificate == at.Certificate {
			c.Poke()
			return
		}
		if err := a.settings.change(func(k *kept) { k.Session.RelayURL = at.URL }); err != nil {
			a.log.Warn("settings are not written", "err", err)
		}
		if err := a.dial(at.URL, c.session()); err != nil {
			a.log.Error("dial the relay again", "err", err)
		}
	})
}

func (a *App) pushed(name string, _ json.RawMessage) {
	if name == wire.PushSandbox {
		a.pump.Say(bridge.EventSandbox, 0)
	}
}

// linked hears how the connection of c stands. It runs inside the link and
// must not call back into it.
func (a *App) linked(c *connection, s link.State) {
	a.mu.Lock()
	if a.conn != c {
		a.mu.Unlock()
		return
	}
	a.status.Behind, a.status.LastEventAt, a.status.State, a.status.Problem = s.Behind, s.LastEventAt, s.State, ""
	a.status.Skipped = s.Skipped
	if s.Problem != nil {
		a.status.Problem = s.Problem.Message
	}
	if s.UserID != "" {
		a.skew, a.endsAt = time.Duration(s.Skew)*time.Millisecond, s.EndsAt
	}
	isSignedOut := false
	switch {
	case s.State == link.StateBlocked:
		a.status.State = bridge.LinkOffline
		a.phase, a.problem = bridge.PhaseBlocked, s.Problem
		isSignedOut = s.Problem != nil && (s.Problem.Subcode == link.SubSignedOut || s.Problem.Subcode == link.SubCopied || s.Problem.Subcode == link.SubEnded)
	case a.phase == bridge.PhaseBlocked && s.State != link.StateConnecting:
		a.phase, a.problem = bridge.PhaseReady, nil // a try alone does not take the reason from the screen
	}
	isFirst := s.State == link.StateLive && !a.counted && !a.counting
	a.counting = a.counting || isFirst
	a.mu.Unlock()
	if s.State == link.StateLive {
		a.alerts.Live(a.settings.get().Session.UserID)
	}
	if isFirst {
		a.wg.Go(func() { a.countMissed(a.run) })
	}
	if isSignedOut {
		a.wg.Go(func() { a.revoked(c, s.Problem) })
	}
	a.changedState()
}

// revoked empties what the person may no longer see. Unsent replies stay for
// them: the outbox is theirs, and it is wiped when somebody else signs in.
func (a *App) revoked(c *connection, problem *wire.Error) {
	a.act.Lock()
	defer a.act.Unlock()
	if now, err := a.current(); err != nil || now != c {
		return
	}
	if a.tryStaged(c) {
		return
	}
	a.hangUp()
	ctx, cancel := context.WithTimeout(context.Background(), askDeadline)
	defer cancel()
	a.alerts.Reset()
	a.news.Clear()
	for _, step := range []func() error{
		func() error { return a.copy.Reset(ctx) },
		a.media.Clear,
		a.vault.forget,
		func() error {
			return a.settings.change(func(k *kept) { k.Session.UserID, k.Session.UserName, k.Session.Role = "", "", "" })
		},
	} {
		if err := step(); err != nil {
			a.log.Error("forget a revoked session", "err", err)
		}
	}
	a.setPhase(bridge.PhaseBlocked, problem)
}
