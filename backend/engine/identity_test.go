package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// checked is a world in which numbers have the check, with a second number of ours.
func checked(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
	w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "222", Phone: "+15550783882", Name: "Sales"})
	return w
}

// wroteAs has the customer write to a number now, with a hash of their identity.
func (w *world) wroteAs(id, hash string) {
	w.t.Helper()
	w.now += minute
	w.toldAs(id, hash, w.now)
}

// toldAs has Meta tell now what the customer wrote at a time.
func (w *world) toldAs(id, hash string, at int64) {
	w.t.Helper()
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"1","phone_number_id":%q},
		"contacts":[{"wa_id":%q,"identity_key_hash":%q}],"messages":[{"from":%q,"id":%q,"timestamp":"%d",%s}]}}]}]}`,
		w.phoneID, customer, hash, customer, id, at/1000, text1))
}

// on does something on another number of ours.
func (w *world) on(phoneID string, do func()) {
	was := w.phoneID
	w.phoneID = phoneID
	do()
	w.phoneID = was
}

// threadOn gives the conversation on a number.
func (w *world) threadOn(number desk.NumberID) *desk.Thread {
	w.t.Helper()
	for _, t := range every[desk.Thread](w.m, desk.RowThread, nil) {
		if t.NumberID == number {
			return t
		}
	}
	w.t.Fatalf("no conversation on %s", number)
	return nil
}

func (w *world) threadCalled(id desk.ThreadID) *desk.Thread {
	w.t.Helper()
	t, err := one[desk.Thread](w.m, desk.RowThread, string(id))
	if err != nil {
		w.t.Fatalf("conversation %s: %v", id, err)
	}
	return t
}

func (w *world) mismatch(provider string) {
	w.t.Helper()
	w.status(provider, "failed", `,"errors":[{"code":137000,"title":"identity"}]`)
}

// isHeld asks for a message, which has to be held up.
func (w *world) isHeld(id string) {
	w.t.Helper()
	if a := w.posting(id); a.Allowed || a.Reason != "identity" {
		w.t.Fatalf("it may go: %+v", a)
	}
}

// goesWith asks for a message, which has to go with a hash.
func (w *world) goesWith(id, hash string) {
	w.t.Helper()
	if a := w.posting(id); !a.Allowed || a.Identity != hash {
		w.t.Fatalf("it is %+v, and should go with %q", a, hash)
	}
}

// comesBack asks for a message, which has to come back to its author with words.
func (w *world) comesBack(id, said string) {
	w.t.Helper()
	w.posting(id)
	m := w.message(id)
	if m.Status != desk.StatusRejected || m.Problem == nil || m.Problem.Said.Params[desk.ParamContext] != said {
		w.t.Fatalf("it is %s with %+v, want %q", m.Status, m.Problem, said)
	}
}

func (w *world) iChecked(by desk.UserID, number desk.NumberID) {
	w.t.Helper()
	w.now += minute
	w.ok(by, wire.CmdIdentityChecked.Name, w.seen(number))
}

// seen is what somebody confirms who looks at the conversation on a number now.
func (w *world) seen(number desk.NumberID) wire.IdentityChecked {
	w.t.Helper()
	t := w.threadOn(number)
	if !t.Identity.Holds() {
		return wire.IdentityChecked{ThreadID: string(t.ID)}
	}
	return wire.IdentityChecked{ThreadID: string(t.ID), Since: t.Identity.Hold.Since}
}

// mismatched is a conversation that is held up since a message was not delivered, and one that
// waits in it.
func mismatched(t *testing.T) (w *world, by desk.UserID, waits string) {
	t.Helper()
	w = checked(t)
	w.wroteAs("wamid.1", "old")
	by = w.accept()
	w.deliver(w.send(by, w.text("hello")), "wamid.out")
	w.mismatch("wamid.out")
	waits = w.send(by, w.text("are you there?"))
	w.isHeld(waits)
	return w, by, waits
}

func TestIdentity_anotherHashHoldsWhatIsSentUntilSomebodyHasChecked(t *testing.T) {
	t.Parallel()
	w := checked(t)
	w.wroteAs("wamid.1", "old")
	by := w.accept()
	first := w.send(by, w.text("hello"))
	w.goesWith(first, "old") // nothing has changed
	w.must(desk.EntrySendAccepted, desk.SendEntry{MessageID: desk.MessageID(first), ProviderID: "wamid.out1", WaID: customer})
	w.wroteAs("wamid.2", "new")
	one, two := w.send(by, w.text("one")), w.send(by, w.text("two"))
	w.isHeld(one)
	w.wroteAs("wamid.3", "new") // the new one writes on: nobody knows who that is
	w.isHeld(one)
	w.iChecked(by, "num1")
	w.goesWith(one, "new")
	w.goesWith(two, "new")
	id := w.threadOn("num1").ID
	if !w.hasLine(id, desk.SystemIdentityChecked) || !slices.Equal(w.lines(id), []string{"identityChanged"}) {
		t.Errorf("the conversation does not tell: %v", w.lines(id))
	}
	w.sameAgain()
}

func TestIdentity_aChangeHoldsEveryConversationOfTheCustomer(t *testing.T) {
	t.Parallel()
	w := checked(t)
	w.wroteAs("wamid.1", "old")
	by := w.accept()
	waits := w.send(by, w.text("hello"))
	w.on("222", func() {
		w.wroteAs("wamid.2", "old2")
		w.wroteAs("wamid.3", "new2")
	})
	w.isHeld(waits)
	w.must(desk.EntryNumberPut, desk.Number{ID: "num3", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "333", Phone: "+15550783883", Name: "New"})
	w.on("333", func() { w.wroteAs("wamid.4", "") })
	if !w.threadOn("num3").Identity.Holds() {
		t.Error("a conversation that began since is not held up")
	}
	w.iChecked("olga", "num2")
	w.goesWith(waits, "") // its old hash is that of another phone
	for _, n := range []desk.NumberID{"num1", "num2", "num3"} {
		if th := w.threadOn(n); th.Identity.Holds() || !w.hasLine(th.ID, desk.SystemIdentityChecked) {
			t.Errorf("%s is held up, or does not say who checked: %+v", n, th.Identity)
		}
	}
	if got := w.threadOn("num2").Identity.Hash; got != "new2" {
		t.Errorf("where it was told, %q goes with what is sent", got)
	}
	w.sameAgain()
}

func TestIdentity_noMessageEndsAHoldInWhateverOrderTheNewsCome(t *testing.T) {
	t.Parallel()
	type told struct {
		what string
		at   int64 // minutes from the start
	}
	for name, c := range map[string]struct {
		news  []told
		since int64
	}{
		"a notice, then a message":   {[]told{{"notice", 1}, {"new", 2}}, 1},
		"a failure, then a message":  {[]told{{"failure", 1}, {"new", 2}}, 2},
		"a message, then a failure":  {[]told{{"new", 1}, {"failure", 2}}, 1},
		"a message, then the next":   {[]told{{"new", 1}, {"new", 2}}, 1},
		"a message, then another's":  {[]told{{"another", 1}, {"new", 2}}, 2},
		"the old one is heard again": {[]told{{"old", 1}, {"new", 2}}, 2},
	} {
		for _, backwards := range []bool{false, true} {
			t.Run(fmt.Sprint(name, backwards), func(t *testing.T) {
				t.Parallel()
				w := checked(t)
				w.wroteAs("wamid.1", "old")
				by := w.accept()
				w.deliver(w.send(by, w.text("hello")), "wamid.out")
				start := w.now
				w.now += 10 * minute
				order := slices.Clone(c.news)
				if backwards {
					slices.Reverse(order)
				}
				var waits string
				for n, each := range order {
					at := start + each.at*minute
					switch each.what {
					case "notice":
						w.wrote("wamid.notice", customer, at, `"type":"system","system":{"type":"user_identity_changed","body":"new phone","identity":"new"}`)
					case "failure":
						w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messages","value":{
							"messaging_product":"whatsapp","metadata":{"display_phone_number":"1","phone_number_id":%q},
							"statuses":[{"id":"wamid.out","status":"failed","timestamp":"%d","recipient_id":%q,"errors":[{"code":137000,"title":"identity"}]}]}}]}]}`, w.phoneID, at/1000, customer))
					default:
						w.toldAs(fmt.Sprintf("wamid.%s%d", each.what, each.at), each.what, at)
					}
					if n == 0 && w.threadOn("num1").Identity.Holds() {
						waits = w.send(by, w.text("are you there?"))
						w.isHeld(waits)
					}
				}
				id := w.threadOn("num1").Identity
				want := desk.IdentityHold{Since: (start + c.since*minute) / 1000 * 1000, Wrote: true}
				if !id.Holds() || *id.Hold != want || id.Next != "new" {
					t.Fatalf("it is %+v, held by %+v, want %+v", id, id.Hold, want)
				}
				if waits == "" {
					waits = w.send(by, w.text("are you there?"))
				}
				w.isHeld(waits)
				w.iChecked(by, "num1")
				w.goesWith(waits, "new")
				w.sameAgain()
			})
		}
	}
}

