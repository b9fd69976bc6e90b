package provision_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/wire"
)

// texter is a line that sends SMS.
type texter struct{ *line }

func (texter) Texts(string) channel.Messenger { return nil } // nothing is sent here

func (l *line) texting(r *rig, ours string) provision.Config {
	cfg := r.config()
	cfg.Accounts = linkedAt{Accounts: cfg.Accounts, carriers: []channel.LinkedCarrier{{Carrier: texter{l}, Name: "line", Account: "acc1", SMSURL: ours}}}
	return cfg
}

func withTexter(t *testing.T, l *line) *rig {
	t.Helper()
	r := newRig(t)
	r.start(l.texting(r, lineURL))
	return r
}

func (r *rig) addSMS(name string) (wire.IDResult, error) {
	r.t.Helper()
	return call[wire.IDResult](r, r.maria, wire.CallSMSAdd.Name, wire.SMSAdd{Carrier: "line", Phone: gb, Name: name})
}

// channels gives the numbers for SMS that are not deleted.
func (r *rig) channels() []*desk.Number {
	r.t.Helper()
	all, err := desk.Find[*desk.Number](r.t.Context(), r.db, org, desk.Numbers.With())
	if err != nil {
		r.t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(n *desk.Number) bool { return n.Deleted || n.Channel != desk.SMS })
}

func (r *rig) deleteChannel() {
	r.t.Helper()
	for _, n := range r.channels() {
		r.put(desk.EntryNumberGone, map[string]any{"id": n.ID})
	}
}

// The number's SMS come here as long as it is a channel, whatever is set up meanwhile and
// however often the relay starts. When it is deleted, everything is as it was.
func TestSMSChannel_hasTheAddressUntilItIsDeleted(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]struct{ own, account string }{
		"its own address": {shop, "https://account.example"}, "the account's": {"", shop}, "none": {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &line{own: before.own, account: before.account}
			r := withTexter(t, l)
			route := must[wire.SMSRoute](r, r.maria, wire.CallSMSLook.Name, wire.SMSNumber{Carrier: "line", Phone: gb})
			if want := first(before.own, before.account); route.Address != want || route.Here || !route.Reached {
				t.Errorf("before: %+v, want %s", route, want)
			}
			got, err := r.addSMS("SMS_UK")
			if err != nil {
				t.Fatal(err)
			}
			n := r.channels()
			if len(n) != 1 || string(n[0].ID) != got.ID || n[0].PhoneID != gb || n[0].AppID != "acc1" || n[0].State != desk.NumberReady {
				t.Fatalf("the channel is %+v", n)
			}
			for step, do := range []func(){
				r.tend, func() { r.end(r.begin(), wire.CallSetupDrop.Name) }, func() { r.start(l.texting(r, lineURL)); r.tend() },
				func() { r.clock.pass(48 * time.Hour); r.tend() },
			} {
				if do(); l.address() != lineURL {
					t.Fatalf("after step %d: %q", step, l.address())
				}
			}
			r.deleteChannel()
			r.tend()
			if l.address() != before.own || len(r.owed()) != 0 {
				t.Errorf("afterwards: %q, want %q; owed %+v", l.address(), before.own, r.owed())
			}
			again, err := r.addSMS("SMS_UK")
			if err != nil || again != got || l.address() != lineURL {
				t.Errorf("added again: %+v, %v, at %q", again, err, l.address())
			}
		})
	}
}

func first(texts ...string) string {
	return texts[max(0, slices.IndexFunc(texts, func(s string) bool { return s != "" }))]
}

