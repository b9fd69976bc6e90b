package relay_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype/filetypetest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

// Rule 8: what Meta does not take is refused at the upload, whoever uploads.

const mega = 1 << 20

// metaTakes are Meta's limits of files that a business sends: type, most bytes,
// and a file of the type.
var metaTakes = []struct {
	mime string
	most int64
	file []byte
}{
	{"image/jpeg", 5 * mega, filetypetest.JPEG(640, 480, 1)},
	{"image/png", 5 * mega, filetypetest.PNG(640, 480, 1)},
	{"audio/aac", 16 * mega, []byte("\xff\xf1\x50\x80\x02\x1f\xfc" + strings.Repeat("\x00", 64))},
	{"audio/amr", 16 * mega, []byte("#!AMR\n" + strings.Repeat("\x00", 64))},
	{"audio/mpeg", 16 * mega, []byte("ID3\x03\x00\x00\x00\x00\x00\x00" + strings.Repeat("\x00", 64))},
	{"audio/mp4", 16 * mega, filetypetest.Sound()},
	{"audio/ogg", 16 * mega, []byte("OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead" + strings.Repeat("\x00", 64))},
	{"video/mp4", 16 * mega, filetypetest.MP4(640, 480, 1)},
	{"video/3gpp", 16 * mega, filetypetest.ThreeGP(640, 480, 1)},
	{"application/pdf", 100 * mega, []byte("%PDF-1.4\n")},
	{"text/plain", 100 * mega, []byte("plain words\n")},
	{"application/msword", 100 * mega, filetypetest.Compound("WordDocument", 0)},
	{"application/vnd.ms-excel", 100 * mega, filetypetest.Compound("Workbook", 0)},
	{"application/vnd.ms-powerpoint", 100 * mega, filetypetest.Compound("PowerPoint Document", 0)},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", 100 * mega, filetypetest.Zip("word/document.xml")},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 100 * mega, filetypetest.Zip("xl/workbook.xml")},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", 100 * mega, filetypetest.Zip("ppt/presentation.xml")},
}

// metaRefuses are files that Meta does not take of a business, by what they are.
var metaRefuses = map[string]string{
	"image/heic": "\x00\x00\x00\x20ftypheic", "image/gif": string(filetypetest.GIF(9, 9, 1)), "image/webp": string(filetypetest.WebP(9, 9, 1)),
	"image/bmp": "BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00", "image/tiff": "II*\x00\x08\x00\x00\x00",
	"video/quicktime": "\x00\x00\x00\x20ftypqt  ", "video/webm": "\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "video/x-msvideo": "RIFF\x10\x00\x00\x00AVI LIST",
	"audio/wav": "RIFF\x10\x00\x00\x00WAVEfmt ", "audio/flac": "fLaC\x00\x00\x00\x22", "vorbis": "OggS\x00\x02" + strings.Repeat("\x00", 22) + "\x01vorbis",
	"zip": string(filetypetest.Zip("a.txt")), "rtf": "{\\rtf1 words}", "nothing known": "\x01\x02\x03\x04", "an office file of no kind": string(filetypetest.Compound("Other", 0)),
	"a Windows program": "MZ\x90\x00", "a Linux program": "\x7fELF\x02\x01\x01", "a script": "#!/bin/sh\necho", "a web page": "<!DOCTYPE html><p>", "SVG": "<svg xmlns='x'>",
}

type uploadRig struct {
	*team
	token string
}

// uploads sends a file as its bytes and gives the answer.
func (u *uploadRig) uploads(file []byte, size int64) (int, wire.Uploaded, wire.Failure) {
	u.t.Helper()
	whole := make([]byte, max(size, int64(len(file))))
	if bytes.HasPrefix(file, []byte("plain")) { // zeros are no text
		whole = bytes.Repeat([]byte("x"), len(whole))
	}
	copy(whole, file)
	req, err := http.NewRequest(http.MethodPost, u.relay.PublicURL()+wire.PathMedia, bytes.NewReader(whole))
	if err != nil {
		u.t.Fatal(err)
	}
	wiretest.Sign(u.t, req, u.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		u.t.Fatal(err)
	}
	defer resp.Body.Close()
	var up wire.Uploaded
	var refused struct {
		Error wire.Failure `json:"error"`
	}
	if resp.StatusCode == http.StatusOK {
		err = json.NewDecoder(resp.Body).Decode(&up)
	} else {
		err = json.NewDecoder(resp.Body).Decode(&refused)
	}
	if err != nil {
		u.t.Fatal(err)
	}
	return resp.StatusCode, up, refused.Error
}

// kept counts the files that the relay has on its disk.
func (u *uploadRig) kept() int {
	u.t.Helper()
	n := 0
	err := filepath.WalkDir(filepath.Join(u.dir, "media"), func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		u.t.Fatal(err)
	}
	return n
}

func TestRule8_theRelayTakesWhatMetaTakesAndNothingElse(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	u := &uploadRig{tm, tm.owner().Token}
	want := 0
	for _, f := range metaTakes {
		code, up, refused := u.uploads(f.file, 0)
		if want++; code != http.StatusOK || up.MIME != f.mime {
			t.Errorf("%s: %d %+v %+v", f.mime, code, up, refused)
		}
		if f.most > 20*mega {
			continue // the same check; a hundred megabytes take their time
		}
		if f.most == 5*mega {
			if code, _, refused := u.uploads(f.file, f.most); code != http.StatusOK {
				t.Errorf("%s of exactly %d bytes: %d %+v", f.mime, f.most, code, refused)
			}
			want++
		}
		if code, _, refused := u.uploads(f.file, f.most+1); code != http.StatusBadRequest || refused.Subcode != "fileTooLarge" || !strings.Contains(words.Of(refused.Err()), fmt.Sprintf("at most %d MB", f.most/mega)) {
			t.Errorf("%s of one byte too many: %d %+v: %s", f.mime, code, refused, words.Of(refused.Err()))
		}
	}
	for name, file := range metaRefuses {
		code, _, refused := u.uploads([]byte(file), 400)
		if code != http.StatusBadRequest || refused.Subcode != "fileType" && refused.Subcode != "fileKind" || !strings.Contains(words.Of(refused.Err()), ". S") && !strings.Contains(words.Of(refused.Err()), ". Convert") {
			t.Errorf("%s: %d %+v: %s", name, code, refused, words.Of(refused.Err()))
		}
	}
	if got := u.kept(); got != want {
		t.Errorf("%d files are kept, %d were taken", got, want)
	}
}

// The limits of one place, so that the desktop refuses the same.
func TestRule8_theTableOfSizesIsMetas(t *testing.T) {
	t.Parallel()
	for _, f := range metaTakes {
		for size, isTaken := range map[int64]bool{1: true, f.most: true, f.most + 1: false} {
			if err := wire.CheckFile(wire.Measured{MIME: f.mime, Size: size}); (err == nil) != isTaken || err != nil && desk.SubcodeOf(err) != "fileTooLarge" {
				t.Errorf("%s of %d bytes: %v", f.mime, size, err)
			}
		}
	}
}
