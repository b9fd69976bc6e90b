package engine_test

import (
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestTitle_isSetByWhoHadTheConversationAlsoAfterItEnded(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	named := func(title string) wire.TitleInteraction {
		return wire.TitleInteraction{InteractionID: w.ref().InteractionID, Title: title}
	}
	w.ok(who, wire.CmdTitle.Name, named("  Broken  kettle "))
	if got := w.interaction().Title; got != "Broken  kettle" && got != "Broken kettle" {
		t.Errorf("the title is %q", got)
	}
	w.ok(who, wire.CmdClose.Name, w.ref())
	w.ok(who, wire.CmdTitle.Name, named("Kettle replaced"))
	if got := w.interaction().Title; got != "Kettle replaced" {
		t.Errorf("after it ended the title is %q", got)
	}
	w.ok("olga", wire.CmdTitle.Name, named(" \u200b "))
	if got := w.interaction().Title; got != "" {
		t.Errorf("a title that nobody can see is kept as %q", got)
	}
}

func TestTitle_refusesOthersAndWhatIsTooLong(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	ask := wire.TitleInteraction{InteractionID: w.ref().InteractionID, Title: strings.Repeat("ä", 81)}
	w.refused(who, wire.CmdTitle.Name, ask, "longName")
	for _, other := range []desk.UserID{"ana", "ben"} {
		if other == who || other == "olga" {
			continue
		}
		ask.Title = "Mine now"
		w.refused(other, wire.CmdTitle.Name, ask, "notYours")
	}
	if got := w.interaction().Title; got != "" {
		t.Errorf("a refused title was kept: %q", got)
	}
}
