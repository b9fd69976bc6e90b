package relay_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

// A conversation is in the records from its first message on, goes into the chain when
// it ends, and is proven by a file without a database.
func TestRecords_fromAMessageToAProof(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	have := o.conversation(o.ana, "1", "16505550001")
	records := func(f wire.RecordFilter) wire.RecordsPage {
		t.Helper()
		return said[wire.RecordsPage](t, o.boss.Call(wire.CallRecords.Name, wire.RecordsAsk{Filter: f}))
	}
	page := records(wire.RecordFilter{Text: "customer ana"})
	if len(page.Rows) != 1 || page.Lines != 0 || page.Rows[0].InteractionID != have[wire.AskInteraction] || page.Rows[0].Disposition != "waiting" ||
		page.Rows[0].MessagesIn != 1 || len(page.Rows[0].Agents) != 1 || page.Rows[0].Agents[0].UserID != o.ana.UserID {
		t.Fatalf("while it goes on: %+v", page)
	}
	said[struct{}](t, o.desk(o.ana, wire.Hello{}).Command("close", wire.CmdClose.Name, wire.InteractionRef{InteractionID: have[wire.AskInteraction], Epoch: 1}))
	page = records(wire.RecordFilter{EndReasons: []string{"closed"}, Agents: []string{o.ana.UserID}})
	if len(page.Rows) != 1 || page.Lines != 1 || page.Rows[0].Line != 1 || page.Rows[0].EndedBy != o.ana.UserID || page.Rows[0].Before != "waiting" {
		t.Fatalf("once it has ended: %+v", page)
	}
	if agent := o.desk(o.mal, wire.Hello{}).Call(wire.CallRecords.Name, wire.RecordsAsk{}); agent.Error == nil || agent.Error.Code != string(desk.CodeForbidden) {
		t.Errorf("an agent is answered %+v", agent)
	}

	cfg, err := config.Defaults(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "records.jsonl")
	var out strings.Builder
	export := config.RecordsExport{Config: cfg, To: file}
	if err := relay.ExportRecords(t.Context(), export, &out); err != nil || !strings.Contains(out.String(), page.Hash) {
		t.Fatalf("%v: %s", err, &out)
	}
	if err := relay.ExportRecords(t.Context(), export, &out); desk.SubcodeOf(err) != "fileExists" {
		t.Errorf("over a file that is there: %v", err)
	}
	if err := relay.ExportRecords(t.Context(), config.RecordsExport{Config: cfg, To: file + "2", Org: "Nobody"}, &out); desk.SubcodeOf(err) != "orgUnknown" {
		t.Errorf("of an organization that is not there: %v", err)
	}
	verify := func(head string) (string, error) {
		var out strings.Builder
		err := relay.VerifyRecords(config.RecordsVerify{File: file, Head: head}, &out)
		return out.String(), err
	}
	if out, err := verify(page.Hash); err != nil || !strings.Contains(out, "proven: 1 records") || strings.Contains(out, "Not proven") {
		t.Errorf("with the noted hash: %v: %s", err, out)
	}
	if out, err := verify(""); err != nil || !strings.Contains(out, "Not proven") {
		t.Errorf("without it: %v: %s", err, out)
	}
	if _, err := verify(strings.Repeat("0", 64)); desk.SubcodeOf(err) != "recordChain" {
		t.Errorf("with another: %v", err)
	}
	was, err := os.ReadFile(file) //nolint:gosec // the test's
	if err != nil || strings.Contains(string(was), "tulip") || strings.Contains(string(was), "16505550001") {
		t.Fatalf("%v, or the file holds what a customer wrote or is", err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(was), `"closed"`, `"expired"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := verify(page.Hash); desk.SubcodeOf(err) != "recordChain" || !strings.Contains(words.Of(err), "Record 1 was changed") {
		t.Errorf("with another reason: %v", err)
	}
}

// A table of records comes over HTTP, to supervisors, one at a time, and is whole or broken.
func TestRecords_asATable(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	o.conversation(o.ana, "1", "16505550001")
	in := wire.RecordsExport{Separator: ",", Columns: []wire.RecordColumn{{Key: "customer", Label: "Who"}, {Key: "customerPhone", Label: "Phone"}, {Key: "agents", Label: "=Agents"}}}
	ask := func(s wire.Session, in wire.RecordsExport) (*http.Response, string) {
		t.Helper()
		b, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.relay.PublicURL()+wire.PathRecords, bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		wiretest.Sign(t, req, s.Token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close() //nolint:errcheck // read
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, string(body)
	}
	resp, body := ask(o.olga, in)
	if resp.StatusCode != http.StatusOK || resp.Header.Get(wire.HeaderRows) != "1" || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%s %v: %s", resp.Status, resp.Header, body)
	}
	if lines := strings.Split(body, "\r\n"); len(lines) != 3 || lines[0] != "\uFEFF\"Who\",\"Phone\",\"'=Agents\"" || !strings.HasPrefix(lines[1], `"Customer","'+16505550001","Ana `) {
		t.Errorf("the table is %q", lines)
	}
	if resp, body := ask(o.ana, in); resp.StatusCode != http.StatusForbidden {
		t.Errorf("an agent: %s %s", resp.Status, body)
	}
	in.Columns[0].Key = "secret"
	if resp, body := ask(o.olga, in); resp.StatusCode != http.StatusBadRequest || !strings.Contains(body, "recordColumns") {
		t.Errorf("another column: %s %s", resp.Status, body)
	}
}
