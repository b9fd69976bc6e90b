package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdPutInbox makes or changes an inbox.
func (w *work) cmdPutInbox(r request, c wire.PutInbox) (*wire.IDResult, error) {
	box := &desk.Inbox{Channel: desk.WhatsApp, Members: []desk.UserID{}, CreatedAt: w.e.At}
	if c.ID == "" {
		box.ID = desk.InboxID(w.id("inb"))
		ch, err := w.channelFor(c)
		if err != nil {
			return nil, err
		}
		box.Channel = ch
	} else {
		have, err := w.liveInbox(desk.InboxID(c.ID))
		if err != nil {
			return nil, err
		}
		box = have
		if c.Channel != "" && desk.Channel(c.Channel) != box.Channel.Named() {
			return nil, refuse(desk.CodeConflict, "inboxType")
		}
		if c, err = w.inboxEdit(have, c); err != nil {
			return nil, err
		}
	}
	name, err := w.inboxName(c, box.ID)
	if err != nil {
		return nil, err
	}
	mode, err := usableMode(c.Mode)
	if err != nil {
		return nil, err
	}
	if c.ReassignSeconds == 0 {
		p, err := w.policy()
		if err != nil {
			return nil, err
		}
		c.ReassignSeconds = p.OfferSeconds
	}
	if err := reassignFits(c.ReassignSeconds); err != nil {
		return nil, err
	}
	members, err := w.agents(r.by, c.Members, box)
	if err != nil {
		return nil, err
	}
	if c.Edited != nil && len(members) == 0 { // older commands could
		return nil, refusal{errNoAgents()}
	}
	levels, err := levelsOf(box, c.Levels, members)
	if err != nil {
		return nil, err
	}
	if err := limitsFit(c); err != nil {
		return nil, err
	}
	sees := box.Mode != mode
	box.Name, box.Mode, box.ReassignSeconds, box.Levels = name, mode, c.ReassignSeconds, levels
	if c.Dials != 0 {
		box.Dials = c.Dials
	}
	if c.Capacity != nil {
		box.Capacity = *c.Capacity
	}
	if c.GraceMinutes != 0 {
		box.GraceMinutes = c.GraceMinutes
	}
	if err := w.setOverflow(box, c.Overflow); err != nil {
		return nil, err
	}
	promised := box.Targets
	if err := setTargets(box, c.Targets); err != nil {
		return nil, err
	}
	if err := w.setSurvey(box, c.Survey); err != nil {
		return nil, err
	}
	changed, err := w.setHours(box, c.Hours)
	if err != nil {
		return nil, err
	}
	w.put(box)
	if err := w.namePlan(box); err != nil {
		return nil, err
	}
	if err := w.setMembers(box, members); err != nil {
		return nil, err
	}
	if box.Targets != promised || changed && box.Targets.OpenHours {
		if err := w.promiseAnew(box); err != nil {
			return nil, err
		}
	}
	if sees && c.ID != "" {
		if err := w.refreshQueueRights(box.ID); err != nil {
			return nil, err
		}
	}
	if !changed { // else its queue is looked at when it is known whether it is open
		set(&w.routes.opened, box.ID, true)
	}
	number := desk.NumberID(c.NumberID)
	switch {
	case c.NoNumber && number != "":
		return nil, refuse(desk.CodeInvalid, "badNumber", desk.Params{"context": "both"})
	case !c.NoNumber && number == "":
		return &wire.IDResult{ID: string(box.ID)}, nil
	}
	return &wire.IDResult{ID: string(box.ID)}, w.numberOfInbox(box, number)
}

// channelFor gives the channel of a new inbox.
func (w *work) channelFor(c wire.PutInbox) (desk.Channel, error) {
	switch ch := desk.Channel(c.Channel); {
	case ch == desk.WhatsApp || ch == desk.SMS:
		return ch, nil
	case ch != "":
		return "", refuse(desk.CodeInvalid, "inboxType", desk.Params{"context": "unknown"})
	case c.NumberID == "":
		return desk.WhatsApp, nil
	}
	n, err := w.liveNumber(desk.NumberID(c.NumberID))
	if err != nil {
		return "", err
	}
	return n.Channel.Named(), nil
}

func (w *work) liveInbox(id desk.InboxID) (*desk.Inbox, error) {
	box, err := named(w.inbox(id))(wire.AskInbox)
	if err != nil {
		return nil, err
	}
	if box.Deleted {
		return nil, refusal{wire.AskInbox.Refusal()}
	}
	return box, nil
}

