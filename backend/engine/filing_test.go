package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *world) file(back bool) wire.FileInteraction {
	return wire.FileInteraction{InteractionID: w.ref().InteractionID, Back: back}
}

func TestFile_putsAwayWhatHasEndedAndTakesItOutAgain(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	w.ok(who, wire.CmdClose.Name, w.ref())
	line := w.interaction().RecordN

	w.ok(who, wire.CmdFile.Name, w.file(false))
	it := w.interaction()
	if !it.Filed() || len(it.Filings) != 1 || it.Filings[0].By != who || it.Filings[0].At != w.now {
		t.Fatalf("it was put away as %+v", it.Filings)
	}
	if it.EndReason != "closed" || it.RecordN != line {
		t.Errorf("how it ended was changed: %q, line %d, want closed in line %d", it.EndReason, it.RecordN, line)
	}
	w.ok("olga", wire.CmdFile.Name, w.file(false))
	if got := len(w.interaction().Filings); got != 1 {
		t.Errorf("it was put away %d times, and is there once", got)
	}
	w.ok("olga", wire.CmdFile.Name, w.file(true))
	if it := w.interaction(); it.Filed() || it.Filings[1].By != "olga" {
		t.Errorf("it should be out of the archive again: %+v", it.Filings)
	}
}

func TestFile_leavesAloneWhatItsEndArchived(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	w.ok(who, wire.CmdArchive.Name, w.ref())
	w.ok(who, wire.CmdFile.Name, w.file(false))
	w.ok(who, wire.CmdFile.Name, w.file(true))
	if it := w.interaction(); len(it.Filings) != 0 || it.EndReason != "archived" {
		t.Errorf("an archived end was filed: %+v", it)
	}
}

func TestFile_keepsTheNewestTimes(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	w.ok(who, wire.CmdClose.Name, w.ref())
	for i := range desk.MostFilings + 3 {
		w.ok(who, wire.CmdFile.Name, w.file(i%2 == 1))
	}
	if it := w.interaction(); len(it.Filings) != desk.MostFilings || !it.Filed() {
		t.Errorf("%d times are kept, want the last %d", len(it.Filings), desk.MostFilings)
	}
}

func TestFile_refuses(t *testing.T) {
	t.Parallel()
	w, who := taken(t)
	w.refused(who, wire.CmdFile.Name, w.file(false), "notEnded")
	w.ok(who, wire.CmdClose.Name, w.ref())
	w.refused(other(who), wire.CmdFile.Name, w.file(false), "notYours")
}
