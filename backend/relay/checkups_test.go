package relay_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"slices"
	"testing"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// clinic is a team whose relay is reached at an address that it knows, with one number
// that is connected and an agent who answers.
type clinic struct {
	*team
	session     wire.Session // the owner's
	boss, agent *wiretest.Desktop
	set         wire.Setup
	thread      wire.Thread
	asked       int
}

func newClinic(t *testing.T) *clinic {
	t.Helper()
	c := &clinic{team: newTeam(t)}
	c.stop()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()
	c.tune = func(cfg *config.Config) { cfg.Public.Listen, cfg.Public.URL = addr, "http://"+addr }
	c.start()
	if err := c.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c.session = c.owner()
	c.boss = c.desk(c.session, wire.Hello{SealKey: pub[:]})
	c.link(c.boss)
	ana := c.join(said[wire.Invitation](t, c.boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Ana", Role: "agent"})).Code, "Ana")
	inbox := said[wire.IDResult](t, c.boss.Command("inbox", wire.CmdPutInbox.Name, wire.PutInbox{
		Name: "Support", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{ana.UserID},
	})).ID
	c.set = c.connectNumber(c.boss, [2]*[32]byte{pub, priv}, inbox)
	c.agent = c.desk(ana, wire.Hello{})
	return c
}

// examined runs the checks and waits for what they found.
func (c *clinic) examined() wire.Checkup {
	c.t.Helper()
	return examinedNow(c.t, c.boss, c.set.NumberID)
}

// examinedNow has a number examined on demand and waits for what was found. An examination
// that goes on by itself may have begun before what the test did: then once more.
func examinedNow(t *testing.T, boss *wiretest.Desktop, number string) (row wire.Checkup) {
	t.Helper()
	for row.Cause != string(desk.CheckAsked) {
		before, _ := wiretest.Row[wire.Checkup](boss, "checkup", number)
		p := said[wire.CheckupProgress](t, boss.Call(wire.CallCheckupRun.Name, wire.NumberRef{NumberID: number}))
		if !p.Running {
			t.Fatal("nothing runs")
		}
		boss.Until("the checkup", func() bool {
			row, _ = wiretest.Row[wire.Checkup](boss, "checkup", number)
			return row.At > before.At
		})
	}
	return row
}

// writes has a customer write to the number.
func (c *clinic) writes(text string) {
	c.t.Helper()
	if _, err := c.world.Write("maya", c.set.PhoneID, sandbox.Content{Kind: sandbox.KindText, Text: text}); err != nil {
		c.t.Fatal(err)
	}
}

// customerWrites has one write, and Ana accepts it.
func (c *clinic) customerWrites() {
	c.t.Helper()
	c.writes("is anybody there?")
	var offer wire.Offer
	c.agent.Until("an offer", func() bool {
		for _, o := range wiretest.All[wire.Offer](c.agent, "offer") {
			offer = o
		}
		return offer.State == "open"
	})
	said[struct{}](c.t, c.agent.Command("accept", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: offer.ID}))
	c.agent.Until("the message", func() bool { return c.agent.Count("message") == 1 })
	c.thread, _ = wiretest.Row[wire.Thread](c.agent, "thread", offer.ThreadID)
}

// wayOut are the states of a reply that arrives, in their order. Two receipts may come in
// one frame, so a test that waits for the first of them has to take the second for it too.
var wayOut = []string{"accepted", "sent", "delivered", "read"}

// agentAnswers sends a reply and waits until it has come as far as that, or farther.
func (c *clinic) agentAnswers(far string) {
	c.t.Helper()
	c.asked++
	sent := said[wire.SendResult](c.t, c.agent.Command(fmt.Sprint("answer ", c.asked), wire.CmdSend.Name, wire.Send{
		ThreadID: c.thread.ID, InteractionID: c.thread.InteractionID, Epoch: c.thread.Epoch, Content: wire.SendContent{Kind: "text", Text: "Yes, Ana here."},
	}))
	c.agent.Until("the reply is "+far, func() bool {
		m, _ := wiretest.Row[wire.Message](c.agent, "message", sent.MessageID)
		return m.Status == far || slices.Contains(wayOut, far) && slices.Index(wayOut, m.Status) > slices.Index(wayOut, far)
	})
}

// named are the checks that a person has to look at.
func named(c wire.Checkup) (list []string) {
	for _, each := range c.Checks {
		if desk.Verdict(each.Verdict).Named() {
			list = append(list, each.Name)
		}
	}
	return list
}

// Nobody has to ask for the first examination: whoever has connected a number sees at once
// how it is and how many customers it may write to.
func TestCheckup_comesByItselfWhenANumberIsConnected(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.untilRow("the first examination", func(row wire.Checkup) bool { return row.At != 0 && row.Cause == string(desk.CheckSet) })
	c.boss.Until("the limit", func() bool {
		n, _ := wiretest.Row[wire.Number](c.boss, "number", c.set.NumberID)
		return n.News.Limit != 0 && n.News.Throughput != ""
	})
	before, _ := wiretest.Row[wire.Checkup](c.boss, "checkup", c.set.NumberID)
	c.connectsAnew()
	c.untilRow("another one", func(row wire.Checkup) bool { return row.At > before.At && row.Cause == string(desk.CheckSet) })
}

// A number that was just connected is well but for what nothing has proven yet; a
// message that comes in and one that arrives prove it, and a new secret takes that back.
func TestCheckup_aConnectedNumberIsProvenByTraffic(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	first := c.examined()
	if got := named(first); len(got) != 2 || got[0] != "inbound" || got[1] != "outbound" || first.ProvenAt != 0 || len(first.Checks) != len(desk.Checks) {
		t.Fatalf("after the set-up: %+v", first)
	}
	c.customerWrites()
	c.agentAnswers("read")
	c.boss.Until("the lamp", func() bool {
		row, _ := wiretest.Row[wire.Checkup](c.boss, "checkup", c.set.NumberID)
		return row.ProvenAt != 0
	})
	well := c.examined()
	for _, check := range well.Checks {
		if check.Verdict != "ok" || check.Said != nil {
			t.Errorf("%s: %s, %+v", check.Name, check.Verdict, check.Said)
		}
	}
	said[wire.AppAccess](t, c.boss.Call(wire.CallAppPut.Name, wire.AppPut{ID: appID, Name: "App", Secret: "another-secret"}))
	c.boss.Until("the lamp is out", func() bool {
		row, _ := wiretest.Row[wire.Checkup](c.boss, "checkup", c.set.NumberID)
		return row.ProvenAt == 0
	})
	if got := named(c.examined()); len(got) != 3 || got[0] != "secret" {
		t.Errorf("with another secret: %v", got)
	}
	if n := wiretest.All[wire.Checkup](c.agent, "checkup"); len(n) != 0 {
		t.Errorf("an agent is sent %+v", n)
	}
}

// breaks makes these checks fail in the pretend world, and no others.
func (c *clinic) breaks(list ...desk.CheckName) {
	c.t.Helper()
	if err := c.world.SetFaults(sandbox.Faults{Breaks: list}); err != nil {
		c.t.Fatal(err)
	}
}

// connectsAnew stores the token once more, so that everything has to be proven again.
func (c *clinic) connectsAnew() {
	c.t.Helper()
	before, _ := wiretest.Row[wire.Checkup](c.boss, "checkup", c.set.NumberID)
	said[wire.WabaVerified](c.t, c.boss.Call(wire.CallWabaVerify.Name, wire.WabaVerify{AppID: appID, WabaID: sandbox.DefaultWABA, Token: sandbox.DefaultToken}))
	c.boss.Until("the lamp is out", func() bool {
		row, _ := wiretest.Row[wire.Checkup](c.boss, "checkup", c.set.NumberID)
		return row.ChangedAt > before.ChangedAt
	})
}

// untilRow waits until the number's checkup is as wanted.
func (c *clinic) untilRow(what string, is func(wire.Checkup) bool) {
	c.t.Helper()
	c.boss.Until(what, func() bool {
		row, _ := wiretest.Row[wire.Checkup](c.boss, "checkup", c.set.NumberID)
		return is(row)
	})
}

// Whatever one thing is broken, the doctor names exactly that one: the others pass, or
// say that they wait for it.
func TestCheckup_namesExactlyWhatIsBroken(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.examined()
	c.customerWrites()
	c.agentAnswers("read")
	c.untilRow("the lamp", func(row wire.Checkup) bool { return row.ProvenAt != 0 })
	for _, name := range desk.Checks {
		switch name {
		case desk.CheckInbound, desk.CheckOutbound:
			c.breaks(name)
			c.connectsAnew()
			if name == desk.CheckInbound {
				c.agentAnswers("delivered")
				c.untilRow("the delivery", func(row wire.Checkup) bool { return row.DeliveredAt != 0 })
			} else {
				c.writes("are you there?")
				c.untilRow("the message", func(row wire.Checkup) bool { return row.InboundAt != 0 })
				c.agentAnswers("accepted")
			}
		default:
			c.breaks(name)
		}
		c.names(name)
	}
	c.breaks()
	c.agentAnswers("delivered")
	c.untilRow("the lamp", func(row wire.Checkup) bool { return row.ProvenAt != 0 })
	if got := named(c.examined()); len(got) != 0 {
		t.Errorf("with everything mended: %v", got)
	}
}

// names wants an examination to name this check and no other.
func (c *clinic) names(want desk.CheckName) {
	c.t.Helper()
	row := c.examined()
	if got := named(row); len(got) != 1 || got[0] != string(want) {
		c.t.Errorf("with %s broken: named %v", want, got)
	}
	for _, check := range row.Checks {
		after := ""
		if check.Said != nil {
			after, _ = check.Said.Params["check"].(string)
		}
		switch {
		case check.Name == string(want), check.Verdict == "ok":
		case check.Verdict == "unknown" && after == "check_"+string(want):
		default:
			c.t.Errorf("with %s broken: %s is %s, %+v", want, check.Name, check.Verdict, check.Said)
		}
	}
}

// A token that dies stops what is sent for its account at once, and asks for a new
// one; what customers write is kept meanwhile, and what was written here goes out then.
func TestDeadToken_stopsWhatIsSentAndKeepsWhatComes(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.customerWrites()
	if err := c.world.SetFaults(sandbox.Faults{TokenDead: true}); err != nil {
		t.Fatal(err)
	}
	c.agentAnswers("rejected")
	c.boss.Until("the account asks for a new token", func() bool {
		w, _ := wiretest.Row[wire.Waba](c.boss, "waba", sandbox.DefaultWABA)
		return w.Said != nil && w.Said.Params[desk.ParamContext] == "died"
	})
	c.boss.Until("a notice", func() bool {
		for _, n := range wiretest.All[wire.Notice](c.boss, "notice") {
			if n.Kind == string(desk.NoticeAccount) && n.Subject == sandbox.DefaultWABA {
				return true
			}
		}
		return false
	})
	c.agentAnswers("queued")
	calls := c.world.Counters().APICalls
	c.writes("still there?")
	c.agent.Until("what the customer wrote", func() bool { return c.agent.Count("message") == 4 })
	if got := c.world.Counters().APICalls; got != calls {
		t.Errorf("%d calls with a dead token", got-calls)
	}
	if err := c.world.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	said[wire.WabaVerified](t, c.boss.Call(wire.CallWabaVerify.Name, wire.WabaVerify{AppID: appID, WabaID: sandbox.DefaultWABA, Token: sandbox.DefaultToken}))
	c.agent.Until("what waited", func() bool {
		sent := 0
		for _, m := range wiretest.All[wire.Message](c.agent, "message") {
			if m.Out && (m.Status == "delivered" || m.Status == "read") {
				sent++
			}
		}
		return sent == 1
	})
}
