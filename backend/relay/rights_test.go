package relay_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// question is one id of one command or call.
type question struct {
	wire.Declaration
	command bool
	at      int // the how manieth id of the body
	what    wire.Ask
}

// questions are all ids of all commands and calls.
func questions() []question {
	var list []question
	for _, m := range []map[string]wire.Declaration{wire.Commands, wire.Calls} {
		for _, r := range m {
			body := reflect.New(reflect.TypeOf(r.Body)).Elem()
			every := map[wire.Ask]string{}
			for _, a := range everyAsk() {
				every[a] = "x"
			}
			name(body, every, -1, "")
			for at, a := range wire.AsksOf(body.Interface()) {
				_, command := wire.Commands[r.Name]
				list = append(list, question{r, command, at, a.What})
			}
		}
	}
	slices.SortFunc(list, func(a, b question) int {
		return strings.Compare(fmt.Sprint(a.Name, a.at), fmt.Sprint(b.Name, b.at))
	})
	return list
}

func everyAsk() []wire.Ask {
	return []wire.Ask{
		wire.AskThread, wire.AskInteraction, wire.AskMessage, wire.AskDecision, wire.AskOffer, wire.AskContact, wire.AskFile, wire.AskNumber,
		wire.AskInbox, wire.AskTemplate, wire.AskUser, wire.AskNotice, wire.AskUnhandled, wire.AskApp, wire.AskWaba,
		wire.AskSetup, wire.AskSignUp, wire.AskInvitation, wire.AskDevice, wire.AskProfile, wire.AskPlan, wire.AskSavedFilter,
		wire.AskLabel, wire.AskListView, wire.AskCannedReply,
	}
}

// name fills every id of a body with what the person has, and the one at the
// place with another. The other fields stay empty.
func name(body reflect.Value, have things, at int, other string) {
	n := 0
	var walk func(v reflect.Value, what wire.Ask)
	walk = func(v reflect.Value, what wire.Ask) {
		switch v.Kind() {
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			walk(v.Elem(), what)
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), wire.Ask(v.Type().Field(i).Tag.Get("ask")))
			}
		case reflect.Slice:
			if what != "" && what != "-" {
				v.Set(reflect.MakeSlice(v.Type(), 1, 1))
				walk(v.Index(0), what)
			}
		case reflect.String:
			if what == "-" { // not a question; Meta's ids look like this
				v.SetString("123456789012345")
			}
			if what == "" || what == "-" {
				return
			}
			if v.SetString(have[what]); n == at {
				v.SetString(other)
			}
			n++
		default:
		}
	}
	walk(body, "")
}

func (o *parties) answer(d *wiretest.Desktop, q question, have things, other string) *wire.Result {
	o.t.Helper()
	body := reflect.New(reflect.TypeOf(q.Body)).Elem()
	at := q.at
	if other == "" {
		at = -1
	}
	name(body, have, at, other)
	if !q.command {
		return d.Call(q.Name, body.Interface())
	}
	o.said++
	return d.Command(fmt.Sprintf("q%d", o.said), q.Name, body.Interface())
}

func (o *parties) dump() string {
	o.t.Helper()
	var b bytes.Buffer
	if err := o.relay.Store().DumpRows(context.Background(), o.relay.Org(), &b); err != nil {
		o.t.Fatal(err)
	}
	return b.String()
}

// firstChange gives the beginning of the first line of a dump that another one has not.
func firstChange(before, after string) string {
	had := map[string]bool{}
	for line := range strings.Lines(before) {
		had[line] = true
	}
	for line := range strings.Lines(after) {
		if !had[line] {
			return line[:min(len(line), 300)]
		}
	}
	return "a line is gone"
}

// visibleToAll is what every person of the organization may see; that it exists
// is no secret, and what may be done with it is the command's own question.
var visibleToAll = []wire.Ask{wire.AskNumber, wire.AskInbox, wire.AskPlan, wire.AskTemplate, wire.AskUser, wire.AskLabel}

