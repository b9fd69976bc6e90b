package store

import (
	"fmt"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// clone copies a row so deeply that the copy shares no memory with it that can
// be written. nil stays nil and empty stays empty: both are visible in the JSON.
func clone(r desk.Row) desk.Row {
	switch v := r.(type) {
	case *desk.Organization:
		return shallow(v)
	case *desk.User:
		return shallow(v)
	case *desk.App:
		return shallow(v)
	case *desk.Waba:
		c := shallow(v)
		c.Scopes = slices.Clone(v.Scopes)
		return c
	case *desk.Number:
		c := shallow(v)
		c.DataSource = slices.Clone(v.DataSource)
		c.Profile.Websites = slices.Clone(v.Profile.Websites)
		return c
	case *desk.Inbox:
		c := shallow(v)
		c.Members = slices.Clone(v.Members)
		return c
	case *desk.Template:
		c := shallow(v)
		c.Buttons = slices.Clone(v.Buttons)
		return c
	case *desk.Contact:
		c := shallow(v)
		c.Aliases = slices.Clone(v.Aliases)
		return c
	case *desk.Thread:
		return shallow(v)
	case *desk.Interaction:
		c := shallow(v)
		c.Attempts = slices.Clone(v.Attempts)
		c.Handlers = slices.Clone(v.Handlers)
		c.DataSource = slices.Clone(v.DataSource)
		return c
	case *desk.Offer:
		return shallow(v)
	case *desk.Decision:
		return shallow(v)
	case *desk.Message:
		return cloneMessage(v)
	case *desk.ReadMark:
		return shallow(v)
	case *desk.Notice:
		return shallow(v)
	case *desk.Unhandled:
		return shallow(v)
	case *desk.Upload:
		return shallow(v)
	default:
		panic(fmt.Sprintf("store: no clone for %T", r))
	}
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

func cloneMessage(v *desk.Message) *desk.Message {
	c := shallow(v)
	c.Media = pointer(v.Media)
	c.Location = pointer(v.Location)
	c.Problem = pointer(v.Problem)
	c.Reactions = slices.Clone(v.Reactions)
	c.Ad = pointer(v.Ad)
	c.Earlier = slices.Clone(v.Earlier)
	c.QuotedBy = slices.Clone(v.QuotedBy)
	c.Contacts = slices.Clone(v.Contacts)
	for i := range c.Contacts {
		c.Contacts[i].Phones = slices.Clone(c.Contacts[i].Phones)
		c.Contacts[i].Emails = slices.Clone(c.Contacts[i].Emails)
		c.Contacts[i].URLs = slices.Clone(c.Contacts[i].URLs)
		c.Contacts[i].Addresses = slices.Clone(c.Contacts[i].Addresses)
	}
	if c.Interactive = pointer(v.Interactive); c.Interactive != nil {
		c.Interactive.Lines = slices.Clone(v.Interactive.Lines)
	}
	if c.Template = pointer(v.Template); c.Template != nil {
		c.Template.Params = slices.Clone(v.Template.Params)
		c.Template.ParamNames = slices.Clone(v.Template.ParamNames)
		c.Template.Buttons = slices.Clone(v.Template.Buttons)
	}
	return c
}
