package replica

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/parleydesk/parley/app/voice"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// voiceName is what the file of a recording is called where it is saved or opened.
const voiceName = "voice-note.ogg"

// voiceRoom is what a recording takes of the room for unsent files while nobody
// knows how long it gets; few are longer.
const voiceRoom = voice.PlayIcon

// recording says that the file's bytes are still coming out of the microphone, or
// were when the app ended.
func (a *attached) recording() bool { return a.file.Voice && a.file.Size == 0 }

// BeginVoice makes room for a voice note of a thread's draft and names it. From now on
// it is the draft's, also when the app is killed: all but the last second of it is
// there at the next start.
func (a *Attachments) BeginVoice(ctx context.Context, threadID string) (localID string, err error) {
	if err := a.makeRoom(voiceRoom); err != nil {
		return "", err
	}
	in, err := a.openVoice(threadID)
	if err != nil {
		return "", err
	}
	id := filepath.Base(in.file.Name())
	err = a.outbox.keepAttached(ctx, in.owner, threadID, wire.QueuedFile{LocalID: id, FileName: in.name, MIME: voice.MIME, Voice: true})
	if err == nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		if len(a.open) < maxOpen {
			a.open[id] = in
			return id, nil
		}
		err = desk.Refuse(desk.CodeTooMany, "files")
	}
	err = errors.Join(err, in.file.Close(), a.outbox.forgetAttached(ctx, id))
	a.delete(id)
	return "", err
}

func (a *Attachments) openVoice(threadID string) (*incoming, error) {
	f, err := os.OpenFile(filepath.Join(a.dir, desk.NewID("file")), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, errDisk("make recording", err)
	}
	rec, err := voice.NewRecorder(f, rand.Uint32()) //nolint:gosec // it only tells streams of one file apart
	if err != nil {
		name := filepath.Base(f.Name())
		err = errors.Join(errDisk("begin recording", err), f.Close())
		a.delete(name)
		return nil, err
	}
	return &incoming{file: f, owner: a.outbox.owner(), thread: threadID, name: voiceName, voice: rec}, nil
}

// AppendVoice adds what was heard: samples of 16 bits, 48,000 a second. CodeTooMany when the
// recording is as long as one may be.
func (a *Attachments) AppendVoice(localID string, pcm []byte) (wire.VoiceSoFar, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	in := a.open[localID]
	if in == nil || in.voice == nil {
		return wire.VoiceSoFar{}, errNoFile()
	}
	so, err := in.voice.Write(pcm)
	told := wire.VoiceSoFar{Bytes: so.Bytes, Milliseconds: so.Duration.Milliseconds(), PlayIcon: voice.PlayIcon, Longest: voice.Longest.Milliseconds()}
	if errors.Is(err, voice.ErrFull) {
		return told, desk.Refuse(desk.CodeTooMany, "voiceLong", desk.Params{"most": int64(voice.Longest.Minutes())})
	}
	if err != nil {
		return told, errDisk("write recording", err)
	}
	return told, nil
}

// endVoice writes what a recording still holds, and notes how large it became.
func (in *incoming) endVoice() error {
	if in.voice == nil {
		return nil
	}
	if in.voice.SoFar().Duration == 0 {
		return desk.Refuse(desk.CodeInvalid, "voiceEmpty")
	}
	if err := in.voice.Close(); err != nil {
		return errDisk("write recording", err)
	}
	in.size = in.voice.SoFar().Bytes
	in.got = in.size
	return nil
}

// replaceFile puts bytes in a file's place in one step: what it had is lost to no crash.
func replaceFile(path string, b []byte) error {
	beside := path + ".mended"
	if err := os.WriteFile(beside, b, 0o600); err != nil { //nolint:gosec // named by us
		return err
	}
	return os.Rename(beside, path)
}

// mendVoices makes voice notes of recordings that were going on when the app ended. One
// in which nothing is yet is left without a size, and forgotten with the files that are gone.
func (o *Outbox) mendVoices(ctx context.Context, dir string, drafts []attached) error {
	for i := range drafts {
		d := &drafts[i]
		if !d.recording() {
			continue
		}
		path := filepath.Join(dir, d.file.LocalID)
		b, err := os.ReadFile(path) //nolint:gosec // named by us
		if err == nil {
			b, err = voice.Mend(b)
		}
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, voice.ErrNoSound) {
			continue
		}
		if err == nil {
			err = replaceFile(path, b)
		}
		if err != nil {
			return errDisk("mend recording", err)
		}
		d.file.Size = int64(len(b))
		if err := o.keepAttached(ctx, d.owner, d.thread, d.file); err != nil {
			return err
		}
	}
	return nil
}
