package twilio

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// RedirectCalls has the calls to a number answered at an address, "" = nowhere. The method
// by which Twilio asks it stays. A number that belongs to an application or a trunk ignores
// its address: that is refused in words.
func (c *Client) RedirectCalls(ctx context.Context, e164 desk.PhoneNumber, address string) error {
	const op = "redirect calls"
	have, err := c.rentedNumber(ctx, op, e164)
	switch {
	case err != nil:
		return err
	case have.VoiceApp != "" || have.Trunk != "":
		return invalid(op, "voiceApplication")
	}
	return c.changeNumber(ctx, op, have.SID, url.Values{"VoiceUrl": {address}})
}

// WhereCalls says where the calls to a number go, "" = nowhere. Those of one that belongs to
// an application or a trunk go where no one but Twilio knows: that is refused in words.
func (c *Client) WhereCalls(ctx context.Context, e164 desk.PhoneNumber) (string, error) {
	const op = "look up address of calls"
	have, err := c.rentedNumber(ctx, op, e164)
	if err == nil && (have.VoiceApp != "" || have.Trunk != "") {
		err = invalid(op, "voiceApplication")
	}
	return have.VoiceURL, err
}

// What Twilio keeps of a call: a recording, or the text of one.
var (
	recordingForm  = regexp.MustCompile(`^RE[0-9a-f]{32}$`)
	transcriptForm = regexp.MustCompile(`^TR[0-9a-f]{32}$`)
)

// Recording gives what a call said, as Twilio's WAV.
func (c *Client) Recording(ctx context.Context, id string, limit int64) (sound []byte, mime string, err error) {
	const op = "get recording"
	if !recordingForm.MatchString(id) {
		return nil, "", invalid(op, "recording")
	}
	d, err := c.DownloadMedia(ctx, c.Hosts.api()+c.account("/Recordings/"+id+".wav"), limit)
	if err != nil {
		return nil, "", err
	}
	defer d.Body.Close() //nolint:errcheck // it was read; a late close error changes nothing
	sound, err = io.ReadAll(d.Body)
	if err != nil {
		return nil, "", &Error{Op: op, Source: channel.FromTheWay, Err: withoutURL(err)}
	}
	return sound, d.MIME, nil
}

// Forget deletes a recording, or the text of one. One that is gone is no error.
func (c *Client) Forget(ctx context.Context, id string) error {
	const op = "delete recording"
	var path string
	switch {
	case recordingForm.MatchString(id):
		path = "/Recordings/" + id + ".json"
	case transcriptForm.MatchString(id):
		path = "/Transcriptions/" + id + ".json"
	default:
		return invalid(op, "recording")
	}
	err := c.call(ctx, request{op: op, method: http.MethodDelete, base: c.Hosts.api(), path: c.account(path)}, nil)
	if e, ok := err.(*Error); ok && e.Status == http.StatusNotFound { //nolint:errorlint // call makes it
		return nil
	}
	return err
}

// WhereCalls gives the number's own address.
func (r rentals) WhereCalls(ctx context.Context, n channel.CarrierNumber) (string, error) {
	return r.c.WhereCalls(ctx, n.E164)
}

// RedirectCalls has the calls to a number answered at an address.
func (r rentals) RedirectCalls(ctx context.Context, n channel.CarrierNumber, address string) error {
	return r.c.RedirectCalls(ctx, n.E164, address)
}

// Recording gives what a call said.
func (r rentals) Recording(ctx context.Context, id string, limit int64) (sound []byte, mime string, err error) {
	return r.c.Recording(ctx, id, limit)
}

// Forget deletes what Twilio keeps of a call.
func (r rentals) Forget(ctx context.Context, id string) error { return r.c.Forget(ctx, id) }

var _ channel.RecordingCarrier = rentals{}
