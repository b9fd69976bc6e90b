package engine

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// An inbox may ask its customers how a conversation was, some minutes after somebody closed
// it. The question, its answer and what is written right after belong to the conversation
// that was closed: they begin none, nobody is asked to answer them, and they count in no
// record. Whether the customer is asked is decided when the question is due, once.

// latestQuestion is how late a question may be: after that the customer has forgotten what it
// is about. It is frozen with FoldVersion.
const latestQuestion = 24 * time.Hour

// noProviderChoices are the providers that cannot send a list.
var noProviderChoices = map[string]bool{"twilio": true, "vonage": true}

// setSurvey sets what an inbox asks.
func (w *work) setSurvey(box *desk.Inbox, said *wire.Survey) error {
	if said == nil {
		return nil
	}
	if *said == (wire.Survey{}) {
		box.Survey = nil
		return nil
	}
	s := desk.Survey{
		Question: strings.TrimSpace(said.Question), Thanks: strings.TrimSpace(said.Thanks),
		DelayMinutes: said.DelayMinutes, TemplateID: desk.TemplateID(said.TemplateID),
	}
	switch {
	case desk.Blank(s.Question):
		return badSurvey("question", 0)
	case utf8.RuneCountInString(s.Question) > desk.MaxSurveyQuestion:
		return badSurvey("questionLong", desk.MaxSurveyQuestion)
	case utf8.RuneCountInString(s.Thanks) > desk.MaxSurveyThanks || s.Thanks != "" && desk.Blank(s.Thanks):
		return badSurvey("thanks", desk.MaxSurveyThanks)
	case s.DelayMinutes < 0 || s.DelayMinutes > desk.MaxSurveyDelay:
		return badSurvey("delay", desk.MaxSurveyDelay)
	case s.TemplateID == "" || box.Survey != nil && s.TemplateID == box.Survey.TemplateID:
		box.Survey = &s
		return nil
	}
	tpl, err := named(w.template(s.TemplateID))(wire.AskTemplate)
	switch {
	case err != nil:
		return err
	case !asksAlone(tpl):
		return badSurvey("template", 0)
	}
	box.Survey = &s
	return nil
}

func badSurvey(what string, most int) error {
	return refuse(desk.CodeInvalid, "badSurvey", desk.Params{desk.ParamContext: what, "most": most})
}

// asksAlone says whether a template can go out with nobody to fill it in.
func asksAlone(tpl *desk.Template) bool {
	head := strings.ToUpper(tpl.HeaderKind)
	if head != "" && head != "TEXT" || len(tpl.Other) > 0 || tpl.Status != desk.TemplateApproved {
		return false
	}
	for _, b := range tpl.Buttons {
		if b.Kind == "COPY_CODE" || len(variablesOf(b.URL)) > 0 {
			return false
		}
	}
	return len(variablesOf(tpl.Body))+len(variablesOf(tpl.HeaderText)) == 0
}

func shownSurvey(said *wire.Survey) desk.Survey {
	if said == nil {
		return desk.Survey{}
	}
	return desk.Survey{Question: said.Question, Thanks: said.Thanks, DelayMinutes: said.DelayMinutes, TemplateID: desk.TemplateID(said.TemplateID)}
}

// surveyClash says whether the form changed the survey of an inbox, and somebody else made it
// something else again.
func surveyClash(box *desk.Inbox, c wire.PutInbox) bool {
	if c.Survey == nil {
		return false
	}
	now := desk.Survey{}
	if box.Survey != nil {
		now = *box.Survey
	}
	return now != shownSurvey(c.Edited.Survey) && now != shownSurvey(c.Survey)
}

// rateLater has the customer of a conversation that was closed be asked.
func (w *work) rateLater(id desk.InteractionID) error {
	it, err := w.interaction(id)
	if err != nil || it.State != desk.InteractionEnded || it.Rating != nil || it.InboxID == "" {
		return desk.Wrap("read interaction", err)
	}
	box, err := w.inbox(it.InboxID)
	if err != nil || box.Survey == nil {
		return desk.Wrap("read inbox", err)
	}
	at := w.e.At + (time.Duration(box.Survey.DelayMinutes) * time.Minute).Milliseconds()
	it.Rating = &desk.Rating{DueAt: at}
	w.put(it)
	w.setTimer(desk.TimerRating, string(it.ID), at)
	return nil
}

