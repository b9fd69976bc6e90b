package view

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Thread projects the list row of a thread. What it previews is only what the
// viewer may read; a viewer with no access gets Gone.
func (v Viewer) Thread(s Subject) Projected {
	t, access := s.Thread, v.Access(s)
	if access == "" {
		return Gone(desk.RowThread, string(t.ID))
	}
	out := wire.Thread{
		ID: string(t.ID), NumberID: string(t.NumberID), Channel: string(t.Channel.Named()), ContactID: string(t.ContactID),
		InteractionID: string(t.InteractionID), Open: t.Open, Access: access,
		LastAt: t.LastAt, LastSeq: t.LastSeq, LastCustomerAt: t.LastCustomerAt,
		Into: string(t.Into), Elsewhere: t.Elsewhere,
	}
	out.Labels, out.Followers = names(t.Labels), v.followers(s)
	switch access {
	case wire.AccessFull:
		out.Messages = t.Messages
		if t.Changed != nil {
			out.ChangedSeq = t.Changed.Seq
		}
		if t.Identity.Holds() {
			out.IdentityAt, out.IdentityWrote = t.Identity.Hold.Since, t.Identity.Hold.Wrote
		}
		if s.Current != nil {
			asleep(s.Current, &out)
		}
	case wire.AccessHandled:
		v.onlyHandled(s, &out)
	default: // what waits to be taken shows when it was last written to
	}
	if c := s.Current; c != nil {
		out.State, out.InboxID = string(c.State), string(c.InboxID)
		out.Epoch, out.WaitingSince, out.Priority = c.Epoch, c.WaitingSince, string(c.Priority)
		out.Owner, out.EndReason, out.Filed = string(c.Owner), c.EndReason, c.Filed()
		if c.Rating != nil && v.KnowsOf(s, c.ID) {
			out.Score = c.Rating.Score
		}
	}
	if m := v.previewOf(s, access); m != nil {
		out.Preview, out.PreviewKind = v.preview(m)
		out.PreviewOut, out.PreviewStatus = m.Direction == desk.Out, previewStatus(m)
	}
	return project(desk.RowThread, out.ID, out)
}

// onlyHandled takes the thread's stamps from the interactions that the viewer owned:
// the viewer is not told when somebody wrote in a later one.
func (v Viewer) onlyHandled(s Subject, out *wire.Thread) {
	mine := v.handled(s)
	out.LastAt, out.LastSeq, out.LastCustomerAt = 0, 0, 0
	for _, i := range s.Interactions {
		if !mine[i.ID] {
			continue
		}
		last := max(i.LastCustomerAt, i.LastBusinessAt)
		if last == 0 {
			last = i.StartedAt
		}
		out.LastAt = max(out.LastAt, last)
		out.LastCustomerAt = max(out.LastCustomerAt, i.LastCustomerAt)
		out.LastSeq = max(out.LastSeq, i.FirstSeq)
	}
	if m := s.Last; m != nil && mine[m.InteractionID] {
		out.LastAt, out.LastSeq = max(out.LastAt, m.At), max(out.LastSeq, m.Seq)
	}
}

// Follows says whether changes of the thread as a whole concern the viewer: of an
// interaction that is somebody else's they are told only that it changes hands.
func (v Viewer) Follows(s Subject) bool {
	switch v.Access(s) {
	case "":
		return false
	case wire.AccessHandled:
		return s.Current == nil || v.handled(s)[s.Current.ID]
	default:
		return true
	}
}

func (v Viewer) previewOf(s Subject, access string) *desk.Message {
	switch {
	case access == wire.AccessFull:
		return s.Last
	case access == wire.AccessSummary:
		return s.FirstLine
	case s.Last != nil && v.handled(s)[s.Last.InteractionID]:
		return s.Last
	default:
		return nil
	}
}

