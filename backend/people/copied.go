package people

import (
	"context"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// tellEvery is how often one session's copy is told of: whoever holds it could
// fill the record otherwise.
const tellEvery = time.Hour

// told remembers when which session's copy was told of.
type told struct {
	mu sync.Mutex // guards at
	at map[string]int64
}

func (t *told) due(session string, now int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, at := range t.at {
		if now-at >= tellEvery.Milliseconds() {
			delete(t.at, k)
		}
	}
	if _, lately := t.at[session]; lately {
		return false
	}
	if t.at == nil {
		t.at = map[string]int64{}
	}
	t.at[session] = now
	return true
}

// CopyRefused records that a copy of a sign-in was refused; the fold tells its
// person and the supervisors.
func (s *Service) CopyRefused(ctx context.Context, id Identity) error {
	if !s.told.due(id.Session, s.now()) {
		return nil
	}
	act := desk.AccountEntry{Act: desk.ActCopyRefused, On: id.UserID, DeviceID: id.DeviceID}
	return s.change(ctx, id.Org, act, func(context.Context, desk.DoorTx, int64) error { return nil })
}