// A number that is being set up becomes a channel, and stays one when the set-up ends.
func TestSMSChannel_ofANumberThatIsSetUp(t *testing.T) {
	t.Parallel()
	l := &line{own: shop}
	r := withTexter(t, l)
	st := r.begin()
	if route := must[wire.SMSRoute](r, r.maria, wire.CallSMSLook.Name, wire.SMSNumber{Carrier: "line", Phone: gb}); route.Address != shop || route.Here {
		t.Errorf("its SMS went to %+v before", route)
	}
	if _, err := r.addSMS("SMS_UK"); err != nil {
		t.Fatal(err)
	}
	r.end(st, wire.CallSetupDrop.Name)
	if l.address() != lineURL {
		t.Errorf("after the set-up: %q", l.address())
	}
	list := must[wire.CarrierNumbers](r, r.maria, wire.CallCarrierNumbers.Name, wire.None{})
	if n := list.Numbers[0]; n.SMSUsed != "SMS_UK" || n.Used != "" {
		t.Errorf("the list has %+v", n)
	}
	if checked := must[wire.CheckedNumber](r, r.maria, wire.CallCheckNumber.Name, wire.CheckNumber{Phone: gb}); checked.InUse != "" || !checked.OK {
		t.Errorf("for WhatsApp it is %+v", checked)
	}
}

// A relay that dies between turning the SMS and making the channel has made nothing: what
// was set is put back. So has one to which the carrier's answer is lost.
func TestSMSChannel_halfMade_isUndone(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		line *line
		bad  func(cfg *provision.Config)
		want desk.Code
	}{
		"the record fails": {&line{own: shop}, func(cfg *provision.Config) { cfg.Recorder = noRecorder{} }, desk.CodeUnavailable},
		"the carrier refuses": {&line{own: shop, fails: func(op string) error {
			if op == "redirect" {
				return errAway
			}
			return nil
		}}, nil, desk.CodeUnavailable},
		"its answer is lost": {&line{own: shop, lost: func(op string) error {
			if op == "redirect" {
				return errAway
			}
			return nil
		}}, nil, desk.CodeUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			cfg := tt.line.texting(r, lineURL)
			if tt.bad != nil {
				tt.bad(&cfg)
			}
			r.start(cfg)
			if _, err := r.addSMS("SMS_UK"); desk.CodeOf(err) != tt.want {
				t.Fatalf("added: %v", err)
			}
			tt.line.change(func() { tt.line.fails, tt.line.lost = nil, nil })
			r.start(tt.line.texting(r, lineURL)) // the relay is started anew
			for range 3 {
				r.tend()
				r.clock.pass(11 * time.Minute)
			}
			if len(r.channels()) != 0 || tt.line.address() != shop {
				t.Errorf("channels %+v, its SMS go to %q", r.channels(), tt.line.address())
			}
			if _, err := r.addSMS("SMS_UK"); err != nil || tt.line.address() != lineURL {
				t.Errorf("tried again: %v, at %q", err, tt.line.address())
			}
		})
	}
}

type noRecorder struct{}

func (noRecorder) Submit(context.Context, desk.Submission) ([]desk.Outcome, error) {
	return nil, desk.Refuse(desk.CodeUnavailable, "stopping")
}

// When the relay gets another address, the SMS of its channels follow, until the carrier
// took it; what was set before all of them is what is put back.
func TestSMSChannel_followsTheRelaysAddress(t *testing.T) {
	t.Parallel()
	l := &line{own: shop}
	r := withTexter(t, l)
	if _, err := r.addSMS("SMS_UK"); err != nil {
		t.Fatal(err)
	}
	const moved = "https://moved.example/webhooks/line/sms"
	r.start(l.texting(r, moved))
	l.change(func() { l.fails = func(string) error { return errAway } })
	r.tend()
	st := r.begin() // while the carrier is away: the channel keeps what it has
	l.change(func() { l.fails = nil })
	r.end(st, wire.CallSetupDrop.Name)
	r.clock.pass(11 * time.Minute)
	r.tend()
	if l.address() != moved {
		t.Errorf("after the move: %q", l.address())
	}
	r.deleteChannel()
	r.tend()
	if l.address() != shop {
		t.Errorf("afterwards: %q", l.address())
	}
}