// Guards that a person vouches for a phone that they never heard of.
func TestIdentity_whoCheckedVouchesForNobodyWhoCameAfter(t *testing.T) {
	t.Parallel()
	w := checked(t)
	w.wroteAs("wamid.1", "old")
	by := w.accept()
	waits := w.send(by, w.text("hello"))
	w.on("222", func() { w.wroteAs("wamid.other", "other") })
	w.wroteAs("wamid.2", "new")
	w.isHeld(waits)
	saw := w.seen("num1")
	w.wroteAs("wamid.3", "yetAnother")
	for _, n := range []desk.NumberID{"num1", "num2"} {
		if th := w.threadOn(n); th.Identity.Hold.Since != w.now/1000*1000 || len(w.lines(th.ID)) != 2 {
			t.Errorf("%s does not say that it changed again: %v, %+v", n, w.lines(th.ID), th.Identity.Hold)
		}
	}
	w.refused(by, wire.CmdIdentityChecked.Name, saw, "identityAgain")
	w.isHeld(waits)
	w.iChecked(by, "num1")
	w.goesWith(waits, "yetAnother")
	w.sameAgain()
}

// Guards "we are closed" in the middle of the next day, and hours of waiting for nobody.
func TestIdentity_whatARuleWritesDoesNotWait(t *testing.T) {
	t.Parallel()
	w, by, first := mismatched(t)
	late := func() {
		w.must(desk.EntryAutoReply, desk.AutoReplyEntry{InteractionID: w.interaction().ID, Text: "We are closed."})
	}
	byRule := func() []*desk.Message {
		return every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.AuthorKind == desk.AuthorRule })
	}
	late()
	if list := byRule(); len(list) != 0 {
		t.Fatalf("a rule wrote in a hold: %s", list[0].Status)
	}
	w.iChecked(by, "num1")
	w.goesWith(first, "")
	late()
	w.wroteAs("wamid.2", "new")
	w.wroteAs("wamid.3", "newer")
	w.comesBack(string(byRule()[0].ID), "automatic")
	if list := every(w.m, desk.RowNotice, func(n *desk.Notice) bool {
		return n.Kind == desk.NoticeSendFailed && n.Subject == string(byRule()[0].ID)
	}); len(list) != 0 {
		t.Error("somebody is told of it")
	}
	w.sameAgain()
}

