package engine

import (
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdSend queues a reply, or a template that starts a new interaction in a
// thread whose last one has ended.
func (w *work) cmdSend(r request, c wire.Send) (*wire.SendResult, error) {
	t, err := named(w.thread(desk.ThreadID(c.ThreadID)))(wire.AskThread)
	if err != nil {
		return nil, err
	}
	it, err := w.openOf(t)
	if err != nil {
		return nil, err
	}
	n, err := w.usableNumber(t.NumberID)
	if err != nil {
		return nil, err
	}
	template := c.Content.Kind == string(desk.KindTemplate)
	switch {
	case it != nil:
		err = w.mayReply(r.by, t, it, c)
	case !template && !channel.RulesOf(n.Channel).TextOnly:
		err = refuse(desk.CodeConflict, "ended", desk.Params{"context": "send"})
	default:
		it, err = w.startByUs(r.by, t, n, c.Back)
	}
	if err != nil {
		return nil, err
	}
	m, err := w.compose(r, t, n, c.Content)
	if err != nil {
		return nil, err
	}
	if err := w.agreedTo(r.by, t, m, asking{c.AskOptIn, c.OptIn}); err != nil {
		return nil, err
	}
	m.ValidUntil = c.ValidUntil
	return w.enqueue(t, it, m)
}

// mayReply holds the reply against its contract: it is for this interaction, of
// which the person is the owner, still in time, and nobody else has answered.
func (w *work) mayReply(u *desk.User, t *desk.Thread, it *desk.Interaction, c wire.Send) error {
	switch {
	case it.State != desk.InteractionOpen:
		return refuse(desk.CodeConflict, "notOwner", desk.Params{"context": "waiting"})
	case it.Owner != u.ID:
		return refuse(desk.CodeConflict, "notOwner", desk.Params{"context": "owned", "who": w.nameOf(it.Owner)})
	case c.InteractionID != "" && c.InteractionID != string(it.ID):
		return refuse(desk.CodeConflict, "ended", desk.Params{"context": "next"})
	case c.OnlyUnanswered && answeredByOther(t, u.ID) > c.SeenSeq:
		return w.errAnswered(t, u.ID)
	case c.OnlyUnchanged && t.Changed != nil && t.Changed.Seq > c.SeenSeq:
		return errChanged(*t.Changed)
	case c.Epoch != it.Epoch:
		return refuse(desk.CodeConflict, "notOwner", desk.Params{"context": "changed"})
	case c.ValidUntil > 0 && w.e.At > c.ValidUntil:
		return refuse(desk.CodeConflict, "expired")
	}
	return nil
}

// errAnswered says who else has answered, as far as that is still known: whoever has written
// since does not have the other's name noted.
func (w *work) errAnswered(t *desk.Thread, u desk.UserID) error {
	who := ""
	if t.AnswerBy != u {
		who = w.nameOf(t.AnswerBy)
	}
	return refuse(desk.CodeConflict, "answered", desk.Params{"who": who})
}

// errChanged says what the customer did to what they had asked, and when.
func errChanged(c desk.Rewritten) error {
	what := "edited"
	if c.Deleted {
		what = "deleted"
	}
	return refuse(desk.CodeConflict, "questionChanged", desk.Params{desk.ParamContext: what, "at": c.At})
}

// answeredByOther gives the sequence of the last message of ours that is not
// this person's.
func answeredByOther(t *desk.Thread, u desk.UserID) int64 {
	if t.AnswerBy == u {
		return t.OtherSeq
	}
	return t.AnswerSeq
}

// startByUs starts an interaction by what the business writes first, owned by who sends
// it; back gives it to whoever had the last one.
func (w *work) startByUs(u *desk.User, t *desk.Thread, n *desk.Number, back bool) (*desk.Interaction, error) {
	if !u.Outbound.From(n.ID) {
		return nil, errNotOutbound(n)
	}
	allowed, err := w.mayUse(u, n)
	if err != nil {
		return nil, err
	}
	last, err := w.last(t)
	if err != nil {
		return nil, err
	}
	if !allowed {
		allowed = last != nil && slices.Contains(last.Handlers, u.ID)
	}
	if !allowed {
		return nil, errNotMember(n)
	}
	if err := mayHold(u); err != nil {
		return nil, err
	}
	if err := mayBeginIn(t, n); err != nil {
		return nil, err
	}
	it, err := w.start(t, n)
	if err != nil {
		return nil, err
	}
	it.BusinessStarted, it.TemplateAt = true, w.e.At
	if back && last != nil && last.Owner != u.ID {
		if given, err := w.giveBack(it, last.Owner); given || err != nil {
			return it, err
		}
	}
	return it, w.assign(it, u.ID, desk.SpanStarted)
}

// giveBack gives a new interaction to whoever had the last one, if they can still have
// it: whether they are there now does not matter, since the customer has yet to answer.
func (w *work) giveBack(it *desk.Interaction, to desk.UserID) (bool, error) {
	u, err := orZero(w.user(to))
	if err != nil {
		return false, desk.Wrap("read user", err)
	}
	if !u.Active || !u.WhatsApp || !u.FullyLicensed() {
		return false, nil
	}
	if !u.Role.Supervisor() && it.InboxID != "" {
		box, err := w.inbox(it.InboxID)
		if err != nil {
			return false, desk.Wrap("read inbox", err)
		}
		if !slices.Contains(box.Members, to) {
			return false, nil
		}
	}
	if err := w.assign(it, to, desk.SpanBack); err != nil {
		return false, err
	}
	return true, w.notify(to, desk.NoticeTransfer, it.ThreadID, string(it.ID))
}

// mayBegin refuses to begin anything from a number that is switched off.
func mayBegin(n *desk.Number) error {
	if n.Off {
		return refuse(desk.CodeConflict, "numberOff", desk.Params{"number": n.Name})
	}
	return nil
}

// usableNumber refuses a number from which nothing can be sent.
func (w *work) usableNumber(id desk.NumberID) (*desk.Number, error) {
	n, err := named(w.number(id))(wire.AskNumber)
	switch {
	case err != nil:
		return nil, err
	case n.Deleted:
		return nil, refuse(desk.CodeConflict, "numberGone")
	case n.News.Trouble == desk.TroubleRefused:
		return nil, refuse(desk.CodeConflict, "numberProblem", desk.Params{"number": n.Name})
	}
	return n, nil
}

// compose makes the message of what the person wrote.
func (w *work) compose(r request, t *desk.Thread, n *desk.Number, c wire.SendContent) (*desk.Message, error) {
	to, err := w.contact(t.ContactID)
	if err != nil {
		return nil, desk.Wrap("read contact", err)
	}
	if to.Group {
		return nil, errGroup()
	}
	m := &desk.Message{
		ID: desk.MessageID(w.id("msg")), ThreadID: t.ID, Direction: desk.Out, Author: r.by.ID, AuthorKind: desk.AuthorPerson, ClientID: r.clientID,
		Seq: w.e.Seq, At: w.second(), Status: desk.StatusQueued, StatusAt: w.e.At,
	}
	if err := w.write(m, r.by, n, c); err != nil {
		return nil, err
	}
	if m.Kind != desk.KindTemplate && !w.windowOpen(t) {
		return nil, refuse(desk.CodeConflict, "windowClosed")
	}
	if c.ReplyTo == "" {
		return m, nil
	}
	target, err := named(w.message(desk.MessageID(c.ReplyTo)))(wire.AskMessage)
	if err != nil {
		return nil, err
	}
	if target.ThreadID != t.ID || target.ProviderID == "" {
		return nil, refuse(desk.CodeInvalid, "badTarget")
	}
	m.ReplyTo = target.ID
	return m, nil
}

// enqueue puts the message into its thread and asks the sender to deliver it.
func (w *work) enqueue(t *desk.Thread, it *desk.Interaction, m *desk.Message) (*wire.SendResult, error) {
	m.InteractionID, m.Epoch = it.ID, it.Epoch
	w.put(m)
	w.job(desk.JobSend, string(m.ID), t.ID, w.e.At)
	answer := &wire.SendResult{MessageID: string(m.ID), ThreadID: string(t.ID)}
	if m.Kind == desk.KindReaction {
		return answer, w.reactOut(m)
	}
	if err := w.appendToThread(t, m); err != nil {
		return nil, err
	}
	if m.AuthorKind.Answers() {
		w.noteAnswer(t, m.Author)
	}
	if m.Kind == desk.KindTemplate {
		if err := w.asks(t, it, m); err != nil {
			return nil, err
		}
	}
	return answer, w.stampReply(t, it, m)
}

// reactOut shows our emoji on its target at once.
func (w *work) reactOut(m *desk.Message) error {
	target, err := w.message(m.ReplyTo)
	if err != nil {
		return desk.Wrap("read message", err)
	}
	target.Reactions = reacted(target.Reactions, desk.Reaction{From: desk.Out, Emoji: m.Text, At: m.At})
	w.put(target)
	return nil
}

// cmdStartThread begins a conversation.
func (w *work) cmdStartThread(r request, c wire.StartThread) (*wire.SendResult, error) {
	if err := w.mayStart(r.by, c); err != nil {
		return nil, err
	}
	n, err := w.usableNumber(desk.NumberID(c.NumberID))
	if err != nil {
		return nil, err
	}
	contact, err := w.addressee(c, n)
	if err != nil {
		return nil, err
	}
	t, err := w.threadWith(n.ID, contact.ID)
	if err != nil {
		return nil, err
	}
	it, err := w.openOf(t)
	if err != nil {
		return nil, err
	}
	switch {
	case it == nil:
		if it, err = w.startByUs(r.by, t, n, false); err != nil {
			return nil, err
		}
	case it.State != desk.InteractionOpen || it.Owner != r.by.ID:
		return nil, w.refuseIfServed(r.by, t, it)
	}
	m, err := w.compose(r, t, n, firstOfThread(c, n))
	if err != nil {
		return nil, err
	}
	if err := w.agreedTo(r.by, t, m, asking{c.AskOptIn, c.OptIn}); err != nil {
		return nil, err
	}
	return w.enqueue(t, it, m)
}

// firstOfThread is what a conversation begins with.
func firstOfThread(c wire.StartThread, n *desk.Number) wire.SendContent {
	if channel.RulesOf(n.Channel).TextOnly {
		return wire.SendContent{Kind: string(desk.KindText), Text: c.Text}
	}
	return wire.SendContent{Kind: string(desk.KindTemplate), Template: &c.Template}
}

// dialled gives the digits of a number that a person typed.
func dialled(typed string) (string, error) {
	n, err := phone.ParseDialled(typed)
	if err != nil {
		return "", refused(err)
	}
	return strings.TrimPrefix(string(n.E164), "+"), nil
}

// mayStart says whether the person may write from the number at all: it is of
// one of their inboxes, or they have handled a conversation with this customer.
// It comes before anything that tells who writes with whom, and costs the same
// reads whether or not the customer is known.
func (w *work) mayStart(u *desk.User, c wire.StartThread) error {
	n, err := named(w.number(desk.NumberID(c.NumberID)))(wire.AskNumber)
	if err != nil {
		return err
	}
	if !u.Outbound.From(n.ID) {
		return errNotOutbound(n)
	}
	allowed, err := w.mayUse(u, n)
	if err != nil || allowed {
		return err
	}
	who := desk.ContactID(c.ContactID)
	if who == "" {
		digits, _ := dialled(c.Phone) // what is no number is nobody's
		contact, err := w.contactByPhone(desk.PhoneNumber(digits))
		if err != nil {
			return err
		}
		if contact != nil {
			who = contact.ID
		}
	}
	t, err := orZero(w.st.ThreadOf(w.ctx, w.e.Org, n.ID, who))
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	last, err := orZero(w.interaction(t.InteractionID))
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	if !slices.Contains(last.Handlers, u.ID) {
		return errNotMember(n)
	}
	return nil
}

func errNotMember(n *desk.Number) error {
	return refuse(desk.CodeForbidden, "notMember", desk.Params{"context": "number", "number": n.Name})
}

// refuseIfServed refuses to start a conversation with a customer who has one. Who has
// it is said only to those who may see it.
func (w *work) refuseIfServed(u *desk.User, t *desk.Thread, it *desk.Interaction) error {
	v, s, err := w.subject(u, t.ID)
	switch {
	case err != nil:
		return err
	case v.Access(s) == "":
		return refuse(desk.CodeConflict, "served")
	case it.State != desk.InteractionOpen:
		return refuse(desk.CodeConflict, "waiting", desk.Params{"context": "customer"})
	}
	return refuse(desk.CodeConflict, "notOwner", desk.Params{"context": "talking", "who": w.nameOf(it.Owner)})
}

// addressee finds the contact, or makes one for a number that was typed. What
// the provider makes of the number is learnt when the message is accepted.
func (w *work) addressee(c wire.StartThread, n *desk.Number) (*desk.Contact, error) {
	if c.ContactID != "" {
		return named(w.contact(desk.ContactID(c.ContactID)))(wire.AskContact)
	}
	digits, err := dialled(c.Phone)
	if err != nil {
		return nil, err
	}
	if n.Phone.Digits() == digits {
		return nil, refuse(desk.CodeInvalid, "ownNumber")
	}
	contact, err := w.contactTyped(digits)
	if err != nil {
		return nil, err
	}
	if contact.SavedName == "" && c.Name != "" {
		name, err := cleanName(c.Name, "contactName")
		if err != nil {
			return nil, err
		}
		contact.SavedName = name
		w.put(contact)
	}
	return contact, nil
}

// cmdResend sends the content of a message again that did not get through, as a
// new message: what became of the first one stays as it is.
func (w *work) cmdResend(r request, c wire.MessageRef) (*wire.SendResult, error) {
	old, t, err := w.ourMessage(c.MessageID)
	if err != nil {
		return nil, err
	}
	it, err := w.openOf(t)
	if err != nil {
		return nil, err
	}
	if it == nil {
		return nil, refuse(desk.CodeConflict, "ended", desk.Params{"context": "reopen"})
	}
	n, err := w.usableNumber(t.NumberID)
	if err != nil {
		return nil, err
	}
	if err := w.mayReply(r.by, t, it, wire.Send{Epoch: it.Epoch}); err != nil {
		return nil, err
	}
	failed := old.Problem != nil && !old.Problem.Ours()
	switch {
	case old.Rating != nil:
		return nil, refuse(desk.CodeConflict, "notFailed", desk.Params{desk.ParamContext: "rating"})
	case old.Erased:
		return nil, refuse(desk.CodeConflict, "erased", desk.Params{"context": "message"})
	case old.Status == desk.StatusUnknown:
		if err := w.giveUp(old, t); err != nil {
			return nil, err
		}
	case old.Status != desk.StatusRejected && old.Status != desk.StatusCancelled && !failed:
		return nil, refuse(desk.CodeConflict, "notFailed")
	}
	if old.Kind != desk.KindTemplate && !w.windowOpen(t) {
		return nil, refuse(desk.CodeConflict, "windowClosed", desk.Params{"context": "resend"})
	}
	if err := w.stillApproved(old, n); err != nil {
		return nil, err
	}
	if err := w.agreedTo(r.by, t, old, asking{}); err != nil {
		return nil, err
	}
	m := *old
	m.ID, m.Author, m.ClientID, m.ProviderID = desk.MessageID(w.id("msg")), r.by.ID, r.clientID, ""
	m.Seq, m.At, m.Status, m.StatusAt = w.e.Seq, w.second(), desk.StatusQueued, w.e.At
	m.Problem, m.Reactions, m.ValidUntil = nil, nil, 0
	m.IdentityHash = ""
	m.HeldIn, m.Copies, m.AuthorKind, m.Contrary = nil, nil, desk.AuthorPerson, nil
	m.Choices = old.Choices.Of(m.ID)
	old.Copies = append(slices.Clone(old.Copies), m.ID)
	w.putQuiet(old)
	if err := w.markFailureRead(old); err != nil {
		return nil, err
	}
	return w.enqueue(t, it, &m)
}

// cmdCancel gives up a send that has not left, or of which nobody knows.
func (w *work) cmdCancel(r request, c wire.MessageRef) (*wire.None, error) {
	m, t, err := w.ourMessage(c.MessageID)
	if err != nil {
		return nil, err
	}
	if m.Author != r.by.ID && !r.by.Role.Supervisor() {
		return nil, refuse(desk.CodeForbidden, "notYours", desk.Params{"context": "message"})
	}
	if m.Status == desk.StatusPosting && !deferred(m) {
		return nil, refuse(desk.CodeConflict, "posting")
	}
	if !desk.Climbs(m.Status, desk.StatusCancelled) {
		return nil, refuse(desk.CodeConflict, "left")
	}
	return nil, w.giveUp(m, t)
}

// giveUp cancels a send. If a status says later that it went out after all, the message
// takes that status.
func (w *work) giveUp(m *desk.Message, t *desk.Thread) error {
	w.unjob(desk.JobSend, string(m.ID))
	if err := w.release(t, m); err != nil {
		return err
	}
	m.Status, m.StatusAt, m.Problem = desk.StatusCancelled, w.e.At, nil
	w.put(m)
	if err := w.markFailureRead(m); err != nil {
		return err
	}
	return w.uncountReply(m)
}

func (w *work) ourMessage(id string) (*desk.Message, *desk.Thread, error) {
	m, err := named(w.message(desk.MessageID(id)))(wire.AskMessage)
	if err != nil {
		return nil, nil, err
	}
	if m.Direction != desk.Out || m.Echo || m.Kind == desk.KindNote {
		return nil, nil, refuse(desk.CodeInvalid, "notOurs")
	}
	t, err := w.thread(m.ThreadID)
	return m, t, desk.Wrap("read thread", err)
}
