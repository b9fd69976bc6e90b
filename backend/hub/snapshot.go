package hub

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// snapshotBatch is how many threads one round of pages brings.
const snapshotBatch = 20

// snapshot is how far the sending of all that a viewer may see has come: first
// settings and threads, newest first, then what was written to while they went
// out. A thread that moves to the top before its turn would else be passed over.
type snapshot struct {
	page  string         // token of the next round, "" at the start
	begun bool           // left and own are known
	left  int            // threads still to come
	own   []*desk.Thread // an agent's, newest first; supervisors page through all
}

// Tokens of rounds: pageStart, "<ms>:<thread>" for the threads after that one
// (pageOwn and the thread for an agent, who may not know when it was last written
// to), pageLate and a range of the feed for those written to within it.
const (
	pageStart = "start"
	pageOwn   = "own:"
	pageLate  = "late:"
)

// snapshot sends one round of pages.
func (w *writer) snapshot(ctx context.Context) error {
	if from, until, late := latePage(w.snap.page); late {
		return w.lateThreads(ctx, from, until)
	}
	p := w.s.hub.projector(w.viewer)
	if w.snap.page == "" || w.snap.page == pageStart {
		if err := p.settings(ctx); err != nil {
			return err
		}
	}
	if err := w.survey(ctx); err != nil {
		return err
	}
	threads, err := w.nextThreads(ctx)
	if err != nil {
		return err
	}
	for _, t := range threads {
		if err := p.snapshotThread(ctx, t.ID); err != nil {
			return err
		}
	}
	left := max(0, w.snap.left-len(threads))
	if len(threads) == snapshotBatch {
		last := threads[len(threads)-1]
		return w.sendPages(ctx, p.out, w.pageAfter(last), left)
	}
	head, err := w.s.hub.cfg.Feed.Head(ctx, w.viewer.OrgID)
	if err != nil {
		return desk.Wrap("read head", err)
	}
	return w.sendPages(ctx, p.out, lateToken(w.cursor.Seq, head), 0)
}

// survey finds out once, at the start or where an interrupted snapshot goes on,
// what is to come.
func (w *writer) survey(ctx context.Context) error {
	if w.snap.begun {
		return nil
	}
	if w.viewer.Role.Supervisor() {
		at, id := parsePage(w.snap.page)
		n, err := w.s.hub.cfg.Feed.CountThreadsBefore(ctx, w.viewer.OrgID, at, id)
		if err != nil {
			return desk.Wrap("count threads", err)
		}
		w.snap.left = int(n)
	} else {
		own, err := w.s.hub.ownThreads(ctx, w.viewer)
		if err != nil {
			return err
		}
		// If that thread has moved up meanwhile, the threads after it are sent once
		// more.
		after, _ := strings.CutPrefix(w.snap.page, pageOwn)
		sent := slices.IndexFunc(own, func(t *desk.Thread) bool { return string(t.ID) == after })
		w.snap.own = own[sent+1:]
		w.snap.left = len(w.snap.own)
	}
	w.snap.begun = true
	return nil
}

// nextThreads gives the threads of this round; fewer than snapshotBatch are the
// last ones.
func (w *writer) nextThreads(ctx context.Context) ([]*desk.Thread, error) {
	if !w.viewer.Role.Supervisor() {
		n := min(snapshotBatch, len(w.snap.own))
		threads := w.snap.own[:n]
		w.snap.own = w.snap.own[n:]
		return threads, nil
	}
	at, id := parsePage(w.snap.page)
	threads, err := w.s.hub.cfg.Feed.ThreadsBefore(ctx, w.viewer.OrgID, at, id, snapshotBatch)
	return threads, desk.Wrap("read threads", err)
}

// lateThreads sends, whole, the threads that were written to in (from, until].
func (w *writer) lateThreads(ctx context.Context, from, until int64) error {
	h := w.s.hub
	list, to, err := h.cfg.Feed.FeedSince(ctx, w.viewer.OrgID, from, feedBatch)
	if err != nil {
		return desk.Wrap("read feed", err)
	}
	p := h.projector(w.viewer)
	for _, c := range list {
		if c.Kind != desk.RowThread {
			continue
		}
		t, err := desk.Get[*desk.Thread](ctx, h.cfg.Rows, w.viewer.OrgID, desk.RowThread, c.ID)
		switch {
		case desk.CodeOf(err) == desk.CodeNotFound:
			continue
		case err != nil:
			return desk.Wrap("read thread", err)
		case t.LastSeq <= w.cursor.Seq: // changed in another way: it kept its place
			continue
		}
		if err := p.snapshotThread(ctx, t.ID); err != nil {
			return err
		}
	}
	if to <= from { // nothing more there, whatever the token says
		to = until
	}
	return w.sendPages(ctx, p.out, lateToken(to, until), 0)
}

// snapshotThread projects a thread, unless it was erased meanwhile.
func (p *projector) snapshotThread(ctx context.Context, id desk.ThreadID) error {
	err := p.thread(ctx, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil
	}
	return err
}

// sendPages sends one round; left is how many threads come after it.
func (w *writer) sendPages(ctx context.Context, items []view.Projected, next string, left int) error {
	chunks := chunk(items)
	for i, part := range chunks {
		page := &wire.Page{Items: part, Next: next, Left: left}
		if i < len(chunks)-1 {
			// Cut off here, the desktop asks for this round again.
			page.Next, page.Left = w.resumeAt(), w.snap.left
		}
		if err := w.frame(ctx, wire.Frame{Kind: wire.FramePage, Page: page}); err != nil {
			return err
		}
	}
	w.snap.page, w.snap.left = next, left
	if next == "" {
		w.snap = nil
	}
	return nil
}

// pageAfter is the token of the round that begins after the thread.
func (w *writer) pageAfter(t *desk.Thread) string {
	if w.viewer.Role.Supervisor() {
		return strconv.FormatInt(t.LastAt, 10) + ":" + string(t.ID)
	}
	return pageOwn + string(t.ID)
}

// resumeAt is the token of the round being sent. The first round has none of
// its own: "start" says so, because "" would mean that all is here.
func (w *writer) resumeAt() string {
	if w.snap.page == "" {
		return pageStart
	}
	return w.snap.page
}

// lateToken names the round of what was written to in (from, until]; "" if that
// is empty. until stays, else a busy relay would never come to an end.
func lateToken(from, until int64) string {
	if from >= until {
		return ""
	}
	return pageLate + strconv.FormatInt(from, 10) + "-" + strconv.FormatInt(until, 10)
}

func latePage(token string) (from, until int64, late bool) {
	rest, late := strings.CutPrefix(token, pageLate)
	a, b, two := strings.Cut(rest, "-")
	if !late || !two {
		return 0, 0, false
	}
	from, errFrom := strconv.ParseInt(a, 10, 64)
	until, errUntil := strconv.ParseInt(b, 10, 64)
	return from, until, errFrom == nil && errUntil == nil
}

func parsePage(token string) (at int64, id desk.ThreadID) {
	ms, rest, ok := strings.Cut(token, ":")
	if !ok {
		return 0, ""
	}
	at, err := strconv.ParseInt(ms, 10, 64)
	if err != nil {
		return 0, ""
	}
	return at, desk.ThreadID(rest)
}