func TestIdentity_whatWasPutOffBeforeIsSeenToWait(t *testing.T) {
	t.Parallel()
	w := checked(t)
	w.wroteAs("wamid.1", "old")
	by := w.accept()
	waits := w.send(by, w.text("hello"))
	w.goesWith(waits, "old")
	w.must(desk.EntrySendDeferred, desk.SendEntry{MessageID: desk.MessageID(waits), RetryAt: w.now + minute, Attempts: 1})
	w.wroteAs("wamid.2", "new")
	w.isHeld(waits)
	if m := w.message(waits); m.Status != desk.StatusQueued || m.Problem != nil {
		t.Errorf("it is %s with %+v", m.Status, m.Problem)
	}
	w.iChecked(by, "num1")
	w.goesWith(waits, "new")
	w.sameAgain()
}

func TestIdentity_whoLosesTheConversationGetsBackWhatWaitsAtOnce(t *testing.T) {
	t.Parallel()
	w, _, waits := mismatched(t)
	w.now += minute
	it := w.interaction()
	w.ok("olga", wire.CmdTake.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch})
	if due := w.m.jobs[string(desk.JobSend)+"/"+waits].DueAt; due > w.now {
		t.Errorf("its author is told at %d only", due)
	}
	w.comesBack(waits, "owner")
}

