package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// restate has every number be in the state that it is in, once this fold has changed
// anything by which that is judged.
func (w *work) restate() error {
	if !w.changesStanding() {
		return nil
	}
	numbers, err := list[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return desk.Wrap("read numbers", err)
	}
	for _, n := range numbers {
		c, err := w.circumstances(n)
		if err != nil {
			return err
		}
		state, why := c.State()
		if n.State == state && n.Why.Equal(why) {
			continue
		}
		n.State, n.Why = state, why.Clone()
		w.put(n)
	}
	return nil
}

// judgedBy says of each kind of row by which the state of numbers is judged whether a
// change of it can matter.
var judgedBy = map[desk.Kind]func(now, before desk.Row) bool{
	desk.RowNumber: judging(func(n, b *desk.Number) bool {
		return n.Deleted != b.Deleted || n.Off != b.Off || n.PlanID != b.PlanID || n.WabaID != b.WabaID ||
			n.News.Trouble != b.News.Trouble || n.State != b.State
	}),
	desk.RowWaba:  judging(func(a, b *desk.Waba) bool { return !a.Said.Equal(b.Said) }),
	desk.RowPlan:  judging(func(p, b *desk.Plan) bool { return p.Deleted != b.Deleted || !slices.Equal(p.Inboxes(), b.Inboxes()) }),
	desk.RowInbox: judging(func(i, b *desk.Inbox) bool { return i.Deleted != b.Deleted || !slices.Equal(i.Members, b.Members) }),
	desk.RowUser:  judging(func(u, b *desk.User) bool { return u.Handles() != b.Handles() }),
}

func judging[T any, P row[T]](f func(now, before P) bool) func(now, before desk.Row) bool {
	return func(now, before desk.Row) bool {
		b, known := before.(P)
		return !known || b == nil || f(now.(P), b) //nolint:errcheck // a Ref's kind is its type
	}
}

func (w *work) changesStanding() bool {
	return slices.ContainsFunc(w.dirty, func(ref desk.Ref) bool {
		matters := judgedBy[ref.Kind]
		if matters == nil {
			return false
		}
		h := w.rows.get(ref)
		return h.gone || matters(h.row, h.base)
	})
}

// circumstances gathers that by which the number's state is judged.
func (w *work) circumstances(n *desk.Number) (desk.Circumstances, error) {
	c := desk.Circumstances{Connected: true, Deleted: n.Deleted, Off: n.Off, Mapped: n.PlanID != "", Trouble: n.News.Trouble}
	if n.Deleted {
		return c, nil
	}
	account, err := get[desk.Waba](w, desk.RowWaba, string(n.WabaID))
	switch {
	case err == nil:
		c.Account = account.Said
	case !missing(err):
		return c, desk.Wrap("read account", err)
	}
	c.Staffed, err = w.staffed(n)
	return c, err
}

// staffed says whether the number's interactions come to somebody who can handle them,
// whichever way its plan leads and whether they are here or not.
func (w *work) staffed(n *desk.Number) (bool, error) {
	ids, err := w.inboxesOf(n)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	alone, err := w.leftAlone(ids)
	return alone == nil, err
}

// leftAlone gives the first of the inboxes in which nobody can handle conversations, nil
// for none.
func (w *work) leftAlone(ids []desk.InboxID) (*desk.Inbox, error) {
	for _, id := range ids {
		box, err := orZero(w.inbox(id))
		if err != nil {
			return nil, desk.Wrap("read inbox", err)
		}
		can, err := w.anyHandles(box)
		if err != nil || !can {
			return box, err
		}
	}
	return nil, nil // none is an answer here
}

// anyHandles says whether one of the inbox's agents can handle conversations.
func (w *work) anyHandles(box *desk.Inbox) (bool, error) {
	if box.Deleted {
		return false, nil
	}
	for _, member := range box.Members {
		u, err := w.user(member)
		if err == nil && u.Handles() {
			return true, nil
		}
		if err != nil && !missing(err) {
			return false, desk.Wrap("read user", err)
		}
	}
	return false, nil
}

