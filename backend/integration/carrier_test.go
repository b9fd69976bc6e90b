package integration_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (r *rig) linkCarrier(org desk.OrgID, carrier, key, signature string) wire.CarrierState {
	r.t.Helper()
	return must[wire.CarrierState](r, org, wire.CallCarrierLink.Name, wire.CarrierLink{
		Provider: carrier, APIKey: key, APISecret: "secret-of-" + key, SignatureSecret: signature,
	})
}

// proofs gives whose keys prove a carrier's webhooks.
func (r *rig) proofs(carrier string) string {
	r.t.Helper()
	all, err := r.CarrierKeys(r.t.Context(), carrier)
	if err != nil {
		r.t.Fatal(err)
	}
	out := make([]string, 0, len(all))
	for _, k := range all {
		secrets := make([]string, 0, len(k.Secrets))
		for _, s := range k.Secrets {
			secrets = append(secrets, s.Reveal())
		}
		out = append(out, string(k.Org)+":"+k.Account+":"+k.Method+"="+strings.Join(secrets, "+"))
	}
	return strings.Join(out, " ")
}

// Each carrier has an account of its own; the state of one says nothing of the other.
func TestCarrier_isLinkedByItsName(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if got := r.linkCarrier(first, "barge", "b1", "knotted"); !got.Linked || !got.Signed || got.Provider != "barge" || got.WebhookURL != "https://relay.example/webhooks/barge/sms" {
		t.Errorf("linked: %+v", got)
	}
	list := func(org desk.OrgID) []wire.CarrierState {
		return must[wire.Carriers](r, org, wire.CallCarriers.Name, wire.None{}).Carriers
	}
	for _, when := range []string{"in memory", "read anew"} {
		got := list(first)
		if len(got) != 2 || got[0].Provider != "cart" || got[0].Linked || got[0].Signed || got[0].WebhookURL != "https://relay.example/webhooks/cart/sms" || strings.Join(got[0].Methods, " ") != "wax ink" {
			t.Errorf("%s, the one that is not linked: %+v", when, got)
		}
		if got[1].Provider != "barge" || !got[1].Linked || !got[1].Signed || strings.Join(got[1].Methods, " ") != "knot" {
			t.Errorf("%s, the one that is: %+v", when, got)
		}
		// A desktop that knows one carrier asks for none by name.
		if got := must[wire.CarrierState](r, first, wire.CallCarrierState.Name, wire.None{}); got.Provider != "cart" || got.Linked {
			t.Errorf("%s, of the first: %+v", when, got)
		}
		if theirs := list(second); theirs[0].Linked || theirs[1].Linked {
			t.Errorf("%s: another organization has it too", when)
		}
		r.restart()
	}
	r.cfg.Carriers = nil
	r.restart()
	if got := must[wire.CarrierState](r, first, wire.CallCarrierState.Name, wire.None{}); got.Linked || got.Provider != "" || list(first) == nil {
		t.Errorf("a relay without carriers: %+v", got)
	}
}

func TestCarrierLink_refuses(t *testing.T) {
	t.Parallel()
	good := wire.CarrierLink{Provider: "cart", APIKey: "key", APISecret: "secret", SignatureMethod: "ink"}
	for name, tc := range map[string]struct {
		change func(*wire.CarrierLink)
		want   string
	}{
		"a carrier that is not spoken to": {func(l *wire.CarrierLink) { l.Provider = "mule" }, "invalid/provider"},
		"another carrier's method":        {func(l *wire.CarrierLink) { l.SignatureMethod = "knot" }, "invalid/method"},
		"no key":                          {func(l *wire.CarrierLink) { l.APIKey = "  " }, "invalid/credentials"},
		"no secret":                       {func(l *wire.CarrierLink) { l.APISecret = "" }, "invalid/credentials"},
		"a key that is no text":           {func(l *wire.CarrierLink) { l.APIKey = "ke\x01y" }, "invalid/credentials"},
	} {
		r := newRig(t)
		in := good
		tc.change(&in)
		if got := refused(r, first, wire.CallCarrierLink.Name, in); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
		if len(r.kept) != 0 || len(r.cart.opened)+len(r.barge.opened) != 0 {
			t.Errorf("%s: it was tried, or kept", name)
		}
	}
	r := newRig(t)
	r.cart.fails = desk.Refuse(desk.CodeUnauthorized, "credentials")
	if got := refused(r, first, wire.CallCarrierLink.Name, good); got != "unauthorized/credentials" || len(r.kept) != 0 {
		t.Errorf("what the carrier refuses: %s, %d kept", got, len(r.kept))
	}
	for _, what := range []string{"secrets"} {
		r := newRig(t)
		r.broken = what
		if got := refused(r, first, wire.CallCarrierLink.Name, good); !strings.HasPrefix(got, "unavailable") {
			t.Errorf("%s broken: %s", what, got)
		}
	}
}