// preview gives the beginning of a message and what it is. What its author took
// back is not read out in lists.
func (v Viewer) preview(m *desk.Message) (text, kind string) {
	switch {
	case m.Revoked:
		return "", "revoked"
	case m.Erased:
		return "", "erased"
	case v.HideNumbers && m.Kind == desk.KindSystem:
		return "", string(m.Kind) // see Message
	case m.Kind == desk.KindCall && m.System == "missed":
		return "", "missedCall"
	}
	return clip(m.Text, 160), string(m.Kind)
}

// previewStatus tells how far a message of ours has come, so that a list shows
// what did not arrive. A failure stands beside the status and wins; while the
// relay still tries, or asks whether it went, the status says more.
func previewStatus(m *desk.Message) string {
	switch {
	case m.Direction != desk.Out || m.Revoked:
		return ""
	case m.Problem == nil:
		return string(m.Status)
	}
	switch m.Status {
	case desk.StatusQueued, desk.StatusPosting, desk.StatusUnknown, desk.StatusRejected, desk.StatusCancelled:
		return string(m.Status)
	default:
		return wire.PreviewFailed
	}
}

// clip cuts text to n characters.
func clip(text string, n int) string {
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	return string(r[:n]) + "…"
}

// Contact projects a customer. The number is left out where it is masked, and
// so is a name that is itself a number.
func (v Viewer) Contact(c *desk.Contact) Projected {
	out := v.contact(c)
	return project(desk.RowContact, out.ID, out)
}

func (v Viewer) contact(c *desk.Contact) wire.Contact {
	out := wire.Contact{
		ID: string(c.ID), SavedName: desk.Visible(c.SavedName), ProfileName: desk.Visible(c.ProfileName),
		Username: desk.Visible(c.Username),
		Phone:    displayNumber(c.WaID), AccountID: c.AccountID, Group: c.Group, CreatedAt: c.CreatedAt,
		Language: c.Language, Labels: slices.Clone(c.Labels),
	}
	if v.HideNumbers {
		out.Phone, out.PhoneHidden = "", c.WaID != ""
		out.SavedName, out.ProfileName = HideNumberName(out.SavedName), HideNumberName(out.ProfileName)
	}
	v.consent(c, &out)
	v.noted(c, &out)
	out.Known, out.Parts = v.known(c), names(c.Parts)
	if m := c.Merged; m != nil {
		out.MergedInto, out.MergedAt, out.MergedBy = string(m.Into), m.At, string(m.By)
	}
	out.Label = label(out)
	return out
}

func label(c wire.Contact) string {
	for _, s := range []string{c.SavedName, c.ProfileName, c.Username, c.AccountID, c.Phone} {
		if s != "" {
			return s
		}
	}
	switch {
	case c.PhoneHidden:
		return "Hidden number"
	case c.Group:
		return "WhatsApp group"
	}
	return "Unknown customer"
}

// InteractionFacts is an interaction with what lifecycle computed of its stamps.
type InteractionFacts struct {
	Interaction    *desk.Interaction
	Disposition    string
	Rule           string
	ServiceStartAt int64
	AnsweredAt     int64
	OwedSince      int64
	EndsAt         int64
}

// Interaction projects an interaction that the viewer may see.
func (v Viewer) Interaction(s Subject, f InteractionFacts) Projected {
	i := f.Interaction
	if !v.KnowsOf(s, i.ID) {
		return Projected{}
	}
	return project(desk.RowInteraction, string(i.ID), wire.Interaction{
		ID: string(i.ID), ThreadID: string(i.ThreadID), InboxID: string(i.InboxID), State: string(i.State),
		Owner: string(i.Owner), Epoch: i.Epoch, BusinessStarted: i.BusinessStarted,
		StartedAt: i.StartedAt, FirstSeq: i.FirstSeq, EndedAt: i.EndedAt, EndReason: i.EndReason,
		EndedBy: string(i.EndedBy), Disposition: f.Disposition, DispositionRule: f.Rule,
		ServiceStartAt: f.ServiceStartAt, AnsweredAt: f.AnsweredAt, OwedSince: f.OwedSince, WaitingSince: i.WaitingSince,
		Escalated: i.Escalated, DecisionID: string(i.DecisionID), DataSource: pairs(i.DataSource),
		ServiceName: i.ServiceName, ReopenedAt: i.Reopened.At, Overflowed: overflowedOf(i.Overflowed), Branched: v.branched(i.Branched),
		EndsAt: f.EndsAt, LostAt: i.LostAt, Levels: levelsOf(i.Levels),
		Declines: declines(i.Attempts), Snoozes: snoozes(i.Snoozes), Filings: filings(i.Filings), Tried: triedOf(i), Title: i.Title, Rating: ratingOf(i.Rating),
	})
}

