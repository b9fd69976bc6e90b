package relay_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// things has an id of each kind that can be asked for.
type things map[wire.Ask]string

// parties is a team in which everything that can be named exists three times:
// Ana's, Mallory's, and another organization's in the same database. Each of the
// two agents is alone in her inbox; Adam is an admin.
type parties struct {
	*team
	boss                   *wiretest.Desktop
	olga, adam, ana, mal   wire.Session
	admin, agent, outsider *wiretest.Desktop
	said                   int
}

func newParties(t *testing.T) *parties {
	t.Helper()
	o := &parties{team: newTeam(t)}
	o.olga = o.owner()
	o.boss = o.desk(o.olga, wire.Hello{})
	o.link(o.boss)
	o.adam, o.ana, o.mal = o.invited("Adam", "admin"), o.invited("Ana", "agent"), o.invited("Mallory", "agent")
	o.admin, o.agent, o.outsider = o.desk(o.adam, wire.Hello{}), o.desk(o.ana, wire.Hello{}), o.desk(o.mal, wire.Hello{})
	return o
}

func (o *parties) invited(name, role string) wire.Session {
	o.t.Helper()
	inv := said[wire.Invitation](o.t, o.boss.Call(wire.CallInvite.Name, wire.Invite{Name: name, Role: role}))
	return o.join(inv.Code, name)
}

// line connects a number with an inbox of which the person is the only agent.
func (o *parties) line(phoneID string, s wire.Session) (number, inbox string) {
	o.t.Helper()
	number = string(o.number(phoneID, appID))
	o.said++
	in := said[wire.IDResult](o.t, o.boss.Command(fmt.Sprintf("inbox-%d", o.said), wire.CmdPutInbox.Name, wire.PutInbox{
		Name: s.Name, Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{s.UserID}, NumberID: number,
	}))
	return number, in.ID
}

// plan makes one that branches, to the inbox in any case.
func (o *parties) plan(name, inbox string) string {
	o.t.Helper()
	o.said++
	return said[wire.IDResult](o.t, o.boss.Command(fmt.Sprintf("plan-%d", o.said), wire.CmdPutPlan.Name, wire.PutPlan{
		Name: "Plan of " + name, InboxID: inbox,
		Branches: []wire.PlanBranch{{InboxID: inbox, If: []wire.PlanCondition{{Kind: string(desk.ConditionPhone), Value: "+1"}}}},
	})).ID
}

// customer writes to a number.
func (o *parties) customer(phoneID, from, text string) {
	o.t.Helper()
	o.said++
	if code := o.signed(messageTo(phoneID, from, text, o.said)); code != http.StatusOK {
		o.t.Fatalf("the webhook was answered with %d", code)
	}
}

