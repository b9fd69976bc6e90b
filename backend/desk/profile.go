package desk

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"
)

// ProfileID names a business profile of the organization.
type ProfileID string

// Profile is what customers see of the numbers that use it. One profile may serve
// several numbers.
type Profile struct {
	ID   ProfileID `json:"id"`
	Name string    `json:"name"` // unique, for people here; customers do not see it
	BusinessProfile
	// Picture is the logo as customers get it: a JPEG of PictureSide by PictureSide
	// pixels in base64, "" = the provider keeps what it has.
	Picture string `json:"picture,omitempty"`
	// Seq is the entry of the last change that customers are to see.
	Seq     int64 `json:"seq"`
	Deleted bool  `json:"deleted"`
}

// What a logo is here: a square of so many pixels on each side, in so many bytes.
const (
	PictureSide  = 640
	PictureBytes = 96 << 10
)

// RowKey names the row.
func (p *Profile) RowKey() Ref { return Ref{RowProfile, string(p.ID)} }

// Clone copies the row.
func (p *Profile) Clone() Row {
	c := shallow(p)
	c.Websites = slices.Clone(p.Websites)
	return c
}

// ShownProfile is how what customers see of a number stands to its profile.
type ShownProfile struct {
	Seq      int64            `json:"seq"`              // the profile's change that the provider took last, 0 = none
	At       int64            `json:"at"`               // when it took it
	Said     *Said            `json:"said,omitempty"`   // why it did not take the last one
	Theirs   *BusinessProfile `json:"theirs,omitempty"` // what it shows, nil = the same as here
	LookedAt int64            `json:"lookedAt"`         // when it was asked last
}

func (s ShownProfile) copied() ShownProfile {
	s.Said = s.Said.Clone()
	if s.Theirs != nil {
		theirs := s.Theirs.copied()
		s.Theirs = &theirs
	}
	return s
}

// ProfileUse is the payload of EntryNumberProfile: from now on the number has the
// profile. The same one again sends it once more.
type ProfileUse struct {
	NumberID  NumberID  `json:"numberId"`
	ProfileID ProfileID `json:"profileId"`
}

// ProfileGone is the payload of EntryProfileGone.
type ProfileGone struct {
	ID ProfileID `json:"id"`
}

// NumberShown is the payload of EntryNumberShown: what came of sending a profile, or
// of looking at what the provider shows.
type NumberShown struct {
	NumberID  NumberID         `json:"numberId"`
	ProfileID ProfileID        `json:"profileId"`
	Seq       int64            `json:"seq"`  // of the profile that was sent or compared
	Sent      bool             `json:"sent"` // it was sent: Said says why it was not taken, nil = it was
	Said      *Said            `json:"said,omitempty"`
	Theirs    *BusinessProfile `json:"theirs,omitempty"` // of looking: what it shows instead
}

// Limits of a business profile, in characters; they are Meta's.
const (
	MaxAbout       = 139
	MaxAddress     = 256
	MaxDescription = 512
	MaxEmail       = 128
	MaxSites       = 2
	MaxSite        = 256
)

// Verticals are the business categories that Meta knows.
var Verticals = strings.Fields("ALCOHOL APPAREL AUTO BEAUTY EDU ENTERTAIN EVENT_PLAN FINANCE GOVT GROCERY HEALTH HOTEL " +
	"NONPROFIT ONLINE_GAMBLING OTC_DRUGS OTHER PHYSICAL_GAMBLING PROF_SERVICES RESTAURANT RETAIL TRAVEL")

// Empty says whether customers would see nothing of it.
func (p BusinessProfile) Empty() bool {
	return p.About+p.Address+p.Description+p.Email+p.Vertical == "" && len(p.Websites) == 0
}

// Same says whether customers see the same of both.
func (p BusinessProfile) Same(o BusinessProfile) bool {
	return p.About == o.About && p.Address == o.Address && p.Description == o.Description && p.Email == o.Email &&
		p.Vertical == o.Vertical && slices.Equal(p.Websites, o.Websites)
}

func (p BusinessProfile) copied() BusinessProfile {
	p.Websites = slices.Clone(p.Websites)
	return p
}

// Typed reads a profile as a person typed it: what will do comes back without the
// blanks around it, else CodeInvalid names the field.
func (p BusinessProfile) Typed() (out BusinessProfile, err error) {
	for _, f := range []struct {
		text, what string
		most       int
		into       *string
	}{
		{p.About, "about", MaxAbout, &out.About}, {p.Address, "address", MaxAddress, &out.Address},
		{p.Description, "businessDescription", MaxDescription, &out.Description}, {p.Email, "email", MaxEmail, &out.Email},
	} {
		if *f.into, err = Typed(f.text, f.what, f.most, false); err != nil {
			return out, err
		}
	}
	if out.Email = Pasted(out.Email); out.Email != "" {
		if a, err := mail.ParseAddress(out.Email); err != nil || a.Address != out.Email {
			return out, Refuse(CodeInvalid, "email")
		}
	}
	out.Vertical = strings.ToUpper(strings.TrimSpace(p.Vertical))
	if out.Vertical != "" && !slices.Contains(Verticals, out.Vertical) {
		return out, Refuse(CodeInvalid, "vertical")
	}
	out.Websites, err = typedSites(p.Websites)
	return out, err
}

func typedSites(in []string) ([]string, error) {
	out := []string{}
	for _, site := range in {
		if site = Pasted(site); site == "" {
			continue
		}
		u, err := url.Parse(site)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || len(site) > MaxSite || !Printable(site) {
			return out, Refuse(CodeInvalid, "website", Params{"most": MaxSite})
		}
		out = append(out, site)
	}
	if len(out) > MaxSites {
		return out, Refuse(CodeInvalid, "website", Params{"context": "two"})
	}
	return out, nil
}