// undoes says which requests are not made for real, because the test would lose
// what it goes on with, or because they ask for what is typed first.
func undoes(name string) bool {
	return name == wire.CmdLicences.Name || name == wire.CallRevokeDevice.Name || name == wire.CallUninvite.Name || name == wire.CmdDeletePlan.Name || name == wire.CmdDropSavedFilter.Name || name == wire.CmdDropLabel.Name || name == wire.CmdMergeLabels.Name || name == wire.CmdDropListView.Name || name == wire.CmdDropCanned.Name || name == wire.CallResetPassword.Name || name == wire.CallSignUpCancel.Name ||
		strings.HasPrefix(name, "setup.") || strings.HasSuffix(name, ".unlink") || name == wire.CallSMSAdd.Name || name == wire.CallWebhooksSend.Name || inBackground(name)
}

// inBackground says which requests go on when they are answered, and change rows while
// the test looks whether a refused one does.
func inBackground(name string) bool {
	return strings.HasPrefix(name, "profile.") || strings.HasPrefix(name, "checkup.")
}

// Rule 2: every id of every command and call is a question. Asked by an agent
// for what is a colleague's, by anybody for what is another organization's, and
// for what is gone or never was, it is refused; the refusals are the same to the
// letter, and nothing changes.
func TestRule2_everyIDIsAQuestion(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	o.tune = func(c *config.Config) { c.Limits.Shares = 1_000 } // nobody asks so much at once
	o.restart()
	o.boss, o.admin, o.agent = o.desk(o.olga, wire.Hello{}), o.desk(o.adam, wire.Hello{}), o.desk(o.ana, wire.Hello{})
	foreign := o.conversation(o.ana, "101", "491520000001")
	own := o.conversation(o.mal, "102", "491520000002")
	o.ofAll(foreign)
	theirs := o.elsewhere()
	for _, a := range everyAsk() {
		if foreign[a] == "" || theirs[a] == "" {
			t.Fatalf("nothing stands for %q", a)
		}
		if own[a] == "" {
			own[a] = foreign[a]
		}
	}
	admins := things{}
	for a, id := range foreign {
		admins[a] = id
	}
	o.personal(admins, o.adam)
	o.admin, o.outsider = o.desk(o.adam, wire.Hello{}), o.desk(o.mal, wire.Hello{})
	own[wire.AskListView], own[wire.AskCannedReply] = o.listView(o.outsider), o.canned(o.outsider)
	for _, d := range []*wiretest.Desktop{o.boss, o.agent, o.admin, o.outsider} {
		d.Attend() // on a slow machine the questions take longer than somebody who answers no pings is there
	}
	admins[wire.AskSignUp] = o.signUp(o.admin)
	admins[wire.AskSavedFilter], admins[wire.AskListView], admins[wire.AskCannedReply] = o.savedFilter(o.admin), o.listView(o.admin), o.canned(o.admin)
	admins[wire.AskNotice] = wiretest.All[wire.Notice](o.admin, "notice")[0].ID

	for _, who := range []struct {
		name string
		d    *wiretest.Desktop
		have things
		role desk.Role
	}{{"agent", o.outsider, own, desk.RoleAgent}, {"admin", o.admin, admins, desk.RoleAdmin}} {
		for _, q := range questions() {
			variants := map[string]string{"other organization": theirs[q.what], "gone": "thr_0000000000000000", "malformed": "../../etc/passwd'--"}
			privately := q.what == wire.AskNotice || q.what == wire.AskFile || q.what == wire.AskSignUp || q.what == wire.AskSavedFilter || q.what == wire.AskListView || q.what == wire.AskCannedReply
			mayAll := who.role.Supervisor() && !privately || slices.Contains(visibleToAll, q.what)
			if !mayAll || !q.Who.May(who.role) {
				variants["a colleague's"] = foreign[q.what]
			}
			before := o.dump()
			var first *wire.Failure
			for _, variant := range slices.Sorted(maps.Keys(variants)) {
				res := o.answer(who.d, q, who.have, variants[variant])
				label := fmt.Sprintf("%s, %s: id %d (%s) of %s", who.name, variant, q.at, q.what, q.Name)
				switch {
				case res.Error == nil && q.Name == wire.CallUninvite.Name && who.role.Supervisor():
					// What is not there is taken back already, whoever's it may be elsewhere.
				case res.Error == nil:
					t.Errorf("%s: granted", label)
				case first == nil:
					first = res.Error
				case !res.Error.Equal(first):
					t.Errorf("%s: the refusal tells: %+v, else %+v", label, res.Error, first)
				}
			}
			if after := o.dump(); after != before {
				t.Errorf("%s, id %d of %s: what was refused changed something: %s", who.name, q.at, q.Name, firstChange(before, after))
			}
			if !q.Who.May(who.role) || undoes(q.Name) {
				continue
			}
			// The same body with nothing but their own is not refused so: what was
			// refused above was that one id.
			if res := o.answer(who.d, q, who.have, ""); res.Error != nil && first != nil && res.Error.Equal(first) {
				t.Errorf("%s: %s with their own things only is refused too: %+v", who.name, q.Name, res.Error)
			}
		}
	}
}

