package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/child"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// stepDeadline is how long one step of the journey may take.
const stepDeadline = 40 * time.Second

// journey goes through the main steps with the very services that the page calls,
// without a window: for a machine that has no screen, and as a first thing to try when
// the window shows nothing.
type journey struct {
	app   *App
	fake  *shell.Fake
	board *board
	out   io.Writer
	clock func() time.Time
	began time.Time

	offer  wire.Offer
	thread string
	sent   wire.Queued
	setup  wire.Setup
}

// runJourney runs it in a folder of its own, unless one was named.
func runJourney(f flags, out io.Writer) (err error) {
	root := f.root
	if root == "" {
		if root, err = os.MkdirTemp("", "parley-journey-"); err != nil {
			return err
		}
		defer os.RemoveAll(root) //nolint:errcheck // a temporary folder
	}
	at, err := newLayout(root, f.profile)
	if err != nil {
		return err
	}
	log, end, err := openLog(at)
	if err != nil {
		return err
	}
	defer end()
	fake := &shell.Fake{}
	a, err := New(context.Background(), Config{Profile: f.profile, Root: root, Shell: fake, Log: log})
	if err != nil {
		return err
	}
	j := &journey{app: a, fake: fake, board: newBoard(a.services.sync), out: out, clock: time.Now}
	err = j.walk()
	a.BeforeClose() // tells the relay of this computer to end with us
	err = errors.Join(err, a.Close())
	gone, cancel := context.WithTimeout(context.Background(), stepDeadline)
	defer cancel()
	return errors.Join(err, child.WaitGone(gone, a.at.relayDir(true)))
}

// walk does the steps and says how each went.
func (j *journey) walk() error {
	j.began = j.clock()
	j.app.Start()
	for _, s := range []struct {
		name string
		do   func(context.Context) (string, error)
	}{
		{"start practice: sandbox, relay, sign-in", j.start},
		{"customers write, and one is offered to me", j.offered},
		{"accept the offer", j.accept},
		{"read what the customer wrote", j.read},
		{"answer inside the 24-hour window", j.answer},
		{"the customer's read ticks come back", j.ticks},
		{"end the thread", j.end},
		{"choose a number at the carrier", j.choose},
		{"link it with the account at Meta", j.connect},
		{"ask for the code; the SMS is caught by itself", j.code},
		{"copy the code, and verify with one click", j.verify},
		{"register, subscribe, pull templates, map: active", j.finish},
	} {
		began := j.clock()
		ctx, cancel := context.WithTimeout(context.Background(), stepDeadline)
		said, err := s.do(ctx)
		cancel()
		mark := "ok  "
		if err != nil {
			mark, said = "FAIL", plain(err)
		}
		fmt.Fprintf(j.out, "%s %7.2fs  %s: %s\n", mark, j.clock().Sub(began).Seconds(), s.name, said) //nolint:errcheck // the exit code says it too
		if err != nil {
			return fmt.Errorf("%s: %w (the logs are in %s and %s)", s.name, err, filepath.Join(j.app.at.dir(), "parley.log"),
				filepath.Join(j.app.at.relayDir(true), child.LogFile))
		}
	}
	fmt.Fprintf(j.out, "the whole line runs: %.2f s\n", j.clock().Sub(j.began).Seconds()) //nolint:errcheck // the exit code says it too
	return nil
}

func (j *journey) start(ctx context.Context) (string, error) {
	if err := j.app.services.session.StartPractice(); err != nil {
		return "", err
	}
	for {
		s := j.app.services.session.State()
		if s.Phase == bridge.PhaseReady && s.Link.State == bridge.LinkLive {
			return fmt.Sprintf("signed in as %s (%s) at %s", s.UserName, s.Role, s.RelayName), nil
		}
		if !clock.Sleep(ctx, boardPause) {
			return "", fmt.Errorf("the app stays in phase %s, link %s: %s", s.Phase, s.Link.State, words.Of(s.Link.Problem.Err()))
		}
	}
}

func (j *journey) offered(ctx context.Context) (string, error) {
	me := j.app.services.session.State().UserID
	err := j.board.until(ctx, func(b *board) bool {
		for _, o := range b.offers {
			if o.UserID == me && o.State == string(desk.OfferOpen) {
				j.offer, j.thread = o, o.ThreadID
				return true
			}
		}
		return false
	})
	if err != nil {
		return "", fmt.Errorf("no offer came: %w", err)
	}
	return fmt.Sprintf("%d conversations, offered because: %s", len(j.board.threads), j.offer.Why), nil
}

func (j *journey) accept(ctx context.Context) (string, error) {
	if err := do(j.app.services, wire.CmdAcceptOffer, wire.OfferRef{OfferID: j.offer.ID}); err != nil {
		return "", err
	}
	err := j.board.until(ctx, func(b *board) bool {
		t := b.threads[j.thread]
		return t.Owner == j.offer.UserID && t.Access == wire.AccessFull
	})
	return "the conversation is mine", err
}

func (j *journey) read(context.Context) (string, error) {
	page, err := j.app.services.sync.Messages(j.thread, 0, 0, 50)
	if err != nil {
		return "", err
	}
	if len(page.Messages) == 0 {
		return "", errors.New("the conversation has no messages")
	}
	last := page.Messages[len(page.Messages)-1]
	return fmt.Sprintf("%d messages here", len(page.Messages)), do(j.app.services, wire.CmdRead, wire.ReadUpTo{ThreadID: j.thread, UpToSeq: last.Seq})
}

