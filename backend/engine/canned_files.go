package engine

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// keepCannedFiles gives a canned reply its files: those that it had, and uploads of the
// person's own that nothing has taken. What it does not have any more is kept by nothing.
func (w *work) keepCannedFiles(by *desk.User, out, before *desk.CannedReply, files []wire.CannedFile) error {
	for _, f := range files {
		id := desk.MediaID(f.MediaID)
		if out.HasFile(id) {
			continue
		}
		up, err := orZero(w.upload(id))
		if err != nil {
			return desk.Wrap("read upload", err)
		}
		switch {
		case up.Media.ID == "":
			return refusal{wire.AskFile.Refusal()}
		case up.CannedID == out.ID: // it has it already
		case up.UserID != by.ID || up.Taken():
			return refusal{wire.AskFile.Refusal()}
		case w.e.At-up.At > desk.UploadLife:
			return refuse(desk.CodeConflict, "uploadOld")
		default:
			up.CannedID = out.ID
			w.putQuiet(up)
		}
		out.Files = append(out.Files, desk.CannedFile{ID: id, FileName: cmp.Or(desk.PlainLine(f.FileName), "file"), MIME: up.Media.MIME, Size: up.Media.Size})
	}
	if len(out.Files) > desk.MostCannedFiles {
		return refuse(desk.CodeInvalid, "cannedFiles", desk.Params{"most": desk.MostCannedFiles})
	}
	return w.letCannedFilesGo(slices.DeleteFunc(slices.Clone(before.Files), func(f desk.CannedFile) bool { return out.HasFile(f.ID) }))
}

// mayKeepBytes refuses more files in one list than it may have. Those of deleted ones count for
// as long as they are kept. What makes it no more is never refused.
func (w *work) mayKeepBytes(out, before *desk.CannedReply, gone []*desk.CannedReply) error {
	sum := out.Bytes()
	if sum == 0 || before.ID != "" && out.IsBeside(before) && sum <= before.Bytes() {
		return nil
	}
	others, err := list[desk.CannedReply](w, cannedListed(out))
	if err != nil {
		return desk.Wrap("read canned replies", err)
	}
	for _, other := range append(others, gone...) {
		if other.ID != out.ID && out.IsBeside(other) {
			sum += other.Bytes()
		}
	}
	if sum <= desk.MostCannedBytes {
		return nil
	}
	params := desk.Params{"most": desk.MostCannedBytes >> 20}
	if out.Shared {
		params["context"] = "shared"
	}
	return refuse(desk.CodeConflict, "cannedBytes", params)
}

// letCannedFilesGo ends the keeping of files. The bytes go with the next sweep, unless a
// message carries them.
func (w *work) letCannedFilesGo(files []desk.CannedFile) error {
	for _, f := range files {
		up, err := w.upload(f.ID)
		if missing(err) {
			continue
		}
		if err != nil {
			return desk.Wrap("read upload", err)
		}
		up.CannedID = ""
		w.putQuiet(up)
	}
	return nil
}

// cannedFileFor says whether an upload is kept by a canned reply that the person may use. One
// that was deleted a moment ago counts: a reply with its file may be on its way.
func (w *work) cannedFileFor(by *desk.User, up *desk.Upload) (bool, error) {
	c, err := orZero(stored[desk.CannedReply](w, desk.RowCannedReply, string(up.CannedID)))
	return up.CannedID != "" && c.IsFor(by.ID) && c.HasFile(up.Media.ID), err
}

// cannedEdit gives the whole of a canned reply as it is to be, as inboxEdit does of an inbox.
func cannedEdit(now *desk.CannedReply, c wire.PutCannedReply) (wire.PutCannedReply, error) {
	e, files := c.Edited, cannedFilesOf(now)
	switch {
	case now.ID == "":
		return c, nil
	case e == nil && c.Files == nil: // a desktop from before there were files knows nothing of them
		c.Files = files
		return c, nil
	case e == nil:
		return c, nil
	case now.DeletedAt != 0:
		return c, refuse(desk.CodeConflict, "cannedDeleted")
	}
	boxes := []string{}
	for _, id := range now.Inboxes {
		boxes = append(boxes, string(id))
	}
	settle(&c.Shared, e.Shared, now.Shared)
	inboxes := e.Inboxes != nil && !sameSet(boxes, e.Inboxes.List) && !sameSet(boxes, c.Inboxes)
	if e.Inboxes == nil {
		c.Inboxes = boxes
	}
	kept := e.Files != nil && !slices.Equal(fileIDs(files), e.Files.List) && !slices.Equal(fileIDs(files), fileIDs(c.Files))
	if e.Files == nil {
		c.Files = files
	}
	return c, firstClash(
		clash{"shortcut", settle(&c.Shortcut, e.Shortcut, now.Shortcut)},
		clash{"cannedTitle", settle(&c.Title, e.Title, now.Title)},
		clash{"text", settle(&c.Text, e.Text, now.Text)},
		clash{"inboxes", inboxes},
		clash{"files", kept},
	)
}

func cannedFilesOf(c *desk.CannedReply) []wire.CannedFile {
	files := []wire.CannedFile{}
	for _, f := range c.Files {
		files = append(files, wire.CannedFile{MediaID: string(f.ID), FileName: f.FileName})
	}
	return files
}

func fileIDs(files []wire.CannedFile) []string {
	out := []string{}
	for _, f := range files {
		out = append(out, f.MediaID)
	}
	return out
}

// sameSet compares two lists of ids in whatever order.
func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
