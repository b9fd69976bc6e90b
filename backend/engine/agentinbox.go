package engine

import (
	"fmt"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// mapToAgent makes an inbox of which a person is the only agent, and maps the number to
// it. If they may not handle conversations any more, the number is ready, not mapped.
func (w *work) mapToAgent(n *desk.Number, agent desk.UserID) error {
	u, err := w.user(agent)
	switch {
	case missing(err) || err == nil && !u.Handles():
		return nil
	case err != nil:
		return desk.Wrap("read user", err)
	}
	name, err := w.freeInboxName(n.Name)
	if err != nil {
		return err
	}
	p, err := w.policy()
	if err != nil {
		return err
	}
	box := &desk.Inbox{
		ID: desk.InboxID(w.id("inb")), Name: name, Channel: n.Channel.Named(), Mode: desk.ModeRoundRobin,
		ReassignSeconds: p.OfferSeconds, Members: []desk.UserID{}, CreatedAt: w.e.At,
	}
	w.put(box)
	if err := w.setMembers(box, []desk.UserID{agent}); err != nil {
		return err
	}
	return w.mapTo(n, box)
}

// freeInboxName gives a name that no inbox has, with a count behind it if need be.
func (w *work) freeInboxName(name string) (string, error) {
	boxes, err := w.inboxes()
	if err != nil {
		return "", desk.Wrap("read inboxes", err)
	}
	used := map[string]bool{}
	for _, b := range boxes {
		used[strings.ToLower(b.Name)] = true
	}
	free := name
	for n := 2; used[strings.ToLower(free)]; n++ {
		free = fmt.Sprintf("%s %d", name, n)
	}
	return free, nil
}
