package replica_test

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/app/voice"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// speak records so many seconds of a buzz.
func speak(t *testing.T, a *replica.Attachments, id string, seconds int) wire.VoiceSoFar {
	t.Helper()
	var pcm []byte
	for i := range seconds * voice.Rate {
		pcm = binary.LittleEndian.AppendUint16(pcm, uint16(i%400*20))
	}
	so, err := a.AppendVoice(id, pcm)
	if err != nil {
		t.Fatal(err)
	}
	return so
}

func voiceOf(t *testing.T, a *replica.Attachments, thread string) (wire.QueuedFile, voice.Note) {
	t.Helper()
	all, err := a.Drafts(t.Context())
	if err != nil || len(all[thread]) != 1 {
		t.Fatalf("the draft has %v, %v", all[thread], err)
	}
	f, err := a.Open(all[thread][0].LocalID)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	n, err := voice.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return all[thread][0], n
}

func TestVoice_isAFileOfItsDraft(t *testing.T) {
	t.Parallel()
	a := whole(t).Attachments()
	id, err := a.BeginVoice(t.Context(), "thr_a")
	if err != nil {
		t.Fatal(err)
	}
	if all, _ := a.Drafts(t.Context()); len(all) != 0 {
		t.Errorf("a recording that goes on is shown as a file: %v", all)
	}
	if err := a.Append(id, []byte("no sound")); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("bytes of a file were taken into a recording: %v", err)
	}
	if so := speak(t, a, id, 2); so.Milliseconds != 2000 || so.Bytes < 2000 || so.PlayIcon != 512<<10 || so.Longest == 0 {
		t.Errorf("so far %+v", so)
	}
	made, err := a.End(t.Context(), id)
	if err != nil || !made.Voice || made.MIME != "audio/ogg" {
		t.Fatalf("made %+v, %v", made, err)
	}
	file, note := voiceOf(t, a, "thr_a")
	if file != made || note.Duration != 2*time.Second || !note.Ends || note.Size != file.Size || note.Channels != 1 {
		t.Errorf("kept %+v, %+v", file, note)
	}
}

func TestVoice_ofNothingIsForgotten(t *testing.T) {
	t.Parallel()
	a := whole(t).Attachments()
	id, err := a.BeginVoice(t.Context(), "thr_a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.End(t.Context(), id); desk.SubcodeOf(err) != "voiceEmpty" {
		t.Errorf("an empty recording: %v", err)
	}
	if id, err = a.BeginVoice(t.Context(), "thr_a"); err != nil {
		t.Fatal(err)
	}
	speak(t, a, id, 1)
	if err := a.Drop(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if all, _ := a.Drafts(t.Context()); len(all) != 0 {
		t.Errorf("left over: %v", all)
	}
}

// What was said until the app was killed, or closed, is there again.
func TestVoice_outlivesTheApp(t *testing.T) {
	t.Parallel()
	for _, killed := range []bool{false, true} {
		dir := t.TempDir()
		r := open(t, dir)
		id, err := r.Attachments().BeginVoice(t.Context(), "thr_a")
		if err != nil {
			t.Fatal(err)
		}
		speak(t, r.Attachments(), id, 3)
		empty, err := r.Attachments().BeginVoice(t.Context(), "thr_b")
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "outbox", id)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil && desk.SubcodeOf(err) != "voiceEmpty" {
			t.Fatal(err)
		}
		if killed { // in the middle of a page
			if err := os.WriteFile(path, before[:len(before)-100], 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r = open(t, dir)
		file, note := voiceOf(t, r.Attachments(), "thr_a")
		want := 3 * time.Second
		if killed {
			want = 2 * time.Second
		}
		if got := note.Duration.Round(100 * time.Millisecond); got != want || !note.Ends || file.Size != note.Size || !file.Voice {
			t.Errorf("killed %v: %+v, %+v", killed, file, note)
		}
		if all, _ := r.Attachments().Drafts(t.Context()); len(all) != 1 {
			t.Errorf("a recording of nothing is a file: %v", all)
		}
		if _, err := os.Stat(filepath.Join(dir, "outbox", empty)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the file of a recording of nothing is still there: %v", err)
		}
	}
}
