package relay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// company is an organization of which every text, name and file has its canary in it.
type company struct {
	*parties
	canary string
	org    desk.OrgID
	phone  string // Meta's id of its number
	shown  string // the number as people write it
	owner  wire.Session
	agent  wire.Session
	desks  []*wiretest.Desktop // of owner and agent
	have   things
}

// threeCompanies are three organizations on one relay with one Meta app. The account
// at Meta is shared by the first two.
func threeCompanies(t *testing.T) []*company {
	t.Helper()
	tm := newTeam(t)
	var list []*company
	for i, canary := range []string{"canaryamber", "canarybeech", "canarycedar"} {
		h := &company{
			parties: &parties{team: tm, said: 1000 * i}, canary: canary,
			phone: fmt.Sprint(201 + i), shown: fmt.Sprintf("1555078388%d", i),
		}
		if i == 0 {
			h.owner = tm.owner()
			h.org = tm.relay.Org()
			if err := tm.relay.RecordIn(t.Context(), h.org, desk.EntryOrgPut, desk.Organization{ID: h.org, Name: canary, Policy: desk.DefaultPolicy()}); err != nil {
				t.Fatal(err)
			}
		} else {
			h.org = desk.OrgID("org_z" + canary)
			code, err := tm.relay.People().Found(t.Context(), desk.Organization{ID: h.org, Name: canary, Policy: desk.DefaultPolicy()}, "olga@example.com")
			if err != nil {
				t.Fatal(err)
			}
			h.owner = tm.join(code, "Olga") // the same address in each, with the same password
		}
		h.settle(i < 2)
		list = append(list, h)
	}
	return list
}

// settle links the app and perhaps the account, and connects a number with an inbox.
func (h *company) settle(account bool) {
	h.t.Helper()
	h.boss = h.desk(h.owner, wire.Hello{})
	if account {
		h.link(h.boss)
	} else {
		said[wire.AppAccess](h.t, h.boss.Call(wire.CallAppPut.Name, wire.AppPut{ID: appID, Name: h.canary, Secret: secret}))
	}
	inv := said[wire.Invitation](h.t, h.boss.Call(wire.CallInvite.Name, wire.Invite{Name: h.canary, Role: "agent"}))
	h.agent = h.join(inv.Code, "Agent"+h.canary)
	n := desk.Number{
		ID: desk.NumberID("num_" + h.canary), Provider: "meta", AppID: appID, PhoneID: h.phone, Phone: desk.PhoneNumber("+" + h.shown),
		Name: "Line " + h.canary, Description: h.canary, State: desk.NumberReady,
	}
	if account {
		n.WabaID = sandbox.DefaultWABA
	}
	if err := h.relay.RecordIn(h.t.Context(), h.org, desk.EntryNumberPut, n); err != nil {
		h.t.Fatal(err)
	}
	in := said[wire.IDResult](h.t, h.boss.Command("inbox", wire.CmdPutInbox.Name, wire.PutInbox{
		Name: h.canary, Mode: string(desk.ModeRoundRobin), ReassignSeconds: 300, Members: []string{h.agent.UserID}, NumberID: string(n.ID),
	}))
	h.have = things{wire.AskNumber: string(n.ID), wire.AskInbox: in.ID}
	h.desks = []*wiretest.Desktop{h.boss, h.desk(h.agent, wire.Hello{})}
	for _, d := range h.desks {
		d.Attend()
	}
}

// item is what a customer of the company writes, as one entry of a webhook's body.
func (h *company) item(n int) string {
	return fmt.Sprintf(`{"id":%q,"changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
		"metadata":{"display_phone_number":%q,"phone_number_id":%q},"contacts":[{"profile":{"name":"Customer %s"},"wa_id":"49152000%s"}],
		"messages":[
		{"from":"49152000%s","id":"wamid.%s.%d","timestamp":"%d","type":"text","text":{"body":"my secret is %s"}},
		{"from":"49152000%s","id":"wamid.%s.%d.file","timestamp":"%d","type":"document","document":{"id":"9%s","mime_type":"application/pdf","filename":"%s.pdf","caption":"%s"}}]}}]}`,
		sandbox.DefaultWABA, h.shown, h.phone, h.canary, h.phone, h.phone, h.canary, n, time.Now().Unix(), h.canary,
		h.phone, h.canary, n, time.Now().Unix(), h.phone, h.canary, h.canary)
}