func (w *work) inboxName(c wire.PutInbox, id desk.InboxID) (string, error) {
	name, err := cleanName(c.Name, "inboxName")
	if err != nil {
		return "", err
	}
	if taken, err := w.isInboxName(name, id); err != nil || taken {
		return "", cmp.Or(err, refuse(desk.CodeConflict, "nameTaken"))
	}
	if c.Edited == nil { // older commands could name an inbox like a plan
		return name, nil
	}
	return name, w.noPlanNamed(name)
}

// isInboxName says whether an inbox other than this one has the name.
func (w *work) isInboxName(name string, id desk.InboxID) (bool, error) {
	boxes, err := w.inboxes()
	if err != nil {
		return false, desk.Wrap("read inboxes", err)
	}
	return slices.ContainsFunc(boxes, func(b *desk.Inbox) bool { return b.ID != id && strings.EqualFold(b.Name, name) }), nil
}

func usableMode(s string) (desk.Mode, error) {
	for _, m := range routing.Modes() {
		if string(m.Mode) == s {
			return m.Mode, nil
		}
	}
	return "", refuse(desk.CodeInvalid, "badMode")
}

func reassignFits(seconds int) error {
	if seconds < desk.MinReassignSeconds || seconds > desk.MaxReassignSeconds {
		return refuse(desk.CodeInvalid, "badReassign", desk.Params{"least": desk.MinReassignSeconds, "most": desk.MaxReassignSeconds})
	}
	return nil
}

func levelsFit(said []wire.Level) error {
	for _, l := range said {
		if l.Level < desk.MinLevel || l.Level > desk.MaxLevel {
			return refuse(desk.CodeInvalid, "badLevel", desk.Params{"least": desk.MinLevel, "most": desk.MaxLevel})
		}
	}
	return nil
}

// limitsFit judges the numbers of an inbox of which a command may say nothing.
func limitsFit(c wire.PutInbox) error {
	switch {
	case c.Dials != 0 && (c.Dials < desk.MinDials || c.Dials > desk.MaxDials):
		return refuse(desk.CodeInvalid, "badDials", desk.Params{"least": desk.MinDials, "most": desk.MaxDials})
	case c.GraceMinutes != 0 && (c.GraceMinutes < desk.MinGraceMinutes || c.GraceMinutes > desk.MaxGraceMinutes):
		return refuse(desk.CodeInvalid, "badGrace", desk.Params{"least": desk.MinGraceMinutes, "most": desk.MaxGraceMinutes})
	case c.Capacity != nil && (*c.Capacity < 0 || *c.Capacity > desk.MaxInboxCapacity):
		return refuse(desk.CodeInvalid, "badInboxCapacity", desk.Params{"most": desk.MaxInboxCapacity})
	}
	return nil
}

// levelsOf gives the proficiency of an inbox's members: as it is said, or as it was when
// nothing is. Who is at the least level, or not a member, is left out.
func levelsOf(box *desk.Inbox, said []wire.Level, members []desk.UserID) ([]desk.AgentLevel, error) {
	levels := box.LevelOf()
	if said != nil {
		clear(levels)
	}
	if err := levelsFit(said); err != nil {
		return nil, err
	}
	for _, l := range said {
		levels[desk.UserID(l.UserID)] = l.Level
	}
	var out []desk.AgentLevel
	for _, m := range members {
		if level := levels[m]; level > desk.MinLevel {
			out = append(out, desk.AgentLevel{UserID: m, Level: level})
		}
	}
	return out, nil
}

// agents checks who is to be in an inbox: people with the WhatsApp channel and its licences. Who
// was in it before may stay.
func (w *work) agents(by *desk.User, ids []string, box *desk.Inbox) ([]desk.UserID, error) {
	members := make([]desk.UserID, 0, len(ids))
	for _, s := range ids {
		id := desk.UserID(s)
		if slices.Contains(members, id) {
			continue
		}
		u, err := named(w.user(id))(wire.AskUser)
		if err != nil {
			return nil, err
		}
		if err := w.permits(by, desk.ActMember, u); err != nil {
			return nil, err
		}
		if !u.Handles() && !slices.Contains(box.Members, id) {
			return nil, refuse(desk.CodeInvalid, "notLicensed", desk.Params{"who": u.Name})
		}
		members = append(members, id)
	}
	return members, nil
}

