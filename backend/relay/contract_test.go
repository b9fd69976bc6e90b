package relay_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/wire"
)

var updateContract = flag.Bool("update-contract", false, "write anew what the relay answers the window")

// contractFile is what the fakes of the window are held against.
const contractFile = "../../frontend/src/bridge/contract.json"

// contractCase is a request with what a real relay made of it: a refusal, or the shape of
// its answer. <thread> and the like stand for the id of a thing that is there.
type contractCase struct {
	Case    string          `json:"case"`
	By      string          `json:"by"` // owner, agent
	Name    string          `json:"name"`
	Body    json.RawMessage `json:"body"`
	Refused string          `json:"refused,omitempty"` // code/subcode
	Shape   any             `json:"shape,omitempty"`   // names of fields with the kinds of their values
	Says    map[string]any  `json:"says,omitempty"`    // fields whose values count
	says    []string
}

func contractCases() []contractCase {
	ask := func(title, by, name, body string, says ...string) contractCase {
		return contractCase{Case: title, By: by, Name: name, Body: json.RawMessage(body), says: says}
	}
	return []contractCase{
		ask("a number without its country code", "owner", "setup.check", `{"phone":"030 12345"}`, "ok", "reason"),
		ask("a number that will do", "owner", "setup.check", `{"phone":"+44 20 7946 0999"}`, "ok", "reason", "phone"),
		ask("a set-up that is there", "owner", "setup.list", `{}`),
		ask("a set-up that is gone", "owner", "setup.renew", `{"setupId":"none_0"}`),
		ask("a token that Meta does not know", "owner", "waba.verify", `{"appId":"<app>","wabaId":"102290129340398","token":"wrong"}`),
		ask("a number of a token that Meta does not know", "owner", "number.prove", `{"appId":"<app>","phoneId":"106540352242922","wabaId":"","token":"wrong"}`),
		ask("no ID of a number", "owner", "number.prove", `{"appId":"<app>","phoneId":"+44 20 7946 0958","wabaId":"","token":"t"}`),
		ask("a form with nothing in it", "owner", "setup.create", `{"wabaId":"","phone":"","name":"","active":false,"agentId":"","inboxId":"","certificate":"","method":"","pin":""}`),
		ask("a number to move that is gone", "owner", "number.moveCheck", `{"numberId":"none_0","wabaId":"102290129340398"}`),
		ask("a move of a number that is gone", "owner", "number.move", `{"numberId":"none_0","wabaId":"102290129340398"}`),
		ask("the apps", "owner", "app.access", `{}`),
		ask("an account to unlink that is gone", "owner", "waba.unlink", `{"wabaId":"none_0"}`),
		ask("an app to unlink that is gone", "owner", "app.unlink", `{"appId":"none_0"}`),
		ask("a carrier to unlink that nobody knows", "owner", "carrier.unlink", `{"provider":"nobody"}`),
		ask("a carrier that is linked", "owner", "carrier.state", `{}`, "provider", "linked", "signed"),
		ask("the carriers", "owner", "carrier.list", `{}`),
		ask("the numbers at the carrier", "owner", "carrier.numbers", `{}`),
		ask("where the SMS of a number go", "owner", "sms.look", `{"carrier":"vonage","phone":"+442079460958"}`),
		ask("where the SMS go of a number that is not rented", "owner", "sms.look", `{"carrier":"vonage","phone":"+14155550000"}`),
		ask("an SMS channel without a name", "owner", "sms.add", `{"carrier":"vonage","phone":"+442079460958","name":" ","inboxId":""}`),
		ask("an SMS channel of a number that is not rented", "owner", "sms.add", `{"carrier":"vonage","phone":"+14155550000","name":"SMS","inboxId":""}`),
		ask("the name of another inbox", "owner", "inbox.put", `{"id":"","name":"Ana","mode":"manual","numberId":"","reassignSeconds":30,"members":["<user>"]}`),
		ask("a number that an inbox uses", "owner", "number.delete", `{"numberId":"<number>"}`),
		ask("a number that is gone", "owner", "number.map", `{"numberId":"none_0","inboxId":""}`),
		ask("a number to switch that is gone", "owner", "number.switch", `{"numberId":"none_0","active":false}`),
		ask("a colleague who is gone", "owner", "user.update", `{"userId":"none_0","name":"N","role":"agent","active":true,"whatsApp":true,"capacity":1}`),
		ask("something not understood that is gone", "owner", "unhandled.replay", `{"unhandledId":"none_0"}`),
		ask("something not understood", "owner", "unhandled.raw", `{"unhandledId":"<unhandled>"}`),
		ask("a plan that is gone", "owner", "plan.delete", `{"planId":"none_0"}`),
		ask("a plan to change that is gone", "owner", "plan.put", `{"id":"none_0","name":"N","branches":[],"inboxId":""}`),
		ask("public holidays of where nobody knows them", "owner", "hours.holidays", `{"region":"XX","year":2026}`),
		ask("public holidays", "owner", "hours.holidays", `{"region":"DE-BY","year":2026}`),
		ask("where a plan would lead", "owner", "plan.try", `{"branches":[{"if":[{"kind":"phone","value":"+99"}],"inboxId":""}],"inboxId":"","numberId":"","contactId":"","phone":"","at":0}`, "branch"),
		ask("an inbox that is gone", "owner", "inbox.delete", `{"id":"none_0","moveTo":""}`),
		ask("a number to name that is gone", "owner", "number.update", `{"numberId":"none_0","name":"N","description":"","serviceName":"","dataSource":[]}`),
		ask("a template that is gone", "owner", "template.discard", `{"templateId":"none_0"}`),
		ask("a draft of a template that is gone", "owner", "template.draft", `{"templateId":"none_0","wabaId":"","name":"n","language":"en","version":0,"category":"UTILITY","headerText":"","body":"Hello","footer":""}`),
		ask("licences of somebody who is gone", "owner", "user.licences", `{"userId":"none_0","licences":[]}`),
		ask("a message to erase that is gone", "owner", "message.erase", `{"messageId":"none_0"}`),
		ask("an app", "owner", "app.put", `{"id":"424242","provider":"","name":"Second","secret":"0123456789abcdef0123456789abcdef"}`, "id", "name", "provider"),
		ask("a new password for somebody who is gone", "owner", "people.resetPassword", `{"userId":"none_0"}`),
		ask("a device that is gone", "owner", "people.revokeDevice", `{"deviceId":"none_0"}`),
		ask("devices of somebody who is gone", "owner", "people.signOutAll", `{"userId":"none_0"}`),
		ask("an invitation that is gone", "owner", "people.uninvite", `{"id":"none_0"}`),
		ask("new codes of an invitation that is gone", "owner", "people.reinvite", `{"ids":["none_0"]}`),
		ask("a set-up that begins", "owner", "setup.begin", `{"phone":"+44 20 7946 0999"}`, "phone", "step", "mine"),
		ask("a set-up without a number", "owner", "setup.begin", `{"phone":"030 12345"}`),
		ask("a set-up to connect that is gone", "owner", "setup.connect", `{"setupId":"none_0","wabaId":"102290129340398","displayName":"N"}`),
		ask("a code for a set-up that is gone", "owner", "setup.request", `{"setupId":"none_0","method":"SMS"}`),
		ask("a set-up to look at that is gone", "owner", "setup.look", `{"setupId":"none_0"}`),
		ask("a set-up to answer the calls of that is gone", "owner", "setup.listen", `{"setupId":"none_0"}`),
		ask("a code of a set-up that is gone", "owner", "setup.verify", `{"setupId":"none_0","code":"123456"}`),
		ask("settings of a set-up that is gone", "owner", "setup.save", `{"setupId":"none_0"}`),
		ask("the end of a set-up that is gone", "owner", "setup.finish", `{"setupId":"none_0"}`),
		ask("a set-up to leave that is gone", "owner", "setup.leave", `{"setupId":"none_0"}`),
		ask("a set-up to ask for that is gone", "owner", "setup.ask", `{"setupId":"none_0"}`),
		ask("an answer about a set-up that is gone", "owner", "setup.answer", `{"setupId":"none_0","handOver":true}`),
		ask("a set-up to take over that is gone", "owner", "setup.takeOver", `{"setupId":"none_0"}`),
		ask("a set-up to drop that is gone", "owner", "setup.drop", `{"setupId":"none_0"}`),
		ask("a profile", "owner", "profile.put", `{"id":"","numberId":"","name":"Second shop","profile":{"about":"Lamps","address":"","description":"","email":"","vertical":"","websites":[]},"picture":""}`),
		ask("a profile without a name", "owner", "profile.put", `{"id":"","numberId":"","name":" ","profile":{"about":"","address":"","description":"","email":"","vertical":"","websites":[]},"picture":""}`),
		ask("a profile that is gone", "owner", "profile.delete", `{"profileId":"none_0"}`),
		ask("a profile for a number that is gone", "owner", "profile.use", `{"numberId":"none_0","profileId":"none_0"}`),
		ask("what is shown of a number that is gone", "owner", "profile.look", `{"numberId":"none_0"}`),
		ask("a profile to take over of a number that is gone", "owner", "profile.take", `{"numberId":"none_0"}`),
		ask("a check of identities of a number that is gone", "owner", "number.identity", `{"numberId":"none_0","on":true}`),
		ask("a check of identities", "owner", "number.identity", `{"numberId":"<number>","on":true}`),
		ask("a PIN for a number that is gone", "owner", "pin.put", `{"numberId":"none_0","pin":"123456"}`),
		ask("a PIN with five digits", "owner", "pin.put", `{"numberId":"<number>","pin":"12345"}`),
		ask("a PIN to prove with five digits", "owner", "pin.take", `{"numberId":"<number>","pin":"12345"}`),
		ask("a profile of a number, without a name", "owner", "profile.put", `{"id":"","numberId":"<number>","name":"","profile":{"about":"","address":"","description":"","email":"","vertical":"","websites":[]},"picture":""}`),
		ask("a template to take that is gone", "owner", "template.take", `{"templateId":"none_0"}`),
		ask("a template to put back that is gone", "owner", "template.putBack", `{"templateId":"none_0"}`),
		ask("a template to check that is gone", "owner", "template.check", `{"templateId":"none_0"}`),
		ask("a template to submit that is gone", "owner", "template.submit", `{"templateId":"none_0"}`),
		ask("a template to delete that is gone", "owner", "template.delete", `{"templateId":"none_0","all":false}`),
		ask("templates of an account that is gone", "owner", "templates.pull", `{"wabaId":"none_0"}`),
		ask("when credentials were used", "owner", "credential.uses", `{}`),
		ask("how an account stands that is gone", "owner", "standing.look", `{"wabaId":"none_0"}`),
		ask("webhooks of an account that is gone", "owner", "webhooks.look", `{"wabaId":"none_0"}`),
		ask("webhooks to send of an account that is gone", "owner", "webhooks.send", `{"wabaId":"none_0","what":"app","numberId":"","replace":false}`),
		ask("numbers of an account that is gone", "owner", "waba.numbers", `{"wabaId":"none_0"}`),
		ask("a carrier that does not know the key", "owner", "carrier.link", `{"provider":"vonage","apiKey":"wrong","apiSecret":"wrong","signatureSecret":"","signatureMethod":""}`),
		ask("a sign-up without a way", "owner", "signup.begin", `{"appId":"<app>","setupId":"","way":""}`),
		ask("how a sign-up stands", "owner", "signup.state", `{"signUpId":"<signup>"}`, "stage"),
		ask("a sign-up that is gone", "owner", "signup.state", `{"signUpId":"none_0"}`),
		ask("an account before anything was allowed", "owner", "signup.choose", `{"signUpId":"<signup>","wabaId":"102290129340398"}`),
		ask("an account that is said to be ours before one came", "owner", "signup.confirm", `{"signUpId":"<signup>","mine":true,"businessId":"1"}`),
		ask("a hosted sign-up of an app without a page", "owner", "signup.begin", `{"appId":"<app>","setupId":"","way":"cloud","hosted":true}`),
		ask("the sign-ups", "owner", "signup.list", `{}`),
		ask("a sign-up that is cancelled", "owner", "signup.cancel", `{"signUpId":"<signup>"}`),
		ask("a sign-up at Meta", "owner", "signup.begin", `{"appId":"<app>","setupId":"","way":"cloud"}`, "way", "stage"),
		ask("the pulse", "owner", "pulse", `{}`),
		ask("no rehearsal yet", "owner", "rehearse.state", `{}`, "state"),
		ask("a rehearsal to end that nobody began", "owner", "rehearse.cancel", `{}`, "state"),
		ask("a rehearsal of an inbox that is gone", "owner", "rehearse.start", `{"inboxId":"none_0","mode":"roundRobin","reassignSeconds":30,"members":[],"days":7}`),
		ask("a rehearsal of a manual queue", "owner", "rehearse.start", `{"inboxId":"<inbox>","mode":"manual","reassignSeconds":30,"members":[],"days":7}`),
		ask("a rehearsal", "owner", "rehearse.start", `{"inboxId":"<inbox>","mode":"leastBusy","reassignSeconds":60,"members":["<user>"],"days":7}`, "state"),
		ask("the records", "owner", "records.list", `{"filter":{},"before":0,"limit":1}`),
		ask("records of a period that ends before it begins", "owner", "records.list", `{"filter":{"from":2,"to":1},"before":0,"limit":1}`),
		ask("customers for the filter of the records", "owner", "records.customers", `{"text":"+34 600"}`),
		ask("a customer who is gone", "owner", "records.customers", `{"text":"","id":"none_0"}`),
		ask("figures of the records", "owner", "records.report", `{"filter":{"from":1,"zone":"Europe/Berlin","hours":[0,167]}}`),
		ask("figures in a zone that there is not", "owner", "records.report", `{"filter":{"zone":"Mars/Olympus"}}`),
		ask("how much of messaging limits is used up", "owner", "limits.used", `{}`),
		ask("a number to examine", "owner", "checkup.run", `{"numberId":"<number>"}`),
		ask("a number to examine that is gone", "owner", "checkup.run", `{"numberId":"none_0"}`),
		ask("how far an examination is of a number that is gone", "owner", "checkup.state", `{"numberId":"none_0"}`),
		ask("an answer to a test that nobody began", "owner", "proving.answer", `{"numberId":"<number>","text":"It works."}`),
		ask("a test of a number", "owner", "proving.begin", `{"numberId":"<number>"}`),
		ask("a test of a number that is gone", "owner", "proving.begin", `{"numberId":"none_0"}`),
		ask("a test that is over", "owner", "proving.cancel", `{"numberId":"<number>"}`),
		ask("an invitation", "owner", "people.invite", `{"name":"Zed","email":"","role":"agent"}`),
		ask("a list of people", "owner", "people.import", `{"rows":[{"name":"Yara","email":"yara@example.com"}],"dry":true}`),
		ask("the invitations", "owner", "people.invitations", `{}`),
		ask("the devices", "owner", "people.devices", `{"userId":"<user>"}`),
		ask("an offer that is over", "agent", "offer.accept", `{"offerId":"<offer>"}`),
		ask("an offer that is gone", "agent", "offer.decline", `{"offerId":"none_0"}`),
		ask("an offer that is gone, with a reason", "agent", "offer.decline", `{"offerId":"none_0","reason":"other","note":"on the phone"}`),
		ask("a priority of an interaction that is gone", "owner", "interaction.priority", `{"interactionId":"none_0","priority":"high"}`),
		ask("an interaction that is gone", "agent", "interaction.take", `{"interactionId":"none_0","epoch":1}`),
		ask("a customer who is gone", "agent", "contact.save", `{"contactId":"none_0","name":"N","accountId":""}`),
		ask("a note about a customer who is gone", "agent", "contact.note", `{"contactId":"none_0","text":"N"}`),
		ask("a note to delete of a customer who is gone", "agent", "contact.unnote", `{"contactId":"none_0","noteId":"none_0"}`),
		ask("a customer to block who is gone", "agent", "contact.block", `{"contactId":"none_0","blocked":true}`),
		ask("an identity that was made sure of", "agent", "identity.checked", `{"threadId":"<thread>","since":0}`),
		ask("an identity of nobody", "agent", "identity.checked", `{"threadId":"none_0","since":0}`),
		ask("customers to merge who are one", "owner", "contact.merge", `{"contactId":"<contact>","otherId":"<contact>"}`),
		ask("what a merge of one with themselves would be", "owner", "contact.mergeCheck", `{"contactId":"<contact>","otherId":"<contact>"}`),
		ask("a merge to undo of who is not merged", "owner", "contact.unmerge", `{"contactId":"<contact>"}`),
		ask("what undoing it would be", "owner", "contact.unmergeCheck", `{"contactId":"<contact>"}`),
		ask("a list of customers to look through", "owner", "contacts.check", `{"rows":[{"phone":"+34600000011","name":"Eva"},{"phone":"12"}]}`, "added", "changed", "same"),
		ask("a list of customers", "owner", "contact.import", `{"rows":[{"phone":"+34600000011","name":"Eva"},{"phone":"12"}]}`, "added", "changed", "same"),
		ask("an attribute of customers", "owner", "attribute.put", `{"id":"","name":"Plan","type":"list","options":["Basic","Pro"]}`),
		ask("an attribute that is gone", "owner", "attribute.put", `{"id":"none_0","name":"Size","type":"text"}`),
		ask("an attribute to delete that is gone", "owner", "attribute.delete", `{"id":"none_0"}`),
		ask("the contacts", "owner", "contacts.list", `{"text":"","sort":"name"}`),
		ask("the conversations with a customer", "agent", "contact.talks", `{"contactId":"<contact>"}`),
		ask("the conversations with a customer who is gone", "owner", "contact.talks", `{"contactId":"none_0"}`),
		ask("the files of a customer", "agent", "contact.files", `{"contactId":"<contact>","at":0,"seq":0}`),
		ask("the consent of a customer who is gone", "agent", "optIn.add", `{"contactId":"none_0","optIn":{"method":"website","purposes":["marketing"],"at":1790000000000,"proof":""}}`),
		ask("a consent to take back of a customer who is gone", "agent", "optIn.withdraw", `{"contactId":"none_0","optInId":"none_0"}`),
		ask("a list of consents", "owner", "optIn.import", `{"rows":[{"phone":"+34600000009","name":"","optIn":{"method":"website","purposes":["marketing"],"at":1790000000000,"proof":""}}]}`),
		ask("a rule for opt-ins", "owner", "optIn.rule", `{"rule":"warn"}`),
		ask("a message that is gone", "agent", "message.cancel", `{"messageId":"none_0"}`),
		ask("a decision that is made again", "agent", "decision.replay", `{"decisionId":"<decision>"}`, "same", "version"),
		ask("a decision to make again that is gone", "agent", "decision.replay", `{"decisionId":"none_0"}`),
		ask("the whole of a message", "agent", "message.whole", `{"messageId":"<message>","from":0}`),
		ask("a reply that was begun", "agent", "draft.put", `{"threadId":"<thread>","text":"Hello","at":9999999999999}`),
		ask("a reply that is too long to be kept", "agent", "draft.put", `{"threadId":"<thread>","text":"`+strings.Repeat("x", 4097)+`","at":1}`),
		ask("replies that were begun", "agent", "draft.list", `{"since":0}`),
		ask("a conversation that is in view", "agent", "thread.inView", `{"threadId":"<thread>"}`),
		ask("a conversation that was read", "agent", "thread.read", `{"threadId":"<thread>","upToSeq":1}`),
		ask("a message to send again that is gone", "agent", "message.resend", `{"messageId":"none_0"}`),
		ask("a conversation to pass on that is gone", "agent", "interaction.transfer", `{"interactionId":"none_0","epoch":1,"to":"<user>"}`),
		ask("a note to change that is gone", "agent", "note.edit", `{"messageId":"none_0","text":"x","mentions":[]}`),
		ask("a note to delete that is gone", "agent", "note.delete", `{"messageId":"none_0","undo":false}`),
		ask("a conversation to take back that is gone", "agent", "interaction.takeBack", `{"interactionId":"none_0","epoch":1}`),
		ask("who could have a conversation that is gone", "agent", "interaction.takers", `{"interactionId":"none_0","epoch":0}`),
		ask("which alerts reached nobody", "owner", "alert.unreached", `{"since":0}`),
		ask("what a shift leaves behind", "agent", "shift.packet", `{}`),
		ask("a shift that ends with nothing", "agent", "shift.end", `{"items":[]}`),
		ask("a shift that goes on", "agent", "shift.undo", `{"items":[],"state":"online"}`),
		ask("a conversation to give back that is gone", "agent", "interaction.requeue", `{"interactionId":"none_0","epoch":1}`),
		ask("a conversation to put away that is gone", "agent", "interaction.archive", `{"interactionId":"none_0","epoch":1}`),
		ask("notices that were read", "agent", "notice.read", `{"ids":[],"all":true}`),
		ask("one's own preferences", "agent", "user.preferences", `{"readReceipts":true,"autoAccept":false}`),
		ask("a conversation to come back to", "agent", "thread.unread", `{"threadId":"<thread>"}`),
		ask("a mode of presence", "agent", "presence.set", `{"userId":"","state":"away","reason":""}`),
		ask("reasons for being away", "owner", "presence.reasons", `{"reasons":["Lunch","Training"]}`),
		ask("a filter to keep", "owner", "savedFilter.put", `{"id":"","name":"Late ones","filter":{"promised":["missed"]},"period":"week","firstDay":"","lastDay":"","default":true}`),
		ask("a filter to delete that is gone", "owner", "savedFilter.delete", `{"id":"none_0"}`),
		ask("a new label", "agent", "label.put", `{"id":"","name":"Refund","colour":"red"}`),
		ask("a label to delete that is gone", "owner", "label.delete", `{"labelId":"none_0"}`),
		ask("a label to restore that is gone", "owner", "label.restore", `{"labelId":"none_0"}`),
		ask("labels to merge that are gone", "owner", "label.merge", `{"from":"none_0","into":"none_0"}`),
		ask("a conversation to label", "agent", "thread.label", `{"threadId":"<thread>","add":[],"remove":[]}`),
		ask("a conversation to follow", "agent", "thread.follow", `{"threadId":"<thread>","userId":""}`),
		ask("a conversation to snooze until a time that has passed", "agent", "interaction.snooze", `{"interactionId":"<interaction>","epoch":1,"until":1}`),
		ask("a title for a conversation", "agent", "interaction.title", `{"interactionId":"<interaction>","title":"Broken kettle"}`),
		ask("a conversation to put away that goes on", "agent", "interaction.file", `{"interactionId":"<interaction>","back":false}`),
		ask("a canned reply to keep", "agent", "cannedReply.put", `{"id":"","shared":false,"shortcut":"hi","title":"Greeting","text":"Hello {{contact.firstName|there}}","inboxes":[]}`),
		ask("a canned reply with an unknown placeholder", "agent", "cannedReply.put", `{"id":"","shared":false,"shortcut":"hm","title":"Hm","text":"Hello {{contact.shoe}}","inboxes":[]}`),
		ask("canned replies to import", "agent", "cannedReply.import", `{"shared":false,"rows":[{"shortcut":"hullo","text":"Hi"},{"shortcut":"two words","text":"x"}]}`, "added", "changed", "same"),
		ask("canned replies to look through", "agent", "cannedReplies.check", `{"shared":false,"rows":[{"shortcut":"new","text":"New"}]}`, "added", "changed", "same"),
		ask("a canned reply to delete that is gone", "agent", "cannedReply.delete", `{"id":"none_0"}`),
		ask("a view to keep", "agent", "listView.put", `{"id":"","shared":false,"name":"Unread","filter":{"list":"mine","unread":true}}`),
		ask("a view to delete that is gone", "agent", "listView.delete", `{"id":"none_0"}`),
		ask("a conversation that ends", "agent", "interaction.close", `{"interactionId":"<interaction>","epoch":1}`),
		ask("a conversation that goes on", "agent", "interaction.reopen", `{"threadId":"<thread>"}`),
		ask("a new inbox", "owner", "inbox.put", `{"id":"","name":"New","mode":"manual","numberId":"","reassignSeconds":30,"members":["<user>"]}`),
	}
}