// ratingDue asks the customer, or says why it does not.
func (w *work) ratingDue(id desk.InteractionID) error {
	it, err := w.interaction(id)
	if err != nil || it.Rating == nil || it.Rating.DueAt == 0 {
		return err
	}
	if it.Rating.DueAt > w.e.At {
		w.setTimer(desk.TimerRating, string(it.ID), it.Rating.DueAt)
		return nil
	}
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	m, why, err := w.ratingQuestion(it, t, box)
	if err != nil {
		return err
	}
	due := it.Rating.DueAt
	w.put(it)
	if why != "" {
		it.Rating = &desk.Rating{Skipped: why}
		return nil
	}
	m.ValidUntil = due + latestQuestion.Milliseconds()
	it.Rating = &desk.Rating{AskedAt: w.e.At, MessageID: m.ID}
	t.Rated = &desk.AskedRating{InteractionID: it.ID, MessageID: m.ID, At: w.e.At}
	return w.enqueueRating(t, it, m)
}

// ratingQuestion makes what the customer is sent, or says why nothing is.
func (w *work) ratingQuestion(it *desk.Interaction, t *desk.Thread, box *desk.Inbox) (*desk.Message, desk.RatingSkip, error) {
	if why, err := w.notToAsk(it, t, box); why != "" || err != nil {
		return nil, why, err
	}
	n, err := w.number(t.NumberID)
	switch {
	case err != nil:
		return nil, "", desk.Wrap("read number", err)
	case n.Deleted || n.Off || n.News.Trouble == desk.TroubleRefused:
		return nil, desk.SkipNumber, nil
	}
	m := w.ratingMessage(t, desk.RatingQuestion)
	if !w.windowOpen(t) {
		why, err := w.askByTemplate(m, t, n, box.Survey.TemplateID)
		return m, why, err
	}
	m.Kind, m.Text = desk.KindText, box.Survey.Question+"\n"+desk.ScoreLine
	if box.Channel.Named() == desk.WhatsApp && !noProviderChoices[n.Provider] {
		m.Kind, m.Text, m.Choices = desk.KindInteractive, box.Survey.Question, desk.ScoreChoices().Of(m.ID)
	}
	return m, "", nil
}

// notToAsk says why the customer is not asked, as far as it does not depend on the number.
func (w *work) notToAsk(it *desk.Interaction, t *desk.Thread, box *desk.Inbox) (desk.RatingSkip, error) {
	why, err := w.mustNotAsk(it, t, box)
	switch {
	case why != "" || err != nil:
		return why, err
	case it.FirstCustomerAt == 0:
		return desk.SkipSilent, nil
	case t.Rated != nil && w.e.At-t.Rated.At < desk.RatingPause:
		return desk.SkipRecent, nil
	case w.e.At-it.Rating.DueAt > latestQuestion.Milliseconds():
		return desk.SkipLate, nil
	}
	return "", nil
}

// mustNotAsk says why a question must not go to the customer, which can become so until it
// leaves.
func (w *work) mustNotAsk(it *desk.Interaction, t *desk.Thread, box *desk.Inbox) (desk.RatingSkip, error) {
	switch {
	case box.Survey == nil || box.Deleted:
		return desk.SkipOff, nil
	case t.Open || t.InteractionID != it.ID || it.State != desk.InteractionEnded || t.Into != "":
		return desk.SkipReopened, nil
	case t.Elsewhere:
		return desk.SkipElsewhere, nil
	case t.Identity.Holds():
		return desk.SkipIdentity, nil
	}
	c, err := w.contact(t.ContactID)
	if err != nil {
		return "", desk.Wrap("read contact", err)
	}
	person, err := w.holderOf(c)
	switch {
	case err != nil:
		return "", err
	case person.BlockedAt != 0:
		return desk.SkipBlocked, nil
	case person.Stopped():
		return desk.SkipOptedOut, nil
	}
	return "", nil
}

// askByTemplate asks while the window is shut. A template to somebody who did not agree to it
// is sent by nobody but a person who knows why.
func (w *work) askByTemplate(m *desk.Message, t *desk.Thread, n *desk.Number, id desk.TemplateID) (desk.RatingSkip, error) {
	if id == "" {
		return desk.SkipWindow, nil
	}
	tpl, err := orZero(w.template(id))
	switch {
	case err != nil:
		return "", desk.Wrap("read template", err)
	case !asksAlone(tpl) || tpl.WabaID != n.WabaID: // one that is gone is not approved either
		return desk.SkipTemplate, nil
	}
	c, err := w.contact(t.ContactID)
	if err != nil {
		return "", desk.Wrap("read contact", err)
	}
	if c, err = w.holderOf(c); err != nil {
		return "", err
	}
	if !c.Agreed(desk.PurposeOf(tpl.Category)) {
		return desk.SkipConsent, nil
	}
	return "", w.fillTemplate(m, nil, n, wire.SendTemplate{TemplateID: string(id)})
}