// triedOf gives the offers that nobody accepted.
func triedOf(i *desk.Interaction) []wire.PastOffer {
	const most = 100
	var out []wire.PastOffer
	for _, a := range slices.Concat(i.Tried, i.Attempts) {
		out = append(out, wire.PastOffer{UserID: string(a.UserID), Outcome: a.Outcome, At: a.At, Reason: string(a.Reason), Note: a.Note})
	}
	return out[max(0, len(out)-most):]
}

// declines gives why people declined.
func declines(tries []desk.Attempt) []wire.Decline {
	const most = 100
	var out []wire.Decline
	for _, a := range tries {
		if a.Reason != "" || a.Note != "" {
			out = append(out, wire.Decline{UserID: string(a.UserID), Reason: string(a.Reason), Note: a.Note})
		}
	}
	return out[max(0, len(out)-most):]
}

// SeesOffer says whether the viewer may see an offer: who is asked, and supervisors.
func (v Viewer) SeesOffer(o *desk.Offer) bool { return o.UserID == v.UserID || v.Role.Supervisor() }

// Offer projects an offer to whoever may see it, with the same first line to all of
// them. Once it is over the line is left out, since whoever did not accept may no
// longer see the thread.
func (v Viewer) Offer(s Subject, o *desk.Offer, why string) Projected {
	if !v.SeesOffer(o) {
		return Projected{}
	}
	line, kind := "", ""
	if s.FirstLine != nil && s.Current.ID == o.InteractionID && o.State == desk.OfferOpen {
		line, kind = v.preview(s.FirstLine)
	}
	return project(desk.RowOffer, string(o.ID), wire.Offer{
		ID: string(o.ID), InteractionID: string(o.InteractionID), ThreadID: string(o.ThreadID),
		InboxID: string(o.InboxID), UserID: string(o.UserID), State: string(o.State),
		OfferedAt: o.OfferedAt, ExpiresAt: o.ExpiresAt, Why: why, DecisionID: string(o.DecisionID),
		FirstLine: line, FirstKind: kind,
	})
}

// Decision projects a routing decision (decoded by hub) for those who may see
// the thread at all.
func (v Viewer) Decision(s Subject, d wire.Decision) Projected {
	if !v.KnowsOf(s, desk.InteractionID(d.InteractionID)) {
		return Projected{}
	}
	if d.Candidates == nil {
		d.Candidates = []wire.Candidate{}
	}
	return project(desk.RowDecision, d.ID, d)
}

// ReadMark projects a person's own mark.
func (v Viewer) ReadMark(r *desk.ReadMark) Projected {
	if r.UserID != v.UserID {
		return Projected{}
	}
	return project(desk.RowReadMark, string(r.ThreadID), wire.ReadMark{
		ThreadID: string(r.ThreadID), UpToSeq: r.UpToSeq, Unread: r.Unread,
	})
}

// Notice projects a person's own notice.
func (v Viewer) Notice(n *desk.Notice) Projected {
	if n.UserID != v.UserID {
		return Projected{}
	}
	return project(desk.RowNotice, string(n.ID), wire.Notice{
		ID: string(n.ID), Kind: string(n.Kind), ThreadID: string(n.ThreadID),
		Subject: n.Subject, At: n.At, Read: n.Read,
	})
}

func pairs(in []desk.KV) []wire.KV {
	out := make([]wire.KV, 0, len(in))
	for _, kv := range in {
		out = append(out, wire.KV{Key: kv.Key, Value: kv.Value})
	}
	return out
}
