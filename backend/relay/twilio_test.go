package relay_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

const (
	account = sandbox.DefaultTwilioAccount
	sender  = "whatsapp:" + sandbox.DefaultTwilioNumber
)

// atTwilio is a team behind a proxy that changes the host, with its account at Twilio
// linked, and a number of it connected on WhatsApp.
type atTwilio struct {
	*team
	public      string // the address that the outside knows
	aim         func() // leads there again after a start
	boss, agent *wiretest.Desktop
	keys        [2]*[32]byte
	inbox       string
	own, ana    wire.Session // the boss's and the agent's
	number      wire.Setup
}

// behindProxy has the relay reached by an address that it does not have itself. After each
// start of the relay, aim leads there again.
func behindProxy(t *testing.T, tm *team) (public string, aim func()) {
	t.Helper()
	var inner atomic.Pointer[url.URL]
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(inner.Load())
		r.Out.Host = "inner.parley.invalid"
	}})
	t.Cleanup(proxy.Close)
	tm.stop()
	tm.tune = func(cfg *config.Config) { cfg.Public.URL = proxy.URL }
	tm.start()
	aim = func() {
		u, err := url.Parse(tm.relay.PublicURL())
		if err != nil {
			t.Fatal(err)
		}
		inner.Store(u)
	}
	aim()
	return proxy.URL, aim
}

func newAtTwilio(t *testing.T) *atTwilio {
	t.Helper()
	s := &atTwilio{team: newTeam(t)}
	s.public, s.aim = behindProxy(t, s.team)
	if err := s.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.keys = [2]*[32]byte{pub, priv}
	s.own = s.owner()
	s.boss = s.desk(s.own, wire.Hello{SealKey: pub[:]})
	said[wire.CarrierState](t, s.boss.Call(wire.CallCarrierLink.Name, wire.CarrierLink{
		Provider: twilio.Provider, Account: account, SignatureSecret: sandbox.DefaultTwilioToken,
	}))
	s.boss.Until("the account, which names whose it is", func() bool {
		w, _ := wiretest.Row[wire.Waba](s.boss, "waba", account)
		return w.Provider == twilio.Provider && w.Name != ""
	})
	s.ana = s.join(said[wire.Invitation](t, s.boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Ana", Role: "agent"})).Code, "Ana")
	s.inbox = said[wire.IDResult](t, s.boss.Command("inbox", wire.CmdPutInbox.Name, wire.PutInbox{
		Name: "Twilio", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{s.ana.UserID},
	})).ID
	s.agent = s.desk(s.ana, wire.Hello{})
	return s
}

// connect walks the wizard for a number that is rented at Twilio: the code comes by SMS
// to it, is caught, and handed over.
func (s *atTwilio) connect() {
	s.t.Helper()
	set := said[wire.Setup](s.t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: sandbox.DefaultTwilioNumber}))
	set = said[wire.Setup](s.t, s.boss.Call(wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: set.ID, WabaID: account, DisplayName: "Harbour & Pine"}))
	if set.Said != nil || set.PhoneID != sender || set.VerifiedAt != 0 || !set.NoPIN {
		s.t.Fatalf("connected: %+v, %s", set, words.Of(set.Said.Err()))
	}
	code := s.caught(s.boss, s.keys)
	if want, err := s.world.TwilioCode(sender); err != nil || code.Code != want {
		s.t.Fatalf("caught %q, sent %q, %v", code.Code, want, err)
	}
	set = said[wire.Setup](s.t, s.boss.Call(wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: set.ID}))
	if set.VerifiedAt == 0 {
		s.t.Fatalf("not verified: %s", words.Of(set.Said.Err()))
	}
	s.number = s.finish(set.ID)
}

// finish saves and finishes a set-up, without a PIN: Twilio knows none.
func (s *atTwilio) finish(id string) wire.Setup {
	s.t.Helper()
	said[wire.Setup](s.t, s.boss.Call(wire.CallSetupSave.Name, wire.SetupSave{
		SetupID: id, Step: wire.StepSummary, Name: "WhatsApp_Twilio", Profile: wire.Profile{About: "Outdoor gear", Vertical: "RETAIL", Websites: []string{}}, DataSource: []wire.KV{}, InboxID: s.inbox,
	}))
	set := said[wire.Setup](s.t, s.boss.Call(wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: id}))
	if set.Step != wire.StepDone {
		s.t.Fatalf("stopped at %s: %s", set.FinishStep, words.Of(set.Said.Err()))
	}
	return set
}

