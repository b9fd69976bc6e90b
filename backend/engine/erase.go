package engine

import (
	"encoding/json"
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// An erasure takes away what was said and leaves that something was: who wrote to
// whom, when, and what followed. In the record, what stays of an entry is such
// that folding it gives the same rows as before, without the content.

// cmdErase has the content of a message erased, with that of its copies: messages
// that were sent again.
func (w *work) cmdErase(r request, c wire.MessageRef) (*wire.None, error) {
	e := desk.EraseEntry{By: r.by.ID}
	if err := w.collect(&e, desk.MessageID(c.MessageID)); err != nil {
		return nil, err
	}
	if len(e.Messages) == 0 {
		return nil, nil
	}
	return nil, w.then(desk.EntryErase, e)
}

// collect adds a message, what holds its content, and its copies.
func (w *work) collect(e *desk.EraseEntry, id desk.MessageID) error {
	m, err := named(w.message(id))(wire.AskMessage)
	switch {
	case err != nil:
		return err
	case slices.Contains(e.Messages, id), m.Erased && len(m.HeldIn) == 0:
		return nil
	case m.Awaited, m.Kind == desk.KindReaction:
		return refuse(desk.CodeConflict, "notErasable")
	case m.Status == desk.StatusQueued, m.Status == desk.StatusPosting, m.Status == desk.StatusUnknown:
		return refuse(desk.CodeConflict, "notErasable", desk.Params{"context": "sending"})
	}
	e.Messages = append(e.Messages, id)
	for _, seq := range heldIn(m) {
		if err := w.collectEntry(e, m, seq); err != nil {
			return err
		}
	}
	for _, copied := range m.Copies {
		if err := w.collect(e, copied); err != nil {
			return err
		}
	}
	return nil
}

// heldIn gives the entries that hold something of a message.
func heldIn(m *desk.Message) []int64 {
	list := append(slices.Clone(m.HeldIn), m.Seq)
	slices.Sort(list)
	return slices.Compact(list)
}

func (w *work) collectEntry(e *desk.EraseEntry, m *desk.Message, seq int64) error {
	if slices.ContainsFunc(e.Entries, func(have desk.ErasedEntry) bool { return have.Seq == seq }) {
		return nil
	}
	held, err := w.st.Entry(w.ctx, w.e.Org, seq)
	if err != nil {
		return desk.Wrap("read entry", err)
	}
	left, how := w.engine.withoutContent(held.Kind, held.Payload)
	switch how {
	case contentNone:
		return nil
	case contentMany:
		return refuse(desk.CodeConflict, "notErasable")
	default:
	}
	e.Entries = append(e.Entries, desk.ErasedEntry{Seq: seq, Left: desk.PayloadHash(w.keepRated(ratedIn(m, seq == heldIn(m)[0]), held.Kind, left))})
	return nil
}

// foldErase takes the content out of the rows and out of the record.
func (w *work) foldErase() error {
	e, err := payload[desk.EraseEntry](w)
	if err != nil {
		return err
	}
	rated := func(int64) *desk.MessageRating { return nil }
	for _, id := range e.Messages {
		m, err := w.message(id)
		if missing(err) {
			continue
		}
		if err != nil {
			return desk.Wrap("read message", err)
		}
		if first := heldIn(m)[0]; m.Direction == desk.In {
			rated = func(seq int64) *desk.MessageRating { return ratedIn(m, seq == first) }
		}
		w.erase(m)
	}
	for _, one := range e.Entries {
		held, err := w.st.Entry(w.ctx, w.e.Org, one.Seq)
		if err != nil {
			return desk.Wrap("read entry", err)
		}
		if left, how := w.engine.withoutContent(held.Kind, held.Payload); how == contentOne {
			w.erasures = append(w.erasures, desk.Erasure{Seq: one.Seq, Left: w.keepRated(rated(one.Seq), held.Kind, left)})
		}
	}
	return nil
}

// erase leaves of a message that there was one.
func (w *work) erase(m *desk.Message) {
	if m.Media != nil {
		w.unjob(desk.JobFetchMedia, string(m.ID))
	}
	if m.Ad != nil {
		w.unjob(desk.JobFetchAd, string(m.ID))
	}
	m.Text, m.Media, m.Location, m.Contacts, m.Interactive, m.Template = "", nil, nil, nil, nil, nil
	m.Referral, m.Ad, m.Earlier, m.MoreSeq, m.Mentions, m.Choices = "", nil, nil, 0, nil, nil
	m.Erased, m.HeldIn = true, nil
	w.put(m)
}

// holds notes that this entry has something of the message's content.
func (w *work) holds(m *desk.Message) {
	add := []int64{w.e.Seq}
	if w.replayed != nil { // it is a copy of the one that was not understood
		add = append(append(add, w.replayed.Seq), w.replayed.Tries...)
	}
	for _, seq := range add {
		if !slices.Contains(m.HeldIn, seq) {
			m.HeldIn = append(slices.Clone(m.HeldIn), seq)
		}
	}
}

// holdings brings what a message's row says of the entries that hold it into its
// shortest form: the one of Seq is not named. base is the row before this fold.
func holdings(m, base *desk.Message) {
	if base != nil && base.Seq != m.Seq && (!base.Awaited || base.Edited) && !m.Erased && !slices.Contains(m.HeldIn, base.Seq) {
		m.HeldIn = append(slices.Clone(m.HeldIn), base.Seq)
	}
	if at := slices.Index(m.HeldIn, m.Seq); at >= 0 {
		m.HeldIn = slices.Delete(slices.Clone(m.HeldIn), at, at+1)
	}
	if len(m.HeldIn) == 0 {
		m.HeldIn = nil
	}
}

// holding says what an entry has of what people wrote.
type holding int

const (
	contentNone holding = iota
	contentOne          // of one message
	contentMany         // of many, which cannot be told apart
)

// withoutContent gives what stays of a payload without what people wrote.
func (g *Engine) withoutContent(kind desk.EntryKind, payload []byte) (left []byte, how holding) {
	switch kind {
	case desk.EntryCommand:
		return without(payload, withoutWords)
	case desk.EntryMediaFetched, desk.EntryMediaFailed:
		return without(payload, func(e *desk.MediaEntry) holding {
			e.Media.FileName = ""
			return contentOne
		})
	case desk.EntryReplay:
		return without(payload, func(e *desk.ReplayEntry) holding {
			inner, how := g.withoutContent(e.Kind, e.Payload)
			e.Payload = inner
			return how
		})
	default:
	}
	if !g.holdsContent(kind) {
		return nil, contentNone
	}
	return without(payload, func(e *desk.ItemEntry) holding {
		item, ok := channel.EraseItem(g.open(kind, e.Item))
		if !ok {
			return contentMany
		}
		e.Item = item
		return contentOne
	})
}

// without reads a payload, has something taken out of it, and writes it.
func without[T any](payload []byte, take func(*T) holding) ([]byte, holding) {
	var v T
	if json.Unmarshal(payload, &v) != nil {
		return nil, contentMany
	}
	if how := take(&v); how != contentOne {
		return nil, how
	}
	left, err := json.Marshal(v)
	if err != nil {
		return nil, contentMany
	}
	return left, contentOne
}

// withoutWords takes out of a command what a person wrote to a customer, or to colleagues. What the
// message was, and which file or template it was made of, stays.
func withoutWords(e *desk.CommandEntry) holding {
	now, refused := newest(e.Name, e.Version, e.Body)
	if refused != nil {
		return contentMany
	}
	var body any
	switch e.Name {
	case wire.CmdSend.Name:
		var c wire.Send
		if json.Unmarshal(now, &c) != nil {
			return contentMany
		}
		c.Content.Text, c.Content.FileName, c.Content.Location = "", "", nil
		c.Content.Card, c.Content.Choices = nil, nil
		c.Content.Template = templateOnly(c.Content.Template)
		body = c
	case wire.CmdStartThread.Name:
		var c wire.StartThread
		if json.Unmarshal(now, &c) != nil {
			return contentMany
		}
		c.Template, c.Text = *templateOnly(&c.Template), ""
		body = c
	case wire.CmdTransfer.Name:
		var c wire.Transfer
		if json.Unmarshal(now, &c) != nil {
			return contentMany
		}
		c.Note = ""
		body = c
	case wire.CmdAddNote.Name:
		var c wire.AddNote
		if json.Unmarshal(now, &c) != nil {
			return contentMany
		}
		c.Text = "" // whom it mentions stays: notices came of that
		body = c
	case wire.CmdEditNote.Name:
		var c wire.EditNote
		if json.Unmarshal(now, &c) != nil {
			return contentMany
		}
		c.Text = ""
		body = c
	case wire.CmdShiftEnd.Name: // notes of many conversations
		return contentMany
	default:
		return contentNone
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return contentMany
	}
	e.Version, e.Body, e.Erased = wire.VersionOf(e.Name), raw, true
	return contentOne
}

func templateOnly(t *wire.SendTemplate) *wire.SendTemplate {
	if t == nil {
		return nil
	}
	return &wire.SendTemplate{TemplateID: t.TemplateID, MediaID: t.MediaID, MIME: t.MIME, Size: t.Size}
}

// writeErased fills a message of ours of which the words were erased since.
func (w *work) writeErased(m *desk.Message, by *desk.User, c wire.SendContent) error {
	if t := c.Template; t != nil {
		m.Template = &desk.TemplateUse{TemplateID: desk.TemplateID(t.TemplateID)}
		c.MediaID, c.MIME, c.Size = t.MediaID, t.MIME, t.Size
	}
	if c.MediaID == "" {
		return nil
	}
	return w.attach(m, by, c)
}
