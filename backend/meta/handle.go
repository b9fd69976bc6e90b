package meta

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// uploadTries is how often the bytes of one upload session are begun: each goes on
// where Meta says that the one before ended.
const uploadTries = 4

// uploadForm is the form of an upload session's id. Its signature is a query and goes
// back exactly as it came: encoded once more, Meta refuses it.
var uploadForm = regexp.MustCompile(`^upload:([A-Za-z0-9_+=/-]+)(\?sig=[A-Za-z0-9_+=/%.:-]+)?$`)

// UploadHandle uploads a file for an app, in a session that survives a broken
// connection, and gives the handle by which a profile's picture or a template's sample
// names it. The token must be one of that app. Source: Resumable Upload API.
func (c *Client) UploadHandle(ctx context.Context, app desk.AppID, f channel.Sample) (string, error) {
	const op = "upload handle"
	if f.Size <= 0 || f.Size > MaxMedia || f.Body == nil {
		return "", invalid(op, "fileSize")
	}
	r := request{op: op, method: http.MethodPost, path: []string{string(app), "uploads"}, query: url.Values{
		"file_name": {desk.PlainLine(f.Name)}, "file_length": {strconv.FormatInt(f.Size, 10)}, "file_type": {f.MIME},
	}}
	var session struct {
		ID str `json:"id"`
	}
	if err := c.call(ctx, r, &session); err != nil {
		return "", err
	}
	if !uploadForm.MatchString(string(session.ID)) {
		return "", r.unreadable(http.StatusOK, errNotOurShape)
	}
	return c.sendSample(ctx, string(session.ID), f)
}

// sendSample sends the bytes. After a connection that broke it asks how many came and
// goes on from there.
func (c *Client) sendSample(ctx context.Context, session string, f channel.Sample) (string, error) {
	var offset int64
	var err error
	for range uploadTries {
		var handle string
		if handle, err = c.sendFrom(ctx, session, f, offset); err == nil {
			return handle, nil
		}
		var failed *Error
		if !errors.As(err, &failed) || failed.Cause != CauseTransport || ctx.Err() != nil {
			return "", err
		}
		came, asked := c.uploadedSoFar(ctx, session)
		if asked != nil || came < 0 || came > f.Size {
			return "", err // the first failure says more
		}
		offset = came
	}
	return "", err
}

// sendFrom sends what comes after offset.
func (c *Client) sendFrom(ctx context.Context, session string, f channel.Sample, offset int64) (string, error) {
	r := uploadCall(http.MethodPost, session)
	r.timeout, r.mime, r.length = uploadTimeout, "application/octet-stream", f.Size-offset
	r.stream, r.header = io.NewSectionReader(f.Body, offset, f.Size-offset), http.Header{"file_offset": {strconv.FormatInt(offset, 10)}}
	var answer struct {
		Handle str `json:"h"`
	}
	if err := c.call(ctx, r, &answer); err != nil {
		return "", err
	}
	if answer.Handle == "" {
		return "", r.unreadable(http.StatusOK, errNotOurShape)
	}
	return string(answer.Handle), nil
}

// uploadedSoFar asks how many bytes Meta has.
func (c *Client) uploadedSoFar(ctx context.Context, session string) (int64, error) {
	var answer struct {
		Offset *num `json:"file_offset"`
	}
	r := uploadCall(http.MethodGet, session)
	if err := c.call(ctx, r, &answer); err != nil {
		return 0, err
	}
	if answer.Offset == nil {
		return 0, r.unreadable(http.StatusOK, errNotOurShape)
	}
	return int64(*answer.Offset), nil
}

// uploadCall is a call to a session, whose id is a path with a query.
func uploadCall(method, session string) request {
	path, sig, _ := strings.Cut(session, "?")
	return request{op: "upload handle", method: method, rawPath: path, rawQuery: sig, scheme: "OAuth"}
}
