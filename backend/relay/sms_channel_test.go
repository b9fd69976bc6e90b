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
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

const smsLine = "sms:442079460958" // liveNumber on a customer's phone

// onSMS is a team with an inbox for SMS, whose number's SMS go to an earlier system.
type onSMS struct {
	*atTwilio // for what an agent does
	e         *earlier
	sms       string // the inbox
}

func newOnSMS(t *testing.T) *onSMS {
	t.Helper()
	tm, e := live(t)
	s := &onSMS{atTwilio: &atTwilio{team: tm}, e: e}
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.keys = [2]*[32]byte{pub, priv}
	s.own = s.owner()
	s.boss = s.desk(s.own, wire.Hello{SealKey: pub[:]})
	s.ana = s.join(said[wire.Invitation](t, s.boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Ana", Role: "agent"})).Code, "Ana")
	s.sms = said[wire.IDResult](t, s.boss.Command("inbox", wire.CmdPutInbox.Name, wire.PutInbox{
		Name: "Texts", Channel: "sms", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{s.ana.UserID},
	})).ID
	s.agent = s.desk(s.ana, wire.Hello{})
	return s
}

// add makes the number an SMS channel, and gives its id.
func (s *onSMS) add(inbox string) string {
	s.t.Helper()
	return said[wire.IDResult](s.t, s.boss.Call(wire.CallSMSAdd.Name, wire.SMSAdd{
		Carrier: "vonage", Phone: liveNumber, Name: "SMS_UK", InboxID: inbox,
	})).ID
}

// texts has a customer send an SMS.
func (s *onSMS) texts(customer, text string) {
	s.t.Helper()
	if _, err := s.world.Write(customer, smsLine, sandbox.Content{Kind: sandbox.KindText, Text: text}); err != nil {
		s.t.Fatal(err)
	}
}

// onPhone gives the SMS that lie on a customer's phone.
func (s *onSMS) onPhone(customer, line string) []sandbox.Message {
	s.t.Helper()
	p, err := s.world.Phone(customer)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, th := range p.Threads {
		if th.PhoneNumberID == line {
			return th.Messages
		}
	}
	return nil
}

// carrierHas waits until the number is at the carrier as it is asked for.
func (s *onSMS) carrierHas(what string, ok func(string) bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	for rev := uint64(0); !ok(s.numberAtCarrier()); {
		if rev = s.world.Wait(ctx, rev); ctx.Err() != nil {
			s.t.Fatalf("%s: at the carrier %s", what, s.numberAtCarrier())
		}
	}
}

// inRecord gives the texts of the messages of the latest thread. The relay is stopped and
// started for it.
func (s *onSMS) inRecord() []string {
	s.t.Helper()
	s.stop()
	org := s.relay.Org()
	db := s.database()
	threads, err := desk.Find[*desk.Thread](s.t.Context(), db, org, desk.ThreadsAfter.With(int64(0)))
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, th := range threads {
		page, err := db.MessagesBefore(s.t.Context(), org, th.ID, 0, 0, 1000)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, m := range page {
			out = append(out, m.Text)
		}
	}
	if err := db.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.start()
	s.again()
	return out
}

// TestSMSChannel_wholeLine: a number whose SMS went elsewhere becomes an SMS channel. A
// customer writes, is answered through the carrier, the receipt comes back, and nothing
// goes to the earlier system any more. When the channel is deleted, it does again.
func TestSMSChannel_wholeLine(t *testing.T) {
	t.Parallel()
	s := newOnSMS(t)
	before := s.numberAtCarrier()
	route := said[wire.SMSRoute](t, s.boss.Call(wire.CallSMSLook.Name, wire.SMSNumber{Carrier: "vonage", Phone: liveNumber}))
	if route.Address != s.e.URL || route.Here || !route.Reached {
		t.Errorf("before, its SMS go to %+v", route)
	}
	id := s.add(s.sms)
	s.boss.Until("the number", func() bool {
		n, _ := wiretest.Row[wire.Number](s.boss, "number", id)
		return n.Channel == "sms" && n.State == "active" && n.InboxID == s.sms && n.Provider == "vonage"
	})
	s.texts("maya", "is anybody there?")
	th := s.accepted()
	if th.Channel != string(desk.SMS) {
		t.Errorf("the thread is on %q", th.Channel)
	}
	s.message("what she wrote", func(m wire.Message) bool { return m.Text == "is anybody there?" && !m.Out })
	first := s.send(th, "a1", wire.SendContent{Kind: "text", Text: "Yes, Ana here."})
	s.until("the receipt", first, func(m wire.Message) bool { return m.Status == "delivered" })
	long := strings.Repeat("Ça va, œuf? ", 20) // several SMS, not in their alphabet
	second := s.send(th, "a2", wire.SendContent{Kind: "text", Text: long})
	s.until("the receipt of all its parts", second, func(m wire.Message) bool { return m.Status == "delivered" })
	got := s.onPhone("maya", smsLine)
	if len(got) != 3 || got[1].Text != "Yes, Ana here." || got[2].Text != long || got[1].Tick != "delivered" {
		t.Errorf("her phone has %+v", got)
	}
	if s.e.count() != 0 {
		t.Errorf("the earlier system got %v", s.e.kept)
	}
	for name, content := range map[string]wire.SendContent{
		"a reaction": {Kind: "reaction", Emoji: "👍", ReplyTo: first}, "a quote": {Kind: "text", Text: "this", ReplyTo: first},
	} {
		res := s.agent.Command(name, wire.CmdSend.Name, wire.Send{ThreadID: th.ID, InteractionID: th.InteractionID, Epoch: th.Epoch, Content: content})
		if res.Error == nil || res.Error.Subcode != "textOnly" {
			t.Errorf("%s is answered with %+v", name, res.Error)
		}
	}
	if list := s.unhandled(); len(list) != 0 {
		t.Errorf("not understood: %+v", list)
	}
	said[struct{}](t, s.agent.Command("close", wire.CmdClose.Name, wire.InteractionRef{InteractionID: th.InteractionID, Epoch: th.Epoch}))
	said[wire.IDResult](t, s.boss.Command("unmap", wire.CmdPutInbox.Name, wire.PutInbox{
		ID: s.sms, Name: "Texts", Mode: "roundRobin", NoNumber: true, Members: []string{s.ana.UserID},
	}))
	said[struct{}](t, s.boss.Command("delete", wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: id}))
	s.carrierHas("after the channel", func(now string) bool { return now == before })
	s.texts("maya", "Order-0001 again")
	for s.e.count() == 0 {
		<-s.e.more
	}
}

// A code that is asked for while its number is an SMS channel makes a message of its
// thread without the code, and is in the wizard. Nobody else's SMS is passed on.
func TestSMSChannel_codeOfASetUp_isInTheWizardAndNotInTheThread(t *testing.T) {
	t.Parallel()
	s := newOnSMS(t)
	s.add(s.sms)
	set := said[wire.Setup](t, s.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: liveNumber}))
	if !set.CarrierOwned || set.Said != nil {
		t.Fatalf("begun: %+v", set)
	}
	if err := s.world.SendSMS(liveNumber, "WhatsApp", "Your WhatsApp code: 618-033\nDon't share this code with others"); err != nil {
		t.Fatal(err)
	}
	if code := s.caught(s.boss, s.keys); code.Code != "618033" {
		t.Errorf("caught %q", code.Code)
	}
	s.accepted()
	m := s.message("the SMS", func(m wire.Message) bool { return strings.HasPrefix(m.Text, "Your WhatsApp code: ") })
	if strings.ContainsAny(m.Text, "0123456789") || !strings.Contains(m.Text, "Don't share") {
		t.Errorf("the thread says %q", m.Text)
	}
	s.texts("maya", "Order-0002 meanwhile")
	s.boss.Until("another's SMS", func() bool {
		return slices.ContainsFunc(wiretest.All[wire.Thread](s.boss, "thread"), func(th wire.Thread) bool {
			return strings.HasPrefix(th.Preview, "Order-0002")
		})
	})
	said[struct{}](t, s.boss.Call(wire.CallSetupDrop.Name, wire.SetupRef{SetupID: set.ID}))
	s.texts("maya", "Order-0003 after it")
	s.boss.Until("it is a channel still", func() bool {
		return slices.ContainsFunc(wiretest.All[wire.Thread](s.boss, "thread"), func(th wire.Thread) bool {
			return strings.HasPrefix(th.Preview, "Order-0003")
		})
	})
	if s.e.count() != 0 {
		t.Errorf("the earlier system got %v", s.e.kept)
	}
}