// writes has a customer write, and gives Twilio's id of it.
func (s *atTwilio) writes(customer string, c sandbox.Content) string {
	s.t.Helper()
	id, err := s.world.Write(customer, sender, c)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// accepted accepts the offer of the thread that comes, and gives the thread.
func (s *atTwilio) accepted() wire.Thread {
	s.t.Helper()
	var offer wire.Offer
	s.agent.Until("an offer", func() bool {
		for _, o := range wiretest.All[wire.Offer](s.agent, "offer") {
			if o.State == "open" {
				offer = o
			}
		}
		return offer.ID != ""
	})
	said[struct{}](s.t, s.agent.Command("accept "+offer.ID, wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: offer.ID}))
	var th wire.Thread
	s.agent.Until("its messages", func() bool {
		th, _ = wiretest.Row[wire.Thread](s.agent, "thread", offer.ThreadID)
		return th.InteractionID != "" && s.agent.Count("message") > 0
	})
	return th
}

func (s *atTwilio) send(th wire.Thread, name string, c wire.SendContent) string {
	s.t.Helper()
	return said[wire.SendResult](s.t, s.agent.Command(name, wire.CmdSend.Name, wire.Send{
		ThreadID: th.ID, InteractionID: th.InteractionID, Epoch: th.Epoch, Content: c,
	})).MessageID
}

// until waits for a message of the agent's to be as it is asked for.
func (s *atTwilio) until(what, id string, ok func(wire.Message) bool) wire.Message {
	s.t.Helper()
	var m wire.Message
	s.agent.Until(what, func() bool {
		m, _ = wiretest.Row[wire.Message](s.agent, "message", id)
		return ok(m)
	})
	return m
}