// asked is an answer without the number of its request.
func asked(body []byte) string {
	return regexp.MustCompile(`"requestId":"[0-9a-f]+"`).ReplaceAllString(string(body), "")
}

// Rule 2: GET of a file judges as a command does, and its refusals are the same
// to the letter.
func TestRule2_filesAreForWhoMayHaveThem(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	anas := o.conversation(o.ana, "101", "491520000001")
	mals := o.conversation(o.mal, "102", "491520000002")
	o.agent, o.outsider = o.desk(o.ana, wire.Hello{}), o.desk(o.mal, wire.Hello{})
	_, none := o.media(o.mal.Token, http.MethodGet, "/med_0000000000000000", "")
	get := func(s wire.Session, file, message string, want int) {
		t.Helper()
		code, body := o.media(s.Token, http.MethodGet, "/"+file+"?message="+message, "")
		if code != want || want == http.StatusNotFound && asked(body) != asked(none) {
			t.Errorf("%s gets %s of %q: %d %s, want %d", s.Name, file, message, code, body, want)
		}
	}
	send := func(d *wiretest.Desktop, have things, file string) *wire.Result {
		o.said++
		return d.Command(fmt.Sprintf("send-%d", o.said), wire.CmdSend.Name, wire.Send{
			ThreadID: have[wire.AskThread], InteractionID: have[wire.AskInteraction], Epoch: 1,
			Content: wire.SendContent{Kind: "document", MediaID: file, FileName: "a.pdf"},
		})
	}
	file := anas[wire.AskFile]
	get(o.ana, file, "", http.StatusOK)
	get(o.mal, file, "", http.StatusNotFound)
	get(o.adam, file, "", http.StatusNotFound)
	get(o.mal, file, mals[wire.AskMessage], http.StatusNotFound)
	get(wire.Session{Name: "nobody"}, file, "", http.StatusUnauthorized)
	if res := send(o.outsider, mals, file); res.Error == nil || !res.Error.Equal(wire.ErrorOf(wire.AskFile.Refusal())) {
		t.Errorf("Mallory sends Ana's file: %+v", res)
	}
	m := said[wire.SendResult](t, send(o.agent, anas, file)).MessageID
	get(o.ana, file, m, http.StatusOK)
	get(o.ana, file, "", http.StatusNotFound) // it is the message's now
	get(o.adam, file, m, http.StatusOK)
	get(o.mal, file, m, http.StatusNotFound)
	get(o.mal, file, "msg_0000000000000000", http.StatusNotFound)
	if res := send(o.outsider, mals, file); res.Error == nil {
		t.Error("Mallory sends the file of a message that she may not see")
	}
	hers := said[wire.SendResult](t, send(o.outsider, mals, mals[wire.AskFile])).MessageID
	get(o.mal, mals[wire.AskFile], hers, http.StatusOK)
	get(o.mal, file, hers, http.StatusNotFound)
}
