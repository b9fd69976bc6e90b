package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/routing"
)

// item is one item of a webhook, with the number that it is for.
type item struct {
	desk.ItemEntry
	stored channel.Stored // ItemEntry.Item, read
	number *desk.Number   // nil = none is named, or it is not ours
}

// foldItem folds one item of a webhook.
func (w *work) foldItem() error {
	if is, ok := w.e.Read.(*channel.Read); ok {
		return w.received(item{ItemEntry: is.Entry, stored: is.Stored})
	}
	if me, stored, ok := read(w.reader, w.e.Payload); ok {
		return w.received(item{ItemEntry: me, stored: stored})
	}
	me, err := payload[desk.ItemEntry](w)
	if err != nil {
		return err
	}
	return w.received(item{ItemEntry: me, stored: w.engine.open(w.e.Kind, me.Item)})
}

// foldUnreadable records an item that the webhook could not decode.
func (w *work) foldUnreadable() error {
	me, err := payload[desk.ItemEntry](w)
	if err != nil {
		return err
	}
	return w.keepUnhandled(item{ItemEntry: me}, "unknown", firstOf(me.Reason, notUnderstood("")))
}

// received folds an item, and what it says of who the customer is.
func (w *work) received(it item) error {
	if err := w.understand(it); err != nil {
		return err
	}
	return w.tellRenamed(w.second())
}

// understand reads an item by today's knowledge.
func (w *work) understand(it item) error {
	me := it.ItemEntry
	kind, reason := it.stored.Classify()
	var err error
	if it.number, err = w.numberOf(me); err != nil {
		return err
	}
	switch kind {
	case channel.KindMessage, channel.KindEcho, channel.KindHistory, channel.KindStandby, channel.KindStatus:
		named := me.NumberID != "" || me.PhoneID != ""
		if !named {
			if it.number, err = w.numberUnnamed(it, kind); err != nil {
				return err
			}
		}
		switch {
		case it.number == nil && !named:
			return w.keepUnhandled(it, string(kind), notUnderstood("noNumber"))
		case it.number == nil:
			return w.keepUnhandled(it, string(kind), notUnderstood("notSetUp"))
		case !vouches(me.AppID, it.number.AppID):
			return w.keepUnhandled(it, string(kind), notUnderstood("notVouched"))
		case it.number.Deleted:
			return w.keepUnhandled(it, string(kind), notUnderstood("numberDeleted"))
		case kind == channel.KindStatus:
			return w.receipt(it)
		case kind == channel.KindHistory:
			return w.foldHistory(it)
		}
		return w.itemMessage(it, kind)
	case channel.KindEvent:
		return w.itemEvent(it)
	default:
		return w.keepUnhandled(it, "unknown", firstOf(reason, me.Reason))
	}
}

// numberOf finds our number. The webhook may not have known it yet when the
// item came; at a replay it may be known.
func (w *work) numberOf(me desk.ItemEntry) (*desk.Number, error) {
	if me.NumberID != "" {
		n, err := w.number(me.NumberID)
		if err == nil || !missing(err) {
			return n, desk.Wrap("read number", err)
		}
	}
	if me.PhoneID == "" {
		return nil, nil // no number is an answer here
	}
	read, err := storedFirst[desk.Number](w, desk.NumbersByPhone.With(me.PhoneID))
	if missing(err) {
		return nil, nil // not ours is an answer here
	}
	n, err := adopt(w, read, err)
	return n, desk.Wrap("read number", err)
}

// notUnderstood gives the reason for keepUnhandled as the code of its sentence.
func notUnderstood(context string) string {
	return desk.Refuse(desk.CodeInvalid, "unhandled", desk.Params{desk.ParamContext: context}).Error()
}

// keepUnhandled records an item that was not understood.
func (w *work) keepUnhandled(it item, kind, reason string) error {
	return w.notUnderstood(desk.Unhandled{
		Provider: w.reader.Provider(), Account: firstOf(string(it.WabaID), string(it.AppID)), Field: it.Field, Kind: kind, Reason: reason,
	})
}

// itemMessage folds a message: the customer's, one that the business wrote elsewhere,
// or an old one of either.
func (w *work) itemMessage(it item, kind channel.Kind) error {
	in, err := it.stored.Message()
	switch {
	case err != nil:
		return w.keepUnhandled(it, string(kind), err.Error())
	case in.GroupID != "":
		return w.inGroup(it, kind, in)
	}
	customer, ours, err := w.partiesOf(it, kind, in)
	if err != nil {
		return err
	}
	c, err := w.contactFor(customer, it.number.ID)
	if err != nil {
		return err
	}
	if c == nil {
		return w.keepUnhandled(it, string(kind), notUnderstood("noCustomer"))
	}
	t, err := w.threadWith(it.number.ID, c.ID)
	if err != nil {
		return err
	}
	if kind == channel.KindMessage {
		if err := w.provenIn(it.number); err != nil {
			return err
		}
	}
	a := arrival{
		item: it, hash: customer.IdentityHash, in: in, contact: c, thread: t, at: w.stamp(in.Time), ours: ours,
		live: kind == channel.KindMessage, past: kind == channel.KindHistory, standby: kind == channel.KindStandby,
	}
	if err := w.arrive(a); err != nil {
		return err
	}
	if a.past {
		w.renamed = nil // they were called so long ago
	}
	return w.tellRenamed(a.at - 1000) // before the message, which stays the last one
}

