package sender

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// fetch brings a customer's file here. The provider forgets it after a while
// (channel.Rules.FileLife), so it is fetched at once and tried again until then.
func (s *Sender) fetch(ctx context.Context, j desk.OrgJob, tries int) error {
	o, err := s.gather(ctx, j)
	if err != nil {
		return err
	}
	m := o.message.Media
	if m == nil || m.State != desk.MediaPending {
		return nil // settled by a run that ended after this job was read
	}
	got, err := s.download(ctx, o, m)
	if err == nil {
		_, err = s.record(ctx, o.org, desk.EntryMediaFetched, desk.MediaEntry{MessageID: o.message.ID, Media: got})
		return err
	}
	old := s.cfg.Clock().Sub(time.UnixMilli(o.message.At)) > channel.RulesOf(o.number.Channel).FileLife
	if !old && fetchAgain(err, tries) {
		return &desk.Error{Code: desk.CodeUnavailable, Op: "fetch media", Err: err} // some other time
	}
	_, err = s.record(ctx, o.org, desk.EntryMediaFailed, desk.MediaEntry{
		MessageID: o.message.ID, Media: desk.Media{ID: m.ID, Said: whyLost(err)},
	})
	return err
}

// fewTries is how often a file is asked for again that came, but not as it was
// announced: a connection that was cut looks like that, and so does a file that will
// never be right.
const fewTries = 5

// fetchAgain says whether a file that did not come may come later. Unlike a
// message it can be asked for as often as need be, and one day it is
// gone for ever: only what can never change is a reason to give up before. A
// dead token, a full disk and a cut connection are put right some day.
func fetchAgain(cause error, tries int) bool {
	switch sub := desk.SubcodeOf(cause); {
	case errors.Is(cause, channel.ErrTooLarge), sub == "tooLarge":
		return false
	case sub == subMismatch, sub == "empty":
		return tries+1 < fewTries
	}
	f, ok := channel.FailureOf(cause)
	return !ok || f.Source != channel.FromHere && f.Retry != channel.RetryNever
}

// whyLost names the sentence of why a file did not come.
func whyLost(err error) *desk.Said {
	var context []desk.Params
	switch {
	case errors.Is(err, channel.ErrTooLarge), desk.SubcodeOf(err) == "tooLarge":
		context = append(context, desk.Params{desk.ParamContext: "tooLarge"})
	case desk.SubcodeOf(err) == subMismatch:
		context = append(context, desk.Params{desk.ParamContext: "damaged"})
	}
	return desk.SaidOf(desk.Refuse(desk.CodeUnavailable, "fileLost", context...))
}

// download asks for the file's address, which lives five minutes, and reads it
// from there. Size and hash must be what the provider said.
func (s *Sender) download(ctx context.Context, o outgoing, m *desk.Media) (desk.Media, error) {
	info, err := o.account.GetMedia(ctx, m.RemoteID, o.number.PhoneID)
	if err != nil {
		return desk.Media{}, err
	}
	d, err := o.account.DownloadMedia(ctx, info.URL, s.cfg.MaxMedia)
	if err != nil {
		return desk.Media{}, err
	}
	defer d.Body.Close() //nolint:errcheck // read to the end or given up
	return s.cfg.Files.Put(ctx, m.ID, &proven{from: d.Body, hash: sha256.New(), info: info}, s.cfg.MaxMedia)
}

// subMismatch marks a file that is not what was announced.
const subMismatch = "mismatch"

// proven ends in an error when what was read is not what the provider announced, so
// that nothing of it is kept.
type proven struct {
	from io.Reader
	hash hash.Hash
	size int64
	info channel.MediaInfo
}

func (p *proven) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	p.hash.Write(b[:n])
	p.size += int64(n)
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	want := plainHash(p.info.SHA256)
	if want != nil && !bytes.Equal(want, p.hash.Sum(nil)) || p.info.Size > 0 && p.info.Size != p.size {
		return n, desk.Refuse(desk.CodeInvalid, subMismatch)
	}
	return n, err
}

// plainHash reads a SHA-256 in either of the forms that providers write; nil if it is
// in neither.
func plainHash(text string) []byte {
	for _, read := range []func(string) ([]byte, error){hex.DecodeString, base64.StdEncoding.DecodeString} {
		if b, err := read(text); err == nil && len(b) == sha256.Size {
			return b
		}
	}
	return nil
}