// Guards hashes of one number of the provider that go with sends from another.
func TestIdentity_aNumberWithAnotherIdKnowsNoHash(t *testing.T) {
	t.Parallel()
	w := checked(t)
	w.wroteAs("wamid.1", "old")
	by := w.accept()
	w.now += minute
	n, err := one[desk.Number](w.m, desk.RowNumber, "num1")
	if err != nil {
		t.Fatal(err)
	}
	moved := *n
	moved.PhoneID = "999"
	w.must(desk.EntryNumberPut, moved)
	w.phoneID = "999"
	w.goesWith(w.send(by, w.text("one")), "")
	w.wroteAs("wamid.2", "otherwise")
	w.goesWith(w.send(by, w.text("two")), "otherwise")
	w.wroteAs("wamid.3", "changed")
	w.isHeld(w.send(by, w.text("three")))
	w.sameAgain()
}

func TestIdentity_noReceiptEndsAHoldOrBringsTheOldHashBack(t *testing.T) {
	t.Parallel()
	w, by, waits := mismatched(t)
	w.status("wamid.out", "delivered", `,"recipient_identity_key_hash":"new"`)
	w.isHeld(waits)
	w.iChecked(by, "num1")
	w.status("wamid.out", "read", `,"recipient_identity_key_hash":"old"`) // late, of what went before
	w.deliver(waits, "wamid.waits")
	if got := w.threadOn("num1").Identity.Hash; got != "" {
		t.Fatalf("%q came back", got)
	}
	w.now += minute
	w.status("wamid.waits", "delivered", `,"recipient_identity_key_hash":"new"`)
	w.goesWith(w.send(by, w.text("thanks")), "new")
	w.toldAs("wamid.late", "old", w.now-10*minute) // written before anybody checked
	w.goesWith(w.send(by, w.text("more")), "new")
	w.sameAgain()
}

func TestIdentity_whatWaitedIsJudgedAnew(t *testing.T) {
	t.Parallel()
	colleague := func(w *world, by desk.UserID) {
		it := w.interaction()
		w.ok("olga", wire.CmdTake.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch})
	}
	for said, happens := range map[string]func(w *world, by desk.UserID){
		"ended": func(w *world, by desk.UserID) {
			it := w.interaction()
			w.ok(by, wire.CmdClose.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch})
		},
		"owner": colleague,
		"questionChanged": func(w *world, _ desk.UserID) {
			w.now += minute
			w.wrote("wamid.edit", customer, w.now, `"type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"changed"}}}`)
		},
		"window":   func(w *world, _ desk.UserID) { w.now += 24 * 60 * minute },
		"answered": func(w *world, _ desk.UserID) { w.echo("wamid.phone", w.now, text1) },
	} {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			w, by, waits := mismatched(t)
			happens(w, by)
			w.iChecked("olga", "num1")
			w.comesBack(waits, said)
			w.sameAgain()
		})
	}
}

