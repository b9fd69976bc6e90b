package relay_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/relay/couriertest"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

const texter = "4915112345678" // who writes SMS

// sideBySide is a team whose relay speaks to Meta and to the courier, with a number of
// each in one organization.
type sideBySide struct {
	*team
	courier     *couriertest.Server
	boss, agent *wiretest.Desktop
	whatsapp    wire.Setup // the number at Meta
	texts       wire.Setup // the number at the courier
}

func newSideBySide(t *testing.T) *sideBySide {
	t.Helper()
	s := &sideBySide{team: newTeam(t), courier: couriertest.NewServer()}
	t.Cleanup(s.courier.Close)
	s.stop()
	s.providers = []relay.Provider{couriertest.Provider(s.courier.URL)}
	s.start()
	if err := s.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.boss = s.desk(s.owner(), wire.Hello{SealKey: pub[:]})
	s.link(s.boss)
	s.linkCourier()
	ana := s.join(said[wire.Invitation](t, s.boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Ana", Role: "agent"})).Code, "Ana")
	inbox := func(name string, ch desk.Channel) string {
		return said[wire.IDResult](t, s.boss.Command("inbox "+name, wire.CmdPutInbox.Name, wire.PutInbox{
			Name: name, Channel: string(ch), Mode: "roundRobin", ReassignSeconds: 30, Members: []string{ana.UserID},
		})).ID
	}
	s.whatsapp = s.connectNumber(s.boss, [2]*[32]byte{pub, priv}, inbox("WhatsApp", desk.WhatsApp))
	s.texts = s.connectLine(inbox("Texts", desk.SMS))
	s.agent = s.desk(ana, wire.Hello{})
	return s
}

// linkCourier links the courier through the very calls that link Meta.
func (s *sideBySide) linkCourier() {
	s.t.Helper()
	access := said[wire.AppAccess](s.t, s.boss.Call(wire.CallAppPut.Name, wire.AppPut{
		Provider: couriertest.Name, ID: couriertest.App, Name: "North", Secret: couriertest.Secret,
	}))
	req, err := http.NewRequest(http.MethodGet, s.hookOf(couriertest.App)+"?"+url.Values{"hello": {access.VerifyToken}}.Encode(), http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	if code := s.do(req); code != http.StatusOK {
		s.t.Fatalf("the handshake: %d", code)
	}
	v := said[wire.WabaVerified](s.t, s.boss.Call(wire.CallWabaVerify.Name, wire.WabaVerify{
		AppID: couriertest.App, WabaID: couriertest.Account, Token: couriertest.Token,
	}))
	if v.Said != nil || v.Name != "Courier North" {
		s.t.Fatalf("the account: %+v", v)
	}
}

// connectLine walks the wizard. The courier's lines are proven, so there is no code.
func (s *sideBySide) connectLine(inbox string) wire.Setup {
	s.t.Helper()
	set := said[wire.Setup](s.t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: couriertest.Phone}))
	set = said[wire.Setup](s.t, s.boss.Call(wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: set.ID, WabaID: couriertest.Account, DisplayName: "North"}))
	if set.VerifiedAt == 0 {
		s.t.Fatalf("the line is not taken for proven: %+v", set)
	}
	said[wire.Setup](s.t, s.boss.Call(wire.CallSetupSave.Name, wire.SetupSave{
		SetupID: set.ID, Step: wire.StepSummary, Name: "SMS_North", Profile: wire.Profile{Websites: []string{}}, DataSource: []wire.KV{}, InboxID: inbox,
	}))
	set = said[wire.Setup](s.t, s.boss.Call(wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: set.ID}))
	if set.Step != wire.StepDone {
		s.t.Fatalf("stopped at %s: %+v", set.FinishStep, set.Said)
	}
	return set
}

func (s *sideBySide) hookOf(app string) string {
	return s.relay.PublicURL() + "/webhooks/" + couriertest.Name + "/" + app
}

// bag brings slips to the relay.
func (s *sideBySide) bag(slips ...url.Values) {
	s.t.Helper()
	code, err := couriertest.Deliver(s.t.Context(), s.hookOf(couriertest.App), couriertest.Secret, slips...)
	if err != nil || code != http.StatusOK {
		s.t.Fatalf("the bag: %d, %v", code, err)
	}
}

// accepted waits for an offer of a thread on a number, accepts it, and gives the thread.
func (s *sideBySide) accepted(numberID string) wire.Thread {
	s.t.Helper()
	var thread wire.Thread
	var offer wire.Offer
	s.agent.Until("an offer on "+numberID, func() bool {
		for _, o := range wiretest.All[wire.Offer](s.agent, "offer") {
			if th, ok := wiretest.Row[wire.Thread](s.agent, "thread", o.ThreadID); ok && th.NumberID == numberID && o.State == "open" {
				offer = o
				return true
			}
		}
		return false
	})
	said[struct{}](s.t, s.agent.Command("accept "+offer.ID, wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: offer.ID}))
	s.agent.Until("the thread", func() bool {
		thread, _ = wiretest.Row[wire.Thread](s.agent, "thread", offer.ThreadID)
		return thread.Epoch != 0 && thread.InteractionID != "" && slices.ContainsFunc(wiretest.All[wire.Message](s.agent, "message"), func(m wire.Message) bool {
			return m.ThreadID == thread.ID
		})
	})
	return thread
}