// arrival is a message on its way into its thread.
type arrival struct {
	item
	in      channel.Message
	hash    string // of the customer's identity, "" = not told
	contact *desk.Contact
	thread  *desk.Thread
	at      int64
	ours    bool  // the business wrote it elsewhere
	live    bool  // the customer wrote it to us, now
	past    bool  // it is history: nothing follows from it
	standby bool  // the customer wrote it while another system had the conversation
	group   bool  // it was written in a group, where nobody is asked to answer
	file    int64 // an earlier entry that had the content, 0 = none
}

// stamp believes the provider's stamp unless it lies absurdly far ahead, which would
// put the message last for ever and shut the window.
func (w *work) stamp(at int64) int64 {
	if at <= 0 || at > w.e.At+lifecycle.MaxAhead {
		return w.second()
	}
	return at
}

func (w *work) arrive(a arrival) error {
	have, err := w.knownMessage(a.in.ID)
	switch {
	case err != nil:
		return err
	case have != nil:
		return w.repeatedMessage(a, have)
	}
	a, err = w.joinFileFirst(a)
	if err != nil {
		return err
	}
	if told, err := w.hasFuller(a); err != nil || told {
		return err
	}
	if err := w.identityIn(a); err != nil {
		return err
	}
	return w.enter(a)
}

// enter puts a message whose id is new to where it belongs.
func (w *work) enter(a arrival) error {
	switch {
	case a.in.Reaction != nil:
		return w.react(a)
	case a.in.Edit != nil:
		return w.edit(a)
	case a.in.RevokedID != "":
		return w.revoke(a)
	case a.in.System != nil:
		return w.systemIn(a)
	}
	m := w.row(a)
	if a.live && !a.group {
		if err := w.goesOn(a, m); err != nil {
			return err
		}
	}
	if a.standby {
		if err := w.heardOnly(a, m); err != nil {
			return err
		}
	}
	if err := w.quote(a, m); err != nil {
		return err
	}
	if err := w.add(a, m); err != nil {
		return err
	}
	if a.live && !a.group {
		if err := w.provingSeen(a.number, m); err != nil {
			return err
		}
	}
	return w.applyEarlierStatuses(a, m)
}

// goesOn does what follows from what a customer writes.
func (w *work) goesOn(a arrival, m *desk.Message) error {
	if only, err := w.keepOnly(a, m); err != nil || only {
		return err
	}
	if is, err := w.rates(a, m); err != nil || is {
		return err
	}
	if err := w.advanceInteraction(a, m); err != nil {
		return err
	}
	return w.answersTemplates(a.thread, a.at)
}

// row makes the message's row in its thread's current interaction.
func (w *work) row(a arrival) *desk.Message {
	m := &desk.Message{
		ID: desk.MessageID(w.id("msg")), ThreadID: a.thread.ID, InteractionID: a.thread.InteractionID,
		Direction: desk.In, ProviderID: a.in.ID, Seq: w.e.Seq, At: a.at,
		Echo: !a.live, Past: a.past, Status: desk.StatusReceived, StatusAt: a.at,
	}
	if a.past { // it was said before any of them
		m.InteractionID = ""
	}
	if a.group && !a.ours {
		m.Writer = writer(a.in.From)
	}
	if a.ours {
		m.Direction, m.Status = desk.Out, statusElsewhere(a.in.HistoryStatus)
	}
	m.AuthorKind = a.author()
	w.fill(m, a.in)
	if a.file != 0 {
		m.HeldIn = append(m.HeldIn, a.file)
	}
	return m
}

// author says what wrote a message that came in: nothing of ours, a person on the
// business's phone, or another system.
func (a arrival) author() desk.AuthorKind {
	switch {
	case !a.ours:
		return ""
	case a.in.OnPhone || a.past: // history is that of a phone
		return desk.AuthorPerson
	}
	return desk.AuthorOther
}

// statusElsewhere gives the status of a message that was sent elsewhere.
func statusElsewhere(word string) desk.Status {
	switch word {
	case "DELIVERED", "delivered":
		return desk.StatusDelivered
	case "READ", "read":
		return desk.StatusRead
	case "PLAYED", "played":
		return desk.StatusPlayed
	}
	return desk.StatusSent
}