// TestContract_theFakesOfTheWindow records what a real relay answers the window. The
// window's tests hold their fake against the same file (contract.test.ts), so a
// fake that refuses or answers otherwise fails there, and a relay that does fails here.
func TestContract_theFakesOfTheWindow(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	have := o.conversation(o.ana, "1", "16505550001")
	o.ofAll(have)
	ids := map[string]string{}
	for kind, id := range have {
		ids["<"+string(kind)+">"] = id
	}
	agent := o.desk(o.ana, wire.Hello{})
	list := contractCases()
	for i := range list {
		c := &list[i]
		body := json.RawMessage(placeholder.ReplaceAllStringFunc(string(c.Body), func(p string) string {
			if ids[p] == "" {
				t.Fatalf("%s: there is no %s; there are %v", c.Case, p, slices.Sorted(maps.Keys(ids)))
			}
			return ids[p]
		}))
		d := o.boss
		if c.By == "agent" {
			d = agent
		}
		var res *wire.Result
		if _, isCall := wire.Calls[c.Name]; isCall {
			res = d.Call(c.Name, body)
		} else {
			res = d.Command(fmt.Sprintf("contract-%d", i), c.Name, body)
		}
		c.note(t, res)
	}
	compareContract(t, list)
}

var placeholder = regexp.MustCompile(`<[a-z]+>`)

