package app

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/child"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/app/vault"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
)

func TestApp_messageToReadTicksToClose(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	d := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	o := d.offer()
	waitFor(t, "the system tells of the offer", func() bool { return len(d.fake.Notes()) > 0 && len(d.fake.Sounds()) > 0 })
	thread := d.take()
	if thread == "" || o.ThreadID == "" {
		t.Fatal("no thread")
	}
	d.fake.Click(thread)
	got := d.fake.Events(bridge.EventNavigate)
	if len(got) != 1 || d.fake.Fronts() != 1 {
		t.Fatalf("click led to %v, %d times to the front", got, d.fake.Fronts())
	}
	if news := d.services.system.News(got[0].Number - 1); news.Open != thread {
		t.Errorf("click led to %+v, want %s", news, thread)
	}
	q := d.say(thread, "answer one")
	d.read(q)
	if got := d.phone("answer"); !slices.Equal(got, []string{"answer one"}) {
		t.Errorf("on the customer's phone: %q", got)
	}
	waitFor(t, "the outbox is empty", func() bool { // it is written beside what comes from the relay
		left, err := d.services.compose.Queued()
		return err == nil && len(left) == 0
	})
	th := d.board.threads[thread]
	if err := do(d.services, wire.CmdClose, wire.InteractionRef{InteractionID: th.InteractionID, Epoch: th.Epoch}); err != nil {
		t.Fatal(err)
	}
	d.until("the thread is ended", func(b *board) bool { return !b.threads[thread].Open })
}

func TestApp_alertsForWhatIsNotInView(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	d := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	thread := d.take()
	customer, number := d.customer(thread)
	write := func(text string) {
		t.Helper()
		if err := d.services.sandbox.Write(bridge.SandboxWrite{CustomerID: customer, NumberID: number, Kind: "text", Text: text}); err != nil {
			t.Fatal(err)
		}
		d.until("it arrives", func(b *board) bool {
			for _, m := range b.messages {
				if m.ThreadID == thread && m.Text == text {
					return true
				}
			}
			return false
		})
	}
	told := func(text string) bool {
		return slices.ContainsFunc(d.fake.Notes(), func(n shell.Note) bool { return strings.Contains(n.Body, text) })
	}
	d.services.system.Viewing(thread, true)
	write("seen by eye")
	seen := d.copy.Rev()
	waitFor(t, "it was looked at while in view", func() bool { return d.alerts.Seen() >= seen })
	d.services.system.Viewing("", true)
	write("heard by ear")
	waitFor(t, "a notification", func() bool { return told("heard by ear") || told("new message") })
	if told("seen by eye") {
		t.Error("what was in view was announced")
	}
}

func TestApp_killedRelayLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	d := newDesktop(t, func(c *Config) { c.Start = child.StartProcess })
	if err := d.services.session.StartPractice(); err != nil {
		t.Fatal(err)
	}
	d.live()
	thread := d.take()
	var want []string
	say := func() wire.Queued {
		want = append(want, fmt.Sprintf("line %d", len(want)))
		return d.say(thread, want[len(want)-1])
	}
	d.read(say())
	running := func() int {
		return d.session.Here().PID
	}
	for range 2 {
		pid := running()
		process, err := os.FindProcess(pid)
		if err != nil {
			t.Fatal(err)
		}
		if err := process.Kill(); err != nil {
			t.Fatal(err)
		}
		say() // perhaps before the link has noticed
		waitFor(t, "the link notices, or has come back already", func() bool {
			return d.services.session.State().Link.State != bridge.LinkLive || running() != pid
		})
		say()
		last := say()
		d.live()
		d.read(last)
	}
	if got := d.phone("line"); !slices.Equal(got, want) {
		t.Errorf("on the customer's phone: %q, want %q", got, want)
	}
	counts := map[string]int{}
	page, err := d.services.sync.Messages(thread, 0, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range page.Messages {
		counts[m.ID]++
		counts["text "+m.Text]++
	}
	for what, n := range counts {
		if n != 1 {
			t.Errorf("%s stands %d times in the thread", what, n)
		}
	}
}