// refreshQueueRights tells viewers of what waits or is offered in the inbox, because
// its mode says who sees its queue.
func (w *work) refreshQueueRights(id desk.InboxID) error {
	list, err := w.unendedIn(id)
	if err != nil {
		return desk.Wrap("read threads", err)
	}
	for _, it := range list {
		if it.State == desk.InteractionWaiting {
			w.assigned(it.ThreadID)
		}
	}
	return nil
}

// numberOfInbox maps the number that the inbox is to have.
func (w *work) numberOfInbox(box *desk.Inbox, id desk.NumberID) error {
	was, err := w.numberIn(box)
	switch {
	case err != nil:
		return err
	case was != nil && was.ID == id:
		return nil
	case was != nil:
		if err := w.mapTo(was, nil); err != nil {
			return err
		}
	}
	if id == "" {
		return nil
	}
	n, err := w.liveNumber(id)
	if err != nil {
		return err
	}
	if n.Channel.Named() != box.Channel.Named() {
		return refuse(desk.CodeInvalid, "inbox", desk.Params{
			"context": "channel", "inbox": box.Name, "channel": channel.RulesOf(n.Channel).Name,
		})
	}
	if n.PlanID != "" {
		return refuse(desk.CodeConflict, "mapped", desk.Params{"context": "number", "number": n.Name})
	}
	return w.mapTo(n, box)
}

// cmdDeleteInbox removes an inbox; what is going on in it moves to another one.
func (w *work) cmdDeleteInbox(r request, c wire.DeleteInbox) (*wire.None, error) {
	box, err := w.liveInbox(desk.InboxID(c.ID))
	if err != nil {
		return nil, err
	}
	list, err := w.unendedIn(box.ID)
	if err != nil {
		return nil, desk.Wrap("read threads", err)
	}
	var to *desk.Inbox
	if c.MoveTo != "" {
		if to, err = w.liveInbox(desk.InboxID(c.MoveTo)); err != nil {
			return nil, err
		}
	}
	if len(list) > 0 && (to == nil || to.ID == box.ID) {
		return nil, refuse(desk.CodeConflict, "notEmpty", desk.Params{"count": len(list)})
	}
	if len(list) > 0 && to.Channel.Named() != box.Channel.Named() { // its people see no other channel
		return nil, refuse(desk.CodeConflict, "otherChannel", desk.Params{"inbox": to.Name})
	}
	if err := w.numberOfInbox(box, ""); err != nil {
		return nil, err
	}
	if err := w.dropPlans(box); err != nil {
		return nil, err
	}
	box.Deleted = true
	w.put(box)
	if err := w.handNothingTo(box.ID); err != nil {
		return nil, err
	}
	if err := w.moveAll(list, to); err != nil {
		return nil, err
	}
	return nil, w.setMembers(box, []desk.UserID{})
}

// handNothingTo has other inboxes keep what they handed to one that is deleted: while
// they named it, they could not be saved.
func (w *work) handNothingTo(id desk.InboxID) error {
	boxes, err := w.inboxes()
	if err != nil {
		return desk.Wrap("read inboxes", err)
	}
	for _, other := range boxes {
		overflows, sends := other.Overflow.InboxID == id, other.Hours != nil && other.Hours.InboxID == id
		if overflows {
			other.Overflow = desk.Overflow{}
		}
		if sends {
			other.Hours.InboxID, other.Hours.Outside = "", desk.OutsideQueue
		}
		if overflows || sends {
			w.put(other)
		}
	}
	return nil
}

