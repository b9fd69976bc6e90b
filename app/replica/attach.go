package replica

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/parleydesk/parley/app/voice"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/wire"
)

// Attachments keeps picked files beside the outbox, under names that say
// nothing, until the reply that carries them is sent or discarded. Those of a
// thread's draft are there again after a restart, also of a killed app; other
// files that no queued reply names are forgotten at the next start.
type Attachments struct {
	// immutable
	dir    string
	outbox *Outbox

	mu   sync.Mutex // guards below
	open map[string]*incoming
	done map[string]unsent // finished, in no queued reply yet
	kept map[string]string // named by a queued reply: whose it is
}

// unsent is a finished file that no queued reply carries yet.
type unsent struct {
	size  int64
	owner string
}

// incoming is a file whose bytes are still coming.
type incoming struct {
	file   *os.File
	owner  string // who picked it
	thread string // to which thread's draft it belongs, "" = none's
	name   string
	size   int64 // announced
	got    int64
	voice  *voice.Recorder // of a recording, whose size nobody knows yet
}

// maxOpen bounds files that are being picked at once.
const maxOpen = 32

// openAttachments opens the folder: queued are the files that replies carry,
// drafts those of drafts. What is neither is deleted, or moved to aside if that
// is not empty. gone are files of drafts whose bytes are not here any more.
func openAttachments(dir, aside string, queued map[string]string, drafts []attached) (a *Attachments, gone []string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, errDisk("make attachment folder", err)
	}
	a = &Attachments{dir: dir, open: map[string]*incoming{}, done: map[string]unsent{}, kept: queued}
	for _, d := range drafts {
		id := d.file.LocalID
		if info, err := os.Lstat(filepath.Join(dir, id)); err == nil && info.Mode().IsRegular() && !d.recording() && info.Size() == d.file.Size {
			a.done[id] = unsent{d.file.Size, d.owner}
		} else {
			gone = append(gone, id)
		}
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, errDisk("read attachment folder", err)
	}
	for _, f := range list {
		if a.isKnown(f.Name()) {
			continue
		}
		if aside == "" {
			a.delete(f.Name())
			continue
		}
		if err := errors.Join(os.MkdirAll(aside, 0o700), os.Rename(filepath.Join(dir, f.Name()), filepath.Join(aside, f.Name()))); err != nil {
			return nil, nil, errDisk("set attachment aside", err)
		}
	}
	return a, gone, nil
}

// Begin makes room for a file of a thread's draft ("" = of none) and names it.
// CodeInvalid for one that is empty, too large or of a kind that cannot be
// sent, CodeTooMany when the unsent files take up all room.
func (a *Attachments) Begin(threadID, fileName string, size int64) (localID string, err error) {
	name := cmp.Or(filetype.CleanName(fileName), "file")
	switch {
	case size <= 0:
		return "", desk.Refuse(desk.CodeInvalid, "emptyFile")
	case size > wire.MaxUpload:
		return "", desk.Refuse(desk.CodeInvalid, "fileTooLarge", desk.Params{"most": wire.MaxUpload >> 20})
	}
	if err := checkName(name); err != nil {
		return "", err
	}
	if err := a.makeRoom(size); err != nil {
		return "", err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.open) >= maxOpen {
		return "", desk.Refuse(desk.CodeTooMany, "files")
	}
	id := desk.NewID("file")
	f, err := os.OpenFile(filepath.Join(a.dir, id), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return "", errDisk("make attachment", err)
	}
	a.open[id] = &incoming{file: f, owner: a.outbox.owner(), thread: threadID, name: name, size: size}
	return id, nil
}

// Append adds bytes; CodeInvalid beyond the size that Begin was told.
func (a *Attachments) Append(localID string, b []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	in := a.open[localID]
	if in == nil || in.voice != nil {
		return errNoFile()
	}
	if in.got+int64(len(b)) > in.size {
		return desk.Refuse(desk.CodeInvalid, "fileGrew")
	}
	n, err := in.file.Write(b)
	in.got += int64(n)
	if err != nil {
		return errDisk("write attachment", err)
	}
	return nil
}

func errNoFile() error {
	return desk.Refuse(desk.CodeNotFound, "noFile", desk.Params{"context": "attached"})
}

// End returns when all bytes are on the disk, and those of a draft noted there,
// and tells what they are, read from the bytes. CodeInvalid, with the reason,
// for what cannot be sent; the file is forgotten then.
func (a *Attachments) End(ctx context.Context, localID string) (wire.QueuedFile, error) {
	a.mu.Lock()
	in := a.open[localID]
	delete(a.open, localID)
	a.mu.Unlock()
	if in == nil {
		return wire.QueuedFile{}, errNoFile()
	}
	mime, err := in.end()
	file := wire.QueuedFile{LocalID: localID, FileName: in.name, MIME: mime, Size: in.size, Voice: in.voice != nil}
	if err == nil && in.thread != "" {
		err = a.outbox.keepAttached(ctx, in.owner, in.thread, file)
	}
	if err != nil {
		a.delete(localID)
		if in.voice != nil { // a recording is noted from its beginning
			err = errors.Join(err, a.outbox.forgetAttached(ctx, localID))
		}
		return wire.QueuedFile{}, err
	}
	a.mu.Lock()
	a.done[localID] = unsent{in.size, in.owner}
	a.mu.Unlock()
	return file, nil
}

