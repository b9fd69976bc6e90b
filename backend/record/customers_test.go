package record_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/record"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

func customers(t *testing.T, s *record.Service, v view.Viewer, ask wire.CustomersAsk) (ids []string, out wire.Customers) {
	t.Helper()
	body, err := s.Customers(t.Context(), v, ask)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body.Raw(), &out); err != nil {
		t.Fatal(err)
	}
	for _, c := range out.Customers {
		ids = append(ids, c.ID)
	}
	return ids, out
}

func TestCustomers_areFoundByNameAndNumber_asFarAsTheViewerSeesThem(t *testing.T) {
	t.Parallel()
	k := newKept()
	k.put(
		&desk.Contact{ID: "con_1", SavedName: "Lucía Gómez", WaID: "34600000001"},
		&desk.Contact{ID: "con_2", ProfileName: "+34 600 000 002", WaID: "34600000002", AccountID: "ACC-7"},
		&desk.Contact{ID: "con_3", SavedName: `Ana "la" 😀 محمد`, WaID: "971501234567"},
	)
	s := newService(k)
	hidden := owner
	hidden.HideNumbers = true
	for text, want := range map[string][]string{
		"": {"con_2", "con_3", "con_1"}, "lucia gomez": {"con_1"}, "LUCI\u0301A": {"con_1"}, "gómez luc": {"con_1"}, "nobody": nil,
		`"la"`: {"con_3"}, "😀": {"con_3"}, "محمد": {"con_3"}, "%": nil, "_": nil, `\`: nil,
	} {
		if got, _ := customers(t, s, owner, wire.CustomersAsk{Text: text}); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	for _, spelling := range []string{
		"+34600000001", "34600000001", "0034 600 000 001", "+34 (600) 000-001", "0600/000.001", "600000001", "\u202a+34\u00a0600\u00a0000\u00a0001\u202c", "+٣٤٦٠٠٠٠٠٠٠١", "lucía +34 600-000-001",
	} {
		if got, _ := customers(t, s, owner, wire.CustomersAsk{Text: spelling}); !slices.Equal(got, []string{"con_1"}) {
			t.Errorf("%q finds %q", spelling, got)
		}
		if got, _ := customers(t, s, hidden, wire.CustomersAsk{Text: spelling}); len(got) != 0 {
			t.Errorf("who may not see numbers finds %q by %q", got, spelling)
		}
	}
	if _, got := customers(t, s, hidden, wire.CustomersAsk{ID: "con_2"}); len(got.Customers) != 1 || got.Customers[0] != (wire.Customer{ID: "con_2", Name: "ACC-7"}) {
		t.Errorf("the customer with a hidden number is %+v", got)
	}
	if _, got := customers(t, s, owner, wire.CustomersAsk{ID: "con_9", Text: "lucía"}); len(got.Customers) != 0 {
		t.Errorf("one who is gone is %+v", got)
	}
	agent := owner
	agent.Role = desk.RoleAgent
	if _, err := s.Customers(t.Context(), agent, wire.CustomersAsk{}); desk.CodeOf(err) != desk.CodeForbidden {
		t.Errorf("an agent gets %v", err)
	}
	if _, err := s.Customers(t.Context(), owner, wire.CustomersAsk{Text: strings.Repeat("x", 201)}); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("a text that is too long gives %v", err)
	}
}

func TestCustomers_ofMany_areTheFirstByName(t *testing.T) {
	t.Parallel()
	k := newKept()
	for i := range wire.MaxCustomers + 1 {
		k.put(&desk.Contact{ID: desk.ContactID(fmt.Sprintf("con_%d", i)), SavedName: fmt.Sprintf("Name %03d", 100-i), WaID: desk.PhoneNumber(fmt.Sprint(49170000000 + i))})
	}
	s := newService(k)
	ids, got := customers(t, s, owner, wire.CustomersAsk{Text: "name"})
	if !got.More || len(ids) != wire.MaxCustomers || ids[0] != "con_30" || slices.Contains(ids, "con_0") {
		t.Errorf("more %v: %q", got.More, ids)
	}
	if ids, got = customers(t, s, owner, wire.CustomersAsk{Text: "name 100"}); got.More || !slices.Equal(ids, []string{"con_0"}) {
		t.Errorf("more %v: %q", got.More, ids)
	}
}

// The same words find the records: a number in any spelling, a source that looks like
// one as it stands, a name without its accents.
func TestPage_text_findsNumbersInAnySpelling(t *testing.T) {
	t.Parallel()
	k := newKept()
	k.put(&desk.Contact{ID: "con_1", SavedName: "Änne Müller", WaID: "4915228817386"})
	k.seal(desk.RecordBody{InteractionID: "int_1", FirstSeq: 1, ContactID: "con_1", ServiceName: "Śląsk", DataSource: []desk.KV{{Key: "since", Value: "2026-11-30"}}, StartedAt: 1, EndedAt: 2})
	k.seal(desk.RecordBody{InteractionID: "int_2", FirstSeq: 2, ContactID: "con_2", StartedAt: 1, EndedAt: 2})
	s := newService(k)
	for _, text := range []string{"0152 288 17386", "+49 (0)152 28817386", "0049-152-28817386", "2026-11-30", "11-30", "anne muller", "slask", "SLASK anne 15228817386"} {
		if got := page(t, s, owner, wire.RecordsAsk{Filter: wire.RecordFilter{Text: text}}); len(got.Rows) != 1 || got.Rows[0].InteractionID != "int_1" {
			t.Errorf("%q finds %d records", text, len(got.Rows))
		}
	}
	for _, text := range []string{"0152 288 17387", "2026-11-31", "anne mueller x"} {
		if got := page(t, s, owner, wire.RecordsAsk{Filter: wire.RecordFilter{Text: text}}); len(got.Rows) != 0 {
			t.Errorf("%q finds %d records", text, len(got.Rows))
		}
	}
}
