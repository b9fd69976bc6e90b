package alert

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// reading is a page that answers what it is asked, by a table.
func reading(says map[string]string) *Plain {
	var p *Plain
	p = NewPlain(func(name string, n int64) {
		if name != bridge.EventPlain {
			return
		}
		go func() {
			marked := p.Marked(n)
			if plain, ok := says[marked]; ok {
				p.Answer(n, plain)
			}
		}()
	})
	return p
}

func TestAlertWords_showNoSigns(t *testing.T) {
	t.Parallel()
	const marked = "It *costs* 2*3*4 _euros_"
	page := reading(map[string]string{marked: "It costs 2*3*4 euros", marked + ".": "It costs 2*3*4 euros.", " \n": ""})
	a := New(Config{Rows: &copyOfRows{}, Plain: page.Of})
	costs := wire.Message{ThreadID: "thr_1", Kind: string(desk.KindText), Text: marked}
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

// What the page answers is shown as any text is: on one line, cut, without what
// changes the direction.
func TestAlertWords_trustNoAnswer(t *testing.T) {
	t.Parallel()
	page := reading(map[string]string{"x": "a\n\u202eb " + strings.Repeat("long ", 1000)})
	a := New(Config{Rows: &copyOfRows{}, Plain: page.Of})
	got := a.word(t.Context(), news{count: 1, messages: []wire.Message{{ThreadID: "thr_1", Kind: string(desk.KindText), Text: "x"}}})
	if strings.ContainsAny(got.Body, "\n\u202e") || len([]rune(got.Body)) > alertText || !strings.HasPrefix(got.Body, "a b long") {
		t.Errorf("shown: %q", got.Body)
	}
}

// A page that sleeps, and an app that ends, hold no alert up: the text is shown
// as it was written, and the page finds no question when it wakes.
func TestPlain_waitsForNobodyLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &shell.Fake{}
		p := NewPlain(fake.Emit)
		began := time.Now()
		if got := p.Of(t.Context(), "*hi*"); got != "*hi*" || time.Since(began) != plainWait {
			t.Errorf("a page that sleeps: %q after %v", got, time.Since(began))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		began = time.Now()
		if got := p.Of(ctx, "*hi*"); got != "*hi*" || time.Since(began) != 0 {
			t.Errorf("an app that ends: %q after %v", got, time.Since(began))
		}
		if got := p.Marked(1) + p.Marked(2); got != "" {
			t.Errorf("a page that wakes is asked about %q", got)
		}
		p.Answer(2, "late")
		if n := len(fake.Events(bridge.EventPlain)); n != 2 {
			t.Errorf("%d questions, want 2", n)
		}
		if got := p.Of(t.Context(), ""); got != "" || len(fake.Events(bridge.EventPlain)) != 2 {
			t.Errorf("nothing was asked about: %q", got)
		}
	})
}

// An answer belongs to its question: one that comes late is not shown for
// somebody else's message, and one that comes twice counts once.
func TestPlain_anAnswerBelongsToItsQuestion(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := NewPlain(func(string, int64) {})
		got := make(chan string)
		go func() { got <- p.Of(t.Context(), "*first*") }()
		synctest.Wait()
		go func() { got <- p.Of(t.Context(), "*second*") }()
		synctest.Wait()
		if p.Marked(1) != "" || p.Marked(2) != "*second*" {
			t.Errorf("asked about %q and %q", p.Marked(1), p.Marked(2))
		}
		p.Answer(1, "first")
		p.Answer(2, "second")
		p.Answer(2, "again")
		if first := <-got; first != "second" {
			t.Errorf("the question is answered with %q", first)
		}
		if older := <-got; older != "*first*" {
			t.Errorf("the older one is answered with %q", older)
		}
	})
}

// The page is told a number, and of a text only as much as a message can have.
func TestRule5_aQuestionIsANudge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &shell.Fake{}
		p := NewPlain(fake.Emit)
		go p.Of(t.Context(), strings.Repeat("x", 3*longestText))
		synctest.Wait()
		if n := len([]rune(p.Marked(1))); n > longestText {
			t.Errorf("the page is asked about %d characters", n)
		}
		if got := fake.Events(bridge.EventPlain); len(got) != 1 || got[0].Number != 1 {
			t.Errorf("the page was sent %+v", got)
		}
		time.Sleep(plainWait) // in the bubble's time
	})
}
