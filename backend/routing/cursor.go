package routing

import "github.com/parleydesk/parley/backend/desk"

// CursorWithout gives the cursor for an inbox from which the member gone is
// taken out: if it was their turn last, it becomes the turn of the member
// before them, so that whoever followed still comes next.
func CursorWithout(members []desk.UserID, cursor, gone desk.UserID) desk.UserID {
	if cursor != gone {
		return cursor
	}
	for i, m := range members {
		if m != gone {
			continue
		}
		before := members[(i+len(members)-1)%len(members)]
		if before == gone {
			return ""
		}
		return before
	}
	return ""
}
