package provision_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/wire"
)

// caughtUp is a number at a carrier that keeps a list, whose SMS went to a receiver.
type caughtUp struct {
	*rig
	name string // the carrier's
	l    *lister
	rc   *receiver
}

func newCaughtUp(t *testing.T) *caughtUp {
	t.Helper()
	rc := newReceiver(t)
	number := rented(gb)
	number.SMSURL = rc.URL + "/sms?key=1"
	c := &caughtUp{newRig(t), "line", &lister{barge: &barge{numbers: []channel.CarrierNumber{number}}}, rc}
	c.again(nil)
	return c
}

// again restarts the service, as after a crash.
func (c *caughtUp) again(change func(*provision.Config)) {
	c.t.Helper()
	cfg := c.config()
	cfg.Accounts = linkedAt{Accounts: cfg.Accounts, carriers: []channel.LinkedCarrier{{Carrier: c.l, Name: c.name, SMSURL: ownLine}}}
	if change != nil {
		change(&cfg)
	}
	c.start(cfg)
	<-c.s.Load().CaughtUp()
}

// listed puts an SMS into the carrier's list that came some time ago.
func (c *caughtUp) listed(id, body string, ago time.Duration) channel.SMS {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	sms := posted(id, body)
	sms.Provider = c.name
	sms.Timestamp = c.clock.now().Add(-ago).UnixMilli()
	sms.Items = fromCustomer(id, body).Items
	c.l.list = append([]channel.SMS{sms}, c.l.list...)
	slices.SortStableFunc(c.l.list, func(a, b channel.SMS) int { return int(b.Timestamp - a.Timestamp) })
	return sms
}