func (in *incoming) end() (mime string, err error) {
	defer func() { err = errors.Join(err, in.file.Close()) }()
	if err := in.endVoice(); err != nil {
		return "", err
	}
	if in.got != in.size {
		return "", desk.Refuse(desk.CodeInvalid, "fileShort")
	}
	is, err := filetype.Measure(in.file, in.size)
	if err != nil {
		return "", errDisk("read attachment", err)
	}
	if err := wire.CheckFile(wire.Measured{MIME: is.MIME, Size: in.size, Runs: is.Runs}); err != nil {
		return "", err
	}
	if err := in.file.Sync(); err != nil {
		return "", errDisk("write attachment", err)
	}
	syncFolder(filepath.Dir(in.file.Name()))
	return is.MIME, nil
}

// syncFolder puts a new file's name on the disk where the system lets that be
// asked for: Windows does not, and keeps names by itself.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil { //nolint:gosec // the attachment folder
		d.Sync()  //nolint:errcheck,gosec // see above
		d.Close() //nolint:errcheck,gosec // only read
	}
}

// Drop forgets an unsent file. One that a queued reply carries goes with it.
func (a *Attachments) Drop(ctx context.Context, localID string) error {
	if !a.has(localID) && !a.isComing(localID) {
		return errNoFile()
	}
	// Its row goes first: a row without bytes is found at the next start, too.
	if err := a.outbox.forgetAttached(ctx, localID); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, isKept := a.kept[localID]; isKept {
		return desk.Refuse(desk.CodeConflict, "queued", desk.Params{"context": "file"})
	}
	if in := a.open[localID]; in != nil {
		in.file.Close() //nolint:errcheck // it is deleted next
		delete(a.open, localID)
	}
	delete(a.done, localID)
	a.delete(localID)
	return nil
}

func (a *Attachments) isComing(localID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.open[localID] != nil
}

// Open opens a finished file for sending; CodeNotFound when it is not here.
func (a *Attachments) Open(localID string) (*os.File, error) {
	if !a.has(localID) {
		return nil, errNoFile()
	}
	f, err := os.Open(filepath.Join(a.dir, localID))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errNoFile()
	}
	if err != nil {
		return nil, errDisk("open attachment", err)
	}
	return f, nil
}

// has says whether a finished file of this name is here and this person's.
// Names are only ever those that Begin gave, so none leads outside the folder.
func (a *Attachments) has(localID string) bool {
	owner, ok := a.ownerOf(localID)
	return ok && owner == a.outbox.owner()
}

// isKnown says whether the file is anybody's.
func (a *Attachments) isKnown(localID string) bool {
	_, ok := a.ownerOf(localID)
	return ok
}

func (a *Attachments) ownerOf(localID string) (owner string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if f, isDone := a.done[localID]; isDone {
		return f.owner, true
	}
	owner, ok = a.kept[localID]
	return owner, ok
}

// adopt makes the files of nobody this user's, as Own does with the rest.
func (a *Attachments) adopt(userID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id, f := range a.done {
		if f.owner == "" {
			a.done[id] = unsent{f.size, userID}
		}
	}
	for id, owner := range a.kept {
		if owner == "" {
			a.kept[id] = userID
		}
	}
}

func (a *Attachments) queued(localID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.done, localID)
	a.kept[localID] = a.outbox.owner()
}

// recalled makes files unsent again: the reply that carried them was taken back.
func (a *Attachments) recalled(list []wire.Queued) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, q := range list {
		if q.File != nil {
			delete(a.kept, q.File.LocalID)
			a.done[q.File.LocalID] = unsent{q.File.Size, a.outbox.owner()}
		}
	}
}

func (a *Attachments) remove(localID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.kept, localID)
	a.delete(localID)
}

// clear forgets all files of a user.
func (a *Attachments) clear(owner string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id, in := range a.open {
		if in.owner == owner {
			in.file.Close() //nolint:errcheck // it is deleted next
			a.delete(id)
			delete(a.open, id)
		}
	}
	for id, f := range a.done {
		if f.owner == owner {
			a.delete(id)
			delete(a.done, id)
		}
	}
	for id, of := range a.kept {
		if of == owner {
			a.delete(id)
			delete(a.kept, id)
		}
	}
}

// delete removes a file's bytes. One that stays by mistake is removed at the
// next start, so the failure needs no handling.
func (a *Attachments) delete(name string) {
	os.Remove(filepath.Join(a.dir, name)) //nolint:errcheck // see above
}

// closeAll closes the files whose bytes were still coming.
func (a *Attachments) closeAll() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var errs []error
	for id, in := range a.open {
		errs = append(errs, in.endVoice(), in.file.Close())
		delete(a.open, id)
	}
	return errors.Join(errs...)
}

// checkName refuses what its name says is of no use, before any of its bytes
// are read: kinds of files that a customer should never be asked to open,
// whatever their bytes look like, and those that WhatsApp does not take.
func checkName(name string) error {
	ext := strings.ToLower(filepath.Ext(name))
	if refused[strings.TrimPrefix(ext, ".")] {
		return wire.ErrEnding(ext)
	}
	if mime := filetype.ByExtension(ext); mime != "" {
		return wire.CheckFileType(mime)
	}
	return nil
}

// refused are extensions that run when they are opened.
var refused = set("exe", "com", "scr", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "hta",
	"msi", "msix", "msp", "cpl", "dll", "sys", "lnk", "url", "reg", "jar", "apk", "xapk", "ipa", "app", "command", "dmg", "pkg",
	"deb", "rpm", "run", "sh", "bash", "html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "chm", "iso", "img",
	"scf", "library-ms", "search-ms", "inf", "gadget", "application", "appref-ms", "settingcontent-ms", "desktop", "appimage", "flatpakref", "workflow", "scpt", "webloc")

func set(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, s := range list {
		m[s] = true
	}
	return m
}