func (w *work) ratingMessage(t *desk.Thread, part desk.RatingPart) *desk.Message {
	return &desk.Message{
		ID: desk.MessageID(w.id("msg")), ThreadID: t.ID, Direction: desk.Out, AuthorKind: desk.AuthorRule,
		Seq: w.e.Seq, At: w.second(), Status: desk.StatusQueued, StatusAt: w.e.At, Rating: &desk.MessageRating{Part: part},
	}
}

// enqueueRating sends a message of a rating. No clock of the conversation that was closed
// takes notice of it.
func (w *work) enqueueRating(t *desk.Thread, it *desk.Interaction, m *desk.Message) error {
	m.InteractionID, m.Epoch = it.ID, it.Epoch
	w.put(m)
	w.job(desk.JobSend, string(m.ID), t.ID, w.e.At)
	if err := w.appendToThread(t, m); err != nil || m.Kind != desk.KindTemplate {
		return err
	}
	stamp := it.TemplateAt
	err := w.asks(t, it, m)
	it.TemplateAt = stamp
	return err
}

// notAsked gives the words of a question that was held back.
var notAsked = map[desk.RatingSkip]string{
	desk.SkipReopened: "rating", desk.SkipOff: "ratingOff", desk.SkipBlocked: "ratingBlocked", desk.SkipOptedOut: "ratingOptedOut",
	desk.SkipElsewhere: "ratingElsewhere", desk.SkipIdentity: "ratingIdentity",
}

// outOfPlace says why a question that waits to leave must not any more, "" = it may.
func (w *work) outOfPlace(m *desk.Message, it *desk.Interaction, t *desk.Thread) (string, error) {
	if m.Rating == nil || m.Rating.Part != desk.RatingQuestion {
		return "", nil
	}
	box, err := orZero(w.inbox(it.InboxID))
	if err != nil {
		return "", desk.Wrap("read inbox", err)
	}
	why, err := w.mustNotAsk(it, t, box)
	return notAsked[why], err
}

// expiredWords names the sentence of a message that waited too long.
func expiredWords(m *desk.Message) string {
	if m.Rating != nil {
		return "ratingLate"
	}
	return "expired"
}

// ratingLeaves notes when a question leaves: nothing that a customer wrote before answers it.
func (w *work) ratingLeaves(m *desk.Message, t *desk.Thread) error {
	if m.Rating == nil || m.Rating.Part != desk.RatingQuestion {
		return nil
	}
	it, err := w.interaction(m.InteractionID)
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	if it.Rating != nil && it.Rating.MessageID == m.ID {
		r := *it.Rating
		r.AskedAt = w.e.At
		it.Rating = &r
		w.put(it)
	}
	if t.Rated != nil && t.Rated.MessageID == m.ID {
		t.Rated = &desk.AskedRating{InteractionID: it.ID, MessageID: m.ID, At: w.e.At}
		w.putQuiet(t)
	}
	return nil
}

// judgeRating notes whether a question got through. A customer whom it did not reach was not
// asked, and can be after their next conversation.
func (w *work) judgeRating(m *desk.Message) error {
	if m.Rating == nil || m.Rating.Part != desk.RatingQuestion {
		return nil
	}
	it, err := w.interaction(m.InteractionID)
	if missing(err) || err == nil && (it.Rating == nil || it.Rating.MessageID != m.ID || it.Rating.Failed == m.Lost()) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	t, err := w.thread(m.ThreadID)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	r := *it.Rating
	r.Failed = m.Lost()
	it.Rating = &r
	switch asked := t.Rated; {
	case r.Failed && asked != nil && asked.MessageID == m.ID:
		t.Rated = nil
	case !r.Failed && asked == nil:
		t.Rated = &desk.AskedRating{InteractionID: it.ID, MessageID: m.ID, At: r.AskedAt}
	}
	w.put(it)
	w.putQuiet(t)
	return nil
}