// An SMS comes several times, in parts and out of order, while the relay stops and starts:
// each is one message. What is not signed or is for a number that is no channel is none.
func TestSMSChannel_eachSMSOnce(t *testing.T) {
	t.Parallel()
	s := newOnSMS(t)
	s.add(s.sms)
	f := s.world.Faults()
	f.DuplicateProbability, f.DuplicateCount = 1, 2
	if err := s.world.SetFaults(f); err != nil {
		t.Fatal(err)
	}
	want := []string{"Order-0010 alone", "Order-0011 " + strings.Repeat("long ", 60) + "end", "Order-0012 alone again", "Order-0013 after a start"}
	for i, text := range want {
		c := sandbox.Carrier{Transport: []string{sandbox.TransportForm, sandbox.TransportJSON, sandbox.TransportMessages, sandbox.TransportGET}[i], DelayMs: -1}
		if i == 1 {
			c.Parts, c.Backwards = 3, true
		}
		if err := s.world.SetCarrier(c); err != nil {
			t.Fatal(err)
		}
		s.texts("maya", text)
		if i%2 == 0 {
			s.restart()
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for rev := uint64(0); s.world.Counters().Pending > 0; {
		if rev = s.world.Wait(ctx, rev); ctx.Err() != nil {
			t.Fatalf("%d webhooks are not answered", s.world.Counters().Pending)
		}
	}
	texts := s.inRecord()
	slices.Sort(texts)
	if !slices.Equal(texts, want) {
		t.Errorf("the record has %q", texts)
	}
	for what, form := range map[string]url.Values{
		"without a signature": {"msisdn": {"14155550132"}, "to": {liveNumber[1:]}, "messageId": {"F1"}, "text": {"forged"}},
		"with a wrong one": {
			"msisdn": {"14155550132"}, "to": {liveNumber[1:]}, "messageId": {"F2"}, "text": {"forged"}, "timestamp": {"1796000000"}, "sig": {strings.Repeat("0", 64)},
		},
		"a receipt without one": {"msisdn": {"14155550132"}, "to": {liveNumber[1:]}, "messageId": {"F3"}, "status": {"failed"}, "err-code": {"1"}},
	} {
		req, err := http.NewRequest(http.MethodPost, s.relay.PublicURL()+"/webhooks/vonage/sms", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if status := s.do(req); status != http.StatusUnauthorized && status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", what, status)
		}
	}
	if again := s.inRecord(); len(again) != len(want) {
		t.Errorf("afterwards the record has %q", again)
	}
}

// TestSMSChannel_atTwilio: the same at the other carrier.
func TestSMSChannel_atTwilio(t *testing.T) {
	t.Parallel()
	s := newAtTwilio(t)
	sms := &onSMS{atTwilio: s}
	box := said[wire.IDResult](t, s.boss.Command("texts", wire.CmdPutInbox.Name, wire.PutInbox{
		Name: "Texts", Channel: "sms", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{s.ana.UserID},
	})).ID
	s.agent = s.desk(s.ana, wire.Hello{}) // of one more inbox now
	id := said[wire.IDResult](t, s.boss.Call(wire.CallSMSAdd.Name, wire.SMSAdd{
		Carrier: twilio.Provider, Phone: sandbox.DefaultTwilioNumber, Name: "SMS_Twilio", InboxID: box,
	})).ID
	line := "sms:" + sandbox.DefaultTwilioNumber[1:]
	if _, err := s.world.Write("maya", line, sandbox.Content{Kind: sandbox.KindText, Text: "hello by SMS"}); err != nil {
		t.Fatal(err)
	}
	th := s.accepted()
	s.message("what she wrote", func(m wire.Message) bool { return m.Text == "hello by SMS" })
	m := s.send(th, "a1", wire.SendContent{Kind: "text", Text: "hello back"})
	s.until("the receipt", m, func(m wire.Message) bool { return m.Status == "delivered" })
	if got := sms.onPhone("maya", line); len(got) != 2 || got[1].Text != "hello back" {
		t.Errorf("her phone has %+v", got)
	}
	s.world.BreakNextTwilio(30003)
	m = s.send(th, "a2", wire.SendContent{Kind: "text", Text: "are you there?"})
	s.until("its failure", m, func(m wire.Message) bool { return m.Problem != nil && m.Problem.Code == 30003 })
	// The same number on WhatsApp: another channel, another thread.
	s.connect()
	s.writes("maya", sandbox.Content{Kind: sandbox.KindText, Text: "hello on WhatsApp"})
	s.boss.Until("two threads", func() bool {
		seen := map[string]bool{}
		for _, th := range wiretest.All[wire.Thread](s.boss, "thread") {
			seen[th.Channel] = true
		}
		return seen["sms"] && seen["whatsapp"]
	})
	said[struct{}](t, s.boss.Command("unmap", wire.CmdPutInbox.Name, wire.PutInbox{
		ID: box, Name: "Texts", Mode: "roundRobin", NoNumber: true, Members: []string{s.ana.UserID},
	}))
	said[struct{}](t, s.boss.Command("delete", wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: id}))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for rev := uint64(0); s.world.TwilioSMSURL(sandbox.DefaultTwilioNumber) != ""; {
		if rev = s.world.Wait(ctx, rev); ctx.Err() != nil {
			t.Fatalf("after the channel its SMS go to %s", s.world.TwilioSMSURL(sandbox.DefaultTwilioNumber))
		}
	}
}
