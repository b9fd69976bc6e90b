package shell

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// hostileAddress puts an address together as an attacker would.
func hostileAddress(r *rapid.T) string {
	scheme := rapid.SampledFrom([]string{
		"https://", "http://", "HTTPS://", "https:", "https:/", "//", "", "javascript:", "JaVaScRiPt:", "\x01javascript:", "data:text/html,",
		"file:///", "smb://", "wails://wails/", "wails://wails", "wails:", "WAILS://wails/", "blob:wails://wails/", "mailto:", "tel:", "about:", "ms-msdt:/", "view-source:",
	}).Draw(r, "scheme")
	host := rapid.SampledFrom([]string{
		"example.org", "a@b.example", "user:pass@evil.example", "wails", "wails@evil.example", "wails.evil.example", "127.0.0.1", "[::1]", "localhost", "",
		"%77ails", "wails%2f", "xn--e1afmkfd.example", "nobody@example.org", "+4930", "media/msg_1/med_1", "..", "\u202egro", "blank", "index.html", "x.html",
	}).Draw(r, "host")
	tail := rapid.SampledFrom([]string{
		"", "/", "/a", "?b", "#c", "/#/threads/x", "/../x", "/media/msg_1/med_1", "/attached/x", "\x00", "\n", "?attach=/etc/passwd", "/index.html", "\\x",
	}).Draw(r, "tail")
	return scheme + host + tail
}

func TestRule5_theWindowShowsParleysPageOnly(t *testing.T) {
	t.Parallel()
	for _, home := range []string{wailsHome, "http://127.0.0.1:34115/"} {
		for _, tail := range []string{"", "#/threads/thr_1", "index.html", "#"} {
			if !mayShow(home, home+tail) {
				t.Errorf("its own page %s%s is refused", home, tail)
			}
		}
		rapid.Check(t, func(r *rapid.T) {
			address := hostileAddress(r)
			bare, _, _ := strings.Cut(address, "#")
			bare = strings.TrimSuffix(strings.TrimSuffix(bare, "index.html"), "/")
			isHome := strings.EqualFold(bare, strings.TrimSuffix(home, "/")) && strings.HasSuffix(bare, "wails")
			if got := mayShow(home, address); got && !isHome {
				r.Fatalf("%q may be shown in the window of %s", address, home)
			}
		})
	}
}

// What the script does is tested beside the page (frontend/src/lib/comehome.test.ts).
func TestRule5_theWindowIsLedBackFromAnotherPage(t *testing.T) {
	t.Parallel()
	for system, home := range map[string]string{"windows": "http://wails.localhost/", "darwin": "wails://wails/", "linux": "wails://wails/"} {
		if got := homeOn(system); got != home || !mayShow(got, home) {
			t.Errorf("on %s the page is at %q, want %q", system, got, home)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		home := hostileAddress(r)
		argument, isScript := strings.CutPrefix(comeHomeTo(home), comeHome)
		var got string
		if err := json.Unmarshal([]byte(strings.Trim(argument, "()")), &got); !isScript || err != nil || strings.ToValidUTF8(home, "\ufffd") != got {
			r.Fatalf("%q becomes %s", home, argument)
		}
	})
}

func TestRule5_onlyFourSchemesLeaveAndNoneHidesItsHost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		address := hostileAddress(r)
		link, err := CheckLink(address)
		if err != nil {
			return
		}
		u, err := url.Parse(link)
		if err != nil {
			r.Fatalf("CheckLink(%q) = %q, which is no address", address, link)
		}
		isWeb := (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil
		isOther := (u.Scheme == "mailto" || u.Scheme == "tel") && u.Opaque != "" && u.RawQuery == "" && u.Fragment == ""
		if !isWeb && !isOther {
			r.Fatalf("CheckLink(%q) = %q", address, link)
		}
	})
}
