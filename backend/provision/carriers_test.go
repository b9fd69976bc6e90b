package provision_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/wire"
)

// barge is a second carrier. It has numbers, or does not answer. The service asks it
// whenever its turn comes, which on a slow machine is in the middle of a test.
type barge struct {
	mu       sync.Mutex // guards what follows, and what carriers have that are made of it
	fails    error
	account  string // where the SMS of numbers without an address go
	numbers  []channel.CarrierNumber
	redirect []string
}

func (b *barge) Numbers(context.Context) ([]channel.CarrierNumber, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.numbers), b.fails
}

func (b *barge) RedirectSMS(_ context.Context, n channel.CarrierNumber, address string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.redirect = append(b.redirect, string(n.E164)+" to "+address)
	for i := range b.numbers {
		if b.numbers[i].E164 == n.E164 {
			b.numbers[i].SMSURL = address
		}
	}
	return nil
}

func (b *barge) WhereSMS(_ context.Context, n channel.CarrierNumber) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return cmp.Or(n.SMSURL, b.account), b.fails
}

func (b *barge) rented() []channel.CarrierNumber {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.numbers)
}

// linkedAt is an organization's links with these carriers instead of its own.
type linkedAt struct {
	provision.Accounts
	carriers []channel.LinkedCarrier
}

func (l linkedAt) Carriers(context.Context, desk.OrgID) ([]channel.LinkedCarrier, error) {
	return l.carriers, nil
}

const bargeURL = "https://relay.example/webhooks/barge/sms"

// withCarriers has the service look at these carriers.
func (r *rig) withCarriers(list ...*barge) {
	r.t.Helper()
	cfg := r.config()
	links := linkedAt{Accounts: cfg.Accounts}
	for i, b := range list {
		links.carriers = append(links.carriers, channel.LinkedCarrier{Carrier: b, Name: []string{"cart", "barge"}[i], SMSURL: []string{"https://relay.example/webhooks/cart/sms", bargeURL}[i]})
	}
	cfg.Accounts = links
	r.start(cfg)
}

func rented(e164 desk.PhoneNumber) channel.CarrierNumber {
	return channel.CarrierNumber{E164: e164, Country: "GB", SMS: true}
}

// A number's SMS are pointed to the address of the carrier that has it, and to no
// other; one that does not answer keeps nobody from finding it at the next.
func TestCarriers_theOneThatHasTheNumber(t *testing.T) {
	t.Parallel()
	away := desk.Refuse(desk.CodeUnavailable, "carrier", desk.Params{desk.ParamContext: "unreachable"})
	for name, tc := range map[string]struct {
		first, second *barge
		owned         bool
		said          bool
	}{
		"the first":                      {&barge{numbers: []channel.CarrierNumber{rented(gb)}}, &barge{}, true, false},
		"the second":                     {&barge{numbers: []channel.CarrierNumber{rented("+4930")}}, &barge{numbers: []channel.CarrierNumber{rented(gb)}}, true, false},
		"the second, the first is away":  {&barge{fails: away}, &barge{numbers: []channel.CarrierNumber{rented(gb)}}, true, false},
		"none":                           {&barge{}, &barge{}, false, false},
		"nobody knows, the first's away": {&barge{fails: away}, &barge{}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.withCarriers(tc.first, tc.second)
			st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
			if st.CarrierOwned != tc.owned || (st.Said != nil) != tc.said {
				t.Errorf("owned %v, said %+v", st.CarrierOwned, st.Said)
			}
			for i, b := range []*barge{tc.first, tc.second} {
				b.mu.Lock()
				want := ""
				if len(b.numbers) == 1 && b.numbers[0].E164 == gb {
					want = gb + " to " + []string{"https://relay.example/webhooks/cart/sms", bargeURL}[i]
				}
				if got := append(b.redirect, "")[0]; got != want {
					t.Errorf("carrier %d: redirected %q, want %q", i, got, want)
				}
				b.mu.Unlock()
			}
		})
	}
}

// The dropdown lists the numbers of all, each once, with whose they are.
func TestCarriers_numbersOfAllAreListed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first, second := &barge{numbers: []channel.CarrierNumber{rented("+4930"), rented(gb)}}, &barge{numbers: []channel.CarrierNumber{rented(gb), rented("+331")}}
	r.withCarriers(first, second)
	var got string
	for _, n := range must[wire.CarrierNumbers](r, r.maria, wire.CallCarrierNumbers.Name, wire.None{}).Numbers {
		got += n.Phone + "@" + n.Carrier + " "
	}
	if got != "+4930@cart "+gb+"@cart +331@barge " {
		t.Errorf("listed: %s", got)
	}
	second.mu.Lock()
	second.fails = desk.Refuse(desk.CodeUnavailable, "carrier", desk.Params{desk.ParamContext: "unreachable"})
	second.mu.Unlock()
	if _, err := call[wire.CarrierNumbers](r, r.maria, wire.CallCarrierNumbers.Name, wire.None{}); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("a list that may lack some: %v", err)
	}
	r.withCarriers()
	if _, err := call[wire.CarrierNumbers](r, r.maria, wire.CallCarrierNumbers.Name, wire.None{}); desk.SubcodeOf(err) != "noCarrier" {
		t.Errorf("none linked: %v", err)
	}
}

// Two providers may give the same id to two numbers. Here they would be one, whose
// threads go on at the other: the second is refused, even after the first is gone.
func TestConnect_refusesTheIDOfAnotherProvidersNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	again := wire.SetupConnect{SetupID: st.ID, WabaID: waba, DisplayName: "Harbour & Pine"}
	must[wire.Setup](r, r.maria, wire.CallSetupConnect.Name, again)
	r.put(desk.EntryNumberPut, desk.Number{ID: "num_other", Provider: "courier", PhoneID: st.PhoneID, Phone: "+4930", Name: "The courier's", State: desk.NumberReady})
	for _, when := range []string{"there", "gone"} {
		if when == "gone" {
			r.put(desk.EntryNumberGone, map[string]string{"id": "num_other"})
		}
		_, err := call[wire.Setup](r, r.maria, wire.CallSetupConnect.Name, again)
		r.refused("the id of another provider's number that is "+when, err, desk.CodeConflict, "numberUsed")
	}
}
