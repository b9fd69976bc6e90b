package hub

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Met gives the customers of whom an agent may see a conversation, and when the last message
// was that they may know of. Supervisors see everybody: nobody is listed for them.
func (h *Hub) Met(ctx context.Context, v view.Viewer) (map[desk.ContactID]int64, error) {
	if v.Role.Supervisor() {
		return nil, nil
	}
	threads, err := h.ownThreads(ctx, v)
	if err != nil {
		return nil, err
	}
	ids, subjects := make([]desk.ThreadID, len(threads)), map[desk.ThreadID]*view.Subject{}
	for i, t := range threads {
		ids[i], subjects[t.ID] = t.ID, &view.Subject{Thread: t}
	}
	interactions, err := h.cfg.Feed.InteractionsOfThreads(ctx, v.OrgID, ids)
	if err != nil {
		return nil, desk.Wrap("read interactions", err)
	}
	for _, i := range interactions {
		s := subjects[i.ThreadID]
		s.Interactions = append(s.Interactions, i)
		if i.ID == s.Thread.InteractionID {
			s.Current = i
		}
	}
	met, p := map[desk.ContactID]int64{}, h.projector(v)
	for _, s := range subjects {
		if err := p.addRouting(ctx, s); err != nil {
			return nil, err
		}
		if at, sees := v.LastAt(*s); sees {
			met[s.Thread.ContactID] = max(met[s.Thread.ContactID], at)
		}
	}
	return met, nil
}