func (s *atTwilio) message(what string, ok func(wire.Message) bool) wire.Message {
	s.t.Helper()
	var found wire.Message
	s.agent.Until(what, func() bool {
		for _, m := range wiretest.All[wire.Message](s.agent, "message") {
			if ok(m) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// TestTwilio_wholeLine: a number that is rented at Twilio is connected with its code
// caught; a customer writes, is answered, the ticks come back; files go both ways, and a
// template by its id. All of it through a proxy that changes the host.
func TestTwilio_wholeLine(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	s.connect()
	if got := s.world.TwilioSenderHook(sender); !strings.HasPrefix(got, s.public+"/webhooks/twilio/"+account) {
		t.Errorf("the sender calls %s", got)
	}
	s.writes("maya", sandbox.Content{Kind: sandbox.KindText, Text: "is anybody there?"})
	th := s.accepted()
	if th.Channel != string(desk.WhatsApp) {
		t.Errorf("the thread is on %q", th.Channel)
	}
	first := s.message("what she wrote", func(m wire.Message) bool { return m.Text == "is anybody there?" })
	id := s.send(th, "a1", wire.SendContent{Kind: "text", Text: "Yes, Ana here.", ReplyTo: first.ID})
	s.until("blue ticks", id, func(m wire.Message) bool { return m.Status == "read" })
	s.filesBothWays(th)
	s.template(th)
	s.picture()
	for _, d := range []*wiretest.Desktop{s.boss, s.agent} {
		for k, row := range d.Rows {
			if strings.Contains(string(row), "SM") && strings.Contains(string(row), `"providerId"`) {
				t.Errorf("%s carries a provider's id", k)
			}
		}
	}
	if list := s.unhandled(); len(list) != 0 {
		t.Errorf("not understood: %+v", list)
	}
}

// picture: what customers see of the number has a picture, which Twilio fetches from here.
func (s *atTwilio) picture() {
	s.t.Helper()
	var p wire.BusinessProfile
	s.boss.Until("the number's profile", func() bool {
		n, _ := wiretest.Row[wire.Number](s.boss, "number", s.number.NumberID)
		p, _ = wiretest.Row[wire.BusinessProfile](s.boss, "profile", n.ProfileID)
		return p.ID != ""
	})
	said[wire.IDResult](s.t, s.boss.Call(wire.CallProfilePut.Name, wire.ProfilePut{ID: p.ID, Name: p.Name, Profile: p.Profile, Picture: logoOf(s.t, 640)}))
	s.boss.Until("Twilio has the picture", func() bool {
		n, _ := wiretest.Row[wire.Number](s.boss, "number", s.number.NumberID)
		now, _ := wiretest.Row[wire.BusinessProfile](s.boss, "profile", n.ProfileID)
		if n.Shown != nil && n.Shown.Said != nil {
			s.t.Fatalf("refused: %s", words.Of(n.Shown.Said.Err()))
		}
		return s.world.TwilioSenderLogo(sender) != "" && n.Shown != nil && n.Shown.Seq == now.Seq
	})
	at := s.world.TwilioSenderLogo(sender)
	if !strings.HasPrefix(at, s.public+"/outgoing/") {
		s.t.Fatalf("Twilio fetches it at %s", at)
	}
	resp, err := http.Get(at) //nolint:gosec,noctx // an address of the test's relay
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if is, format, err := image.DecodeConfig(resp.Body); err != nil || format != "jpeg" || is.Width != desk.PictureSide {
		s.t.Errorf("it is %s, %+v, %v", format, is, err)
	}
	s.isPublishedAlone(at)
}

// filesBothWays: a customer's picture is fetched from Twilio, and one of ours by Twilio
// from here, by an address that opens this one file.
func (s *atTwilio) filesBothWays(th wire.Thread) {
	s.t.Helper()
	s.writes("maya", sandbox.Content{Kind: sandbox.KindImage, Text: "our boat"})
	got := s.message("her picture", func(m wire.Message) bool { return m.Text == "our boat" && m.Media != nil && m.Media.State == "ready" })
	if got.Kind != "image" || got.Media.MIME != "image/jpeg" {
		s.t.Errorf("her picture is %+v", got)
	}
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		s.t.Fatal(err)
	}
	media := s.attach(drawn.Bytes())
	id := s.send(th, "a2", wire.SendContent{Kind: "image", MediaID: media, Text: "and ours"})
	s.until("ours is read", id, func(m wire.Message) bool { return m.Status == "read" })
	phone, err := s.world.Phone("maya")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, each := range phone.Threads {
		for _, m := range each.Messages {
			if m.Text != "and ours" {
				continue
			}
			data, mime, err := s.world.MediaBytes(m.MediaID)
			if err != nil || !bytes.Equal(data, drawn.Bytes()) || mime != "image/png" {
				s.t.Errorf("the phone has %d bytes of %s, %v", len(data), mime, err)
			}
			s.isPublishedAlone(m.URL)
			return
		}
	}
	s.t.Error("our picture is not on the phone")
}

// attach uploads a file as the agent.
func (s *atTwilio) attach(data []byte) string {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodPost, s.relay.PublicURL()+wire.PathMedia, bytes.NewReader(data))
	if err != nil {
		s.t.Fatal(err)
	}
	wiretest.Sign(s.t, req, s.ana.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	var up wire.Uploaded
	if err := json.NewDecoder(resp.Body).Decode(&up); err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("uploaded: %d, %v", resp.StatusCode, err)
	}
	return up.MediaID
}

// isPublishedAlone: the address of a file opens that file and no other, for a while.
func (s *atTwilio) isPublishedAlone(address string) {
	s.t.Helper()
	get := func(address string) int {
		req, err := http.NewRequest(http.MethodGet, address, http.NoBody)
		if err != nil {
			s.t.Fatal(err)
		}
		return s.do(req)
	}
	if code := get(address); code != http.StatusOK {
		s.t.Errorf("the file's own address: %d", code)
	}
	parts := strings.Split(address, "/")
	n := len(parts)
	for what, change := range map[string]func([]string){
		"another file":  func(p []string) { p[n-3] = "med_0000000000000000" },
		"a longer time": func(p []string) { p[n-2] += "0" },
		"no time":       func(p []string) { p[n-2] = "soon" },
		"another proof": func(p []string) { p[n-1] = "A" + p[n-1][1:] + "A" },
		"a path in it":  func(p []string) { p[n-3] = "..%2Fkeys%2Fmaster.key" },
	} {
		p := slices.Clone(parts)
		change(p)
		if code := get(strings.Join(p, "/")); code != http.StatusNotFound {
			s.t.Errorf("%s: %d", what, code)
		}
	}
}

// template sends one of the account's templates, which are rows as Meta's are.
func (s *atTwilio) template(th wire.Thread) {
	s.t.Helper()
	var tpl wire.Template
	s.agent.Until("the templates", func() bool {
		for _, each := range wiretest.All[wire.Template](s.agent, "template") {
			if each.Name == "track_order" && each.WabaID == account {
				tpl = each
			}
		}
		return tpl.ID != ""
	})
	id := s.send(th, "a3", wire.SendContent{Kind: "template", Template: &wire.SendTemplate{TemplateID: tpl.ID, Params: []string{"48213"}, ButtonText: "48213"}})
	s.until("the template is read", id, func(m wire.Message) bool { return m.Status == "read" })
	phone, err := s.world.Phone("maya")
	if err != nil {
		s.t.Fatal(err)
	}
	last := phone.Threads[len(phone.Threads)-1].Messages
	if got := last[len(last)-1]; got.Text != "Order 48213 is on its way.\nhttps://harbour-pine.example/track/48213" || got.Template == "" {
		s.t.Errorf("the phone shows %+v", got)
	}
}

// TestTwilio_failuresInItsWords: what goes wrong with a message comes in the callback, is
// told in our words, and is doubled by nothing.
func TestTwilio_failuresInItsWords(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	s.connect()
	s.writes("maya", sandbox.Content{Kind: sandbox.KindText, Text: "hello"})
	th := s.accepted()
	s.world.BreakNextTwilio(63016)
	id := s.send(th, "b1", wire.SendContent{Kind: "text", Text: "too late"})
	m := s.until("the window's refusal", id, func(m wire.Message) bool { return m.Problem != nil })
	if m.Problem.Code != 63016 || m.Problem.Source != twilio.Provider || m.Status != "accepted" || !strings.Contains(words.Of(m.Problem.Said.Err()), "template") {
		t.Errorf("%+v: %s", m, words.Of(m.Problem.Said.Err()))
	}
	if err := s.world.SetFaults(sandbox.Faults{APIErrorProbability: 1, APIErrorCode: 21610, MessagesOnly: true}); err != nil {
		t.Fatal(err)
	}
	id = s.send(th, "b2", wire.SendContent{Kind: "text", Text: "unwanted"})
	m = s.until("the refusal", id, func(m wire.Message) bool { return m.Status == "rejected" })
	if m.Problem == nil || m.Problem.Code != 21610 || !strings.Contains(words.Of(m.Problem.Said.Err()), "STOP") {
		t.Errorf("%+v", m.Problem)
	}
	// Taken, and the answer is lost: what became of it is settled by the callback, which
	// has our id. It is sent once.
	if err := s.world.SetFaults(sandbox.Faults{FailAfterSend: 1}); err != nil {
		t.Fatal(err)
	}
	id = s.send(th, "b3", wire.SendContent{Kind: "text", Text: "only once"})
	s.until("it is read all the same", id, func(m wire.Message) bool { return m.Status == "read" })
	if err := s.world.SetFaults(sandbox.Faults{DuplicateProbability: 1, DuplicateCount: 2}); err != nil {
		t.Fatal(err)
	}
	s.writes("maya", sandbox.Content{Kind: sandbox.KindText, Text: "thrice"})
	s.message("what came thrice", func(m wire.Message) bool { return m.Text == "thrice" })
	id = s.send(th, "b4", wire.SendContent{Kind: "text", Text: "Read."})
	s.until("ticks that came thrice", id, func(m wire.Message) bool { return m.Status == "read" })
	counts := map[string]int{}
	for _, m := range wiretest.All[wire.Message](s.agent, "message") {
		counts[m.Text]++
	}
	phone, err := s.world.Phone("maya")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range phone.Threads[0].Messages {
		if m.Text == "only once" {
			counts["on her phone"]++
		}
	}
	if counts["thrice"] != 1 || counts["on her phone"] != 1 {
		t.Errorf("counted %v", counts)
	}
}

// TestTwilio_provesByItsToken: what Twilio did not sign over the public address is refused,
// and nothing of it is kept; the answers are those that Twilio wants.
func TestTwilio_provesByItsToken(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	s.connect()
	form := map[string]string{
		"MessageSid": "SM0123456789abcdef0123456789abcdef", "AccountSid": account, "From": "whatsapp:+14155550132", "To": sender, "Body": "hi",
		"NumMedia": "0", "SmsStatus": "received",
	}
	status := map[string]string{"MessageSid": "SM9", "AccountSid": account, "From": sender, "To": "whatsapp:+14155550132", "MessageStatus": "sent"}
	address := s.public + "/webhooks/twilio/" + account
	inner := s.relay.PublicURL() + "/webhooks/twilio/" + account
	token := sandbox.DefaultTwilioToken
	for name, tt := range map[string]struct {
		to, signature string
		form          map[string]string
		want          int
		body          string
	}{
		"a message":                {address, twilio.Sign(token, address, form), form, http.StatusOK, "<Response/>"},
		"a status":                 {address, twilio.Sign(token, address, status), status, http.StatusNoContent, ""},
		"past the proxy":           {inner, twilio.Sign(token, address, form), form, http.StatusOK, "<Response/>"},
		"signed for the inner one": {inner, twilio.Sign(token, inner, form), form, http.StatusUnauthorized, "signature\n"},
		"another token":            {address, twilio.Sign("guess", address, form), form, http.StatusUnauthorized, "signature\n"},
		"no token":                 {address, twilio.Sign("", address, form), form, http.StatusUnauthorized, "signature\n"},
		"no signature":             {address, "", form, http.StatusUnauthorized, "signature\n"},
		"with a query more":        {address + "?ours=msg_1", twilio.Sign(token, address, form), form, http.StatusUnauthorized, "signature\n"},
		"another account":          {s.public + "/webhooks/twilio/AC00000000000000000000000000000000", twilio.Sign(token, s.public+"/webhooks/twilio/AC00000000000000000000000000000000", form), form, http.StatusUnauthorized, "signature\n"},
	} {
		before := s.kept()
		values := url.Values{}
		for k, v := range tt.form {
			values.Set(k, v)
		}
		req, err := http.NewRequest(http.MethodPost, tt.to, strings.NewReader(values.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set(twilio.SignatureHeader, tt.signature)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != tt.want || string(body) != tt.body {
			t.Errorf("%s: %d %q", name, resp.StatusCode, body)
		}
		if tt.want == http.StatusOK && !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/xml") {
			t.Errorf("%s: answered as %s", name, resp.Header.Get("Content-Type"))
		}
		if tt.want == http.StatusUnauthorized && s.kept() != before {
			t.Errorf("%s: it was kept", name)
		}
	}
}

// TestTwilio_senderThatIsThere: a sender that was made in Twilio's Console is taken as it
// is, asks for no code and no PIN, and calls us from then on.
func TestTwilio_senderThatIsThere(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	const other = "+493023125055"
	if err := s.world.AddTwilioSender("whatsapp:"+other, "Harbour & Pine Berlin", "https://another.example/hook"); err != nil {
		t.Fatal(err)
	}
	list := said[wire.WabaNumbers](t, s.boss.Call(wire.CallWabaNumbers.Name, wire.WabaRef{WabaID: account})).Numbers
	if len(list) != 1 || list[0].Phone != other || !list[0].Verified || list[0].Registered {
		t.Errorf("offered %+v", list)
	}
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "whatsapp:" + other}))
	set = said[wire.Setup](t, s.boss.Call(wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: set.ID, WabaID: account}))
	if set.VerifiedAt == 0 || set.DisplayName != "Harbour & Pine Berlin" {
		t.Fatalf("connected: %+v", set)
	}
	s.finish(set.ID)
	if got := s.world.TwilioSenderHook("whatsapp:" + other); !strings.HasPrefix(got, s.public) {
		t.Errorf("it calls %s", got)
	}
}