// add puts the message into its thread.
func (w *work) add(a arrival, m *desk.Message) error {
	w.put(m)
	if err := w.appendToThread(a.thread, m); err != nil {
		return err
	}
	return w.notifyOfMessage(a, m)
}

// notifyOfMessage tells those whom a message concerns that it is there.
func (w *work) notifyOfMessage(a arrival, m *desk.Message) error {
	switch {
	case a.past, m.Rating != nil: // nobody is asked to answer a rating
		return nil
	case a.group:
		return w.notifySupervisors(desk.NoticeMessage, a.thread.ID, string(m.ID))
	case a.ours:
		w.noteAnswer(a.thread, "")
		return w.outsideAnswer(a, m)
	case !a.live || a.in.Type == channel.TypeSystem:
		return nil
	}
	if err := w.notifyOwner(a, m); err != nil {
		return err
	}
	return w.tellOfLine(a.thread, m)
}

// notifyOwner tells whoever has the open interaction of the thread.
func (w *work) notifyOwner(a arrival, m *desk.Message) error {
	if a.thread.InteractionID == "" {
		return nil
	}
	it, err := w.interaction(a.thread.InteractionID)
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	if it.State == desk.InteractionOpen {
		return w.notify(it.Owner, desk.NoticeMessage, a.thread.ID, string(m.ID))
	}
	return nil
}

// appendToThread brings the thread's row up to date with a message that is new in it.
// One that comes late does not become the last one.
func (w *work) appendToThread(t *desk.Thread, m *desk.Message) error {
	t.Messages++
	return w.updateLastMessage(t, m)
}

// updateLastMessage makes the message the thread's last one, if it is. What stands for a
// message that is not here gives way to any that is, for its time is not known.
func (w *work) updateLastMessage(t *desk.Thread, m *desk.Message) error {
	t.LastSeq = max(t.LastSeq, m.Seq)
	w.put(t)
	if t.LastMessageID == m.ID || m.At >= t.LastAt {
		t.LastMessageID, t.LastAt = m.ID, m.At
		return nil
	}
	last, err := w.message(t.LastMessageID)
	if err != nil {
		return desk.Wrap("read the thread's last message", err)
	}
	if last.Awaited && !m.Awaited {
		t.LastMessageID, t.LastAt = m.ID, m.At
	}
	return nil
}

// noteAnswer notes who of ours wrote, so that a reply that is void once somebody
// else has answered can be told.
func (w *work) noteAnswer(t *desk.Thread, by desk.UserID) {
	if t.AnswerBy != by {
		t.OtherSeq = t.AnswerSeq
	}
	t.AnswerBy, t.AnswerSeq = by, w.e.Seq
	w.put(t)
}

// outsideAnswer counts what the business wrote on its phone as a human reply.
func (w *work) outsideAnswer(a arrival, m *desk.Message) error {
	it, err := w.last(a.thread)
	if err != nil || it == nil {
		return err
	}
	if !a.thread.Open {
		w.wasAnswered(it, m)
		return nil
	}
	return w.stampReply(a.thread, it, m)
}

// advanceInteraction brings the interaction on: the customer's message continues the open
// one or starts one.
func (w *work) advanceInteraction(a arrival, m *desk.Message) error {
	it, err := w.openOf(a.thread)
	if err != nil {
		return err
	}
	if it != nil && w.overdue(it, a.at) {
		if err := w.expire(it, a.at); err != nil {
			return err
		}
		it = nil
	}
	if it != nil {
		if err := w.windowRenewed(a.thread, it, a.at); err != nil {
			return err
		}
	}
	started := it == nil
	if started {
		if it, err = w.start(a.thread, a.number); err != nil {
			return err
		}
		if err := w.firstStep(it); err != nil {
			return err
		}
	}
	if it.FirstCustomerAt == 0 || it.FirstLineID == m.ID {
		it.FirstCustomerAt = a.at
	}
	if it.FirstLineID == "" { // one that was taken up again has a stamp, but no line of its own
		it.FirstLineID = m.ID
	}
	at := a.at
	if m.Awaited { // only an edit of it is here
		at -= editTime
	}
	if it.Reopened.At != 0 && it.Reopened.CustomerAt == 0 {
		it.Reopened.CustomerAt = a.at
	}
	if err := w.wake(it, desk.SnoozeCustomer); err != nil {
		return err
	}
	it.LastCustomerAt = max(it.LastCustomerAt, at)
	m.InteractionID = it.ID
	if at >= a.thread.LastCustomerAt || a.thread.LastInboundID == "" {
		a.thread.LastCustomerAt, a.thread.LastInboundID = max(a.thread.LastCustomerAt, at), m.ID
	}
	w.put(it, a.thread)
	w.setDeadlines(it)
	if started {
		return w.ask(it, routing.TriggerArrived)
	}
	return w.leaveIfGone(it)
}