func (j *journey) answer(ctx context.Context) (string, error) {
	t := j.board.threads[j.thread]
	var err error
	j.sent, err = j.app.services.compose.Send(wire.Send{
		ThreadID: j.thread, InteractionID: t.InteractionID, Epoch: t.Epoch, SeenSeq: t.LastSeq,
		Content: wire.SendContent{Kind: string(desk.KindText), Text: words.Sentence("sandbox:journey.answer", nil)},
	}, nil, bridge.Hold{})
	if err != nil {
		return "", err
	}
	err = j.board.until(ctx, func(b *board) bool { return b.sent(j.sent.ClientID).ID != "" })
	return "from the outbox to the relay", err
}

func (j *journey) ticks(ctx context.Context) (string, error) {
	var m wire.Message
	err := j.board.until(ctx, func(b *board) bool {
		m = b.sent(j.sent.ClientID)
		return m.Status == string(desk.StatusRead)
	})
	if err != nil {
		return "", fmt.Errorf("the reply stays at %q: %w", m.Status, err)
	}
	return "read", nil
}

func (j *journey) end(ctx context.Context) (string, error) {
	t := j.board.threads[j.thread]
	if err := do(j.app.services, wire.CmdClose, wire.InteractionRef{InteractionID: t.InteractionID, Epoch: t.Epoch}); err != nil {
		return "", err
	}
	err := j.board.until(ctx, func(b *board) bool { return !b.threads[j.thread].Open })
	return "ended", err
}

func (j *journey) choose(context.Context) (string, error) {
	s := j.app.services
	at, err := request(s, wire.CallCarrierNumbers, wire.None{})
	if err != nil {
		return "", err
	}
	for _, n := range at.Numbers {
		if n.Used != "" || !n.SMS {
			continue
		}
		checked, err := request(s, wire.CallCheckNumber, wire.CheckNumber{Phone: n.Phone})
		if err != nil {
			return "", err
		}
		if !checked.OK {
			continue
		}
		j.setup, err = request(s, wire.CallSetupBegin, wire.SetupBegin{Phone: n.Phone})
		return checked.Display, err
	}
	return "", errors.New("the carrier has no number that is free and takes SMS")
}

func (j *journey) connect(context.Context) (string, error) {
	s := j.app.services
	v, err := request(s, wire.CallWabaVerify, wire.WabaVerify{AppID: sandbox.DefaultAppID, WabaID: sandbox.DefaultWABA, Token: sandbox.DefaultToken})
	if err != nil {
		return "", err
	}
	if v.Said != nil {
		return "", v.Said.Err()
	}
	j.setup, err = request(s, wire.CallSetupConnect, wire.SetupConnect{SetupID: j.setup.ID, WabaID: sandbox.DefaultWABA, DisplayName: words.Sentence("sandbox:journey.business", nil)})
	return "account " + v.Name, err
}

func (j *journey) code(ctx context.Context) (string, error) {
	s := j.app.services
	var err error
	if j.setup, err = request(s, wire.CallSetupRequest, wire.SetupRequest{SetupID: j.setup.ID, Method: "SMS"}); err != nil {
		return "", err
	}
	for {
		v, err := s.setup.Code(j.setup.ID)
		if err != nil {
			return "", err
		}
		if v.Found && v.Code.Code != "" {
			return fmt.Sprintf("%d digits, caught", len(v.Code.Code)), nil
		}
		if !clock.Sleep(ctx, boardPause) {
			return "", errors.New("no code came")
		}
	}
}

func (j *journey) verify(context.Context) (string, error) {
	s := j.app.services
	how, err := s.setup.CopyCode(j.setup.ID)
	if err != nil {
		return "", err
	}
	v, err := s.setup.Code(j.setup.ID)
	if err != nil {
		return "", err
	}
	if j.fake.Copied() != v.Code.Code {
		return "", errors.New("the clipboard holds something else than the code")
	}
	j.setup, err = request(s, wire.CallSetupVerify, wire.SetupVerify{SetupID: j.setup.ID})
	if err == nil && j.setup.VerifiedAt == 0 {
		err = j.setup.Said.Err()
	}
	return "clipboard: " + how, err
}

// journeyPIN is the new number's two-step PIN; it opens nothing but practice.
const journeyPIN = "135790"

func (j *journey) finish(ctx context.Context) (string, error) {
	me := j.app.services.session.State().UserID
	made, err := request(j.app.services, wire.CmdPutInbox, wire.PutInbox{
		Name: "Sales", Mode: string(desk.ModeRoundRobin), ReassignSeconds: desk.DefaultReassignSeconds, Members: []string{me},
	})
	if err != nil {
		return "", err
	}
	if j.setup, err = request(j.app.services, wire.CallSetupSave, wire.SetupSave{
		SetupID: j.setup.ID, Step: wire.StepSummary, Name: "WhatsApp_Sales", Description: words.Sentence("sandbox:journey.number", nil),
		ServiceName: "Sales", DataSource: []wire.KV{}, Profile: j.setup.Profile, InboxID: made.ID,
	}); err != nil {
		return "", err
	}
	if j.setup, err = request(j.app.services, wire.CallSetupFinish, wire.SetupFinish{SetupID: j.setup.ID, PIN: journeyPIN}); err != nil {
		return "", err
	}
	err = j.board.until(ctx, func(b *board) bool {
		n := b.numbers[j.setup.NumberID]
		return n.State == string(desk.NumberActive) && n.InboxID == made.ID
	})
	if err != nil {
		return "", fmt.Errorf("the number is not active (%s): %w", words.Of(j.setup.Said.Err()), err)
	}
	return "the number receives", nil
}
