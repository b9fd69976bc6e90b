package engine_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// reported folds the bodies of a report of the reference material and gives the
// newest message that is a line of its thread.
func reported(t *testing.T, name string) (*world, *desk.Message) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(sharedFolder(t), "fixtures", "reports", name+".json"))
	if err != nil {
		t.Skip("the report is not here")
	}
	var report struct{ Bodies []json.RawMessage }
	if err := json.Unmarshal(raw, &report); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.now = 1_795_839_440_000
	for _, body := range report.Bodies {
		w.hook(string(body))
	}
	var last *desk.Message
	for _, m := range every[desk.Message](w.m, desk.RowMessage, nil) {
		if m.Kind != desk.KindReaction || m.ReplyLost {
			last = m
		}
	}
	w.sameAgain()
	return w, last
}

// Rule 12: what reports of software of this kind sent comes out as they say.
func TestRule12_reportsComeOutAsWritten(t *testing.T) {
	t.Parallel()
	for name, right := range map[string]func(w *world, m *desk.Message) bool{
		"c01a_unknown_type": func(w *world, m *desk.Message) bool {
			return m.Kind == desk.KindUnsupported && m.System == "poll_vote" && len(m.Interactive.Lines) == 1 && m.Interactive.Lines[0].Value == "Tuesday" && w.thread().Open
		},
		"c01b_unknown_interactive": func(w *world, m *desk.Message) bool {
			return m.System == "payment_reply" && m.Interactive.Lines[1] == desk.KV{Key: "reference_id", Value: "A-17"} && w.thread().Open
		},
		"c01c_empty_contacts":  func(w *world, m *desk.Message) bool { return m.System == "contacts" && w.thread().Open },
		"c01d_request_welcome": func(w *world, m *desk.Message) bool { return m.System == "request_welcome" && w.thread().Open },
		"c01e_no_type_but_text": func(w *world, m *desk.Message) bool {
			return m.Kind == desk.KindText && m.Text == "hello without a type" && w.thread().Open
		},
		"c03_address": func(_ *world, m *desk.Message) bool {
			l := m.Interactive.Lines
			return len(l) == 10 && l[0] == desk.KV{Key: "name", Value: "A. Rao"} && l[2].Value == "400063" && l[9] == desk.KV{Key: "city", Value: "Mumbai"}
		},
		"c07_reaction_first": func(_ *world, m *desk.Message) bool {
			return m.Text == "I will come at five" && len(m.Reactions) == 1 && m.Reactions[0].Emoji == "👍"
		},
		"c10_missed_call": func(w *world, m *desk.Message) bool {
			return m.Kind == desk.KindCall && m.System == "missed" && w.thread().Open && w.thread().LastCustomerAt > 0
		},
		"c11_contact_card": func(_ *world, m *desk.Message) bool {
			c := m.Contacts
			return len(c) == 3 && c[0].Title == "Head" && c[0].Birthday == "1980-02-29" && len(c[0].Addresses) == 1 && len(c[0].URLs) == 1 &&
				len(c[1].Phones) == 0 && c[2].Phones[0] == "4915200001102"
		},
		"c12_referral": func(_ *world, m *desk.Message) bool {
			return m.Ad.Body == "Only this week" && m.Ad.ClickID == "ARAk-17" && m.Ad.Welcome != "" && m.Ad.URL == "https://fb.me/abc123"
		},
		"c13_order": func(_ *world, m *desk.Message) bool {
			return m.Interactive.Total == "200.80 EUR" && m.Interactive.Lines[0].Value == "2 × 99.90 EUR" && m.Interactive.Lines[1].Value == "10 × 0.10 EUR"
		},
		"c17_foreign_statuses": func(w *world, m *desk.Message) bool {
			return m == nil && len(w.unhandled()) == 1 && w.unhandled()[0].Count == 60
		},
		"c20_reaction_removed_unknown": func(w *world, m *desk.Message) bool { return m == nil && len(w.unhandled()) == 0 },
		"c22_edit_flow": func(_ *world, m *desk.Message) bool {
			return m.Text == "6 pm" && m.Edited && len(m.Earlier) == 1 && m.Earlier[0].Text == "5 pm"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if w, m := reported(t, name); !right(w, m) {
				t.Errorf("got %s\nnot understood: %+v", asJSON(m), w.unhandled())
			}
		})
	}
	for _, name := range []string{"c05a", "c05b", "c05c", "c05d", "c05e"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := reported(t, name+"_blank_name")
			if c := every[desk.Contact](w.m, desk.RowContact, nil)[0]; c.ProfileName != "" {
				t.Errorf("%q is taken for a name", c.ProfileName)
			}
		})
	}
}
