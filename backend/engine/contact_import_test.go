package engine_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestImportContacts_addsChangesAndRefusesEachRowByItself(t *testing.T) {
	t.Parallel()
	w := talking(t)
	plan := w.made("olga", wire.CmdPutAttribute.Name, wire.PutAttribute{Name: "Plan", Kind: "list", Options: []string{"Basic", "Pro"}})
	list := wire.ImportContacts{Rows: []wire.ContactLine{
		{Phone: "+" + customer, Name: "Sheena B.", Labels: []string{"VIP"}, Attributes: []wire.KV{{Key: plan, Value: "pro"}}},
		{Phone: "+34 600 000 001", Name: "Lucía", AccountID: "A-1", Language: "ES"},
		{Phone: "0034 600 000 001"}, // the same, and nothing to change
		{Phone: "600 000 001", Name: "Without a country"},
		{Phone: "+34600000002", Attributes: []wire.KV{{Key: plan, Value: "Gold"}}},
		{Phone: "+34600000003", Labels: []string{strings.Repeat("x", desk.MaxLabel+1)}},
		{Phone: "+34600000004", Name: strings.Repeat("x", 200)},
		{Phone: ""},
	}}
	before := len(every[desk.Contact](w.m, desk.RowContact, nil))
	dry, err := folding.CheckContacts(context.Background(), w.m, orgID, list, w.now)
	if err != nil {
		t.Fatal(err)
	}
	if after := len(every[desk.Contact](w.m, desk.RowContact, nil)); after != before || w.customer().SavedName != "" {
		t.Errorf("the dry run changed something: %d customers, %d before", after, before)
	}
	var done wire.ContactsImported
	if err := json.Unmarshal(w.ok("olga", wire.CmdImportContacts.Name, list), &done); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]wire.ContactsImported{"dry": dry, "done": done} {
		var refused []string
		for _, r := range got.Refused {
			refused = append(refused, string(rune('0'+r.Row))+r.Said.Subcode)
		}
		if got.Added != 1 || got.Changed != 1 || got.Same != 1 || len(refused) != 5 || refused[1] != "4badValue" || refused[2] != "5badFacts" || refused[3] != "6longName" {
			t.Errorf("%s: %+v, refused %q", name, got, refused)
		}
	}
	if c := w.customer(); c.SavedName != "Sheena B." || c.Labels[0] != "VIP" || valueOf(c, plan) != "Pro" {
		t.Errorf("who was there: %+v", c)
	}
	made := every(w.m, desk.RowContact, func(c *desk.Contact) bool { return c.WaID == "34600000001" })
	if len(made) != 1 || made[0].SavedName != "Lucía" || made[0].AccountID != "A-1" || made[0].Language != "es" {
		t.Errorf("who is new: %+v", made)
	}
	if err := json.Unmarshal(w.ok("olga", wire.CmdImportContacts.Name, list), &done); err != nil || done.Same != 3 || done.Added+done.Changed != 0 {
		t.Errorf("the same list again: %+v, %v", done, err)
	}
	w.refused("ana", wire.CmdImportContacts.Name, list, "supervisors")
}
