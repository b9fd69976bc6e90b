package desk

import (
	"slices"
)

// Every row copies itself so deeply that the copy shares no memory with it that
// can be written. nil stays nil and empty stays empty: both are visible in the
// JSON.

// Clone copies the row.
func (o *Organization) Clone() Row {
	c := shallow(o)
	c.Seats, c.AwayReasons, c.Attributes = slices.Clone(o.Seats), slices.Clone(o.AwayReasons), slices.Clone(o.Attributes)
	for i := range c.Attributes {
		c.Attributes[i].Options = slices.Clone(c.Attributes[i].Options)
	}
	return c
}

// Clone copies the row.
func (u *User) Clone() Row {
	c := shallow(u)
	c.Without, c.Outbound = slices.Clone(u.Without), u.Outbound.clone()
	return c
}

// Clone copies the row.
func (a *App) Clone() Row { return shallow(a) }

// Clone copies the row.
func (w *Waba) Clone() Row {
	c := shallow(w)
	c.Scopes, c.Said, c.Restrictions = slices.Clone(w.Scopes), w.Said.Clone(), slices.Clone(w.Restrictions)
	return c
}

// Clone copies the row.
func (n *Number) Clone() Row {
	c := shallow(n)
	c.DataSource = slices.Clone(n.DataSource)
	c.Profile, c.Shown = n.Profile.copied(), n.Shown.copied()
	c.History.Said, c.Why, c.OnPhone.Said = n.History.Said.Clone(), n.Why.Clone(), n.OnPhone.Said.Clone()
	return c
}

// Clone copies the row.
func (i *Inbox) Clone() Row {
	c := shallow(i)
	c.Members, c.Levels, c.Hours = slices.Clone(i.Members), slices.Clone(i.Levels), i.Hours.copied()
	c.Survey = pointer(i.Survey)
	return c
}

// Clone copies the row.
func (t *Template) Clone() Row {
	c := shallow(t)
	c.Buttons, c.Samples = slices.Clone(t.Buttons), slices.Clone(t.Samples)
	c.Draft, c.Fills, c.Other, c.Edits = t.Draft.clone(), slices.Clone(t.Fills), slices.Clone(t.Other), slices.Clone(t.Edits)
	if c.Agreed = pointer(t.Agreed); c.Agreed != nil {
		c.Agreed.Buttons, c.Agreed.Samples = slices.Clone(t.Agreed.Buttons), slices.Clone(t.Agreed.Samples)
	}
	return c
}

// Clone copies the row.
func (c *Contact) Clone() Row {
	out := shallow(c)
	out.Aliases, out.Stops, out.Labels = slices.Clone(c.Aliases), slices.Clone(c.Stops), slices.Clone(c.Labels)
	out.OptIns, out.Notes, out.Attributes = slices.Clone(c.OptIns), slices.Clone(c.Notes), slices.Clone(c.Attributes)
	out.Known, out.Parts, out.Merged, out.Identity = slices.Clone(c.Known), slices.Clone(c.Parts), c.Merged.copied(), pointer(c.Identity)
	out.Parted = slices.Clone(c.Parted)
	for i := range out.OptIns {
		out.OptIns[i] = out.OptIns[i].clone()
	}
	return out
}

// Clone copies the row.
func (t *Thread) Clone() Row {
	c := shallow(t)
	c.Asked, c.Labels, c.Identity = slices.Clone(t.Asked), slices.Clone(t.Labels), t.Identity.copied()
	c.Followers = slices.Clone(t.Followers)
	c.Changed, c.Rated = pointer(t.Changed), pointer(t.Rated)
	return c
}

// Clone copies the row.
func (i *Interaction) Clone() Row {
	c := shallow(i)
	c.Attempts = slices.Clone(i.Attempts)
	c.Tried = slices.Clone(i.Tried)
	c.Handlers = slices.Clone(i.Handlers)
	c.DataSource = slices.Clone(i.DataSource)
	c.Branched = i.Branched.copied()
	c.Snoozes = slices.Clone(i.Snoozes)
	c.Filings, c.Rating = slices.Clone(i.Filings), pointer(i.Rating)
	return c
}

// Clone copies the row.
func (o *Offer) Clone() Row { return shallow(o) }

// Clone copies the row.
func (d *Decision) Clone() Row { return shallow(d) }

// Clone copies the row.
func (r *ReadMark) Clone() Row { return shallow(r) }

// Clone copies the row.
func (n *Notice) Clone() Row { return shallow(n) }

// Clone copies the row.
func (u *Unhandled) Clone() Row {
	c := shallow(u)
	c.Tries = slices.Clone(u.Tries)
	return c
}

// Clone copies the row.
func (u *Upload) Clone() Row {
	c := shallow(u)
	c.Media.Said = u.Media.Said.Clone()
	return c
}

// Clone copies what is known of a file.
func (m *Media) Clone() *Media {
	c := pointer(m)
	if c != nil {
		c.Said = m.Said.Clone()
	}
	return c
}

// Clone copies it.
func (r *Referral) Clone() *Referral {
	c := pointer(r)
	if c != nil {
		c.Picture = r.Picture.Clone()
	}
	return c
}

// Clone copies the row.
func (m *Message) Clone() Row {
	c := shallow(m)
	c.Media = m.Media.Clone()
	c.Location, c.Choices = pointer(m.Location), m.Choices.Clone()
	if c.Problem = pointer(m.Problem); c.Problem != nil {
		c.Problem.Said = m.Problem.Said.Clone()
	}
	c.Reactions, c.Rating = slices.Clone(m.Reactions), pointer(m.Rating)
	c.Ad = m.Ad.Clone()
	c.Unrated = pointer(m.Unrated)
	c.Handover, c.Fate, c.Settled, c.Contrary = pointer(m.Handover), pointer(m.Fate), pointer(m.Settled), pointer(m.Contrary)
	c.Earlier, c.Mentions = slices.Clone(m.Earlier), slices.Clone(m.Mentions)
	c.QuotedBy = slices.Clone(m.QuotedBy)
	c.HeldIn = slices.Clone(m.HeldIn)
	c.Copies = slices.Clone(m.Copies)
	c.Contacts = slices.Clone(m.Contacts)
	for i := range c.Contacts {
		c.Contacts[i].Phones = slices.Clone(c.Contacts[i].Phones)
		c.Contacts[i].Emails = slices.Clone(c.Contacts[i].Emails)
		c.Contacts[i].URLs = slices.Clone(c.Contacts[i].URLs)
		c.Contacts[i].Addresses = slices.Clone(c.Contacts[i].Addresses)
		c.Contacts[i].Numbers = slices.Clone(c.Contacts[i].Numbers)
	}
	if c.Interactive = pointer(m.Interactive); c.Interactive != nil {
		c.Interactive.Lines = slices.Clone(m.Interactive.Lines)
	}
	if c.Template = pointer(m.Template); c.Template != nil {
		c.Template.Params = slices.Clone(m.Template.Params)
		c.Template.ParamNames = slices.Clone(m.Template.ParamNames)
		c.Template.Buttons, c.Template.Values = slices.Clone(m.Template.Buttons), slices.Clone(m.Template.Values)
	}
	return c
}

func shallow[T any](v *T) *T {
	c := *v
	return &c
}

func pointer[T any](v *T) *T {
	if v == nil {
		return nil
	}
	return shallow(v)
}
