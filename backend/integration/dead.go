package integration

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// diedContext is the context of the sentence that a token has died.
const diedContext = "died"

// noteTime bounds the note of a token's death; the call that found out may be over.
const noteTime = 10 * time.Second

// isDead says whether an account's token has died: nothing is asked with it any more.
func isDead(account *desk.Waba) bool {
	return account != nil && account.Said != nil && account.Said.Subcode == "token" && account.Said.Params[desk.ParamContext] == diedContext
}

// maySpeak says why the provider cannot be asked over a connection, nil = it can.
func maySpeak(c channel.Connection) error {
	switch {
	case c.NoToken != nil:
		return c.NoToken
	case isDead(c.Waba):
		return c.Waba.Said.Err()
	}
	return nil
}

// watched is the client of an account that notes when the provider says that its token
// is dead. From then on the account has no client, until a new token is verified:
// asking again and again with a dead one brings blocks, and what is to be sent waits.
type watched struct {
	channel.Client
	s     *Service
	org   desk.OrgID
	waba  desk.WabaID
	token desk.Secret
}

// watchedSamples is a watched client that takes samples too.
type watchedSamples struct {
	*watched
	samples channel.SampleClient
}

// watchedWriter is a watchedSamples whose templates can be written.
type watchedWriter struct {
	*watchedSamples
	writer channel.TemplateWriter
}

// EditTemplate is channel's.
func (w *watchedWriter) EditTemplate(ctx context.Context, id string, c desk.TemplateContent) error {
	err := w.writer.EditTemplate(ctx, id, c)
	w.note(ctx, err)
	return err
}

// CreateTemplate is channel's.
func (w *watchedWriter) CreateTemplate(ctx context.Context, account desk.WabaID, name, language string, c desk.TemplateContent) (channel.MadeTemplate, error) {
	out, err := w.writer.CreateTemplate(ctx, account, name, language, c)
	return seen(ctx, w.watched, out, err)
}

// DeleteTemplate is channel's.
func (w *watchedWriter) DeleteTemplate(ctx context.Context, account desk.WabaID, name, id string) error {
	err := w.writer.DeleteTemplate(ctx, account, name, id)
	w.note(ctx, err)
	return err
}

// watch gives a client that can do all that the one under it can.
func watch(w *watched) channel.Client {
	samples, ok := w.Client.(channel.SampleClient)
	if !ok {
		return w
	}
	out := &watchedSamples{w, samples}
	if writer, ok := w.Client.(channel.TemplateWriter); ok {
		return &watchedWriter{out, writer}
	}
	return out
}

// UploadHandle is channel's.
func (w *watchedSamples) UploadHandle(ctx context.Context, app desk.AppID, f channel.Sample) (string, error) {
	out, err := w.samples.UploadHandle(ctx, app, f)
	return seen(ctx, w.watched, out, err)
}

// seen looks at the outcome of a call and passes it on.
func seen[T any](ctx context.Context, w *watched, out T, err error) (T, error) {
	w.note(ctx, err)
	return out, err
}