func (s *sideBySide) reply(th wire.Thread, text string) string {
	s.t.Helper()
	return said[wire.SendResult](s.t, s.agent.Command("say "+text, wire.CmdSend.Name, wire.Send{
		ThreadID: th.ID, InteractionID: th.InteractionID, Epoch: th.Epoch, Content: wire.SendContent{Kind: "text", Text: text},
	})).MessageID
}

func (s *sideBySide) untilStatus(message, status string) wire.Message {
	s.t.Helper()
	var m wire.Message
	s.agent.Until(message+" is "+status, func() bool {
		m, _ = wiretest.Row[wire.Message](s.agent, "message", message)
		return m.Status == status
	})
	return m
}

// carried gives the text that the courier was given, once it was.
func (s *sideBySide) carried(text string) couriertest.Sent {
	s.t.Helper()
	for _, each := range s.courier.Sent() {
		if each.Text == text {
			return each
		}
	}
	s.t.Fatalf("the courier was never given %q: %+v", text, s.courier.Sent())
	return couriertest.Sent{}
}

// TestSecondProvider_wholeLine: a provider that exists in tests only, with webhooks and
// a channel of its own, is plugged into the whole relay beside Meta. Its customers'
// messages come in, are routed and answered, and its receipts come back; Meta's go on
// beside them. Nothing but its package and the entry in Options knows of it.
func TestSecondProvider_wholeLine(t *testing.T) {
	t.Parallel()
	s := newSideBySide(t)
	at := time.Now().UnixMilli()
	s.bag(couriertest.Text("in-1", texter, "is the boat ready?", at))
	sms := s.accepted(s.texts.NumberID)
	if sms.Channel != string(desk.SMS) {
		t.Errorf("the thread is on %q", sms.Channel)
	}
	id := s.reply(sms, "It is.")
	s.untilStatus(id, "accepted")
	out := s.carried("It is.")
	if out.Line != couriertest.Line || out.To != texter || out.Ours != id {
		t.Errorf("it went out as %+v", out)
	}
	s.bag(couriertest.Came(out, "out", at+1000), couriertest.Came(out, "there", at+2000))
	s.untilStatus(id, "delivered")

	// Meta's line beside it, by the same agent.
	if _, err := s.world.Write("maya", s.whatsapp.PhoneID, sandbox.Content{Kind: sandbox.KindText, Text: "hello"}); err != nil {
		t.Fatal(err)
	}
	chat := s.accepted(s.whatsapp.NumberID)
	if chat.Channel != string(desk.WhatsApp) {
		t.Errorf("the other thread is on %q", chat.Channel)
	}
	s.untilStatus(s.reply(chat, "Hello Maya."), "read")
	if n := len(s.courier.Sent()); n != 1 {
		t.Errorf("the courier was given %d texts", n)
	}

	// A bag that comes again doubles nothing.
	before := s.kept()
	s.bag(couriertest.Text("in-1", texter, "is the boat ready?", at), couriertest.Came(out, "there", at+2000))
	if after := s.kept(); after != before {
		t.Errorf("what was known made %d entries", after-before)
	}
	s.saysItsOwnWords(sms, at)
	s.isCountedAlone()
}

// saysItsOwnWords: what goes wrong is told in the words of the provider that says so.
func (s *sideBySide) saysItsOwnWords(sms wire.Thread, at int64) {
	s.t.Helper()
	id := s.reply(sms, "It rains.")
	s.untilStatus(id, "accepted")
	s.bag(couriertest.Came(s.carried("It rains."), "lost", at+3000))
	s.agent.Until("its loss", func() bool {
		m, _ := wiretest.Row[wire.Message](s.agent, "message", id)
		return m.Problem != nil && m.Problem.Source == couriertest.Name && m.Problem.Code == 7
	})
	id = s.reply(sms, couriertest.Refused)
	if m := s.untilStatus(id, "rejected"); m.Problem == nil || m.Problem.Source != couriertest.Name || m.Problem.Code != 3 || m.Problem.Title != "the bag tears" {
		s.t.Errorf("refused with %+v", m.Problem)
	}
	s.bag(url.Values{"kind": {"account"}, "account": {couriertest.Account}, "is": {"shut"}, "id": {"e1"}})
	s.boss.Until("the account's trouble", func() bool {
		w, _ := wiretest.Row[wire.Waba](s.boss, "waba", couriertest.Account)
		return w.Said != nil && w.Said.Subcode == "account"
	})
	if w, _ := wiretest.Row[wire.Waba](s.boss, "waba", sandbox.DefaultWABA); w.Said != nil {
		s.t.Errorf("Meta's account has it too: %+v", w.Said)
	}
	s.bag(url.Values{"kind": {"feather"}, "line": {couriertest.Line}, "id": {"f1"}})
	if list := s.unhandled(); len(list) != 1 || list[0].Provider != couriertest.Name {
		s.t.Errorf("not understood: %+v", list)
	}
}

