package meta

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Scopes are the permissions without which nothing works: the first manages numbers and
// templates, the second sends and receives messages.
var Scopes = []string{"whatsapp_business_management", "whatsapp_business_messaging"}

// IDs is the form of the ids of apps and accounts.
var IDs = regexp.MustCompile(`^[0-9]{4,32}$`)

// DebugToken asks what a token is good for, authorised by the client's own
// token.
func (c *Client) DebugToken(ctx context.Context, inspected desk.Secret) (channel.TokenInfo, error) {
	r := request{
		op: "debug token", method: http.MethodGet, path: []string{"debug_token"},
		query:   url.Values{"input_token": {inspected.Reveal()}},
		secrets: []desk.Secret{inspected},
	}
	var answer struct {
		Data soft[struct {
			Valid      flag      `json:"is_valid"`
			AppID      str       `json:"app_id"`
			App        str       `json:"application"`
			Type       str       `json:"type"`
			Expires    num       `json:"expires_at"`
			Issued     num       `json:"issued_at"`
			DataExpiry num       `json:"data_access_expires_at"`
			Scopes     list[str] `json:"scopes"`
			UserID     str       `json:"user_id"`
			Granular   list[struct {
				Scope   str       `json:"scope"`
				Targets list[str] `json:"target_ids"`
			}] `json:"granular_scopes"`
		}] `json:"data"`
	}
	if err := c.call(ctx, r, &answer); err != nil {
		return channel.TokenInfo{}, err
	}
	d := answer.Data.p
	if d == nil {
		return channel.TokenInfo{}, r.unreadable(http.StatusOK, errNotOurShape)
	}
	info := channel.TokenInfo{
		Valid: bool(d.Valid), AppID: string(d.AppID), AppName: string(d.App), Type: string(d.Type),
		Expires: millis(d.Expires), Scopes: plain(d.Scopes), UserID: string(d.UserID),
		IssuedAt: millis(d.Issued), DataUntil: millis(d.DataExpiry),
	}
	for _, g := range d.Granular {
		if g.Scope == "whatsapp_business_management" && len(g.Targets) > 0 {
			info.WABAs, info.Limited = plain(g.Targets), true
		}
	}
	return info, nil
}

const accountFields = "id,name,currency,timezone_id,country,account_review_status,business_verification_status"

// GetAccount reads a WhatsApp Business Account.
func (c *Client) GetAccount(ctx context.Context, waba string) (channel.Account, error) {
	r := request{
		op: "get account", method: http.MethodGet, path: []string{waba}, query: url.Values{"fields": {accountFields}},
	}
	var a struct {
		ID           str `json:"id"`
		Name         str `json:"name"`
		Currency     str `json:"currency"`
		Timezone     str `json:"timezone_id"`
		Country      str `json:"country"`
		Review       str `json:"account_review_status"`
		Verification str `json:"business_verification_status"`
	}
	if err := c.call(ctx, r, &a); err != nil {
		return channel.Account{}, err
	}
	if a.ID == "" {
		return channel.Account{}, r.unreadable(http.StatusOK, errNotOurShape)
	}
	return channel.Account{
		ID: string(a.ID), Name: string(a.Name), Currency: string(a.Currency), TimezoneID: string(a.Timezone),
		Country: string(a.Country), ReviewStatus: string(a.Review), Verification: string(a.Verification),
	}, nil
}

// SubscribeApp makes Meta send this account's webhooks to the token's app. It
// must not be called for an account whose webhooks were redirected with an
// override: a plain subscription removes it.
func (c *Client) SubscribeApp(ctx context.Context, waba string) error {
	return c.command(ctx, request{op: "subscribe app", method: http.MethodPost, path: []string{waba, "subscribed_apps"}})
}

// ListSubscribedApps lists the apps that get an account's webhooks.
func (c *Client) ListSubscribedApps(ctx context.Context, waba string) ([]channel.SubscribedApp, error) {
	r := request{op: "list subscribed apps", method: http.MethodGet, path: []string{waba, "subscribed_apps"}}
	type app struct {
		ID   str `json:"id"`
		Name str `json:"name"`
	}
	type row struct {
		app
		Data     soft[app] `json:"whatsapp_business_api_data"`
		Override str       `json:"override_callback_uri"`
	}
	rows, err := pages[row](ctx, c, r)
	var out []channel.SubscribedApp
	for _, a := range rows {
		nested := a.Data.or()
		out = append(out, channel.SubscribedApp{
			ID: first(nested.ID, a.ID), Name: first(nested.Name, a.Name), Override: string(a.Override),
		})
	}
	return out, err
}

// The limits of a paged list.
const (
	pageSize = 100
	maxPages = 100 // an account has at most 6000 templates
)

// pages reads a list to its end. It follows the cursor and never the "next"
// link, which holds the token and could lead anywhere.
func pages[T any](ctx context.Context, c *Client, r request) ([]T, error) {
	if r.query == nil {
		r.query = url.Values{}
	}
	var out []T
	for range maxPages {
		var page struct {
			Data   *list[T] `json:"data"`
			Paging soft[struct {
				Next    str `json:"next"`
				Cursors soft[struct {
					After str `json:"after"`
				}] `json:"cursors"`
			}] `json:"paging"`
		}
		if err := c.call(ctx, r, &page); err != nil {
			return nil, err
		}
		if page.Data == nil {
			return nil, r.unreadable(http.StatusOK, errNotOurShape)
		}
		out = append(out, *page.Data...)
		after := string(page.Paging.or().Cursors.or().After)
		// The last page has a cursor too, but no next.
		if page.Paging.or().Next == "" || after == "" || after == r.query.Get("after") {
			return out, nil
		}
		r.query.Set("after", after)
	}
	return nil, r.unreadable(http.StatusOK, errAnswerTooLong)
}

func limit() url.Values { return url.Values{"limit": {strconv.Itoa(pageSize)}} }