func (w *watched) note(ctx context.Context, err error) {
	f, ok := channel.FailureOf(err)
	if !ok || f.Reason != channel.ReasonDeadToken {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	w.s.tokenDied(ctx, w.org, w.waba, w.token)
}

// tokenDied marks an account whose token the provider does not take any more, once. A
// word about a token that was replaced meanwhile says nothing. What cannot be noted is
// noted by the next call.
func (s *Service) tokenDied(ctx context.Context, org desk.OrgID, id desk.WabaID, token desk.Secret) {
	s.dying.Lock()
	defer s.dying.Unlock()
	now, err := s.Token(ctx, org, id)
	if err != nil || now != token {
		return
	}
	account, err := desk.Get[*desk.Waba](ctx, s.cfg.Rows, org, desk.RowWaba, id)
	if err != nil || isDead(account) {
		return
	}
	account.Problem, account.Said = "", badToken(diedContext, nil)
	s.record(ctx, org, desk.EntryWabaPut, account) //nolint:errcheck,gosec // see above
}

// Send is channel's.
func (w *watched) Send(ctx context.Context, phoneID string, m channel.Outgoing) (channel.Sent, error) {
	out, err := w.Client.Send(ctx, phoneID, m)
	return seen(ctx, w, out, err)
}

// UploadMedia is channel's.
func (w *watched) UploadMedia(ctx context.Context, phoneID string, u channel.Upload) (string, error) {
	out, err := w.Client.UploadMedia(ctx, phoneID, u)
	return seen(ctx, w, out, err)
}

// GetMedia is channel's.
func (w *watched) GetMedia(ctx context.Context, mediaID, phoneID string) (channel.MediaInfo, error) {
	out, err := w.Client.GetMedia(ctx, mediaID, phoneID)
	return seen(ctx, w, out, err)
}

// DownloadMedia is channel's.
func (w *watched) DownloadMedia(ctx context.Context, address string, limit int64) (*channel.Download, error) {
	out, err := w.Client.DownloadMedia(ctx, address, limit)
	return seen(ctx, w, out, err)
}

// MarkRead is channel's.
func (w *watched) MarkRead(ctx context.Context, phoneID, messageID string, typing bool) error {
	err := w.Client.MarkRead(ctx, phoneID, messageID, typing)
	w.note(ctx, err)
	return err
}

// GetAccount is channel's.
func (w *watched) GetAccount(ctx context.Context, account string) (channel.Account, error) {
	out, err := w.Client.GetAccount(ctx, account)
	return seen(ctx, w, out, err)
}

// SubscribeApp is channel's.
func (w *watched) SubscribeApp(ctx context.Context, account string) error {
	err := w.Client.SubscribeApp(ctx, account)
	w.note(ctx, err)
	return err
}

// ListSubscribedApps is channel's.
func (w *watched) ListSubscribedApps(ctx context.Context, account string) ([]channel.SubscribedApp, error) {
	out, err := w.Client.ListSubscribedApps(ctx, account)
	return seen(ctx, w, out, err)
}

// Templates is channel's.
func (w *watched) Templates(ctx context.Context, account desk.WabaID) ([]desk.Template, error) {
	out, err := w.Client.Templates(ctx, account)
	return seen(ctx, w, out, err)
}

// ListPhoneNumbers is channel's.
func (w *watched) ListPhoneNumbers(ctx context.Context, account string) ([]channel.Number, error) {
	out, err := w.Client.ListPhoneNumbers(ctx, account)
	return seen(ctx, w, out, err)
}

// GetPhoneNumber is channel's.
func (w *watched) GetPhoneNumber(ctx context.Context, number string) (channel.Number, error) {
	out, err := w.Client.GetPhoneNumber(ctx, number)
	return seen(ctx, w, out, err)
}

// AddPhoneNumber is channel's.
func (w *watched) AddPhoneNumber(ctx context.Context, account string, n channel.NewNumber) (string, error) {
	out, err := w.Client.AddPhoneNumber(ctx, account, n)
	return seen(ctx, w, out, err)
}

// RemoveUnverified is channel's. At a provider that lets no program do it the number stays.
func (w *watched) RemoveUnverified(ctx context.Context, number desk.PhoneNumber) error {
	remover, can := w.Client.(channel.NumberRemover)
	if !can {
		return nil
	}
	err := remover.RemoveUnverified(ctx, number)
	w.note(ctx, err)
	return err
}

// RequestCode is channel's.
func (w *watched) RequestCode(ctx context.Context, number string, by channel.CodeMethod, language string) error {
	err := w.Client.RequestCode(ctx, number, by, language)
	w.note(ctx, err)
	return err
}

// VerifyCode is channel's.
func (w *watched) VerifyCode(ctx context.Context, number string, code desk.Secret) error {
	err := w.Client.VerifyCode(ctx, number, code)
	w.note(ctx, err)
	return err
}

// Register is channel's.
func (w *watched) Register(ctx context.Context, number string, pin desk.Secret) error {
	err := w.Client.Register(ctx, number, pin)
	w.note(ctx, err)
	return err
}

// Certificates is channel's. A provider that shows none has none.
func (w *watched) Certificates(ctx context.Context, number string) ([]string, error) {
	lister, can := w.Client.(channel.CertificateClient)
	if !can {
		return nil, nil
	}
	out, err := lister.Certificates(ctx, number)
	return seen(ctx, w, out, err)
}

// GetProfile is channel's.
func (w *watched) GetProfile(ctx context.Context, number string) (channel.Profile, error) {
	out, err := w.Client.GetProfile(ctx, number)
	return seen(ctx, w, out, err)
}

// UpdateProfile is channel's.
func (w *watched) UpdateProfile(ctx context.Context, number string, change channel.ProfileUpdate) error {
	err := w.Client.UpdateProfile(ctx, number, change)
	w.note(ctx, err)
	return err
}