// The method that is not said is the carrier's own choice.
func TestCarrierKeys_areOfOneCarrier(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.linkCarrier(second, "cart", "c2", "two")
	r.linkCarrier(first, "cart", "c1", "one")
	r.linkCarrier(first, "barge", "b1", "three")
	if got := r.proofs("cart"); got != "org_1:c1:wax=one org_2:c2:wax=two" {
		t.Errorf("at the cart: %s", got)
	}
	if got := r.proofs("barge"); got != "org_1:b1:knot=three" {
		t.Errorf("at the barge: %s", got)
	}
	if keys, err := r.CarrierKeys(t.Context(), "mule"); err == nil || len(keys) != 0 {
		t.Errorf("of one that is not spoken to: %v, %v", keys, err)
	}
}

// The signature before vouches as long as the carrier sends again what it signed.
func TestCarrierKeys_oldSignatureOutlivesTheRetries(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.linkCarrier(first, "cart", "c1", "one")
	r.linkCarrier(first, "cart", "c1", "two")
	r.now = r.now.Add(10*time.Hour - time.Second)
	if got := r.proofs("cart"); got != "org_1:c1:wax=two+one" {
		t.Errorf("within the retries: %s", got)
	}
	r.now = r.now.Add(time.Second)
	if got := r.proofs("cart"); got != "org_1:c1:wax=two" {
		t.Errorf("after them: %s", got)
	}
	r.linkCarrier(first, "cart", "c1", "two")
	if got := r.proofs("cart"); got != "org_1:c1:wax=two" {
		t.Errorf("the same again: %s", got)
	}
	// An account that does not sign proves nothing, and must not be proven by "".
	r.linkCarrier(second, "cart", "c2", "")
	if got := r.proofs("cart"); got != "org_1:c1:wax=two org_2:c2:wax=" {
		t.Errorf("one without a signature: %s", got)
	}
}

func TestCarriers_areThoseThatAreLinked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if list, err := r.Carriers(t.Context(), first); err != nil || len(list) != 0 {
		t.Errorf("before: %v, %v", list, err)
	}
	r.linkCarrier(first, "barge", "b1", "")
	r.linkCarrier(first, "cart", "c1", "")
	r.cart.numbers = []channel.CarrierNumber{{E164: "+4930"}}
	list, err := r.Carriers(t.Context(), first)
	if err != nil || len(list) != 2 || list[0].Name != "cart" || list[1].Name != "barge" || list[1].SMSURL != "https://relay.example/webhooks/barge/sms" {
		t.Fatalf("%+v, %v", list, err)
	}
	if numbers, err := list[0].Numbers(t.Context()); err != nil || len(numbers) != 1 {
		t.Errorf("the first one's numbers: %v, %v", numbers, err)
	}
	if opened := r.cart.opened[len(r.cart.opened)-1]; opened != "c1:secret-of-c1" {
		t.Errorf("opened with %s", opened)
	}
	if list, err := r.Carriers(t.Context(), second); err != nil || len(list) != 0 {
		t.Errorf("another organization's: %v, %v", list, err)
	}
}