func messageTo(phoneID, from, text string, n int) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
		"contacts":[{"profile":{"name":"Customer"},"wa_id":%q}],
		"messages":[{"from":%q,"id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":%q}}]}}]}]}`,
		phoneID, from, from, n, time.Now().Unix(), text)
}

// conversation has a customer write and the agent accept it, and names what
// has come of it.
func (o *parties) conversation(s wire.Session, phoneID, from string) things {
	o.t.Helper()
	have := things{}
	have[wire.AskNumber], have[wire.AskInbox] = o.line(phoneID, s)
	have[wire.AskPlan] = o.plan(s.Name, have[wire.AskInbox])
	d := o.desk(s, wire.Hello{}) // in an inbox now: other rights, a new replica
	if s.UserID == o.ana.UserID {
		o.agent = d
	}
	o.customer(phoneID, from, "my secret is tulip")
	var offer wire.Offer
	d.Until("an offer", func() bool {
		for _, each := range wiretest.All[wire.Offer](d, "offer") {
			offer = each
		}
		return offer.State == string(desk.OfferOpen)
	})
	said[struct{}](o.t, d.Command("accept", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: offer.ID}))
	var m wire.Message
	d.Until("the message", func() bool {
		for _, each := range wiretest.All[wire.Message](d, "message") {
			m = each
		}
		return m.ID != ""
	})
	th, _ := wiretest.Row[wire.Thread](d, "thread", m.ThreadID)
	have[wire.AskThread], have[wire.AskInteraction], have[wire.AskMessage] = th.ID, th.InteractionID, m.ID
	have[wire.AskContact], have[wire.AskOffer], have[wire.AskDecision] = th.ContactID, offer.ID, offer.DecisionID
	have[wire.AskNotice] = wiretest.All[wire.Notice](d, "notice")[0].ID
	o.personal(have, s)
	return have
}

// personal names what a person has without a conversation.
func (o *parties) personal(have things, s wire.Session) {
	o.t.Helper()
	have[wire.AskFile] = o.upload(s, "%PDF-1.4 of "+s.Name).MediaID
	have[wire.AskUser], have[wire.AskDevice] = s.UserID, s.DeviceID
}

func (o *parties) upload(s wire.Session, content string) wire.Uploaded {
	o.t.Helper()
	code, body := o.media(s.Token, http.MethodPost, "", content)
	var up wire.Uploaded
	if err := json.Unmarshal(body, &up); err != nil || code != http.StatusOK {
		o.t.Fatalf("upload: %d %s, %v", code, body, err)
	}
	return up
}

func (o *parties) media(token, method, path, content string) (int, []byte) {
	o.t.Helper()
	req, err := http.NewRequest(method, o.relay.PublicURL()+wire.PathMedia+path, strings.NewReader(content))
	if err != nil {
		o.t.Fatal(err)
	}
	if token != "" {
		wiretest.Sign(o.t, req, token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		o.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return resp.StatusCode, b
}

// ofAll adds what belongs to the organization as a whole.
func (o *parties) ofAll(have things) {
	o.t.Helper()
	ctx, db, org := context.Background(), o.relay.Store(), o.relay.Org()
	if err := o.relay.Record(ctx, desk.EntryTemplatesPut, desk.TemplatesEntry{Templates: []desk.Template{
		{MetaID: "1", Name: "hello", Language: "en", Status: "APPROVED", Body: "Hello"},
	}}); err != nil {
		o.t.Fatal(err)
	}
	templates, err := desk.Find[*desk.Template](ctx, db, org, desk.Templates.With())
	if err != nil {
		o.t.Fatal(err)
	}
	body := []byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"hologram","value":{}}]}]}`)
	if code := o.signed(body); code != http.StatusOK {
		o.t.Fatal(code)
	}
	apps, err := desk.Find[*desk.App](ctx, db, org, desk.Apps.With())
	if err != nil {
		o.t.Fatal(err)
	}
	wabas, err := desk.Find[*desk.Waba](ctx, db, org, desk.Wabas.With())
	if err != nil {
		o.t.Fatal(err)
	}
	set := said[wire.Setup](o.t, o.admin.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+442079460958"}))
	inv := said[wire.Invitation](o.t, o.boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Zoe", Role: "agent"}))
	have[wire.AskProfile] = said[wire.IDResult](o.t, o.boss.Call(wire.CallProfilePut.Name, wire.ProfilePut{Name: "Shop"})).ID
	have[wire.AskTemplate], have[wire.AskUnhandled] = string(templates[0].ID), string(o.unhandled()[0].ID)
	have[wire.AskApp], have[wire.AskWaba] = string(apps[0].ID), string(wabas[0].ID)
	have[wire.AskSetup], have[wire.AskInvitation] = set.ID, inv.ID
	have[wire.AskSignUp] = o.signUp(o.boss)
	have[wire.AskSavedFilter], have[wire.AskListView], have[wire.AskCannedReply] = o.savedFilter(o.boss), o.listView(o.boss), o.canned(o.boss)
	have[wire.AskLabel] = said[wire.IDResult](o.t, o.boss.Command("label", wire.CmdPutLabel.Name, wire.PutLabel{Name: "Urgent"})).ID
}

// signUp begins a sign-up of somebody's own.
func (o *parties) signUp(d *wiretest.Desktop) string {
	o.t.Helper()
	return said[wire.SignUp](o.t, d.Call(wire.CallSignUpBegin.Name, wire.SignUpBegin{AppID: appID, Way: wire.WayCloud})).ID
}

// savedFilter keeps a filter of somebody's records.
func (o *parties) savedFilter(d *wiretest.Desktop) string {
	o.t.Helper()
	o.said++
	return said[wire.IDResult](o.t, d.Command(fmt.Sprintf("filter-%d", o.said), wire.CmdPutSavedFilter.Name, wire.PutSavedFilter{Name: "Late", Period: wire.PeriodWeek})).ID
}

// listView keeps a view of somebody's list.
func (o *parties) listView(d *wiretest.Desktop) string {
	o.t.Helper()
	o.said++
	return said[wire.IDResult](o.t, d.Command(fmt.Sprintf("view-%d", o.said), wire.CmdPutListView.Name, wire.PutListView{Name: "Late"})).ID
}

// canned keeps a canned reply of somebody's own.
func (o *parties) canned(d *wiretest.Desktop) string {
	o.t.Helper()
	o.said++
	return said[wire.IDResult](o.t, d.Command(fmt.Sprintf("canned-%d", o.said), wire.CmdPutCanned.Name, wire.PutCannedReply{Shortcut: "late", Title: "Late", Text: "Sorry"})).ID
}

// elsewhere makes another organization in the same database.
func (o *parties) elsewhere() things {
	o.t.Helper()
	const theirs = desk.OrgID("org_theirs")
	ctx, db := context.Background(), o.relay.Store()
	rows := []desk.Row{
		&desk.Organization{ID: theirs, Name: "Theirs"},
		&desk.User{ID: "usr_theirs", Role: desk.RoleOwner, Active: true},
		&desk.App{ID: "app_theirs"}, &desk.Waba{ID: "waba_theirs", AppID: "app_theirs"},
		&desk.Number{ID: "num_theirs", PhoneID: "99"}, &desk.Inbox{ID: "inb_theirs"}, &desk.Profile{ID: "pro_theirs", Name: "Theirs"},
		&desk.SavedFilter{ID: "flt_theirs", UserID: "usr_theirs", Name: "Late"},
		&desk.Label{ID: "lbl_theirs", Name: "Theirs"}, &desk.ListView{ID: "vw_theirs", UserID: "usr_theirs", Name: "Late"},
		&desk.CannedReply{ID: "can_theirs", UserID: "usr_theirs", Shortcut: "late"},
		&desk.Template{ID: "tpl_theirs"}, &desk.Contact{ID: "con_theirs"},
		&desk.Thread{ID: "thr_theirs", NumberID: "num_theirs", ContactID: "con_theirs", InteractionID: "int_theirs", Open: true},
		&desk.Interaction{ID: "int_theirs", ThreadID: "thr_theirs", State: desk.InteractionOpen, Owner: "usr_theirs"},
		&desk.Offer{ID: "off_theirs", InteractionID: "int_theirs", ThreadID: "thr_theirs", UserID: "usr_theirs", State: desk.OfferAccepted},
		&desk.Decision{ID: "dec_theirs", InteractionID: "int_theirs", ThreadID: "thr_theirs"},
		&desk.Message{ID: "msg_theirs", ThreadID: "thr_theirs", InteractionID: "int_theirs", Text: "tulip", Media: &desk.Media{ID: "med_theirs"}},
		&desk.Plan{ID: "pln_theirs", Kind: desk.PlanBranches, InboxID: "inb_theirs"},
		&desk.Notice{ID: "ntc_theirs", UserID: "usr_theirs"}, &desk.Unhandled{ID: "unh_theirs", Seq: 1},
		&desk.Upload{UserID: "usr_theirs", Media: desk.Media{ID: "med_theirs", State: desk.MediaReady}},
	}
	err := db.WriteTx(ctx, func(tx *store.Tx) error {
		if err := tx.Apply(ctx, theirs, 1, desk.Batch{Rows: rows}); err != nil {
			return err
		}
		return tx.Door(ctx, func(ctx context.Context, d desk.DoorTx) error {
			return d.PutSession(ctx, desk.Session{Org: theirs, DeviceID: "dev_theirs", UserID: "usr_theirs", TokenHash: "x"})
		})
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return things{
		wire.AskThread: "thr_theirs", wire.AskInteraction: "int_theirs", wire.AskMessage: "msg_theirs", wire.AskOffer: "off_theirs",
		wire.AskDecision: "dec_theirs",
		wire.AskContact:  "con_theirs", wire.AskFile: "med_theirs", wire.AskNumber: "num_theirs", wire.AskInbox: "inb_theirs",
		wire.AskTemplate: "tpl_theirs", wire.AskUser: "usr_theirs", wire.AskNotice: "ntc_theirs", wire.AskUnhandled: "unh_theirs",
		wire.AskApp: "app_theirs", wire.AskWaba: "waba_theirs", wire.AskSetup: "set_theirs", wire.AskSignUp: "sgn_theirs", wire.AskInvitation: "inv_theirs",
		wire.AskDevice: "dev_theirs", wire.AskProfile: "pro_theirs", wire.AskPlan: "pln_theirs", wire.AskSavedFilter: "flt_theirs",
		wire.AskLabel: "lbl_theirs", wire.AskListView: "vw_theirs", wire.AskCannedReply: "can_theirs",
	}
}
