package engine

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hours"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

// An inbox with business hours is open or closed as its row says. That is found from its
// week and a table of time zones whenever it may have changed, and is an entry of its
// own: a rebuild applies what was found then. While an inbox is closed nobody is asked
// for what waits in it, and nobody is told that it waits.

// lookAgain is when a closed inbox is looked at again that does not open within a year:
// its holidays may have been counted only so far.
const lookAgain = 300 * 24 * time.Hour

// setHours gives the inbox the hours that were asked for, and says whether they are new.
func (w *work) setHours(box *desk.Inbox, said *wire.Hours) (bool, error) {
	if said == nil {
		return false, nil
	}
	var h *desk.Hours // without a week it is always open
	if len(said.Week) > 0 {
		var err error
		if h, err = w.hoursOf(box, said); err != nil {
			return false, err
		}
	}
	if sameHours(box.Hours, h) {
		return false, nil
	}
	box.Hours = h
	return true, w.judgeHours(box)
}

func sameHours(a, b *desk.Hours) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Zone == b.Zone && a.Outside == b.Outside && a.Message == b.Message && a.InboxID == b.InboxID &&
		slices.Equal(a.Week, b.Week) && slices.Equal(a.Holidays, b.Holidays)
}

// hoursOf reads business hours as they were asked for.
func (w *work) hoursOf(box *desk.Inbox, said *wire.Hours) (*desk.Hours, error) {
	h := &desk.Hours{Zone: said.Zone, Outside: desk.Outside(said.Outside)}
	if !hours.Known(h.Zone) {
		return nil, badHours("zone")
	}
	var err error
	if h.Week, err = weekOf(said.Week); err != nil {
		return nil, err
	}
	if h.Holidays, err = holidaysOf(said.Holidays); err != nil {
		return nil, err
	}
	switch h.Outside {
	case desk.OutsideQueue:
		return h, nil
	case desk.OutsideMessage:
		h.Message, err = outsideMessage(said.Message)
		return h, err
	case desk.OutsideInbox:
		h.InboxID, err = w.outsideInbox(box, desk.InboxID(said.InboxID))
		return h, err
	default:
		return nil, badHours("outside")
	}
}

// badHours refuses business hours; what names the field.
func badHours(what string) error {
	return refuse(desk.CodeInvalid, "badHours", desk.Params{desk.ParamContext: what})
}

// weekOf reads the open times, in their order. None may begin before the one before it
// has ended.
func weekOf(said []wire.OpenSpan) ([]desk.OpenSpan, error) {
	if len(said) > desk.MaxOpenSpans {
		return nil, badHours("many")
	}
	var week []desk.OpenSpan
	for _, s := range said {
		if s.Day < 0 || s.Day > 6 || !isSpan(s.From, s.To) {
			return nil, badHours("span")
		}
		week = append(week, desk.OpenSpan(s))
	}
	slices.SortFunc(week, func(a, b desk.OpenSpan) int {
		return (a.Day-b.Day)*desk.MinutesOfDay + a.From - b.From
	})
	for i := 1; i < len(week); i++ {
		if week[i].Day == week[i-1].Day && week[i].From < week[i-1].To {
			return nil, badHours("overlap")
		}
	}
	return week, nil
}

func isSpan(from, to int) bool { return from >= 0 && from < to && to <= desk.MinutesOfDay }

// holidaysOf reads the holidays, in the order of their dates.
func holidaysOf(said []wire.Holiday) ([]desk.Holiday, error) {
	if len(said) > desk.MaxHolidays {
		return nil, badHours("manyHolidays")
	}
	var list []desk.Holiday
	for _, h := range said {
		name := strings.TrimSpace(h.Name)
		_, err := time.Parse(time.DateOnly, h.Date)
		switch {
		case err != nil:
			return nil, badHours("date")
		case utf8.RuneCountInString(name) > desk.MaxHolidayName || desk.Blank(name):
			return nil, badHours("holidayName")
		case h.To != 0 && !isSpan(h.From, h.To) || h.To == 0 && h.From != 0:
			return nil, badHours("span")
		}
		list = append(list, desk.Holiday{Date: h.Date, Name: name, From: h.From, To: h.To})
	}
	slices.SortFunc(list, func(a, b desk.Holiday) int { return strings.Compare(a.Date, b.Date) })
	for i := 1; i < len(list); i++ {
		if list[i].Date == list[i-1].Date {
			return nil, badHours("twice")
		}
	}
	return list, nil
}

func outsideMessage(said string) (string, error) {
	text := strings.TrimSpace(said)
	switch {
	case desk.Blank(text):
		return "", badHours("message")
	case utf8.RuneCountInString(text) > desk.MaxOutsideMessage:
		return "", refuse(desk.CodeInvalid, "badHours", desk.Params{desk.ParamContext: "messageLong", "most": desk.MaxOutsideMessage})
	}
	return text, nil
}

// outsideInbox is the inbox that is asked while this one is closed.
func (w *work) outsideInbox(box *desk.Inbox, id desk.InboxID) (desk.InboxID, error) {
	why, err := w.handsOn(box, id, func(to *desk.Inbox) desk.InboxID {
		if to.Hours == nil {
			return ""
		}
		return to.Hours.InboxID
	})
	switch {
	case err != nil:
		return "", err
	case why != "":
		return "", badHours(why)
	}
	return id, nil
}

