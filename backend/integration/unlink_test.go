package integration_test

import (
	"context"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// secretsOf lists what is kept of an organization under a name's beginning.
func (r *rig) secretsOf(org desk.OrgID, begin string) (names []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name := range r.kept {
		if strings.HasPrefix(name, string(org)+"/"+begin) {
			names = append(names, name)
		}
	}
	return names
}

// An unlinked account has no client and no token; linked again, it is as before.
func TestUnlinkWaba_forgetsTheToken(t *testing.T) {
	t.Parallel()
	r := linked(t)
	r.verify("h1", "h10", "token-h")
	r.verify("p1", "p10", "token-p")
	must[wire.None](r, first, wire.CallWabaUnlink.Name, wire.WabaRef{WabaID: "h10"})
	w := r.wabas[first]["h10"]
	if !w.Unlinked || w.Said == nil || w.Said.Params["context"] != "unlinked" || len(r.secretsOf(first, "waba/h10")) != 0 {
		t.Errorf("%+v with %v", w, r.secretsOf(first, "waba/"))
	}
	if _, err := r.Client(t.Context(), first, "h10"); desk.SubcodeOf(err) != "noWaba" {
		t.Errorf("a client of it: %v", err)
	}
	if _, err := r.Messenger(t.Context(), first, &desk.Number{Provider: "heron", WabaID: "h10"}); err == nil {
		t.Error("something can be sent with it")
	}
	if _, err := r.Client(t.Context(), first, "p10"); err != nil {
		t.Errorf("another account: %v", err)
	}
	if got := refused(r, first, wire.CallWabaUnlink.Name, wire.WabaRef{WabaID: "h10"}); got != "notFound/notYours" {
		t.Errorf("once more: %s", got)
	}
	if got := refused(r, second, wire.CallWabaUnlink.Name, wire.WabaRef{WabaID: "p10"}); got != "notFound/notYours" {
		t.Errorf("of another organization: %s", got)
	}
	r.verify("h1", "h10", "token-new")
	if w := r.wabas[first]["h10"]; w.Unlinked || w.Said != nil {
		t.Errorf("linked again: %+v", w)
	}
}

// What a crash leaves between the two halves is finished by doing it again.
func TestUnlinkWaba_againAfterACrash(t *testing.T) {
	t.Parallel()
	r := linked(t)
	r.verify("h1", "h10", "token-h")
	r.broken = "record"
	if got := refused(r, first, wire.CallWabaUnlink.Name, wire.WabaRef{WabaID: "h10"}); !strings.HasPrefix(got, "unavailable/") {
		t.Fatal(got)
	}
	r.broken = ""
	if len(r.secretsOf(first, "waba/h10")) != 0 {
		t.Error("the token is still there")
	}
	must[wire.None](r, first, wire.CallWabaUnlink.Name, wire.WabaRef{WabaID: "h10"})
	if !r.wabas[first]["h10"].Unlinked {
		t.Error("not unlinked")
	}
}

// An app proves nothing any more, at once and after a restart; of another organization
// that has the same one it goes on proving.
func TestUnlinkApp_provesNothingAnyMore(t *testing.T) {
	t.Parallel()
	r := linked(t)
	r.putApp(second, "heron", "h1", "secret-of-theirs")
	r.verify("h1", "h10", "token-h")
	if got := refused(r, first, wire.CallAppUnlink.Name, wire.AppRef{AppID: "h1"}); got != "conflict/appUsed" {
		t.Fatalf("while an account is linked through it: %s", got)
	}
	must[wire.None](r, first, wire.CallWabaUnlink.Name, wire.WabaRef{WabaID: "h10"})
	must[wire.None](r, first, wire.CallAppUnlink.Name, wire.AppRef{AppID: "h1"})
	for _, when := range []string{"at once", "after a restart"} {
		keys, err := r.AppKeys(t.Context(), "heron", "h1")
		if err != nil || len(keys) != 1 || keys[0].Org != second {
			t.Errorf("%s: %+v, %v", when, keys, err)
		}
		r.restart()
	}
	if list := must[wire.AppAccessList](r, first, wire.CallAppAccess.Name, wire.None{}); len(list.Apps) != 1 || list.Apps[0].ID != "p1" {
		t.Errorf("it is still listed: %+v", list.Apps)
	}
	if left := r.secretsOf(first, "app/h1"); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if got := refused(r, first, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: "h1", WabaID: "h10", Token: "token"}); got != "invalid/noApp" {
		t.Errorf("an account linked through it: %s", got)
	}
	if got := refused(r, first, wire.CallAppUnlink.Name, wire.AppRef{AppID: "h1"}); got != "notFound/notYours" {
		t.Errorf("once more: %s", got)
	}
	r.putApp(first, "heron", "h1", "secret-new")
	if keys, err := r.AppKeys(t.Context(), "heron", "h1"); err != nil || len(keys) != 2 {
		t.Errorf("stored again: %+v, %v", keys, err)
	}
}