// note keeps what the relay said.
func (c *contractCase) note(t *testing.T, res *wire.Result) {
	t.Helper()
	if res.Error != nil {
		c.Refused = res.Error.Code + "/" + res.Error.Subcode
		return
	}
	var answer any = map[string]any{}
	if len(res.Body) > 0 {
		if err := json.Unmarshal(res.Body, &answer); err != nil {
			t.Fatal(err)
		}
	}
	c.Shape = shapeOf(answer)
	for _, field := range c.says {
		if c.Says == nil {
			c.Says = map[string]any{}
		}
		c.Says[field] = answer.(map[string]any)[field]
	}
}

// shapeOf gives the names of fields with the kinds of their values; of a list that
// of its first.
func shapeOf(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, each := range v {
			out[name] = shapeOf(each)
		}
		return out
	case []any:
		if len(v) == 0 {
			return []any{}
		}
		return []any{shapeOf(v[0])}
	case string:
		return "string"
	case bool:
		return "boolean"
	case nil:
		return "null"
	}
	return "number"
}

func compareContract(t *testing.T, list []contractCase) {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(list); err != nil {
		t.Fatal(err)
	}
	if *updateContract {
		if err := os.WriteFile(contractFile, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(contractFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, b.Bytes()) {
		t.Errorf("the relay answers otherwise than %s says. If that is right: go test ./backend/relay -run TestContract -update-contract, and mend the fake.\n%s", contractFile, b.Bytes())
	}
}