// cmdSwitchNumber switches a number on or off. Nobody assigned, no activation: its
// customers would wait for nobody.
func (w *work) cmdSwitchNumber(_ request, c wire.SwitchNumber) (*wire.None, error) {
	n, err := w.liveNumber(desk.NumberID(c.NumberID))
	if err != nil {
		return nil, err
	}
	if !c.Active {
		n.Off = true
		w.put(n)
		return nil, nil
	}
	staffed, err := w.staffed(n)
	if err != nil {
		return nil, err
	}
	if !staffed {
		return nil, w.nobodyAssigned(n)
	}
	if !n.Off {
		return nil, nil
	}
	n.Off = false
	w.put(n)
	return nil, w.queueUnmapped(n)
}

// nobodyAssigned refuses to switch on a number whose customers would wait for nobody. Of a
// plan that branches it names the inbox.
func (w *work) nobodyAssigned(n *desk.Number) error {
	ids, err := w.inboxesOf(n)
	if err != nil || len(ids) < 2 {
		return refuse(desk.CodeConflict, "nobodyAssigned", desk.Params{"number": n.Name})
	}
	alone, err := w.leftAlone(ids)
	if err != nil || alone == nil {
		return err
	}
	return refuse(desk.CodeConflict, "nobodyAssigned", desk.Params{desk.ParamContext: "branch", "number": n.Name, "inbox": alone.Name})
}

// foldNumberSeen takes over what the provider answered of a number. What is worse than
// before, and a rise of what it may send, is told to the supervisors.
func (w *work) foldNumberSeen() error {
	e, err := payload[desk.NumberSeen](w)
	if err != nil {
		return err
	}
	n, err := w.presentNumber(e.NumberID)
	if n == nil || err != nil {
		return err
	}
	if e.Was != nil {
		keepTold(n, &e)
	}
	before, quality := n.News, n.Quality
	if e.News.Review.State == desk.ReviewRefused && e.News.Review.Reason == "" && before.Review.State == desk.ReviewRefused {
		e.News.Review.Reason = before.Review.Reason // only the webhook names it
	}
	e.News.Username = firstOf(e.News.Username, before.Username) // not every provider lists it
	n.News = e.News
	n.Quality = firstOf(e.Quality, n.Quality)
	n.VerifiedName = firstOf(e.VerifiedName, n.VerifiedName)
	w.put(n)
	if err := w.pinSeen(n, e.PIN); err != nil {
		return err
	}
	return w.tellOfNumber(n, before, quality)
}

// keepTold keeps what somebody told of the number while its provider was asked: the answer
// may have been given before.
func keepTold(n *desk.Number, e *desk.NumberSeen) {
	was := e.Was
	e.News = desk.NumberNews{
		Trouble: later(n.News.Trouble, was.News.Trouble, e.News.Trouble), Limit: later(n.News.Limit, was.News.Limit, e.News.Limit),
		Throughput: later(n.News.Throughput, was.News.Throughput, e.News.Throughput), Review: later(n.News.Review, was.News.Review, e.News.Review),
		Username: later(n.News.Username, was.News.Username, e.News.Username),
	}
	e.Quality, e.VerifiedName = later(n.Quality, was.Quality, e.Quality), later(n.VerifiedName, was.VerifiedName, e.VerifiedName)
	if n.TwoStep.Off != was.PINOff {
		e.PIN = ""
	}
}

// later gives what something is now if it has changed, else the answer.
func later[T comparable](now, was, answer T) T {
	if now != was {
		return now
	}
	return answer
}

// tellOfNumber tells the supervisors what has changed of a number that calls for them.
func (w *work) tellOfNumber(n *desk.Number, before desk.NumberNews, quality string) error {
	var kinds []desk.NoticeKind
	if n.News.Trouble != before.Trouble && n.News.Trouble != "" || n.News.Review.State == desk.ReviewRefused && before.Review.State != desk.ReviewRefused {
		kinds = append(kinds, desk.NoticeAccount)
	}
	if isWorse(n.Quality, quality) {
		kinds = append(kinds, desk.NoticeQuality)
	}
	if isWorse(quality, n.Quality) {
		kinds = append(kinds, desk.NoticeBetter)
	}
	if before.Throughput != "" && n.News.Throughput != "" && before.Throughput != n.News.Throughput {
		kinds = append(kinds, desk.NoticeSpeed)
	}
	if before.Limit != 0 && n.News.Limit != 0 && before.Limit != n.News.Limit {
		kinds = append(kinds, desk.NoticeLimit)
	}
	for _, kind := range kinds {
		if err := w.notifySupervisors(kind, "", string(n.ID)); err != nil {
			return err
		}
	}
	return nil
}