// rates takes what a customer sends for a rating if it is one, or what they say to theirs. When
// in doubt it is a message like any other.
func (w *work) rates(a arrival, m *desk.Message) (bool, error) {
	q, err := w.questionOf(a, m)
	if err != nil || q == nil {
		return false, err
	}
	it, err := w.interaction(q.InteractionID)
	if missing(err) || err == nil && (it.Rating == nil || it.Rating.MessageID != q.ID) {
		return false, nil
	}
	if err != nil {
		return false, desk.Wrap("read interaction", err)
	}
	is := ratingIn(a, q, it, m)
	if is == nil {
		return false, nil
	}
	m.InteractionID, m.Rating = it.ID, is
	if a.at >= a.thread.LastCustomerAt || a.thread.LastInboundID == "" {
		a.thread.LastCustomerAt, a.thread.LastInboundID = max(a.thread.LastCustomerAt, a.at), m.ID
	}
	w.put(it, a.thread)
	r := *it.Rating
	it.Rating = &r
	if is.Part == desk.RatingComment {
		r.CommentID = m.ID
		return true, w.answersTemplates(a.thread, a.at)
	}
	first := r.Score == 0
	if a.at >= r.AnsweredAt {
		r.Score, r.AnsweredAt, r.AnswerID = is.Score, a.at, m.ID
	}
	if err := w.answersTemplates(a.thread, a.at); err != nil || !first {
		return true, err
	}
	return true, w.thank(a.thread, it)
}

// questionOf gives the question that a message of a customer's may be about: the one in which
// they tapped, however many came after it, or else the last one. nil = none.
func (w *work) questionOf(a arrival, m *desk.Message) (*desk.Message, error) {
	id, err := w.questionNamed(a, m)
	if err != nil {
		return nil, err
	}
	if id != "" {
		if q, err := w.ownQuestion(a.thread, id); q != nil || err != nil {
			return q, err
		}
	}
	if a.thread.Rated == nil {
		return nil, nil // none is an answer here
	}
	q, err := w.message(a.thread.Rated.MessageID)
	return q, desk.Wrap("read question", err)
}

// questionNamed gives the message that a tap names, "" = none. What is in it came from
// outside and may be anything.
func (w *work) questionNamed(a arrival, m *desk.Message) (desk.MessageID, error) {
	switch i := m.Interactive; {
	case a.Rated != nil: // what it said was erased since
		return a.Rated.Question, nil
	case i == nil:
		return "", nil
	case i.Kind == "listReply" || i.Kind == "buttonReply":
		return desk.QuestionTapped(i.ID), nil
	case i.Kind == "button" && a.in.Context != nil:
		q, err := w.knownMessage(a.in.Context.ID)
		if q == nil || err != nil {
			return "", err
		}
		return q.ID, nil
	}
	return "", nil
}

// ownQuestion gives a question that went to the customer of a thread, in it or in one that
// goes on in it; nil = it is none.
func (w *work) ownQuestion(t *desk.Thread, id desk.MessageID) (*desk.Message, error) {
	q, err := w.message(id)
	switch {
	case missing(err):
		return nil, nil // unknown is an answer here
	case err != nil:
		return nil, desk.Wrap("read question", err)
	case q.Direction != desk.Out || q.Rating == nil || q.Rating.Part != desk.RatingQuestion:
		return nil, nil // it is something else
	}
	for at := q.ThreadID; at != ""; {
		if at == t.ID {
			return q, nil
		}
		in, err := w.thread(at)
		if err != nil {
			return nil, desk.Wrap("read thread", err)
		}
		at = in.Into
	}
	return nil, nil // it went to somebody else
}

// ratingIn says what of a rating a message is, nil = nothing.
func ratingIn(a arrival, q *desk.Message, it *desk.Interaction, m *desk.Message) *desk.MessageRating {
	if a.Rated != nil {
		return a.Rated
	}
	since := a.at - it.Rating.AskedAt
	if n := tappedScore(a, q, m); n > 0 && since < desk.RatingTapTime {
		return answerTo(q, n)
	}
	asked := q.ProviderID != "" && !q.Lost() && a.at >= it.Rating.AskedAt-it.Rating.AskedAt%1000 // stamps are whole seconds
	other := a.in.Context != nil && a.in.Context.ID != "" && a.in.Context.ID != q.ProviderID
	if !asked || a.thread.Open || a.thread.InteractionID != it.ID || m.Kind != desk.KindText || other || m.Forwarded != "" {
		return nil
	}
	if n := desk.ScoreWritten(m.Text); n > 0 && since < desk.RatingTextTime {
		return answerTo(q, n)
	}
	if isComment(it.Rating, a.at, m.Text) {
		return &desk.MessageRating{Part: desk.RatingComment}
	}
	return nil
}

func answerTo(q *desk.Message, score int) *desk.MessageRating {
	return &desk.MessageRating{Part: desk.RatingAnswer, Score: score, Question: q.ID}
}

