package desk

import (
	"regexp"
	"slices"
	"strings"
)

// CannedReplyID names a canned reply.
type CannedReplyID string

// CannedReply is a text that is written once and sent often: somebody's own, or of everybody.
type CannedReply struct {
	ID       CannedReplyID `json:"id"`
	UserID   UserID        `json:"userId"` // whose it is; of a shared one who made it
	Shared   bool          `json:"shared,omitempty"`
	Shortcut string        `json:"shortcut"` // what is typed after the slash
	Title    string        `json:"title"`
	Text     string        `json:"text"`              // with placeholders: see UnknownPlaceholder
	Inboxes  []InboxID     `json:"inboxes,omitempty"` // in whose conversations it is offered; none = in all
	At       int64         `json:"at"`                // when it was last changed
	Files    []CannedFile  `json:"files,omitempty"`   // that go with it, in their order
	// DeletedAt is when it was deleted, 0 = it is there. It is kept for CannedLife, so that it
	// can come back under its id and with its files.
	DeletedAt int64 `json:"deletedAt,omitempty"`
}

// CannedFile is a file of a canned reply. Its upload has the rest of what is known of it.
type CannedFile struct {
	ID       MediaID `json:"id"`
	FileName string  `json:"fileName"`
	MIME     string  `json:"mime"`
	Size     int64   `json:"size"`
}

// Bounds of what is kept.
const (
	MostCannedReplies = 500 // of one person, and of those that are shared
	LongestCanned     = 4096
	LongestShortcut   = 40
	MostCannedFiles   = 5
	MostCannedBytes   = 500 << 20           // of files, of one person's and of those that are shared
	MostCannedDeleted = 50                  // that can come back, likewise
	CannedLife        = 24 * 60 * 60 * 1000 // milliseconds for which a deleted one can come back
)

// CannedDeleted is under whom those are listed that were deleted.
const CannedDeleted UserID = "-"

// RowKey names the row.
func (c *CannedReply) RowKey() Ref { return Ref{RowCannedReply, string(c.ID)} }

// Clone copies the row.
func (c *CannedReply) Clone() Row {
	out := shallow(c)
	out.Inboxes = slices.Clone(c.Inboxes)
	out.Files = slices.Clone(c.Files)
	return out
}

// IsFor says whether that person may use it.
func (c *CannedReply) IsFor(user UserID) bool { return c.ID != "" && (c.Shared || c.UserID == user) }

// HasFile says whether the file is one of its own.
func (c *CannedReply) HasFile(id MediaID) bool {
	return slices.ContainsFunc(c.Files, func(f CannedFile) bool { return f.ID == id })
}

// Bytes is how much its files are.
func (c *CannedReply) Bytes() int64 {
	var sum int64
	for _, f := range c.Files {
		sum += f.Size
	}
	return sum
}

// IsBeside says whether two are in one list, or were before they were deleted.
func (c *CannedReply) IsBeside(other *CannedReply) bool {
	return c.Shared == other.Shared && (c.Shared || c.UserID == other.UserID)
}

// listedUnder is whose list it is in: "" is everybody's.
func (c *CannedReply) listedUnder() UserID {
	switch {
	case c.DeletedAt != 0:
		return CannedDeleted
	case c.Shared:
		return ""
	}
	return c.UserID
}

// CannedPlaceholders are what may stand between {{ and }} in a canned reply, by itself or
// with what is written when there is no value: {{contact.firstName|there}}.
var CannedPlaceholders = []string{"contact.name", "contact.firstName", "agent.name", "agent.firstName", "inbox.name", "number.name"}

var placeholder = regexp.MustCompile(`\{\{([^{}|]*)(\|[^{}]*)?\}\}`)

// UnknownPlaceholder gives the first placeholder of a text that there is none of, "" if
// all are known.
func UnknownPlaceholder(text string) string {
	for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
		if name := strings.TrimSpace(found[1]); !slices.Contains(CannedPlaceholders, name) {
			return found[0]
		}
	}
	return ""
}
