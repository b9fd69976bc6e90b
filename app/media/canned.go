package media

import (
	"context"
	"io"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Canned gives a file of a canned reply that is in the local copy, from here or from the
// relay. The caller closes it.
func (s *Store) Canned(ctx context.Context, replyID, mediaID string) (io.ReadCloser, wire.CannedFile, error) {
	none := wire.CannedFile{}
	var reply wire.CannedReply
	if err := s.cfg.Rows.Row(ctx, desk.RowCannedReply, replyID, &reply); err != nil {
		return nil, none, err
	}
	i := slices.IndexFunc(reply.Files, func(f wire.CannedFile) bool { return f.MediaID == mediaID })
	if i < 0 {
		return nil, none, desk.Refuse(desk.CodeNotFound, "media", desk.Params{"context": "none"})
	}
	f, err := s.held(ctx, "", mediaID) // an upload belongs to no message
	if err != nil {
		return nil, none, err
	}
	return f, reply.Files[i], nil
}
