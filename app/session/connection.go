package session

import (
	"context"
	"encoding/json"
	"io"
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

func (sv *Service) current() (*connection, error) {
	sv.mu.Lock()
	defer sv.mu.Unlock()
	if sv.conn == nil {
		return nil, desk.Refuse(desk.CodeUnavailable, link.SubOffline, desk.Params{"context": "none"})
	}
	return sv.conn, nil
}

// Command records something at the relay.
func (sv *Service) Command(ctx context.Context, name string, body, out any) error {
	c, err := sv.current()
	if err != nil {
		return err
	}
	return c.Command(ctx, name, body, out)
}

// Call asks the relay for an answer.
func (sv *Service) Call(ctx context.Context, name string, body, out any) error {
	c, err := sv.current()
	if err != nil {
		return err
	}
	return c.Call(ctx, name, body, out)
}

// Reach tells the relay whether the person can be reached at this computer.
func (sv *Service) Reach(away bool) {
	sv.mu.Lock()
	defer sv.mu.Unlock()
	sv.away = away
	if sv.conn != nil {
		sv.conn.Reach(away)
	}
}

// Latest gives the newest code of a set-up.
func (sv *Service) Latest(setupID string) (wire.SetupCode, bool, error) {
	c, err := sv.current()
	if err != nil {
		return wire.SetupCode{}, false, err
	}
	return c.Codes().Latest(setupID)
}

// Copied tells the relay that the code is on the clipboard.
func (sv *Service) Copied(setupID string) {
	if c, err := sv.current(); err == nil {
		c.Codes().Copied(setupID)
	}
}

// Sound gives what the call said whose code is awaited.
func (sv *Service) Sound(setupID string) ([]byte, error) {
	c, err := sv.current()
	if err != nil {
		return nil, err
	}
	return c.Codes().Sound(setupID)
}

// Upload gives the relay an attached file. It is bridge.Uploads.
func (sv *Service) Upload(ctx context.Context, f wire.QueuedFile) (wire.Uploaded, error) {
	c, err := sv.current()
	if err != nil {
		return wire.Uploaded{}, err
	}
	return c.Upload(ctx, f)
}

// FetchMedia asks the relay for a received file.
func (sv *Service) FetchMedia(ctx context.Context, messageID, mediaID string) (io.ReadCloser, error) {
	c, err := sv.current()
	if err != nil {
		return nil, err
	}
	m, err := c.Media(ctx, messageID, mediaID)
	if err != nil {
		return nil, err // not a nil *Media in an interface
	}
	return m, nil
}

// FetchTable asks the relay for a table of records, and tells how many rows it is going
// to have. The caller closes it.
func (sv *Service) FetchTable(ctx context.Context, in wire.RecordsExport) (int64, io.ReadCloser, error) {
	c, err := sv.current()
	if err != nil {
		return 0, nil, err
	}
	t, err := c.Records(ctx, in)
	if err != nil {
		return 0, nil, err // not a nil *Table in an interface
	}
	return t.Rows, t, nil
}

// Resume goes on where the last start ended, and says on the screen why it
// could not.
func (sv *Service) Resume(ctx context.Context) error {
	sv.act.Lock()
	defer sv.act.Unlock()
	err := sv.resumeAs(ctx, sv.cfg.Memory.Session())
	if err == nil || ctx.Err() != nil {
		return err
	}
	sv.mu.Lock()
	sv.status.State, sv.status.Problem = bridge.LinkOffline, wire.ErrorOf(err)
	sv.mu.Unlock()
	sv.changedState()
	return err
}

func (sv *Service) resumeAs(ctx context.Context, s Place) error {
	switch {
	case s.isNowhere() && sv.cfg.Practice, s.Practice && s.UserID == "":
		sv.mu.Lock()
		sv.status.State = bridge.LinkConnecting
		sv.mu.Unlock()
		sv.changedState()
		return sv.practise(ctx, practice.Owner)
	case s.RelayURL == "" && !s.ThisComputer:
		return nil // the first question waits for the person
	case s.UserID == "":
		sv.setPhase(bridge.PhaseSignIn, nil)
		return sv.recall(ctx, s)
	}
	who, err := sv.cfg.Tokens.Get()
	if err != nil {
		sv.cfg.Log.Warn("session token is not here", "err", err)
	}
	if !who.IsComplete() { // lost, or of a version that bound no session to its computer
		if s.Practice {
			return sv.practise(ctx, practice.Owner)
		}
		sv.setPhase(bridge.PhaseSignIn, nil)
		return sv.recall(ctx, s)
	}
	if !s.ThisComputer {
		if err := Proven(s.RelayURL, sv.cfg.InClear); err != nil { // an older Parley took it
			sv.setPhase(bridge.PhaseSignIn, nil)
			return err
		}
		return sv.dial(s.RelayURL, who)
	}
	sv.setPhase(bridge.PhaseReady, nil) // the local copy is here, whatever the relay does
	d, err := sv.openChild(ctx, s.Practice)
	if err != nil {
		sv.retryChild(s.Practice, who)
		return err
	}
	return sv.dial(d.URL, who)
}

// recall asks the chosen relay who it is, for the sign-in screen.
func (sv *Service) recall(ctx context.Context, s Place) error {
	if s.ThisComputer {
		d, err := sv.openChild(ctx, s.Practice)
		if err != nil {
			return err
		}
		s.RelayURL = d.URL
	}
	return sv.choose(ctx, s)
}

// retryPause is between two tries to start this computer's relay.
const retryPause = 15 * time.Second

// retryChild tries again to start this computer's relay, for as long as the
// app runs.
func (sv *Service) retryChild(practice bool, who link.Credential) {
	sv.wg.Go(func() {
		for clock.Sleep(sv.run, retryPause) {
			sv.act.Lock()
			s := sv.cfg.Memory.Session()
			if _, err := sv.current(); err == nil || s.UserID == "" || s.Practice != practice || !s.ThisComputer {
				sv.act.Unlock()
				return // the person tried again by hand, or went elsewhere
			}
			d, err := sv.openChild(sv.run, practice)
			if err == nil {
				err = sv.dial(d.URL, who)
			}
			sv.act.Unlock()
			if err == nil {
				return
			}
			sv.cfg.Log.Error("relay of this computer", "err", err)
		}
	})
}

// client reaches a relay beside the socket.
func (sv *Service) client(base string) (*link.Client, error) {
	return NewClient(base, sv.Here(), sv.cfg.InClear, sv.cfg.Clock)
}

// Here gives where this computer's relay is; the zero value if none is held.
func (sv *Service) Here() local.Discovery {
	sv.mu.Lock()
	c := sv.child
	sv.mu.Unlock()
	if c == nil {
		return local.Discovery{}
	}
	return c.Discovery()
}

// dial begins to work under a session. Called with act held.
func (sv *Service) dial(base string, who link.Credential) error {
	sv.hangUp()
	if err := sv.run.Err(); err != nil {
		return err // the app is closing
	}
	at := sv.Here()
	client, err := sv.client(base)
	if err != nil {
		return err
	}
	c := &connection{client: client, url: base, who: who}
	if at.URL == base {
		c.certificate = at.Certificate
	}
	c.Link, err = link.New(link.Config{
		Client: client, Session: c.session, DeviceID: sv.cfg.Memory.Session().DeviceID,
		Version: sv.cfg.Version, Replica: sv.cfg.Copy, Outbox: sv.cfg.Copy.Outbox(), Files: sv.cfg.Copy.Attachments(), Clock: sv.cfg.Clock, Log: sv.cfg.Log,
		OnState: func(s link.State) { sv.linked(c, s) },
		OnCode: func(setupID string, isRead bool) {
			sv.cfg.Page.Say(bridge.EventCode, 0)
			sv.cfg.Parts.Code(setupID, isRead)
		},
		OnPush: sv.pushed,
	})
	if err != nil {
		return err
	}
	sv.mu.Lock()
	c.Reach(sv.away)
	sv.conn, sv.phase, sv.problem = c, bridge.PhaseReady, nil
	sv.status = bridge.LinkState{State: bridge.LinkConnecting}
	sv.mu.Unlock()
	sv.cfg.Parts.Begin(sv.cfg.Memory.Session().UserID)
	sv.changedState()
	return c.Start(context.Background()) // Stop ends it
}

// hangUp ends the connection, if there is one.
func (sv *Service) hangUp() {
	sv.mu.Lock()
	c := sv.conn
	sv.conn, sv.status = nil, bridge.LinkState{State: bridge.LinkOffline}
	sv.alone()
	sv.mu.Unlock()
	if c != nil {
		c.stop()
	}
}

// moved dials this computer's relay after it has been started anew: at another
// address, or with another key at the same one.
func (sv *Service) moved() {
	sv.wg.Go(func() { // not here: the child's own goroutine must go on
		sv.act.Lock()
		defer sv.act.Unlock()
		// The newest one: while this waited it may have been started once more.
		at := sv.Here()
		c, err := sv.current()
		if err != nil || at.URL == "" || !sv.cfg.Memory.Session().ThisComputer {
			return // the person went elsewhere
		}
		if c.url == at.URL && c.certificate == at.Certificate {
			c.Poke()
			return
		}
		if err := sv.cfg.Memory.ChangeSession(func(p *Place, closed *int64) { p.RelayURL = at.URL }); err != nil {
			sv.cfg.Log.Warn("settings are not written", "err", err)
		}
		if err := sv.dial(at.URL, c.session()); err != nil {
			sv.cfg.Log.Error("dial the relay again", "err", err)
		}
	})
}

func (sv *Service) pushed(name string, body json.RawMessage) {
	switch name {
	case wire.PushSandbox:
		sv.cfg.Page.Say(bridge.EventSandbox, 0)
	case wire.PushDrafts:
		sv.cfg.Page.Say(bridge.EventDrafts, 0)
	case wire.PushTogether:
		sv.gathered(body)
	case wire.PushLease:
		var news wire.LeaseNews
		if json.Unmarshal(body, &news) != nil || news.SetupID == "" {
			return
		}
		sv.cfg.Page.Say(bridge.EventLease, 0)
		if news.IsAsked {
			sv.cfg.Parts.Asked(news.SetupID, news.AskedBy)
		}
	}
}

// linked hears how the connection of c stands. It runs inside the link and
// must not call back into it.
func (sv *Service) linked(c *connection, s link.State) {
	sv.mu.Lock()
	if sv.conn != c {
		sv.mu.Unlock()
		return
	}
	sv.status.Behind, sv.status.LastEventAt, sv.status.State, sv.status.Problem = s.Behind, s.LastEventAt, s.State, s.Problem
	sv.status.Skipped = s.Skipped
	if s.State == link.StateOffline && s.Problem != nil && s.Problem.Subcode == wire.SubPreparing {
		sv.status.State, sv.status.Behind, sv.status.Problem = bridge.LinkPreparing, 0, nil
	}
	if s.UserID != "" {
		sv.skew, sv.endsAt = time.Duration(s.Skew)*time.Millisecond, s.EndsAt
	}
	isSignedOut := false
	switch {
	case s.State == link.StateBlocked:
		sv.status.State = bridge.LinkOffline
		sv.phase, sv.problem = bridge.PhaseBlocked, s.Problem
		isSignedOut = s.Problem != nil && (s.Problem.Subcode == link.SubSignedOut || s.Problem.Subcode == link.SubCopied || s.Problem.Subcode == link.SubEnded)
	case sv.phase == bridge.PhaseBlocked && s.State != link.StateConnecting:
		sv.phase, sv.problem = bridge.PhaseReady, nil // a try alone does not take the reason from the screen
	}
	if s.State != link.StateLive && s.State != link.StateCatchingUp {
		sv.alone()
	}
	isFirst := s.State == link.StateLive && !sv.counted && !sv.counting
	sv.counting = sv.counting || isFirst
	sv.mu.Unlock()
	if s.State == link.StateLive {
		sv.cfg.Parts.Live(sv.cfg.Memory.Session().UserID)
	}
	if isFirst {
		sv.wg.Go(func() { sv.countMissed(sv.run) })
	}
	if isSignedOut {
		sv.wg.Go(func() { sv.revoked(c, s.Problem) })
	}
	sv.changedState()
}

// revoked empties what the person may no longer see. Unsent replies stay for
// them: the outbox is theirs, and it is wiped when somebody else signs in.
func (sv *Service) revoked(c *connection, problem *wire.Failure) {
	sv.act.Lock()
	defer sv.act.Unlock()
	if now, err := sv.current(); err != nil || now != c {
		return
	}
	if sv.tryStaged(c) {
		return
	}
	sv.hangUp()
	ctx, cancel := context.WithTimeout(context.Background(), askDeadline)
	defer cancel()
	sv.cfg.Parts.Silence()
	for _, step := range []func() error{
		func() error { return sv.cfg.Copy.Reset(ctx) },
		sv.cfg.Parts.DropFiles,
		sv.cfg.Tokens.Forget,
		func() error {
			return sv.cfg.Memory.ChangeSession(func(p *Place, closed *int64) { p.UserID, p.UserName, p.Role = "", "", "" })
		},
	} {
		if err := step(); err != nil {
			sv.cfg.Log.Error("forget a revoked session", "err", err)
		}
	}
	sv.setPhase(bridge.PhaseBlocked, problem)
}