// ratingEdited judges an answer or a comment again whose author changed it. What is none any
// more is a message like any other, which somebody must read.
func (w *work) ratingEdited(a arrival, m *desk.Message) error {
	if m.Rating == nil || !a.live || a.group || m.Revoked {
		return nil
	}
	it, err := w.interaction(m.InteractionID)
	if err != nil || it.Rating == nil {
		return desk.Wrap("read interaction", err)
	}
	r := *it.Rating
	it.Rating = &r
	w.put(it)
	if is := stillRates(a, m); is != nil {
		m.Rating = is
		if r.AnswerID == m.ID {
			r.Score = is.Score
		}
		return nil
	}
	if r.AnswerID == m.ID {
		if err := w.answerBefore(&r, m); err != nil {
			return err
		}
	}
	if r.CommentID == m.ID {
		r.CommentID = ""
	}
	m.Rating, m.Unrated = nil, m.Rating
	return w.advanceInteraction(a, m)
}

// mostForScores is how many of a conversation's messages before an answer are looked at for the
// one that holds once that was taken back. It is frozen with FoldVersion.
const mostForScores = 100

// answerBefore has the answer hold that a customer gave before one which is none any more.
func (w *work) answerBefore(r *desk.Rating, gone *desk.Message) error {
	r.Score, r.AnsweredAt, r.AnswerID = 0, 0, ""
	newest, err := list[desk.Message](w, desk.MessagesUpTo.With(string(gone.ThreadID), gone.At+desk.ClockSlack, w.e.Seq+1).First(mostForScores))
	if err != nil {
		return desk.Wrap("read answers", err)
	}
	for _, m := range newest {
		if m.ID != gone.ID && m.Rating != nil && m.Rating.Part == desk.RatingAnswer && m.Rating.Question == r.MessageID {
			r.Score, r.AnsweredAt, r.AnswerID = m.Rating.Score, m.At, m.ID
			return nil
		}
	}
	return nil
}

// stillRates says what of a rating a message is that was edited, nil = nothing.
func stillRates(a arrival, m *desk.Message) *desk.MessageRating {
	switch {
	case a.Rated != nil:
		return a.Rated
	case m.Kind != desk.KindText:
		return nil
	case m.Rating.Part == desk.RatingComment && readsAsComment(m.Text):
		return m.Rating
	case m.Rating.Part == desk.RatingAnswer:
		if n := desk.ScoreWritten(m.Text); n > 0 {
			return &desk.MessageRating{Part: desk.RatingAnswer, Score: n, Question: m.Rating.Question}
		}
	}
	return nil
}

// tappedScore gives the score of what was tapped in the question, 0 = it is something else.
func tappedScore(a arrival, q, m *desk.Message) int {
	i := m.Interactive
	switch {
	case i == nil:
		return 0
	case i.Kind == "listReply" || i.Kind == "buttonReply":
		return desk.ScoreTapped(q.ID, i.ID)
	case i.Kind == "button" && a.in.Context != nil && a.in.Context.ID == q.ProviderID && q.ProviderID != "":
		return desk.ScoreWritten(i.Title)
	}
	return 0
}

// isComment says whether words are a comment to a rating and nothing else: the first ones,
// right after it, short, and no question. Who is unhappy and goes on writing needs a person.
func isComment(r *desk.Rating, at int64, text string) bool {
	return r.Score > desk.LowScore && r.CommentID == "" && at >= r.AnsweredAt && at-r.AnsweredAt <= desk.RatingCommentTime && readsAsComment(text)
}

func readsAsComment(text string) bool {
	return utf8.RuneCountInString(text) <= desk.MaxRatingComment && !strings.ContainsAny(text, "?؟？;՞") && !desk.Blank(text)
}

// thank answers a rating, if the inbox does.
func (w *work) thank(t *desk.Thread, it *desk.Interaction) error {
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	if box.Survey == nil || box.Survey.Thanks == "" || t.Open || t.ID != it.ThreadID || !w.windowOpen(t) {
		return nil
	}
	m := w.ratingMessage(t, desk.RatingThanks)
	m.Kind, m.Text = desk.KindText, box.Survey.Thanks
	return w.enqueueRating(t, it, m)
}

// keepRated has an item say what it was of a rating, once what it said is erased: a rebuild
// would take it for a message.
func (w *work) keepRated(r *desk.MessageRating, kind desk.EntryKind, left []byte) []byte {
	if r == nil || !w.engine.holdsContent(kind) {
		return left
	}
	with, how := without(left, func(e *desk.ItemEntry) holding {
		e.Rated = r
		return contentOne
	})
	if how != contentOne {
		return left
	}
	return with
}

// ratedIn gives what a message of a customer's was of a rating when an entry came: the first
// one that holds it, or one that changed it.
func ratedIn(m *desk.Message, first bool) *desk.MessageRating {
	switch {
	case m.Direction != desk.In:
		return nil
	case m.Rating == nil && first:
		return m.Unrated
	}
	return m.Rating
}