// isCountedAlone: the pulse of each number is its own.
func (s *sideBySide) isCountedAlone() {
	s.t.Helper()
	seen := map[string]wire.NumberPulse{}
	for _, p := range said[wire.Pulse](s.t, s.boss.Call(wire.CallPulse.Name, wire.None{})).Numbers {
		seen[p.NumberID] = p
	}
	if p := seen[s.texts.NumberID]; p.Duplicates != 2 || p.Events < 6 {
		s.t.Errorf("the courier's line: %+v", p)
	}
	if p := seen[s.whatsapp.NumberID]; p.Duplicates != 0 || p.Events == 0 {
		s.t.Errorf("Meta's: %+v", p)
	}
}

// TestSecondProvider_provesItsOwnOnly: each address takes what its own provider
// sealed, and a secret opens no other provider's.
func TestSecondProvider_provesItsOwnOnly(t *testing.T) {
	t.Parallel()
	s := newSideBySide(t)
	slip := couriertest.Text("in-9", texter, "let me in", 1)
	meta := s.relay.PublicURL() + "/webhooks/meta/"
	for name, tc := range map[string]struct{ address, secret string }{
		"another secret":                   {s.hookOf(couriertest.App), "guess"},
		"no secret":                        {s.hookOf(couriertest.App), ""},
		"the secret of Meta's app":         {s.hookOf(couriertest.App), secret},
		"Meta's app at the courier":        {s.hookOf(appID), secret},
		"the courier's app at Meta":        {meta + couriertest.App, couriertest.Secret},
		"the courier's seal at Meta's app": {meta + appID, couriertest.Secret},
		"an app that nobody has":           {s.hookOf("app-south"), couriertest.Secret},
	} {
		before := s.kept()
		code, err := couriertest.Deliver(t.Context(), tc.address, tc.secret, slip)
		if err != nil || code != http.StatusUnauthorized {
			t.Errorf("%s: %d, %v", name, code, err)
		}
		if s.kept() != before {
			t.Errorf("%s: it was kept", name)
		}
	}
	// Neither provider takes the other's ids over.
	for _, in := range []wire.AppPut{
		{Provider: "meta", ID: couriertest.App, Name: "North", Secret: couriertest.Secret},
		{Provider: couriertest.Name, ID: appID, Name: "App", Secret: secret},
	} {
		if res := s.boss.Call(wire.CallAppPut.Name, in); res.Error == nil {
			t.Errorf("%s at %s is taken", in.ID, in.Provider)
		}
	}
	list := said[wire.AppAccessList](t, s.boss.Call(wire.CallAppAccess.Name, wire.None{}))
	for _, a := range list.Apps {
		if want := "/webhooks/" + a.Provider + "/" + a.ID; a.WebhookURL != "" && !strings.HasSuffix(a.WebhookURL, want) {
			t.Errorf("%s is to be pasted as %s", a.ID, a.WebhookURL)
		}
		if a.HandshakeAt == 0 {
			t.Errorf("the handshake of %s is not noted", a.ID)
		}
	}
	if n := len(list.Providers); len(list.Apps) != 2 || n != 3 || list.Providers[n-1].Name != couriertest.Name {
		t.Errorf("offered: %+v", list)
	}
}

// TestSecondProvider_staysAfterARestart: what was kept of it is read again, and a relay
// that does not speak to it any more keeps what it has and sends nothing of its to
// somebody else.
func TestSecondProvider_staysAfterARestart(t *testing.T) {
	t.Parallel()
	s := newSideBySide(t)
	at := time.Now().UnixMilli()
	s.bag(couriertest.Text("in-1", texter, "before", at))
	sms := s.accepted(s.texts.NumberID)
	s.stop()
	s.start()
	s.bag(couriertest.Text("in-1", texter, "before", at), couriertest.Text("in-2", texter, "after", at+1))
	texts := s.textsOf(sms.ID)
	if strings.Join(texts, ",") != "before,after" {
		t.Errorf("after the restart: %q", texts)
	}
	s.providers = nil
	s.stop()
	s.start()
	if code, err := couriertest.Deliver(t.Context(), s.hookOf(couriertest.App), couriertest.Secret, couriertest.Text("in-3", texter, "anybody?", at+2)); err != nil || code != http.StatusNotFound {
		t.Errorf("a relay that does not speak to it answers %d, %v", code, err)
	}
	if texts := s.textsOf(sms.ID); len(texts) != 2 {
		t.Errorf("without the provider: %q", texts)
	}
	if n := len(s.courier.Sent()); n != 0 {
		t.Errorf("%d texts went out", n)
	}
}

// textsOf reads the messages of a thread from the store.
func (s *sideBySide) textsOf(thread string) []string {
	s.t.Helper()
	list, err := s.relay.Store().MessagesBefore(s.t.Context(), s.relay.Org(), desk.ThreadID(thread), 0, 0, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, m := range slices.Backward(list) {
		if m.Kind == desk.KindText {
			out = append(out, m.Text)
		}
	}
	return out
}
