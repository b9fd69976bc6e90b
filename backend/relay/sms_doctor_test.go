package relay_test

import (
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// smsClinic is one SMS number under examination.
type smsClinic struct {
	*atTwilio // for what an agent does
	id        string
	line      string // it, on a customer's phone
	th        wire.Thread
	said      int
}

// add makes a number of a carrier an SMS channel, in an inbox of its own.
func (c *smsClinic) add(carrier, phone, name string) {
	c.t.Helper()
	box := said[wire.IDResult](c.t, c.boss.Command("box "+name, wire.CmdPutInbox.Name, wire.PutInbox{
		Name: name, Channel: "sms", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{c.ana.UserID},
	})).ID
	c.agent = c.desk(c.ana, wire.Hello{})
	c.line = "sms:" + phone[1:]
	c.id = said[wire.IDResult](c.t, c.boss.Call(wire.CallSMSAdd.Name, wire.SMSAdd{Carrier: carrier, Phone: phone, Name: name, InboxID: box})).ID
}

// breaks makes these checks fail in the pretend world, and no others.
func (c *smsClinic) breaks(list ...desk.CheckName) {
	c.t.Helper()
	if err := c.world.SetFaults(sandbox.Faults{Breaks: list}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *smsClinic) row() wire.Checkup {
	row, _ := wiretest.Row[wire.Checkup](c.boss, "checkup", c.id)
	return row
}

// examined runs the checks and waits for what they found.
func (c *smsClinic) examined() wire.Checkup {
	c.t.Helper()
	return examinedNow(c.t, c.boss, c.id)
}

// names wants an examination to name these checks and no others: the rest pass, or wait
// for one of them, or are none of an SMS number's.
func (c *smsClinic) names(want ...desk.CheckName) {
	c.t.Helper()
	row := c.examined()
	if got := named(row); fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Errorf("with %v broken: named %v", want, got)
	}
	for _, check := range row.Checks {
		after := ""
		if check.Said != nil {
			after, _ = check.Said.Params["check"].(string)
		}
		switch {
		case desk.Verdict(check.Verdict).Named(), check.Verdict == "ok", check.Verdict == "notApplicable":
		case len(want) == 1 && after == "check_sms_"+string(want[0]):
		default:
			c.t.Errorf("with %v broken: %s is %s, %+v", want, check.Name, check.Verdict, check.Said)
		}
	}
}

// comesIn has a customer write, and waits until that is known to have come in.
func (c *smsClinic) comesIn() {
	c.t.Helper()
	c.writesSMS()
	c.boss.Until("the SMS", func() bool { return c.row().InboundAt != 0 })
}

func (c *smsClinic) writesSMS() {
	c.t.Helper()
	c.said++
	if _, err := c.world.Write("maya", c.line, sandbox.Content{Kind: sandbox.KindText, Text: fmt.Sprint("SMS ", c.said)}); err != nil {
		c.t.Fatal(err)
	}
}

// answers sends an SMS and waits until it has come as far as that.
func (c *smsClinic) answers(far string) {
	c.t.Helper()
	c.said++
	m := c.send(c.th, fmt.Sprint("answer ", c.said), wire.SendContent{Kind: "text", Text: "Ana here."})
	c.until("the answer is "+far, m, func(m wire.Message) bool { return m.Status == far })
}

// eachAlone breaks one thing after the other of a number that is well.
func (c *smsClinic) eachAlone() {
	c.t.Helper()
	c.names()
	for _, name := range []desk.CheckName{desk.CheckToken, desk.CheckNumber, desk.CheckCallback} {
		c.breaks(name)
		c.names(name)
	}
	c.breaks(desk.CheckSecret)
	c.writesSMS()
	c.untilWorld("a refused webhook", func() bool { return c.world.Counters().Retries > 0 })
	c.names(desk.CheckSecret)
}

// Whatever one thing is broken of an SMS number, the doctor names exactly that one.
func TestCheckup_ofAnSMSNumber_namesExactlyWhatIsBroken(t *testing.T) {
	t.Parallel()
	s := newOnSMS(t)
	c := &smsClinic{atTwilio: s.atTwilio}
	c.add("vonage", "+14155550148", "SMS_US")
	if first := c.examined(); fmt.Sprint(named(first)) != "[inbound outbound]" || len(first.Checks) != len(desk.Checks) || first.ProvenAt != 0 {
		t.Fatalf("just added: %+v", first)
	}
	c.breaks(desk.CheckOutbound)
	c.comesIn()
	c.th = c.accepted()
	c.answers("sent")
	c.names(desk.CheckOutbound)
	c.breaks()
	c.answers("delivered")
	c.boss.Until("the lamp", func() bool { return c.row().ProvenAt != 0 })
	c.eachAlone()
	c.breaks()
	c.answers("delivered")
	c.linksAnew(wire.CarrierLink{
		Provider: "vonage", APIKey: sandbox.DefaultVonageKey, APISecret: sandbox.DefaultVonageSecret,
		SignatureSecret: sandbox.DefaultSignatureSecret + "-2", SignatureMethod: "sha256",
	})
}

// linksAnew links the carrier with another secret: the lamp goes out, and by itself a new
// examination says so.
func (c *smsClinic) linksAnew(link wire.CarrierLink) {
	c.t.Helper()
	if c.row().ProvenAt == 0 {
		c.t.Fatal("the lamp is not lit")
	}
	before := c.row()
	said[wire.CarrierState](c.t, c.boss.Call(wire.CallCarrierLink.Name, link))
	c.boss.Until("the lamp is out", func() bool { return c.row().ProvenAt == 0 && c.row().ChangedAt > before.ChangedAt })
	c.boss.Until("an examination", func() bool { return c.row().At > before.At && c.row().Cause == string(desk.CheckSet) })
}

// The same at the other carrier.
func TestCheckup_ofAnSMSNumberAtTwilio_namesExactlyWhatIsBroken(t *testing.T) {
	t.Parallel()
	c := &smsClinic{atTwilio: newAtTwilio(t)}
	c.add(twilio.Provider, sandbox.DefaultTwilioNumber, "SMS_Twilio")
	c.examined() // the first, from which on it is noted what comes and goes
	c.breaks(desk.CheckInbound)
	c.writesSMS()
	said[wire.SendResult](t, c.agent.Command("first", wire.CmdStartThread.Name, wire.StartThread{NumberID: c.id, Phone: "+4915112345680", Text: "Your boots are ready."}))
	c.boss.Until("the delivery", func() bool { return c.row().DeliveredAt != 0 })
	c.names(desk.CheckInbound)
	c.breaks()
	c.comesIn()
	c.eachAlone()
	c.breaks()
	c.linksAnew(wire.CarrierLink{
		Provider: twilio.Provider, Account: sandbox.DefaultTwilioAccount, APIKey: sandbox.DefaultTwilioKey, APISecret: sandbox.DefaultTwilioSecret,
		SignatureSecret: sandbox.DefaultTwilioToken + "-2",
	})
}