// moveAll moves interactions to another inbox. Owners keep theirs; offers are
// withdrawn, because other agents are to be asked now. The customer waits since when they
// did; the new inbox has its own time before another one is asked.
func (w *work) moveAll(list []*desk.Interaction, to *desk.Inbox) error {
	for _, it := range list {
		it.InboxID, it.CameAt = to.ID, w.e.At
		w.put(it)
		w.assigned(it.ThreadID)
		if it.State == desk.InteractionOpen {
			continue
		}
		if it.State == desk.InteractionOffered {
			if err := w.withdraw(it, ""); err != nil {
				return err
			}
		}
		it.State, it.Attempts, it.Escalated = desk.InteractionWaiting, []desk.Attempt{}, false
		if err := w.ask(it, routing.TriggerReturned); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) liveNumber(id desk.NumberID) (*desk.Number, error) {
	n, err := named(w.number(id))(wire.AskNumber)
	if err != nil {
		return nil, err
	}
	if n.Deleted {
		return nil, refusal{wire.AskNumber.Refusal()}
	}
	return n, nil
}

// cmdMapNumber maps a number to an inbox, or to none.
func (w *work) cmdMapNumber(r request, c wire.MapNumber) (*wire.None, error) {
	n, err := w.liveNumber(desk.NumberID(c.NumberID))
	if err != nil {
		return nil, err
	}
	if c.PlanID != "" {
		return nil, w.givePlan(n, desk.PlanID(c.PlanID), c.InboxID)
	}
	if c.InboxID == "" {
		return nil, w.mapTo(n, nil)
	}
	box, err := w.liveInbox(desk.InboxID(c.InboxID))
	if err != nil {
		return nil, err
	}
	other, err := w.numberIn(box)
	switch {
	case err != nil:
		return nil, err
	case other != nil && other.ID != n.ID:
		return nil, refuse(desk.CodeConflict, "mapped", desk.Params{"context": "inbox", "inbox": box.Name})
	}
	return nil, w.mapTo(n, box)
}

// cmdUpdateNumber changes a number's settings.
func (w *work) cmdUpdateNumber(r request, c wire.UpdateNumber) (*wire.None, error) {
	n, err := w.liveNumber(desk.NumberID(c.NumberID))
	if err != nil {
		return nil, err
	}
	if c, err = numberEdit(n, c); err != nil {
		return nil, err
	}
	name, err := cleanName(c.Name, "numberName")
	if err != nil {
		return nil, err
	}
	all, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("read numbers", err)
	}
	for _, other := range all {
		if other.ID != n.ID && !other.Deleted && strings.EqualFold(other.Name, name) {
			return nil, refuse(desk.CodeConflict, "nameTaken", desk.Params{"context": "number"})
		}
	}
	source := make([]desk.KV, 0, len(c.DataSource))
	for _, kv := range c.DataSource {
		key := strings.TrimSpace(kv.Key)
		if key == "" {
			return nil, refuse(desk.CodeInvalid, "dataSource", desk.Params{"context": "key"})
		}
		source = append(source, desk.KV{Key: key, Value: strings.TrimSpace(kv.Value)})
	}
	n.Name, n.Description, n.ServiceName, n.DataSource = name, c.Description, c.ServiceName, source
	w.put(n)
	return nil, nil
}

// cmdDeleteNumber deletes a number that has no plan.
func (w *work) cmdDeleteNumber(r request, c wire.NumberRef) (*wire.None, error) {
	n, err := w.liveNumber(desk.NumberID(c.NumberID))
	if err != nil {
		return nil, err
	}
	if n.PlanID != "" {
		p, err := w.plan(n.PlanID)
		if err != nil {
			return nil, desk.Wrap("read plan", err)
		}
		if p.Kind != desk.PlanToInbox {
			return nil, refuse(desk.CodeConflict, "mapped", desk.Params{"context": "plan", "plan": p.Name})
		}
		return nil, refuse(desk.CodeConflict, "mapped", desk.Params{"inbox": p.Name})
	}
	return nil, w.deleteNumber(n, r.by.ID)
}

// deleteNumber marks the number deleted and ends what nobody holds, wherever it
// waits: no answer could leave any more. Who holds one closes it themselves.
func (w *work) deleteNumber(n *desk.Number, by desk.UserID) error {
	if err := w.mapTo(n, nil); err != nil {
		return err
	}
	n.Deleted = true
	w.put(n)
	row, err := w.checkup(n.ID)
	if err != nil {
		return err
	}
	if row != nil {
		w.remove(row)
	}
	boxes, err := w.inboxes()
	if err != nil {
		return desk.Wrap("read inboxes", err)
	}
	for _, box := range append([]*desk.Inbox{{}}, boxes...) { // the first one: unmapped
		list, err := w.unendedIn(box.ID)
		if err != nil {
			return desk.Wrap("read threads", err)
		}
		for _, it := range list {
			if it.NumberID != n.ID || it.State == desk.InteractionOpen {
				continue
			}
			if err := w.end(it, lifecycle.EndClosed, by, w.e.At); err != nil {
				return err
			}
		}
	}
	return nil
}