func TestIdentity_aBlockBringsItBack(t *testing.T) {
	t.Parallel()
	w, by, waits := mismatched(t)
	w.now += minute
	w.ok(by, wire.CmdBlockContact.Name, wire.BlockContact{ContactID: string(w.thread().ContactID), Blocked: true})
	if due := w.m.jobs[string(desk.JobSend)+"/"+waits].DueAt; due > w.now {
		t.Errorf("its author is told at %d only", due)
	}
	w.comesBack(waits, "blocked")
	w.sameAgain()
}

// Guards messages that stay queued for ever.
func TestIdentity_nobodyChecksForADay(t *testing.T) {
	t.Parallel()
	w, by, waits := mismatched(t)
	until := w.now + desk.IdentityWait
	for w.now < until-1 {
		w.wroteAs(fmt.Sprintf("wamid.%d", w.now), "") // without the window, the wait ends it
		w.isHeld(waits)
		due := w.m.jobs[string(desk.JobSend)+"/"+waits].DueAt
		if due <= w.now || due > w.now+2*60*minute {
			t.Fatalf("asked again at %d, now it is %d", due, w.now)
		}
		w.now = due
	}
	w.comesBack(waits, "identity")
	next := w.send(by, w.text("still there?"))
	w.isHeld(next)
	w.sameAgain()
}

func TestIdentity_aConversationThatIsJoinedGivesBackWhatWaits(t *testing.T) {
	t.Parallel()
	w, _, waits := mismatched(t)
	held := w.threadOn("num1").ID
	w.wroteAs("wamid.2", "new")
	w.now += minute
	w.wrote("wamid.new", newPhone, w.now, text1)
	w.takes(newPhone)
	w.wrote("wamid.newer", newPhone, w.now, `"type":"system","system":{"type":"user_identity_changed","body":"new phone","identity":"x"}`)
	theirs := threadOfMessage(w, "wamid.new").Identity.Hold
	mine := w.threadOn("num1").Identity.Hold
	w.changesNumber("wamid.change")
	ended := w.threadCalled(held)
	if ended.Into == "" || ended.Identity.Holds() {
		t.Fatalf("the conversation is %+v, held by %+v", ended, ended.Identity)
	}
	goes := threadOfMessage(w, "wamid.new")
	if want := (desk.IdentityHold{Since: max(theirs.Since, mine.Since), Wrote: theirs.Wrote || mine.Wrote}); !goes.Identity.Holds() || *goes.Identity.Hold != want {
		t.Errorf("who is the same customer is held up by %+v, want %+v", goes.Identity.Hold, want)
	}
	if !slices.Contains(w.lines(goes.ID), "numberChanged") {
		t.Errorf("where it goes on, nothing says that the number changed: %v", w.lines(goes.ID))
	}
	w.comesBack(waits, "joined")
	w.sameAgain()
}

// What waits behind another message comes back when it cannot go any more, and does not wait
// for a day to say so.
func TestIdentity_whatWaitsBehindAnotherIsJudgedToo(t *testing.T) {
	t.Parallel()
	w := checked(t)
	w.wroteAs("wamid.1", "old")
	by := w.accept()
	w.deliver(w.send(by, w.text("hello")), "wamid.out")
	w.mismatch("wamid.out")
	w.now += 20 * 60 * minute
	reminder := w.text("")
	tpl := every[desk.Template](w.m, desk.RowTemplate, nil)[0].ID
	reminder.Content = wire.SendContent{Kind: "template", Template: &wire.SendTemplate{TemplateID: string(tpl), Params: []string{"Jo", "#7"}, ButtonText: "7"}}
	first := w.send(by, reminder)
	behind := w.send(by, w.text("are you there?"))
	w.isHeld(first)
	if w.message(behind).Status != desk.StatusQueued {
		t.Fatal("it does not wait")
	}
	due := func() int64 { return w.m.jobs[string(desk.JobSend)+"/"+first].DueAt }
	closes := w.thread().LastCustomerAt + 24*60*minute
	for n := 0; due() <= closes; n++ {
		if w.now = due(); n > 10 {
			t.Fatal("it is asked for again and again")
		}
		w.isHeld(first)
	}
	if m := w.message(behind); m.Status != desk.StatusRejected || m.Problem.Said.Params[desk.ParamContext] != "window" {
		t.Errorf("the window is closed, and the reply is %s with %+v", m.Status, m.Problem)
	}
	w.isHeld(first)
	w.sameAgain()
}

