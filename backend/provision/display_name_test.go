package provision

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestCheckDisplayName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":                       "displayName",
		"A":                      "displayName",
		strings.Repeat("ü", 76):  "displayName",
		"https://shop.example":   "displayName_web",
		"HTTP://SHOP":            "displayName_web",
		"Shop www.shop.example":  "displayName_web",
		"***":                    "displayName_symbols",
		"🌊🌊":                     "displayName_symbols",
		"+44 20 7946 0958":       "displayName_phone",
		"1234567":                "displayName_phone",
		"٠١٢٣٤٥٦":                "displayName_phone",
		"AB":                     "",
		strings.Repeat("ü", 75):  "",
		"Booking.example":        "", // a brand may be called so
		"1822":                   "",
		"KAYAK":                  "",
		"شركة":                   "",
		"Harbour & Pine 1234567": "",
		"Awww. Toys":             "",
	} {
		err := checkDisplayName(name)
		got := desk.SubcodeOf(err)
		var refused *desk.Error
		if errors.As(err, &refused) && refused.Params[desk.ParamContext] != nil {
			got += fmt.Sprint("_", refused.Params[desk.ParamContext])
		}
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