func (c *caughtUp) catchOn() {
	c.t.Helper()
	if err := c.s.Load().CatchDue(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	c.carryOn()
}

// arrived gives the ids that the receiver got.
func (c *caughtUp) arrived() []string {
	c.carryOn()
	return bodies(c.rc.requests())
}

// While a number is set up, what came when the relay was away goes on to where its SMS
// went, once, however often the relay dies and the list is read; the code does not, neither
// then nor after the set-up. What came before its SMS were turned, or has its webhook
// still on the way, is not this relay's.
func TestCatchUp_whatCameWhileTheRelayWasAway(t *testing.T) {
	t.Parallel()
	c := newCaughtUp(t)
	c.listed("before", "it went to the shop itself", time.Second)
	c.clock.pass(time.Minute)
	st := must[wire.Setup](c.rig, c.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	c.clock.pass(time.Minute)
	hooked := c.listed("hooked", "its webhook came", 0)
	if err := c.take(hooked); err != nil {
		t.Fatal(err)
	}
	c.clock.pass(time.Minute)
	c.listed("one", "see you at six", 20*time.Second)
	c.listed("code", "WhatsApp code 123-456", 10*time.Second)
	for range 3 {
		c.again(nil)
		c.catchOn()
	}
	if got := c.arrived(); !slices.Equal(got, []string{"id=hooked", "id=one"}) {
		t.Fatalf("the receiver got %q", got)
	}
	// Younger than its webhook may be.
	c.clock.pass(10 * time.Minute)
	late := c.listed("late", "its webhook is slow", 0)
	c.catchOn()
	if got := c.arrived(); len(got) != 2 {
		t.Fatalf("the receiver got %q", got)
	}
	if err := c.take(late); err != nil {
		t.Fatal(err)
	}
	c.arrived() // before a restart, which would cut the delivery short
	c.clock.pass(10 * time.Minute)
	c.end(st, wire.CallSetupDrop.Name) // the address is the shop's again
	c.clock.pass(time.Minute)
	c.listed("after", "it went to the shop itself", 0)
	for range 3 {
		c.again(nil)
		c.catchOn()
		c.clock.pass(6 * time.Minute)
	}
	if got := c.arrived(); !slices.Equal(got, []string{"id=hooked", "id=one", "id=late"}) {
		t.Errorf("afterwards the receiver got %q", got)
	}
}

// A relay that was away when the set-up ended puts the address back, and passes on what
// came until then.
func TestCatchUp_afterTheSetUp(t *testing.T) {
	t.Parallel()
	c := newCaughtUp(t)
	must[wire.Setup](c.rig, c.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	c.clock.pass(30 * time.Minute) // the lease is over
	c.listed("one", "see you at six", 10*time.Minute)
	c.again(nil)
	c.tend()
	if at := c.l.rented()[0].SMSURL; !strings.HasPrefix(at, c.rc.URL) {
		t.Fatalf("its SMS go to %s", at)
	}
	c.again(nil)
	c.catchOn()
	c.clock.pass(time.Minute) // the stop may have cut a delivery short, which is tried again later
	if got := c.arrived(); !slices.Equal(got, []string{"id=one"}) {
		t.Errorf("the receiver got %q", got)
	}
}

// Where an SMS went is not known when somebody changed the address meanwhile, or another
// address got what was not answered here: it is not passed on a second time.
func TestCatchUp_notWhatAnotherGot(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(n *channel.CarrierNumber){
		"put back by hand":  func(n *channel.CarrierNumber) { n.SMSURL = "https://shop.example/sms" },
		"a second address":  func(n *channel.CarrierNumber) { n.SMSElse = true },
		"rented no more":    func(n *channel.CarrierNumber) { n.E164 = "+4930999999" },
		"as it is, to show": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCaughtUp(t)
			must[wire.Setup](c.rig, c.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
			c.clock.pass(time.Minute)
			c.listed("one", "see you at six", time.Second)
			want := 1
			if change != nil {
				want = 0
				c.l.mu.Lock()
				change(&c.l.numbers[0])
				c.l.mu.Unlock()
			}
			c.again(nil)
			c.catchOn()
			if got := c.arrived(); len(got) != want {
				t.Errorf("the receiver got %q", got)
			}
		})
	}
}

// killed fails at one of the writes of what is taken from a list.
type killed struct {
	provision.Store
	onward, noted func() error
}

func (k killed) KeepOnward(ctx context.Context, list []desk.Onward) error {
	if k.onward != nil {
		if err := k.onward(); err != nil {
			return err
		}
	}
	return k.Store.KeepOnward(ctx, list)
}

func (k killed) PutSMSListed(ctx context.Context, org desk.OrgID, carrier string, phone desk.PhoneNumber, at int64) error {
	if k.noted != nil {
		return k.noted()
	}
	return k.Store.PutSMSListed(ctx, org, carrier, phone, at)
}

// A relay that dies between any two writes takes the rest after its next start, and nothing
// twice. What could not be kept keeps the list from counting as read.
func TestCatchUp_killedAnywhere(t *testing.T) {
	t.Parallel()
	dies := errors.New("the disk is gone")
	for at := range 5 {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			t.Parallel()
			c := newCaughtUp(t)
			must[wire.Setup](c.rig, c.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
			c.clock.pass(time.Minute)
			var want []string
			for i := range 4 {
				c.listed(fmt.Sprint(i), "see you", time.Duration(10-i)*time.Second)
				want = append(want, fmt.Sprintf("id=%d", i))
			}
			written := 0
			c.again(func(cfg *provision.Config) {
				k := killed{Store: cfg.Store, onward: func() error {
					if written++; written > at {
						return dies
					}
					return nil
				}}
				if at == 4 {
					k.noted = func() error { return dies }
				}
				cfg.Store = k
			})
			c.catchOn()
			if read, err := c.db.SMSListed(t.Context(), "line", gb); err != nil || read != 0 {
				t.Errorf("the list counts as read: %d, %v", read, err)
			}
			c.clock.pass(5 * time.Minute)
			c.again(nil)
			c.catchOn()
			if got := c.arrived(); !slices.Equal(slices.Sorted(slices.Values(got)), want) {
				t.Errorf("the receiver got %q", got)
			}
		})
	}
}

// The SMS of a channel that came while the relay was away are messages of their threads,
// once, with the code of a set-up redacted; the list is read from where it was read last.
func TestCatchUp_messagesOfAChannel(t *testing.T) {
	t.Parallel()
	c := newCaughtUp(t)
	c.name = "vonage" // whose messages can be read
	c.again(nil)
	born := c.clock.now().Add(-72 * time.Hour)
	c.put(desk.EntryNumberPut, desk.Number{
		ID: "num_sms", Provider: "vonage", Channel: desk.SMS, AppID: "acc1", PhoneID: gb, Phone: gb, Name: "SMS_UK", CreatedAt: born.UnixMilli(),
	})
	first := c.listed("1", "hello", 30*time.Hour)
	if err := c.take(first); err != nil {
		t.Fatal(err)
	}
	if p := c.s.Load().Pulse("num_sms"); p.Events != 1 || p.Duplicates != 0 || p.LastEventAt != c.clock.now().UnixMilli() {
		t.Errorf("its pulse is %+v", p)
	}
	c.listed("2", "is anybody there?", 2*time.Hour)
	c.listed("3", "Your WhatsApp code: 618-033", time.Hour)
	c.listed("older", "before the channel", 73*time.Hour)
	for range 3 {
		c.again(nil)
		c.catchOn()
		c.clock.pass(6 * time.Minute)
	}
	said := c.said()
	if len(said) != 3 || said[0] == said[1] || !slices.Contains(said, "is anybody there?") || strings.Contains(fmt.Sprint(said), "618") {
		t.Errorf("the threads say %q", said)
	}
	read, err := c.db.SMSListed(t.Context(), "vonage", gb)
	if err != nil || read < c.clock.now().Add(-10*time.Minute).UnixMilli() {
		t.Errorf("the list was read at %d, %v", read, err)
	}
	c.l.mu.Lock()
	asked := c.l.asked[len(c.l.asked)-1]
	c.l.mu.Unlock()
	if back := time.UnixMilli(read).Sub(asked); back > 20*time.Minute {
		t.Errorf("the list is asked for since %s, %s before it was read", asked, back)
	}
	if got := c.arrived(); len(got) != 0 {
		t.Errorf("the receiver got %q", got)
	}
	// As often as it is written down and no more; after a failure sooner, and later each time.
	before := c.l.questions()
	c.catchOn()
	c.catchOn()
	if n := c.l.questions() - before; n > 1 {
		t.Errorf("asked %d times at once", n)
	}
	c.l.fail()
	before = c.l.questions()
	for range 60 {
		c.clock.pass(time.Minute)
		c.catchOn()
	}
	if n := c.l.questions() - before; n < 5 || n > 20 {
		t.Errorf("asked %d times in an hour of failures", n)
	}
}

// What webhooks brought for a channel is counted, the same again as what it is.
func TestPulse_ofAChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	r.vonageChannel()
	for range 2 {
		if err := r.take(fromCustomer("1", "hello")); err != nil {
			t.Fatal(err)
		}
	}
	r.clock.pass(time.Minute)
	d := channel.Item{Kind: channel.KindStatus, Field: channel.FieldSMS, PhoneNumberID: gb, ID: "9", Key: "status/9", Payload: []byte(`{}`)}
	for range 2 {
		if err := r.s.Load().TakeReceipt(t.Context(), []desk.OrgID{org}, "vonage", d); err != nil {
			t.Fatal(err)
		}
	}
	if p := r.s.Load().Pulse("num_sms"); p.Events != 4 || p.Duplicates != 2 || p.LastEventAt != r.clock.now().UnixMilli() {
		t.Errorf("its pulse is %+v", p)
	}
	if err := r.take(text("7", "+14155550148", "to nobody of ours")); err != nil {
		t.Fatal(err)
	}
	if p := r.s.Load().Pulse("num_other"); p.Events != 0 {
		t.Errorf("a number that is none has %+v", p)
	}
}

// A code that was caught is nobody else's when the carrier sends it again after the set-up,
// while the address is still to be put back.
func TestCatchUp_caughtCodeComesAgain(t *testing.T) {
	t.Parallel()
	c := newCaughtUp(t)
	st := must[wire.Setup](c.rig, c.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	code := c.listed("code", "WhatsApp code 123-456", 0)
	if err := c.take(code); err != nil {
		t.Fatal(err)
	}
	must[wire.None](c.rig, c.maria, wire.CallSetupDrop.Name, wire.SetupRef{SetupID: st.ID})
	c.clock.pass(time.Minute)
	if err := c.take(code); err != nil {
		t.Fatal(err)
	}
	other := c.listed("other", "see you at six", 0)
	if err := c.take(other); err != nil {
		t.Fatal(err)
	}
	if got := c.arrived(); !slices.Equal(got, []string{"id=other"}) {
		t.Errorf("the receiver got %q", got)
	}
}
