package alert

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// mostMeanwhile bounds what is kept of each kind while the person is away, the newest: a
// desktop may stand locked for weeks.
const mostMeanwhile = 5000

// Away says whether the person has left the computer. What comes is told all the same, since
// they may be near; once they are back, what of it still stands is told again, as one.
func (a *Alerts) Away(isAway bool) {
	a.mu.Lock()
	a.isAway = isAway
	a.mu.Unlock()
	a.Look()
}

// keepMeanwhile remembers what was told to nobody, if the person is away.
func (a *Alerts) keepMeanwhile(n news) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.isAway {
		a.meanwhile.add(n)
	}
}

// comeBack gives what of the time away still stands, once the person is back.
func (a *Alerts) comeBack(ctx context.Context) news {
	a.mu.Lock()
	if a.isAway {
		a.mu.Unlock()
		return news{}
	}
	was := a.meanwhile
	a.meanwhile = news{}
	a.mu.Unlock()
	out := news{notes: was.notes}
	for _, o := range was.offers {
		if a.cfg.Rows.Row(ctx, desk.RowOffer, o.ID, &o) == nil && a.isMine(o) {
			out.offers = append(out.offers, o)
		}
	}
	for _, v := range was.notices {
		var now wire.Notice
		if a.cfg.Rows.Row(ctx, desk.RowNotice, v.ID, &now) == nil && !now.Read && now.At == v.At {
			out.notices = append(out.notices, now)
		}
	}
	for _, m := range was.messages {
		if a.isOwn(ctx, m.ThreadID) {
			out.messages = append(out.messages, m)
		}
	}
	out.count = len(out.offers) + len(out.notices) + len(out.messages)
	return out
}

// add puts other news behind these.
func (n *news) add(o news) {
	n.offers, n.notices, n.messages = newest(n.offers, o.offers), newest(n.notices, o.notices), newest(n.messages, o.messages)
	for _, m := range o.notes {
		n.keepNote(m)
	}
	n.count = len(n.offers) + len(n.notices) + len(n.messages)
}

func newest[T any](list, more []T) []T {
	list = slices.Concat(list, more)
	return list[max(0, len(list)-mostMeanwhile):]
}
