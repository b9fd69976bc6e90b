package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// A group is a thread of its own, with a contact that stands for the group. Owners and
// admins see it, and it is not routed: everybody in the group reads an answer, Meta's
// rules about who may be answered and until when are others for a group, and Parley has
// no screen that explains this.

func errGroup() error {
	return refuse(desk.CodeInvalid, "group")
}

func aliasOfGroup(id string) string { return "group:" + desk.FitID(id) }

// inGroup folds a message that was written in a group.
func (w *work) inGroup(it item, kind channel.Kind, in channel.Message) error {
	c, err := w.group(in.GroupID)
	if err != nil {
		return err
	}
	t, err := w.threadWith(it.number.ID, c.ID)
	if err != nil {
		return err
	}
	return w.arrive(arrival{
		item: it, in: in, contact: c, thread: t, at: w.stamp(in.Time), ours: kind == channel.KindEcho,
		live: kind == channel.KindMessage, past: kind == channel.KindHistory, group: true,
	})
}

// group finds or makes the contact that stands for a group.
func (w *work) group(id string) (*desk.Contact, error) {
	c, err := w.contactBy(aliasOfGroup(id))
	if err != nil || c != nil {
		return c, err
	}
	c = &desk.Contact{ID: desk.ContactID(w.id("con")), Group: true, CreatedAt: w.e.At, Aliases: []string{aliasOfGroup(id)}}
	w.put(c)
	return c, nil
}

// writer names who wrote in a group: as they call themselves, else by what they
// are known by.
func writer(p channel.Person) string {
	return firstOf(desk.Visible(p.Name), desk.Visible(p.Username), string(p.WaID), p.UserID)
}

// groupNews takes over what a group is called.
func (w *work) groupNews(ev channel.Event) error {
	for _, g := range ev.Groups {
		name := desk.Visible(g.Subject)
		if g.ID == "" || name == "" {
			continue
		}
		c, err := w.group(g.ID)
		if err != nil {
			return err
		}
		if c.ProfileName != name {
			c.ProfileName = name
			w.put(c)
		}
	}
	return nil
}