// A carrier whose account carries messages too is unlinked whole.
func TestUnlinkCarrier_takesAllThatItLinked(t *testing.T) {
	t.Parallel()
	r := withFerry(t)
	must[wire.CarrierState](r, first, wire.CallCarrierLink.Name, ferryLink)
	must[wire.CarrierState](r, first, wire.CallCarrierLink.Name, wire.CarrierLink{Provider: "cart", APIKey: "k", APISecret: "s"})
	if got := must[wire.CarrierState](r, first, wire.CallCarrierUnlink.Name, wire.CarrierRef{Provider: "pigeon"}); got.Linked {
		t.Errorf("%+v", got)
	}
	if left := append(r.secretsOf(first, "app/"), r.secretsOf(first, "waba/")...); len(left) != 0 || len(r.secretsOf(first, "carrier/")) != 1 {
		t.Errorf("left: %v, %v", left, r.secretsOf(first, "carrier/"))
	}
	if !r.wabas[first]["p7"].Unlinked || !r.apps[first]["p7"].Unlinked {
		t.Errorf("%+v, %+v", r.wabas[first]["p7"], r.apps[first]["p7"])
	}
	if list, err := r.Carriers(t.Context(), first); err != nil || len(list) != 1 || list[0].Name != "cart" {
		t.Errorf("carriers: %+v, %v", list, err)
	}
	if got := refused(r, first, wire.CallCarrierUnlink.Name, wire.CarrierRef{Provider: "pigeon"}); got != "notFound/noCarrier" {
		t.Errorf("once more: %s", got)
	}
	if got := refused(r, first, wire.CallCarrierUnlink.Name, wire.CarrierRef{Provider: "nobody"}); !strings.HasPrefix(got, "invalid/") {
		t.Errorf("of nobody: %s", got)
	}
}

// While SMS of a number come here, only the account can put their address back.
func TestUnlinkCarrier_notWhileAnAddressIsOwed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	busy := true
	r.cfg.Redirects = func(_ context.Context, org desk.OrgID, carrier string) (bool, error) {
		return busy && org == first && carrier == "cart", nil
	}
	r.restart()
	must[wire.CarrierState](r, first, wire.CallCarrierLink.Name, wire.CarrierLink{Provider: "cart", APIKey: "k", APISecret: "s"})
	if got := refused(r, first, wire.CallCarrierUnlink.Name, wire.CarrierRef{Provider: "cart"}); got != "conflict/carrierBusy" {
		t.Fatal(got)
	}
	busy = false
	must[wire.CarrierState](r, first, wire.CallCarrierUnlink.Name, wire.CarrierRef{Provider: "cart"})
	if keys, err := r.CarrierKeys(t.Context(), "cart"); err != nil || len(keys) != 0 {
		t.Errorf("%+v, %v", keys, err)
	}
}
