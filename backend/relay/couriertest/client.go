package couriertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// client speaks for an account, by forms that are answered with JSON.
type client struct {
	address string
	token   desk.Secret
}

// failure is an error of a call.
type failure struct {
	err     error
	unknown bool
	code    int
}

func (f failure) Error() string { return "courier: " + f.err.Error() }

// Failure says what it means.
func (f failure) Failure() channel.Failure {
	out := channel.Failure{Provider: Name, Source: channel.FromTheWay, Unknown: f.unknown, Retry: channel.RetryBackoff}
	if f.code != 0 {
		said := Reader{}.Explain(f.code, f.err.Error())
		out = channel.Failure{
			Provider: Name, Source: channel.FromProvider, Code: f.code, Title: f.err.Error(), Said: said, Full: said, Retry: channel.RetryNever,
		}
	}
	return out
}

// ask posts a form. The courier answers 422 with its reason to what it refuses.
func (c client) ask(ctx context.Context, what string, form url.Values, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address+"/"+what, strings.NewReader(form.Encode()))
	if err != nil {
		return failure{err: err}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Courier-Token", c.token.Reveal())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return failure{err: err, unknown: true}
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return failure{err: err, unknown: true}
	case resp.StatusCode == http.StatusUnprocessableEntity:
		return failure{err: errors.New(string(bytes.TrimSpace(body))), code: 3}
	case resp.StatusCode != http.StatusOK:
		return failure{err: errors.New(resp.Status), unknown: true}
	}
	if err := json.Unmarshal(body, out); err != nil {
		return failure{err: err, unknown: true}
	}
	return nil
}

// Send sends a text; the courier carries nothing else.
func (c client) Send(ctx context.Context, line string, m channel.Outgoing) (channel.Sent, error) {
	if m.Text == nil {
		return channel.Sent{}, failure{err: errors.New("a courier carries texts only"), code: 4}
	}
	var got struct{ ID string }
	err := c.ask(ctx, "send", url.Values{
		"line": {line}, "to": {m.To.Digits()}, "text": {m.Text.Body}, "ours": {m.CallbackData},
	}, &got)
	return channel.Sent{MessageID: got.ID, WaID: desk.PhoneNumber(m.To.Digits())}, err
}

var errNoFiles = failure{err: errors.New("a courier carries texts only"), code: 4}

func (client) UploadMedia(context.Context, string, channel.Upload) (string, error) {
	return "", errNoFiles
}

func (client) GetMedia(context.Context, string, string) (channel.MediaInfo, error) {
	return channel.MediaInfo{}, errNoFiles
}

func (client) DownloadMedia(context.Context, string, int64) (*channel.Download, error) {
	return nil, errNoFiles
}

// MarkRead does nothing: an SMS has no ticks.
func (client) MarkRead(context.Context, string, string, bool) error { return nil }

func (c client) DebugToken(ctx context.Context, inspected desk.Secret) (channel.TokenInfo, error) {
	var got struct {
		Good bool
		App  string
	}
	err := c.ask(ctx, "token", url.Values{"token": {inspected.Reveal()}}, &got)
	return channel.TokenInfo{Valid: got.Good, AppID: got.App, Scopes: []string{"post"}}, err
}

func (c client) GetAccount(ctx context.Context, account string) (channel.Account, error) {
	var got struct{ Name string }
	err := c.ask(ctx, "account", url.Values{"account": {account}}, &got)
	return channel.Account{ID: account, Name: got.Name}, err
}

// SubscribeApp and ListSubscribedApps: every app hears of its account.
func (client) SubscribeApp(context.Context, string) error { return nil }

func (client) ListSubscribedApps(context.Context, string) ([]channel.SubscribedApp, error) {
	return nil, nil
}

// Templates are none: a text needs no leave.
func (client) Templates(context.Context, desk.WabaID) ([]desk.Template, error) { return nil, nil }

func (c client) ListPhoneNumbers(ctx context.Context, account string) ([]channel.Number, error) {
	var got []struct{ ID, Phone string }
	err := c.ask(ctx, "lines", url.Values{"account": {account}}, &got)
	var out []channel.Number
	for _, n := range got {
		out = append(out, line(n.ID, n.Phone))
	}
	return out, err
}

// line is a number that the courier has: it is rented from it, so it is proven.
func line(id, phone string) channel.Number {
	return channel.Number{
		ID: id, DisplayPhone: desk.PhoneNumber(phone), Quality: desk.QualityUnknown, Verified: true, Registered: true,
	}
}

func (c client) GetPhoneNumber(ctx context.Context, id string) (channel.Number, error) {
	all, err := c.ListPhoneNumbers(ctx, "")
	for _, n := range all {
		if n.ID == id {
			return n, nil
		}
	}
	return channel.Number{}, errors.Join(err, failure{err: errors.New("no such line"), code: 5})
}

var errOwnLines = failure{err: errors.New("lines are rented at the courier"), code: 6}

func (client) AddPhoneNumber(context.Context, string, channel.NewNumber) (string, error) {
	return "", errOwnLines
}

func (client) RequestCode(context.Context, string, channel.CodeMethod, string) error {
	return errOwnLines
}

func (client) VerifyCode(context.Context, string, desk.Secret) error { return errOwnLines }

func (client) Register(context.Context, string, desk.Secret) error { return nil }

func (client) GetProfile(context.Context, string) (channel.Profile, error) {
	return channel.Profile{}, nil
}

// UpdateProfile does nothing: an SMS shows no profile.
func (client) UpdateProfile(context.Context, string, channel.ProfileUpdate) error { return nil }
