package view

import (
	"cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Org projects the viewer's organization. What it has bought is for supervisors.
func (v Viewer) Org(o *desk.Organization) Projected {
	out := wire.Org{ID: string(o.ID), Name: o.Name, Practice: o.Practice, OptIns: string(cmp.Or(o.OptIns, desk.OptInWarn)), AwayReasons: o.AwayReasons}
	for _, a := range o.Attributes {
		out.Attributes = append(out.Attributes, wire.Attribute{ID: a.ID, Name: a.Name, Kind: string(a.Kind), Options: a.Options})
	}
	if v.Role.Supervisor() {
		for _, s := range o.Seats {
			out.Seats = append(out.Seats, wire.Seat{Licence: string(s.Licence), Bought: s.Bought})
		}
	}
	return project(desk.RowOrg, out.ID, out)
}

// User projects a colleague. Agents see who there is, not how to reach them.
func (v Viewer) User(u *desk.User) Projected {
	out := wire.User{
		ID: string(u.ID), Name: u.Name, Role: string(u.Role), Active: u.Active, WhatsApp: u.WhatsApp,
		Capacity: u.Capacity, Presence: string(u.Presence.State), PresenceSince: u.Presence.Since, Without: names(u.Without),
	}
	if v.Role.Supervisor() || u.ID == v.UserID {
		out.Email, out.ReadReceipts, out.DayEnds = u.Email, u.ReadReceipts, u.DayEnds
		out.AutoAccept, out.PresenceBy, out.Outbound = u.AutoAccept, string(u.Presence.By), outboundOf(u.Outbound)
		out.Chosen, out.PresenceWhy = string(u.Presence.Chosen), u.Presence.Reason
	}
	if u.ID == v.UserID {
		out.AfterClose = string(u.AfterClose)
	}
	return project(desk.RowUser, out.ID, out)
}

// outboundOf shows from where somebody may begin conversations, nil when nothing was
// said of it.
func outboundOf(o desk.Outbound) *wire.Outbound {
	if !o.Only {
		return nil
	}
	out := &wire.Outbound{Only: true, Numbers: []string{}}
	for _, id := range o.Numbers {
		out.Numbers = append(out.Numbers, string(id))
	}
	return out
}

// names gives licences by name, nil for none.
func names[S ~string](list []S) (out []string) {
	for _, l := range list {
		out = append(out, string(l))
	}
	return out
}

// App projects a Meta app, for supervisors.
func (v Viewer) App(a *desk.App) Projected {
	if !v.Role.Supervisor() {
		return Projected{}
	}
	if a.Unlinked {
		return Gone(desk.RowApp, string(a.ID))
	}
	return project(desk.RowApp, string(a.ID), wire.App{ID: string(a.ID), Name: a.Name, HandshakeAt: a.HandshakeAt})
}

// Waba projects a linked account, for supervisors.
func (v Viewer) Waba(w *desk.Waba) Projected {
	if !v.Role.Supervisor() {
		return Projected{}
	}
	if w.Unlinked {
		return Gone(desk.RowWaba, string(w.ID))
	}
	out := wire.Waba{
		ID: string(w.ID), Provider: w.Provider, AppID: string(w.AppID), Name: w.Name, VerifiedAt: w.VerifiedAt,
		ExpiresAt: w.ExpiresAt, Scopes: list(w.Scopes), Problem: w.Problem, Said: wire.ErrorOf(w.Said.Err()), MaxNumbers: w.MaxNumbers, TemplatesAt: w.TemplatesAt,
	}
	for _, r := range w.Restrictions {
		out.Restrictions = append(out.Restrictions, wire.Restriction{Kind: string(r.Kind), Word: r.Word, Until: r.Until})
	}
	return project(desk.RowWaba, string(w.ID), out)
}

// Number projects one of our numbers, with the inbox to which its plan leads. A
// deleted one is gone.
func (v Viewer) Number(s Subject, n *desk.Number) Projected {
	if n.Deleted {
		return Gone(desk.RowNumber, string(n.ID))
	}
	return project(desk.RowNumber, string(n.ID), wire.Number{
		ID: string(n.ID), Provider: n.Provider, Channel: string(n.Channel.Named()), WabaID: string(n.WabaID), Phone: displayNumber(n.Phone),
		Name: n.Name, Description: n.Description, ServiceName: n.ServiceName, DataSource: pairs(n.DataSource),
		VerifiedName: n.VerifiedName, State: string(n.State), Quality: n.Quality,
		PlanID: string(n.PlanID), InboxID: string(s.Mapping.Inboxes[n.ID]), History: historyOf(n), OnPhone: n.OnPhone.Since != 0, NoNames: wire.ErrorOf(n.OnPhone.Said.Err()),
		Profile:   profileOf(n.Profile),
		ProfileID: string(n.ProfileID), Shown: v.shownOf(n), Why: v.whyOf(n), Off: n.Off, News: v.newsOf(n), TwoStep: v.twoStepOf(n), IdentityCheck: v.identityCheckOf(n),
	})
}

// whyOf says why a number is in its state, for supervisors: what is wrong with accounts
// is theirs to know.
func (v Viewer) whyOf(n *desk.Number) *wire.Failure {
	if !v.Role.Supervisor() {
		return nil
	}
	return wire.ErrorOf(n.Why.Err())
}

// newsOf shows supervisors what the provider said of a number.
func (v Viewer) newsOf(n *desk.Number) *wire.NumberNews {
	if !v.Role.Supervisor() {
		return nil
	}
	review := n.News.Review
	return &wire.NumberNews{
		Trouble: string(n.News.Trouble), Limit: n.News.Limit, Throughput: n.News.Throughput,
		Review: string(review.State), ReviewName: review.Name, ReviewReason: review.Reason, Username: n.News.Username,
	}
}

// twoStepOf shows supervisors how the two-step verification of a number stands.
func (v Viewer) twoStepOf(n *desk.Number) *wire.TwoStep {
	if !v.Role.Supervisor() {
		return nil
	}
	drift, at := n.TwoStep.Drift()
	return &wire.TwoStep{Drift: string(drift), At: at, AgreedAt: n.TwoStep.AgreedAt}
}

// identityCheckOf shows supervisors whether identities are checked on a number.
func (v Viewer) identityCheckOf(n *desk.Number) string {
	if !v.Role.Supervisor() {
		return ""
	}
	return string(n.IdentityCheck)
}

func profileOf(p desk.BusinessProfile) wire.Profile {
	return wire.Profile{
		About: p.About, Address: p.Address, Description: p.Description,
		Email: p.Email, Vertical: p.Vertical, Websites: list(p.Websites),
	}
}

// shownOf says how what customers see of a number stands to its profile.
func (v Viewer) shownOf(n *desk.Number) *wire.ShownProfile {
	if n.ProfileID == "" || !v.Role.Supervisor() {
		return nil
	}
	out := &wire.ShownProfile{Seq: n.Shown.Seq, At: n.Shown.At, Said: wire.ErrorOf(n.Shown.Said.Err()), LookedAt: n.Shown.LookedAt}
	if n.Shown.Theirs != nil {
		theirs := profileOf(*n.Shown.Theirs)
		out.Theirs = &theirs
	}
	return out
}

// Profile projects a business profile, for supervisors. A deleted one is gone.
func (v Viewer) Profile(p *desk.Profile) Projected {
	if !v.Role.Supervisor() {
		return Projected{}
	}
	if p.Deleted {
		return Gone(desk.RowProfile, string(p.ID))
	}
	return project(desk.RowProfile, string(p.ID), wire.BusinessProfile{
		ID: string(p.ID), Name: p.Name, Profile: profileOf(p.BusinessProfile), Seq: p.Seq,
		Picture: p.Picture,
	})
}

// Inbox projects a queue, with the number that a plan brings to it. A deleted one is
// gone.
func (v Viewer) Inbox(s Subject, i *desk.Inbox) Projected {
	if i.Deleted {
		return Gone(desk.RowInbox, string(i.ID))
	}
	members := make([]string, 0, len(i.Members))
	for _, m := range i.Members {
		members = append(members, string(m))
	}
	return project(desk.RowInbox, string(i.ID), wire.Inbox{
		ID: string(i.ID), Name: i.Name, Kind: string(i.Channel.Named()), Mode: string(i.Mode), NumberID: string(s.Mapping.Numbers[i.ID]),
		ReassignSeconds: i.ReassignSeconds, Members: members, Levels: v.levels(i), Dials: i.Dials, Capacity: i.Capacity, GraceMinutes: i.GraceMinutes,
		Hours: hoursOf(i.Hours), Opening: openingOf(i), Overflow: overflowOf(i.Overflow), Targets: targetsOf(i.Targets), Survey: surveyOf(i.Survey),
	})
}

// levels gives the proficiency of an inbox's agents to whoever sets it.
func (v Viewer) levels(i *desk.Inbox) []wire.Level {
	if !v.Role.Supervisor() {
		return nil
	}
	var out []wire.Level
	for _, l := range i.Levels {
		out = append(out, wire.Level{UserID: string(l.UserID), Level: l.Level})
	}
	return out
}

// agreedOf shows supervisors what was relied on of a template that was changed elsewhere.
func (v Viewer) agreedOf(t *desk.Template) *wire.AgreedTemplate {
	if t.Agreed == nil || !v.Role.Supervisor() {
		return nil
	}
	return &wire.AgreedTemplate{
		At: t.Agreed.At, Category: t.Agreed.Category, HeaderKind: t.Agreed.HeaderKind, HeaderText: t.Agreed.HeaderText,
		Body: t.Agreed.Body, Footer: t.Agreed.Footer, Buttons: buttonsOf(t.Agreed.Buttons),
	}
}

// Unhandled projects something not understood, for supervisors.
func (v Viewer) Unhandled(u *desk.Unhandled) Projected {
	if !v.Role.Supervisor() {
		return Projected{}
	}
	return project(desk.RowUnhandled, string(u.ID), wire.Unhandled{
		ID: string(u.ID), Provider: u.Provider, Account: u.Account, Field: u.Field, Kind: u.Kind,
		Reason: u.Reason, At: u.At, Replayed: u.Replayed, Tried: len(u.Tries), Count: u.Count,
	})
}

func historyOf(n *desk.Number) wire.NumberHistory {
	h := n.History
	return wire.NumberHistory{Percent: h.Percent, Problem: h.Problem, Said: wire.ErrorOf(h.Said.Err()), At: h.At, Asked: n.OnPhone.HistoryAt}
}
