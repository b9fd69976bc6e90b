package vonage

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// sendDeadline is long, for after it nobody knows whether the SMS left.
const sendDeadline = 30 * time.Second

// maxRef is how long a reference of ours may be that comes back with a receipt.
const maxRef = 40

// texts sends the SMS of an account.
type texts struct {
	c        *Client
	sign     desk.Secret // "" = requests are not signed, and have the account's secret
	method   Method
	receipts string
	now      func() time.Time
}

var _ channel.Messenger = texts{}

// Send sends a text from a number of the account, +E164. Only after a *SendError that is
// not Unknown may it be sent again.
func (t texts) Send(ctx context.Context, from string, m channel.Outgoing) (channel.Sent, error) {
	sent, err := t.send(ctx, from, m)
	t.c.tell(err)
	return sent, err
}

func (t texts) send(ctx context.Context, from string, m channel.Outgoing) (channel.Sent, error) {
	p, err := t.params(from, m)
	if err != nil {
		return channel.Sent{}, err
	}
	var wrote atomic.Bool
	status, raw, err := t.post(ctx, p, &wrote)
	switch {
	case err != nil:
		return channel.Sent{}, &SendError{Source: channel.FromTheWay, Unknown: wrote.Load(), Err: withoutURL(err)}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return channel.Sent{}, &SendError{Source: channel.FromProvider, Code: 4}
	case status == http.StatusTooManyRequests:
		return channel.Sent{}, &SendError{Source: channel.FromProvider, Code: 1}
	}
	return readSent(raw)
}

// params writes an SMS in the carrier's words, or says why it cannot be one.
func (t texts) params(from string, m channel.Outgoing) (Params, error) {
	here := func(why string) error { return &SendError{Source: channel.FromHere, Why: why} }
	to := m.To.Digits()
	sender := desk.PhoneNumber(from).Digits()
	switch {
	case to == "":
		return nil, here("noNumber")
	case m.Text == nil || m.Template != nil || m.File != nil || m.Location != nil || m.Card != nil || m.Choices != nil || m.Reaction != nil:
		return nil, here("kind")
	case strings.TrimSpace(m.Text.Body) == "":
		return nil, here("empty")
	case sender == "" || t.c.key == "" || t.c.secret == "":
		return nil, here("account")
	}
	p := Params{"api_key": t.c.key, "from": sender, "to": to, "text": m.Text.Body, "type": "text"}
	if !channel.InSMSAlphabet(m.Text.Body) {
		p["type"] = "unicode"
	}
	if t.receipts != "" {
		p["status-report-req"], p["callback"] = "1", t.receipts
		if m.CallbackData != "" && len(m.CallbackData) <= maxRef {
			p["client-ref"] = m.CallbackData
		}
	}
	if t.sign == "" {
		p["api_secret"] = t.c.secret.Reveal()
		return p, nil
	}
	p["timestamp"] = strconv.FormatInt(t.now().Unix(), 10)
	p["sig"] = Sign(t.method, t.sign, p)
	return p, nil
}

// post makes the call. wrote says whether the request may have reached the carrier.
func (t texts) post(ctx context.Context, p Params, wrote *atomic.Bool) (status int, answer []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, sendDeadline)
	defer cancel()
	form := make(url.Values, len(p))
	for k, v := range p {
		form.Set(k, v)
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.c.base+"/sms/json", strings.NewReader(form.Encode()))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	resp, err := t.c.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // the answer is read; a late close error changes nothing
	answer, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	return resp.StatusCode, answer, err
}

// readSent reads the answer: one line for each part of the text. What is not the
// carrier's own word of a refusal says nothing of what it did.
func readSent(raw []byte) (channel.Sent, error) {
	var answer struct {
		Messages []struct {
			To     string `json:"to"`
			ID     string `json:"message-id"`
			Status string `json:"status"`
			Text   string `json:"error-text"`
		} `json:"messages"`
	}
	if json.Unmarshal(raw, &answer) != nil || len(answer.Messages) == 0 {
		return channel.Sent{}, &SendError{Source: channel.FromTheWay, Unknown: true, Err: errors.New("the answer is not the expected JSON")}
	}
	var sent channel.Sent
	var refused *SendError
	for _, m := range answer.Messages {
		code, err := strconv.Atoi(m.Status)
		switch {
		case err != nil || code == 0 && m.ID == "":
			return channel.Sent{}, &SendError{Source: channel.FromTheWay, Unknown: true, Err: errors.New("the answer names no message")}
		case code != 0 && refused == nil:
			refused = &SendError{Source: channel.FromProvider, Code: code, Title: desk.Clip(m.Text, longestTitle)}
		case code == 0 && sent.MessageID == "":
			sent = channel.Sent{MessageID: m.ID, WaID: desk.PhoneNumber(desk.PhoneNumber(m.To).Digits())}
		}
	}
	if refused == nil {
		return sent, nil
	}
	refused.Unknown = sent.MessageID != "" // a part of it left
	return channel.Sent{}, refused
}

// withoutURL removes the address from a transport's error.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// The rest of a channel.Messenger: an SMS has no files and no ticks.

var errNoFiles = &SendError{Source: channel.FromHere, Why: "kind"}

func (texts) UploadMedia(context.Context, string, channel.Upload) (string, error) {
	return "", errNoFiles
}

func (texts) GetMedia(context.Context, string, string) (channel.MediaInfo, error) {
	return channel.MediaInfo{}, errNoFiles
}

func (texts) DownloadMedia(context.Context, string, int64) (*channel.Download, error) {
	return nil, errNoFiles
}

func (texts) MarkRead(context.Context, string, string, bool) error { return nil }
