package alert

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/wire"
)

func TestPlainText_saysWhatThePageSays(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../frontend/src/lib/plain-text.cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases [][2]string
	if err := json.Unmarshal(b, &cases); err != nil || len(cases) < 20 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		if got := plainText(c[0]); got != c[1] {
			t.Errorf("%q became %q, want %q", c[0], got, c[1])
		}
	}
}

func TestPlainText_isQuick(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{
		"*a ", "_", "*_~", "`", "```", "`a\n", "(", "https://a)", "*a*", "> ", "www.", "*a _b ", ")", "(tel:x", "(https://[", "\xff",
	} {
		long := strings.Repeat(piece, 60_000/len(piece))
		// Some 10 ms with the race detector; without the memory of what is never
		// closed, seconds: each time, and not only when the machine stood still.
		took := desktest.Quickest(3, 2*time.Second, func(int) time.Duration {
			began := time.Now()
			plainText("https://a" + long + "\n*" + long + "x*")
			return time.Since(began)
		})
		if took > 2*time.Second {
			t.Errorf("%q took %v", piece, took)
		}
	}
}

func TestAlertWords_showNoSigns(t *testing.T) {
	t.Parallel()
	a := New(Config{Rows: &copyOfRows{}})
	costs := wire.Message{ThreadID: "thr_1", Kind: string(desk.KindText), Text: "It *costs* 2*3*4 _euros_"}
	photo := wire.Message{ThreadID: "thr_1", Kind: string(desk.KindImage), Text: " \n"}
	for want, n := range map[string]news{
		"It costs 2*3*4 euros":  {count: 1, messages: []wire.Message{costs}},
		"Photo":                 {count: 1, messages: []wire.Message{photo}},
		"It costs 2*3*4 euros.": {count: 1, offers: []wire.Offer{{ThreadID: "thr_1", FirstKind: "text", FirstLine: costs.Text + "."}}},
	} {
		if got := a.word(t.Context(), n); got.Body != want || got.ThreadID != "thr_1" {
			t.Errorf("%+v, want %q", got, want)
		}
	}
}
