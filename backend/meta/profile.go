package meta

import (
	"context"
	"net/http"
	"net/url"

	"github.com/parleydesk/parley/backend/channel"
)

// product is the messaging_product of every call that wants one.
const product = "whatsapp"

const profileFields = "about,address,description,email,profile_picture_url,websites,vertical"

// GetProfile reads the business profile of a number.
func (c *Client) GetProfile(ctx context.Context, phoneID string) (channel.Profile, error) {
	r := request{
		op: "get profile", method: http.MethodGet, path: []string{phoneID, "whatsapp_business_profile"},
		query: url.Values{"fields": {profileFields}},
	}
	type profileJSON struct {
		About       str       `json:"about"`
		Address     str       `json:"address"`
		Description str       `json:"description"`
		Email       str       `json:"email"`
		Picture     str       `json:"profile_picture_url"`
		Websites    list[str] `json:"websites"`
		Vertical    str       `json:"vertical"`
	}
	rows, err := pages[profileJSON](ctx, c, r)
	if err != nil {
		return channel.Profile{}, err
	}
	if len(rows) == 0 { // a new number may have none
		return channel.Profile{}, nil
	}
	p := rows[0]
	out := channel.Profile{
		About: string(p.About), Address: string(p.Address), Description: string(p.Description),
		Email: string(p.Email), PictureURL: string(p.Picture), Websites: plain(p.Websites), Vertical: string(p.Vertical),
	}
	if out.Vertical == "UNDEFINED" { // what is read, and refused when written
		out.Vertical = ""
	}
	return out, nil
}

// UpdateProfile changes the business profile of a number.
func (c *Client) UpdateProfile(ctx context.Context, phoneID string, change channel.ProfileUpdate) error {
	if change.About != nil && *change.About == "" {
		return invalid("update profile", "about")
	}
	return c.command(ctx, request{
		op: "update profile", method: http.MethodPost, path: []string{phoneID, "whatsapp_business_profile"},
		body: struct {
			Product string `json:"messaging_product"`
			channel.ProfileUpdate
		}{product, change},
	})
}
