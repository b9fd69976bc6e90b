package desk

import "strings"

// Leave says, in a line of the feed, who could see a thread until now and no longer
// may, unless something else lets them: one person who was asked to take it, or the
// agents of an inbox in whose queue it was. Whoever still sees something of it, and so
// does not let it go, gets its list row anew: they follow it no longer.
type Leave struct {
	Thread ThreadID
	User   UserID  // "" = the agents of Inbox
	Inbox  InboxID // "" = User
}

const (
	leaveUser  = "/user/"
	leaveInbox = "/inbox/"
)

// Ref gives the line of the feed.
func (l Leave) Ref() Ref {
	id := string(l.Thread) + leaveInbox + string(l.Inbox)
	if l.User != "" {
		id = string(l.Thread) + leaveUser + string(l.User)
	}
	return Ref{RowAssignment, id}
}

// LeaveOf reads the id of such a line; false for the line of the thread itself.
func LeaveOf(id string) (Leave, bool) {
	if thread, user, ok := strings.Cut(id, leaveUser); ok {
		return Leave{Thread: ThreadID(thread), User: UserID(user)}, true
	}
	thread, inbox, ok := strings.Cut(id, leaveInbox)
	return Leave{Thread: ThreadID(thread), Inbox: InboxID(inbox)}, ok
}
