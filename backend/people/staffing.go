package people

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// staffing says of each active number which of the inboxes it leads to have somebody who
// may handle conversations.
type staffing map[desk.NumberID]map[desk.InboxID]bool

func staffingOf(ctx context.Context, from desk.Rows, org desk.OrgID) (staffing, error) {
	numbers, err := desk.Find[*desk.Number](ctx, from, org, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("list numbers", err)
	}
	plans, err := desk.Find[*desk.Plan](ctx, from, org, desk.Plans.With())
	if err != nil {
		return nil, desk.Wrap("list plans", err)
	}
	staffed, err := staffedInboxes(ctx, from, org)
	if err != nil {
		return nil, err
	}
	s := staffing{}
	for _, n := range numbers {
		if n.Off || n.Deleted {
			continue
		}
		s[n.ID] = map[desk.InboxID]bool{}
		for _, p := range plans {
			if p.ID != n.PlanID {
				continue
			}
			for _, box := range p.Inboxes() {
				s[n.ID][box] = staffed[box]
			}
		}
	}
	return s, nil
}

func staffedInboxes(ctx context.Context, from desk.Rows, org desk.OrgID) (map[desk.InboxID]bool, error) {
	users, err := desk.Find[*desk.User](ctx, from, org, desk.Users.With())
	if err != nil {
		return nil, desk.Wrap("list users", err)
	}
	inboxes, err := desk.Find[*desk.Inbox](ctx, from, org, desk.Inboxes.With())
	if err != nil {
		return nil, desk.Wrap("list inboxes", err)
	}
	staffed := map[desk.InboxID]bool{}
	for _, box := range inboxes {
		staffed[box.ID] = slices.ContainsFunc(users, func(u *desk.User) bool { return u.Handles() && slices.Contains(box.Members, u.ID) })
	}
	return staffed, nil
}

// leftAlone names the numbers of which an inbox had somebody before and has nobody after.
func leftAlone(before, after staffing) (list []string) {
	for id, boxes := range after {
		for box, staffed := range boxes {
			if before[id][box] && !staffed {
				list = append(list, string(id))
				break
			}
		}
	}
	slices.Sort(list)
	return list
}