// withContact gives what decides about the threads with a customer that the viewer may see
// anything of.
func (p *projector) withContact(ctx context.Context, id desk.ContactID) ([]*view.Subject, error) {
	rows, org := p.hub.cfg.Rows, p.viewer.OrgID
	all, err := p.family(ctx, id)
	if err != nil {
		return nil, err
	}
	numbers, err := desk.Find[*desk.Number](ctx, rows, org, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("read numbers", err)
	}
	var out []*view.Subject
	for _, each := range all {
		for _, n := range numbers {
			s, err := p.seen(ctx, n.ID, each.ID)
			if err != nil {
				return nil, err
			}
			if s != nil {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// seen gives what decides about a thread, nil where there is none or none that the viewer sees.
func (p *projector) seen(ctx context.Context, number desk.NumberID, contact desk.ContactID) (*view.Subject, error) {
	t, err := p.hub.cfg.Rows.ThreadOf(ctx, p.viewer.OrgID, number, contact)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, desk.Wrap("read thread", err)
	}
	s, err := p.subject(ctx, t.ID)
	if err != nil || p.viewer.Access(*s) == "" {
		return nil, err
	}
	return s, nil
}

// family gives all customers who are one person, as engine does, and none for an id of nobody.
func (p *projector) family(ctx context.Context, id desk.ContactID) ([]*desk.Contact, error) {
	read := func(id desk.ContactID) (*desk.Contact, error) {
		c, err := desk.Get[*desk.Contact](ctx, p.hub.cfg.Rows, p.viewer.OrgID, desk.RowContact, id)
		return c, desk.Wrap("read contact", err)
	}
	c, err := read(id)
	for n := 0; err == nil && c.Merged != nil && n < desk.MostMerged; n++ {
		c, err = read(c.Merged.Into)
	}
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all := []*desk.Contact{c}
	for i := 0; i < len(all) && len(all) < desk.MostMerged; i++ {
		for _, part := range all[i].Parts {
			if c, err = read(part); err != nil {
				return nil, err
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// mayContact judges as engine does for commands.
func (h *Hub) mayContact(ctx context.Context, v view.Viewer, id desk.ContactID) (bool, error) {
	if v.Role.Supervisor() {
		_, err := desk.Get[*desk.Contact](ctx, h.cfg.Rows, v.OrgID, desk.RowContact, id)
		if desk.CodeOf(err) == desk.CodeNotFound {
			return false, nil
		}
		return err == nil, err
	}
	list, err := h.projector(v).withContact(ctx, id)
	return len(list) > 0, err
}

// talks gives the conversations with a customer.
func (h *Hub) talks(ctx context.Context, c Caller, req wire.ContactRef) (view.Body, error) {
	p := h.projector(c.Viewer)
	subjects, err := p.withContact(ctx, desk.ContactID(req.ContactID))
	if err != nil {
		return view.Body{}, err
	}
	of := map[desk.InteractionID]*view.Subject{}
	var list []*desk.Interaction
	for _, s := range subjects {
		for _, i := range s.Interactions {
			if c.Viewer.KnowsOf(*s, i.ID) {
				of[i.ID], list = s, append(list, i)
			}
		}
	}
	slices.SortFunc(list, func(a, b *desk.Interaction) int {
		return cmp.Or(cmp.Compare(b.StartedAt, a.StartedAt), cmp.Compare(b.FirstSeq, a.FirstSeq))
	})
	out := wire.ContactTalks{Talks: []wire.ContactTalk{}, More: len(list) > wire.MaxTalks}
	for _, i := range list[:min(len(list), wire.MaxTalks)] {
		first, err := p.firstLine(ctx, i)
		if err != nil {
			return view.Body{}, err
		}
		if talk, ok := c.Viewer.Talk(*of[i.ID], i, first); ok {
			out.Talks = append(out.Talks, talk)
		}
	}
	return c.Viewer.Talks(out)
}

// firstLine reads what the customer wrote first in an interaction, nil if they wrote nothing.
func (p *projector) firstLine(ctx context.Context, i *desk.Interaction) (*desk.Message, error) {
	if i.FirstLineID == "" {
		return nil, nil
	}
	m, err := desk.Get[*desk.Message](ctx, p.hub.cfg.Rows, p.viewer.OrgID, desk.RowMessage, i.FirstLineID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil, nil
	}
	return m, desk.Wrap("read first line", err)
}

const (
	filePage   = 100   // messages that are read at a time
	filesShown = 36    // on a page
	filesSeen  = 2_000 // messages that one call reads in search of files
)

// reel goes back through the messages of a thread.
type reel struct {
	s    *view.Subject
	list []*desk.Message
	done bool
}

// files gives what was sent in the conversations with a customer. A call reads a bounded
// number of messages: where files are rare, it may give none and say that there may be more.
func (h *Hub) files(ctx context.Context, c Caller, req wire.ContactFilesAsk) (view.Body, error) {
	p := h.projector(c.Viewer)
	subjects, err := p.withContact(ctx, desk.ContactID(req.ContactID))
	if err != nil {
		return view.Body{}, err
	}
	reels := make([]*reel, len(subjects))
	for i, s := range subjects {
		reels[i] = &reel{s: s}
		if err := h.wind(ctx, c.Viewer.OrgID, reels[i], req.At, req.Seq); err != nil {
			return view.Body{}, err
		}
	}
	out := wire.ContactFiles{Files: []wire.ContactFile{}}
	for range filesSeen {
		r := latest(reels)
		if r == nil {
			return c.Viewer.Files(out)
		}
		m := r.list[0]
		r.list = r.list[1:]
		if f, ok := c.Viewer.File(*r.s, m); ok {
			out.Files = append(out.Files, f)
		}
		out.At, out.Seq = m.At, m.Seq
		if len(r.list) == 0 && !r.done {
			if err := h.wind(ctx, c.Viewer.OrgID, r, m.At, m.Seq); err != nil {
				return view.Body{}, err
			}
		}
		if len(out.Files) == filesShown {
			break
		}
	}
	out.More = latest(reels) != nil
	return c.Viewer.Files(out)
}

func (h *Hub) wind(ctx context.Context, org desk.OrgID, r *reel, at, seq int64) error {
	list, err := h.cfg.Feed.MessagesBefore(ctx, org, r.s.Thread.ID, at, seq, filePage)
	r.list, r.done = list, len(list) < filePage
	return desk.Wrap("read messages", err)
}

// latest gives the one whose next message is the newest, nil when none has any.
func latest(reels []*reel) (found *reel) {
	for _, r := range reels {
		if len(r.list) == 0 {
			continue
		}
		if found == nil || cmp.Or(cmp.Compare(r.list[0].At, found.list[0].At), cmp.Compare(r.list[0].Seq, found.list[0].Seq)) > 0 {
			found = r
		}
	}
	return found
}
