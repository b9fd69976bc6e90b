package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

// syncs asks the phone of a number, and gives the refusal's code, 0 = none.
func (r *rig) syncs(id, kind string) int {
	r.t.Helper()
	status, b := r.graph(http.MethodPost, "/"+id+"/smb_app_data", obj{"messaging_product": "whatsapp", "sync_type": kind})
	if status == http.StatusOK {
		return 0
	}
	e := as[obj](b["error"])
	code, _ := e["code"].(float64)
	return int(code)
}

func (r *rig) onPhone(digits string) string {
	r.t.Helper()
	a, err := r.s.AddNumber(sandbox.NewNumber{Account: waba, Phone: digits, Display: "Harbour", OnPhone: true})
	if err != nil {
		r.t.Fatal(err)
	}
	return a.Number
}

// told gives the values of the webhooks of a field.
func (r *rig) toldOf(field string) (values []string) {
	r.t.Helper()
	r.drained()
	for _, h := range r.got() {
		raw := h.raw
		if strings.Contains(string(raw), `"field":"`+field+`"`) {
			values = append(values, string(raw))
		}
	}
	return values
}

func TestOnPhone_tellsNamesAndHistoryOnceEach(t *testing.T) {
	t.Parallel()
	now := time.Now()
	r := newRig(t, func(c *sandbox.Config) { c.Clock = func() time.Time { return now } })
	id := r.onPhone("442079460777")
	for _, c := range []struct {
		kind string
		want int
	}{{"smb_app_state_sync", 0}, {"smb_app_state_sync", 2593107}, {"everything", 100}, {"history", 0}, {"history", 2593107}} {
		if got := r.syncs(id, c.kind); got != c.want {
			t.Errorf("%s: %d, want %d", c.kind, got, c.want)
		}
	}
	if got := r.toldOf("smb_app_state_sync"); len(got) != 1 || !strings.Contains(got[0], "Frieda") {
		t.Errorf("names: %v", got)
	}
	if got := r.toldOf("history"); len(got) != 2 || !strings.Contains(strings.Join(got, ""), `"progress":100`) {
		t.Errorf("history: %v", got)
	}
	if got := r.syncs(line, "history"); got != 100 {
		t.Errorf("a number on no phone: %d", got)
	}
	late := r.onPhone("442079460778")
	now = now.Add(25 * time.Hour)
	if got := r.syncs(late, "history"); got != 2593108 {
		t.Errorf("after a day: %d", got)
	}
}

func TestOnPhone_declinesAndTakesBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	id := r.onPhone("442079460777")
	if err := r.s.PhoneDeclines(id); err != nil {
		t.Fatal(err)
	}
	if got := r.syncs(id, "history"); got != 0 {
		t.Fatalf("asked: %d", got)
	}
	if got := r.toldOf("history"); len(got) != 1 || !strings.Contains(got[0], "2593109") {
		t.Errorf("declined: %v", got)
	}
	if err := r.s.TakeBack(id); err != nil {
		t.Fatal(err)
	}
	if got := r.toldOf("account_update"); len(got) != 1 || !strings.Contains(got[0], "PARTNER_REMOVED") || !strings.Contains(got[0], "442079460777") {
		t.Errorf("taken back: %v", got)
	}
	for name, f := range map[string]func(string) error{"decline": r.s.PhoneDeclines, "take back": r.s.TakeBack} {
		if f("1") == nil || f(line) == nil {
			t.Errorf("%s of a number that is on no phone", name)
		}
	}
}
