package desk

import (
	"slices"
	"strings"
)

// MessageSearch is one question to the messages: what they say, and what else is
// known of them.
type MessageSearch struct {
	Query    string // see terms; "" = whatever they say
	ThreadID ThreadID
	By       UserID // among what this agent may see; "" = among all
	Filter   MessageFilter
	Before   int64 // sequence, 0 = from the newest
	Limit    int
}

// MessageFilter says which messages a search is for; an empty field is no condition.
type MessageFilter struct {
	From     string // MessageFromCustomer, MessageFromUs, or the person of ours who wrote it
	NumberID NumberID
	Labels   []LabelID // of its thread, one of them
	Files    FileSort
	Since    int64 // ms
	Until    int64 // ms, not included
}

// Values of MessageFilter.From. They are sent.
const (
	MessageFromCustomer = "customer"
	MessageFromUs       = "us"
)

// FileSort is what a file of a message is. Values are sent.
type FileSort string

// The sorts of files.
const (
	FileAny      FileSort = "any" // of a filter: whatever it is
	FileImage    FileSort = "image"
	FileVideo    FileSort = "video"
	FileAudio    FileSort = "audio"
	FileDocument FileSort = "document"
)

// Empty says that the filter lets everything through.
func (f MessageFilter) Empty() bool {
	return f.From == "" && f.NumberID == "" && len(f.Labels) == 0 && f.Files == "" && f.Since == 0 && f.Until == 0
}

// FitsThread says whether the messages of a thread are what the filter is for, as far
// as the thread tells.
func (f MessageFilter) FitsThread(t *Thread) bool {
	labelled := len(f.Labels) == 0 || slices.ContainsFunc(t.Labels, func(id LabelID) bool { return slices.Contains(f.Labels, id) })
	return labelled && (f.NumberID == "" || t.NumberID == f.NumberID)
}

// Fits says whether a message is what the filter is for. What its thread tells is for
// FitsThread.
func (f MessageFilter) Fits(m *Message) bool {
	return f.fitsSide(m.Direction == In, m.Author) && f.fitsFile(m) &&
		m.At >= f.Since && (f.Until == 0 || m.At < f.Until)
}

func (f MessageFilter) fitsSide(in bool, author UserID) bool {
	switch f.From {
	case "":
		return true
	case MessageFromCustomer:
		return in
	case MessageFromUs:
		return !in
	}
	return !in && string(author) == f.From
}

func (f MessageFilter) fitsFile(m *Message) bool {
	return f.Files == "" || m.Media != nil && (f.Files == FileAny || f.Files == FileSortOf(m.Kind, m.Media.MIME))
}

// FileSortOf says what the file of a message is.
func FileSortOf(kind MessageKind, mime string) FileSort {
	switch kind { //nolint:exhaustive // the others are told by what the file is
	case KindImage, KindSticker:
		return FileImage
	case KindVideo:
		return FileVideo
	case KindAudio:
		return FileAudio
	case KindDocument:
		return FileDocument
	}
	for _, sort := range []FileSort{FileImage, FileVideo, FileAudio} {
		if strings.HasPrefix(mime, string(sort)+"/") {
			return sort
		}
	}
	return FileDocument
}