// A relay that ends again before the app has dialled it is found where it is
// after that, and not waited for where it was.
func TestApp_relayStartedTwiceInARowIsFound(t *testing.T) {
	t.Parallel()
	d := newDesktop(t, func(c *Config) { c.Start = child.StartProcess })
	if err := d.services.session.StartPractice(); err != nil {
		t.Fatal(err)
	}
	d.live()
	d.session.Alone(func() { // the app is busy with something else
		for range 2 {
			pid := d.session.Here().PID
			process, err := os.FindProcess(pid)
			if err != nil {
				t.Fatal(err)
			}
			if err := process.Kill(); err != nil {
				t.Fatal(err)
			}
			waitFor(t, "another relay is there", func() bool { return d.session.Here().PID != pid })
		}
	})
	waitFor(t, "the link goes to the last one", func() bool {
		_, err := d.services.sandbox.Panel()
		return err == nil
	})
	d.live()
}

func TestApp_repliesWrittenOfflineGoInOrder(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	way := newCable(t, r.PublicURL())
	d := newDesktop(t, nil).join(way.URL, practice.Owner, r.password)
	thread := d.take()
	way.cut()
	waitFor(t, "the desktop is offline, and says why", func() bool {
		l := d.services.session.State().Link
		return l.State == bridge.LinkOffline && l.Problem != nil
	})
	var want []string
	var last wire.Queued
	for i := range 5 {
		want = append(want, fmt.Sprintf("offline %d", i))
		last = d.say(thread, want[i])
	}
	if s := d.services.session.State(); s.Link.Queued != 5 || s.Phase != bridge.PhaseReady {
		t.Errorf("offline: %d queued, phase %s", s.Link.Queued, s.Phase)
	}
	page, err := d.services.sync.Messages(thread, 0, 0, 10)
	if err != nil || len(page.Messages) == 0 || !page.More {
		t.Fatalf("offline the thread has %d messages, more %v, %v", len(page.Messages), page.More, err)
	}
	first := page.Messages[0]
	if before, err := d.services.sync.Messages(thread, first.At, first.Seq, 10); err != nil || !before.Offline || !before.More {
		t.Errorf("what is before says offline %v, more %v, %v", before.Offline, before.More, err)
	}
	if n, err := d.services.session.SignOut(false); n != 5 || err != nil {
		t.Errorf("sign-out = %d, %v; want to be told of 5 replies", n, err)
	}
	way.mend()
	d.live()
	d.read(last)
	if got := d.phone("offline"); !slices.Equal(got, want) {
		t.Errorf("on the customer's phone: %q, want %q", got, want)
	}
}

func TestApp_twoDesktopsOneThread(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	one := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	two := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	thread := one.take()
	two.until("the other desktop has the thread", func(b *board) bool {
		th := b.threads[thread]
		return th.Owner == two.me() && th.Access == wire.AccessFull
	})
	q := one.say(thread, "from one")
	two.until("the other desktop has the reply", func(b *board) bool { return b.sent(q.ClientID).Text == "from one" })
	p := two.say(thread, "from two")
	one.read(q)
	one.read(p)
	if got := one.phone("from"); !slices.Equal(got, []string{"from one", "from two"}) {
		t.Errorf("on the customer's phone: %q", got)
	}
	th := one.board.threads[thread]
	if err := do(one.services, wire.CmdClose, wire.InteractionRef{InteractionID: th.InteractionID, Epoch: th.Epoch}); err != nil {
		t.Fatal(err)
	}
	two.until("the other desktop sees the end", func(b *board) bool { return !b.threads[thread].Open })
}