// TestTwilio_discarded_leavesNoSender: until the code has proved the number, a set-up that is
// discarded takes back the sender that it made; not while Twilio cannot be reached, and none that was
// proved or was there before.
func TestTwilio_discarded_leavesNoSender(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	begin := func(phone string) wire.Setup {
		t.Helper()
		set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: phone}))
		return said[wire.Setup](t, s.boss.Call(wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: set.ID, WabaID: account, DisplayName: "Harbour & Pine"}))
	}
	drop := func(set wire.Setup) *wire.Result {
		return s.boss.Call(wire.CallSetupDrop.Name, wire.SetupRef{SetupID: set.ID})
	}
	set := begin(sandbox.DefaultTwilioNumber)
	if !set.Added || set.Said != nil {
		t.Fatalf("connected: %+v", set)
	}
	s.caught(s.boss, s.keys)
	s.boss.Pushed = nil // or its code would be taken for the next one's
	if err := s.world.SetFaults(sandbox.Faults{APIErrorProbability: 1}); err != nil {
		t.Fatal(err)
	}
	if r := drop(set); r.Error == nil || len(said[wire.Setups](t, s.boss.Call(wire.CallSetups.Name, wire.None{})).Setups) != 1 {
		t.Errorf("discarded while Twilio is away: %+v", r.Error)
	}
	if err := s.world.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	said[struct{}](t, drop(set))
	if at := s.world.TwilioSenderHook(sender); at != "" {
		t.Errorf("the sender is still there, and calls %s", at)
	}
	set = begin(sandbox.DefaultTwilioNumber)
	s.caught(s.boss, s.keys)
	said[wire.Setup](t, s.boss.Call(wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: set.ID}))
	said[struct{}](t, drop(set))
	if s.world.TwilioSenderHook(sender) == "" {
		t.Error("what was proved is gone")
	}
	const other = "+493023125055"
	if err := s.world.AddTwilioSender("whatsapp:"+other, "Harbour & Pine Berlin", ""); err != nil {
		t.Fatal(err)
	}
	if set = begin(other); set.Added {
		t.Error("a sender that was there counts as added")
	}
}

