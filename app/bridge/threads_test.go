package bridge_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// uploads takes files, or refuses them with an error.
type uploads struct {
	bridge.Attachments
	refusal error
	dropped []string
}

func (u *uploads) Upload(_ context.Context, f wire.QueuedFile) (wire.Uploaded, error) {
	return wire.Uploaded{MediaID: "med_" + f.LocalID, MIME: "image/png"}, u.refusal
}

func (u *uploads) Drop(_ context.Context, localID string) error {
	u.dropped = append(u.dropped, localID)
	return nil
}

func TestStart_uploadsTheHeadersFileFirst(t *testing.T) {
	t.Parallel()
	var asked []wire.StartThread
	var refusal error
	u := &uploads{}
	threads := bridge.NewThreads(relay(func(_ string, body any) (any, error) {
		asked = append(asked, body.(wire.StartThread))
		return wire.SendResult{ThreadID: "thr_1"}, refusal
	}), u, u, nil)
	start := wire.StartThread{Phone: "+14155550123", Template: wire.SendTemplate{TemplateID: "tpl_1"}}
	file := &wire.QueuedFile{LocalID: "file_1", FileName: "parcel.png", MIME: "image/jpeg", Size: 7}

	u.refusal = desk.Refuse(desk.CodeUnavailable, "offline")
	if _, err := threads.Start(start, file); desk.SubcodeOf(err) != "offline" || len(asked) != 0 {
		t.Errorf("begun without its file: %v, %+v", err, asked)
	}
	u.refusal, refusal = nil, desk.Refuse(desk.CodeInvalid, "badNumber")
	if _, err := threads.Start(start, file); desk.SubcodeOf(err) != "badNumber" || len(u.dropped) != 0 {
		t.Errorf("refused, and the file is gone: %v, %v", err, u.dropped)
	}
	refusal = nil
	got, err := threads.Start(start, file)
	if err != nil || got.ThreadID != "thr_1" || !slices.Equal(u.dropped, []string{"file_1"}) {
		t.Errorf("%+v, %v, dropped %v", got, err, u.dropped)
	}
	want := wire.SendTemplate{TemplateID: "tpl_1", MediaID: "med_file_1", FileName: "parcel.png", MIME: "image/png", Size: 7}
	if is := asked[1].Template; is.MediaID != want.MediaID || is.FileName != want.FileName || is.MIME != want.MIME || is.Size != want.Size {
		t.Errorf("asked for %+v", is)
	}
	if _, err := threads.Start(start, nil); err != nil || asked[2].Template.MediaID != "" {
		t.Errorf("without a file: %v, %+v", err, asked[2].Template)
	}
}

func TestTemplateSample_uploadsTheFileAndNamesIt(t *testing.T) {
	t.Parallel()
	var asked []wire.TemplateSample
	var refusal error
	u := &uploads{}
	threads := bridge.NewThreads(relay(func(_ string, body any) (any, error) {
		asked = append(asked, body.(wire.TemplateSample))
		return wire.TemplateHandle{Handle: "4::x"}, refusal
	}), u, u, nil)
	file := wire.QueuedFile{LocalID: "file_1", FileName: "parcel.png", MIME: "image/png", Size: 7}
	u.refusal = desk.Refuse(desk.CodeUnavailable, "offline")
	if _, err := threads.TemplateSample("w1", "IMAGE", file); desk.SubcodeOf(err) != "offline" || len(asked) != 0 {
		t.Errorf("asked without its file: %v, %+v", err, asked)
	}
	u.refusal, refusal = nil, desk.Refuse(desk.CodeInvalid, "headerFile")
	if _, err := threads.TemplateSample("w1", "IMAGE", file); desk.SubcodeOf(err) != "headerFile" || len(u.dropped) != 0 {
		t.Errorf("refused: %v, dropped %v", err, u.dropped)
	}
	refusal = nil
	got, err := threads.TemplateSample("w1", "IMAGE", file)
	want := wire.TemplateSample{WabaID: "w1", Kind: "IMAGE", MediaID: "med_file_1", FileName: "parcel.png"}
	if err != nil || got.Handle != "4::x" || asked[1] != want || !slices.Equal(u.dropped, []string{"file_1"}) {
		t.Errorf("%+v, %v, asked %+v, dropped %v", got, err, asked[1], u.dropped)
	}
}

// held gives what the relay keeps of canned replies.
type held struct{ bytes string }

func (h held) Canned(_ context.Context, _, mediaID string) (io.ReadCloser, wire.CannedFile, error) {
	if mediaID != "med_1" {
		return nil, wire.CannedFile{}, desk.Refuse(desk.CodeNotFound, "media")
	}
	return io.NopCloser(strings.NewReader(h.bytes)), wire.CannedFile{FileName: "prices.pdf", Size: int64(len(h.bytes))}, nil
}

func TestCannedFiles_areKeptAndAttachedWithoutAnotherUpload(t *testing.T) {
	t.Parallel()
	files, u := &attachments{}, &uploads{}
	threads := bridge.NewThreads(nil, u, files, held{"the prices"})
	kept, err := threads.KeepFile(wire.QueuedFile{LocalID: "file_9", FileName: "prices.pdf", Size: 10})
	if err != nil || kept.MediaID != "med_file_9" || kept.FileName != "prices.pdf" || len(u.dropped) != 0 {
		t.Errorf("kept: %+v, %v, dropped %q", kept, err, u.dropped)
	}
	got, err := threads.AttachCanned("t1", "can_1", "med_1")
	if err != nil || got.LocalID != "file_1" || got.MediaID != "med_1" || string(files.bytes) != "the prices" {
		t.Errorf("attached: %+v, %v, %q", got, err, files.bytes)
	}
	if files.calls[0] != "begin t1 prices.pdf 10" {
		t.Errorf("begun: %q", files.calls)
	}
	if _, err := threads.AttachCanned("t1", "can_1", "med_2"); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("a file of none: %v", err)
	}
}
