package meta

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// object is what an app asks for webhooks of.
const object = "whatsapp_business_account"

// Fields are the webhook fields of an app: messages and their receipts come in the
// first, news of accounts, numbers and templates in the others.
var Fields = channel.Fields{
	Needed: []string{fieldMessages},
	Useful: []string{
		"account_alerts", "account_review_update", "account_update", "business_capability_update", "calls",
		"message_template_quality_update", "message_template_status_update", "phone_number_name_update",
		"phone_number_quality_update", "security", "template_category_update", "user_preferences",
		// of numbers that are also on a phone
		fieldHistory, "smb_app_state_sync", fieldAppEchoes,
	},
}

// App speaks for an app. Its client's token is AppToken.
type App struct {
	Client *Client
	ID     desk.AppID
}

// OnCall is channel's.
func (a App) OnCall(f func(err error)) { a.Client.OnCall(func(err error) { f(asApp(err)) }) }

// AppToken is the token that an app's id and secret make. Meta takes it for what is
// asked about the app itself, so that an answer proves the secret.
func AppToken(app desk.AppID, secret desk.Secret) desk.Secret {
	return desk.Secret(string(app) + "|" + secret.Reveal())
}

// Subscription tells where Meta sends the app's webhooks of WhatsApp, and which.
func (a App) Subscription(ctx context.Context) (channel.Subscription, error) {
	r := request{op: "get app subscriptions", method: http.MethodGet, path: []string{string(a.ID), "subscriptions"}}
	type field struct {
		Name str `json:"name"`
	}
	type row struct {
		Object   str         `json:"object"`
		Callback str         `json:"callback_url"`
		Active   *flag       `json:"active"`
		Fields   list[field] `json:"fields"`
	}
	rows, err := pages[row](ctx, a.Client, r)
	if err != nil {
		return channel.Subscription{}, asApp(err)
	}
	var out channel.Subscription
	for _, row := range rows {
		if row.Object != object || row.Active != nil && !bool(*row.Active) {
			continue
		}
		out.Address = string(row.Callback)
		for _, f := range row.Fields {
			out.Fields = append(out.Fields, string(f.Name))
		}
	}
	return out, nil
}

// Subscribe makes Meta send the app's webhooks of WhatsApp to an address, which Meta
// asks for the verify token at once. The fields take the place of those before.
func (a App) Subscribe(ctx context.Context, to channel.Subscription, verifyToken desk.Secret) error {
	err := a.Client.command(ctx, request{
		op: "subscribe to webhooks", method: http.MethodPost, path: []string{string(a.ID), "subscriptions"},
		body: map[string]string{
			"object": object, "callback_url": to.Address, "verify_token": verifyToken.Reveal(), "fields": strings.Join(to.Fields, ","),
		},
		secrets: []desk.Secret{verifyToken}, timeout: subscribeTimeout,
	})
	if err != nil {
		return asApp(err)
	}
	return nil
}

// subscribeTimeout leaves Meta time to ask the address before it answers us.
const subscribeTimeout = 45 * time.Second

// asApp marks an answer that says that the app's token, and so its secret, is not
// taken: 190, 101 and 102 do, and 1 where Meta names the secret.
func asApp(err error) error {
	e, ok := err.(*Error) //nolint:errorlint // call gives nothing else
	if !ok || e.Cause != CauseGraph {
		return err
	}
	switch e.Code {
	case 0, 101, 102, 190:
		e.badSecret = true
	case 1:
		e.badSecret = strings.Contains(e.Message, "client secret") || strings.Contains(e.Message, "signature")
	}
	return e
}

var _ channel.AppClient = App{}
