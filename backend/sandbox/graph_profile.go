package sandbox

import (
	"net/url"
	"slices"
	"strings"
)

var verticals = strings.Fields(`ALCOHOL APPAREL AUTO BEAUTY EDU ENTERTAIN EVENT_PLAN FINANCE GOVT GROCERY HEALTH
	HOTEL NONPROFIT ONLINE_GAMBLING OTC_DRUGS OTHER PHYSICAL_GAMBLING PROF_SERVICES RESTAURANT RETAIL TRAVEL`)

// getProfile answers with a list of one, as Meta does.
func (s *Sandbox) getProfile(c *call, n *number) (any, *apiError) {
	p := n.Profile
	all := map[string]any{"messaging_product": "whatsapp", "profile_picture_url": nil, "id": nil}
	for k, v := range map[string]string{
		"about": p.About, "address": p.Address, "description": p.Description, "email": p.Email, "vertical": p.Vertical,
		"profile_picture_url": s.pictureURL(n),
	} {
		if all[k] = nil; v != "" {
			all[k] = v
		}
	}
	if all["websites"] = nil; len(p.Websites) > 0 {
		all["websites"] = p.Websites
	}
	out, fail := pick(all, c.args.str("fields"), "about,address,description,email,profile_picture_url,websites,vertical",
		"WhatsAppBusinessProfile")
	if fail != nil {
		return nil, fail
	}
	delete(out, "id")
	out["messaging_product"] = "whatsapp"
	return map[string]any{"data": []any{out}}, nil
}

func (s *Sandbox) setProfile(c *call, n *number) (any, *apiError) {
	if c.args.str("messaging_product") != "whatsapp" {
		return nil, errProduct()
	}
	p := n.Profile
	for _, f := range []struct {
		name string
		max  int
		into *string
	}{
		{"about", 139, &p.About}, {"address", 256, &p.Address}, {"description", 512, &p.Description},
		{"email", 128, &p.Email}, {"vertical", 64, &p.Vertical},
	} {
		v, given := c.args[f.name]
		if !given {
			continue
		}
		text, isText := v.(string)
		if !isText || len([]rune(text)) > f.max {
			return nil, graphErr(100, "Param "+f.name+" is not a string or is too long.")
		}
		*f.into = text
	}
	if v, given := c.args["about"]; given && v == "" {
		return nil, graphErr(100, "Param about must not be empty.")
	}
	if p.Email != "" && !strings.Contains(p.Email, "@") {
		return nil, graphErr(100, "Param email is not a valid email.")
	}
	if p.Vertical != "" && !slices.Contains(verticals, p.Vertical) {
		return nil, graphErr(100, "Param vertical is not one of the known ones.")
	}
	if _, given := c.args["websites"]; given {
		sites, fail := readSites(c.args.list("websites"))
		if fail != nil {
			return nil, fail
		}
		p.Websites = sites
	}
	if handle := c.args.str("profile_picture_handle"); handle != "" {
		picture, fail := s.takePicture(n, handle)
		if fail != nil {
			return nil, fail
		}
		p.Picture = picture
	}
	n.Profile = p
	s.touch()
	return success, nil
}

func readSites(in []any) ([]string, *apiError) {
	if len(in) > 2 {
		return nil, graphErr(100, "Param websites holds at most 2.")
	}
	out := []string{}
	for _, v := range in {
		site, _ := v.(string)
		u, err := url.Parse(site)
		if err != nil || len(site) > 256 || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			return nil, graphErr(100, "Param websites holds something that is not an http address.")
		}
		out = append(out, site)
	}
	return out, nil
}
