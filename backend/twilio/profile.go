package twilio

import (
	"context"
	"net/url"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// profileJSON is what customers see of a sender.
type profileJSON struct {
	Name        string        `json:"name,omitempty"`
	About       *string       `json:"about,omitempty"`
	Address     *string       `json:"address,omitempty"`
	Description *string       `json:"description,omitempty"`
	Logo        string        `json:"logo_url,omitempty"`
	Vertical    string        `json:"vertical,omitempty"`
	Emails      []emailJSON   `json:"emails,omitempty"`
	Websites    []websiteJSON `json:"websites,omitempty"`
}

type emailJSON struct {
	Email string `json:"email"`
	Label string `json:"label"`
}

type websiteJSON struct {
	Website string `json:"website"`
	Label   string `json:"label"`
}

// verticals are the industries by the word that a number's profile keeps, and by what
// Twilio calls each.
var verticals = []struct{ ours, what string }{
	{ours: "ALCOHOL", what: "Alcohol"},
	{ours: "AUTO", what: "Automotive"},
	{ours: "BEAUTY", what: "Beauty, Spa and Salon"},
	{ours: "APPAREL", what: "Clothing and Apparel"},
	{ours: "EDU", what: "Education"},
	{ours: "ENTERTAIN", what: "Entertainment"},
	{ours: "EVENT_PLAN", what: "Event Planning and Service"},
	{ours: "FINANCE", what: "Finance and Banking"},
	{ours: "GROCERY", what: "Food and Grocery"},
	{ours: "HOTEL", what: "Hotel and Lodging"},
	{ours: "MATRIMONY_SERVICE", what: "Matrimony Service"},
	{ours: "HEALTH", what: "Medical and Health"},
	{ours: "NONPROFIT", what: "Non-profit"},
	{ours: "ONLINE_GAMBLING", what: "Online Gambling"},
	{ours: "OTC_DRUGS", what: "OTC Drugs"},
	{ours: "OTHER", what: "Other"},
	{ours: "PHYSICAL_GAMBLING", what: "Physical Gambling"},
	{ours: "PROF_SERVICES", what: "Professional Services"},
	{ours: "GOVT", what: "Public Service"},
	{ours: "RESTAURANT", what: "Restaurant"},
	{ours: "RETAIL", what: "Shopping and Retail"},
	{ours: "TRAVEL", what: "Travel and Transportation"},
}

// verticalAt gives Twilio's name of an industry; what it has no name for is "Other".
func verticalAt(ours string) string {
	for _, v := range verticals {
		if v.ours == ours {
			return v.what
		}
	}
	return "Other"
}

func verticalOf(name string) string {
	for _, v := range verticals {
		if v.what == name {
			return v.ours
		}
	}
	return ""
}

// GetProfile reads what customers see of a sender.
func (c *Client) GetProfile(ctx context.Context, address string) (channel.Profile, error) {
	j, err := c.sender(ctx, "get profile", address)
	if err != nil {
		return channel.Profile{}, err
	}
	p := j.Profile
	out := channel.Profile{
		About: deref(p.About), Address: deref(p.Address), Description: deref(p.Description), PictureURL: p.Logo, Vertical: verticalOf(p.Vertical),
	}
	if len(p.Emails) > 0 {
		out.Email = p.Emails[0].Email
	}
	for _, w := range p.Websites {
		out.Websites = append(out.Websites, w.Website)
	}
	return out, nil
}

// MaxPicture is the size of the largest picture that WhatsApp shows of a number.
const MaxPicture = 5 << 20

// UploadHandle puts a picture where Twilio will fetch it, and returns that address: Twilio
// takes no uploads. The address is what names it in a profile.
func (c *Client) UploadHandle(ctx context.Context, _ desk.AppID, f channel.Sample) (string, error) {
	const op = "upload picture"
	switch {
	case f.Size <= 0 || f.Size > MaxPicture:
		return "", invalid(op, "picture")
	case c.PublishPicture == nil || c.Webhook == "":
		return "", invalid(op, "noAddress")
	}
	address, err := c.PublishPicture(ctx, f)
	if err != nil {
		return "", &Error{Op: op, Source: channel.FromTheWay, Err: err}
	}
	return address, nil
}

// UpdateProfile changes what customers see of a sender. The picture is named by the
// address at which Twilio fetches it: see UploadHandle.
func (c *Client) UpdateProfile(ctx context.Context, address string, change channel.ProfileUpdate) error {
	const op = "update profile"
	switch {
	case change.PictureHandle != nil && !isAddress(*change.PictureHandle):
		return invalid(op, "picture")
	case change.About != nil && *change.About == "":
		return invalid(op, "about")
	}
	j, err := c.sender(ctx, op, address)
	if err != nil {
		return err
	}
	to := profileJSON{Name: j.Profile.Name, About: change.About, Address: change.Address, Description: change.Description}
	if v := change.Vertical; v != nil && *v != "" {
		to.Vertical = verticalAt(*v)
	}
	if change.Email != nil && *change.Email != "" {
		to.Emails = []emailJSON{{*change.Email, "Email"}}
	}
	if change.PictureHandle != nil {
		to.Logo = *change.PictureHandle
	}
	if change.Websites != nil {
		for _, w := range *change.Websites {
			to.Websites = append(to.Websites, websiteJSON{w, "Website"})
		}
	}
	return c.change(ctx, op, j.SID, senderJSON{Profile: to}, "")
}

// isAddress says whether something can be fetched by its name.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