// What cannot be read is an error, never "none linked": an SMS that nobody can prove
// would be refused for ever.
func TestCarrier_saysWhenItCannotTell(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.linkCarrier(first, "cart", "c1", "one")
	r.restart()
	r.broken = "secrets"
	if _, err := r.CarrierKeys(t.Context(), "cart"); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("keys: %v", err)
	}
	if _, err := r.Carriers(t.Context(), first); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("carriers: %v", err)
	}
	if got := refused(r, first, wire.CallCarrierState.Name, wire.None{}); !strings.HasPrefix(got, "unavailable") {
		t.Errorf("state: %s", got)
	}
	r.broken = "orgs"
	if _, err := r.CarrierKeys(t.Context(), "cart"); !errors.Is(err, errBroken) {
		t.Errorf("organizations: %v", err)
	}
	r.broken = ""
	if got := r.proofs("cart"); got != "org_1:c1:wax=one" {
		t.Errorf("whole again: %s", got)
	}
	r.kept["org_1/carrier/cart"] = `{"apiSecret":"hush`
	r.restart()
	if _, err := r.Carriers(t.Context(), first); desk.CodeOf(err) != desk.CodeInternal || strings.Contains(err.Error(), "hush") {
		t.Errorf("an account that is not readable: %v", err)
	}
}

// A relay that nobody outside can reach has no address for a carrier.
func TestCarrierState_withoutAPublicAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cfg.PublicURL = ""
	r.restart()
	if got := r.linkCarrier(first, "cart", "c1", "one"); got.WebhookURL != "" || !got.Linked {
		t.Errorf("%+v", got)
	}
}

// carrierSets gives when entries said that a carrier's account was set, and which.
func (r *rig) carrierSets() (list []desk.CarrierSet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.entries {
		if p.Kind == desk.EntryCarrierSet {
			list = append(list, decoded[desk.CarrierSet](r.t, p.Payload))
		}
	}
	return list
}

// Whatever of an account is new has its numbers proven anew; the same login once more
// changes nothing, not even for how long the signature before is taken.
func TestCarrierLink_tellsWhenTheAccountIsAnother(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	link := wire.CarrierLink{Provider: "cart", APIKey: "c1", APISecret: "s1", SignatureSecret: "one", SignatureMethod: "wax"}
	want := 0
	for _, step := range []struct {
		what   string
		change func()
		is     bool
	}{
		{"the first", func() {}, true},
		{"the same", func() {}, false},
		{"another signature", func() { link.SignatureSecret = "two" }, true},
		{"that again", func() {}, false},
		{"another API secret", func() { link.APISecret = "s2" }, true},
		{"another method", func() { link.SignatureMethod = "ink" }, true},
	} {
		r.now = r.now.Add(time.Minute)
		step.change()
		must[wire.CarrierState](r, first, wire.CallCarrierLink.Name, link)
		if step.is {
			want++
		}
		sets := r.carrierSets()
		if len(sets) != want {
			t.Fatalf("%s: %d entries, want %d", step.what, len(sets), want)
		}
		if last := sets[want-1]; last.Provider != "cart" || step.is && last.At != r.now.UnixMilli() {
			t.Errorf("%s: %+v", step.what, last)
		}
	}
	if got := r.proofs("cart"); got != "org_1:c1:ink=two+one" {
		t.Errorf("linked again within the retries: %s", got)
	}
	must[wire.CarrierState](r, first, wire.CallCarrierUnlink.Name, wire.CarrierRef{Provider: "cart"})
	if got := len(r.carrierSets()); got != want+1 {
		t.Errorf("unlinked: %d entries, want %d", got, want+1)
	}
}

// Where it cannot be recorded that the account is another, the secret stays as it was: the
// lamp of its numbers would shine for one that is gone.
func TestCarrierLink_keepsNoSecretThatItCannotTellOf(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.linkCarrier(first, "cart", "c1", "one")
	r.broken = "record"
	if got := refused(r, first, wire.CallCarrierLink.Name, wire.CarrierLink{Provider: "cart", APIKey: "c1", APISecret: "s", SignatureSecret: "two"}); got != "unavailable/" {
		t.Fatal(got)
	}
	if got := refused(r, first, wire.CallCarrierUnlink.Name, wire.CarrierRef{Provider: "cart"}); got != "unavailable/" {
		t.Fatal(got)
	}
	r.broken = ""
	r.restart()
	if got := r.proofs("cart"); got != "org_1:c1:wax=one" {
		t.Errorf("afterwards: %s", got)
	}
}
