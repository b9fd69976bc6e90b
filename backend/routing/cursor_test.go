package routing_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

func TestCursorWithout_keepsTheNextAgentsTurn(t *testing.T) {
	t.Parallel()
	abc := []desk.UserID{"a", "b", "c"}
	for _, tc := range []struct {
		members            []desk.UserID
		cursor, gone, want desk.UserID
	}{
		{abc, "b", "b", "a"}, {abc, "a", "a", "c"}, {abc, "b", "c", "b"}, {abc, "", "a", ""},
		{abc[:1], "a", "a", ""}, {abc, "z", "z", ""}, {nil, "a", "a", ""},
	} {
		if got := routing.CursorWithout(tc.members, tc.cursor, tc.gone); got != tc.want {
			t.Errorf("members %v cursor %q without %q: got %q, want %q", tc.members, tc.cursor, tc.gone, got, tc.want)
		}
	}
}
