package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func keysOf(c *desk.Contact) (keys []string) {
	for _, n := range c.Known {
		keys = append(keys, n.Key)
	}
	return keys
}

// Guards a customer of Brazil who had two conversations, one for each form of the number.
func TestKnown_aVariantOfTheNumberIsTheSameCustomer(t *testing.T) {
	t.Parallel()
	for _, forms := range [][2]string{{"551187654321", "5511987654321"}, {"525512345678", "5215512345678"}, {"541123456789", "5491123456789"}} {
		w := newWorld(t)
		w.wrote("wamid.1", forms[0], w.now, text1)
		first := w.thread()
		w.wrote("wamid.2", forms[1], w.now, text1)
		if got := threadOfMessage(w, "wamid.2"); got.ID != first.ID {
			t.Errorf("%s came to another conversation than %s", forms[1], forms[0])
		}
		c, _ := one[desk.Contact](w.m, desk.RowContact, string(first.ContactID))
		if string(c.WaID) != forms[1] || !slices.Equal(keysOf(c), []string{"wa:" + forms[0], "wa:" + forms[1]}) {
			t.Errorf("known as %v, written to as %s", keysOf(c), string(c.WaID))
		}
		w.sameAgain()
	}
}

// Guards a message that went to the form that somebody typed, which WhatsApp does not know.
func TestKnown_whatIsTypedLeadsToTheFormThatTheProviderGave(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wrote("wamid.1", "551187654321", w.now, text1)
	w.accept()
	th := w.thread()
	w.ok(w.interaction().Owner, wire.CmdClose.Name, w.ref())
	w.ok("olga", wire.CmdStartThread.Name, w.hello("+55 11 98765-4321"))
	if n := len(every[desk.Thread](w.m, desk.RowThread, nil)); n != 1 {
		t.Fatalf("%d conversations", n)
	}
	c, _ := one[desk.Contact](w.m, desk.RowContact, string(th.ContactID))
	if c.WaID != "551187654321" {
		t.Errorf("written to as %s", string(c.WaID))
	}
	out := w.ok("olga", wire.CmdImportContacts.Name, wire.ImportContacts{Rows: []wire.ContactLine{{Phone: "0055 (11) 9 8765-4321", Name: "Bia"}}})
	if c, _ = one[desk.Contact](w.m, desk.RowContact, string(th.ContactID)); c.SavedName != "Bia" {
		t.Errorf("the list did not find them: %s", out)
	}
	w.sameAgain()
}

func TestKnown_everyNameStaysWithItsSource(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	said := func(id, who, user string) {
		w.now += minute
		w.hook(value(id, fmt.Sprintf(`"contacts":[{"profile":{"name":"Ana","username":%q},%s}],"messages":[{%s,"id":%q,"timestamp":"%d",%s}]`,
			user, who, who, id, w.now/1000, text1)).body)
	}
	said("wamid.1", `"from_user_id":"US.1","user_id":"US.1"`, "ana")
	said("wamid.2", `"from_user_id":"US.1","user_id":"US.1"`, "anita")
	said("wamid.3", `"from_user_id":"US.1","user_id":"US.1"`, "ana")
	c, _ := one[desk.Contact](w.m, desk.RowContact, string(w.thread().ContactID))
	if got := keysOf(c); !slices.Equal(got, []string{"bsuid:US.1", "user:ana", "user:anita", "user:ana"}) {
		t.Fatalf("known as %v", got)
	}
	if n := c.Known[0]; n.How != desk.NameWrote || n.Via != "num1" || n.Seq == 0 || n.Since == 0 {
		t.Errorf("its source: %+v", n)
	}
	if c.UserIDOn("num1") != "US.1" || c.UserIDOn("num2") != "US.1" {
		t.Errorf("written to as %q", c.UserIDOn("num1"))
	}
	w.sameAgain()
}

func TestKnown_anIDGoesOutOnTheNumberThatHeardIt(t *testing.T) {
	t.Parallel()
	c := &desk.Contact{UserID: "US.B"}
	c.Learn(desk.KnownName{Key: "bsuid:US.A", Via: "num1"})
	c.Learn(desk.KnownName{Key: "bsuid:US.B", Via: "num2"})
	if a, b := c.UserIDOn("num1"), c.UserIDOn("num2"); a != "US.A" || b != "US.B" {
		t.Errorf("num1: %s, num2: %s", a, b)
	}
	for i := range 2 * desk.MostKnownNames {
		c.Learn(desk.KnownName{Key: fmt.Sprintf("user:u%d", i)})
	}
	if len(c.Known) != desk.MostKnownNames {
		t.Errorf("%d names are kept", len(c.Known))
	}
}