func TestApp_revokedDeviceForgetsAndCanSignInAgain(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	owner := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	ana := newDesktop(t, nil).join(r.PublicURL(), practice.Ana, r.password)
	ana.until("the copy has rows", func(b *board) bool { return len(b.numbers) > 0 })
	if err := ana.services.compose.SaveDraft("thr_1", "half a sentence"); err != nil {
		t.Fatal(err)
	}
	if err := do(owner.services, wire.CallRevokeDevice, wire.DeviceRef{DeviceID: ana.services.session.State().DeviceID}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the desktop is signed out", func() bool {
		s := ana.services.session.State()
		return s.Phase == bridge.PhaseBlocked && s.UserID == ""
	})
	if p := ana.services.session.State().Problem; p == nil || p.Subcode != link.SubSignedOut {
		t.Errorf("problem = %+v", p)
	}
	if kept, err := ana.tokens.Get(); kept.Token != "" || kept.Key != nil || err != nil {
		t.Errorf("the token is still here: %v", err)
	}
	set, err := ana.services.sync.Changes(0)
	if err != nil || len(set.Rows.Numbers)+len(set.Rows.Threads)+len(set.Rows.Users) != 0 {
		t.Errorf("the copy still holds %d users, %d numbers, %d threads; %v", len(set.Rows.Users), len(set.Rows.Numbers), len(set.Rows.Threads), err)
	}
	if err := do(ana.services, wire.CmdAcceptOffer, wire.OfferRef{OfferID: "off_1"}); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("a command after it: %v", err)
	}
	if err := ana.services.session.SignIn(practice.Ana, r.password); err != nil {
		t.Fatal(err)
	}
	ana.live()
	ana.until("the copy is filled again", func(b *board) bool { return len(b.numbers) > 0 })
	if drafts, err := ana.services.compose.Drafts(); err != nil || len(drafts) != 1 {
		t.Errorf("their own draft: %v, %v", drafts, err)
	}
	// Revoked again, somebody else signs in at the same desktop.
	if err := do(owner.services, wire.CallRevokeDevice, wire.DeviceRef{DeviceID: ana.services.session.State().DeviceID}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the desktop is signed out again", func() bool { return ana.services.session.State().UserID == "" })
	if err := ana.services.session.SignIn(practice.Bruno, r.password); err != nil {
		t.Fatal(err)
	}
	if drafts, err := ana.services.compose.Drafts(); err != nil || len(drafts) != 0 {
		t.Errorf("the draft of somebody else: %v, %v", drafts, err)
	}
}

func TestApp_otherPersonFindsNothingOfTheFirst(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	d := newDesktop(t, nil).join(r.PublicURL(), practice.Owner, r.password)
	thread := d.take()
	if err := d.services.compose.SaveDraft(thread, "not for others"); err != nil {
		t.Fatal(err)
	}
	if n, err := d.services.session.SignOut(false); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	if s := d.services.session.State(); s.Phase != bridge.PhaseSignIn || s.UserID != "" || s.RelayURL == "" {
		t.Errorf("after sign-out: %+v", s)
	}
	if err := d.services.session.SignIn(practice.Ana, r.password); err != nil {
		t.Fatal(err)
	}
	d.live()
	drafts, err := d.services.compose.Drafts()
	if err != nil || len(drafts) != 0 {
		t.Errorf("drafts of somebody else: %v, %v", drafts, err)
	}
	page, err := d.services.sync.Messages(thread, 0, 0, 10)
	if err == nil && len(page.Messages) != 0 {
		t.Errorf("messages of somebody else's thread: %d", len(page.Messages))
	}
}

