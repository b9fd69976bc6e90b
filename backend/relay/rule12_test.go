package relay_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// reportBodies gives the webhook bodies of the reports of the reference
// material, in order.
func reportBodies(t *testing.T) [][]byte {
	t.Helper()
	root := os.Getenv("PARLEY_SHARED")
	for dir, _ := os.Getwd(); root == "" && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			root = filepath.Join(filepath.Dir(dir), "shared")
		}
	}
	files, err := filepath.Glob(filepath.Join(root, "fixtures", "reports", "c*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("the reports are not here")
	}
	var out [][]byte
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var report struct{ Bodies []json.RawMessage }
		if err := json.Unmarshal(raw, &report); err != nil {
			t.Fatal(err)
		}
		for _, b := range report.Bodies {
			out = append(out, b)
		}
	}
	return out
}

func loose(id, from, content string) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{
	"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
	"contacts":[{"profile":{"name":"Kim"},"wa_id":%q}],"messages":[{"from":%q,"id":%q,"timestamp":"1763700000",%s}]}}]}]}`, phoneID, from, from, id, content)
}

// Rule 12, through the real webhook, ledger and database to a real desktop: every
// report is taken, nothing is quarantined, a fuller version replaces a poorer
// one, and a rebuild gives the same rows.
func TestRule12_reportsReachTheDesktopAndARebuildGivesTheSame(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.connectApp()
	tm.number(phoneID, appID)
	boss := tm.desk(tm.owner(), wire.Hello{})
	bodies := append(reportBodies(t),
		loose("wamid.X", "4915200009901", `"type":"unsupported","errors":[{"code":131051}],"unsupported":{"type":"poll"}`),
		loose("wamid.X", "4915200009901", `"type":"text","text":{"body":"the real words"}`),
		loose("wamid.X", "4915200009901", `"type":"unsupported","errors":[{"code":131051}],"unsupported":{"type":"poll"}`),
	)
	for _, b := range bodies {
		if code := tm.signed(b); code != http.StatusOK {
			t.Fatalf("answered %d to %s", code, b)
		}
	}
	boss.CatchUp(tm.head())
	texts := map[string]int{}
	for _, m := range wiretest.All[wire.Message](boss, string(desk.RowMessage)) {
		texts[m.Text]++
	}
	for _, want := range []string{"the real words", "hello without a type", "I will come at five", "6 pm", "Is this still there?"} {
		if texts[want] != 1 {
			t.Errorf("%d messages say %q", texts[want], want)
		}
	}
	list := tm.unhandled()
	if len(list) != 1 || list[0].Count != 60 {
		t.Errorf("not understood: %+v, want one line for 60 statuses", list)
	}
	db := tm.relay.Store()
	dump := func() string {
		var b bytes.Buffer
		if err := db.DumpRows(t.Context(), tm.relay.Org(), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	before := dump()
	if strings.Contains(before, "482913") {
		t.Error("a service's code stands in a row")
	}
	if err := db.WipeState(t.Context(), tm.relay.Org()); err != nil {
		t.Fatal(err)
	}
	begin := db.OpenTx
	if err := ledger.Rebuild(t.Context(), tm.relay.Org(), db, begin, relay.Engine.FoldTx); err != nil {
		t.Fatal(err)
	}
	if after := dump(); after != before {
		t.Errorf("a rebuild gives other rows: %d bytes, not %d", len(after), len(before))
	}
}
