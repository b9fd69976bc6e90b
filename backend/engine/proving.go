package engine

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdProvingBegin begins a test of a number on purpose, in place of an earlier one.
func (w *work) cmdProvingBegin(r request, c wire.NumberRef) (*wire.None, error) {
	n, err := w.liveNumber(desk.NumberID(c.NumberID))
	if err != nil {
		return nil, err
	}
	row, err := w.checkup(n.ID)
	if err != nil {
		return nil, err
	}
	if row == nil {
		if row, err = w.firstCheckup(n); err != nil {
			return nil, err
		}
	}
	row.Proving = &desk.Proving{Code: desk.ProvingCode(w.id("prv")), By: r.by.ID, Since: w.e.At}
	w.put(row)
	return nil, nil
}

// cmdProvingCancel ends a test. There being none is no fault: somebody else was quicker.
func (w *work) cmdProvingCancel(_ request, c wire.NumberRef) (*wire.None, error) {
	n, err := w.liveNumber(desk.NumberID(c.NumberID))
	if err != nil {
		return nil, err
	}
	row, err := w.checkup(n.ID)
	if err != nil || row == nil || row.Proving == nil {
		return nil, err
	}
	row.Proving = nil
	w.put(row)
	return nil, nil
}

// cmdProvingAnswer takes the conversation in which the code came, unless a colleague has
// it, and answers in it as anybody would: through the window, the ledger and the sender.
func (w *work) cmdProvingAnswer(r request, c wire.ProvingAnswer) (*wire.SendResult, error) {
	if _, err := w.liveNumber(desk.NumberID(c.NumberID)); err != nil {
		return nil, err
	}
	n, err := w.usableNumber(desk.NumberID(c.NumberID))
	if err != nil {
		return nil, err
	}
	row, err := w.checkup(n.ID)
	switch {
	case err != nil:
		return nil, err
	case row == nil || row.Proving == nil || row.Proving.ThreadID == "":
		return nil, refuse(desk.CodeConflict, "proving", desk.Params{desk.ParamContext: "unseen"})
	case row.Proving.Answered():
		return nil, refuse(desk.CodeConflict, "proving", desk.Params{desk.ParamContext: "answered"})
	}
	t, err := named(w.thread(row.Proving.ThreadID))(wire.AskThread)
	if err != nil {
		return nil, err
	}
	it, err := w.openOf(t)
	if err != nil {
		return nil, err
	}
	if err := w.takeForProving(r.by, it); err != nil {
		return nil, err
	}
	m, err := w.compose(r, t, n, wire.SendContent{Kind: string(desk.KindText), Text: c.Text})
	if err != nil {
		return nil, err
	}
	return w.enqueue(t, it, m)
}

// takeForProving makes the interaction that of who answers the tester. One that a
// colleague has is left to them: their answer proves as much.
func (w *work) takeForProving(u *desk.User, it *desk.Interaction) error {
	switch {
	case it == nil:
		return refuse(desk.CodeConflict, "proving", desk.Params{desk.ParamContext: "ended"})
	case it.State == desk.InteractionOpen && it.Owner == u.ID:
		return nil
	case it.State == desk.InteractionOpen:
		return refuse(desk.CodeConflict, "proving", desk.Params{desk.ParamContext: "owned", "who": w.nameOf(it.Owner)})
	}
	if err := mayHold(u); err != nil {
		return err
	}
	return w.assign(it, u.ID, desk.SpanTook)
}

// provingSeen notes a customer's text that has the code of the number's test. Another one
// begins the answer anew, unless the test is passed.
func (w *work) provingSeen(n *desk.Number, m *desk.Message) error {
	row, err := w.checkup(n.ID)
	if err != nil || row == nil || !row.Proving.In(m.Text) || row.Proving.Arrived() {
		return err
	}
	p := row.Proving
	row.Proving = &desk.Proving{Code: p.Code, By: p.By, Since: p.Since, ThreadID: m.ThreadID, SeenAt: w.e.At, SeenSeq: w.e.Seq}
	w.put(row)
	return nil
}

// noteProving brings tests up to date with the answers that this fold has moved, whatever
// moved them: a send, a receipt, a refusal, a person who gave up.
func (w *work) noteProving() error {
	for i := 0; i < len(w.dirty); i++ { // putting a checkup makes it longer
		if w.dirty[i].Kind != desk.RowMessage {
			continue
		}
		m, ok := w.rows.get(w.dirty[i]).row.(*desk.Message)
		if !ok || m.Direction != desk.Out || m.Echo || m.Kind == desk.KindReaction || m.Kind == desk.KindNote {
			continue
		}
		if err := w.noteAnswerOfProving(m); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) noteAnswerOfProving(m *desk.Message) error {
	t, err := w.thread(m.ThreadID)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	row, err := w.checkup(t.NumberID)
	if err != nil || row == nil || row.Proving == nil || row.Proving.ThreadID != t.ID || m.Seq <= row.Proving.SeenSeq {
		return err
	}
	p := row.Proving
	if p.AnswerID != m.ID {
		if p.Answered() || p.Arrived() {
			return nil
		}
		p.AnswerID = m.ID
	}
	var said *desk.Said
	if m.Problem != nil {
		said = m.Problem.Said
	}
	if p.Status == m.Status && p.StatusAt == m.StatusAt && p.Said.Equal(said) {
		return nil
	}
	p.Status, p.StatusAt, p.Said = m.Status, m.StatusAt, said.Clone()
	w.put(row)
	return nil
}