// TestTwilio_linkRefuses: a login that Twilio does not know, or that has not its form, is
// refused in words and leaves nothing behind.
func TestTwilio_linkRefuses(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	fresh := newTeam(t)
	boss := fresh.desk(fresh.owner(), wire.Hello{})
	good := wire.CarrierLink{Provider: twilio.Provider, Account: account, SignatureSecret: sandbox.DefaultTwilioToken}
	for name, tt := range map[string]struct {
		change func(*wire.CarrierLink)
		says   string
	}{
		"no account":           {func(l *wire.CarrierLink) { l.Account = "" }, "begins with AC"},
		"an account of Meta's": {func(l *wire.CarrierLink) { l.Account = "102290129340398" }, "begins with AC"},
		"a soft hyphen":        {func(l *wire.CarrierLink) { l.Account = "\u00ad" + account }, ""},
		"no token":             {func(l *wire.CarrierLink) { l.SignatureSecret = "" }, "not whole"},
		"a wrong token":        {func(l *wire.CarrierLink) { l.SignatureSecret = "wrong-auth-token" }, "does not accept"},
		"a key without secret": {func(l *wire.CarrierLink) { l.APIKey = sandbox.DefaultTwilioKey }, "not whole"},
		"a secret without key": {func(l *wire.CarrierLink) { l.APISecret = sandbox.DefaultTwilioSecret }, "begins with SK"},
		"a wrong key":          {func(l *wire.CarrierLink) { l.APIKey, l.APISecret = sandbox.DefaultTwilioKey, "wrong-key-secret" }, "does not accept"},
		"too long":             {func(l *wire.CarrierLink) { l.Account = strings.Repeat("A", 5000) }, "too long"},
	} {
		in := good
		tt.change(&in)
		res := boss.Call(wire.CallCarrierLink.Name, in)
		if res.Error == nil {
			t.Errorf("%s is linked", name)
			continue
		}
		if got := words.Of(res.Error.Err()); !strings.Contains(got, tt.says) {
			t.Errorf("%s says %q", name, got)
		}
	}
	for _, c := range said[wire.Carriers](t, boss.Call(wire.CallCarriers.Name, wire.None{})).Carriers {
		if c.Linked {
			t.Errorf("%s is linked", c.Provider)
		}
	}
	if apps := said[wire.AppAccessList](t, boss.Call(wire.CallAppAccess.Name, wire.None{})).Apps; len(apps) != 0 {
		t.Errorf("an app was left: %+v", apps)
	}
	good.Account = "\u200e" + account + "\u202c" // as it is copied beside text that runs from right to left
	good.APIKey, good.APISecret = sandbox.DefaultTwilioKey, sandbox.DefaultTwilioSecret
	said[wire.CarrierState](t, s.boss.Call(wire.CallCarrierLink.Name, good)) // the key takes the place of the token
	if n := said[wire.CarrierNumbers](t, s.boss.Call(wire.CallCarrierNumbers.Name, wire.None{})).Numbers; len(n) != 2 || n[0].Carrier != twilio.Provider {
		t.Errorf("numbers: %+v", n)
	}
}