func TestApp_goesOnAfterARestartAndTellsWhatWasMissed(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	root, tokens := t.TempDir(), &vault.Memory{}
	same := func(c *Config) { c.Root, c.Vault = root, tokens }
	d := newDesktop(t, same).join(r.PublicURL(), practice.Owner, r.password)
	thread := d.take()
	customer, number := d.customer(thread)
	waitFor(t, "the start is through", func() bool { return d.settings.ClosedAt() > 0 })
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	world := newDesktop(t, nil).join(r.PublicURL(), practice.Ana, r.password)
	for i := range 3 {
		if err := world.services.sandbox.Write(bridge.SandboxWrite{
			CustomerID: customer, NumberID: number, Kind: "text", Text: fmt.Sprintf("while away %d", i),
		}); err != nil {
			t.Fatal(err)
		}
	}
	// What reaches the relay only after the desktop is back was not missed.
	waitFor(t, "the relay has them", func() bool { return r.Sandbox().Pending() == 0 })
	again := newDesktop(t, same)
	if s := again.services.session.State(); s.UserID == "" {
		t.Errorf("the session is gone: %+v", s)
	}
	again.live()
	waitFor(t, "the line about what was missed", func() bool { return again.services.session.State().Missed.Messages >= 3 })
	again.services.session.DismissMissed()
	if got := again.services.session.State().Missed; got != (bridge.Missed{}) {
		t.Errorf("missed after it was dismissed: %+v", got)
	}
}

func TestApp_practiceToRealUse(t *testing.T) {
	t.Parallel()
	d := newDesktop(t, func(c *Config) { c.Start, c.Practice = child.StartProcess, true })
	d.live() // --practice starts it by itself
	if s := d.services.session.State(); !s.Practice || !s.ThisComputer || s.Receives != bridge.ReceivesPractice {
		t.Errorf("practice: %+v", s)
	}
	if err := d.services.session.SwitchUser(practice.Bruno); err != nil {
		t.Fatal(err)
	}
	d.live()
	if got := d.services.session.State().UserName; got != "Bruno Keller" {
		t.Errorf("switched to %q", got)
	}
	if d.BeforeClose() {
		t.Error("practice asks whether to keep receiving")
	}
	if err := d.services.session.LeavePractice(); err != nil {
		t.Fatal(err)
	}
	if s := d.services.session.State(); s.Phase != bridge.PhaseWelcome || s.Practice || s.RelayURL != "" {
		t.Errorf("after leaving practice: %+v", s)
	}
	code, err := d.services.session.StartHere()
	if err != nil || code == "" {
		t.Fatalf("StartHere: code given %v, %v", code != "", err)
	}
	if s := d.services.session.State(); s.Phase != bridge.PhaseSignIn || !s.Fresh || !s.ThisComputer || s.Practice {
		t.Errorf("before the first owner: %+v", s)
	}
	if err := d.services.session.Claim(code, "Olga Owner", "olga@example.org", "a long enough passphrase"); err != nil {
		t.Fatal(err)
	}
	d.live()
	if s := d.services.session.State(); s.Role != string(desk.RoleOwner) || s.Fresh {
		t.Errorf("the first owner: %+v", s)
	}
	d.mayClose = false // the switch back to real use asks again
	if !d.BeforeClose() || len(d.fake.Events(bridge.EventClosing)) != 1 {
		t.Error("the last window of a relay on this computer closes without a question")
	}
	d.services.system.Quit(false, true)
	if got := d.services.system.Settings().KeepReceiving; got != keepStop {
		t.Errorf("remembered %q", got)
	}
	if d.BeforeClose() {
		t.Error("it asks again after the answer")
	}
}

func TestApp_profileOpensOnce(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	newDesktop(t, func(c *Config) { c.Root = root })
	_, err := New(context.Background(), Config{Root: root, Shell: newDesktop(t, nil).fake})
	if err != errAlreadyOpen { //nolint:errorlint // the very value
		t.Errorf("second start = %v", err)
	}
}

func TestJourney_runsWithoutAWindow(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := runJourney(flags{profile: "default", root: t.TempDir()}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if !strings.Contains(out.String(), "the whole line runs") {
		t.Error(out.String())
	}
}