// handsOn says why the inbox can't hand on to another one, "" for no reason: that has to
// be there, for the same channel, and may not lead back. next says where each hands on to.
func (w *work) handsOn(box *desk.Inbox, id desk.InboxID, next func(*desk.Inbox) desk.InboxID) (string, error) {
	if id == "" {
		return "inbox", nil
	}
	if _, err := w.liveInbox(id); err != nil {
		return "", err
	}
	for n := 0; id != ""; n++ {
		to, err := w.inbox(id)
		switch {
		case missing(err) || err == nil && to.Deleted:
			return "", nil // one further on that is gone is no circle
		case err != nil:
			return "", desk.Wrap("read inbox", err)
		case to.ID == box.ID || n >= desk.MaxInboxesForwards:
			return "circle", nil
		case to.Channel.Named() != box.Channel.Named():
			return "channel", nil
		}
		id = next(to)
	}
	return "", nil
}

// judgeHours finds whether the inbox is open now, and has that recorded.
func (w *work) judgeHours(box *desk.Inbox) error {
	is, err := hours.At(box.Hours, w.e.At)
	if err != nil { // the zone was known once: better open than closed for ever
		is = hours.State{Open: true}
	}
	return w.then(desk.EntryHours, desk.HoursEntry{InboxID: box.ID, Open: is.Open, Until: is.Until, Holiday: is.Holiday})
}

// judgeAllHours does so for each inbox, after the clock was put right.
func (w *work) judgeAllHours() error {
	boxes, err := w.inboxes()
	if err != nil {
		return desk.Wrap("read inboxes", err)
	}
	for _, box := range boxes {
		if box.Hours == nil {
			continue
		}
		if err := w.judgeHours(box); err != nil {
			return err
		}
	}
	return nil
}

// hoursDue looks at an inbox again that was to open or to close.
func (w *work) hoursDue(id desk.InboxID) error {
	box, err := w.inbox(id)
	if err != nil || box.Deleted || box.Hours == nil {
		return err
	}
	return w.judgeHours(box)
}

// foldHours has an inbox open or close.
func (w *work) foldHours() error {
	e, err := payload[desk.HoursEntry](w)
	if err != nil {
		return err
	}
	box, err := w.inbox(e.InboxID)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	w.stopTimer(desk.TimerHours, string(box.ID))
	was := box.Opening
	box.Opening = desk.Opening{}
	if box.Hours != nil && !box.Deleted {
		box.Opening = desk.Opening{Closed: !e.Open, Since: was.Since, Until: e.Until, Holiday: e.Holiday}
		if was.Since == 0 || was.Closed == e.Open {
			box.Opening.Since = w.e.At
		}
		w.lookAgain(box)
	}
	w.put(box)
	if box.Deleted || !e.Open {
		return nil
	}
	set(&w.routes.opened, box.ID, true)
	if was.Closed {
		return w.askForAll(box)
	}
	return nil
}

// lookAgain sets the time at which the inbox is looked at again.
func (w *work) lookAgain(box *desk.Inbox) {
	switch o := box.Opening; {
	case o.Until > 0:
		w.setTimer(desk.TimerHours, string(box.ID), o.Until)
	case o.Closed:
		w.setTimer(desk.TimerHours, string(box.ID), w.e.At+lookAgain.Milliseconds())
	}
}

// askForAll asks for what waited until the inbox opened, or tells those who take from it.
// The wait that supervisors hear of begins now, and so does that for another inbox: for
// those, too, whom one entry has no room to ask about.
func (w *work) askForAll(box *desk.Inbox) error {
	list, err := w.unendedIn(box.ID)
	if err != nil {
		return desk.Wrap("read queue", err)
	}
	told, err := w.tellsAll()
	if err != nil {
		return err
	}
	for _, it := range list {
		if it.State != desk.InteractionWaiting {
			continue
		}
		if !it.Escalated {
			if err := w.escalateLater(it); err != nil {
				return err
			}
		}
		w.overflowLater(it, box)
		if err := w.ask(it, routing.TriggerReturned); err != nil {
			return err
		}
		if !told || it.InboxID != box.ID { // it has moved on
			continue
		}
		if err := w.tellTakers(it, box.ID); err != nil {
			return err
		}
	}
	return nil
}

// outsideHours does what the plan's inbox says of what customers begin while it is
// closed.
func (w *work) outsideHours(it *desk.Interaction) error {
	for range desk.MaxInboxesForwards + 1 {
		if it.InboxID == "" || it.State != desk.InteractionWaiting {
			return nil
		}
		box, err := w.inbox(it.InboxID)
		if err != nil {
			return desk.Wrap("read inbox", err)
		}
		if !box.Opening.Closed || box.Hours == nil {
			return nil
		}
		switch box.Hours.Outside {
		case desk.OutsideMessage:
			return w.then(desk.EntryAutoReply, desk.AutoReplyEntry{InteractionID: it.ID, Text: box.Hours.Message})
		case desk.OutsideInbox:
			to, err := w.inbox(box.Hours.InboxID)
			if missing(err) || err == nil && to.Deleted {
				return nil // it waits where it is
			}
			if err != nil {
				return desk.Wrap("read inbox", err)
			}
			it.InboxID = to.ID
		default:
			return nil
		}
	}
	return nil
}

// foldAutoReply writes to the customer by a rule. It answers nobody: the clocks of the
// conversation go on as they were.
func (w *work) foldAutoReply() error {
	e, err := payload[desk.AutoReplyEntry](w)
	if err != nil {
		return err
	}
	it, err := w.interaction(e.InteractionID)
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	if it.State == desk.InteractionEnded || !w.windowOpen(t) || t.Identity.Holds() { // it came late, or would go hours later
		return nil
	}
	_, err = w.enqueue(t, it, &desk.Message{
		ID: desk.MessageID(w.id("msg")), ThreadID: t.ID, Direction: desk.Out, AuthorKind: desk.AuthorRule,
		Kind: desk.KindText, Text: e.Text, Seq: w.e.Seq, At: w.second(), Status: desk.StatusQueued, StatusAt: w.e.At,
	})
	return err
}