func bodyOf(entries ...string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[` + strings.Join(entries, ",") + `]}`)
}

// talk has the agent accept what the customer wrote, and names what there is now.
func (h *company) talk() {
	h.t.Helper()
	d := h.desks[1]
	var offer wire.Offer
	d.Until("an offer of "+h.canary, func() bool {
		for _, each := range wiretest.All[wire.Offer](d, "offer") {
			offer = each
		}
		return offer.State == string(desk.OfferOpen)
	})
	said[struct{}](h.t, d.Command("accept", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: offer.ID}))
	var m wire.Message
	d.Until("the message of "+h.canary, func() bool {
		for _, each := range wiretest.All[wire.Message](d, "message") {
			m = each
		}
		return m.ID != ""
	})
	th, _ := wiretest.Row[wire.Thread](d, "thread", m.ThreadID)
	maps.Copy(h.have, things{
		wire.AskThread: th.ID, wire.AskInteraction: th.InteractionID, wire.AskMessage: m.ID,
		wire.AskContact: th.ContactID, wire.AskOffer: offer.ID, wire.AskDecision: offer.DecisionID, wire.AskNotice: wiretest.All[wire.Notice](d, "notice")[0].ID,
	})
	h.have[wire.AskFile] = h.upload(h.agent, "%PDF-1.4 "+h.canary).MediaID
	h.have[wire.AskUser], h.have[wire.AskDevice] = h.agent.UserID, h.agent.DeviceID
	inv := said[wire.Invitation](h.t, h.boss.Call(wire.CallInvite.Name, wire.Invite{Name: h.canary, Role: "agent"}))
	h.have[wire.AskInvitation] = inv.ID
	set := said[wire.Setup](h.t, h.boss.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+44207946095" + h.phone[2:]}))
	h.have[wire.AskSetup] = set.ID
}

// rows is everything that is stored for the company.
func (h *company) rows() string {
	h.t.Helper()
	var b bytes.Buffer
	if err := h.relay.Store().DumpRows(context.Background(), h.org, &b); err != nil {
		h.t.Fatal(err)
	}
	return b.String()
}

// items counts what webhooks have brought, acts what people did: other entries come
// by themselves.
func (h *company) items() int {
	h.t.Helper()
	return h.count(desk.ItemKind("meta", desk.ItemMessage), desk.ItemKind("meta", desk.ItemStatus),
		desk.ItemKind("meta", desk.ItemEvent), desk.ItemKind("meta", desk.ItemUnknown))
}

func (h *company) acts() int {
	h.t.Helper()
	return h.count(desk.EntryCommand, desk.EntryAccount, desk.EntryUserPut, desk.EntryUploaded)
}

func (h *company) count(kinds ...desk.EntryKind) int {
	h.t.Helper()
	n := 0
	err := h.relay.Store().EntriesAfter(context.Background(), h.org, 0, 100_000, func(e desk.Entry, _ []byte, _ string) error {
		if slices.Contains(kinds, e.Kind) {
			n++
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func (h *company) entries() int64 {
	h.t.Helper()
	n, err := h.relay.Store().Head(context.Background(), h.org)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// crossings counts what of the others is in a text.
func (h *company) crossings(all []*company, where, text string) {
	h.t.Helper()
	for _, other := range all {
		if other != h && strings.Contains(strings.ToLower(text), other.canary) {
			at := strings.Index(strings.ToLower(text), other.canary)
			h.t.Errorf("%s of %s tells of %s: …%s…", where, h.canary, other.canary, text[max(0, at-80):min(len(text), at+60)])
		}
	}
}

// Three organizations on one relay, with one app and, two of them, one account: a
// body with items for all three goes to each its own, and neither frames nor
// answers, files, searches, rows, records or metrics of one have anything of
// another in them.
func TestOrgs_nothingCrosses(t *testing.T) {
	t.Parallel()
	all := threeCompanies(t)
	amber := all[0]
	items := make([]string, 0, len(all))
	for _, h := range all {
		items = append(items, h.item(1))
	}
	if code := amber.signed(bodyOf(items...)); code != http.StatusOK {
		t.Fatalf("the body for all three was answered with %d", code)
	}
	for _, h := range all {
		h.talk()
		h.crossings(all, "an entry", h.record()) // before they name each other's things on purpose
	}
	webhooksGoToTheirOwners(t, all)

	for i, h := range all {
		other := all[(i+1)%len(all)]
		before := other.acts()
		h.askEverything(other)
		if other.acts() != before {
			t.Errorf("what %s asked is in the record of %s", h.canary, other.canary)
		}
	}
	for i, h := range all {
		h.searches(all)
		h.files(all[(i+1)%len(all)])
		h.crossings(all, "a row", h.rows())
		for _, d := range h.desks {
			d.CatchUp(h.entries())
			h.crossings(all, "a frame", d.Heard.String())
			if !strings.Contains(d.Heard.String(), h.canary) {
				t.Errorf("a desktop of %s has seen nothing of it: the test looks at nothing", h.canary)
			}
		}
	}
	outside(t, all)
}

// webhooksGoToTheirOwners tries what is about a number, about an account, and what
// lies: a status for another's message, and another app's signature.
func webhooksGoToTheirOwners(t *testing.T, all []*company) {
	t.Helper()
	amber, beech, cedar := all[0], all[1], all[2]
	status := fmt.Sprintf(`{"id":%q,"changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":%q,"phone_number_id":%q},
		"statuses":[{"id":"wamid.%s.1","status":"read","timestamp":"%d","recipient_id":"49152"}]}}]}`, sandbox.DefaultWABA, amber.shown, amber.phone, beech.canary, time.Now().Unix())
	event := func(field, value string) string {
		return fmt.Sprintf(`{"id":%q,"time":%d,"changes":[{"field":%q,"value":%s}]}`, sandbox.DefaultWABA, time.Now().Unix(), field, value)
	}
	for what, c := range map[string]struct {
		body []byte
		to   []*company
	}{
		"a status":        {bodyOf(status), []*company{amber}},
		"account":         {bodyOf(event("account_review_update", `{"decision":"APPROVED"}`)), []*company{amber, beech}},
		"template":        {bodyOf(event("message_template_status_update", `{"event":"APPROVED","message_template_id":77,"message_template_name":"hello","message_template_language":"en","reason":"NONE"}`)), []*company{amber, beech}},
		"quality":         {bodyOf(event("phone_number_quality_update", `{"display_phone_number":"`+beech.shown+`","event":"FLAGGED","current_limit":"TIER_1K"}`)), []*company{beech}},
		"a number of all": {bodyOf(cedar.item(2), beech.item(2)), []*company{beech, cedar}},
		"unknown number":  {bodyOf(strings.ReplaceAll(amber.item(3), `"`+amber.phone+`"`, `"999"`)), []*company{amber}},
	} {
		was := map[*company]int{}
		for _, h := range all {
			was[h] = h.items()
		}
		if code := amber.signed(c.body); code != http.StatusOK {
			t.Fatalf("%s was answered with %d", what, code)
		}
		for _, h := range all {
			if got, want := h.items() > was[h], slices.Contains(c.to, h); got != want {
				t.Errorf("%s: written for %s is %v, want %v", what, h.canary, got, want)
			}
		}
	}
	const cedars = "secret-of-cedar"
	// Whoever knows only the app's id has a secret of their own, and writes under no other key.
	said[wire.AppAccess](t, cedar.boss.Call(wire.CallAppPut.Name, wire.AppPut{ID: appID, Name: cedar.canary, Secret: cedars}))
	was := amber.items() + beech.items()
	body := bodyOf(amber.item(9), beech.item(9))
	if code := cedar.hook(body, meta.Sign(cedars, body)); code != http.StatusOK {
		t.Errorf("its own webhook was answered with %d", code)
	}
	if now := amber.items() + beech.items(); now != was {
		t.Error("a webhook under another secret was written for others")
	}
}

// askEverything makes every command and call that names ids with one of another
// company's, and every other call with its own: what is another's is refused in the
// words for what is not there.
func (h *company) askEverything(other *company) {
	h.t.Helper()
	for _, d := range h.desks {
		for _, q := range questions() {
			id := other.have[q.what]
			if id == "" || id == h.have[q.what] {
				continue
			}
			res, gone := h.answer(d, q, h.have, id), h.answer(d, q, h.have, "thr_0000000000000000")
			label := fmt.Sprintf("%s asks id %d (%s) of %s", h.canary, q.at, q.what, q.Name)
			switch {
			case res.Error == nil && q.Name == wire.CallUninvite.Name:
				// What is not there is taken back already.
			case res.Error == nil:
				h.t.Errorf("%s: granted", label)
			case gone.Error == nil || !res.Error.Equal(gone.Error):
				h.t.Errorf("%s: refused with %+v, and with %+v when there is none", label, res.Error, gone.Error)
			}
		}
		for _, r := range wire.Calls {
			if undoes(r.Name) || r.Name == wire.CallSignOutAll.Name {
				continue
			}
			body := reflect.New(reflect.TypeOf(r.Body)).Elem()
			name(body, h.have, -1, "")
			d.Call(r.Name, body.Interface()) // its answer is in what the desktop heard
		}
	}
}

func (h *company) searches(all []*company) {
	h.t.Helper()
	for _, each := range all {
		for _, d := range h.desks {
			res := d.Call(wire.CallSearch.Name, wire.SearchRequest{Query: each.canary})
			if found := bytes.Contains(res.Body, []byte(`"kind":"message"`)); res.Error != nil || found != (each == h) {
				h.t.Errorf("%s searches %s: found is %v, %+v", h.canary, each.canary, found, res.Error)
			}
		}
	}
}

// files gets every file of the other, by its id and by ids of messages.
func (h *company) files(other *company) {
	h.t.Helper()
	_, none := h.media(h.agent.Token, http.MethodGet, "/med_0000000000000000", "")
	for _, message := range []string{"", h.have[wire.AskMessage], other.have[wire.AskMessage]} {
		for _, s := range []wire.Session{h.agent, h.owner} {
			code, body := h.media(s.Token, http.MethodGet, "/"+other.have[wire.AskFile]+"?message="+message, "")
			if code != http.StatusNotFound || asked(body) != asked(none) {
				h.t.Errorf("%s gets a file of %s: %d %s", h.canary, other.canary, code, body)
			}
		}
	}
	if code, body := h.media(h.agent.Token, http.MethodGet, "/"+h.have[wire.AskFile], ""); code != http.StatusOK || !bytes.Contains(body, []byte(h.canary)) {
		h.t.Errorf("%s gets its own file: %d", h.canary, code)
	}
}

// record is every payload of the company's record.
func (h *company) record() string {
	h.t.Helper()
	var b bytes.Buffer
	err := h.relay.Store().EntriesAfter(context.Background(), h.org, 0, 100_000, func(e desk.Entry, _ []byte, _ string) error {
		b.Write(e.Payload)
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return b.String()
}

// outside looks at what is told to nobody in particular.
func outside(t *testing.T, all []*company) {
	t.Helper()
	for _, url := range []string{all[0].relay.PublicURL() + wire.PathState, all[0].relay.InternalURL() + "/metrics"} {
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || len(b) == 0 {
			t.Fatalf("%s: %d bytes, %v", url, len(b), err)
		}
		for _, h := range all {
			if strings.Contains(strings.ToLower(string(b)), h.canary) || strings.Contains(string(b), string(h.org)) {
				t.Errorf("%s tells of %s", url, h.canary)
			}
		}
	}
	var got wire.Session
	wrong := all[0].post(wire.PathSignIn, wire.SignIn{Email: "olga@example.com", Password: "wrong " + password}, &got)
	nobody := all[0].post(wire.PathSignIn, wire.SignIn{Email: "nobody@example.com", Password: password}, &got)
	if wrong == nil || nobody == nil || !wrong.Equal(nobody) {
		t.Errorf("a wrong password is answered with %+v, nobody's with %+v", wrong, nobody)
	}
	if err := all[0].post(wire.PathSignIn, wire.SignIn{Email: "olga@example.com", Password: password}, &got); err != nil || len(got.Memberships) != 3 || got.Token != "" {
		b, _ := json.Marshal(got)
		t.Errorf("the right one: %s, %+v", b, err)
	}
}
