package relay

import (
	"context"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/files"
	"github.com/parleydesk/parley/backend/share"
	"github.com/parleydesk/parley/backend/store"
)

// uploading counts the bytes that each person is sending right now, so that
// simultaneous uploads do not each take the same free space for theirs.
type uploading struct {
	mu    sync.Mutex // guards bytes
	bytes map[desk.UserID]int64
}

// add notes n bytes on their way and gives how many there are with them.
func (u *uploading) add(user desk.UserID, n int64) int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.bytes == nil {
		u.bytes = map[desk.UserID]int64{}
	}
	u.bytes[user] += n
	sum := u.bytes[user]
	if sum == 0 {
		delete(u.bytes, user)
	}
	return sum
}

// mayUpload says whether a person may send a file of that size: within their
// share of a minute, and of what may wait for a message. done is called when the
// upload has ended.
func (r *Relay) mayUpload(ctx context.Context, org desk.OrgID, user desk.UserID, size int64) (done func(), err error) {
	if err := r.shares.Take(share.Uploads, string(user), 1); err != nil {
		return nil, err
	}
	if err := r.shares.Take(share.Uploaded, string(user), int(size)); err != nil {
		return nil, err
	}
	sum := r.uploads.add(user, size)
	done = func() { r.uploads.add(user, -size) }
	waiting, err := r.db.UnclaimedUploads(ctx, org, user, r.time.Passed().UnixMilli()-desk.UploadLife)
	for _, u := range waiting {
		sum += u.Media.Size
	}
	if most := int64(r.opts.Config.Limits.Unclaimed); err == nil && sum > most {
		err = desk.Refuse(desk.CodeTooMany, "unclaimed", desk.Params{"most": most >> 20})
	}
	if err != nil {
		done()
		return nil, err
	}
	return done, nil
}

// sweeper removes files that nothing needs: uploads that no message took in a
// day, and what a crash left without a row.
type sweeper struct {
	db    *store.DB
	files *files.Folder

	mu  sync.Mutex            // one sweep at a time; guards due
	due map[desk.MediaID]bool // found by the last sweep
}

// fileGrace is how much longer than an upload's life a file is kept.
const fileGrace = time.Hour

// sweep removes what it finds for the second time: a clock that is wrong for a
// moment removes nothing.
func (s *sweeper) sweep(ctx context.Context, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx = desk.WithWork(ctx, desk.WorkMedia)
	old, err := s.files.Before(now.Add(-desk.UploadLife*time.Millisecond - fileGrace))
	if err != nil {
		return err
	}
	due := map[desk.MediaID]bool{}
	for _, id := range old {
		needed, err := s.needed(ctx, id)
		if err != nil {
			return err
		}
		if needed {
			continue
		}
		due[id] = true
		if !s.due[id] {
			continue
		}
		if err := s.files.Remove(id); err != nil {
			return err
		}
	}
	s.due = due
	return nil
}

// needed says whether a message of any organization has the file, or has taken it, or a canned
// reply keeps it.
func (s *sweeper) needed(ctx context.Context, id desk.MediaID) (bool, error) {
	orgs, err := s.db.Orgs(ctx)
	if err != nil {
		return true, err
	}
	for _, org := range orgs {
		if needed, err := s.neededIn(ctx, org, id); needed || err != nil {
			return true, err
		}
	}
	return false, nil
}

func (s *sweeper) neededIn(ctx context.Context, org desk.OrgID, id desk.MediaID) (bool, error) {
	if message, ok := desk.MessageOfAdPicture(id); ok {
		return s.adNeeded(ctx, org, message, id)
	}
	list, err := s.db.MessagesOfFile(ctx, org, id)
	if err != nil || len(list) > 0 {
		return true, err
	}
	up, err := desk.Get[*desk.Upload](ctx, s.db, org, desk.RowUpload, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return false, nil
	}
	return err != nil || up.Taken(), err
}

// adNeeded says whether a message still shows the picture of its ad: one that was erased does not.
func (s *sweeper) adNeeded(ctx context.Context, org desk.OrgID, message desk.MessageID, id desk.MediaID) (bool, error) {
	m, err := desk.Get[*desk.Message](ctx, s.db, org, desk.RowMessage, message)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return false, nil
	}
	return err != nil || m.File(id) != nil, err
}
