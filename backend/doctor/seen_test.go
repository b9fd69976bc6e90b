package doctor_test

import (
	"reflect"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// What an examination hears of a number is kept beside what it finds, once.
func TestExamine_keepsHowTheProviderKeepsTheNumber(t *testing.T) {
	t.Parallel()
	w := healthy()
	there := &w.numbers[0]
	there.Quality, there.Daily, there.Throughput, there.Review = desk.QualityYellow, 2000, "STANDARD", desk.ReviewPending
	r := newRig(t, w)
	r.examined()
	r.Stop()
	want := desk.NumberSeen{NumberID: "num_1", VerifiedName: "Lamp House", Quality: desk.QualityYellow, PIN: desk.PINOn, News: desk.NumberNews{
		Limit: 2000, Throughput: "STANDARD", Review: desk.NameReview{State: desk.ReviewPending, Name: "Lamp House"},
	}, Was: &desk.NumberWas{}}
	if len(r.seen) != 1 || !reflect.DeepEqual(r.seen[0], want) {
		t.Errorf("kept %+v, want %+v", r.seen, want)
	}
}

// Between examinations a round asks for the number alone, and keeps only what is new.
func TestRound_looksAtNumbersThatAreNotDue(t *testing.T) {
	t.Parallel()
	dead := func(w *world) {
		w.conn.Waba = &desk.Waba{ID: "waba_1", Said: desk.SaidOf(desk.Refuse(desk.CodeInvalid, "token", desk.Params{desk.ParamContext: "died"}))}
	}
	pin := func(set func(*channel.Number)) func(*world) {
		return func(w *world) {
			n := &w.numbers[0]
			n.VerifiedName, n.PINEnabled = "", false // nothing else is new
			set(n)
		}
	}
	for name, c := range map[string]struct {
		change      func(*world)
		looks, kept int
	}{
		"it is restricted":             {func(w *world) { w.numbers[0].Trouble = desk.TroubleRestricted }, 1, 1},
		"nothing is new":               {func(w *world) { w.numbers[0].VerifiedName = "" }, 1, 0},
		"nobody answers":               {func(w *world) { w.fails[desk.CheckNumber] = silent() }, 1, 0},
		"its token is dead":            {dead, 0, 0},
		"there is no token":            {func(w *world) { w.conn.NoToken = refused("noToken", "") }, 0, 0},
		"its provider does not know":   {func(w *world) { w.conn.Checks = nil }, 0, 0},
		"the provider has it no more":  {func(w *world) { w.numbers = nil }, 1, 0},
		"it has no PIN any more":       {pin(func(n *channel.Number) { n.PINKnown = true }), 1, 1},
		"the PIN is its phone's":       {pin(func(n *channel.Number) { n.PINKnown, n.OnPhone = true, true }), 1, 0},
		"it never has one":             {pin(func(n *channel.Number) { n.PINKnown, n.NoPIN = true, true }), 1, 0},
		"it has a PIN":                 {pin(func(n *channel.Number) { n.PINKnown, n.PINEnabled = true, true }), 1, 0},
		"it is examined this time":     {func(w *world) { w.row = nil }, 0, 1},
		"customers think worse of it":  {func(w *world) { w.numbers[0].Quality = desk.QualityRed }, 1, 1},
		"the review of its name ended": {func(w *world) { w.numbers[0].Review = desk.ReviewExpired }, 1, 1},
	} {
		w := healthy()
		w.row.At = now.UnixMilli() - 1000
		c.change(w)
		r := newRig(t, w)
		if err := r.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c.looks == 0 && c.kept == 1 {
			<-r.kept
		}
		r.Wait()
		r.Stop()
		if got := int(w.looks.Load()); got != c.looks || len(r.seen) != c.kept {
			t.Errorf("%s: asked %d times and kept %+v", name, got, r.seen)
		}
	}
}