// Whatever does not fit is refused before anything changes, at the carrier or here.
func TestSMSChannel_refusals(t *testing.T) {
	t.Parallel()
	l := &line{own: shop}
	r := withTexter(t, l)
	whatsApp := r.inbox("Support")
	for name, tt := range map[string]struct {
		in   wire.SMSAdd
		code desk.Code
		sub  string
	}{
		"no name":               {wire.SMSAdd{Carrier: "line", Phone: gb}, desk.CodeInvalid, "missing"},
		"nothing to see":        {wire.SMSAdd{Carrier: "line", Phone: gb, Name: "\u200b\u202a"}, desk.CodeInvalid, "missing"},
		"a long name":           {wire.SMSAdd{Carrier: "line", Phone: gb, Name: strings.Repeat("n", 121)}, desk.CodeInvalid, "tooLong"},
		"another's carrier":     {wire.SMSAdd{Carrier: "pigeon", Phone: gb, Name: "A"}, desk.CodeNotFound, "noCarrier"},
		"no number":             {wire.SMSAdd{Carrier: "line", Name: "A"}, desk.CodeInvalid, "badNumber"},
		"letters":               {wire.SMSAdd{Carrier: "line", Phone: "+44 CALL ME", Name: "A"}, desk.CodeInvalid, "badNumber"},
		"not rented":            {wire.SMSAdd{Carrier: "line", Phone: "+14155550148", Name: "A"}, desk.CodeNotFound, "smsNumber"},
		"an inbox for WhatsApp": {wire.SMSAdd{Carrier: "line", Phone: gb, Name: "A", InboxID: string(whatsApp)}, desk.CodeInvalid, "inbox"},
		"an inbox that is gone": {wire.SMSAdd{Carrier: "line", Phone: gb, Name: "A", InboxID: "inb_none"}, desk.CodeInvalid, "inbox"},
	} {
		_, err := call[wire.IDResult](r, r.maria, wire.CallSMSAdd.Name, tt.in)
		if desk.CodeOf(err) != tt.code || desk.SubcodeOf(err) != tt.sub {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := call[wire.IDResult](r, &desk.User{ID: "usr_ana", Role: desk.RoleAgent, Active: true}, wire.CallSMSAdd.Name, wire.SMSAdd{Carrier: "line", Phone: gb, Name: "A"}); desk.CodeOf(err) != desk.CodeForbidden {
		t.Errorf("an agent adds one: %v", err)
	}
	if l.address() != shop || len(r.channels()) != 0 {
		t.Errorf("afterwards %q, %+v", l.address(), r.channels())
	}
	// Pasted with marks that nobody sees, it is the number all the same.
	if _, err := call[wire.IDResult](r, r.maria, wire.CallSMSAdd.Name, wire.SMSAdd{Carrier: "line", Phone: "\u202a" + gb + "\u202c", Name: " SMS_UK "}); err != nil {
		t.Fatal(err)
	}
	if n := r.channels()[0]; n.Name != "SMS_UK" || n.Phone != gb {
		t.Errorf("it is %q, %q", n.Name, n.Phone)
	}
	if _, err := r.addSMS("Another"); desk.SubcodeOf(err) != "numberUsed" {
		t.Errorf("twice: %v", err)
	}
	if _, err := r.addSMS("sms_uk"); desk.SubcodeOf(err) != "nameUsed" {
		t.Errorf("the same name: %v", err)
	}
	r.start(l.texting(r, "")) // nobody outside reaches this relay
	r.deleteChannel()
	if _, err := r.addSMS("SMS_UK"); desk.SubcodeOf(err) != "smsNumber" {
		t.Errorf("without a public address: %v", err)
	}
}

// fromCustomer is an SMS as Vonage brings it.
func fromCustomer(id, body string) channel.SMS {
	d, err := vonage.Webhooks{}.ReadSMS(channel.Request{
		Method: "GET", RawQuery: "msisdn=14155550132&to=" + strings.TrimPrefix(gb, "+") + "&messageId=" + id + "&text=" + strings.ReplaceAll(body, " ", "+"),
		Header: func(string) string { return "" },
	})
	if err != nil {
		panic(err)
	}
	return d.SMS
}

// said gives the texts of the messages of every thread.
func (r *rig) said() []string {
	r.t.Helper()
	threads, err := desk.Find[*desk.Thread](r.t.Context(), r.db, org, desk.ThreadsAfter.With(int64(0)))
	if err != nil {
		r.t.Fatal(err)
	}
	var out []string
	for _, th := range threads {
		list, err := r.db.MessagesBefore(r.t.Context(), org, th.ID, 0, 0, 100)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, m := range list {
			out = append(out, m.Text)
		}
	}
	slices.Sort(out)
	return out
}

func (r *rig) vonageChannel() {
	r.t.Helper()
	r.put(desk.EntryNumberPut, desk.Number{ID: "num_sms", Provider: "vonage", Channel: desk.SMS, AppID: "practice", PhoneID: gb, Phone: gb, Name: "SMS_UK"})
}

// Parts are one message when all are there. When the rest does not come, what came is one:
// the customer wrote it. While the number is set up it has no digits, of which half a
// code might be.
func TestSMSChannel_parts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.vonageChannel()
	partOf := func(id, ref, body string, n int) channel.SMS {
		s := fromCustomer(id, body)
		s.Concat, s.Ref, s.Total, s.Part = true, ref, 2, n
		return s
	}
	r.wait(partOf("b", "7", "at 8", 2))
	for range 2 {
		if err := r.take(partOf("a", "7", "See you ", 1)); err != nil {
			t.Fatal(err)
		}
	}
	r.start(r.config())
	if err := r.take(partOf("b", "7", "at 8", 2)); err != nil {
		t.Errorf("sent again: %v", err)
	}
	r.wait(partOf("c", "8", "Room 12", 1))
	r.clock.pass(16 * time.Minute)
	r.wait(partOf("x", "10", "nobody hears the rest", 1))
	must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	r.wait(partOf("e", "9", "WhatsApp code 123", 1))
	r.wait(partOf("f", "9", "WhatsApp code 123", 1)) // the reference went round
	want := []string{"Room 12", "See you at 8", "WhatsApp code •••"}
	if got := r.said(); !slices.Equal(got, want) {
		t.Errorf("the threads say %q, want %q", got, want)
	}
	if err := r.take(partOf("c", "8", "Room 12", 1)); err != nil {
		t.Errorf("a part whose rest did not come, sent again: %v", err)
	}
}

// While the number is set up the thread has no code in it, of whichever company; at other
// times it loses what any message loses.
func TestSMSChannel_codesAreRedacted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.vonageChannel()
	if err := r.take(fromCustomer("1", "WhatsApp code 123-456")); err != nil {
		t.Fatal(err)
	}
	if err := r.take(fromCustomer("2", "My order is 123456")); err != nil {
		t.Fatal(err)
	}
	must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	if err := r.take(fromCustomer("3", "Your code is 654321")); err != nil {
		t.Fatal(err)
	}
	if err := r.take(fromCustomer("4", "WhatsApp code 987-654")); err != nil {
		t.Fatal(err)
	}
	if code := r.devices[r.maria.ID].unseal(t, r.nextPush().box); code.Code == "" && code.SMS == "" {
		t.Error("the holder sees nothing")
	}
	want := []string{"My order is 123456", "WhatsApp code •••", "WhatsApp code •••", "Your code is •••"}
	if got := r.said(); !slices.Equal(got, want) {
		t.Errorf("the threads say %q, want %q", got, want)
	}
}

// A record that fails has the carrier send it again, and then it is one message.
func TestSMSChannel_failedRecord_isSentAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.vonageChannel()
	cfg := r.config()
	cfg.Recorder = noRecorder{}
	r.start(cfg)
	if err := r.take(fromCustomer("1", "hello")); desk.CodeOf(err) != desk.CodeUnavailable || errors.Is(err, channel.ErrWaits) {
		t.Fatalf("taken: %v", err)
	}
	r.start(r.config())
	for range 2 {
		if err := r.take(fromCustomer("1", "hello")); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.said(); !slices.Equal(got, []string{"hello"}) {
		t.Errorf("the threads say %q", got)
	}
	// One for a carrier that does not have the number, and one of an organization that
	// has no such channel, are no messages.
	stray := fromCustomer("2", "stray")
	stray.Provider = "twilio"
	if err := r.take(stray); err != nil {
		t.Fatal(err)
	}
	if err := r.s.Load().TakeSMS(t.Context(), []desk.OrgID{"org_other"}, fromCustomer("3", "stray")); err != nil {
		t.Fatal(err)
	}
	if got := r.said(); len(got) != 1 {
		t.Errorf("the threads say %q", got)
	}
}