// The same when the customer writes much meanwhile.
func TestIdentity_whatWaitsBehindIsFoundAmongMuch(t *testing.T) {
	t.Parallel()
	w, by, first := mismatched(t)
	soon := w.text("are you there?")
	soon.ValidUntil = w.now + 80*minute
	behind := w.send(by, soon)
	for n := range 120 {
		w.now += 1000
		w.toldAs(fmt.Sprint("wamid.much", n), "new", w.now)
	}
	for n := 0; w.now <= soon.ValidUntil; n++ {
		if w.now = w.m.jobs[string(desk.JobSend)+"/"+first].DueAt; n > 10 {
			t.Fatal("it is asked for again and again")
		}
		w.isHeld(first)
	}
	if m := w.message(behind); m.Status != desk.StatusRejected || m.Problem.Said.Params[desk.ParamContext] != "expired" {
		t.Errorf("its time is over, and it is %s with %+v", m.Status, m.Problem)
	}
	w.isHeld(first)
	w.sameAgain()
}

// Guards more messages than fit into a list of a row.
func TestIdentity_anyNumberOfMessagesWait(t *testing.T) {
	t.Parallel()
	w, by, first := mismatched(t)
	all := []string{first}
	for n := range 150 {
		all = append(all, w.send(by, w.text(fmt.Sprint(n))))
	}
	w.wroteAs("wamid.2", "new")
	w.iChecked(by, "num1")
	for _, id := range all {
		w.goesWith(id, "new")
	}
}

func TestIdentity_onlyWhoHasTheConversationSaysThatTheyChecked(t *testing.T) {
	t.Parallel()
	w, by, _ := mismatched(t)
	other := desk.UserID("ana")
	if by == other {
		other = "ben"
	}
	ref := w.seen("num1")
	if _, err := w.command(other, wire.CmdIdentityChecked.Name, ref); err == nil {
		t.Error("somebody else released what waits")
	}
	if !w.thread().Identity.Holds() {
		t.Error("it is not held up any more")
	}
}

// Guards records of before: they have to fold as they did.
func TestIdentity_beforeThePolicyNothingIsHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wroteAs("wamid.1", "old")
	by := w.accept()
	w.wroteAs("wamid.2", "new")
	out := w.send(by, w.text("hello"))
	w.deliver(out, "wamid.out")
	w.mismatch("wamid.out")
	if th := w.thread(); th.Identity != nil || len(w.lines(th.ID)) != 0 {
		t.Errorf("the conversation has %+v", th.Identity)
	}
	w.goesWith(w.send(by, w.text("more")), "")
}

func TestIdentity_noHashGoesFromANumberWithTheCheckOff(t *testing.T) {
	t.Parallel()
	w := checked(t)
	w.wroteAs("wamid.1", "old")
	by := w.accept()
	set := func(check desk.IdentityCheck) {
		w.must(desk.EntryNumberIdentity, desk.NumberIdentity{NumberID: "num1", Check: check, By: "olga"})
	}
	set(desk.IdentityCheckOff)
	w.goesWith(w.send(by, w.text("one")), "")
	set(desk.IdentityCheckOn)
	w.goesWith(w.send(by, w.text("two")), "old")
	w.sameAgain()
}
