package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// spans gives who owned the interactions, in order: "ana accepted-transferred".
func (w *world) spans() string {
	list := every[desk.Span](w.m, desk.RowSpan, nil)
	slices.SortFunc(list, func(a, b *desk.Span) int { return strings.Compare(string(a.ID), string(b.ID)) })
	var out []string
	for _, s := range list {
		out = append(out, string(s.UserID)+" "+string(s.Began)+"-"+string(s.Ended))
	}
	return strings.Join(out, ", ")
}

func TestSpans_sayWhoOwnedAnInteractionAndWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	first := w.accept()
	r := w.ref()
	w.ok(first, wire.CmdTransfer.Name, wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: "ben"})
	w.ok("olga", wire.CmdTake.Name, w.ref())
	w.ok("olga", wire.CmdRequeue.Name, w.ref())
	r = w.ref()
	w.ok("olga", wire.CmdTransfer.Name, wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: "ben"})
	w.ok("ben", wire.CmdClose.Name, w.ref())
	w.ok("ben", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)})
	want := string(first) + " accepted-transferred, ben got-taken, olga took-returned, ben assigned-closed, ben reopened-"
	if got := w.spans(); got != want {
		t.Errorf("the spans are\n%s, want\n%s", got, want)
	}
	w.checkSpans(t.Errorf)
}

// Whoever gives a conversation to somebody, or takes it from them, stands beside them if it
// was not they themselves, with the inbox to which it went.
func TestSpans_sayWhoGaveAndTook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sales := w.sales()
	yes := true
	w.ok("ben", wire.CmdPreferences.Name, wire.Preferences{AutoAccept: &yes})
	w.says("wamid.1", "hello")
	if w.offer().UserID != "" {
		w.accept()
	}
	first := w.interaction().Owner
	w.ok("olga", wire.CmdTransfer.Name, w.hands(string(other(first)), "", "")) // olga gives it
	w.ok(other(first), wire.CmdTransfer.Name, w.hands(string(first), "", ""))  // its owner does
	w.ok("olga", wire.CmdRequeue.Name, w.ref())                                // and whoever accepts it by themselves is given it by nobody
	w.ok("olga", wire.CmdTransfer.Name, w.hands(string(first), "", ""))
	w.ok(first, wire.CmdTransfer.Name, w.hands("", sales, ""))
	var got []string
	list := every[desk.Span](w.m, desk.RowSpan, nil)
	slices.SortFunc(list, func(a, b *desk.Span) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, s := range list {
		into := ""
		if s.Into != "" {
			into = " into Sales"
			if string(s.Into) != sales {
				t.Errorf("it went to %s", s.Into)
			}
		}
		got = append(got, string(s.UserID+" "+desk.UserID(s.Began)+"/"+s.By+" "+desk.UserID(s.Ended)+"/"+s.EndedBy)+into)
	}
	want := []string{
		"ana accepted/ transferred/olga", "ben got/olga transferred/", "ana got/ben returned/olga",
		"ben accepted/ transferred/olga", "ana got/olga transferred/ into Sales",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the spans are\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	w.sameAgain()
}

// checkSpans holds the spans against the interactions: whoever owns one has its
// only open span, no two overlap, and one that nobody owns has none open.
func (w *world) checkSpans(fail func(string, ...any)) {
	byInteraction := map[desk.InteractionID][]*desk.Span{}
	for _, s := range every[desk.Span](w.m, desk.RowSpan, nil) {
		byInteraction[s.InteractionID] = append(byInteraction[s.InteractionID], s)
		if (s.To == 0) != (s.Ended == "") || s.Began == "" || s.To != 0 && s.To < s.From {
			fail("span %+v ends and does not", *s)
		}
	}
	for _, it := range every[desk.Interaction](w.m, desk.RowInteraction, nil) {
		list := byInteraction[it.ID]
		slices.SortFunc(list, func(a, b *desk.Span) int { return strings.Compare(string(a.ID), string(b.ID)) })
		for i, s := range list {
			last := i == len(list)-1
			if !last && (s.To == 0 || s.To > list[i+1].From) {
				fail("the spans of %s overlap: %+v, %+v", it.ID, *s, *list[i+1])
			}
			if open := last && it.State == desk.InteractionOpen; open != (s.To == 0) || open && s.UserID != it.Owner {
				fail("%s is %s and %q owns it; its span %d of %d is %+v", it.ID, it.State, it.Owner, i+1, len(list), *s)
			}
		}
		if it.State == desk.InteractionOpen && len(list) == 0 {
			fail("%q owns %s, and no span says since when", it.Owner, it.ID)
		}
	}
}
