package shell

import (
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// CheckLink gives the link as it may be handed to the system, or says why not.
// What a customer wrote ends here, so everything but the four schemes is
// refused: file:, javascript: and the private schemes of installed programs
// would let a message start something.
func CheckLink(link string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || strings.ContainsFunc(link, isControl) {
		return "", badLink()
	}
	switch strings.ToLower(u.Scheme) {
	case "https", "http":
		if u.Hostname() == "" || u.User != nil {
			return "", badLink() // user@host hides where it goes
		}
	case "mailto", "tel":
		if u.Opaque == "" {
			return "", badLink()
		}
		// What follows the address may attach files and write the letter.
		u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = "", false, "", ""
	default:
		return "", badLink()
	}
	return u.String(), nil
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 }

func badLink() error {
	return desk.Refuse(desk.CodeInvalid, "link")
}
